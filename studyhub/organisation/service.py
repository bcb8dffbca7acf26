"""Writes of the organisation: units, memberships and appointments."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from studyhub.accounts.models import Account
from studyhub.accounts.passwords import one_time_password
from studyhub.accounts.service import create_account
from studyhub.audit.service import record
from studyhub.core.clock import local_date
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.core.events import publish
from studyhub.organisation.events import MembershipChanged
from studyhub.organisation.models import Appointment, HeldDuty, Membership, Unit
from studyhub.organisation.rules import Duty, MemberKind, Role, UnitKind


def create_unit(
    session: Session,
    parent_id: int | None,
    kind: UnitKind,
    name: str,
    *,
    now: datetime,
    position: int = 0,
    actor_id: int | None = None,
) -> Unit:
    """A new unit below `parent_id`, or the root of the site when None. Invalid when the name is empty or taken."""
    name = name.strip()
    if not name or len(name) > 60:
        raise Invalid("请填写组织名称（60 字以内）。", {"name": "请填写组织名称（60 字以内）。"})
    if session.scalar(select(Unit.id).where(Unit.parent_id == parent_id, Unit.name == name)):
        raise Invalid(f"同一上级下已有“{name}”，请换一个名称。", {"name": "名称已被使用。"})
    parent = session.get(Unit, parent_id) if parent_id is not None else None
    if parent_id is not None and parent is None:
        raise NotFound("没有找到上级组织。")
    unit = Unit(
        parent_id=parent_id, kind=kind, name=name, path=f"new:{name}", position=position, created_at=now
    )
    session.add(unit)
    session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    session.flush()
    record(session, "unit.created", f"unit:{unit.id}", actor_id=actor_id, now=now, name=name)
    return unit


def rename_unit(
    session: Session, unit_id: int, name: str, *, now: datetime, actor_id: int | None = None
) -> None:
    """Give a unit another name."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("没有找到这个组织。")
    if not name.strip() or len(name.strip()) > 60:
        raise Invalid("请填写组织名称（60 字以内）。", {"name": "请填写组织名称（60 字以内）。"})
    record(
        session,
        "unit.renamed",
        f"unit:{unit.id}",
        actor_id=actor_id,
        now=now,
        old=unit.name,
        new=name.strip(),
    )
    unit.name = name.strip()
    session.flush()


def join(
    session: Session,
    member_id: int,
    unit_id: int,
    kind: MemberKind,
    *,
    started_on: date,
    now: datetime,
    is_exempt: bool = False,
    actor_id: int | None = None,
) -> Membership:
    """Put a member into a branch, ending the present membership elsewhere. The same again changes nothing.

    Who stays in the branch keeps the 职务 held there.
    """
    present = session.scalar(
        select(Membership)
        .where(Membership.member_id == member_id, Membership.ended_on.is_(None))
        .with_for_update()
    )
    if present is not None:
        if (present.unit_id, present.kind, present.is_exempt) == (unit_id, kind, is_exempt):
            return present
        present.ended_on = started_on
        session.flush()
    membership = Membership(
        member_id=member_id,
        unit_id=unit_id,
        kind=kind,
        is_exempt=is_exempt,
        started_on=started_on,
        ended_on=None,
    )
    session.add(membership)
    session.flush()
    if present is not None and present.unit_id == unit_id:
        session.add_all(
            HeldDuty(membership_id=membership.id, duty=duty) for duty in _duties(session, present)
        )
        session.flush()
    from_unit_id = present.unit_id if present is not None else None
    record(
        session, "member.joined", f"account:{member_id}", actor_id=actor_id, now=now,
        from_unit=from_unit_id, to_unit=unit_id, kind=kind, is_exempt=is_exempt,
    )  # fmt: skip
    publish(session, MembershipChanged(member_id, from_unit_id, unit_id, now))
    return membership


