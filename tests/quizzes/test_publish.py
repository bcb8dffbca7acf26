"""An organiser drafts a quiz, is told what the bank lacks, publishes it, and it is scheduled once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from question_bank import Blueprint, Cell, ItemType, Section
from studyhub.core.clock import local_date
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.items.models import ItemStatus
from studyhub.items.queries import ItemFilter, list_items, load_versions
from studyhub.items.service import create_item, import_items, set_status
from studyhub.quizzes import queries, service
from studyhub.quizzes.models import QuizItem
from studyhub.quizzes.rules import QuizState, QuizStatus
from studyhub.quizzes.rules.commitment import commitment
from tests.quizzes.bank import bank, blueprint, draft
from tests.quizzes.stage import Stage


def create(stage: Stage, made: service.QuizDraft) -> int:
    with stage.database.write() as session:
        return service.create_quiz(
            session, stage.cast.organiser_a, stage.cast.committee_a.id, made, now=stage.clock.now()
        )


def publish(stage: Stage, quiz_id: int) -> None:
    with stage.database.write() as session:
        service.publish(session, stage.cast.organiser_a, quiz_id, now=stage.clock.now())


def detail(stage: Stage, quiz_id: int) -> queries.QuizDetail:
    with stage.database.read() as session:
        return queries.get_for_organiser(session, stage.cast.organiser_a, quiz_id, stage.clock.now())


def promise(stage: Stage, quiz_id: int) -> tuple[str, set[str]]:
    """What the quiz commits to, and the stems of the pool behind it."""
    with stage.database.read() as session:
        ids = session.scalars(select(QuizItem.item_version_id).where(QuizItem.quiz_id == quiz_id)).all()
        stems = {item.stem for item in load_versions(session, ids).values()}
        return queries.get_disclosure(session, quiz_id, stage.clock.now()).commitment, stems


def test_a_draft_says_at_once_which_cell_the_bank_cannot_fill(stage: Stage):
    quiz_id = create(stage, replace(draft(), blueprint=blueprint(singles=9)))
    seen = detail(stage, quiz_id)
    assert (seen.status, seen.state, seen.item_count, seen.max_points) == (QuizStatus.DRAFT, None, 14, 32)
    assert [(short.section, short.needed, short.available) for short in seen.shortfalls] == [
        ("一、选择题", 9, 6)
    ]
    with stage.database.read() as session:
        assert (
            queries.shortfalls_of(
                session,
                stage.cast.organiser_a,
                stage.cast.committee_a.id,
                blueprint(singles=9),
                stage.clock.now(),
            )
            == seen.shortfalls
        )


def test_publishing_is_refused_while_the_bank_is_too_small(stage: Stage):
    quiz_id = create(stage, replace(draft(), blueprint=blueprint(singles=9)))
    with pytest.raises(Invalid) as refused:
        publish(stage, quiz_id)
    assert refused.value.code == "quiz_shortfall"
    assert refused.value.message == (
        "“一、选择题”需要 9 道（单选题），题库里只能凑出 6 道，请补充题目或减少题数。"
    )
    assert detail(stage, quiz_id).status is QuizStatus.DRAFT
    with stage.database.write() as session:
        service.edit_quiz(session, stage.cast.organiser_a, quiz_id, draft(), now=stage.clock.now())
    publish(stage, quiz_id)
    assert detail(stage, quiz_id).status is QuizStatus.PUBLISHED


def test_cells_that_want_the_same_items_are_counted_together(stage: Stage):
    overlapping = Blueprint(
        (
            Section("甲", (Cell(4, Decimal(1), types=frozenset({ItemType.SINGLE_CHOICE})),)),
            Section("乙", (Cell(6, Decimal(1), tags=frozenset({"三会一课"})),)),
        )
    )
    quiz_id = create(stage, replace(draft(), blueprint=overlapping))
    with pytest.raises(Invalid):
        publish(stage, quiz_id)


def test_the_pool_is_frozen_when_it_is_published(stage: Stage):
    quiz_id = stage.publish()
    before = detail(stage, quiz_id)
    assert (before.pool_count, before.state) == (21, QuizState.UNSCHEDULED)
    with stage.database.write() as session:
        organiser = stage.cast.organiser_a
        rows = list_items(session, organiser, ItemFilter(), page_size=100).rows
        set_status(session, organiser, [row.id for row in rows], ItemStatus.RETIRED, now=stage.clock.now())
    assert detail(stage, quiz_id) == before
    stage.schedule(quiz_id)
    assert (
        len(stage.attempt(stage.cast.wang_xiuying, stage.start(stage.cast.wang_xiuying, quiz_id)).slots) == 8
    )
    with pytest.raises(Invalid):
        stage.publish("没有题目了")


def test_drafts_and_items_of_others_are_not_drawn(stage: Stage):
    """Of one code in two banks the committee draws both; of another committee and of drafts, none."""
    cast, now = stage.cast, stage.clock.now()
    single = bank()[0]
    with stage.database.write() as session:
        create_item(session, cast.organiser_a, cast.committee_a.id, replace(single, id="a-draft"), now=now)
        import_items(session, cast.organiser_b, cast.committee_b.id, bank(), now=now)
        import_items(session, cast.organiser_a, cast.branch_a1.id, [single], now=now)
    quiz_id = create(stage, replace(draft(), blueprint=blueprint(singles=7)))
    assert detail(stage, quiz_id).shortfalls == ()
    publish(stage, quiz_id)
    assert detail(stage, quiz_id).pool_count == 22
    with pytest.raises(Invalid):
        publish(stage, create(stage, replace(draft(), blueprint=blueprint(singles=8))))


def test_an_item_that_is_no_longer_true_is_not_drawn(stage: Stage):
    cast, now = stage.cast, stage.clock.now()
    today = now.date()
    outdated = replace(bank()[0], id="outdated", valid_until=today - timedelta(days=1))
    with stage.database.write() as session:
        import_items(session, cast.organiser_a, cast.committee_a.id, [outdated], now=now)
    quiz_id = create(stage, replace(draft(), blueprint=blueprint(singles=7)))
    assert [short.available for short in detail(stage, quiz_id).shortfalls] == [6]


def test_what_runs_out_before_the_day_leaves_the_pool_when_it_is_known(stage: Stage):
    """Published today; the study day is in a week, and one of the six questions is true until tomorrow only."""
    tomorrow = local_date(stage.clock.now()) + timedelta(days=1)
    stage.fill_bank([replace(bank()[0], valid_until=tomorrow), *bank()[1:]])
    quiz_id = stage.publish()
    before = promise(stage, quiz_id)
    opens_at = stage.clock.now() + timedelta(days=7)
    with stage.database.write() as session:
        service.schedule(session, quiz_id, [stage.cast.branch_a1.id], opens_at, opens_at + timedelta(hours=8))
    assert before[1] - promise(stage, quiz_id)[1] == {"第1次支部党员大会一般由谁召集？"}
    assert promise(stage, quiz_id)[0] != before[0]
    stage.clock.advance(timedelta(days=7, hours=1))
    attempt_id = stage.start(stage.cast.wang_xiuying, quiz_id)
    shown = {slot.stem for slot in stage.attempt(stage.cast.wang_xiuying, attempt_id).slots}
    assert len(shown) == 8 and "第1次支部党员大会一般由谁召集？" not in shown
    stage.clock.advance(timedelta(hours=9))
    with stage.database.read() as session:
        disclosed = queries.get_disclosure(session, quiz_id, stage.clock.now())
    assert commitment(disclosed.draw_seed or "", disclosed.record or {}) == disclosed.commitment


def test_a_window_in_which_everything_is_valid_changes_no_promise(stage: Stage):
    last = local_date(stage.clock.now() + timedelta(hours=8))
    stage.fill_bank([replace(item, valid_until=last) for item in bank()])
    quiz_id = stage.publish()
    before = promise(stage, quiz_id)
    stage.schedule(quiz_id)
    assert promise(stage, quiz_id) == before


def test_a_day_on_which_a_cell_runs_dry_is_refused_with_its_name(stage: Stage):
    today = local_date(stage.clock.now())
    stage.fill_bank([replace(item, valid_until=today) for item in bank()[:4]] + bank()[4:])
    quiz_id = stage.publish()
    before = promise(stage, quiz_id)
    with pytest.raises(Invalid, match="有 4 道题到那时不在有效期内") as refused:
        stage.schedule(quiz_id, closes_at=stage.clock.now() + timedelta(days=1))
    assert (refused.value.code, list(refused.value.fields)) == ("quiz_shortfall", ["quiz_id"])
    assert "“一、选择题”需要 3 道" in refused.value.message
    assert promise(stage, quiz_id) == before


def test_a_published_quiz_cannot_be_edited_or_published_again(stage: Stage):
    quiz_id = stage.publish()
    with stage.database.write() as session:
        for change in (
            lambda: service.edit_quiz(
                session, stage.cast.organiser_a, quiz_id, draft(), now=stage.clock.now()
            ),
            lambda: service.publish(session, stage.cast.organiser_a, quiz_id, now=stage.clock.now()),
        ):
            with pytest.raises(Conflict) as refused:
                change()
            assert refused.value.code == "quiz_published"
    with stage.database.read() as session:
        assert session.scalar(select(func.count()).select_from(QuizItem)) == 21


def test_a_quiz_is_scheduled_once_and_only_when_published(stage: Stage):
    quiz_id = create(stage, draft())
    with pytest.raises(Conflict) as refused:
        stage.schedule(quiz_id)
    assert refused.value.code == "quiz_not_published"
    publish(stage, quiz_id)
    stage.schedule(quiz_id)
    seen = detail(stage, quiz_id)
    assert (seen.state, [unit.name for unit in seen.units]) == (QuizState.OPEN, ["第一党支部", "第二党支部"])
    with pytest.raises(Conflict) as refused:
        stage.schedule(quiz_id, stage.cast.branch_a3.id)
    assert refused.value.code == "quiz_scheduled"


def test_a_cancelled_quiz_is_closed_to_those_who_have_not_started(stage: Stage, quiz_id: int):
    started = stage.start(stage.cast.wang_xiuying, quiz_id)
    with stage.database.write() as session:
        service.cancel_schedule(session, quiz_id)
    with pytest.raises(NotFound):
        stage.start(stage.cast.li_jianguo, quiz_id)
    stage.answer_rightly(started)
    assert stage.submit(stage.cast.wang_xiuying, started).raw == 20


def test_what_cannot_be_a_quiz_is_refused_field_by_field(stage: Stage):
    wrong = service.QuizDraft(
        " ", Blueprint(()), timedelta(seconds=5), pass_percent=101, grace=timedelta(minutes=5)
    )
    with pytest.raises(Invalid) as refused:
        create(stage, wrong)
    assert set(refused.value.fields) == {"title", "blueprint", "time_limit", "pass_percent", "grace"}


def test_an_organiser_sees_and_changes_the_quizzes_of_her_range_only(stage: Stage, quiz_id: int):
    cast, now = stage.cast, stage.clock.now()
    with stage.database.write() as session:
        assert [row.id for row in queries.list_for_organiser(session, cast.organiser_a, now)] == [quiz_id]
        assert [row.id for row in queries.list_for_organiser(session, cast.administrator, now)] == [quiz_id]
        for actor in (cast.organiser_b, cast.secretary_a1, cast.wang_xiuying):
            assert queries.list_for_organiser(session, actor, now) == ()
            with pytest.raises(NotFound):
                queries.get_for_organiser(session, actor, quiz_id, now)
            with pytest.raises(NotFound):
                service.edit_quiz(session, actor, quiz_id, draft(), now=now)
            with pytest.raises(NotFound):
                service.publish(session, actor, quiz_id, now=now)
            with pytest.raises(NotFound):
                service.create_quiz(session, actor, cast.committee_a.id, draft(), now=now)
            with pytest.raises(NotFound):
                queries.shortfalls_of(session, actor, cast.committee_a.id, blueprint(), now)


def test_the_organiser_sees_how_many_have_taken_it(stage: Stage, quiz_id: int):
    first = stage.start(stage.cast.wang_xiuying, quiz_id)
    stage.answer_rightly(first)
    stage.submit(stage.cast.wang_xiuying, first)
    second = stage.start(stage.cast.liu_yang, quiz_id)
    stage.answer_rightly(second, lambda number: number <= 2)
    stage.submit(stage.cast.liu_yang, second)
    stage.start(stage.cast.wu_jing, quiz_id)
    seen = detail(stage, quiz_id)
    assert (seen.attempt_count, seen.submitted_count, seen.average_percent) == (3, 2, 60)
    with stage.database.read() as session:
        (row,) = queries.list_for_organiser(session, stage.cast.organiser_a, stage.clock.now())
    assert (row.attempt_count, row.submitted_count, row.state) == (3, 2, QuizState.OPEN)
