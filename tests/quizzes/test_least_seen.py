"""What a member has met in earlier papers comes last, in whatever version, and the paper can still be recomputed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from question_bank import draw_paper
from studyhub.items.models import ItemStatus, ItemVersion
from studyhub.items.queries import ItemFilter, list_items
from studyhub.items.service import edit_item, import_items, set_status
from studyhub.organisation.rules import Actor
from studyhub.quizzes import service
from studyhub.quizzes.models import Attempt, Quiz, Slot
from studyhub.quizzes.queries import get_disclosure, own_paper
from studyhub.quizzes.rules.commitment import commitment, paper_seed
from tests.quizzes.bank import bank, draft
from tests.quizzes.stage import Stage
from tests.quizzes.test_verification import from_record


def publish(stage: Stage, title: str, *, prefers_unseen: bool = True) -> int:
    """A quiz of the usual blueprint, published and open: 3 of 6 singles, 1 of 3 of the other types."""
    organiser, now = stage.cast.organiser_a, stage.clock.now()
    made = replace(draft(title), prefers_unseen=prefers_unseen)
    with stage.database.write() as session:
        quiz_id = service.create_quiz(session, organiser, stage.cast.committee_a.id, made, now=now)
        service.publish(session, organiser, quiz_id, now=now)
    stage.schedule(quiz_id)
    return quiz_id


def items_of(stage: Stage, attempt_id: int) -> list[int]:
    """The items of a paper, in order."""
    with stage.database.read() as session:
        return list(
            session.scalars(
                select(ItemVersion.item_id)
                .join(Slot, Slot.item_version_id == ItemVersion.id)
                .where(Slot.attempt_id == attempt_id)
                .order_by(Slot.number)
            )
        )


def seen_by(stage: Stage, attempt_id: int) -> dict[str, int]:
    with stage.database.read() as session:
        return session.scalars(select(Attempt.seen).where(Attempt.id == attempt_id)).one()


def test_the_second_paper_holds_nothing_of_the_first_while_there_is_something_new(stage: Stage):
    quizzes = [publish(stage, f"第{number}次") for number in range(1, 4)]
    for member in (stage.cast.wang_xiuying, stage.cast.li_jianguo, stage.cast.liu_yang):
        first, second, third = (items_of(stage, stage.start(member, quiz_id)) for quiz_id in quizzes)
        assert set(first).isdisjoint(second)
        # Six singles are used up by two papers of three; of the other types there is a third.
        assert set(third[:3]) < {*first[:3], *second[:3]}
        assert set(third[3:]).isdisjoint(first + second)


def test_each_member_has_met_their_own(stage: Stage):
    first, second = publish(stage, "第一次"), publish(stage, "第二次")
    stage.start(stage.cast.wang_xiuying, first)
    wang, li = (stage.start(who, second) for who in (stage.cast.wang_xiuying, stage.cast.li_jianguo))
    assert (sorted(seen_by(stage, wang).values()), seen_by(stage, li)) == ([1] * 8, {})


def test_where_it_is_switched_off_nothing_is_kept(stage: Stage):
    first, second = publish(stage, "第一次"), publish(stage, "第二次", prefers_unseen=False)
    member = stage.cast.wang_xiuying
    stage.start(member, first)
    assert seen_by(stage, stage.start(member, second)) == {}
    with stage.database.read() as session:
        quiz = session.get_one(Quiz, second)
    again = stage.start(
        stage.cast.li_jianguo, second, seed=paper_seed(quiz.draw_seed or "", member.member_id)
    )
    assert items_of(stage, again) == items_of(stage, again - 1)


def test_an_item_stays_known_when_it_gets_a_new_version(stage: Stage):
    organiser, member = stage.cast.organiser_a, stage.cast.wang_xiuying
    met = items_of(stage, stage.start(member, publish(stage, "第一次")))
    with stage.database.write() as session:
        rows = list_items(session, organiser, ItemFilter(), page_size=100).rows
        by_code = {item.id: item for item in bank()}
        for row in rows:
            changed = replace(by_code[row.code], explanation="解析改写了。")
            edit_item(session, organiser, row.id, changed, now=stage.clock.now())
        ids = [row.id for row in rows]
        set_status(session, stage.cast.administrator, ids, ItemStatus.READY, now=stage.clock.now())
    second = stage.start(member, publish(stage, "第二次"))
    assert set(met).isdisjoint(items_of(stage, second))
    assert sorted(seen_by(stage, second).values()) == [1] * 8


def shares(stage: Stage) -> list[bool]:
    with stage.database.read() as session:
        return list(session.scalars(select(Quiz.shares_items).order_by(Quiz.id)))


def test_a_publication_speaks_for_both_sides(stage: Stage):
    """The quiz published first may be taken last: it learns that another has come."""
    first = publish(stage, "先发布，后答")
    assert shares(stage) == [False]
    second = publish(stage, "后发布，先答")
    assert shares(stage) == [True, True]
    member = stage.cast.wang_xiuying
    known = items_of(stage, stage.start(member, second))
    assert set(known).isdisjoint(items_of(stage, stage.start(member, first)))


def test_quizzes_of_other_banks_share_nothing(stage: Stage):
    publish(stage, "A")
    cast, now = stage.cast, stage.clock.now()
    with stage.database.write() as session:
        import_items(session, cast.organiser_b, cast.committee_b.id, bank(), now=now)
        quiz_id = service.create_quiz(session, cast.organiser_b, cast.committee_b.id, draft("B"), now=now)
        service.publish(session, cast.organiser_b, quiz_id, now=now)
    assert shares(stage) == [False, False]


def statements_of_a_start(stage: Stage, actor: Actor, quiz_id: int) -> int:
    told: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        told.append(statement)

    event.listen(stage.database.engine, "before_cursor_execute", hear)
    try:
        stage.start(actor, quiz_id)
    finally:
        event.remove(stage.database.engine, "before_cursor_execute", hear)
    return len(told)


def test_a_start_costs_one_statement_more_and_none_where_nothing_can_have_been_met(stage: Stage):
    alone = publish(stage, "独一份")
    stage.start(stage.cast.chen_xiaohong, alone)  # the pool is in the process
    least = statements_of_a_start(stage, stage.cast.wang_xiuying, alone)
    shared = publish(stage, "又一份")
    stage.start(stage.cast.chen_xiaohong, shared)
    assert statements_of_a_start(stage, stage.cast.wang_xiuying, shared) == least + 1


def test_a_stranger_with_what_was_seen_recomputes_the_paper(stage: Stage):
    first, second = publish(stage, "第一次"), publish(stage, "第二次")
    member = stage.cast.wang_xiuying
    stage.start(member, first)
    stage.start(member, second)
    stage.clock.advance(timedelta(hours=9))
    with stage.database.read() as session:
        told, kept = get_disclosure(session, second, stage.clock.now()), own_paper(session, member, second)
    assert told.record is not None
    assert told.draw_seed is not None
    assert told.record["prefers_unseen"] is True
    assert commitment(told.draw_seed, told.record) == told.commitment
    items, blueprint = from_record(told.record)
    seed = paper_seed(told.draw_seed, member.member_id)
    with_sight = draw_paper(items, blueprint, seed, kept.seen)
    assert [slot.item_id for slot in with_sight.slots] == [slot.item for slot in kept.slots]
    assert draw_paper(items, blueprint, seed) != with_sight


@pytest.mark.parametrize("prefers_unseen", [True, False])
def test_the_promise_says_whether_what_was_seen_counts(stage: Stage, prefers_unseen: bool):
    quiz_id = publish(stage, "测验", prefers_unseen=prefers_unseen)
    stage.clock.advance(timedelta(hours=9))
    with stage.database.read() as session:
        told = get_disclosure(session, quiz_id, stage.clock.now())
    assert told.record is not None
    assert told.record.get("prefers_unseen", False) is prefers_unseen
    assert commitment(told.draw_seed or "", told.record) == told.commitment
