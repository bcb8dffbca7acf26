"""Members follow programmes: in order, with electives, to the record at the end."""

import pytest
from sqlalchemy import func, insert, select

from studyhub.accounts.models import Account
from studyhub.core.errors import Conflict, NotFound
from studyhub.organisation.models import Membership
from studyhub.organisation.rules import MemberKind
from studyhub.organisation.service import join
from studyhub.points.queries import list_entries, total
from studyhub.programmes import queries, service
from studyhub.programmes.models import ProgrammeCompletion
from studyhub.programmes.rules import Audience
from studyhub.study.models import ReadingProgress
from tests.programmes.stage import ProgrammeStage, elective, required


def test_from_the_first_unit_to_the_record(stage: ProgrammeStage) -> None:
    wang = stage.cast.wang_xiuying
    first, second, third, fourth = (stage.study_unit(title) for title in ("党章", "条例", "选读一", "选读二"))
    programme_id = stage.offer(
        required(first), required(second, first), elective(third), elective(fourth), elective_count=1
    )
    assert stage.states(wang, programme_id) == ["todo", "locked", "offered", "offered"]

    stage.read(wang, first, "s1p1")
    assert stage.states(wang, programme_id) == ["reading", "locked", "offered", "offered"]
    stage.read(wang, first)
    assert stage.states(wang, programme_id) == ["done", "todo", "offered", "offered"]
    stage.read(wang, second)
    assert stage.completed(wang) == []
    stage.choose(wang, programme_id, fourth)
    stage.read(wang, fourth)

    assert stage.states(wang, programme_id) == ["done", "done", "offered", "done"]
    view = stage.plan_of(wang, programme_id)
    assert (view.plan.done, view.plan.count, view.completed_at) == (3, 3, stage.clock.now())
    assert stage.completed(wang) == ["支部委员学习计划"]
    with stage.database.read() as session:
        entries = list_entries(session, wang.member_id)
    assert (entries[0].rule_name, entries[0].points, entries[0].note) == (
        "学习计划", 20, "完成学习计划“支部委员学习计划”",
    )  # fmt: skip
    assert [entry.rule for entry in entries].count("programme_completed") == 1
    assert stage.contradictions() == []


def test_it_is_completed_once_however_often_its_units_are_read(stage: ProgrammeStage) -> None:
    wang, unit_id = stage.cast.wang_xiuying, stage.study_unit()
    programme_id = stage.offer(required(unit_id))
    for _ in range(3):
        stage.read(wang, unit_id)
    with stage.database.write() as session:
        service.settle(session, wang.member_id, now=stage.clock.now(), programme_id=programme_id)
    assert stage.completed(wang) == ["支部委员学习计划"]
    with stage.database.read() as session:
        assert [entry.points for entry in list_entries(session, wang.member_id)] == [20, 10]


def test_what_was_read_before_counts_at_once(stage: ProgrammeStage) -> None:
    cast, unit_id = stage.cast, stage.study_unit()
    stage.read(cast.wang_xiuying, unit_id)
    stage.read(cast.wu_jing, unit_id)
    stage.read(cast.liu_yang, unit_id, "s1p1")
    stage.offer(required(unit_id))
    for member in (cast.wang_xiuying, cast.wu_jing):
        assert stage.completed(member) == ["支部委员学习计划"]
        with stage.database.read() as session:
            assert total(session, member.member_id) == 30
    assert (stage.completed(cast.liu_yang), stage.completed(cast.he_yong)) == ([], [])
    assert stage.contradictions() == []


def test_an_elective_that_was_read_before_is_done_when_it_is_chosen(stage: ProgrammeStage) -> None:
    wang, first, second = stage.cast.wang_xiuying, stage.study_unit("一"), stage.study_unit("二")
    programme_id = stage.offer(elective(first), elective(second), elective_count=1)
    stage.read(wang, first)
    assert stage.completed(wang) == []
    stage.choose(wang, programme_id, first)
    assert stage.completed(wang) == ["支部委员学习计划"]


