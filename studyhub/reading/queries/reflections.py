"""Reflections: one's own, and those that a secretary or an organiser may read. Drafts are their writer's alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from studyhub.accounts.models import Account
from studyhub.core.errors import NotFound
from studyhub.organisation.models import Membership, Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.reading.models import Reflection, ReflectionMark
from studyhub.reading.rules import count_words
from studyhub.study.models import StudyUnit
from studyhub.study.queries import get_for_reading
from studyhub.study_days.models import BranchDay, StudyDay, StudyDayStatus

MOST_SUBJECTS = 60


@dataclass(frozen=True)
class Subject:
    """What a reflection is about: a study unit or a study day, one of the two."""

    study_unit_id: int | None = None
    study_day_id: int | None = None

    def condition(self) -> ColumnElement[bool]:
        """That a reflection is about this."""
        if self.study_unit_id is not None:
            return Reflection.study_unit_id == self.study_unit_id
        return Reflection.study_day_id == self.study_day_id


@dataclass(frozen=True)
class OwnReflection:
    """A reflection of one's own, begun or not (then `sequence` is 0)."""

    text: str = ""
    sequence: int = 0
    saved_at: datetime | None = None
    submitted_at: datetime | None = None
    mark: ReflectionMark | None = None
    comment: str = ""
    marked_by: str | None = None


@dataclass(frozen=True)
class SubjectRow:
    """A subject with how many of the actor's range have submitted a reflection on it, how many of these wait."""

    subject: Subject
    title: str
    count: int
    unmarked_count: int


@dataclass(frozen=True)
class WriterRow:
    """A member of the range: with the reflection, or None of its values when it was not submitted."""

    member_id: int
    employee_number: str
    name: str
    unit_name: str
    id: int | None
    text: str
    word_count: int
    submitted_at: datetime | None
    mark: ReflectionMark | None
    comment: str
    marked_by: str | None


@dataclass(frozen=True)
class ReflectionList:
    """What those of the actor's range wrote about a subject, and who has not."""

    subject: Subject
    title: str
    written: tuple[WriterRow, ...]
    missing: tuple[WriterRow, ...]


def get_subject(session: Session, actor: Actor, subject: Subject) -> str:
    """The title of what the actor may write about, or NotFound."""
    if subject.study_unit_id is not None:
        return get_for_reading(session, actor, subject.study_unit_id).title
    title = session.scalar(
        select(StudyDay.title)
        .join(BranchDay, BranchDay.study_day_id == StudyDay.id)
        .where(
            StudyDay.id == subject.study_day_id,
            StudyDay.status == StudyDayStatus.SCHEDULED,
            BranchDay.unit_id == (actor.unit.id if actor.unit else None),
        )
    )
    if title is None:
        raise NotFound("没有找到这个统一学习日，或者它没有安排给您所在的支部。")
    return title


def own_reflection(session: Session, actor: Actor, subject: Subject) -> OwnReflection:
    """The actor's reflection on a subject as it stands."""
    row = session.execute(
        select(Reflection, Account.name)
        .outerjoin(Account, Account.id == Reflection.marked_by_id)
        .where(Reflection.member_id == actor.member_id, subject.condition())
    ).first()
    if row is None:
        return OwnReflection()
    found, marked_by = row
    return OwnReflection(
        found.text, found.sequence, found.saved_at, found.submitted_at, found.mark, found.comment, marked_by
    )


def list_own_reflections(session: Session, actor: Actor) -> list[tuple[Subject, str, OwnReflection]]:
    """All that the actor has begun or submitted, the latest first, each with its subject's title."""
    rows = session.execute(
        select(Reflection, func.coalesce(StudyUnit.title, StudyDay.title))
        .outerjoin(StudyUnit, StudyUnit.id == Reflection.study_unit_id)
        .outerjoin(StudyDay, StudyDay.id == Reflection.study_day_id)
        .where(Reflection.member_id == actor.member_id, Reflection.text != "")
        .order_by(Reflection.saved_at.desc(), Reflection.id.desc())
    )
    return [
        (
            Subject(one.study_unit_id, one.study_day_id),
            title,
            OwnReflection(one.text, one.sequence, one.saved_at, one.submitted_at, one.mark, one.comment),
        )
        for one, title in rows
    ]


