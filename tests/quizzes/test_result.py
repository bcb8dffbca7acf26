"""The result, and the secrecy of keys: they leave the server only when the review rule allows."""

import itertools
import json
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from question_bank import ItemType
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.quizzes import queries
from studyhub.quizzes.models import Quiz, Slot
from studyhub.quizzes.rules import ReviewRule
from studyhub.study.models import StudyUnit, StudyUnitStatus
from tests.cast import assemble
from tests.databases import copy_of_sqlite
from tests.quizzes.bank import bank, other_world
from tests.quizzes.stage import WINDOW, Stage

GRACE = timedelta(seconds=5)


def dump(value: object) -> str:
    """All that a door could send of a view."""
    return json.dumps(asdict(value), default=str, ensure_ascii=False, sort_keys=True)  # type: ignore[call-overload]


def reviewed_at(stage: Stage, rule: ReviewRule, after: timedelta) -> queries.ResultView:
    quiz_id = stage.publish(review_rule=rule)
    stage.schedule(quiz_id)
    member = stage.cast.wang_xiuying
    attempt_id = stage.start(member, quiz_id)
    stage.answer_rightly(attempt_id)
    stage.submit(member, attempt_id)
    stage.clock.advance(after)
    return stage.result(member, attempt_id)


def test_after_submission_everything_is_explained(stage: Stage, quiz_id: int):
    member = stage.cast.wang_xiuying
    attempt_id = stage.start(member, quiz_id)
    right = stage.right_values(attempt_id)
    stage.save(attempt_id, 1, right[1], 1)
    stage.submit(member, attempt_id)
    result = stage.result(member, attempt_id)
    assert result.may_review
    assert [list(slot.key or ()) for slot in result.slots] == [right[number] for number in range(1, 9)]
    blank = result.slots[5]
    assert blank.blanks == (("2012年", "二〇一二年"), ("十八大",))
    assert blank.explanation == "十八大在2012年召开。"


def test_the_letter_in_an_explanation_is_the_letter_on_the_screen(stage: Stage, quiz_id: int):
    """Over every order of the choices of a question: the letter named is that of the right text."""
    member = stage.cast.wang_xiuying
    attempt_id = stage.start(member, quiz_id)
    number = stage.slot_of(member, attempt_id, ItemType.SINGLE_CHOICE).number
    stage.submit(member, attempt_id)
    for order in itertools.permutations("abcd"):
        with stage.database.write() as session:
            session.execute(
                update(Slot)
                .where(Slot.attempt_id == attempt_id, Slot.number == number)
                .values(choice_order=list(order))
            )
        slot = stage.result(member, attempt_id).slots[number - 1]
        letters = {choice.text: choice.id for choice in slot.choices}
        assert slot.key == (letters["支部委员会"],)
        assert slot.explanation is not None
        assert slot.explanation.startswith(f"应选 {letters['支部委员会']}，不是 {letters['党小组长']}，")


def test_each_question_leads_to_its_paragraph(stage: Stage, quiz_id: int):
    member = stage.cast.wang_xiuying
    attempt_id = stage.start(member, quiz_id)
    stage.submit(member, attempt_id)

    def source() -> queries.SourceView | None:
        return stage.result(member, attempt_id).slots[0].source

    seen = source()
    assert seen is not None
    assert (seen.slug, seen.study_unit_id, seen.title, seen.quote) == (
        "sanhui-yike",
        None,
        None,
        "支部委员会召集",
    )
    assert seen.paragraph in {f"s1p{number}" for number in range(1, 7)}
    now = stage.clock.now()
    with stage.database.write() as session:
        unit = StudyUnit(
            slug="sanhui-yike", unit_id=stage.cast.committee_a.id, title="三会一课", sources=[],
            status=StudyUnitStatus.DRAFT, created_at=now, updated_at=now,
        )  # fmt: skip
        session.add(unit)
        session.flush()
        unit_id = unit.id
    assert source() == seen  # a draft is not hers to read
    with stage.database.write() as session:
        session.execute(update(StudyUnit).values(status=StudyUnitStatus.PUBLISHED))
    assert source() == replace(seen, study_unit_id=unit_id, title="三会一课")
    with stage.database.write() as session:
        session.execute(update(StudyUnit).values(unit_id=stage.cast.committee_b.id))
    assert source() == seen


