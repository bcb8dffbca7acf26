"""Saving responses: what counts, what is refused, and that the newest word of the phone stands."""

import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from question_bank import ItemType
from studyhub.core.errors import Invalid, NotFound
from studyhub.quizzes import service
from studyhub.quizzes.models import LateResponse
from tests.quizzes.stage import Stage

MILLISECOND = timedelta(milliseconds=1)
GRACE = timedelta(seconds=5)


@pytest.fixture
def attempt_id(stage: Stage, quiz_id: int) -> int:
    """王秀英 is taking the quiz."""
    return stage.start(stage.cast.wang_xiuying, quiz_id)


def stored(stage: Stage, attempt_id: int, number: int) -> tuple[tuple[str, ...] | None, int, bool]:
    slot = stage.attempt(stage.cast.wang_xiuying, attempt_id).slots[number - 1]
    return slot.response, slot.sequence, slot.is_flagged


def test_a_response_is_there_when_she_opens_the_quiz_on_another_phone(stage: Stage, attempt_id: int):
    receipt = stage.save(attempt_id, 1, ["B"], 1, member_id=stage.cast.wang_xiuying.member_id)
    assert receipt == service.Receipt(1, 1, stage.clock.now())
    slot = stage.attempt(stage.cast.wang_xiuying, attempt_id).slots[0]
    assert (slot.response, slot.sequence, slot.saved_at) == (("B",), 1, stage.clock.now())


def test_a_chosen_option_is_taken_back(stage: Stage, attempt_id: int):
    stage.save(attempt_id, 4, ["A", "C"], 1)
    stage.save(attempt_id, 4, ["A"], 2)
    assert stored(stage, attempt_id, 4) == (("A",), 2, False)
    stage.save(attempt_id, 4, [], 3)
    assert stored(stage, attempt_id, 4) == ((), 3, False)
    stage.submit(stage.cast.wang_xiuying, attempt_id)
    assert stage.result(stage.cast.wang_xiuying, attempt_id).slots[3].outcome == "blank"


def test_a_question_is_marked_for_later_and_keeps_its_mark(stage: Stage, attempt_id: int):
    stage.save(attempt_id, 1, [], 1, is_flagged=True)
    stage.save(attempt_id, 1, ["A"], 2)
    assert stored(stage, attempt_id, 1) == (("A",), 2, True)
    stage.save(attempt_id, 1, ["A"], 3, is_flagged=False)
    assert stored(stage, attempt_id, 1) == (("A",), 3, False)


def test_an_old_or_repeated_response_changes_nothing(stage: Stage, attempt_id: int):
    stage.save(attempt_id, 1, ["C"], 5)
    saved_at = stage.clock.now()
    stage.clock.advance(timedelta(seconds=30))
    for sequence in (5, 4, 1):
        assert stage.save(attempt_id, 1, ["D"], sequence) == service.Receipt(1, 5, saved_at)
    assert stored(stage, attempt_id, 1) == (("C",), 5, False)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(1, 40), st.sampled_from("ABCD")),
        min_size=1,
        max_size=12,
        unique_by=lambda arrival: arrival[0],
    ),
    st.data(),
)
def test_in_whatever_order_they_arrive_the_last_word_stands(
    stage: Stage, attempt_id: int, arrivals: list[tuple[int, str]], data: st.DataObject
):
    slot = stage.attempt(stage.cast.wang_xiuying, attempt_id).slots[0]
    # Sequence numbers go on from the last example's; some responses are sent twice, as after a lost receipt.
    sent = [(slot.sequence + sequence, letter) for sequence, letter in arrivals]
    repeats = data.draw(st.lists(st.sampled_from(sent), max_size=4))
    highest = slot.sequence
    for sequence, letter in data.draw(st.permutations(sent + repeats)):
        highest = max(highest, sequence)
        assert stage.save(attempt_id, 1, [letter], sequence).sequence == highest
    last = max(sent)
    assert stored(stage, attempt_id, 1) == ((last[1],), last[0], False)


def test_many_phones_at_once_end_with_the_last_word(stage: Stage, attempt_id: int):
    errors: list[BaseException] = []

    def send(sequence: int) -> None:
        try:
            stage.save(attempt_id, 1, ["ABCD"[sequence % 4]], sequence)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=send, args=(sequence,)) for sequence in range(1, 25)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert stored(stage, attempt_id, 1) == (("A",), 24, False)


@pytest.mark.parametrize(
    ("after_deadline", "counted"),
    [
        (-timedelta(minutes=20), True),
        (-MILLISECOND, True),
        (timedelta(0), True),
        (MILLISECOND, True),
        (GRACE - MILLISECOND, True),
        (GRACE, True),
        (GRACE + MILLISECOND, False),
        (timedelta(hours=24), False),
    ],
)
def test_the_deadline_is_exact_to_a_millisecond(
    stage: Stage, attempt_id: int, after_deadline: timedelta, counted: bool
):
    stage.clock.advance(timedelta(minutes=20) + after_deadline)
    receipt = stage.save(attempt_id, 1, ["B"], 1)
    assert receipt.counted is counted
    assert stored(stage, attempt_id, 1) == ((("B",), 1, False) if counted else (None, 0, False))


