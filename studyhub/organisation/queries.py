"""Reads of the organisation; what an actor may not see is not fetched."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import Session

from studyhub.accounts.models import Account, SignInSession
from studyhub.core.db import table_of
from studyhub.core.errors import Forbidden, NotFound
from studyhub.organisation.models import Appointment, HeldDuty, Membership, Unit
from studyhub.organisation.rules import (
    Actor,
    Duty,
    MemberKind,
    Permission,
    Post,
    Role,
    UnitKind,
    UnitRef,
    may,
    scopes,
)

_sessions, _accounts, _memberships, _units, _appointments = (
    table_of(SignInSession),
    table_of(Account),
    table_of(Membership),
    table_of(Unit),
    table_of(Appointment),
)
_post_units = _units.alias()
# One statement for every signed-in request: session, account, branch and posts (one row a post).
_FIND_ACTOR = (
    select(
        _accounts.c.id,
        _accounts.c.name,
        _accounts.c.employee_number,
        _accounts.c.must_change_password,
        _units.c.id,
        _units.c.name,
        _units.c.path,
        _appointments.c.role,
        _post_units.c.id,
        _post_units.c.name,
        _post_units.c.path,
    )
    .select_from(_sessions)
    .join(_accounts, _accounts.c.id == _sessions.c.account_id)
    .outerjoin(
        _memberships, and_(_memberships.c.member_id == _accounts.c.id, _memberships.c.ended_on.is_(None))
    )
    .outerjoin(_units, _units.c.id == _memberships.c.unit_id)
    .outerjoin(
        _appointments, and_(_appointments.c.member_id == _accounts.c.id, _appointments.c.ended_at.is_(None))
    )
    .outerjoin(_post_units, _post_units.c.id == _appointments.c.unit_id)
    .where(
        _sessions.c.token_hash == bindparam("token_hash"),
        _sessions.c.revoked_at.is_(None),
        _sessions.c.expires_at > bindparam("now", type_=_sessions.c.expires_at.type),
        _accounts.c.is_active,
    )
)


@dataclass(frozen=True)
class UnitRow:
    """A unit in a listing; `depth` counts from 0 at the root, `member_count` its own present members."""

    id: int
    parent_id: int | None
    kind: UnitKind
    name: str
    path: str
    depth: int
    member_count: int

    @property
    def ref(self) -> UnitRef:
        """The unit as it is passed around."""
        return UnitRef(self.id, self.name, self.path)


@dataclass(frozen=True)
class MemberRow:
    """A member of a unit, as an administrator sees them."""

    member_id: int
    employee_number: str
    name: str
    phone: str | None
    is_active: bool
    kind: MemberKind
    is_exempt: bool
    unit_id: int
    unit_name: str
    roles: tuple[Post, ...] = ()
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True)
class PostHolder:
    """Somebody with a role over a unit, who may belong to no branch; `unit_id` and `unit_name` are that unit's."""

    member_id: int
    employee_number: str
    name: str
    unit_id: int
    unit_name: str


def find_actor(session: Session, token_hash: str, now: datetime) -> Actor | None:
    """The person behind a live session, with branch and posts, or None."""
    rows = session.connection().execute(_FIND_ACTOR, {"token_hash": token_hash, "now": now}).all()
    if not rows:
        return None
    member_id, name, number, must_change, unit_id, unit_name, unit_path, *_ = rows[0]
    return Actor(
        member_id=member_id,
        name=name,
        employee_number=number,
        must_change_password=must_change,
        unit=UnitRef(unit_id, unit_name, unit_path) if unit_id is not None else None,
        posts=tuple(
            Post(Role(row[7]), UnitRef(row[8], row[9], row[10])) for row in rows if row[7] is not None
        ),
    )


def within(column: object, paths: Iterable[str]) -> ColumnElement[bool]:
    """The condition that a unit's path column lies under one of `paths`; under none, nothing fits."""
    conditions = [column.startswith(path, autoescape=True) for path in paths]  # type: ignore[attr-defined]
    return or_(*conditions) if conditions else false()


def list_units(session: Session, paths: Iterable[str]) -> list[UnitRow]:
    """The units under `paths`, in tree order, each with its count of present members."""
    members = (
        select(func.count())
        .where(Membership.unit_id == Unit.id, Membership.ended_on.is_(None))
        .correlate(Unit)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Unit.id, Unit.parent_id, Unit.kind, Unit.name, Unit.path, Unit.position, members).where(
            within(Unit.path, paths)
        )
    ).all()
    place = {row.id: (row.position, row.id) for row in rows}

    def order(path: str) -> list[tuple[int, int]]:
        return [place.get(int(part), (0, int(part))) for part in path.strip("/").split("/")]

    return [
        UnitRow(row[0], row[1], row[2], row[3], row[4], row[4].count("/") - 2, row[6])
        for row in sorted(rows, key=lambda row: order(row.path))
    ]


def list_branches(session: Session, paths: Iterable[str]) -> list[UnitRow]:
    """The units under `paths` that people belong to: branches (and general branches), in tree order."""
    kinds = {UnitKind.BRANCH, UnitKind.GENERAL_BRANCH}
    return [unit for unit in list_units(session, paths) if unit.kind in kinds]