def assign_duties(
    session: Session, member_id: int, duties: Collection[Duty], *, now: datetime, actor_id: int | None = None
) -> None:
    """Let a member hold these 职务 in the present branch, and no others. The same again changes nothing.

    Invalid for who belongs to no branch, and for SECRETARY, which an appointment gives.
    """
    present = session.scalar(
        select(Membership)
        .where(Membership.member_id == member_id, Membership.ended_on.is_(None))
        .with_for_update()
    )
    if present is None:
        raise Invalid("没有组织关系的人不能担任支部职务。", {"duties": "请先把组织关系转入支部。"})
    if Duty.SECRETARY in duties:
        raise Invalid("支部书记由任命产生，请在组织页面任命。", {"duties": "支部书记请在组织页面任命。"})
    if _duties(session, present) == set(duties):
        return
    session.execute(delete(HeldDuty).where(HeldDuty.membership_id == present.id))
    session.add_all(HeldDuty(membership_id=present.id, duty=duty) for duty in sorted(set(duties)))
    session.flush()
    record(
        session, "member.duties_assigned", f"account:{member_id}", actor_id=actor_id, now=now,
        unit=present.unit_id, duties=sorted(set(duties)),
    )  # fmt: skip


def _duties(session: Session, membership: Membership) -> set[Duty]:
    return set(session.scalars(select(HeldDuty.duty).where(HeldDuty.membership_id == membership.id)))


def leave(
    session: Session, member_id: int, *, ended_on: date, now: datetime, actor_id: int | None = None
) -> None:
    """End a member's present membership; what they did stays."""
    present = session.scalar(
        select(Membership)
        .where(Membership.member_id == member_id, Membership.ended_on.is_(None))
        .with_for_update()
    )
    if present is None:
        return
    present.ended_on = ended_on
    session.flush()
    record(
        session, "member.left", f"account:{member_id}", actor_id=actor_id, now=now, from_unit=present.unit_id
    )
    publish(session, MembershipChanged(member_id, present.unit_id, None, now))


def appoint(
    session: Session, member_id: int, unit_id: int, role: Role, *, now: datetime, actor_id: int | None = None
) -> None:
    """Give a member a role over a unit. The same again changes nothing."""
    if role is Role.MEMBER:
        raise Invalid("普通成员身份来自组织关系，不需要任命。")
    if session.scalar(
        select(Appointment.id).where(
            Appointment.member_id == member_id,
            Appointment.unit_id == unit_id,
            Appointment.role == role,
            Appointment.ended_at.is_(None),
        )
    ):
        return
    session.add(Appointment(member_id=member_id, unit_id=unit_id, role=role, started_at=now, ended_at=None))
    session.flush()
    record(
        session,
        "member.appointed",
        f"account:{member_id}",
        actor_id=actor_id,
        now=now,
        unit=unit_id,
        role=role,
    )


def end_appointment(
    session: Session, appointment_id: int, *, now: datetime, actor_id: int | None = None
) -> None:
    """End an appointment. The last administrator of the site cannot be dismissed."""
    appointment = session.get(Appointment, appointment_id)
    if appointment is None or appointment.ended_at is not None:
        return
    if appointment.role is Role.ADMINISTRATOR and not session.scalar(
        select(Appointment.id).where(
            Appointment.role == Role.ADMINISTRATOR,
            Appointment.ended_at.is_(None),
            Appointment.id != appointment_id,
        )
    ):
        raise Conflict("这是最后一位管理员，请先任命另一位管理员。")
    session.execute(update(Appointment).where(Appointment.id == appointment_id).values(ended_at=now))
    record(
        session, "member.dismissed", f"account:{appointment.member_id}", actor_id=actor_id, now=now,
        unit=appointment.unit_id, role=appointment.role,
    )  # fmt: skip


def create_first_administrator(session: Session, *, now: datetime) -> tuple[str, str] | None:
    """On a site without accounts, make its root unit and an administrator.

    Returns (employee number, one-time password), or None when there is already an account.
    """
    if session.scalar(select(Account.id).limit(1)):
        return None
    root = create_unit(session, None, UnitKind.COMMITTEE, "机关党委", now=now)
    password = one_time_password()
    account = create_account(session, employee_number="admin", name="系统管理员", password=password, now=now)
    appoint(session, account.id, root.id, Role.ADMINISTRATOR, now=now)
    record(
        session,
        "site.created",
        f"unit:{root.id}",
        actor_id=account.id,
        now=now,
        on=local_date(now).isoformat(),
    )
    return account.employee_number, password
