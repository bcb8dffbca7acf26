"""Tables of the organisation: units in a tree, memberships and appointments."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from studyhub.core.db import Base, Moment
from studyhub.organisation.rules import Duty, MemberKind, Role, UnitKind


class Unit(Base):
    """A node of the organisation tree. `path` names all nodes from the root to itself: "/1/4/"."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[UnitKind]
    name: Mapped[str]
    path: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)


class Membership(Base):
    """A person's 组织关系 in a unit; the one without an end is the present one."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index(
            "uq_memberships_present",
            "member_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
        Index(None, "unit_id", "ended_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[MemberKind]
    is_exempt: Mapped[bool] = mapped_column(default=False)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]


class HeldDuty(Base):
    """A 职务 that comes with a membership; it ends with it."""

    __tablename__ = "held_duties"

    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), primary_key=True)
    duty: Mapped[Duty] = mapped_column(primary_key=True)


class Appointment(Base):
    """A role held over a unit and all below it; ended, never deleted."""

    __tablename__ = "appointments"
    __table_args__ = (
        Index(
            "uq_appointments_present",
            "member_id",
            "unit_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    role: Mapped[Role]
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
