"""Tables of study units and of reading."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from studyhub.core.db import Base, Moment


class StudyUnitStatus(StrEnum):
    """Where a unit, or a version of it, stands. Members see PUBLISHED units only.

    IN_REVIEW waits for a second person, SCHEDULED is signed and waits for its time. A unit stays PUBLISHED while its next
    version is being written and signed. Versions are never ARCHIVED.
    """

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class StudyUnit(Base):
    """Something to read, owned by a unit of the organisation and offered to it and all below.

    `slug` is the name by which items refer to it; `sources` a list of {title, publisher, date, note}. What is here, in
    its sections and in its paragraphs is what members read: the published version, or before the first one the draft.
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
    key_points: Mapped[list[str]] = mapped_column(JSON, server_default="[]", default=list)
    questions: Mapped[list[str]] = mapped_column(JSON, server_default="[]", default=list)
    recordings: Mapped[list[dict[str, str]]] = mapped_column(JSON, server_default="[]", default=list)
    # The newest version, the one that members read, and the last whose words differ from those of the one before.
    version_number: Mapped[int] = mapped_column(server_default="1", default=1)
    published_version: Mapped[int | None]
    corrected_version: Mapped[int | None]
    corrected_at: Mapped[datetime | None] = mapped_column(Moment)
    correction_note: Mapped[str] = mapped_column(server_default="", default="")


class StudyUnitVersion(Base):
    """What a unit says from one publication to the next, whole, as studyhub.study.content has it.

    Only the newest may still change, and only until it is published. `note` is for readers: what was corrected and why;
    `remark` is what the reviewer gave back with it.
    """

    __tablename__ = "study_unit_versions"
    __table_args__ = (UniqueConstraint("study_unit_id", "number"), Index(None, "status", "publish_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"))
    number: Mapped[int]
    status: Mapped[StudyUnitStatus]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    # Who wrote what it says now, and the other person who signed that; None: nobody of this site.
    writer_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Moment)
    publish_at: Mapped[datetime | None] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class FidelityFlag(Base):
    """A place in the newest version that looks wrong, waiting for a decision unless somebody kept it as it is.

    `place` names the text (an anchor, or #title, #1 ...), `start` and `end` count its characters; `sentence` is what
    stands around: a decision holds as long as that stays the same. No suggestion: only a person can tell.
    """

    __tablename__ = "fidelity_flags"

    id: Mapped[int] = mapped_column(primary_key=True)
    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"), index=True)
    place: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    kind: Mapped[str]
    reason: Mapped[str]
    words: Mapped[str]
    sentence: Mapped[str]
    suggestion: Mapped[str | None]
    kept_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    kept_at: Mapped[datetime | None] = mapped_column(Moment)


class ListedWording(Base):
    """An entry of an organisation's word list, in force there and below; without `wrong` anything close to `right` is meant."""

    __tablename__ = "listed_wordings"
    __table_args__ = (UniqueConstraint("unit_id", "wrong", "right"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    wrong: Mapped[str]
    right: Mapped[str]
    note: Mapped[str]


class Section(Base):
    """A titled part of a study unit."""

    __tablename__ = "sections"

    id: Mapped[int] = mapped_column(primary_key=True)
    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]


class Paragraph(Base):
    """A paragraph. `anchor` stays the same through edits; `position` counts from 1 through the whole unit.

    `kind` is that of a block of a material; `key_sentences` are those of its sentences that readers see marked.
    `picture` is the name of the unit's picture that it shows, "" for none; `text` then says what is on it.
    """

    __tablename__ = "paragraphs"
    __table_args__ = (UniqueConstraint("study_unit_id", "anchor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("sections.id"))
    position: Mapped[int]
    anchor: Mapped[str]
    text: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="paragraph", default="paragraph")
    picture: Mapped[str] = mapped_column(server_default="", default="")
    key_sentences: Mapped[list[str]] = mapped_column(JSON, server_default="[]", default=list)


class StudyUnitPicture(Base):
    """A picture that paragraphs of a unit may name, in this version of it or another; never changed.

    Who may read a paragraph that names it may see it. Width and height in pixels.
    """

    __tablename__ = "study_unit_pictures"

    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("pictures.digest"))
    width: Mapped[int]
    height: Mapped[int]


class ReadingProgress(Base):
    """How far a member has read: the remembered place, and which paragraphs have been on the screen.

    `seen` holds the anchors of those, with spaces between, until the unit is completed; then it begins anew, because a
    study day may ask for a unit that somebody has read before. `seen_count` never goes back.

    `version` is the version of the unit that was read last, `completed_version` the one that was first read to the end.
    """

    __tablename__ = "reading_progress"

    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"), primary_key=True)
    anchor: Mapped[str]
    seen: Mapped[str] = mapped_column(server_default="", default="")
    seen_count: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    completed_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(server_default="1", default=1)
    completed_version: Mapped[int | None]


class ListeningPlace(Base):
    """How far a member has listened to a recording of a unit, in seconds; the last report stays."""

    __tablename__ = "listening_places"

    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    study_unit_id: Mapped[int] = mapped_column(ForeignKey("study_units.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    seconds: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(Moment)
