"""Tables of study units and of reading."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from studyhub.core.db import Base, Moment


class StudyUnitStatus(StrEnum):
    """Members see PUBLISHED units only."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class StudyUnit(Base):
    """Something to read, owned by a unit of the organisation and offered to it and all below.

    `slug` is the name by which items refer to it; `sources` a list of {title, publisher, date, note}.
    """

    __tablename__ = "study_units"
    __table_args__ = (Index(None, "unit_id", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    status: Mapped[StudyUnitStatus]
    character_count: Mapped[int] = mapped_column(default=0)
    paragraph_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)


class Section(Base):
    """A titled part of a study unit."""

    __tablename__ = "sections"

    id: Mapped[int] = mapped_column(primary_key=True)
    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]


class Paragraph(Base):
    """A paragraph. `anchor` stays the same through edits; `position` counts from 1 through the whole unit."""

    __tablename__ = "paragraphs"
    __table_args__ = (UniqueConstraint("study_unit_id", "anchor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("sections.id"))
    position: Mapped[int]
    anchor: Mapped[str]
    text: Mapped[str]


class ReadingProgress(Base):
    """How far a member has read: the remembered place, and the furthest paragraph ever reached."""

    __tablename__ = "reading_progress"

    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"), primary_key=True)
    anchor: Mapped[str]
    furthest_position: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    completed_at: Mapped[datetime | None] = mapped_column(Moment)
