"""Tables of the item bank. The document of a version is question_bank's lossless JSON form of an item."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from studyhub.core.db import Base, Moment


class ItemStatus(StrEnum):
    """Only a READY item is drawn; IN_REVIEW waits for a second person."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    READY = "ready"
    RETIRED = "retired"


class Item(Base):
    """An item of the bank, owned by a unit of the organisation; what it says is in its versions."""

    __tablename__ = "items"
    __table_args__ = (UniqueConstraint("unit_id", "code"), Index(None, "unit_id", "status"))

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    code: Mapped[str]  # the item's id in question_bank and in exchanged files
    status: Mapped[ItemStatus]
    # 0 while an import is under way (service.streaming): there is no such version, so no read finds the item.
    version_number: Mapped[int] = mapped_column(default=1)
    # Who wrote what it says now, and the other person who signed that; None: nobody of this site.
    writer_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class ItemVersion(Base):
    """What an item says from one edit to the next; never edited, so old papers stay true."""

    __tablename__ = "item_versions"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    number: Mapped[int]
    type: Mapped[str]
    stem: Mapped[str]
    difficulty: Mapped[int]
    study_unit_slug: Mapped[str | None] = mapped_column(index=True)
    category: Mapped[str] = mapped_column(server_default="")
    text: Mapped[str] = mapped_column(server_default="")  # all it says beside the stem, for searching
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)


class VersionPicture(Base):
    """A picture that an item version shows: who may see the version may see it."""

    __tablename__ = "version_pictures"

    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_versions.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("pictures.digest"), primary_key=True, index=True)


class ItemTag(Base):
    """A tag on an item (of its present version)."""

    __tablename__ = "item_tags"
    __table_args__ = (Index(None, "tag"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)


class DiscardedDraft(Base):
    """A question drafted from a text that somebody did not want; `code` is the id that it is drafted with each time."""

    __tablename__ = "discarded_drafts"

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    discarded_at: Mapped[datetime] = mapped_column(Moment)
