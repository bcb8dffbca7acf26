"""The quiz player as a member's fingers know it."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect


class Player:
    """What one does in the player; `page` shows it already."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.wait_for_selector(".stem")
        self.attempt_id = int(re.search(r"/attempts/(\d+)", page.url)[1])  # type: ignore[index]

    @property
    def count(self) -> int:
        """How many questions the paper has."""
        return int(self.page.inner_text("#total"))

    @property
    def number(self) -> int:
        """The question on the screen."""
        return int(self.page.inner_text("#number"))

    @property
    def kind(self) -> str:
        """The type of the question on the screen, in Chinese."""
        return self.page.inner_text(".qtop .tag.red")

    def show(self, number: int) -> None:
        """Go to a question through the answer card."""
        self.page.click("#open-card")
        self.page.locator("#cells .cell").nth(number - 1).click()
        expect(self.page.locator("#number")).to_have_text(str(number))

    def show_kind(self, kind: str) -> int:
        """Go to the first question of a type; gives its number."""
        for number in range(1, self.count + 1):
            self.show(number)
            if self.kind == kind:
                return number
        raise AssertionError(f"no {kind} in this paper")

    def tap(self, letter: str) -> None:
        """Tap a choice by its letter."""
        self.page.locator(".opt", has=self.page.locator(f"input[value={letter}]")).click()

    def answer_anything(self) -> None:
        """Answer the question on the screen, whatever it is, all of it."""
        page = self.page
        if page.locator(".opt").count():
            page.locator(".opt").first.click()
        elif page.locator(".order").count():
            page.locator(".order li").nth(1).get_by_role("button").first.click()
        elif page.locator("select").count():
            for select in page.locator("select").all():
                select.select_option(index=1)
        else:
            for field in page.locator("#player .input").all():
                field.fill("2012")

    def wait_until_saved(self) -> None:
        """Wait for the words 已保存."""
        expect(self.page.locator("#saved-words")).to_have_text("已保存")

    def submit(self) -> None:
        """Submit through card and dialog; ends on the result."""
        self.page.click("#open-card")
        self.page.click("#submit")
        self.page.click("#dialog-acts .pri")
        self.page.wait_for_url("**/result")


def start(page: Page, quiz_id: int) -> Player:
    """From the rules of a quiz into the player."""
    page.goto(re.sub(r"^(https?://[^/]+).*", r"\1", page.url) + f"/quizzes/{quiz_id}")
    page.click(".dock .btn.pri")
    return Player(page)


def wait_until(page: Page, condition: Callable[[Page], bool], seconds: float = 10) -> None:
    """Wait until something holds of a page. (Waiting inside the page would need eval, which the site forbids.)"""
    end = time.monotonic() + seconds
    while not condition(page):
        assert time.monotonic() < end, "what was waited for did not happen"
        page.wait_for_timeout(100)


def read_through(page: Page) -> None:
    """Read the study unit on the screen as a quick reader does: screen by screen, resting a moment on each."""
    step = page.evaluate("window.innerHeight") // 2
    place = 0
    while place < page.evaluate("document.body.scrollHeight"):
        page.evaluate(f"window.scrollTo(0, {place})")
        page.wait_for_timeout(650)
        place += step
