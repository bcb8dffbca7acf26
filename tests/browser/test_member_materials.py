"""Questions about one material, with pictures, in the player and on the result page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from question_bank import Blueprint, Cell, Choice, Item, ItemType, Picture, Section
from studyhub.quizzes import service
from tests.browser.conftest import LiveSite, Phone
from tests.browser.player import start
from tests.browser.seeing import faults
from tests.browser.test_member_pages import SHOWN
from tests.question_bank.sample_items import png
from tests.quizzes.bank import bank

pytestmark = pytest.mark.browser

PASSAGE = (
    "阅读下面的会议记录，回答问题。\n"
    + "三月五日下午，第一党支部召开支部党员大会，应到十二人，实到十一人。" * 12
)
MATERIAL = PASSAGE + "\n[[picture:签到表.png]]"


def question(number: int) -> Item:
    """One of three about the record; two of its choices are pictures."""
    return replace(
        bank()[0],
        id=f"record-{number}",
        stem=f"（{number}）根据材料，哪一张是会议的签到情况？",
        choices=(
            Choice("a", "[[picture:甲]]"),
            Choice("b", "[[picture:乙]]"),
            Choice("c", "材料里没有说"),
        ),
        key=("a",),
        explanation="看签到表。[[picture:签到表.png]]",
        tags=("会议记录",),
        stimulus=MATERIAL,
        pictures=(
            Picture("签到表.png", "image/png", png(900, 500, shade=200), "签到表：十二行，一行空着"),
            Picture("甲", "image/png", png(300, 120, shade=120), "深灰色的表"),
            Picture("乙", "image/png", png(300, 120, shade=190), "浅灰色的表"),
        ),
    )


@pytest.fixture(scope="module")
def quiz_id(live_site: LiveSite) -> int:
    """Three questions about the record between two others."""
    prepared = live_site.prepared
    stage, organiser = prepared.stage, prepared.cast.organiser_a
    stage.fill_bank([question(number) for number in range(1, 4)])
    cells = (
        Cell(3, Decimal(2), tags=frozenset({"会议记录"})),
        Cell(2, types=frozenset({ItemType.TRUE_FALSE})),
    )
    draft = service.QuizDraft("会议记录测验", Blueprint((Section("一、试题", cells),)), timedelta(minutes=20))
    with stage.database.write() as session:
        made = service.create_quiz(
            session, organiser, prepared.cast.committee_a.id, draft, now=stage.clock.now()
        )
        service.publish(session, organiser, made, now=stage.clock.now())
    stage.schedule(made, *prepared.cast.branches_a)
    return made


def material(page: Page) -> bool:
    """Whether the material on the screen is open."""
    return page.locator("details.stimulus").get_attribute("open") is not None


def test_a_material_is_read_once_and_looked_up_again(phone: Phone, live_site: LiveSite, quiz_id: int) -> None:
    page = phone.sign_in(live_site.prepared.cast.liu_yang)
    player = start(page, quiz_id)
    player.show(1)
    assert page.inner_text("details.stimulus summary") == "材料（第 1～3 题共用）"
    assert material(page)
    page.click("#next")
    assert not material(page)
    page.click("details.stimulus summary")
    page.click("#next")
    assert not material(page)
    page.click("#previous")
    assert material(page)  # as it was left
    player.show(4)
    expect(page.locator("details.stimulus")).to_have_count(0)


@pytest.mark.parametrize("way", SHOWN)
def test_a_picture_is_looked_at_closely_without_leaving_or_choosing(
    way: str, new_phone: Callable[..., Phone], live_site: LiveSite, quiz_id: int
) -> None:
    cast = live_site.prepared.cast
    takers = dict(zip(SHOWN, (cast.wu_jing, cast.zheng_wei, cast.feng_li, cast.li_jianguo), strict=True))
    page = new_phone(**SHOWN[way]).sign_in(takers[way])
    player = start(page, quiz_id)
    player.show(1)
    picture = page.locator(".opt .picture").first
    zoom = picture.get_by_role("button", name="放大图片")
    expect(picture.locator("img")).to_have_js_property("complete", True)
    assert picture.locator("img").evaluate("one => one.naturalWidth") == 300
    zoom.click()
    layer = page.get_by_role("dialog")
    expect(layer).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(layer).to_have_count(0)
    expect(zoom).to_be_focused()
    assert page.locator(".opt input:checked").count() == 0
    picture.locator("img").evaluate("one => one.scrollIntoView({block: 'center'})")
    box = picture.locator("img").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.locator(".opt.on .picture").count() == 1
    player.wait_until_saved()
    assert faults(page) == []
    player.submit()
    assert page.locator("details.stimulus").count() == 1
    assert page.locator(".why .picture").count() == 3
    assert faults(page) == []
    page.locator("#question-1").evaluate("one => one.open = true")
    page.locator("#question-1").get_by_text("这道题有误？").click()
    expect(page.locator(".ans .picture img").first).to_be_visible()
    assert "[[" not in page.inner_text("main")
    assert page.locator("details.stimulus").count() == 1
    assert faults(page) == []
    page.fill("#text", "两张图看不出差别。")
    page.click("main button[type=submit]")
    expect(page.locator("#report-1")).to_be_in_viewport()
