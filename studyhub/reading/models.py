"""Tables of what readers do and write. A paragraph is named by its unit and its anchor, which stays through edits."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from studyhub.core.db import Base, Moment


class CompletionKind(StrEnum):
    """When a unit is completed: every paragraph was on the screen, and then nothing more, checks, or a quiz passed."""

    READ = "read"
    CHECKS = "checks"
    QUIZ = "quiz"


class CompletionRule(Base):
    """The rule of a unit that asks for more than reading; a unit without one asks for reading alone."""

    __tablename__ = "completion_rules"

    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"), primary_key=True)
    kind: Mapped[CompletionKind]
    quiz_id: Mapped[int | None] = mapped_column(ForeignKey("quizzes.id"), index=True)


class SectionCheck(Base):
    """An item of the bank that stands after the section which holds paragraph `anchor`."""

    __tablename__ = "section_checks"
    __table_args__ = (UniqueConstraint("study_unit_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"))
    anchor: Mapped[str]
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))


class PassedCheck(Base):
    """A member answered a check rightly, for the first time at `passed_at`."""

    __tablename__ = "passed_checks"

    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("section_checks.id"), primary_key=True)
    passed_at: Mapped[datetime] = mapped_column(Moment)


class ParagraphNote(Base):
    """A member's highlight of a paragraph and note on it; nobody else ever reads it.

    `sequence` is the phone's: of two writes the higher one stays.
    """

    __tablename__ = "paragraph_notes"

    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"), primary_key=True)
    anchor: Mapped[str] = mapped_column(primary_key=True)
    is_highlighted: Mapped[bool]
    text: Mapped[str]
    sequence: Mapped[int] = mapped_column(BigInteger)
    saved_at: Mapped[datetime] = mapped_column(Moment)


class ParagraphQuestion(Base):
    """What a member asked about a paragraph, and what the organiser answered; `unit_id` is the member's branch then.

    `quote` is what the paragraph said. Closed once `answered_at` is set.
    """

    __tablename__ = "paragraph_questions"
    __table_args__ = (Index(None, "study_unit_id", "answered_at"), Index(None, "member_id", "answered_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"))
    anchor: Mapped[str]
    quote: Mapped[str]
    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    text: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answer_seen_at: Mapped[datetime | None] = mapped_column(Moment)


class ReflectionMark(StrEnum):
    """What a secretary says of a reflection."""

    SEEN = "seen"
    RECOMMENDED = "recommended"


class Reflection(Base):
    """What a member wrote about a study unit or about a study day; a draft, seen by nobody else, until `submitted_at`.

    `unit_id` is the member's branch, at submission the one whose secretary reads it. `sequence` as in ParagraphNote.
    """

    __tablename__ = "reflections"
    __table_args__ = (
        UniqueConstraint("member_id", "study_unit_id"),
        UniqueConstraint("member_id", "study_day_id"),
        CheckConstraint("(study_unit_id IS NULL) <> (study_day_id IS NULL)", name="one_subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    study_unit_id: Mapped[int | None] = mapped_column(ForeignKey("study_units.id"), index=True)
    study_day_id: Mapped[int | None] = mapped_column(ForeignKey("study_days.id"), index=True)
    text: Mapped[str]
    sequence: Mapped[int] = mapped_column(BigInteger)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    mark: Mapped[ReflectionMark | None]
    comment: Mapped[str] = mapped_column(default="")
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    marked_at: Mapped[datetime | None] = mapped_column(Moment)
