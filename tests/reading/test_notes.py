"""A member highlights and notes; nobody else ever sees it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from studyhub.core.errors import Invalid, NotFound
from studyhub.organisation.rules import Actor
from studyhub.reading import queries, service
from studyhub.reading.queries import NoteLine, UnitNotes
from studyhub.reading.service import Receipt
from studyhub.study import service as study
from tests.day_stage import DayStage


def note(
    stage: DayStage,
    study_unit_id: int,
    anchor: str,
    text: str,
    sequence: int = 1,
    *,
    is_highlighted: bool = False,
    actor: Actor | None = None,
) -> Receipt:
    with stage.database.write() as session:
        return service.write_note(
            session, actor or stage.cast.wang_xiuying, study_unit_id, anchor,
            is_highlighted=is_highlighted, text=text, sequence=sequence, now=stage.clock.now(),
        )  # fmt: skip


def notes_of(stage: DayStage, actor: Actor) -> list[UnitNotes]:
    with stage.database.read() as session:
        return queries.list_notes(session, actor)


def test_the_later_writing_stays_in_whatever_order_it_comes(stage: DayStage) -> None:
    unit_id, first = stage.study_unit(), stage.clock.now()
    assert note(stage, unit_id, "s1p1", "甲", 5) == Receipt(5, first)
    stage.clock.advance(timedelta(minutes=1))
    assert note(stage, unit_id, "s1p1", "晚到的旧笔记", 4) == Receipt(5, first)
    assert note(stage, unit_id, "s1p1", "重发", 5) == Receipt(5, first)
    assert note(stage, unit_id, "s1p1", "乙\r\n第二行 ", 6, is_highlighted=True) == Receipt(
        6, stage.clock.now()
    )
    with stage.database.read() as session:
        found = queries.notes_of_unit(session, stage.cast.wang_xiuying, unit_id)
    assert {anchor: (one.text, one.is_highlighted, one.sequence) for anchor, one in found.items()} == {
        "s1p1": ("乙\n第二行", True, 6)
    }


def test_notes_are_listed_by_unit_for_their_writer_alone(stage: DayStage) -> None:
    cast, one, other = stage.cast, stage.study_unit("甲"), stage.study_unit("乙")
    note(stage, one, "s2p1", "后一段")
    note(stage, one, "s1p1", "", is_highlighted=True)
    note(stage, one, "s1p2", "写了又删", 1)
    note(stage, one, "s1p2", "", 2)
    stage.clock.advance(timedelta(minutes=1))
    note(stage, other, "s1p1", "另一篇")
    note(stage, one, "s1p1", "李建国的", actor=cast.li_jianguo)

    first, last = stage.clock.now() - timedelta(minutes=1), stage.clock.now()
    assert notes_of(stage, cast.wang_xiuying) == [
        UnitNotes(other, "乙", True, (NoteLine("s1p1", "第一段讲来历。", "另一篇", False, last),)),
        UnitNotes(
            one, "甲", True,
            (
                NoteLine("s1p1", "第一段讲来历。", "", True, first),
                NoteLine("s2p1", "第三段讲现在。", "后一段", False, first),
            ),
        ),
    ]  # fmt: skip
    for person in (cast.secretary_a1, cast.organiser_a, cast.administrator):
        assert notes_of(stage, person) == []
        with stage.database.read() as session:
            assert queries.notes_of_unit(session, person, one) == {}


def test_what_one_wrote_stays_when_the_unit_is_taken_down_but_not_its_text(stage: DayStage) -> None:
    unit_id, now = stage.study_unit(), stage.clock.now()
    note(stage, unit_id, "s1p1", "我的话")
    with stage.database.write() as session:
        study.archive(session, stage.cast.organiser_a, unit_id, now=now)
    assert notes_of(stage, stage.cast.wang_xiuying) == [
        UnitNotes(unit_id, "三会一课", False, (NoteLine("s1p1", "", "我的话", False, now),))
    ]


def test_only_on_paragraphs_that_one_may_read(stage: DayStage) -> None:
    unit_id = stage.study_unit()
    for actor, anchor in (
        (stage.cast.he_yong, "s1p1"),
        (stage.cast.wang_xiuying, "s9p9"),
        (replace(stage.cast.wang_xiuying, unit=None), "s1p1"),
    ):
        with pytest.raises(NotFound):
            note(stage, unit_id, anchor, "甲", actor=actor)
    with pytest.raises(Invalid) as error:
        note(stage, unit_id, "s1p1", "长" * 1001)
    assert error.value.fields == {"text": "笔记最多 1000 字，现在有 1001 字，请精简。"}
    with pytest.raises(Invalid):
        note(stage, unit_id, "s1p1", "甲", 0)
    assert notes_of(stage, stage.cast.wang_xiuying) == []
