"""Tables of quizzes, attempts and gradings."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from studyhub.core.db import Base, Hundredths, Moment
from studyhub.quizzes.rules import AttemptStatus, QuizStatus, ReviewRule
from studyhub.quizzes.rules.regrading import CorrectionKind


class Quiz(Base):
    """A quiz: its blueprint, its rules, and (once scheduled) its window. Frozen when it is published.

    `pool_digest` is the SHA-256 (hex) of the frozen pool and the blueprint: what papers are drawn from, in one word.
    `draw_seed` (secret until the quiz has closed) and `commitment` let anyone recompute its papers: rules.commitment.
    Where it `prefers_unseen`, each member's paper takes what they have met least; `shares_items` says whether any other
    published quiz draws from some of the same items, so that there is something to look for.
    """

    __tablename__ = "quizzes"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    title: Mapped[str]
    blueprint: Mapped[dict[str, Any]] = mapped_column(JSON)
    time_limit_seconds: Mapped[int]
    grace_seconds: Mapped[int]
    pass_percent: Mapped[int]
    review_rule: Mapped[ReviewRule]
    status: Mapped[QuizStatus]
    item_count: Mapped[int]
    max_points: Mapped[Decimal] = mapped_column(Hundredths)
    pool_digest: Mapped[str | None]
    draw_seed: Mapped[str | None]
    commitment: Mapped[str | None]
    prefers_unseen: Mapped[bool] = mapped_column(server_default=false())
    shares_items: Mapped[bool] = mapped_column(server_default=false())
    opens_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)


class QuizItem(Base):
    """An item version in the frozen pool from which a published quiz draws its papers."""

    __tablename__ = "quiz_items"

    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"), primary_key=True)
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_versions.id"), primary_key=True, index=True)


class QuizUnit(Base):
    """A branch whose members may take the quiz."""

    __tablename__ = "quiz_units"

    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)


class Attempt(Base):
    """One sitting of one member. The score is that of the last grading.

    `deadline_at` is decided when the attempt starts; responses count until `closes_at`, the deadline plus grace.
    `seen` is what its paper was drawn with: how often the member had met items of the pool before, by version id.
    `difficulty` is the expected difficulty of the paper; None of those drawn before it was kept.
    """

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("quiz_id", "member_id"), Index(None, "status", "closes_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    status: Mapped[AttemptStatus]
    seed: Mapped[str]
    seen: Mapped[dict[str, int]] = mapped_column(JSON, server_default="{}")
    difficulty: Mapped[Decimal | None] = mapped_column(Hundredths)
    started_at: Mapped[datetime] = mapped_column(Moment)
    deadline_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    is_submitted_by_server: Mapped[bool] = mapped_column(default=False)
    raw: Mapped[Decimal | None] = mapped_column(Hundredths)
    max: Mapped[Decimal] = mapped_column(Hundredths)


class Slot(Base):
    """One place of a frozen paper, with the member's response to it.

    `choice_order` and `prompt_order` hold item choice ids in the order shown; on the wire a choice is the letter of
    its place ("A" is choice_order[0]), so that nothing of the author's own order is told. `response` holds what came
    over the wire; `sequence` rises with every change, and an older one never overwrites a newer.
    """

    __tablename__ = "slots"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    section: Mapped[str]
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_versions.id"), index=True)
    type: Mapped[str]
    points: Mapped[Decimal] = mapped_column(Hundredths)
    marking: Mapped[str]
    choice_order: Mapped[list[str]] = mapped_column(JSON)
    prompt_order: Mapped[list[str]] = mapped_column(JSON)
    blank_count: Mapped[int]
    response: Mapped[list[str] | None] = mapped_column(JSON)
    is_flagged: Mapped[bool] = mapped_column(default=False)
    sequence: Mapped[int] = mapped_column(BigInteger, default=0)
    saved_at: Mapped[datetime | None] = mapped_column(Moment)


class LateResponse(Base):
    """A response that came after the attempt was over: kept (once, however often it is sent), not counted."""

    __tablename__ = "late_responses"
    __table_args__ = (UniqueConstraint("attempt_id", "number", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    number: Mapped[int]
    response: Mapped[list[str]] = mapped_column(JSON)
    sequence: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(Moment)


class KeyCorrection(Base):
    """An organiser's decision how an item of a quiz is graded from now on; appended, the last one of an item counts.

    KEY: by the key of the item's later version `key_version_id`. VOID: everybody gets the item's points.
    """

    __tablename__ = "key_corrections"
    __table_args__ = (Index(None, "quiz_id", "item_version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"))
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_versions.id"))
    kind: Mapped[CorrectionKind]
    key_version_id: Mapped[int | None] = mapped_column(ForeignKey("item_versions.id"))
    reason: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime] = mapped_column(Moment)


class Grading(Base):
    """One grading of an attempt; a regrade or a mark appends another, whole. The last one counts.

    `reason`: "submission" for the first, "correction" (with `correction_id`) or "marking" for the others.
    """

    __tablename__ = "gradings"
    __table_args__ = (UniqueConstraint("attempt_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    number: Mapped[int]
    reason: Mapped[str]
    correction_id: Mapped[int | None] = mapped_column(ForeignKey("key_corrections.id"))
    raw: Mapped[Decimal] = mapped_column(Hundredths)
    graded_at: Mapped[datetime] = mapped_column(Moment)


class SlotScore(Base):
    """What one slot earned in one grading."""

    __tablename__ = "slot_scores"

    grading_id: Mapped[int] = mapped_column(ForeignKey("gradings.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    raw: Mapped[Decimal] = mapped_column(Hundredths)
    outcome: Mapped[str]


class Mark(Base):
    """What a person gave for a response that no machine grades; appended, the last one of a slot counts."""

    __tablename__ = "marks"
    __table_args__ = (Index(None, "attempt_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    number: Mapped[int]
    raw: Mapped[Decimal] = mapped_column(Hundredths)
    comment: Mapped[str]
    marker_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    marked_at: Mapped[datetime] = mapped_column(Moment)


class ItemReport(Base):
    """A member says that an item of their own paper is wrong; once for each slot. `answer` closes it."""

    __tablename__ = "item_reports"
    __table_args__ = (UniqueConstraint("attempt_id", "number"), Index(None, "item_id", "answered_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    number: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_versions.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    text: Mapped[str]
    reported_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