def get_unit(session: Session, actor: Actor, permission: Permission, unit_id: int) -> UnitRef:
    """A unit over which the actor has the permission, or NotFound."""
    row = session.execute(
        select(Unit.id, Unit.name, Unit.path).where(
            Unit.id == unit_id, within(Unit.path, scopes(actor, permission))
        )
    ).first()
    if row is None:
        raise NotFound("没有找到这个组织，或者它不在您的管理范围内。")
    return UnitRef(*row)


def list_members(
    session: Session, paths: Iterable[str], *, text: str = "", limit: int = 500
) -> list[MemberRow]:
    """The present members under `paths`, ordered by branch and employee number; `text` narrows by name or number."""
    statement = (
        select(
            Account.id,
            Account.employee_number,
            Account.name,
            Account.phone,
            Account.is_active,
            Membership.kind,
            Membership.is_exempt,
            Unit.id,
            Unit.name,
        )
        .join(Membership, and_(Membership.member_id == Account.id, Membership.ended_on.is_(None)))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(within(Unit.path, paths))
        .order_by(Unit.position, Unit.id, Account.employee_number)
        .limit(limit)
    )
    if text:
        statement = statement.where(
            or_(
                Account.name.contains(text, autoescape=True),
                Account.employee_number.contains(text.casefold(), autoescape=True),
            )
        )
    rows = session.execute(statement).all()
    posts = _posts(session, [row[0] for row in rows])
    return [MemberRow(*row, roles=posts.get(row[0], ())) for row in rows]


def list_appointments(session: Session, paths: Iterable[str]) -> list[tuple[int, int, str, Post]]:
    """The present appointments under `paths`: (appointment id, member id, member's name, post)."""
    rows = session.execute(
        select(Appointment.id, Account.id, Account.name, Appointment.role, Unit.id, Unit.name, Unit.path)
        .join(Account, Account.id == Appointment.member_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.ended_at.is_(None), within(Unit.path, paths))
        .order_by(Unit.path, Appointment.role, Account.employee_number)
    )
    return [(row[0], row[1], row[2], Post(row[3], UnitRef(row[4], row[5], row[6]))) for row in rows]


def get_member(session: Session, actor: Actor, member_id: int) -> MemberRow:
    """A member within the actor's range of administration, with the 职务 held, or NotFound."""
    for row in _member_rows(session, member_id, scopes(actor, Permission.MANAGE_ORGANISATION)):
        held = session.scalars(
            select(HeldDuty.duty)
            .join(Membership, Membership.id == HeldDuty.membership_id)
            .where(Membership.member_id == member_id, Membership.ended_on.is_(None))
        ).all()
        return replace(row, duties=tuple(duty for duty in Duty if duty in held))
    raise NotFound("没有找到这位成员，或者不在您的管理范围内。")


def find_post_holder(session: Session, actor: Actor, unit: UnitRef, appointment_id: int) -> PostHolder | None:
    """Who now holds this appointment over a unit of the actor's range, or None.

    Raises Forbidden when that person has a role or a branch outside the range: those are for others to look after.
    """
    row = session.execute(
        select(Account.id, Account.employee_number, Account.name)
        .join(Appointment, Appointment.member_id == Account.id)
        .where(
            Appointment.id == appointment_id,
            Appointment.unit_id == unit.id,
            Appointment.ended_at.is_(None),
        )
    ).one_or_none()
    if row is None or not may(actor, Permission.MANAGE_ORGANISATION, unit.path):
        return None
    branches = session.scalars(
        select(Unit.path)
        .join(Membership, Membership.unit_id == Unit.id)
        .where(Membership.member_id == row[0], Membership.ended_on.is_(None))
    )
    paths = [*branches, *(post.unit.path for post in _posts(session, [row[0]]).get(row[0], ()))]
    if not all(may(actor, Permission.MANAGE_ORGANISATION, path) for path in paths):
        raise Forbidden("这位同志还属于别的党组织或担任上级党组织的职务，请由上级管理员处理。")
    return PostHolder(*row, unit_id=unit.id, unit_name=unit.name)


def _member_rows(session: Session, member_id: int, paths: Iterable[str]) -> list[MemberRow]:
    rows = session.execute(
        select(
            Account.id,
            Account.employee_number,
            Account.name,
            Account.phone,
            Account.is_active,
            Membership.kind,
            Membership.is_exempt,
            Unit.id,
            Unit.name,
        )
        .join(Membership, and_(Membership.member_id == Account.id, Membership.ended_on.is_(None)))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Account.id == member_id, within(Unit.path, paths))
    ).all()
    posts = _posts(session, [row[0] for row in rows])
    return [MemberRow(*row, roles=posts.get(row[0], ())) for row in rows]


def _posts(session: Session, member_ids: list[int]) -> dict[int, tuple[Post, ...]]:
    posts: dict[int, tuple[Post, ...]] = {}
    for start in range(0, len(member_ids), 500):
        for row in session.execute(
            select(Appointment.member_id, Appointment.role, Unit.id, Unit.name, Unit.path)
            .join(Unit, Unit.id == Appointment.unit_id)
            .where(Appointment.ended_at.is_(None), Appointment.member_id.in_(member_ids[start : start + 500]))
        ):
            posts[row[0]] = (*posts.get(row[0], ()), Post(row[1], UnitRef(row[2], row[3], row[4])))
    return posts
