"""Programmes as members see them: what is asked, what is done, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select
from sqlalchemy.orm import Session

from studyhub.core.clock import local_date
from studyhub.core.errors import NotFound
from studyhub.organisation.models import Unit
from studyhub.organisation.rules import Actor
from studyhub.programmes.models import ElectiveChoice, Programme, ProgrammeCompletion, ProgrammeUnit
from studyhub.programmes.queries.people import audience_of, find_person
from studyhub.programmes.rules import (
    Element,
    Person,
    Plan,
    ProgrammeStatus,
    is_running,
    plan,
)
from studyhub.study.models import ReadingProgress, StudyUnit, StudyUnitStatus
from studyhub.study.queries import paths_above


@dataclass(frozen=True)
class PlanView:
    """A programme as one member sees it. is_running: it can still be completed today."""

    id: int
    title: str
    summary: str
    starts_on: date
    ends_on: date | None
    is_running: bool
    is_meant: bool
    elective_count: int
    plan: Plan
    completed_at: datetime | None


@dataclass(frozen=True)
class CompletionView:
    """A programme that a member has completed."""

    programme_id: int
    title: str
    completed_at: datetime


def list_for_member(session: Session, actor: Actor, now: datetime) -> list[PlanView]:
    """The programmes that are for the actor and still on, the first to end first; two statements."""
    person = find_person(session, actor.member_id)
    if person is None:
        return []
    views = load_plans(session, person, actor.member_id, now, Programme.status == ProgrammeStatus.PUBLISHED)
    return sorted(
        (view for view in views if view.is_meant and view.is_running),
        key=lambda view: (view.completed_at is not None, view.ends_on or date.max, view.id),
    )


def get_for_member(session: Session, actor: Actor, programme_id: int, now: datetime) -> PlanView:
    """A programme that is for the actor, or that the actor has completed; else NotFound. Two statements."""
    person = find_person(session, actor.member_id)
    if person is not None:
        for view in load_plans(session, person, actor.member_id, now, Programme.id == programme_id):
            if view.is_meant or view.completed_at is not None:
                return view
    raise NotFound("没有找到这个学习计划，它可能已经结束，或者不是为您安排的。")


def list_completions(session: Session, member_id: int) -> list[CompletionView]:
    """What a member has completed, the latest first."""
    rows = session.execute(
        select(Programme.id, Programme.title, ProgrammeCompletion.completed_at)
        .join(ProgrammeCompletion, ProgrammeCompletion.programme_id == Programme.id)
        .where(ProgrammeCompletion.member_id == member_id)
        .order_by(ProgrammeCompletion.completed_at.desc(), Programme.id.desc())
    )
    return [CompletionView(*row) for row in rows]


def load_plans(
    session: Session, person: Person, member_id: int, now: datetime, which: ColumnElement[bool]
) -> list[PlanView]:
    """The programmes of a kind that reach a person's branch and are no drafts, in one statement.

    `is_meant` says whether the person is among those for whom one is; a closed one is for nobody.
    """
    rows = session.execute(
        select(
            Programme,
            ProgrammeUnit.study_unit_id,
            ProgrammeUnit.is_required,
            ProgrammeUnit.prerequisites,
            StudyUnit.title.label("study_unit_title"),
            StudyUnit.status.label("study_unit_status"),
            ReadingProgress.started_at,
            ReadingProgress.completed_at,
            ElectiveChoice.chosen_at,
            ProgrammeCompletion.completed_at.label("programme_completed_at"),
        )
        .join(Unit, Unit.id == Programme.unit_id)
        .join(ProgrammeUnit, ProgrammeUnit.programme_id == Programme.id)
        .join(StudyUnit, StudyUnit.id == ProgrammeUnit.study_unit_id)
        .outerjoin(
            ReadingProgress,
            and_(ReadingProgress.study_unit_id == StudyUnit.id, ReadingProgress.member_id == member_id),
        )
        .outerjoin(
            ElectiveChoice,
            and_(
                ElectiveChoice.programme_id == Programme.id,
                ElectiveChoice.study_unit_id == StudyUnit.id,
                ElectiveChoice.member_id == member_id,
            ),
        )
        .outerjoin(
            ProgrammeCompletion,
            and_(
                ProgrammeCompletion.programme_id == Programme.id, ProgrammeCompletion.member_id == member_id
            ),
        )
        .where(which, Programme.status != ProgrammeStatus.DRAFT, Unit.path.in_(paths_above(person.unit)))
        .order_by(Programme.id, ProgrammeUnit.position)
    ).all()
    return [
        _view(programme, list(group), person, now)
        for programme, group in groupby(rows, key=lambda row: row[0])
    ]


def _view(
    programme: Programme, rows: Sequence[Row[*tuple[Any, ...]]], person: Person, now: datetime
) -> PlanView:
    is_on = programme.status is ProgrammeStatus.PUBLISHED
    return PlanView(
        id=programme.id,
        title=programme.title,
        summary=programme.summary,
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        is_running=is_running(programme.status, programme.ends_on, local_date(now)),
        is_meant=is_on and audience_of(programme).includes(person),
        elective_count=programme.elective_count,
        plan=plan(
            [
                Element(
                    row.study_unit_id,
                    row.study_unit_title,
                    row.is_required,
                    frozenset(row.prerequisites),
                    row.study_unit_status is StudyUnitStatus.PUBLISHED,
                    is_chosen=row.chosen_at is not None,
                    has_begun=row.started_at is not None,
                    is_done=row.completed_at is not None,
                )
                for row in rows
            ],
            programme.elective_count,
        ),
        completed_at=rows[0].programme_completed_at,
    )
