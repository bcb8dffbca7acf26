"""Every member page, in every way it can be shown: readable, reachable by finger and by screen reader."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import LiveSite, Phone
from tests.browser.player import Player
from tests.browser.seeing import faults

SHOWN = {
    "standard": {"width": 390, "height": 844, "size": "standard", "theme": "light"},
    "large type": {"width": 390, "height": 844, "size": "xlarge", "theme": "light"},
    "dark": {"width": 390, "height": 844, "size": "standard", "theme": "dark"},
    "narrow, large type, dark": {"width": 320, "height": 640, "size": "xlarge", "theme": "dark"},
}
PAGES = (
    "/",
    "/study-units",
    "/study-units?text=支部 召开",
    "/study-units/{unit}",
    "/study-units/{unit}#s1p1",
    "/study-units/{unit}/paragraphs/s1p1/question",
    "/study-units/{unit}/reflection",
    "/notes",
    "/questions",
    "/reflections",
    "/quizzes",
    "/quizzes/{quiz}",
    "/leaderboards/members",
    "/leaderboards/members?scope=branch",
    "/leaderboards/branches",
    "/points",
    "/me",
    "/account/password",
    "/account/sessions",
    "/no-such-page",
    "/organiser/",  # a member has no business there: the page that says so
)


@pytest.mark.parametrize("way", SHOWN)
def test_pages_of_reading_and_ranking(way: str, new_phone: Callable[..., Phone], live_site: LiveSite) -> None:
    phone = new_phone(**SHOWN[way])
    found = {"/sign-in": faults(phone.go("/sign-in"))}
    phone.page.click("button[type=submit]")
    found["/sign-in refused"] = faults(phone.page)
    phone.sign_in(live_site.prepared.cast.wang_xiuying)
    for path in PAGES:
        address = path.format(unit=live_site.prepared.study_unit_id, quiz=live_site.prepared.quiz_id)
        found[path] = faults(phone.go(address))
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("way", SHOWN)
def test_the_player_with_its_sheets_and_the_result(
    way: str, new_phone: Callable[..., Phone], live_site: LiveSite
) -> None:
    cast = live_site.prepared.cast
    takers = dict(
        zip(SHOWN, (cast.secretary_a1, cast.li_jianguo, cast.chen_xiaohong, cast.zhou_defu), strict=True)
    )
    phone = new_phone(**SHOWN[way])
    page = phone.sign_in(takers[way])
    quiz_id = live_site.prepared.stage.publish(f"看得清吗（{way}）")
    live_site.prepared.stage.schedule(quiz_id, cast.branch_a1.id)
    phone.go(f"/quizzes/{quiz_id}")
    page.click(".dock .btn.pri")
    player = Player(page)
    found = {}
    for number in range(1, player.count + 1):
        player.show(number)
        player.answer_anything()
        found[player.kind] = faults(page)
    page.click(".flag")
    page.click("#open-card")
    found["card"] = faults(page)
    page.click("#submit")
    found["dialog"] = faults(page)
    page.keyboard.press("Escape")
    phone.context.set_offline(True)
    player.show(1)
    page.click("text=清除作答")
    page.wait_for_selector("#trouble:visible")
    found["trouble"] = faults(page)
    phone.context.set_offline(False)
    player.wait_until_saved()
    player.submit()
    found["result"] = faults(page)
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def test_a_sheet_keeps_the_focus_and_gives_it_back(phone: Phone, live_site: LiveSite) -> None:
    phone.sign_in(live_site.prepared.cast.wang_xiuying)
    page = phone.go(f"/study-units/{live_site.prepared.study_unit_id}")
    opener = page.locator("[data-open=contents]")
    opener.focus()
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#contents') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('data-open')") == "contents"
    assert page.locator("#contents").is_hidden()
