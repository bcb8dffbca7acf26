"""A member follows a programme on the phone."""

from collections.abc import Callable

import pytest

from studyhub.cli.publication import publish_as_two
from studyhub.core.clock import local_date
from studyhub.organisation.rules import Actor
from studyhub.programmes import service
from studyhub.programmes.rules import ProgrammeDraft, UnitDraft
from studyhub.study.rules import ParagraphDraft, SectionDraft
from studyhub.study.service import archive, create_study_unit, record_progress
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene


@pytest.fixture
def units(scene: Scene) -> list[int]:
    """Four units of one paragraph each."""
    cast, now, made = scene.cast, scene.clock.now(), []
    with scene.database.write() as session:
        for title in ("党章学习", "条例学习", "选读甲", "选读乙"):
            unit = create_study_unit(
                session, cast.organiser_a, cast.committee_a.id, title=title,
                sections=[SectionDraft("一、", (ParagraphDraft("只有一段。"),))], now=now,
            )  # fmt: skip
            publish_as_two(session, cast.organiser_a, cast.administrator, unit.id, now=now)
            made.append(unit.id)
    return made


@pytest.fixture
def address(scene: Scene, units: list[int]) -> str:
    """Two required units in order, one of two electives."""
    first, second, *electives = units
    draft = ProgrammeDraft(
        "支部委员学习计划", local_date(scene.clock.now()), summary="先读党章。", elective_count=1,
        units=(
            UnitDraft(first), UnitDraft(second, prerequisites=frozenset({first})),
            *(UnitDraft(key, is_required=False) for key in electives),
        ),
    )  # fmt: skip
    now, organiser = scene.clock.now(), scene.cast.organiser_a
    with scene.database.write() as session:
        made = service.create_programme(session, organiser, scene.cast.committee_a.id, draft, now=now)
        service.publish(session, organiser, made.id, now=now)
    return f"/programmes/{made.id}"


def read(scene: Scene, actor: Actor, *study_unit_ids: int) -> None:
    with scene.database.write() as session:
        for study_unit_id in study_unit_ids:
            record_progress(session, actor, study_unit_id, "s1p1", now=scene.clock.now())


def states(page: Desk) -> list[str]:
    """What stands under each unit."""
    return page.texts("span", "sub")


def test_it_leads_the_list_of_study_units(scene: Scene, wang: Desk, address: str) -> None:
    wang.open("/study-units")
    assert wang.texts("h2", "h2") == ["学习计划", "学习单元"]
    assert states(wang)[0] == "完成 0/3 · 还要选课"
    assert f'href="{address}"' in wang.html


def test_without_a_programme_the_list_is_as_it_was(wang: Desk) -> None:
    assert wang.open("/study-units").texts("h2", "h2") == []


def test_what_is_locked_says_why_and_leads_nowhere(wang: Desk, address: str, units: list[int]) -> None:
    wang.open(address)
    assert states(wang) == ["还没有读", "先读完《党章学习》", "还没有选", "还没有选"]
    assert wang.texts("a", "pri") == ["开始读《党章学习》"]
    assert f'href="/study-units/{units[0]}?programme=' in wang.html
    assert f'href="/study-units/{units[1]}' not in wang.html


def test_from_a_unit_one_comes_back_to_it(wang: Desk, address: str, units: list[int]) -> None:
    page = wang.open(f"/study-units/{units[0]}?programme={address.rpartition('/')[2]}")
    assert f'href="{address}"' in page.html
    assert "回到学习计划" in page.html
    assert "回到学习计划" not in wang.open(f"/study-units/{units[0]}").html


def test_from_the_first_unit_to_the_record(scene: Scene, wang: Desk, address: str, units: list[int]) -> None:
    her = scene.cast.wang_xiuying
    read(scene, her, units[0], units[1])
    wang.open(address)
    assert states(wang) == ["已读完", "已读完", "还没有选", "还没有选"]
    assert wang.texts("a", "pri") == ["去选课"]

    wang.send(f"{address}/electives/{units[3]}")
    assert states(wang) == ["已读完", "已读完", "还没有选", "已选，还没有读"]
    assert wang.texts("a", "pri") == ["开始读《选读乙》"]
    assert wang.texts("button", "btn") == ["选这个", "退选"]
    read(scene, her, units[3])
    wang.open(address)
    assert "11月20日全部完成" in wang.html
    assert wang.texts("a", "pri") == []
    assert "退选" not in wang.html.replace("可以退选", "")
    wang.open("/me")
    assert "支部委员学习计划11月20日完成" in "".join(wang.texts("span", "main"))


def test_a_choice_is_given_back(wang: Desk, address: str, units: list[int]) -> None:
    wang.open(address).send(f"{address}/electives/{units[2]}")
    wang.send(f"{address}/electives/{units[2]}/return")
    assert states(wang)[2:] == ["还没有选", "还没有选"]


def test_what_was_begun_is_kept_and_said_so(scene: Scene, wang: Desk, address: str, units: list[int]) -> None:
    wang.open(address).send(f"{address}/electives/{units[2]}")
    read(scene, scene.cast.wang_xiuying, units[2])
    wang.send(f"{address}/electives/{units[2]}/return")
    assert "《选读甲》已经开始读了，不能退选；还可以再选别的。" in wang.html
    assert states(wang)[2] == "已读完"


def test_what_is_taken_away_completes_it_at_the_next_look(
    scene: Scene, wang: Desk, address: str, units: list[int]
) -> None:
    wang.open(address).send(f"{address}/electives/{units[2]}")
    read(scene, scene.cast.wang_xiuying, units[0], units[2])
    assert "全部完成" not in wang.open(address).html
    with scene.database.write() as session:
        archive(session, scene.cast.organiser_a, units[1], now=scene.clock.now())
    wang.open(address)
    assert states(wang)[1] == "已下架，不再要求"
    assert "11月20日全部完成" in wang.html
    assert "支部委员学习计划" in wang.open("/me").html


def test_others_find_nothing(scene: Scene, browse: Callable[[Actor], Desk], address: str) -> None:
    foreign = browse(scene.cast.he_yong)
    assert foreign.open(address).status == 404
    assert "支部委员学习计划" not in foreign.open("/study-units").html
    assert "支部委员学习计划" not in foreign.open("/me").html