def test_the_window_lengthens_nothing_beyond_the_grace(stage: Stage):
    quiz_id = stage.publish()
    closes_at = stage.clock.now() + timedelta(minutes=3)
    stage.schedule(quiz_id, closes_at=closes_at)
    attempt_id = stage.start(stage.cast.wang_xiuying, quiz_id)
    assert stage.attempt(stage.cast.wang_xiuying, attempt_id).deadline_at == closes_at
    stage.clock.advance(timedelta(minutes=3) + GRACE)
    assert stage.save(attempt_id, 1, ["A"], 1).counted
    stage.clock.advance(MILLISECOND)
    assert not stage.save(attempt_id, 1, ["B"], 2).counted


def test_a_response_after_submission_is_kept_once_and_not_counted(stage: Stage, attempt_id: int):
    stage.answer_rightly(attempt_id)
    before = stage.submit(stage.cast.wang_xiuying, attempt_id)
    assert before.raw == 20
    saved = stored(stage, attempt_id, 1)
    for _ in range(3):
        late = stage.save(attempt_id, 1, ["D"], 9)
        assert (late.counted, late.sequence) == (False, 1)
    assert stored(stage, attempt_id, 1) == saved
    assert stage.submit(stage.cast.wang_xiuying, attempt_id) == before
    with stage.database.read() as session:
        rows = session.execute(
            select(
                LateResponse.number, LateResponse.response, LateResponse.sequence, LateResponse.received_at
            )
        ).all()
    assert rows == [(1, ["D"], 9, stage.clock.now())]


def test_a_lost_receipt_is_given_again_even_after_submission(stage: Stage, attempt_id: int):
    receipt = stage.save(attempt_id, 1, ["B"], 7)
    stage.submit(stage.cast.wang_xiuying, attempt_id)
    assert stage.save(attempt_id, 1, ["B"], 7) == receipt


def test_malformed_responses_are_refused_and_change_nothing(stage: Stage, attempt_id: int):
    malformed: list[tuple[int, object, object]] = [
        (1, ["E"], 1),  # there are four choices
        (1, ["A", "B"], 1),
        (4, ["A", "A"], 1),
        (1, "A", 1),
        (1, None, 1),
        (1, [1], 1),
        (1, ["a"], 1),
        (5, ["True"], 1),
        (6, ["2012年"], 1),  # there are two blanks
        (6, ["2012年", "十八大", ""], 1),
        (6, ["2012年", "x" * 201], 1),
        (6, ["2012\x00", "十八大"], 1),
        (6, ["2012", "\ud800"], 1),
        (7, ["1 A", "1 B"], 1),
        (7, ["6 A"], 1),
        (7, ["1 F"], 1),
        (7, ["1A"], 1),
        (8, ["A", "B", "C", "D", "E", "F"], 1),
        (1, ["A"], 0),
        (1, ["A"], -3),
        (1, ["A"], True),
        (1, ["A"], 1.0),
        (1, ["A"], 2**53),
    ]
    for number, values, sequence in malformed:
        with pytest.raises(Invalid) as refused:
            stage.save(attempt_id, number, values, sequence)  # type: ignore[arg-type]
        assert refused.value.code == "malformed_response", (number, values, sequence)
    for number in (0, 9, -1):
        with pytest.raises(NotFound):
            stage.save(attempt_id, number, ["A"], 1)
    assert {stored(stage, attempt_id, number) for number in range(1, 9)} == {(None, 0, False)}


def test_a_save_costs_two_statements(stage: Stage, attempt_id: int):
    statements: list[str] = []
    event.listen(
        stage.database.engine,
        "before_cursor_execute",
        lambda _c, _cur, statement, *_: statements.append(statement),
    )
    with stage.database.write() as session:
        service.save_response(
            session, attempt_id, 1, ["A"], 1, now=stage.clock.now(), is_flagged=True, member_id=None
        )
    work = [statement for statement in statements if not statement.startswith("BEGIN")]
    assert [statement.split()[0] for statement in work] == ["SELECT", "UPDATE"]


def test_every_type_is_saved_as_it_was_given(stage: Stage, attempt_id: int):
    for kind, values in (
        (ItemType.SINGLE_CHOICE, ["D"]),
        (ItemType.MULTIPLE_RESPONSE, ["A", "D"]),
        (ItemType.TRUE_FALSE, ["false"]),
        (ItemType.FILL_IN, ["", "十八大 ①𠮷"]),
        (ItemType.MATCHING, ["2 B", "1 A", "5 A"]),
        (ItemType.ORDERING, ["E", "A"]),
    ):
        slot = stage.slot_of(stage.cast.wang_xiuying, attempt_id, kind)
        stage.save(attempt_id, slot.number, values, 1)
        assert stored(stage, attempt_id, slot.number) == (tuple(values), 1, False)
