"""Organisers prepare programmes, publish them, take them back, end them."""

from datetime import date, timedelta

import pytest

from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.programmes import queries, service
from studyhub.programmes.rules import Audience, ProgrammeDraft, ProgrammeStatus
from tests.programmes.stage import END, START, ProgrammeStage, elective, required


def test_a_programme_is_kept_as_it_was_prepared(stage: ProgrammeStage) -> None:
    first, second = stage.study_unit("党章"), stage.study_unit("条例")
    audience = Audience(branch_ids=frozenset({stage.cast.branch_a1.id}))
    programme_id = stage.prepare(
        required(second), elective(first, second), elective_count=1, audience=audience
    )

    with stage.database.read() as session:
        found = queries.get_in_scope(session, stage.cast.organiser_a, programme_id, stage.clock.now())
    assert (found.title, found.status, found.starts_on, found.ends_on, found.elective_count) == (
        "支部委员学习计划", ProgrammeStatus.DRAFT, START, END, 1,
    )  # fmt: skip
    assert (found.audience, found.branches, found.may_manage) == (audience, ("第一党支部",), True)
    assert [(u.title, u.is_required, u.prerequisites, u.is_available) for u in found.units] == [
        ("条例", True, frozenset(), True),
        ("党章", False, frozenset({second}), True),
    ]


def test_only_published_units_that_everybody_meant_can_read_go_in(stage: ProgrammeStage) -> None:
    cast, archived = stage.cast, stage.study_unit("下架的")
    stage.withdraw_unit(archived)
    with pytest.raises(Invalid) as refused:
        stage.prepare(required(archived))
    assert set(refused.value.fields) == {"units"}

    of_a = stage.study_unit("只给财政局")
    root = cast.administrator
    with pytest.raises(Invalid) as refused:
        stage.prepare(required(of_a), actor=root, unit=cast.site)
    assert set(refused.value.fields) == {"units"}
    own = Audience(branch_ids=frozenset({cast.branch_a2.id}))
    assert stage.prepare(required(of_a), actor=root, unit=cast.site, audience=own)


def test_branches_of_others_cannot_be_invited(stage: ProgrammeStage) -> None:
    foreign = Audience(branch_ids=frozenset({stage.cast.branch_a1.id, stage.cast.branch_b1.id}))
    with pytest.raises(Invalid) as refused:
        stage.prepare(required(stage.study_unit()), audience=foreign)
    assert refused.value.fields == {"branch_ids": "所选支部应都在归属党组织之下，请重新勾选。"}


def test_nobody_reaches_into_the_range_of_others(stage: ProgrammeStage) -> None:
    unit_id = stage.study_unit()
    programme_id = stage.prepare(required(unit_id))
    now, stranger = stage.clock.now(), stage.cast.organiser_b
    with pytest.raises(NotFound):
        stage.prepare(required(unit_id), actor=stranger)
    for do in (service.publish, service.withdraw, service.close):
        with pytest.raises(NotFound), stage.database.write() as session:
            do(session, stranger, programme_id, now=now)
    with pytest.raises(NotFound), stage.database.write() as session:
        service.edit_programme(session, stranger, programme_id, ProgrammeDraft("占用", START), now=now)
    with stage.database.read() as session:
        assert queries.list_for_organiser(session, stranger, now) == []
        assert queries.list_for_organiser(session, stage.cast.secretary_a1, now) == []
        with pytest.raises(NotFound):
            queries.get_in_scope(session, stage.cast.secretary_a1, programme_id, now)


def test_a_draft_is_changed_and_a_published_one_is_not(stage: ProgrammeStage) -> None:
    unit_id, now = stage.study_unit(), stage.clock.now()
    programme_id = stage.prepare(required(unit_id))
    other = ProgrammeDraft("改名", START, units=(elective(unit_id),), elective_count=1)
    with stage.database.write() as session:
        service.edit_programme(session, stage.cast.organiser_a, programme_id, other, now=now)
    stage.publish_programme(programme_id)
    with pytest.raises(Conflict), stage.database.write() as session:
        service.edit_programme(session, stage.cast.organiser_a, programme_id, other, now=now)
    assert stage.titles(stage.cast.wang_xiuying) == ["改名"]