def test_a_choice_is_given_back_until_it_is_begun(stage: ProgrammeStage) -> None:
    wang, first, second = stage.cast.wang_xiuying, stage.study_unit("一"), stage.study_unit("二")
    programme_id = stage.offer(elective(first), elective(second), elective_count=1)
    stage.choose(wang, programme_id, first)
    stage.choose(wang, programme_id, first)
    assert stage.states(wang, programme_id) == ["todo", "offered"]
    stage.give_back(wang, programme_id, first)
    stage.give_back(wang, programme_id, first)
    assert stage.states(wang, programme_id) == ["offered", "offered"]

    stage.choose(wang, programme_id, second)
    stage.read(wang, second, "s1p1")
    with pytest.raises(Conflict, match="已经开始读了"):
        stage.give_back(wang, programme_id, second)
    assert stage.states(wang, programme_id) == ["offered", "reading"]


def test_required_units_and_units_of_others_are_no_electives(stage: ProgrammeStage) -> None:
    cast, first, second = stage.cast, stage.study_unit("一"), stage.study_unit("二")
    programme_id = stage.offer(required(first))
    draft_id = stage.prepare(elective(second), elective_count=1)
    only_a2 = stage.offer(
        elective(first), elective_count=1, audience=Audience(branch_ids=frozenset({cast.branch_a2.id}))
    )
    for actor, where, unit_id in (
        (cast.wang_xiuying, programme_id, first),
        (cast.wang_xiuying, programme_id, second),
        (cast.wang_xiuying, draft_id, second),
        (cast.wang_xiuying, only_a2, first),
        (cast.he_yong, only_a2, first),
        (cast.organiser_a, only_a2, first),
    ):
        with pytest.raises(NotFound):
            stage.choose(actor, where, unit_id)
        with pytest.raises(NotFound):
            stage.give_back(actor, where, unit_id)


def test_a_unit_that_is_withdrawn_is_asked_for_no_longer(stage: ProgrammeStage) -> None:
    cast, first, second = stage.cast, stage.study_unit("一"), stage.study_unit("二")
    programme_id = stage.offer(required(first), required(second, first))
    stage.read(cast.wang_xiuying, first)
    stage.withdraw_unit(first)
    assert stage.states(cast.wang_xiuying, programme_id) == ["done", "todo"]
    assert stage.states(cast.liu_yang, programme_id) == ["withdrawn", "todo"]
    stage.read(cast.liu_yang, second)
    assert stage.completed(cast.liu_yang) == ["支部委员学习计划"]


def test_who_is_complete_unnoticed_is_found_among_those_who_only_might_be(stage: ProgrammeStage) -> None:
    cast, now = stage.cast, stage.clock.now()
    first, second, third, fourth = (stage.study_unit(title) for title in "一二三四")
    programme_id = stage.offer(
        required(first), required(second), elective(third), elective(fourth), elective_count=1
    )
    for member, read, chosen in (
        (cast.wang_xiuying, (first, third), third),  # complete once the second is gone
        (cast.li_jianguo, (first, third), fourth),
        (cast.liu_yang, (first, third), None),
        (cast.wu_jing, (third,), third),
    ):
        if chosen:
            stage.choose(member, programme_id, chosen)
        for unit_id in read:
            stage.read(member, unit_id)
    stage.withdraw_unit(second)
    for _ in range(2):
        with stage.database.write() as session:
            service.settle_programme(session, programme_id, now=now)
    found = {
        member.name: stage.completed(member) != []
        for member in (cast.wang_xiuying, cast.li_jianguo, cast.liu_yang, cast.wu_jing)
    }
    assert found == {"王秀英": True, "李建国": False, "刘洋": False, "吴静": False}
    assert stage.contradictions() == []


