"""Tables of programmes."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from studyhub.core.db import Base, Moment
from studyhub.programmes.rules import ProgrammeStatus


class Programme(Base):
    """A programme of a node for the members there and below: see rules.Audience for who of them is meant.

    `elective_count` of the chosen electives are to be completed, beside all that is required.
    """

    __tablename__ = "programmes"
    __table_args__ = (Index(None, "unit_id", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    title: Mapped[str]
    summary: Mapped[str]
    status: Mapped[ProgrammeStatus]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    elective_count: Mapped[int]
    kinds: Mapped[list[str]] = mapped_column(JSON)
    duties: Mapped[list[str]] = mapped_column(JSON)
    branch_ids: Mapped[list[int]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)


class ProgrammeUnit(Base):
    """A study unit in a programme; `position` counts from 1, `prerequisites` are ids of study units of the same."""

    __tablename__ = "programme_units"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"), primary_key=True, index=True)
    position: Mapped[int]
    is_required: Mapped[bool]
    prerequisites: Mapped[list[int]] = mapped_column(JSON)


class ElectiveChoice(Base):
    """An elective that a member has chosen (选课); given back, the row is gone."""

    __tablename__ = "elective_choices"
    __table_args__ = (Index(None, "member_id"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"), primary_key=True)
    chosen_at: Mapped[datetime] = mapped_column(Moment)


class ProgrammeCompletion(Base):
    """The record that a member completed a programme, as a member of which branch; it is never taken back."""

    __tablename__ = "programme_completions"
    __table_args__ = (Index(None, "member_id"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    completed_at: Mapped[datetime] = mapped_column(Moment)
