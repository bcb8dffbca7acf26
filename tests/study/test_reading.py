"""A member reads: the place is remembered, what was seen stays seen, completing happens once."""

from datetime import timedelta

import pytest

from studyhub.core.errors import Invalid, NotFound
from studyhub.points.queries import list_entries
from studyhub.study import queries
from studyhub.study.queries import Progress
from studyhub.study.service import record_progress
from tests.day_stage import DayStage


def seen(*anchors: str) -> frozenset[str]:
    return frozenset(anchors)


def test_the_place_is_remembered_and_what_was_seen_stays_seen(stage: DayStage) -> None:
    unit_id, member = stage.study_unit(), stage.cast.wang_xiuying

    assert stage.read(member, unit_id, "s1p2") == Progress("s1p2", 2, 3, 66, None, seen("s1p1", "s1p2"))
    back = Progress("s1p1", 2, 3, 66, None, seen("s1p1", "s1p2"))
    assert stage.read(member, unit_id, "s1p1") == back
    with stage.database.read() as session:
        assert queries.get_for_reading(session, member, unit_id).progress == back


def test_skimming_to_the_end_completes_nothing(stage: DayStage) -> None:
    unit_id, member = stage.study_unit(), stage.cast.wang_xiuying

    def tell(anchor: str, *passed: str) -> Progress:
        with stage.database.write() as session:
            return record_progress(session, member, unit_id, anchor, seen=passed, now=stage.clock.now())

    assert tell("s2p1") == Progress("s2p1", 1, 3, 33, None, seen("s2p1"))
    assert tell("s2p1", "s9p9", "s1p1") == Progress("s2p1", 2, 3, 66, None, seen("s1p1", "s2p1"))
    with stage.database.read() as session:
        assert list_entries(session, member.member_id) == []
    assert tell("s1p2").completed_at == stage.clock.now()


def test_a_unit_is_completed_once(stage: DayStage) -> None:
    unit_id, member = stage.study_unit(), stage.cast.wang_xiuying
    first = stage.clock.now()

    assert stage.read(member, unit_id) == Progress("s2p1", 3, 3, 100, first)
    stage.clock.advance(timedelta(days=3))
    assert stage.read(member, unit_id, "s1p1") == Progress("s1p1", 3, 3, 100, first, seen("s1p1"))
    assert stage.read(member, unit_id) == Progress("s2p1", 3, 3, 100, first)

    with stage.database.read() as session:
        entries = list_entries(session, member.member_id)
    assert [(entry.points, entry.note, entry.awarded_at) for entry in entries] == [
        (10, "读完《三会一课》", first)
    ]
    assert stage.contradictions() == []


def test_members_of_another_committee_find_nothing(stage: DayStage) -> None:
    unit_id = stage.study_unit()

    with stage.database.read() as session:
        for stranger in (stage.cast.he_yong, stage.cast.organiser_a):
            assert queries.list_for_member(session, stranger) == []
            with pytest.raises(NotFound):
                queries.get_for_reading(session, stranger, unit_id)
    with pytest.raises(NotFound):
        stage.read(stage.cast.he_yong, unit_id)


def test_a_paragraph_that_is_not_there_is_refused(stage: DayStage) -> None:
    unit_id, other = stage.study_unit(), stage.study_unit("另一篇")

    for anchor in ("s9p9", "", "s1p1 "):
        with pytest.raises(Invalid) as error:
            stage.read(stage.cast.wang_xiuying, unit_id, anchor)
        assert error.value.fields == {"paragraph": "没有这个段落。"}
    with stage.database.read() as session:
        cards = queries.list_for_member(session, stage.cast.wang_xiuying)
    assert {card.id: card.progress.percent for card in cards} == {unit_id: 0, other: 0}


def test_the_reading_page_costs_one_statement(stage: DayStage) -> None:
    unit_id = stage.study_unit()

    with stage.counting_statements() as (session, statements):
        queries.get_for_reading(session, stage.cast.wang_xiuying, unit_id)
        assert len(statements) == 2  # the second brings the content in, once for this process
        queries.get_for_reading(session, stage.cast.li_jianguo, unit_id)
        assert len(statements) == 3


def test_one_unit_s_text_is_never_another_s(stage: DayStage) -> None:
    one, other = stage.study_unit("甲"), stage.study_unit("乙")

    with stage.database.read() as session:
        for _ in range(2):
            views = [queries.get_for_reading(session, stage.cast.wang_xiuying, key) for key in (one, other)]
            assert [view.title for view in views] == ["甲", "乙"]
            assert {section.id for section in views[0].sections}.isdisjoint(
                section.id for section in views[1].sections
            )
