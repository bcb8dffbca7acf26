"""Submitting: graded once by the rules frozen in the paper, told once, by the member or by the server."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from question_bank import Marking
from studyhub.core import events
from studyhub.core.errors import Conflict
from studyhub.items.queries import ItemFilter, list_items
from studyhub.items.service import edit_item
from studyhub.quizzes import queries, service
from studyhub.quizzes.events import AttemptSubmitted
from studyhub.quizzes.models import Grading, SlotScore
from studyhub.quizzes.rules import AttemptStatus, QuizState
from tests.quizzes.bank import bank, other_world
from tests.quizzes.stage import Stage

GRACE = timedelta(seconds=5)


@pytest.fixture
def told() -> Iterator[list[AttemptSubmitted]]:
    """What the rooms above hear."""
    heard: list[AttemptSubmitted] = []
    before = dict(events._handlers)
    events.connect({AttemptSubmitted: (lambda _session, happened: heard.append(happened),)})
    yield heard
    events.connect(before)


@pytest.fixture
def attempt_id(stage: Stage, quiz_id: int) -> int:
    """王秀英 is taking the quiz."""
    return stage.start(stage.cast.wang_xiuying, quiz_id)


def gradings(stage: Stage) -> tuple[int, int]:
    with stage.database.read() as session:
        return (
            session.scalar(select(func.count()).select_from(Grading)) or 0,
            session.scalar(select(func.count()).select_from(SlotScore)) or 0,
        )


def test_all_right_is_full_marks_and_the_others_are_told_once(
    stage: Stage, quiz_id: int, attempt_id: int, told: list[AttemptSubmitted]
):
    member = stage.cast.wang_xiuying
    stage.answer_rightly(attempt_id)
    stage.clock.advance(timedelta(minutes=7))
    submission = stage.submit(member, attempt_id)
    assert submission == service.Submission(
        attempt_id, AttemptStatus.SUBMITTED, stage.clock.now(), False, Decimal(20), Decimal(20)
    )
    stage.clock.advance(timedelta(minutes=1))
    assert stage.submit(member, attempt_id) == submission
    assert told == [
        AttemptSubmitted(
            attempt_id=attempt_id,
            quiz_id=quiz_id,
            quiz_title="三会一课小测",
            member_id=member.member_id,
            unit_id=stage.cast.branch_a1.id,
            raw=Decimal(20),
            max=Decimal(20),
            percent=100,
            at=submission.submitted_at,
        )
    ]
    assert gradings(stage) == (1, 8)


def test_a_paper_in_part_right_is_marked_by_its_rules(stage: Stage, attempt_id: int):
    member = stage.cast.wang_xiuying
    right = stage.right_values(attempt_id)
    stage.save(attempt_id, 1, right[1], 1)  # right, 2 points
    stage.save(attempt_id, 2, [next(x for x in "ABCD" if [x] != right[2])], 1)  # wrong
    stage.save(attempt_id, 4, right[4][:2], 1)  # two of three right ones chosen: 少选得部分分, 2 of 3 points
    stage.save(attempt_id, 6, [" ２０１２ 年 ", "十七大"], 1)  # one blank of two, written full width: 1 of 2
    stage.save(attempt_id, 7, right[7][:3], 1)  # three pairs of five: 3 of 5
    stage.save(attempt_id, 8, right[8][:4], 1)  # an order that is not finished is wrong
    assert stage.submit(member, attempt_id).raw == Decimal("8.00")
    result = stage.result(member, attempt_id)
    assert (result.raw, result.max, result.percent, result.pass_percent, result.is_passed) == (
        8,
        20,
        40,
        60,
        False,
    )
    assert [(slot.raw, slot.outcome) for slot in result.slots] == [
        (2, "right"), (0, "wrong"), (0, "blank"), (2, "partial"), (0, "blank"), (1, "partial"), (3, "partial"), (0, "wrong"),
    ]  # fmt: skip


def test_an_item_edited_later_changes_no_paper(stage: Stage, attempt_id: int):
    stage.answer_rightly(attempt_id)
    organiser = stage.cast.organiser_a
    before = stage.attempt(stage.cast.wang_xiuying, attempt_id)
    with stage.database.write() as session:
        rows = list_items(session, organiser, ItemFilter(), page_size=100).rows
        by_code = {item.id: item for item in bank()}
        for row in rows:
            edit_item(session, organiser, row.id, other_world(by_code[row.code]), now=stage.clock.now())
    assert stage.attempt(stage.cast.wang_xiuying, attempt_id) == before
    assert stage.submit(stage.cast.wang_xiuying, attempt_id).raw == 20


def test_twenty_taps_on_submit_grade_once(stage: Stage, attempt_id: int, told: list[AttemptSubmitted]):
    stage.answer_rightly(attempt_id, lambda number: number <= 3)
    answers: list[service.Submission] = []
    errors: list[BaseException] = []

    def tap() -> None:
        try:
            answers.append(stage.submit(stage.cast.wang_xiuying, attempt_id))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=tap) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(answers) == 20
    assert {answer.raw for answer in answers} == {Decimal(6)}
    assert len(told) == 1
    assert gradings(stage) == (1, 8)


def test_saves_and_a_submission_at_once_agree(stage: Stage, attempt_id: int):
    """Every response whose receipt says that it counted is in the score."""
    right = stage.right_values(attempt_id)
    receipts: dict[int, service.Receipt] = {}
    errors: list[BaseException] = []

    def do(action: int) -> None:
        try:
            if action == 3:
                stage.submit(stage.cast.wang_xiuying, attempt_id)
            else:
                receipts[action] = stage.save(attempt_id, action, right[action], 1)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=do, args=(action,)) for action in (1, 2, 3, 4, 5, 6, 7, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    result = stage.result(stage.cast.wang_xiuying, attempt_id)
    counted = {number for number, receipt in receipts.items() if receipt.counted}
    assert {slot.number for slot in result.slots if slot.outcome == "right"} == counted


def test_the_server_submits_what_nobody_submitted(stage: Stage, quiz_id: int, told: list[AttemptSubmitted]):
    early = stage.start(stage.cast.wang_xiuying, quiz_id)
    stage.answer_rightly(early, lambda number: number == 1)
    deadline = stage.clock.now() + timedelta(minutes=20)
    stage.clock.advance(timedelta(minutes=1))
    later = stage.start(stage.cast.liu_yang, quiz_id)
    stage.clock.advance(timedelta(minutes=19) + GRACE)

    def tick(limit: int = 200) -> int:
        with stage.database.write() as session:
            due = queries.list_due(session, stage.clock.now(), limit=limit)
            return sum(service.submit_if_due(session, one, now=stage.clock.now()) for one in due)

    assert tick() == 0  # a response that arrives at this very moment still counts
    stage.clock.advance(timedelta(milliseconds=1))
    assert tick() == 1
    assert tick() == 0
    result = stage.result(stage.cast.wang_xiuying, early)
    assert (result.submitted_at, result.is_submitted_by_server, result.raw) == (deadline, True, 2)
    assert [(event.attempt_id, event.at, event.percent) for event in told] == [(early, deadline, 10)]
    assert stage.attempt(stage.cast.liu_yang, later).status is AttemptStatus.OPEN
    stage.clock.advance(timedelta(minutes=1))
    third = stage.start(stage.cast.wu_jing, quiz_id)
    fourth = stage.start(stage.cast.li_jianguo, quiz_id)
    stage.clock.advance(timedelta(hours=1))
    assert [tick(limit=2), tick(limit=2)] == [2, 1]
    assert {event.attempt_id for event in told} == {early, later, third, fourth}


def test_submitting_after_the_grace_is_the_servers_submission(stage: Stage, attempt_id: int):
    member = stage.cast.wang_xiuying
    deadline = stage.attempt(member, attempt_id).deadline_at
    stage.clock.advance(timedelta(minutes=20) + GRACE + timedelta(milliseconds=1))
    submission = stage.submit(member, attempt_id)
    assert (submission.submitted_at, submission.is_submitted_by_server) == (deadline, True)


def test_reading_an_overdue_attempt_closes_it_first(stage: Stage, quiz_id: int, attempt_id: int):
    member, now = stage.cast.wang_xiuying, stage.clock.now
    with stage.database.read() as session:
        assert not queries.is_due(session, member, attempt_id, now())
    with pytest.raises(Conflict) as refused:
        stage.result(member, attempt_id)
    assert refused.value.code == "attempt_open"
    stage.clock.advance(timedelta(minutes=20) + GRACE + timedelta(milliseconds=1))
    with stage.database.read() as session:
        assert queries.is_due(session, member, attempt_id, now())
        assert not queries.is_due(session, stage.cast.li_jianguo, attempt_id, now())
        card = queries.get_quiz_for_member(session, member, quiz_id, now())
        assert card.attempt is not None and card.attempt.is_due
    with stage.database.write() as session:
        assert service.submit_if_due(session, attempt_id, now=now())
        assert not service.submit_if_due(session, attempt_id, now=now())
    assert stage.result(member, attempt_id).is_submitted_by_server


def test_the_quiz_card_shows_what_she_has_done(stage: Stage, quiz_id: int):
    member = stage.cast.wang_xiuying

    def card() -> queries.QuizCard:
        with stage.database.read() as session:
            (listed,) = queries.list_quizzes_for_member(session, member, stage.clock.now())
            assert listed == queries.get_quiz_for_member(session, member, quiz_id, stage.clock.now())
        return listed

    fresh = card()
    assert (fresh.state, fresh.item_count, fresh.max_points, fresh.attempt) == (QuizState.OPEN, 8, 20, None)
    assert [(part.title, part.item_count, part.points) for part in fresh.sections] == [
        ("一、选择题", 4, 9),
        ("二、其他题", 4, 11),
    ]
    attempt_id = stage.start(member, quiz_id)
    stage.answer_rightly(attempt_id)
    assert not card().is_passed
    assert card().attempt == queries.OwnAttempt(
        attempt_id, AttemptStatus.OPEN, False, stage.clock.now(),
        stage.clock.now() + timedelta(minutes=20), None, None,
    )  # fmt: skip
    stage.submit(member, attempt_id)
    own = card().attempt
    assert own is not None and (own.status, own.raw) == (AttemptStatus.SUBMITTED, 20)
    assert card().is_passed


def test_a_score_below_the_pass_mark_is_not_passed(stage: Stage, quiz_id: int, attempt_id: int):
    member = stage.cast.wang_xiuying
    stage.submit(member, attempt_id)
    with stage.database.read() as session:
        assert not queries.get_quiz_for_member(session, member, quiz_id, stage.clock.now()).is_passed


def test_the_marking_rule_is_part_of_the_paper(stage: Stage, attempt_id: int):
    view = stage.attempt(stage.cast.wang_xiuying, attempt_id)
    assert view.slots[3].marking == Marking.PARTIAL
