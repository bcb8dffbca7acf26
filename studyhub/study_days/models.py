"""Tables of study days."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from studyhub.core.db import Base, Moment


class StudyDayStatus(StrEnum):
    """A SCHEDULED day is on; a CANCELLED one is hidden from members."""

    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


class StudyDay(Base):
    """A 统一学习日: one study unit and one quiz for the branches it is scheduled for, within its window."""

    __tablename__ = "study_days"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    title: Mapped[str]
    held_on: Mapped[date] = mapped_column(index=True)
    opens_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment)
    study_unit_id: Mapped[int | None] = mapped_column(ForeignKey("study_units.id"), index=True)
    quiz_id: Mapped[int | None] = mapped_column(ForeignKey("quizzes.id"), unique=True)
    status: Mapped[StudyDayStatus]
    created_at: Mapped[datetime] = mapped_column(Moment)


class BranchDay(Base):
    """A branch on a study day: how many are due, how many took part. Kept in the transaction of each participation.

    `rate` is done / due as a double (equal fractions give equal doubles), 0 when nobody is due; `score_sum` adds up
    the whole percents of those who took the quiz.
    """

    __tablename__ = "branch_days"
    __table_args__ = (Index(None, "study_day_id", "rate", "unit_id"), Index(None, "unit_id"))

    study_day_id: Mapped[int] = mapped_column(ForeignKey("study_days.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    due: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    rate: Mapped[float] = mapped_column(default=0.0)
    score_sum: Mapped[int] = mapped_column(default=0)


class Participation(Base):
    """A member on a study day, from the first thing done. `done_at` is set once, when the member has taken part.

    `is_counted`: the branch's `done` and `score_sum` include this row. An exempt member may take part, uncounted.
    """

    __tablename__ = "participations"
    __table_args__ = (Index(None, "study_day_id", "unit_id"),)

    study_day_id: Mapped[int] = mapped_column(ForeignKey("study_days.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    percent: Mapped[int | None]
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    is_counted: Mapped[bool] = mapped_column(default=False)
