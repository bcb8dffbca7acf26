"""Writes of programmes: preparing them, choosing electives, recording who has completed one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.orm import Session

from studyhub.audit.service import record
from studyhub.core.clock import local_date
from studyhub.core.db import table_of
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.core.events import publish as publish_event
from studyhub.core.upsert import upsert
from studyhub.organisation.models import Membership, Unit
from studyhub.organisation.queries import get_unit, list_branches, within
from studyhub.organisation.rules import Actor, Permission, UnitRef, scopes
from studyhub.programmes.events import ProgrammeCompleted
from studyhub.programmes.models import ElectiveChoice, Programme, ProgrammeCompletion, ProgrammeUnit
from studyhub.programmes.queries import (
    PlanView,
    UnitInProgramme,
    audience_of,
    find_person,
    list_offered,
    load_plans,
    members_of,
    plans_of,
    units_of,
)
from studyhub.programmes.rules import ProgrammeDraft, ProgrammeStatus, Step, is_running, problems_of
from studyhub.study.events import StudyUnitCompleted
from studyhub.study.models import ReadingProgress

MOST_AT_ONCE = 500
"""How many completions one transaction records: each moves a place on the leaderboards, half a millisecond."""

_CHOOSE = upsert(ElectiveChoice, lambda new: new.on_conflict_do_nothing())
_COMPLETE = upsert(
    ProgrammeCompletion,
    lambda new: new.on_conflict_do_nothing().returning(table_of(ProgrammeCompletion).c.member_id),
)


def create_programme(
    session: Session, actor: Actor, unit_id: int, draft: ProgrammeDraft, *, now: datetime
) -> Programme:
    """A new draft of the node `unit_id`. Invalid names every field that is wrong; NotFound outside the actor's scope."""
    unit = get_unit(session, actor, Permission.MANAGE_PROGRAMMES, unit_id)
    _check(session, actor, unit, draft)
    programme = Programme(unit_id=unit.id, status=ProgrammeStatus.DRAFT, created_at=now)
    _write(programme, draft)
    session.add(programme)
    session.flush()
    _put_units(session, programme, draft)
    _record(session, "created", actor, programme, now)
    return programme


def edit_programme(
    session: Session, actor: Actor, programme_id: int, draft: ProgrammeDraft, *, now: datetime
) -> Programme:
    """What a draft says from now on. Conflict when it is no draft, Invalid as `create_programme`."""
    programme, unit = _get_managed(session, actor, programme_id)
    if programme.status is not ProgrammeStatus.DRAFT:
        raise Conflict("这个学习计划已经发布，要修改请先收回。")
    _check(session, actor, unit, draft)
    _write(programme, draft)
    _put_units(session, programme, draft)
    electives = [each.study_unit_id for each in draft.units if not each.is_required]
    session.execute(
        delete(ElectiveChoice).where(
            ElectiveChoice.programme_id == programme.id, ElectiveChoice.study_unit_id.not_in(electives)
        )
    )
    _record(session, "edited", actor, programme, now)
    return programme


def publish(session: Session, actor: Actor, programme_id: int, *, now: datetime) -> Programme:
    """Let members see a draft; who has read everything already has completed it. Twice changes nothing.

    On a large site that is recorded for MOST_AT_ONCE of them here, for the others when somebody looks.

    Conflict when it has no unit, when one is not published any more, and when its last day is past.
    """
    programme, unit = _get_managed(session, actor, programme_id)
    if programme.status is ProgrammeStatus.PUBLISHED:
        return programme
    if programme.status is ProgrammeStatus.CLOSED:
        raise Conflict("这个学习计划已经结束，不能再发布。请新建一个。")
    units = units_of(session, programme_id)
    if not any(each.is_required for each in units) and not programme.elective_count:
        raise Conflict("计划里还没有要求完成的单元，请先添加必修单元，或填写至少选修几个。")
    if gone := [each.title for each in units if not each.is_available]:
        raise Conflict(f"{'、'.join(f'《{title}》' for title in gone)}已下架，请从计划里删去后再发布。")
    if programme.ends_on is not None and programme.ends_on < local_date(now):
        raise Conflict("结束日期已经过去，请改一个日期再发布。")
    programme.status, programme.published_at = ProgrammeStatus.PUBLISHED, now
    session.flush()
    _record(session, "published", actor, programme, now)
    _settle_all(session, programme, unit, now)
    return programme


def withdraw(session: Session, actor: Actor, programme_id: int, *, now: datetime) -> Programme:
    """Make a published programme a draft again; what was chosen stays. Conflict once somebody has completed it."""
    programme, _ = _get_managed(session, actor, programme_id)
    if programme.status is ProgrammeStatus.DRAFT:
        return programme
    if programme.status is ProgrammeStatus.CLOSED:
        raise Conflict("这个学习计划已经结束，不能再修改。")
    if session.scalar(select(exists().where(ProgrammeCompletion.programme_id == programme_id))):
        raise Conflict("已有人完成这个学习计划，不能再改。可以结束它，另建一个新的。")
    programme.status = ProgrammeStatus.DRAFT
    session.flush()
    _record(session, "withdrawn", actor, programme, now)
    return programme


