"""An organiser takes questions from a unit's text, at the desk and on a phone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from studyhub.study.rules import ParagraphDraft, SectionDraft
from studyhub.study.service import create_study_unit
from tests.browser.conftest import LiveSite, Phone

TEXTS = (
    "党员领导干部要坚决做到“两个维护”，始终同党中央保持高度一致。",
    "机关党员要带头增强“四个意识”，在大是大非面前站稳立场、分清方向。",
    "条例规定，党员领导干部每年参加学习培训不少于32学时。",
)
WIDE = {"width": 1280, "height": 800}


@pytest.fixture
def unit_id(live_site: LiveSite) -> int:
    """A draft of 钱进's that three questions can be drafted from."""
    prepared = live_site.prepared.stage
    with prepared.database.write() as session:
        return create_study_unit(
            session, prepared.cast.organiser_b, prepared.cast.committee_b.id, title="机关学习手册",
            sections=[SectionDraft("一、方向", tuple(map(ParagraphDraft, TEXTS)))], now=prepared.clock.now(),
        ).id  # fmt: skip


@pytest.mark.parametrize("screen", [{}, {"size": "xlarge", "theme": "dark"}, {"width": 320}, WIDE], ids=str)
def test_every_draft_is_decided_on(
    new_phone: Callable[..., Phone], live_site: LiveSite, unit_id: int, screen: dict[str, object]
) -> None:
    desk = new_phone(**screen)
    page = desk.sign_in(live_site.prepared.cast.organiser_b)
    desk.go(f"/organiser/study-units/{unit_id}")
    page.click("a:has-text('从正文起草')")
    expect(page.locator("input[name=draft]")).to_have_count(3)
    assert faults(page) == []
    page.click("button[aria-label='不要第 1 题']")
    expect(page.locator("input[name=draft]")).to_have_count(2)
    page.locator("input[name=draft]").last.check()
    page.click(".save-bar button:text-is('收下勾选的')")
    expect(page.locator(".note")).to_contain_text("1 道题已收入题库")
    page.click("button[aria-label='恢复第 1 题']")
    expect(page.locator("input[name=draft]")).to_have_count(2)
    assert faults(page) == []
    page.click(".trail a")
    page.click("a:has-text('考到 0/3 段')")  # a draft tests nothing yet
    page.click("summary:has-text('1 道题考到这一段')")
    assert faults(page) == []
    page.click(f".coverage a:has-text('{TEXTS[2][:8]}') >> nth=-1")


def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page scrolls sideways."""
    found = [violation["id"] for violation in Axe().run(page).response["violations"]]
    root = "document.documentElement"
    return found + (["sideways"] if page.evaluate(f"{root}.scrollWidth > {root}.clientWidth") else [])
