"""Reading on a phone: what counts as read, and what is written while the signal is gone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from studyhub.organisation.rules import Actor
from studyhub.reading import queries
from studyhub.reading.queries import Subject
from studyhub.study.queries import get_for_reading
from tests.browser.conftest import LiveSite, Phone
from tests.browser.player import read_through, wait_until
from tests.browser.seeing import faults
from tests.browser.test_member_pages import SHOWN


def reading(live_site: LiveSite) -> Session:
    return live_site.prepared.stage.database.read()  # type: ignore[return-value]


def completed(live_site: LiveSite, actor: Actor) -> bool:
    with reading(live_site) as session:
        unit = get_for_reading(session, actor, live_site.prepared.study_unit_id)
    return unit.progress.completed_at is not None


def open_unit(phone: Phone, live_site: LiveSite, actor: Actor) -> Page:
    phone.sign_in(actor)
    page = phone.go(f"/study-units/{live_site.prepared.study_unit_id}")
    page.wait_for_selector("article.read")
    return page


def test_flying_to_the_end_is_not_reading_and_the_page_says_what_is_left(
    phone: Phone, live_site: LiveSite
) -> None:
    zheng = live_site.prepared.cast.zheng_wei
    page = open_unit(phone, live_site, zheng)
    page.evaluate("document.querySelector('article.read').scrollIntoView(false)")
    expect(page.locator("#missing")).to_contain_text("段没看到，去看看")
    assert page.locator("#read-done").is_hidden()
    assert not completed(live_site, zheng)

    page.click("#missing")
    assert page.evaluate("document.querySelector('.here').id") == "s1p1"
    read_through(page)
    expect(page.locator("#read-done")).to_be_visible()
    expect(page.locator("#so-far b")).to_have_text("已读完")
    assert completed(live_site, zheng)


def test_the_bar_moves_as_one_reads_and_another_phone_knows_the_place(
    new_phone: Callable[..., Phone], live_site: LiveSite
) -> None:
    feng = live_site.prepared.cast.feng_li
    page = open_unit(new_phone(), live_site, feng)
    bar = page.locator("#read-progress")
    assert bar.evaluate("bar => bar.value") == 0
    page.evaluate("window.scrollTo(0, 900)")
    wait_until(page, lambda page: bar.evaluate("bar => bar.value") > 0)
    with page.expect_response("**/progress"):
        pass
    other = open_unit(new_phone(), live_site, feng)
    expect(other.locator(".goal")).to_contain_text("上次读到")
    assert other.locator("#read-progress").evaluate("bar => bar.value") > 0
    other.click("text=从上次的位置继续")
    assert other.locator("p.here").count() == 1


def test_what_is_written_without_a_signal_is_kept_and_delivered_from_another_page(
    phone: Phone, live_site: LiveSite
) -> None:
    wu, unit_id = live_site.prepared.cast.wu_jing, live_site.prepared.study_unit_id
    page = open_unit(phone, live_site, wu)
    phone.context.set_offline(True)
    paragraph = page.locator("article.read p").nth(1)
    anchor = paragraph.get_attribute("id")
    paragraph.click()
    page.click("#highlight")
    page.fill("#note", "信号断了也要记下来。")
    expect(page.locator("#note-state")).to_have_text("网络不畅，已存在本机，正在重试")
    page.keyboard.press("Escape")
    expect(page.locator(f"#{anchor}")).to_have_class("of-paragraph lit")
    read_through(page)  # what was opened stays readable
    expect(page.locator("#read-words")).to_have_text("已读 99%，没有信号，有信号时自动记上")

    page.close()
    phone.context.set_offline(False)
    phone.page = phone.open_page()
    phone.go("/me")

    def has_arrived(_page: Page) -> bool:
        with reading(live_site) as session:
            note = queries.notes_of_unit(session, wu, unit_id).get(anchor or "")
        return note is not None and (note.text, note.is_highlighted) == ("信号断了也要记下来。", True)

    wait_until(phone.page, has_arrived)
    wait_until(phone.page, lambda page: completed(live_site, wu))
    expect(phone.go("/notes").locator(".mynote")).to_have_text("信号断了也要记下来。")


def test_a_reflection_survives_the_lost_signal_and_the_closed_page(phone: Phone, live_site: LiveSite) -> None:
    liu, unit_id = live_site.prepared.cast.liu_yang, live_site.prepared.study_unit_id
    phone.sign_in(liu)
    page = phone.go(f"/study-units/{unit_id}/reflection")
    phone.context.set_offline(True)
    page.fill("#text", "在电梯里写的一段心得体会。")
    expect(page.locator("#word-count")).to_have_text("13 字")
    expect(page.locator("#draft-state")).to_have_text("网络不畅，草稿已存在本机，正在重试")
    for tapped in (
        "main button[type=submit]",
        "header a",
    ):  # neither leads to the browser's own page of errors
        page.click(tapped)
        expect(page.locator(".offline")).to_contain_text("现在没有信号，先留在这一页")
        assert page.url.endswith("/reflection")
        phone.context.set_offline(False)
        expect(page.locator(".offline")).to_have_count(0)
        phone.context.set_offline(True)
    phone.context.set_offline(False)
    page.reload()
    expect(page.locator("#text")).to_have_value("在电梯里写的一段心得体会。")

    def is_saved(_page: Page) -> bool:
        with reading(live_site) as session:
            own = queries.own_reflection(session, liu, Subject(study_unit_id=unit_id))
        return own.text == "在电梯里写的一段心得体会。"

    wait_until(page, is_saved)


def test_the_button_for_reading_aloud_is_there_only_where_the_phone_can(
    phone: Phone, live_site: LiveSite
) -> None:
    page = open_unit(phone, live_site, live_site.prepared.cast.zhou_defu)
    can = page.evaluate("speechSynthesis.getVoices().some(voice => /^(zh|cmn)/i.test(voice.lang))")
    assert page.locator("#aloud").is_visible() == can


@pytest.mark.parametrize("way", SHOWN)
def test_the_sheet_of_a_paragraph(way: str, new_phone: Callable[..., Phone], live_site: LiveSite) -> None:
    page = open_unit(new_phone(**SHOWN[way]), live_site, live_site.prepared.cast.zhou_defu)
    page.click("#take-note")
    assert faults(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "take-note"
