"""An open question is marked by a person: nameless, with points and a comment, by a further grading."""

from datetime import timedelta
from decimal import Decimal

import pytest

from question_bank import Blueprint, Cell, Item, ItemType, Outcome, Section
from studyhub import subscriptions
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.organisation.rules import Actor
from studyhub.quizzes import queries, service
from studyhub.quizzes.rules.drafting import QuizDraft
from studyhub.quizzes.rules.regrading import CorrectionKind
from tests.cast import Cast
from tests.quizzes.bank import bank
from tests.quizzes.correcting import CorrectingStage

ESSAY = Item(
    "essay-1", ItemType.EXTENDED_TEXT, "谈谈怎样开好党小组会。", explanation="要点：议题、发言、记录。"
)
BLUEPRINT = Blueprint(
    (
        Section("一、判断题", (Cell(1, Decimal(10), types=frozenset({ItemType.TRUE_FALSE})),)),
        Section("二、简答题", (Cell(1, Decimal(10), types=frozenset({ItemType.EXTENDED_TEXT})),)),
    )
)


@pytest.fixture
def stage(database: Database, clock: FixedClock, cast: Cast) -> CorrectingStage:
    """A bank with one judgement and one open question; everybody listens who listens on a site."""
    subscriptions.install()
    stage = CorrectingStage(database, clock, cast)
    stage.fill_bank([next(item for item in bank() if item.id == "judge-1"), ESSAY])
    return stage


def held(stage: CorrectingStage) -> tuple[int, int, dict[str, int]]:
    """王秀英 and 李建国 write something, 刘洋 nothing. Gives day, quiz and attempts by name."""
    organiser, now = stage.cast.organiser_a, stage.clock.now()
    with stage.database.write() as session:
        quiz_id = service.create_quiz(
            session, organiser, stage.cast.committee_a.id,
            QuizDraft("党小组会小测", BLUEPRINT, timedelta(minutes=20)), now=now,
        )  # fmt: skip
        service.publish(session, organiser, quiz_id, now=now)
    day_id = stage.hold_day(quiz_id=quiz_id)
    attempts = {}
    for actor, text in (
        (stage.cast.wang_xiuying, "先定议题，再逐个发言。"),
        (stage.cast.li_jianguo, "认真开。"),
        (stage.cast.liu_yang, ""),
    ):
        attempts[actor.name] = stage.start(actor, quiz_id)
        stage.answer_rightly(attempts[actor.name], lambda number: number == 1)
        if text:
            stage.save(attempts[actor.name], 2, [text], 1)
        stage.submit(actor, attempts[actor.name])
    return day_id, quiz_id, attempts


def mark(
    stage: CorrectingStage,
    attempt_id: int,
    raw: str,
    comment: str = "",
    actor: Actor | None = None,
    **more: bool,
) -> None:
    with stage.database.write() as session:
        service.mark(
            session, actor or stage.cast.organiser_a, attempt_id, 2, Decimal(raw), comment,
            now=stage.clock.now(), **more,
        )  # fmt: skip


def view(stage: CorrectingStage, quiz_id: int, **more: bool) -> queries.MarkingView:
    with stage.database.read() as session:
        return queries.get_marking(session, stage.cast.organiser_a, quiz_id, **more)


def test_answers_wait_without_names_and_nothing_waits_where_nothing_was_written(stage: CorrectingStage):
    _day_id, quiz_id, attempts = held(stage)
    marking = view(stage, quiz_id)
    assert (marking.waiting_count, marking.marked_count) == (2, 0)
    assert {each.text for each in marking.responses} == {"先定议题，再逐个发言。", "认真开。"}
    assert not {"王秀英", "李建国"} & set(str(marking))
    result = stage.result(stage.cast.wang_xiuying, attempts["王秀英"])
    assert (result.raw, result.unmarked_count, result.slots[1].outcome) == (10, 1, Outcome.UNMARKED)
    assert stage.result(stage.cast.liu_yang, attempts["刘洋"]).unmarked_count == 0


def test_a_mark_raises_the_score_the_points_and_the_day(stage: CorrectingStage):
    wang = stage.cast.wang_xiuying
    day_id, quiz_id, attempts = held(stage)
    mark(stage, attempts["王秀英"], "7.5", "要点齐全，缺记录。")
    result = stage.result(wang, attempts["王秀英"])
    assert (result.raw, result.percent, result.unmarked_count) == (Decimal("17.5"), 87, 0)
    assert (result.slots[1].outcome, result.slots[1].comment) == (Outcome.PARTIAL, "要点齐全，缺记录。")
    assert [(each.reason, each.old_raw, each.new_raw) for each in result.changes] == [
        ("marking", 10, Decimal("17.5"))
    ]
    assert [(source, points) for source, points, _note in stage.quiz_entries(wang)] == [
        (f"quiz:{quiz_id}", 20),
        (f"quiz:{quiz_id}:regrade:2", 7),
    ]
    assert stage.counts(day_id)[stage.cast.branch_a1.id][3] == 87 + 50
    assert (view(stage, quiz_id).waiting_count, view(stage, quiz_id, is_marked=True).marked_count) == (1, 1)
    assert stage.contradictions() == []


def test_a_mark_can_be_changed_knowingly_only(stage: CorrectingStage):
    _day_id, _quiz_id, attempts = held(stage)
    mark(stage, attempts["李建国"], "10")
    with pytest.raises(Conflict):
        mark(stage, attempts["李建国"], "3")
    mark(stage, attempts["李建国"], "3", is_again=True)
    assert stage.gradings(attempts["李建国"]) == [
        (1, "submission", 10),
        (2, "marking", 20),
        (3, "marking", 13),
    ]
    assert [points for _s, points, _n in stage.quiz_entries(stage.cast.li_jianguo)] == [20, 10, -7]
    assert stage.contradictions() == []


def test_marks_outside_the_range_and_by_others_are_refused(stage: CorrectingStage):
    cast = stage.cast
    _day_id, _quiz_id, attempts = held(stage)
    for raw in ("-1", "10.01", "3.333", "NaN", "Infinity"):
        with pytest.raises(Invalid):
            mark(stage, attempts["王秀英"], raw)
    for actor in (cast.organiser_b, cast.secretary_a1, cast.wang_xiuying):
        with pytest.raises(NotFound):
            mark(stage, attempts["王秀英"], "5", actor=actor)
    with pytest.raises(NotFound), stage.database.write() as session:  # the judgement is the machine's
        service.mark(session, cast.organiser_a, attempts["王秀英"], 1, Decimal(5), now=stage.clock.now())


def test_a_correction_elsewhere_keeps_the_mark_and_a_void_question_needs_none(stage: CorrectingStage):
    _day_id, quiz_id, attempts = held(stage)
    mark(stage, attempts["王秀英"], "6")
    stage.correct_in_bank("judge-1", key=("false",))
    assert stage.regrade(quiz_id, "judge-1") == 3
    assert stage.gradings(attempts["王秀英"])[-1] == (3, "correction", 6)
    assert stage.regrade(quiz_id, "essay-1", CorrectionKind.VOID) == 3
    assert set(stage.raws(quiz_id).values()) == {10}
    with pytest.raises(Conflict):
        mark(stage, attempts["李建国"], "5")
    assert view(stage, quiz_id).waiting_count == 0
    assert stage.contradictions() == []