def close(session: Session, actor: Actor, programme_id: int, *, now: datetime) -> Programme:
    """End a published programme; what was completed stays on record. Twice changes nothing, Conflict for a draft."""
    programme, _ = _get_managed(session, actor, programme_id)
    if programme.status is ProgrammeStatus.DRAFT:
        raise Conflict("草稿还没有发布，无需结束。")
    if programme.status is ProgrammeStatus.PUBLISHED:
        programme.status = ProgrammeStatus.CLOSED
        session.flush()
        _record(session, "closed", actor, programme, now)
    return programme


def choose(session: Session, actor: Actor, programme_id: int, study_unit_id: int, *, now: datetime) -> None:
    """Choose an elective (选课); one that was read before is done with that. Twice changes nothing.

    NotFound when the programme is not for the actor or has no such elective, Conflict when it is over.
    """
    view, step = _get_elective(session, actor, programme_id, study_unit_id, now)
    if step.element.is_chosen:
        return
    if not view.is_running:
        raise Conflict("这个学习计划已经结束，不能再选课。")
    if not step.may_choose:
        raise Conflict(f"《{step.element.title}》已下架，请选别的单元。")
    connection = session.connection()
    connection.execute(
        _CHOOSE[connection.dialect.name],
        {
            "programme_id": programme_id,
            "member_id": actor.member_id,
            "study_unit_id": study_unit_id,
            "chosen_at": now,
        },
    )
    settle(session, actor.member_id, now=now, programme_id=programme_id)


def give_back(
    session: Session, actor: Actor, programme_id: int, study_unit_id: int, *, now: datetime
) -> None:
    """Give back an elective that is not begun. Twice changes nothing; Conflict once it is begun."""
    _, step = _get_elective(session, actor, programme_id, study_unit_id, now)
    if not step.element.is_chosen:
        return
    if not step.may_give_back:
        raise Conflict(f"《{step.element.title}》已经开始读了，不能退选；还可以再选别的。")
    session.execute(
        delete(ElectiveChoice).where(
            ElectiveChoice.programme_id == programme_id,
            ElectiveChoice.member_id == actor.member_id,
            ElectiveChoice.study_unit_id == study_unit_id,
        )
    )


def settle(session: Session, member_id: int, *, now: datetime, programme_id: int | None = None) -> None:
    """Record which running programmes a member has completed (of all, unless one is named); once for each."""
    person = find_person(session, member_id)
    if person is None:
        return
    which = (
        Programme.status == ProgrammeStatus.PUBLISHED
        if programme_id is None
        else Programme.id == programme_id
    )
    for view in load_plans(session, person, member_id, now, which):
        if view.is_meant and view.is_running and view.plan.is_complete and view.completed_at is None:
            _complete(session, view.id, view.title, [(member_id, person.unit.id)], now)


def settle_programme(session: Session, programme_id: int, *, now: datetime) -> None:
    """Record those who have completed a running programme without its being noticed, at most MOST_AT_ONCE."""
    row = session.execute(
        select(Programme, Unit.id, Unit.name, Unit.path)
        .join(Unit, Unit.id == Programme.unit_id)
        .where(Programme.id == programme_id)
    ).one()
    _settle_all(session, row[0], UnitRef(*row[1:]), now)


def on_unit_completed(session: Session, event: StudyUnitCompleted) -> None:
    """A study unit was completed: perhaps a programme with it."""
    asks_for_it = exists().where(
        ProgrammeUnit.study_unit_id == event.study_unit_id,
        ProgrammeUnit.programme_id == Programme.id,
        Programme.status == ProgrammeStatus.PUBLISHED,
        or_(Programme.ends_on.is_(None), Programme.ends_on >= local_date(event.at)),
    )
    if session.scalar(select(asks_for_it)):
        settle(session, event.member_id, now=event.at)


def _settle_all(session: Session, programme: Programme, unit: UnitRef, now: datetime) -> None:
    """Record those who have completed a programme without its being noticed, as many as one transaction may take."""
    if not is_running(programme.status, programme.ends_on, local_date(now)):
        return
    units = units_of(session, programme.id)
    candidates = _candidates(session, programme, unit, units)
    complete: list[tuple[int, int]] = []
    for start in range(0, len(candidates), MOST_AT_ONCE):
        branches = dict(candidates[start : start + MOST_AT_ONCE])
        where = [Membership.ended_on.is_(None), Membership.member_id.in_(branches)]
        plans = plans_of(session, programme.id, units, programme.elective_count, where)
        complete += [(key, branches[key]) for key, plan in sorted(plans.items()) if plan.is_complete]
        if len(complete) >= MOST_AT_ONCE:
            break
    _complete(session, programme.id, programme.title, complete[:MOST_AT_ONCE], now)


