"""Where everybody stands with a programme: branches, and members by name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from studyhub.accounts.models import Account
from studyhub.organisation.models import Membership, Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.programmes.models import ElectiveChoice, ProgrammeCompletion, ProgrammeUnit
from studyhub.programmes.queries.desk import ProgrammeInScope, UnitInProgramme
from studyhub.programmes.queries.people import members_of
from studyhub.programmes.rules import Plan, plan
from studyhub.study.models import ReadingProgress


@dataclass(frozen=True)
class BranchRow:
    """A branch: how many of those for whom the programme is have completed it. Who is exempt is not counted."""

    unit_id: int
    name: str
    done: int
    due: int


@dataclass(frozen=True)
class LearnerRow:
    """A member and the plan as it stands for them; completed_at: when the completion was recorded."""

    member_id: int
    employee_number: str
    name: str
    unit_id: int
    unit_name: str
    is_exempt: bool
    plan: Plan
    completed_at: datetime | None


@dataclass(frozen=True)
class WatchView:
    """The branches within the actor's scope, fewest done first, and their members.

    On a large site members are named for one branch at a time: `learners` is None until a branch is asked for.
    """

    branches: tuple[BranchRow, ...]
    done: int
    due: int
    learners: tuple[LearnerRow, ...] | None


def watch(
    session: Session,
    actor: Actor,
    programme: ProgrammeInScope,
    *,
    branch_id: int | None = None,
    member_limit: int = 500,
) -> WatchView:
    """How far the members within the actor's scope are, in at most four statements whatever the size of the site.

    branch_id: name the members of this branch only; without it all are named when at most `member_limit` are due.
    """
    rows = session.execute(
        select(
            Unit.id,
            Unit.name,
            func.count(ProgrammeCompletion.member_id).label("done"),
            func.count().label("due"),
        )
        .select_from(Membership)
        .join(Unit, Unit.id == Membership.unit_id)
        .outerjoin(
            ProgrammeCompletion,
            and_(
                ProgrammeCompletion.programme_id == programme.id,
                ProgrammeCompletion.member_id == Membership.member_id,
            ),
        )
        .where(*_due(actor, programme), ~Membership.is_exempt)
        .group_by(Unit.id)
    ).all()
    branches = sorted((BranchRow(*row) for row in rows), key=lambda row: (row.done / row.due, row.unit_id))
    due = sum(branch.due for branch in branches)
    learners = None
    if branch_id is not None or due <= member_limit:
        learners = tuple(list_learners(session, actor, programme, branch_id))
    return WatchView(tuple(branches), sum(branch.done for branch in branches), due, learners)


def list_learners(
    session: Session, actor: Actor, programme: ProgrammeInScope, branch_id: int | None = None
) -> list[LearnerRow]:
    """The members within the actor's scope for whom a programme is, each with their plan; three statements.

    By branch in tree order, in a branch the least far first.
    """
    where = list(_due(actor, programme))
    if branch_id is not None:
        where.append(Unit.id == branch_id)
    members = session.execute(
        select(
            Account.id,
            Account.employee_number,
            Account.name,
            Unit.id.label("unit_id"),
            Unit.name.label("unit_name"),
            Unit.path,
            Membership.is_exempt,
            ProgrammeCompletion.completed_at,
        )
        .select_from(Membership)
        .join(Unit, Unit.id == Membership.unit_id)
        .join(Account, Account.id == Membership.member_id)
        .outerjoin(
            ProgrammeCompletion,
            and_(
                ProgrammeCompletion.programme_id == programme.id, ProgrammeCompletion.member_id == Account.id
            ),
        )
        .where(*where)
    ).all()
    plans = plans_of(session, programme.id, programme.units, programme.elective_count, where)
    nothing = _plan(programme.units, {}, set(), programme.elective_count)
    learners = [
        (
            [int(part) for part in row.path.strip("/").split("/")],
            LearnerRow(
                row.id,
                row.employee_number,
                row.name,
                row.unit_id,
                row.unit_name,
                row.is_exempt,
                plans.get(row.id, nothing),
                row.completed_at,
            ),
        )
        for row in members
    ]
    return [
        learner
        for _, learner in sorted(
            learners,
            key=lambda pair: (
                pair[0],
                pair[1].completed_at is not None,
                pair[1].plan.done,
                pair[1].employee_number,
            ),
        )
    ]


def plans_of(
    session: Session,
    programme_id: int,
    units: Sequence[UnitInProgramme],
    elective_count: int,
    where: Sequence[ColumnElement[bool]],
) -> dict[int, Plan]:
    """The plans of the members who have begun or chosen something, by member; two statements.

    where: conditions on Membership and Unit.
    """
    done: dict[int, dict[int, bool]] = defaultdict(dict)
    for member_id, study_unit_id, completed_at in session.execute(
        select(ReadingProgress.member_id, ReadingProgress.study_unit_id, ReadingProgress.completed_at)
        .join(ProgrammeUnit, ProgrammeUnit.study_unit_id == ReadingProgress.study_unit_id)
        .join(
            Membership,
            and_(Membership.member_id == ReadingProgress.member_id, Membership.ended_on.is_(None)),
        )
        .join(Unit, Unit.id == Membership.unit_id)
        .where(ProgrammeUnit.programme_id == programme_id, *where)
    ):
        done[member_id][study_unit_id] = completed_at is not None
    chosen: dict[int, set[int]] = defaultdict(set)
    for member_id, study_unit_id in session.execute(
        select(ElectiveChoice.member_id, ElectiveChoice.study_unit_id)
        .join(
            Membership, and_(Membership.member_id == ElectiveChoice.member_id, Membership.ended_on.is_(None))
        )
        .join(Unit, Unit.id == Membership.unit_id)
        .where(ElectiveChoice.programme_id == programme_id, *where)
    ):
        chosen[member_id].add(study_unit_id)
    return {
        member_id: _plan(units, done.get(member_id, {}), chosen.get(member_id, set()), elective_count)
        for member_id in done.keys() | chosen.keys()
    }


def _plan(
    units: Sequence[UnitInProgramme], done: dict[int, bool], chosen: set[int], elective_count: int
) -> Plan:
    """The plan of a member who began the units in `done` (True: and finished them)."""
    return plan(
        [
            unit.element(
                is_chosen=unit.study_unit_id in chosen,
                has_begun=unit.study_unit_id in done,
                is_done=done.get(unit.study_unit_id, False),
            )
            for unit in units
        ],
        elective_count,
    )


def _due(actor: Actor, programme: ProgrammeInScope) -> tuple[ColumnElement[bool], ...]:
    in_scope = within(Unit.path, scopes(actor, Permission.VIEW_PARTICIPATION))
    return (*members_of(programme.audience, programme.unit.path), in_scope)