def test_an_empty_one_an_old_one_and_one_with_a_unit_gone_are_not_published(stage: ProgrammeStage) -> None:
    gone = stage.study_unit("下架的")
    empty, with_gone = stage.prepare(), stage.prepare(required(gone))
    late = stage.prepare(required(stage.study_unit()), ends_on=date(2026, 11, 19))
    stage.withdraw_unit(gone)
    for programme_id, words in (
        (empty, "还没有要求完成的单元"),
        (with_gone, "《下架的》已下架"),
        (late, "已经过去"),
    ):
        with pytest.raises(Conflict, match=words):
            stage.publish_programme(programme_id)
    assert stage.titles(stage.cast.wang_xiuying) == []


def test_it_is_taken_back_until_somebody_has_completed_it(stage: ProgrammeStage) -> None:
    cast, now, unit_id, spare = stage.cast, stage.clock.now(), stage.study_unit(), stage.study_unit("选读")
    programme_id = stage.offer(required(unit_id), elective(spare))
    stage.choose(cast.wang_xiuying, programme_id, spare)
    with stage.database.write() as session:
        service.withdraw(session, cast.organiser_a, programme_id, now=now)
    assert stage.titles(cast.wang_xiuying) == []
    with pytest.raises(NotFound):
        stage.plan_of(cast.wang_xiuying, programme_id)

    stage.publish_programme(programme_id)
    assert stage.states(cast.wang_xiuying, programme_id) == ["todo", "todo"]
    stage.read(cast.liu_yang, unit_id)
    with pytest.raises(Conflict, match="已有人完成"), stage.database.write() as session:
        service.withdraw(session, cast.organiser_a, programme_id, now=now)


def test_choices_of_what_is_no_elective_any_more_are_gone(stage: ProgrammeStage) -> None:
    cast, now, first, second = stage.cast, stage.clock.now(), stage.study_unit("一"), stage.study_unit("二")
    programme_id = stage.offer(elective(first), elective(second), elective_count=1)
    stage.choose(cast.wang_xiuying, programme_id, first)
    stage.choose(cast.wang_xiuying, programme_id, second)
    draft = ProgrammeDraft("改后", START, units=(required(first), elective(second)))
    with stage.database.write() as session:
        service.withdraw(session, cast.organiser_a, programme_id, now=now)
        service.edit_programme(session, cast.organiser_a, programme_id, draft, now=now)
    stage.publish_programme(programme_id)
    assert [s.element.is_chosen for s in stage.plan_of(cast.wang_xiuying, programme_id).plan.steps] == [
        False, True,
    ]  # fmt: skip


def test_an_ended_one_records_nothing_and_shows_only_its_records(stage: ProgrammeStage) -> None:
    cast, unit_id = stage.cast, stage.study_unit()
    programme_id = stage.offer(required(unit_id))
    stage.read(cast.wang_xiuying, unit_id)
    with stage.database.write() as session:
        service.close(session, cast.organiser_a, programme_id, now=stage.clock.now())
    stage.read(cast.liu_yang, unit_id)

    assert (stage.completed(cast.wang_xiuying), stage.completed(cast.liu_yang)) == (["支部委员学习计划"], [])
    assert stage.titles(cast.wang_xiuying) == []
    assert stage.plan_of(cast.wang_xiuying, programme_id).completed_at == stage.clock.now()
    with pytest.raises(NotFound):
        stage.plan_of(cast.liu_yang, programme_id)
    with pytest.raises(Conflict):
        stage.publish_programme(programme_id)


def test_after_its_last_day_nothing_is_recorded(stage: ProgrammeStage) -> None:
    unit_id = stage.study_unit()
    stage.offer(required(unit_id))
    stage.clock.advance(timedelta(days=41, hours=14, minutes=59))  # 23:59 of 31 December in Shanghai
    stage.read(stage.cast.wang_xiuying, unit_id)
    stage.clock.advance(timedelta(minutes=1))
    stage.read(stage.cast.liu_yang, unit_id)
    assert stage.completed(stage.cast.wang_xiuying) == ["支部委员学习计划"]
    assert stage.completed(stage.cast.liu_yang) == []
    assert stage.titles(stage.cast.li_jianguo) == []
