"""Programmes for those who write them and for those whose branches they reach."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from studyhub.core.clock import local_date
from studyhub.core.errors import NotFound
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import list_units, within
from studyhub.organisation.rules import Actor, Permission, UnitRef, may, scopes
from studyhub.programmes.models import Programme, ProgrammeCompletion, ProgrammeUnit
from studyhub.programmes.queries.people import audience_of
from studyhub.programmes.rules import Audience, Element, ProgrammeStatus, is_running
from studyhub.study.models import StudyUnit, StudyUnitStatus
from studyhub.study.queries import paths_above


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme in a list; `completed` counts the members within the actor's scope who completed it."""

    id: int
    title: str
    status: ProgrammeStatus
    is_running: bool
    unit: UnitRef
    starts_on: date
    ends_on: date | None
    unit_count: int
    completed: int


@dataclass(frozen=True)
class UnitInProgramme:
    """A study unit of a programme; is_available: members may read it now."""

    study_unit_id: int
    title: str
    is_required: bool
    prerequisites: frozenset[int]
    is_available: bool

    def element(self, *, is_chosen: bool, has_begun: bool, is_done: bool) -> Element:
        """The unit with what one member has done with it."""
        return Element(
            self.study_unit_id, self.title, self.is_required, self.prerequisites, self.is_available,
            is_chosen, has_begun, is_done,
        )  # fmt: skip


@dataclass(frozen=True)
class ProgrammeInScope:
    """A programme as those see it who look after it or after some of its branches.

    branches: the names of those it is confined to, as far as they lie in the actor's scope.
    """

    id: int
    title: str
    summary: str
    status: ProgrammeStatus
    is_running: bool
    unit: UnitRef
    starts_on: date
    ends_on: date | None
    elective_count: int
    audience: Audience
    branches: tuple[str, ...]
    units: tuple[UnitInProgramme, ...]
    may_manage: bool


@dataclass(frozen=True)
class OfferedUnit:
    """A published study unit that can be put into a programme; whoever is under `path` may read it."""

    id: int
    title: str
    path: str


def list_for_organiser(session: Session, actor: Actor, now: datetime) -> list[ProgrammeRow]:
    """The programmes within the actor's scope and those from above that reach it, the latest first; three statements."""
    count = (
        select(func.count())
        .where(ProgrammeUnit.programme_id == Programme.id)
        .correlate(Programme)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Programme, Unit.name, Unit.path, count.label("unit_count"))
        .join(Unit, Unit.id == Programme.unit_id)
        .where(_in_scope(actor))
        .order_by(Programme.created_at.desc(), Programme.id.desc())
    ).all()
    own = _own_branches(session, actor)
    rows_of_completed = session.execute(
        select(ProgrammeCompletion.programme_id, func.count().label("members"))
        .join(Unit, Unit.id == ProgrammeCompletion.unit_id)
        .where(within(Unit.path, scopes(actor, Permission.VIEW_PARTICIPATION)))
        .group_by(ProgrammeCompletion.programme_id)
    )
    completed = {row.programme_id: row.members for row in rows_of_completed}
    return [
        ProgrammeRow(
            id=row.Programme.id,
            title=row.Programme.title,
            status=row.Programme.status,
            is_running=is_running(row.Programme.status, row.Programme.ends_on, local_date(now)),
            unit=UnitRef(row.Programme.unit_id, row.name, row.path),
            starts_on=row.Programme.starts_on,
            ends_on=row.Programme.ends_on,
            unit_count=row.unit_count,
            completed=completed.get(row.Programme.id, 0),
        )
        for row in rows
        if _reaches(row.Programme, row.path, actor, own)
    ]


def get_in_scope(session: Session, actor: Actor, programme_id: int, now: datetime) -> ProgrammeInScope:
    """A programme that lies in the actor's scope or reaches it, with its study units; else NotFound. Three statements."""
    row = session.execute(
        select(Programme, Unit.name, Unit.path)
        .join(Unit, Unit.id == Programme.unit_id)
        .where(Programme.id == programme_id, _in_scope(actor))
    ).first()
    own = _own_branches(session, actor) if row is not None else {}
    if row is None or not _reaches(row.Programme, row.path, actor, own):
        raise NotFound("没有找到这个学习计划，或者它不在您的管理范围内。")
    programme: Programme = row.Programme
    return ProgrammeInScope(
        id=programme.id,
        title=programme.title,
        summary=programme.summary,
        status=programme.status,
        is_running=is_running(programme.status, programme.ends_on, local_date(now)),
        unit=UnitRef(programme.unit_id, row.name, row.path),
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        elective_count=programme.elective_count,
        audience=audience_of(programme),
        branches=tuple(name for key, name in own.items() if key in programme.branch_ids),
        units=tuple(units_of(session, programme_id)),
        may_manage=may(actor, Permission.MANAGE_PROGRAMMES, row.path),
    )


def list_offered(session: Session, actor: Actor) -> list[OfferedUnit]:
    """The published study units of the actor's scope and of the nodes above it, the newest first."""
    paths = scopes(actor, Permission.MANAGE_PROGRAMMES)
    rows = session.execute(
        select(StudyUnit.id, StudyUnit.title, Unit.path)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .where(
            StudyUnit.status == StudyUnitStatus.PUBLISHED,
            or_(within(Unit.path, paths), Unit.path.in_(_above(paths))),
        )
        .order_by(StudyUnit.published_at.desc(), StudyUnit.id.desc())
    )
    return [OfferedUnit(*row) for row in rows]


def units_of(session: Session, programme_id: int) -> list[UnitInProgramme]:
    """The study units of a programme in their order."""
    rows = session.execute(
        select(
            StudyUnit.id,
            StudyUnit.title,
            ProgrammeUnit.is_required,
            ProgrammeUnit.prerequisites,
            StudyUnit.status,
        )
        .join(ProgrammeUnit, ProgrammeUnit.study_unit_id == StudyUnit.id)
        .where(ProgrammeUnit.programme_id == programme_id)
        .order_by(ProgrammeUnit.position)
    )
    return [
        UnitInProgramme(*row[:3], frozenset(row.prerequisites), row.status is StudyUnitStatus.PUBLISHED)
        for row in rows
    ]


def _in_scope(actor: Actor) -> ColumnElement[bool]:
    """On Programme and its owner: within the scope (a draft: only for those who write it), or reaching it from above."""
    paths = scopes(actor, Permission.VIEW_PARTICIPATION)
    return or_(
        within(Unit.path, scopes(actor, Permission.MANAGE_PROGRAMMES)),
        and_(
            Programme.status != ProgrammeStatus.DRAFT,
            or_(within(Unit.path, paths), Unit.path.in_(_above(paths))),
        ),
    )


def _reaches(programme: Programme, path: str, actor: Actor, own: dict[int, str]) -> bool:
    """Whether a programme that lies above the scope is for any branch within it."""
    if not programme.branch_ids or any(path.startswith(scope) for scope in _view_paths(actor)):
        return True
    return bool(set(programme.branch_ids) & own.keys())


def _own_branches(session: Session, actor: Actor) -> dict[int, str]:
    return {unit.id: unit.name for unit in list_units(session, _view_paths(actor))}


def _view_paths(actor: Actor) -> tuple[str, ...]:
    return scopes(actor, Permission.VIEW_PARTICIPATION)


def _above(paths: tuple[str, ...]) -> list[str]:
    """The paths of all nodes over these."""
    return sorted({above for path in paths for above in paths_above(UnitRef(0, "", path))})