def test_what_is_too_much_for_one_transaction_is_recorded_in_the_next(stage: ProgrammeStage) -> None:
    cast, now, unit_id = stage.cast, stage.clock.now(), stage.study_unit()
    ids = range(1000, 1000 + service.MOST_AT_ONCE + 1)
    with stage.database.write() as session:
        session.execute(
            insert(Account),
            [
                {"id": n, "employee_number": f"x{n}", "name": "人", "password_hash": "", "created_at": now}
                for n in ids
            ],
        )
        session.execute(
            insert(Membership),
            [
                {"member_id": n, "unit_id": cast.branch_a1.id, "kind": MemberKind.FULL, "is_exempt": False,
                 "started_on": now.date()} for n in ids
            ],
        )  # fmt: skip
        session.execute(
            insert(ReadingProgress),
            [
                {"member_id": n, "study_unit_id": unit_id, "anchor": "s1p1", "seen_count": 3, "started_at": now,
                 "updated_at": now, "completed_at": now} for n in ids
            ],
        )  # fmt: skip
    programme_id = stage.offer(required(unit_id))
    counts = []
    for _ in range(3):
        with stage.database.write() as session:
            counts.append(session.scalar(select(func.count()).select_from(ProgrammeCompletion)))
            service.settle_programme(session, programme_id, now=now)
    assert counts == [service.MOST_AT_ONCE, service.MOST_AT_ONCE + 1, service.MOST_AT_ONCE + 1]


def test_programmes_of_others_are_nowhere_to_be_seen(stage: ProgrammeStage) -> None:
    cast, unit_id = stage.cast, stage.study_unit()
    stage.prepare(required(unit_id), title="草稿")
    stage.publish_programme(stage.prepare(required(unit_id), title="全机关"))
    only_a2 = Audience(branch_ids=frozenset({cast.branch_a2.id}))
    stage.publish_programme(stage.prepare(required(unit_id), title="二支部", audience=only_a2))
    secret = stage.publish_programme(
        stage.prepare(
            required(unit_id), title="发展对象", audience=Audience(frozenset({MemberKind.PROSPECTIVE}))
        )
    )
    assert stage.titles(cast.wang_xiuying) == ["全机关"]
    assert stage.titles(cast.liu_yang) == ["全机关", "二支部"]
    assert stage.titles(cast.he_yong) == []
    assert stage.titles(cast.organiser_a) == []
    with pytest.raises(NotFound):
        stage.plan_of(cast.wang_xiuying, secret)


def test_who_becomes_one_of_those_meant_has_read_already(stage: ProgrammeStage) -> None:
    cast, unit_id = stage.cast, stage.study_unit()
    programme_id = stage.offer(required(unit_id), audience=Audience(frozenset({MemberKind.PROSPECTIVE})))
    stage.read(cast.wang_xiuying, unit_id)
    assert stage.completed(cast.wang_xiuying) == []
    now = stage.clock.now()
    with stage.database.write() as session:
        join(
            session, cast.wang_xiuying.member_id, cast.branch_a1.id, MemberKind.PROSPECTIVE,
            started_on=now.date(), now=now,
        )  # fmt: skip
    assert stage.plan_of(cast.wang_xiuying, programme_id).plan.is_complete
    with stage.database.write() as session:
        service.settle(session, cast.wang_xiuying.member_id, now=now, programme_id=programme_id)
    assert stage.completed(cast.wang_xiuying) == ["支部委员学习计划"]


def test_the_page_costs_the_same_however_much_there_is(stage: ProgrammeStage) -> None:
    units = [stage.study_unit(f"单元{number}") for number in range(6)]
    for number in range(4):
        stage.publish_programme(
            stage.prepare(*(required(unit_id) for unit_id in units), title=f"计划{number}")
        )
    with stage.counting_statements() as (session, statements):
        found = queries.list_for_member(session, stage.cast.wang_xiuying, stage.clock.now())
    assert (len(found), len(statements)) == (4, 2)