def _candidates(
    session: Session, programme: Programme, unit: UnitRef, units: Sequence[UnitInProgramme]
) -> list[tuple[int, int]]:
    """(member, branch) of those who may have completed a programme and are not on record; plans decide.

    They have read all that is required, and chosen something where that is asked for.
    """
    has = ProgrammeCompletion
    recorded = exists().where(has.programme_id == programme.id, has.member_id == Membership.member_id)
    where = [*members_of(audience_of(programme), unit.path), ~recorded.correlate(Membership)]
    asked = [each.study_unit_id for each in units if each.is_required and each.is_available]
    if asked:
        readers = (
            select(ReadingProgress.member_id)
            .where(ReadingProgress.study_unit_id.in_(asked), ReadingProgress.completed_at.is_not(None))
            .group_by(ReadingProgress.member_id)
            .having(func.count() == len(asked))
        )
        where.append(Membership.member_id.in_(readers))
    if programme.elective_count and any(each.is_available and not each.is_required for each in units):
        choice = ElectiveChoice
        chosen = exists().where(choice.programme_id == programme.id, choice.member_id == Membership.member_id)
        where.append(chosen.correlate(Membership))
    rows = session.execute(
        select(Membership.member_id, Membership.unit_id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(*where)
        .order_by(Membership.member_id)
    )
    return [(row.member_id, row.unit_id) for row in rows]


def _complete(
    session: Session, programme_id: int, title: str, members: Sequence[tuple[int, int]], now: datetime
) -> None:
    """Append the records of (member, branch), and tell who listens of those that are new."""
    connection = session.connection()
    new = tuple(
        member_id
        for member_id, unit_id in members
        if connection.scalar(
            _COMPLETE[connection.dialect.name],
            {
                "programme_id": programme_id,
                "member_id": member_id,
                "unit_id": unit_id,
                "completed_at": now,
            },
        )
        is not None
    )
    if new:
        publish_event(session, ProgrammeCompleted(programme_id, title, new, now))


def _get_managed(session: Session, actor: Actor, programme_id: int) -> tuple[Programme, UnitRef]:
    row = session.execute(
        select(Programme, Unit.id, Unit.name, Unit.path)
        .join(Unit, Unit.id == Programme.unit_id)
        .where(Programme.id == programme_id, within(Unit.path, scopes(actor, Permission.MANAGE_PROGRAMMES)))
        .with_for_update(of=Programme)
    ).first()
    if row is None:
        raise NotFound("没有找到这个学习计划，或者它不在您的管理范围内。")
    return row[0], UnitRef(*row[1:])


def _get_elective(
    session: Session, actor: Actor, programme_id: int, study_unit_id: int, now: datetime
) -> tuple[PlanView, Step]:
    person = find_person(session, actor.member_id)
    views = load_plans(session, person, actor.member_id, now, Programme.id == programme_id) if person else []
    for view in views:
        for step in view.plan.steps:
            is_it = step.element.study_unit_id == study_unit_id and not step.element.is_required
            if view.is_meant and is_it:
                return view, step
    raise NotFound("没有找到这个选修单元，学习计划可能已经调整，请刷新后再看。")


def _check(session: Session, actor: Actor, unit: UnitRef, draft: ProgrammeDraft) -> None:
    branches = list_branches(session, [unit.path])
    chosen = [branch for branch in branches if branch.id in draft.audience.branch_ids]
    reach = [branch.path for branch in chosen] or [unit.path]
    readable = {
        each.id: each.title
        for each in list_offered(session, actor)
        if all(path.startswith(each.path) for path in reach)
    }
    fields = problems_of(draft, readable)
    if len(chosen) != len(draft.audience.branch_ids):
        fields["branch_ids"] = "所选支部应都在归属党组织之下，请重新勾选。"
    if fields:
        raise Invalid("；".join(sentence.rstrip("。") for sentence in fields.values()) + "。", fields)


def _write(programme: Programme, draft: ProgrammeDraft) -> None:
    programme.title, programme.summary = draft.title.strip(), draft.summary.strip()
    programme.starts_on, programme.ends_on = draft.starts_on, draft.ends_on
    programme.elective_count = draft.elective_count
    programme.kinds = sorted(draft.audience.kinds)
    programme.duties = sorted(draft.audience.duties)
    programme.branch_ids = sorted(draft.audience.branch_ids)


def _put_units(session: Session, programme: Programme, draft: ProgrammeDraft) -> None:
    session.execute(delete(ProgrammeUnit).where(ProgrammeUnit.programme_id == programme.id))
    session.add_all(
        ProgrammeUnit(
            programme_id=programme.id,
            study_unit_id=unit.study_unit_id,
            position=position,
            is_required=unit.is_required,
            prerequisites=sorted(unit.prerequisites),
        )
        for position, unit in enumerate(draft.units, start=1)
    )
    session.flush()


def _record(session: Session, what: str, actor: Actor, programme: Programme, now: datetime) -> None:
    record(
        session, f"programme.{what}", f"programme:{programme.id}", actor_id=actor.member_id, now=now,
        title=programme.title,
    )  # fmt: skip
