"""A real site behind gunicorn and real browsers in front of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from studyhub.cli.site import open_database
from studyhub.core.settings import load_settings
from studyhub.organisation.rules import Actor
from tests.browser.member_site import MemberSite, prepare
from tests.cast import PASSWORD
from tests.running_site import running_site

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class LiveSite:
    """A site that serves at `url`, with what was prepared on it."""

    url: str
    prepared: MemberSite


class Phone:
    """A phone with its own cookies and storage. `errors` collects what its console complains of."""

    def __init__(self, context: BrowserContext, site: LiveSite) -> None:
        self.context = context
        self.site = site
        self.errors: list[str] = []
        self.page = self.open_page()

    def open_page(self) -> Page:
        """Another page (tab) on this phone."""
        page = self.context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._listen)
        return page

    def go(self, path: str) -> Page:
        """Open an address of the site."""
        self.page.goto(self.site.url + path)
        return self.page

    def sign_in(self, actor: Actor, password: str = PASSWORD) -> Page:
        """Sign in as a person does; ends on the page that was wanted."""
        if "/sign-in" not in self.page.url:
            self.go("/sign-in")
        self.page.fill("#login", actor.employee_number)
        self.page.fill("#password", password)
        self.page.click("button[type=submit]")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)
        return self.page

    def _listen(self, message: Any) -> None:
        # A refused style or script is what must not happen; requests fail on purpose in some stories.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[LiveSite]:
    """A prepared site with two workers, one for all browser tests of a process; each story has people of its own."""
    folder: Path = tmp_path_factory.mktemp("site")
    database = open_database(load_settings(folder, {}))
    prepared = prepare(database)
    with running_site(folder, "--workers", "2") as running:
        yield LiveSite(running.url, prepared)
    database.dispose()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium, started once."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        yield started
        started.close()


@pytest.fixture
def new_phone(browser: Browser, live_site: LiveSite) -> Iterator[Callable[..., Phone]]:
    """Takes another phone out of the box: new_phone(width=390, height=844, size="standard", theme="light")."""
    phones: list[Phone] = []

    def unpack(width: int = 390, height: int = 844, size: str = "standard", theme: str = "light") -> Phone:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=2,
            is_mobile=width < 700,
            has_touch=width < 700,
            locale="zh-CN",
        )
        for name, value in (("size", size), ("theme", theme)):
            context.add_cookies([{"name": name, "value": value, "url": live_site.url}])
        phones.append(Phone(context, live_site))
        return phones[-1]

    yield unpack
    complaints = [error for phone in phones for error in phone.errors]
    for phone in phones:
        phone.context.close()
    assert complaints == []


@pytest.fixture
def phone(new_phone: Callable[..., Phone]) -> Phone:
    """One phone."""
    return new_phone()
