"""Which paragraphs are tested: by which items, in which quizzes, and how people did on each."""

from dataclasses import replace

import pytest

from question_bank import Blueprint, Cell, ItemType, Section
from studyhub.core.errors import NotFound
from studyhub.items.models import ItemStatus
from studyhub.items.service import create_item, import_items, set_status
from studyhub.organisation.rules import Actor
from studyhub.quizzes.service import create_quiz, publish, schedule
from studyhub.reports.coverage import ParagraphCoverage, UnitCoverage, coverage_of
from studyhub.study.rules import ParagraphDraft, SectionDraft
from studyhub.study.service import create_study_unit
from tests.quizzes.bank import bank, draft
from tests.quizzes.stage import WINDOW, Stage

SOURCED = [item for item in bank() if item.source]


@pytest.fixture
def study_unit_id(quiz_stage: Stage) -> int:
    """A unit of A's with the first six paragraphs that the bank tests, and one that nothing tests."""
    anchors = [*(f"s1p{number}" for number in range(1, 7)), "untested"]
    with quiz_stage.database.write() as session:
        return create_study_unit(
            session, quiz_stage.cast.organiser_a, quiz_stage.cast.committee_a.id, title="三会一课怎么开",
            slug="sanhui-yike", now=quiz_stage.clock.now(),
            sections=[SectionDraft("一、三会", tuple(ParagraphDraft(f"{a}的话。", a) for a in anchors))],
        ).id  # fmt: skip


@pytest.fixture
def quiz_stage(stage: object) -> Stage:
    """The tests' bank, all ready."""
    made = Stage(stage.database, stage.clock, stage.cast)  # type: ignore[attr-defined]
    made.fill_bank()
    return made


def seen(stage: Stage, study_unit_id: int, actor: Actor | None = None) -> UnitCoverage:
    with stage.database.read() as session:
        return coverage_of(session, actor or stage.cast.organiser_a, study_unit_id, stage.clock.now())


def paragraph(stage: Stage, study_unit_id: int, anchor: str) -> ParagraphCoverage:
    return next(each for each in seen(stage, study_unit_id).paragraphs if each.anchor == anchor)


def test_each_paragraph_knows_its_items_and_the_rest_are_astray(
    quiz_stage: Stage, study_unit_id: int
) -> None:
    coverage = seen(quiz_stage, study_unit_id)
    assert [(p.anchor, p.ready_count) for p in coverage.paragraphs] == [
        *((f"s1p{number}", 1) for number in range(1, 7)),
        ("untested", 0),
    ]
    assert coverage.tested_count == 6
    assert [item.stem for item in coverage.paragraphs[0].items] == [SOURCED[0].stem]
    assert len(coverage.astray) == len(SOURCED) - 6


def test_a_draft_tests_nothing_yet_and_a_retired_item_no_more(quiz_stage: Stage, study_unit_id: int) -> None:
    stage, a = quiz_stage, quiz_stage.cast.organiser_a
    with stage.database.write() as session:
        source = replace(SOURCED[0].source, paragraph="untested") if SOURCED[0].source else None
        item = replace(SOURCED[0], id="", stem="还是草稿的题？", source=source)
        create_item(session, a, stage.cast.committee_a.id, item, now=stage.clock.now())
        first = seen(stage, study_unit_id).paragraphs[0].items[0]
        set_status(session, a, [first.id], ItemStatus.RETIRED, now=stage.clock.now())
    untested = paragraph(stage, study_unit_id, "untested")
    assert ([item.status for item in untested.items], untested.ready_count) == ([ItemStatus.DRAFT], 0)
    assert paragraph(stage, study_unit_id, "s1p1").items == []


def test_a_quiz_says_which_paragraphs_it_can_draw(quiz_stage: Stage, study_unit_id: int) -> None:
    stage = quiz_stage
    quiz_id = stage.publish()
    (quiz,) = seen(stage, study_unit_id).quizzes
    assert (quiz.id, quiz.is_published, quiz.item_count) == (quiz_id, True, len(SOURCED))
    assert paragraph(stage, study_unit_id, "s1p2").quiz_ids == [quiz_id]
    assert paragraph(stage, study_unit_id, "untested").quiz_ids == []
    with stage.database.write() as session:  # the pool is frozen: what is retired now can still be drawn
        ids = [item.id for each in seen(stage, study_unit_id).paragraphs for item in each.items]
        set_status(session, stage.cast.organiser_a, ids, ItemStatus.RETIRED, now=stage.clock.now())
    assert seen(stage, study_unit_id).quizzes[0].item_count == len(SOURCED)


