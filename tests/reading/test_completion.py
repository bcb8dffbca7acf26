"""An organiser says what completes a unit; members do it, in whatever order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from question_bank import Choice, Item, ItemType, Source
from studyhub.core.errors import Invalid, NotFound
from studyhub.items.models import Item as ItemRow
from studyhub.items.models import ItemStatus
from studyhub.items.service import import_items
from studyhub.organisation.rules import Actor
from studyhub.points.queries import list_entries
from studyhub.reading import queries, service
from studyhub.reading.models import CompletionKind
from studyhub.reading.queries import ReaderCompletion
from studyhub.study.models import StudyUnit
from studyhub.study.queries import get_for_reading
from tests.day_stage import DayStage


def write_items(stage: DayStage, study_unit_id: int) -> dict[str, int]:
    """Questions about the unit, ready, of which two fit into a text; gives code -> id."""
    now = stage.clock.now()
    with stage.database.write() as session:
        slug = session.scalars(select(StudyUnit.slug).where(StudyUnit.id == study_unit_id)).one()
        single = Item(
            "single", ItemType.SINGLE_CHOICE, "讲来历的是？", tags=("来历",), explanation="见 [[a]]。", key=("a",),
            choices=(Choice("a", "第一段"), Choice("b", "第二段")), source=Source(slug, "s1p1", "第一段讲来历。"),
        )  # fmt: skip
        true = Item(
            "true", ItemType.TRUE_FALSE, "第三段讲现在。", key=("true",), explanation="正是。",
            source=Source(slug, "s2p1", "第三段讲现在。"),
        )  # fmt: skip
        passage = replace(single, id="passage", stimulus="先读这一段材料。")
        long = replace(single, id="long", type=ItemType.EXTENDED_TEXT, choices=(), key=(), explanation="")
        import_items(
            session, stage.cast.organiser_a, stage.cast.committee_a.id, [single, true, long, passage], now=now
        )
        rows = session.scalars(
            select(ItemRow).where(ItemRow.code.in_(["single", "true", "long", "passage"]))
        ).all()
        for row in rows:
            row.status = ItemStatus.READY
        return {row.code: row.id for row in rows}


def ask_for(
    stage: DayStage,
    study_unit_id: int,
    kind: CompletionKind,
    *,
    quiz_id: int | None = None,
    places: dict[int, str] | None = None,
    actor: Actor | None = None,
) -> None:
    with stage.database.write() as session:
        service.set_completion(
            session, actor or stage.cast.organiser_a, study_unit_id, kind,
            quiz_id=quiz_id, places=places, now=stage.clock.now(),
        )  # fmt: skip


def reader_sees(stage: DayStage, study_unit_id: int) -> ReaderCompletion:
    member = stage.cast.wang_xiuying
    with stage.database.read() as session:
        return queries.get_completion(session, member, get_for_reading(session, member, study_unit_id))


def answer(stage: DayStage, study_unit_id: int, check_id: int, *values: str) -> bool:
    with stage.database.write() as session:
        return service.answer_check(
            session, stage.cast.wang_xiuying, study_unit_id, check_id, values, now=stage.clock.now()
        ).is_right


def completed_at(stage: DayStage, study_unit_id: int) -> datetime | None:
    with stage.database.read() as session:
        return get_for_reading(session, stage.cast.wang_xiuying, study_unit_id).progress.completed_at


def checks_of(found: ReaderCompletion) -> dict[str, list[tuple[str, bool, tuple[str, ...], str]]]:
    return {
        anchor: [(check.item.stem, check.is_passed, check.key, check.explanation) for check in checks]
        for anchor, checks in found.checks.items()
    }


def test_checks_open_the_next_section_and_complete_the_unit(stage: DayStage) -> None:
    unit_id = stage.study_unit()
    items = write_items(stage, unit_id)
    ask_for(stage, unit_id, CompletionKind.CHECKS, places={items["single"]: "s1p1", items["true"]: "s2p1"})

    seen = reader_sees(stage, unit_id)
    assert (seen.kind, seen.open_count, seen.unpassed_count) == (CompletionKind.CHECKS, 1, 2)
    assert checks_of(seen) == {
        "s1p2": [("讲来历的是？", False, (), "")],
        "s2p1": [("第三段讲现在。", False, (), "")],
    }
    first, second = (found[0].id for found in seen.checks.values())

    assert answer(stage, unit_id, first, "B") is False
    assert reader_sees(stage, unit_id) == seen
    assert answer(stage, unit_id, first, "A") is True
    passed = reader_sees(stage, unit_id)
    assert passed.open_count == 2
    assert checks_of(passed)["s1p2"] == [("讲来历的是？", True, ("a",), "见 A。")]
    answer(stage, unit_id, first, "B")  # what is passed stays passed
    assert reader_sees(stage, unit_id) == passed

    stage.read(stage.cast.wang_xiuying, unit_id)
    assert completed_at(stage, unit_id) is None
    assert answer(stage, unit_id, second, "true") is True
    assert completed_at(stage, unit_id) == stage.clock.now()
    with stage.database.read() as session:
        entries = list_entries(session, stage.cast.wang_xiuying.member_id)
    assert [(entry.points, entry.note) for entry in entries] == [(10, "读完《三会一课》")]
    assert stage.contradictions() == []


def test_checks_alone_do_not_complete_what_was_not_read(stage: DayStage) -> None:
    unit_id = stage.study_unit()
    items = write_items(stage, unit_id)
    ask_for(stage, unit_id, CompletionKind.CHECKS, places={items["single"]: "s1p2"})
    (check,) = reader_sees(stage, unit_id).checks["s1p2"]
    stage.read(stage.cast.wang_xiuying, unit_id, "s1p2")
    assert answer(stage, unit_id, check.id, "A") is True
    assert completed_at(stage, unit_id) is None
    with stage.database.read() as session:
        assert list_entries(session, stage.cast.wang_xiuying.member_id) == []
    stage.read(stage.cast.wang_xiuying, unit_id)
    assert completed_at(stage, unit_id) == stage.clock.now()


@pytest.mark.parametrize("is_read_first", [True, False])
def test_a_quiz_must_be_passed(stage: DayStage, is_read_first: bool) -> None:
    unit_id, member = stage.study_unit(), stage.cast.wang_xiuying
    quiz_id = stage.publish()
    stage.schedule(quiz_id, *stage.cast.branches_a)
    ask_for(stage, unit_id, CompletionKind.QUIZ, quiz_id=quiz_id)
    if is_read_first:
        stage.read(member, unit_id)
        assert completed_at(stage, unit_id) is None
    stage.take(member, quiz_id)
    if not is_read_first:
        assert completed_at(stage, unit_id) is None
        stage.read(member, unit_id)
    assert completed_at(stage, unit_id) == stage.clock.now()
    stage.take(stage.cast.li_jianguo, quiz_id, lambda number: False)
    stage.read(stage.cast.li_jianguo, unit_id)
    with stage.database.read() as session:
        assert get_for_reading(session, stage.cast.li_jianguo, unit_id).progress.completed_at is None
    assert stage.contradictions() == []


def test_a_check_that_stays_keeps_who_passed_it_and_a_retired_item_asks_no_more(stage: DayStage) -> None:
    unit_id = stage.study_unit()
    items = write_items(stage, unit_id)
    places = {items["single"]: "s1p2", items["true"]: "s2p1"}
    ask_for(stage, unit_id, CompletionKind.CHECKS, places=places)
    (first,), (second,) = reader_sees(stage, unit_id).checks.values()
    answer(stage, unit_id, first.id, "A")
    ask_for(stage, unit_id, CompletionKind.CHECKS, places={items["single"]: "s2p1"})
    assert checks_of(reader_sees(stage, unit_id)) == {"s2p1": [("讲来历的是？", True, ("a",), "见 A。")]}
    with pytest.raises(NotFound):
        answer(stage, unit_id, second.id, "true")

    ask_for(stage, unit_id, CompletionKind.CHECKS, places=places)
    with stage.database.write() as session:
        session.get_one(ItemRow, items["true"]).status = ItemStatus.RETIRED
    assert reader_sees(stage, unit_id).unpassed_count == 0
    stage.read(stage.cast.wang_xiuying, unit_id)
    assert completed_at(stage, unit_id) == stage.clock.now()


def test_a_quiz_given_up_asks_for_reading_alone(stage: DayStage) -> None:
    unit_id = stage.study_unit()
    ask_for(stage, unit_id, CompletionKind.QUIZ, quiz_id=stage.publish())
    ask_for(stage, unit_id, CompletionKind.READ)
    stage.read(stage.cast.wang_xiuying, unit_id)
    assert completed_at(stage, unit_id) == stage.clock.now()


@pytest.mark.parametrize("values", [[], ["C"], ["A", "B"], ["true"]])
def test_what_is_no_answer_is_refused(stage: DayStage, values: Sequence[str]) -> None:
    unit_id = stage.study_unit()
    items = write_items(stage, unit_id)
    ask_for(stage, unit_id, CompletionKind.CHECKS, places={items["single"]: "s1p2"})
    (check,) = reader_sees(stage, unit_id).checks["s1p2"]
    with pytest.raises(Invalid):
        answer(stage, unit_id, check.id, *values)


def test_only_ready_items_of_the_unit_that_a_tap_can_answer_are_offered(stage: DayStage) -> None:
    unit_id = stage.study_unit()
    items = write_items(stage, unit_id)
    with stage.database.read() as session:
        settings = queries.get_completion_settings(session, stage.cast.organiser_a, unit_id)
        for stranger in (stage.cast.organiser_b, stage.cast.secretary_a1, stage.cast.wang_xiuying):
            with pytest.raises(NotFound):
                queries.get_completion_settings(session, stranger, unit_id)
    assert [(one.item_id, one.anchor, one.suggested) for one in settings.candidates] == [
        (items["single"], None, "s1p1"),
        (items["true"], None, "s2p1"),
    ]
    for places in ({items["long"]: "s1p1"}, {items["single"]: "s9p9"}, {}):
        with pytest.raises(Invalid) as error:
            ask_for(stage, unit_id, CompletionKind.CHECKS, places=places)
        assert error.value.fields == {"checks": "请至少为一节选一道小测。"}
    with pytest.raises(Invalid) as error:
        ask_for(stage, unit_id, CompletionKind.QUIZ, quiz_id=99)
    assert error.value.fields == {"quiz_id": "请选一份已发布的测验。"}


def test_strangers_neither_answer_nor_decide(stage: DayStage) -> None:
    unit_id = stage.study_unit()
    items = write_items(stage, unit_id)
    ask_for(stage, unit_id, CompletionKind.CHECKS, places={items["single"]: "s1p2"})
    (check,) = reader_sees(stage, unit_id).checks["s1p2"]
    with stage.database.write() as session, pytest.raises(NotFound):
        service.answer_check(session, stage.cast.he_yong, unit_id, check.id, ["A"], now=stage.clock.now())
    with pytest.raises(NotFound):
        ask_for(stage, unit_id, CompletionKind.READ, actor=stage.cast.organiser_b)
