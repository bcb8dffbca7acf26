"""Those who look after branches see where everybody stands."""

from dataclasses import replace

import pytest

from studyhub.core.errors import NotFound
from studyhub.organisation.rules import Post, Role
from studyhub.programmes import queries, service
from studyhub.programmes.queries import ProgrammeInScope, WatchView
from studyhub.programmes.rules import Audience
from tests.programmes.stage import ProgrammeStage, elective, required


@pytest.fixture
def programme_id(stage: ProgrammeStage) -> int:
    """王秀英 is done, 周德福 (exempt) too, 李建国 has read half and chosen, 刘洋 has begun."""
    cast, first, second = stage.cast, stage.study_unit("一"), stage.study_unit("二")
    programme_id = stage.offer(required(first), elective(second), elective_count=1)
    for actor in (cast.wang_xiuying, cast.zhou_defu, cast.li_jianguo):
        stage.choose(actor, programme_id, second)
        stage.read(actor, first)
    for actor in (cast.wang_xiuying, cast.zhou_defu):
        stage.read(actor, second)
    stage.read(cast.liu_yang, first, "s1p1")
    return programme_id


def look(
    stage: ProgrammeStage, who: object, programme_id: int, **more: int
) -> tuple[ProgrammeInScope, WatchView]:
    with stage.database.read() as session:
        found = queries.get_in_scope(session, who, programme_id, stage.clock.now())
        return found, queries.watch(session, who, found, **more)


def test_the_organiser_sees_all_branches_and_everyone(stage: ProgrammeStage, programme_id: int) -> None:
    with stage.counting_statements() as (session, statements):
        actor = stage.cast.organiser_a
        found = queries.get_in_scope(session, actor, programme_id, stage.clock.now())
        view = queries.watch(session, actor, found)
    assert len(statements) == 7

    assert [(b.name, b.done, b.due) for b in view.branches] == [
        ("第二党支部", 0, 2), ("第三党支部", 0, 1), ("第四党支部", 0, 1), ("第一党支部", 1, 4),
    ]  # fmt: skip
    assert (view.done, view.due) == (1, 8)
    assert view.learners is not None
    assert [
        (
            m.name,
            m.plan.required_done,
            m.plan.electives_done,
            m.plan.electives_chosen,
            m.completed_at is not None,
        )
        for m in view.learners
    ] == [
        ("孙立", 0, 0, 0, False),
        ("陈晓红", 0, 0, 0, False),
        ("李建国", 1, 0, 1, False),
        ("王秀英", 1, 1, 1, True),
        ("周德福", 1, 1, 1, True),
        ("刘洋", 0, 0, 0, False),
        ("吴静", 0, 0, 0, False),
        ("郑伟", 0, 0, 0, False),
        ("冯丽", 0, 0, 0, False),
    ]
    assert [m.name for m in view.learners if m.is_exempt] == ["周德福"]


def test_a_secretary_sees_the_own_branch_only_and_changes_nothing(
    stage: ProgrammeStage, programme_id: int
) -> None:
    found, view = look(stage, stage.cast.secretary_a1, programme_id)
    assert not found.may_manage
    assert [(b.name, b.done, b.due) for b in view.branches] == [("第一党支部", 1, 4)]
    assert view.learners is not None
    assert {m.unit_name for m in view.learners} == {"第一党支部"}
    with stage.database.read() as session:
        rows = queries.list_for_organiser(session, stage.cast.secretary_a1, stage.clock.now())
    assert [(row.id, row.completed, row.unit_count) for row in rows] == [(programme_id, 2, 2)]


def test_one_branch_can_be_asked_for_but_no_foreign_one(stage: ProgrammeStage, programme_id: int) -> None:
    cast = stage.cast
    _, view = look(stage, cast.organiser_a, programme_id, branch_id=cast.branch_a2.id)
    assert view.learners is not None
    assert [m.name for m in view.learners] == ["刘洋", "吴静"]
    _, view = look(stage, cast.secretary_a1, programme_id, branch_id=cast.branch_a2.id)
    assert view.learners == ()
    _, view = look(stage, cast.organiser_a, programme_id, member_limit=7)
    assert view.learners is None


def test_a_programme_for_other_branches_is_not_there(stage: ProgrammeStage) -> None:
    cast, unit_id = stage.cast, stage.study_unit()
    of_a2 = stage.offer(required(unit_id), audience=Audience(branch_ids=frozenset({cast.branch_a2.id})))
    secretary_a2 = replace(cast.liu_yang, posts=(Post(Role.SECRETARY, cast.branch_a2),))
    now = stage.clock.now()
    with stage.database.read() as session:
        assert queries.list_for_organiser(session, cast.secretary_a1, now) == []
        assert [row.id for row in queries.list_for_organiser(session, secretary_a2, now)] == [of_a2]
        assert queries.list_for_organiser(session, cast.organiser_b, now) == []
        for stranger in (cast.secretary_a1, cast.organiser_b, cast.wang_xiuying):
            with pytest.raises(NotFound):
                queries.get_in_scope(session, stranger, of_a2, now)
        assert queries.get_in_scope(session, secretary_a2, of_a2, now).branches == ("第二党支部",)


def test_from_above_it_is_seen_but_not_changed(stage: ProgrammeStage) -> None:
    cast, now, unit_id = stage.cast, stage.clock.now(), stage.study_unit()
    own = Audience(branch_ids=frozenset({cast.branch_a1.id}))
    programme_id = stage.prepare(required(unit_id), actor=cast.administrator, unit=cast.site, audience=own)
    with stage.database.read() as session, pytest.raises(NotFound):
        queries.get_in_scope(session, cast.organiser_a, programme_id, now)
    with stage.database.write() as session:
        service.publish(session, cast.administrator, programme_id, now=now)
    found, view = look(stage, cast.organiser_a, programme_id)
    assert (found.may_manage, found.unit.name) == (False, "市直机关工委")
    assert [(b.name, b.due) for b in view.branches] == [("第一党支部", 4)]
    with stage.database.write() as session, pytest.raises(NotFound):
        service.close(session, cast.organiser_a, programme_id, now=now)