@pytest.mark.parametrize(
    ("rule", "after", "may_review"),
    [
        (ReviewRule.AFTER_SUBMISSION, timedelta(0), True),
        (ReviewRule.AFTER_CLOSE, timedelta(0), False),
        (ReviewRule.AFTER_CLOSE, WINDOW, False),
        (ReviewRule.AFTER_CLOSE, WINDOW + GRACE, False),  # somebody's response may count at this very moment
        (ReviewRule.AFTER_CLOSE, WINDOW + GRACE + timedelta(milliseconds=1), True),
        (ReviewRule.NEVER, timedelta(days=400), False),
    ],
)
def test_keys_are_shown_when_the_rule_allows(
    stage: Stage, rule: ReviewRule, after: timedelta, may_review: bool
):
    closes_at = stage.clock.now() + WINDOW
    result = reviewed_at(stage, rule, after)
    assert (result.may_review, result.raw, result.percent, result.is_passed) == (may_review, 20, 100, True)
    assert result.review_opens_at == (closes_at + GRACE if rule is ReviewRule.AFTER_CLOSE else None)
    hidden = {
        (slot.raw, slot.outcome, slot.key, slot.blanks, slot.explanation, slot.source)
        for slot in result.slots
    }
    assert (hidden == {(None,) * 6}) is not may_review


def test_nothing_of_keys_and_explanations_is_in_what_the_phone_is_sent(stage: Stage):
    quiz_id = stage.publish(review_rule=ReviewRule.AFTER_CLOSE)
    stage.schedule(quiz_id)
    member = stage.cast.wang_xiuying
    with stage.database.read() as session:
        sent = dump(queries.get_quiz_for_member(session, member, quiz_id, stage.clock.now()))
    attempt_id = stage.start(member, quiz_id)
    sent += dump(stage.attempt(member, attempt_id))
    stage.submit(member, attempt_id)
    sent += dump(stage.attempt(member, attempt_id))
    secret_fields = {
        "key": None,
        "blanks": None,
        "explanation": None,
        "source": None,
        "raw": None,
        "outcome": None,
    }
    for slot in json.loads(dump(stage.result(member, attempt_id)))["slots"]:
        assert {name: slot.pop(name) for name in secret_fields} == secret_fields
        sent += json.dumps(slot, ensure_ascii=False)
    for word in (
        "key",
        "explanation",
        "应选",
        "不属于",
        "每月一次",
        "二〇一二年",
        '召集"',
        "最早的是",
        "s1p",
        "y1921",
        "sanhui",
    ):
        assert word not in sent, word


def test_two_worlds_with_other_keys_send_the_same(sqlite_template: Path, tmp_path: Path, clock: FixedClock):
    """The oracle of secrecy: before review no byte depends on a key or on an explanation, nor on their length."""

    def traffic(name: str, change: bool) -> list[str]:
        database = Database(copy_of_sqlite(sqlite_template, tmp_path / name))
        its_clock = FixedClock(clock.now())
        with database.write() as session:
            cast = assemble(session, its_clock.now())
        stage = Stage(database, its_clock, cast)
        stage.fill_bank([other_world(item) if change else item for item in bank()])
        quiz_id = stage.publish(review_rule=ReviewRule.AFTER_CLOSE)
        stage.schedule(quiz_id)
        member = cast.wang_xiuying
        sent = []
        for seed in ("5eed" * 16, None):
            if seed is None:
                member = cast.li_jianguo
            with database.read() as session:
                sent.append(dump(queries.get_quiz_for_member(session, member, quiz_id, its_clock.now())))
            attempt_id = stage.start(member, quiz_id, seed=seed or "0dd" * 20)
            sent.append(dump(stage.attempt(member, attempt_id)))
            for slot in stage.attempt(member, attempt_id).slots:
                values = ["A"] if slot.choices and not slot.prompts else []
                sent.append(str(stage.save(attempt_id, slot.number, values, 1)))
            sent.append(dump(stage.attempt(member, attempt_id)))
        database.dispose()
        return sent

    assert traffic("one.sqlite3", change=False) == traffic("other.sqlite3", change=True)


def test_the_pool_of_one_database_is_not_taken_for_anothers(
    sqlite_template: Path, tmp_path: Path, clock: FixedClock
):
    """The cache of the process is by content: equal quiz numbers in two databases share nothing else."""
    scores = []
    for name, change in (("one.sqlite3", False), ("other.sqlite3", True)):
        database = Database(copy_of_sqlite(sqlite_template, tmp_path / name))
        with database.write() as session:
            cast = assemble(session, clock.now())
        stage = Stage(database, clock, cast)
        stage.fill_bank([other_world(item) for item in reversed(bank())] if change else bank())
        quiz_id = stage.publish()
        stage.schedule(quiz_id)
        attempt_id = stage.start(cast.wang_xiuying, quiz_id)
        stage.answer_rightly(attempt_id)
        scores.append(stage.submit(cast.wang_xiuying, attempt_id).raw)
        database.dispose()
    assert scores == [20, 20]


def test_a_result_is_the_same_when_the_worker_was_restarted(stage: Stage, quiz_id: int):
    """Without the cached pool the questions of the paper come from the database."""
    member = stage.cast.wang_xiuying
    attempt_id = stage.start(member, quiz_id)
    stage.answer_rightly(attempt_id)
    stage.submit(member, attempt_id)
    before = stage.result(member, attempt_id)
    with stage.database.write() as session:
        session.execute(update(Quiz).values(pool_digest="not in any cache"))
    assert stage.result(member, attempt_id) == before
