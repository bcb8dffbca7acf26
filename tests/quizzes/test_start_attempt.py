"""Starting: who may, when, and that however often it is pressed there is one attempt with one paper."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from studyhub.core.db import POOL_SIZE
from studyhub.core.errors import Conflict, NotFound
from studyhub.quizzes import queries, service
from studyhub.quizzes.models import Attempt, Slot
from studyhub.quizzes.rules import AttemptStatus
from tests.quizzes.stage import WINDOW, Stage


def test_wang_xiuying_starts_and_gets_a_paper(stage: Stage, quiz_id: int):
    member = stage.cast.wang_xiuying
    attempt_id = stage.start(member, quiz_id)
    view = stage.attempt(member, attempt_id)
    assert (view.status, view.quiz_title, view.max) == (AttemptStatus.OPEN, "三会一课小测", 20)
    assert view.deadline_at == stage.clock.now() + timedelta(minutes=20)
    assert [(slot.number, slot.section, slot.type, slot.points) for slot in view.slots] == [
        (1, "一、选择题", "single_choice", 2),
        (2, "一、选择题", "single_choice", 2),
        (3, "一、选择题", "single_choice", 2),
        (4, "一、选择题", "multiple_response", 3),
        (5, "二、其他题", "true_false", 1),
        (6, "二、其他题", "fill_in", 2),
        (7, "二、其他题", "matching", 5),
        (8, "二、其他题", "ordering", 3),
    ]
    first = view.slots[0]
    assert [choice.id for choice in first.choices] == ["A", "B", "C", "D"]
    assert {choice.text for choice in first.choices} == {"支部委员会", "党小组长", "全体党员", "行政办公室"}
    assert [prompt.id for prompt in view.slots[6].prompts] == ["1", "2", "3", "4", "5"]
    assert view.slots[5].blank_count == 2
    assert {(slot.response, slot.sequence, slot.saved_at, slot.is_flagged) for slot in view.slots} == {
        (None, 0, None, False)
    }


def test_starting_again_gives_the_same_paper_even_after_the_window(stage: Stage, quiz_id: int):
    member = stage.cast.wang_xiuying
    attempt_id = stage.start(member, quiz_id)
    before = stage.attempt(member, attempt_id)
    stage.clock.advance(WINDOW)
    with stage.database.write() as session:
        again = service.start_attempt(session, member, quiz_id, now=stage.clock.now())
    assert again == service.Start(attempt_id)
    assert not again.is_new
    assert stage.attempt(member, attempt_id) == before


def test_a_start_tells_exactly_what_is_stored(stage: Stage, quiz_id: int):
    member = stage.cast.wang_xiuying
    with stage.database.write() as session:
        started = service.start_attempt(session, member, quiz_id, now=stage.clock.now())
    assert started.is_new
    assert started.attempt == stage.attempt(member, started.attempt_id)


def test_two_members_draw_papers_of_their_own(stage: Stage, quiz_id: int):
    papers = []
    for member in (stage.cast.wang_xiuying, stage.cast.li_jianguo, stage.cast.liu_yang):
        view = stage.attempt(member, stage.start(member, quiz_id))
        papers.append([(slot.stem, slot.choices) for slot in view.slots])
    assert papers[0] != papers[1] != papers[2]


def run_together(count: int, do: Callable[[], None]) -> None:
    """Run something in many threads that set off at the same moment; the first error of any is raised."""
    barrier = threading.Barrier(count)

    def run() -> None:
        barrier.wait()
        do()

    with ThreadPoolExecutor(count) as threads:
        for done in [threads.submit(run) for _ in range(count)]:
            done.result()


def test_fifty_taps_at_once_make_one_attempt(stage: Stage, quiz_id: int):
    starts: list[service.Start] = []

    def connect() -> None:
        with stage.database.read() as session:
            session.execute(select(Attempt.id))
            time.sleep(0.05)

    def tap() -> None:
        with stage.database.write() as session:
            starts.append(
                service.start_attempt(session, stage.cast.wang_xiuying, quiz_id, now=stage.clock.now())
            )

    # With the connections made beforehand the taps meet in the database, not in the queue for a connection.
    run_together(POOL_SIZE, connect)
    run_together(50, tap)
    assert len(starts) == 50
    assert len({start.attempt_id for start in starts}) == 1
    assert sum(start.is_new for start in starts) == 1
    with stage.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1
        assert session.scalar(select(func.count()).select_from(Slot)) == 8


def test_the_window_opens_inclusively_and_closes_exclusively(stage: Stage):
    quiz_id = stage.publish()
    opens_at = stage.clock.now() + timedelta(hours=1)
    with stage.database.write() as session:
        service.schedule(session, quiz_id, [stage.cast.branch_a1.id], opens_at, opens_at + timedelta(hours=1))
    millisecond = timedelta(milliseconds=1)
    stage.clock.advance(timedelta(hours=1) - millisecond)
    with pytest.raises(Conflict) as refused:
        stage.start(stage.cast.wang_xiuying, quiz_id)
    assert refused.value.code == "quiz_not_open"
    stage.clock.advance(millisecond)
    stage.start(stage.cast.wang_xiuying, quiz_id)
    stage.clock.advance(timedelta(hours=1) - millisecond)
    late_start = stage.start(stage.cast.li_jianguo, quiz_id)
    # What is left of the window is all the time there is.
    assert stage.attempt(stage.cast.li_jianguo, late_start).deadline_at == opens_at + timedelta(hours=1)
    stage.clock.advance(millisecond)
    with pytest.raises(Conflict) as refused:
        stage.start(stage.cast.chen_xiaohong, quiz_id)
    assert refused.value.code == "quiz_closed"


def test_nobody_starts_what_is_not_scheduled_for_their_branch(stage: Stage, quiz_id: int):
    unscheduled = stage.publish("还没有安排")
    for member, quiz in (
        (stage.cast.zheng_wei, quiz_id),  # a branch of the same committee
        (stage.cast.he_yong, quiz_id),  # another committee
        (stage.cast.organiser_a, quiz_id),  # belongs to no branch
        (stage.cast.wang_xiuying, unscheduled),
        (stage.cast.wang_xiuying, 999),
    ):
        with pytest.raises(NotFound):
            stage.start(member, quiz)
        with stage.database.read() as session, pytest.raises(NotFound):
            queries.get_quiz_for_member(session, member, quiz, stage.clock.now())


def test_an_attempt_is_its_members_own(stage: Stage, quiz_id: int):
    attempt_id = stage.start(stage.cast.wang_xiuying, quiz_id)
    for other in (stage.cast.li_jianguo, stage.cast.secretary_a1, stage.cast.administrator):
        with pytest.raises(NotFound):
            stage.attempt(other, attempt_id)
        with pytest.raises(NotFound):
            stage.result(other, attempt_id)
        with pytest.raises(NotFound):
            stage.submit(other, attempt_id)
        with pytest.raises(NotFound):
            stage.save(attempt_id, 1, ["A"], 1, member_id=other.member_id)


def test_two_quizzes_of_one_title_do_not_mix(stage: Stage, quiz_id: int):
    twin = stage.publish()
    stage.schedule(twin)
    member = stage.cast.wang_xiuying
    first, second = stage.start(member, quiz_id), stage.start(member, twin)
    stage.save(first, 1, ["A"], 1)
    assert [slot.response for slot in stage.attempt(member, second).slots] == [None] * 8
