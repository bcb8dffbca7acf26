"""The rows behind an item: inserted in chunks, versions appended and never edited."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, insert, select, update
from sqlalchemy.orm import Session

from question_bank import Item as BankItem
from studyhub.core.db import table_of
from studyhub.items.documents import digest_of, in_words, is_whole, to_document
from studyhub.items.models import Item, ItemStatus, ItemTag, ItemVersion, VersionPicture
from studyhub.items.rules import plain_text
from studyhub.pictures.service import keep_picture

CHUNK = 1000


def insert_items(
    session: Session,
    unit_id: int,
    items: Sequence[BankItem],
    status: ItemStatus,
    author_id: int | None,
    now: datetime,
    *,
    is_staged: bool = False,
) -> list[int]:
    """Insert items with their first version; gives their ids in order. Nobody sees those that are only staged."""
    ids: list[int] = []
    for start in range(0, len(items), CHUNK):
        chunk = items[start : start + CHUNK]
        chunk_ids = list(
            session.connection().scalars(
                insert(table_of(Item)).returning(table_of(Item).c.id, sort_by_parameter_order=True),
                [
                    {
                        "unit_id": unit_id,
                        "code": item.id,
                        "status": status,
                        "version_number": 0 if is_staged else 1,
                        "writer_id": author_id,
                        "created_at": now,
                        "updated_at": now,
                    }
                    for item in chunk
                ],
            )
        )
        insert_versions(
            session,
            [(item_id, 1, item) for item_id, item in zip(chunk_ids, chunk, strict=True)],
            author_id,
            now,
        )
        ids += chunk_ids
    return ids


def append_versions(
    session: Session,
    changes: Sequence[tuple[int, int, BankItem]],
    author_id: int | None,
    now: datetime,
    *,
    stays_ready: bool = False,
) -> None:
    """Append a version to each of some items, given as (item id, present version number, what it says now).

    What was READY has to be signed again, unless it `stays_ready`.
    """
    reviewed = case((Item.status == ItemStatus.READY, ItemStatus.IN_REVIEW), else_=Item.status)
    signing: dict[str, Any] = {} if stays_ready else {"status": reviewed}
    for start in range(0, len(changes), CHUNK):
        chunk = changes[start : start + CHUNK]
        item_ids = [item_id for item_id, _, _ in chunk]
        session.execute(delete(ItemTag).where(ItemTag.item_id.in_(item_ids)))
        session.execute(
            update(Item)
            .where(Item.id.in_(item_ids))
            .values(
                version_number=Item.version_number + 1,
                writer_id=author_id,
                signed_by_id=None,
                signed_at=None,
                updated_at=now,
                **signing,
            )
            .execution_options(synchronize_session=False)
        )
        insert_versions(
            session, [(item_id, number + 1, item) for item_id, number, item in chunk], author_id, now
        )


def insert_versions(
    session: Session,
    versions: Sequence[tuple[int, int, BankItem]],
    author_id: int | None,
    now: datetime,
    *,
    with_tags: bool = True,
) -> None:
    """Insert versions, given as (item id, number, what it says), and their tags."""
    rows: list[dict[str, Any]] = [
        {
            "item_id": item_id,
            "number": number,
            "type": item.type.value,
            "stem": in_words(item.stem),
            "difficulty": item.difficulty,
            "study_unit_slug": item.source.unit if item.source else None,
            "category": item.category,
            "text": plain_text(item),
            "document": to_document(item),
            "author_id": author_id,
            "created_at": now,
        }
        for item_id, number, item in versions
    ]
    tags = [
        {"item_id": item_id, "tag": tag} for item_id, _, item in versions for tag in dict.fromkeys(item.tags)
    ]
    connection = session.connection()
    if rows:
        connection.execute(insert(table_of(ItemVersion)), rows)
    _keep_pictures(session, {(item_id, number): item for item_id, number, item in versions if item.pictures})
    if tags and with_tags:
        connection.execute(insert(table_of(ItemTag)), tags)


def _keep_pictures(session: Session, versions: Mapping[tuple[int, int], BankItem]) -> None:
    """Keep the pictures of versions, given by (item id, number): bytes that are there already are not kept twice."""
    if not versions:
        return
    for item in versions.values():
        for picture in filter(is_whole, item.pictures):
            keep_picture(session, digest_of(picture), picture.media_type, picture.data)
    connection = session.connection()
    found = connection.execute(
        select(ItemVersion.id, ItemVersion.item_id, ItemVersion.number).where(
            ItemVersion.item_id.in_({item_id for item_id, _ in versions})
        )
    )
    shown = [
        {"item_version_id": row[0], "digest": digest}
        for row in found
        if (version := versions.get((row[1], row[2]))) is not None
        for digest in {digest_of(picture) for picture in version.pictures}
    ]
    connection.execute(insert(table_of(VersionPicture)), shown)