def test_a_paragraph_shows_how_people_did(quiz_stage: Stage, study_unit_id: int) -> None:
    stage = quiz_stage
    quiz_id = stage.publish()
    stage.schedule(quiz_id)
    assert all(each.share is None for each in seen(stage, study_unit_id).paragraphs)
    attempt_id = stage.start(stage.cast.wang_xiuying, quiz_id)
    stage.answer_rightly(attempt_id)
    assert all(each.share is None for each in seen(stage, study_unit_id).paragraphs)  # not yet submitted
    stage.submit(stage.cast.wang_xiuying, attempt_id)
    other = stage.start(stage.cast.li_jianguo, quiz_id)
    stage.submit(stage.cast.li_jianguo, other)  # blank
    # Each paper has three of the seven items, so at least two of the six that have their paragraph here.
    answered = [each for each in seen(stage, study_unit_id).paragraphs if each.answer_count]
    assert {each.share for each in answered} <= {0.0, 0.5, 1.0}
    assert sum((each.share or 0) * each.answer_count for each in answered) in {2, 3}
    assert sum(each.answer_count for each in answered) in {4, 5, 6}
    assert not any(each.is_hard for each in answered)  # two people are too few to say so


def test_a_neighbour_sees_no_coverage(quiz_stage: Stage, study_unit_id: int) -> None:
    with pytest.raises(NotFound):
        seen(quiz_stage, study_unit_id, quiz_stage.cast.organiser_b)


def test_the_neighbours_items_and_quizzes_over_the_unit_do_not_count(
    quiz_stage: Stage, study_unit_id: int
) -> None:
    stage, b, committee = quiz_stage, quiz_stage.cast.organiser_b, quiz_stage.cast.committee_b.id
    before = seen(stage, study_unit_id)
    with stage.database.write() as session:
        import_items(session, b, committee, bank(), now=stage.clock.now())
        quiz_id = create_quiz(session, b, committee, draft("邻居的测验"), now=stage.clock.now())
        publish(session, b, quiz_id, now=stage.clock.now())
        schedule(session, quiz_id, [stage.cast.branch_b1.id], stage.clock.now(), stage.clock.now() + WINDOW)
    attempt_id = stage.start(stage.cast.he_yong, quiz_id)
    stage.answer_rightly(attempt_id)
    stage.submit(stage.cast.he_yong, attempt_id)
    assert seen(stage, study_unit_id) == before
    assert len(seen(stage, study_unit_id, stage.cast.administrator).quizzes) == 1


def test_a_draft_of_a_quiz_draws_from_todays_bank(quiz_stage: Stage, study_unit_id: int) -> None:
    stage, a, now = quiz_stage, quiz_stage.cast.organiser_a, quiz_stage.clock.now()
    with stage.database.write() as session:
        create_quiz(session, a, stage.cast.committee_a.id, draft("草稿测验"), now=now)
        first = seen(stage, study_unit_id).paragraphs[0].items[0]
        set_status(session, a, [first.id], ItemStatus.RETIRED, now=now)
    (quiz,) = seen(stage, study_unit_id).quizzes
    assert (quiz.is_published, quiz.drawable["s1p1"], quiz.item_count) == (False, 0, len(SOURCED) - 1)


def test_a_quiz_that_asks_for_other_items_is_not_listed(quiz_stage: Stage, study_unit_id: int) -> None:
    stage = quiz_stage
    judging = Blueprint((Section("一、判断题", (Cell(1, types=frozenset({ItemType.TRUE_FALSE})),)),))
    with stage.database.write() as session:
        create_quiz(
            session, stage.cast.organiser_a, stage.cast.committee_a.id,
            replace(draft("判断"), blueprint=judging), now=stage.clock.now(),
        )  # fmt: skip
    assert seen(stage, study_unit_id).quizzes == ()


def test_a_heading_need_not_be_tested(quiz_stage: Stage) -> None:
    stage = quiz_stage
    heads = [ParagraphDraft("（一）会议", "s1p1", "heading"), ParagraphDraft("（二）党课", "head", "heading")]
    with stage.database.write() as session:
        unit_id = create_study_unit(
            session, stage.cast.organiser_a, stage.cast.committee_a.id, title="三会一课怎么开",
            slug="sanhui-yike", sections=[SectionDraft("", (*heads, ParagraphDraft("正文。", "s1p2")))],
            now=stage.clock.now(),
        ).id  # fmt: skip
    assert [each.anchor for each in seen(stage, unit_id).paragraphs] == ["s1p1", "s1p2"]