def list_subjects(session: Session, actor: Actor) -> list[SubjectRow]:
    """The study days of the actor's range, and the units about which somebody there wrote.

    Where somebody waits to be read comes first; then days before units, the latest first.
    """
    in_range = within(Unit.path, scopes(actor, Permission.READ_REFLECTIONS))
    counted = (
        select(
            Reflection.study_unit_id,
            Reflection.study_day_id,
            func.count().label("written"),
            func.sum(case((Reflection.mark.is_(None), 1), else_=0)).label("unmarked"),
        )
        .join(Unit, Unit.id == Reflection.unit_id)
        .where(in_range, Reflection.submitted_at.is_not(None))
        .group_by(Reflection.study_unit_id, Reflection.study_day_id)
        .subquery()
    )
    days = session.execute(
        select(StudyDay.id, StudyDay.title, counted.c.written, counted.c.unmarked)
        .outerjoin(counted, counted.c.study_day_id == StudyDay.id)
        .where(
            StudyDay.status == StudyDayStatus.SCHEDULED,
            StudyDay.id.in_(
                select(BranchDay.study_day_id).join(Unit, Unit.id == BranchDay.unit_id).where(in_range)
            ),
        )
        .order_by(StudyDay.opens_at.desc(), StudyDay.id.desc())
        .limit(MOST_SUBJECTS)
    )
    units = session.execute(
        select(StudyUnit.id, StudyUnit.title, counted.c.written, counted.c.unmarked)
        .join(counted, counted.c.study_unit_id == StudyUnit.id)
        .order_by(StudyUnit.id.desc())
        .limit(MOST_SUBJECTS)
    )
    rows = [
        SubjectRow(Subject(study_day_id=row.id), row.title, row.written or 0, int(row.unmarked or 0))
        for row in days
    ] + [
        SubjectRow(Subject(study_unit_id=row.id), row.title, row.written, int(row.unmarked)) for row in units
    ]
    return sorted(rows, key=lambda row: row.unmarked_count == 0)


def count_open_reflections(session: Session, actor: Actor) -> int:
    """How many submitted reflections of the actor's range nobody has marked as read."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Reflection)
            .join(Unit, Unit.id == Reflection.unit_id)
            .where(
                within(Unit.path, scopes(actor, Permission.READ_REFLECTIONS)),
                Reflection.submitted_at.is_not(None),
                Reflection.mark.is_(None),
            )
        )
        or 0
    )


def list_reflections(session: Session, actor: Actor, subject: Subject) -> ReflectionList:
    """What those of the actor's range wrote about a subject, what nobody has read first, and who has not written.

    NotFound when it does not concern them.
    """
    in_range = within(Unit.path, scopes(actor, Permission.READ_REFLECTIONS))
    title, concerned = _concerned(session, subject)
    marker = aliased(Account)
    rows = session.execute(
        select(
            Account.id.label("member_id"), Account.employee_number, Account.name,
            Unit.name.label("unit_name"), Reflection.id, Reflection.text, Reflection.submitted_at,
            Reflection.mark, Reflection.comment, marker.name.label("marked_by"),
        )
        .select_from(Reflection)
        .join(Account, Account.id == Reflection.member_id)
        .join(Unit, Unit.id == Reflection.unit_id)
        .outerjoin(marker, marker.id == Reflection.marked_by_id)
        .where(in_range, subject.condition(), Reflection.submitted_at.is_not(None))
        .order_by(Reflection.mark.is_not(None), Reflection.submitted_at, Reflection.id)
    ).all()  # fmt: skip
    written = tuple(
        WriterRow(
            row.member_id, row.employee_number, row.name, row.unit_name, row.id, row.text,
            count_words(row.text), row.submitted_at, row.mark, row.comment, row.marked_by,
        )
        for row in rows
    )  # fmt: skip
    missing = session.execute(
        select(Account.id, Account.employee_number, Account.name, Unit.name.label("unit_name"))
        .join(Membership, and_(Membership.member_id == Account.id, Membership.ended_on.is_(None)))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(in_range, concerned, Account.is_active)
        .order_by(Unit.position, Unit.id, Account.employee_number)
    ).all()
    if not written and not missing:
        raise NotFound("没有找到，或者它不在您的范围内。")
    have = {row.member_id for row in written}
    return ReflectionList(
        subject,
        title,
        written,
        tuple(
            WriterRow(
                row.id, row.employee_number, row.name, row.unit_name, None, "", 0, None, None, "", None
            )
            for row in missing
            if row.id not in have
        ),
    )  # fmt: skip


def _concerned(session: Session, subject: Subject) -> tuple[str, ColumnElement[bool]]:
    """The title of a subject, and the condition that a unit's members may write about it."""
    if subject.study_day_id is not None:
        title = session.scalar(select(StudyDay.title).where(StudyDay.id == subject.study_day_id))
        branches = select(BranchDay.unit_id).where(BranchDay.study_day_id == subject.study_day_id)
        condition: ColumnElement[bool] = Unit.id.in_(branches)
    else:
        row = session.execute(
            select(StudyUnit.title, Unit.path)
            .join(Unit, Unit.id == StudyUnit.unit_id)
            .where(StudyUnit.id == subject.study_unit_id, StudyUnit.published_at.is_not(None))
        ).first()
        title = row.title if row else None
        condition = within(Unit.path, [row.path] if row else [])
    if title is None:
        raise NotFound("没有找到，或者它不在您的范围内。")
    return title, condition
