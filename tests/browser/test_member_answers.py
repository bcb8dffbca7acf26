"""Answers in bad weather: every tap shown as saved is in the database, and every tap gets there once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, Route, expect

from studyhub.accounts.service import revoke_sessions
from tests.browser.conftest import LiveSite, Phone
from tests.browser.player import Player, start, wait_until

SAVING = "**/api/v1/attempts/*/responses/*"


def responses(site: LiveSite, actor: object, player: Player) -> dict[int, tuple[str, ...] | None]:
    """What the database holds, by question."""
    slots = site.prepared.stage.attempt(actor, player.attempt_id).slots  # type: ignore[arg-type]
    return {slot.number: slot.response for slot in slots}


def nothing_waits(page: Page) -> bool:
    """Whether no answer lies on the phone any more."""
    keys = page.evaluate("Object.keys(localStorage)")
    return not any(key.startswith("studyhub.answer.") for key in keys)


def test_a_chosen_option_can_be_taken_back(phone: Phone, live_site: LiveSite) -> None:
    chen = live_site.prepared.cast.chen_xiaohong
    player = start(phone.sign_in(chen), live_site.prepared.quiz_id)
    number = player.show_kind("多选题")
    player.tap("A")
    player.tap("C")
    player.tap("A")
    player.wait_until_saved()
    phone.page.reload()
    player = Player(phone.page)
    assert player.number == number
    assert [box.is_checked() for box in phone.page.locator(".opt input").all()] == [False, False, True, False]
    assert responses(live_site, chen, player)[number] == ("C",)

    phone.page.click("text=清除作答")
    player.wait_until_saved()
    assert not responses(live_site, chen, player)[number]
    expect(phone.page.locator("#answered")).to_have_js_property("value", 0)


def test_every_type_is_answered_and_comes_back_as_it_was(phone: Phone, live_site: LiveSite) -> None:
    sun = live_site.prepared.cast.secretary_a1
    player = start(phone.sign_in(sun), live_site.prepared.quiz_id)
    page = phone.page
    blank = player.show_kind("填空题")
    page.locator("#player .input").nth(0).type("2012年")
    page.locator("#player .input").nth(1).type("十八大")
    match = player.show_kind("连线题")
    for index, select in enumerate(page.locator("select").all()):
        select.select_option(index=index + 1)
    order = player.show_kind("排序题")
    before = [one.inner_text() for one in page.locator(".order .t").all()]
    page.get_by_label(f"下移：{before[0]}").click()
    expect(page.locator("#spoken")).to_have_text(f"{before[0]}，移到第 2 位，共 5 项")
    judge = player.show_kind("判断题")
    player.tap("false")
    player.wait_until_saved()
    stored = responses(live_site, sun, player)
    assert stored[blank] == ("2012年", "十八大")
    assert stored[match] == ("1 A", "2 B", "3 C", "4 D", "5 E")
    assert stored[order] == ("B", "A", "C", "D", "E")
    assert stored[judge] == ("false",)

    page.reload()
    player = Player(page)
    player.show(order)
    shown = [one.inner_text() for one in page.locator(".order .t").all()]
    assert shown == [before[1], before[0], *before[2:]]
    player.show(blank)
    assert [field.input_value() for field in page.locator("#player .input").all()] == ["2012年", "十八大"]


def test_two_accounts_on_one_phone_never_mix(phone: Phone, live_site: LiveSite) -> None:
    cast = live_site.prepared.cast
    liu = start(phone.sign_in(cast.liu_yang), live_site.prepared.quiz_id)
    phone.context.set_offline(True)
    liu.show(1)
    liu.answer_anything()
    expect(phone.page.locator("#saved-words")).to_have_text("已存在本机")
    phone.page.close()
    phone.context.clear_cookies()
    phone.context.set_offline(False)

    phone.page = phone.open_page()
    zheng = start(phone.sign_in(cast.zheng_wei), live_site.prepared.quiz_id)
    expect(phone.page.locator("#answered")).to_have_js_property("value", 0)
    zheng.show(2)
    zheng.answer_anything()
    zheng.wait_until_saved()
    assert [n for n, given in responses(live_site, cast.zheng_wei, zheng).items() if given] == [2]
    assert [n for n, given in responses(live_site, cast.liu_yang, liu).items() if given] == []
    zheng.submit()
    phone.go("/me")
    phone.page.click("text=退出登录")
    phone.page.wait_for_url("**/sign-in")

    # The first answer has waited on the phone, through another person's submission; the home page sends it.
    phone.sign_in(cast.liu_yang)
    wait_until(phone.page, nothing_waits)
    assert [n for n, given in responses(live_site, cast.liu_yang, liu).items() if given] == [1]


def test_server_trouble_of_every_kind_delays_an_answer_but_loses_none(
    new_phone: Callable[..., Phone], live_site: LiveSite
) -> None:
    he = live_site.prepared.cast.li_jianguo
    phone = new_phone()
    player = start(phone.sign_in(he), live_site.prepared.quiz_id)
    troubles: list[int | None] = [500, 502, 503, 504, 408, 429, None]

    def make_trouble(route: Route) -> None:
        trouble = troubles.pop(0) if troubles else 0
        if trouble is None:
            route.abort("connectionreset")
        elif trouble:
            route.fulfill(status=trouble, body="<html>", content_type="text/html")
        else:
            route.continue_()

    phone.context.route(SAVING, make_trouble)
    player.show(1)
    player.answer_anything()
    expect(phone.page.locator("#trouble")).to_be_visible()
    expect(phone.page.locator("#saved-words")).to_have_text("已保存", timeout=30_000)
    assert troubles == []
    assert responses(live_site, he, player)[1]


def test_the_later_tap_wins_when_two_pages_answer_the_same_question(
    phone: Phone, live_site: LiveSite
) -> None:
    stage, zhou = live_site.prepared.stage, live_site.prepared.cast.zhou_defu
    player = start(phone.sign_in(zhou), live_site.prepared.quiz_id)
    number = player.show_kind("单选题")
    stage.save(player.attempt_id, number, ["A"], sequence=10**9)  # another program, counting its own way
    player.tap("B")
    player.wait_until_saved()
    assert responses(live_site, zhou, player)[number] == ("B",)

    second = phone.open_page()
    second.goto(phone.page.url)
    other = Player(second)
    other.show(number)
    other.tap("D")
    other.wait_until_saved()
    assert responses(live_site, zhou, player)[number] == ("D",)


def test_an_expired_login_does_not_stop_a_running_attempt(phone: Phone, live_site: LiveSite) -> None:
    stage, feng = live_site.prepared.stage, live_site.prepared.cast.feng_li
    player = start(phone.sign_in(feng), live_site.prepared.quiz_id)
    with stage.database.write() as session:
        revoke_sessions(session, feng.member_id, now=datetime.now(UTC))
    player.show(1)
    player.answer_anything()
    player.wait_until_saved()
    assert responses(live_site, feng, player)[1]
    phone.page.reload()
    phone.page.wait_for_url(lambda url: "/sign-in?next=" in url)
    phone.sign_in(feng)
    assert Player(phone.page).attempt_id == player.attempt_id


def test_at_the_deadline_the_paper_is_submitted_with_the_page_open_or_closed(
    new_phone: Callable[..., Phone], live_site: LiveSite
) -> None:
    stage, cast = live_site.prepared.stage, live_site.prepared.cast
    quiz_id = stage.publish("十五秒的小测")
    stage.schedule(quiz_id, cast.branch_a3.id, closes_at=datetime.now(UTC) + timedelta(seconds=15))
    stays = new_phone()
    player = start(stays.sign_in(cast.zheng_wei), quiz_id)
    number = player.show_kind("单选题")
    expect(stays.page.locator("#timer")).to_have_class("timer num low")
    player.tap("A")
    stays.page.wait_for_url("**/result", timeout=30_000)
    assert responses(live_site, cast.zheng_wei, player)[number] == ("A",)
    assert stage.attempt(cast.zheng_wei, player.attempt_id).status == "submitted"


def test_what_a_closed_phone_left_open_is_submitted_by_the_server(
    new_phone: Callable[..., Phone], live_site: LiveSite
) -> None:
    stage, cast = live_site.prepared.stage, live_site.prepared.cast
    quiz_id = stage.publish("十秒的小测")
    stage.schedule(quiz_id, cast.branch_a2.id, closes_at=datetime.now(UTC) + timedelta(seconds=10))
    phone = new_phone()
    player = start(phone.sign_in(cast.wu_jing), quiz_id)
    player.answer_anything()
    player.wait_until_saved()
    phone.go("/")
    phone.page.wait_for_timeout(16_000)
    phone.go(f"/attempts/{player.attempt_id}")
    phone.page.wait_for_url("**/result")
    expect(phone.page.locator("main")).to_contain_text("到时自动交卷，按已保存的答案计分")
