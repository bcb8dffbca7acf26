"""Pictures and sound of a study unit on a phone: nothing jumps, a tap enlarges, the player goes on where one stopped."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect

from studyhub.cli.publication import publish_as_two
from studyhub.study.content import Recording
from studyhub.study.queries.recordings import places_of
from studyhub.study.recording_files import keep_file
from studyhub.study.rules import ParagraphDraft, SectionDraft
from studyhub.study.service import add_recording, create_study_unit
from tests.browser.conftest import LiveSite, Phone
from tests.browser.player import wait_until
from tests.browser.seeing import faults
from tests.browser.test_member_pages import SHOWN
from tests.question_bank.sample_items import png

pytestmark = pytest.mark.browser

SOUND = (b"\xff\xfb\x90\x00" + bytes(413)) * 9000  # nearly four minutes of silence, four pieces
SIZE = "one => { const box = one.getBoundingClientRect(); return [box.width, box.height]; }"


@pytest.fixture(scope="module")
def unit_id(live_site: LiveSite) -> int:
    """A unit of the second branch with two pictures and a recording."""
    stage, cast = live_site.prepared.stage, live_site.prepared.cast
    folder = Path(stage.database.engine.url.database or "").parent / "recordings"
    now = stage.clock.now()
    paragraphs = (
        ParagraphDraft("会场布置要简单，够用就好。" * 8),
        ParagraphDraft("会场：前排领学，后排记录", kind="image", picture="图1"),
        ParagraphDraft("签到由组织委员负责。" * 8),
        ParagraphDraft("", kind="image", picture="图2"),
    )
    with stage.database.write() as session:
        unit = create_study_unit(
            session, cast.organiser_a, cast.branch_a2.id, title="会场与签到", sections=[SectionDraft("一、会场", paragraphs)],
            pictures={"图1": png(900, 600, shade=120), "图2": png(300, 800, shade=60)}, now=now,
        )  # fmt: skip
        recording = Recording(*keep_file(folder, BytesIO(SOUND)), "领学录音")
        add_recording(session, cast.organiser_a, unit.id, recording, now=now)
        publish_as_two(session, cast.organiser_a, cast.administrator, unit.id, now=now)
        return unit.id


@pytest.mark.parametrize("way", SHOWN)
def test_the_page_with_pictures_and_sound(
    way: str, new_phone: Callable[..., Phone], live_site: LiveSite, unit_id: int
) -> None:
    phone = new_phone(**SHOWN[way])
    phone.sign_in(live_site.prepared.cast.wu_jing)
    page = phone.go(f"/study-units/{unit_id}")
    page.locator(".of-image img").last.scroll_into_view_if_needed()
    assert faults(page) == []


def test_a_picture_holds_its_place_before_it_comes_and_is_enlarged_in_place(
    phone: Phone, live_site: LiveSite, unit_id: int
) -> None:
    page = phone.sign_in(live_site.prepared.cast.wu_jing)
    page.route("**/pictures/*", lambda route: route.abort())
    phone.go(f"/study-units/{unit_id}")
    before = [one.evaluate(SIZE) for one in page.locator(".of-image img").all()]
    page.unroute("**/pictures/*")
    page.reload()
    pictures = page.locator(".of-image img")
    pictures.last.scroll_into_view_if_needed()
    pictures.first.scroll_into_view_if_needed()
    wait_until(
        page,
        lambda page: page.evaluate(
            "[...document.querySelectorAll('.of-image img')].every(one => one.naturalWidth)"
        ),
    )
    assert [one.evaluate(SIZE) for one in pictures.all()] == before
    address = page.url
    page.locator(".of-image .picture").first.click()
    expect(page.get_by_role("dialog", name="会场：前排领学，后排记录")).to_be_visible()
    page.get_by_role("button", name="关闭图片").click()
    expect(page.locator(".enlarged")).to_have_count(0)
    assert page.url == address


def test_the_player_goes_on_where_one_stopped_on_another_phone(
    new_phone: Callable[..., Phone], live_site: LiveSite, unit_id: int
) -> None:
    liu, stage = live_site.prepared.cast.liu_yang, live_site.prepared.stage

    def place() -> int:
        with stage.database.read() as session:
            return next(iter(places_of(session, liu, unit_id).values()), 0)

    first = new_phone()
    asked: list[str] = []
    page = first.sign_in(liu)
    page.on("request", lambda request: asked.append(request.url) if "/recordings/" in request.url else None)
    first.go(f"/study-units/{unit_id}")
    page.locator("audio").scroll_into_view_if_needed()
    assert asked == []  # nothing is fetched before somebody presses
    page.evaluate("one = document.querySelector('audio'); one.muted = true; one.play()")
    wait_until(page, lambda page: page.evaluate("document.querySelector('audio').currentTime > 0"))
    page.evaluate("document.querySelector('audio').currentTime = 150")
    wait_until(page, lambda page: page.evaluate("document.querySelector('audio').currentTime > 150.2"))
    page.evaluate("document.querySelector('audio').pause()")
    wait_until(page, lambda _: 150 <= place() < 200)

    second = new_phone()
    page = second.sign_in(liu)
    second.go(f"/study-units/{unit_id}")
    page.evaluate("one = document.querySelector('audio'); one.muted = true; one.play()")
    wait_until(page, lambda page: page.evaluate("document.querySelector('audio').currentTime >= 150"))
