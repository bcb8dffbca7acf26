"""The frozen pools of published quizzes, prepared for drawing and kept in the process.

A pool never changes, and its digest names its content: whoever finds a digest in the cache has the right pool,
whatever database it came from.
"""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank import Blueprint, Item, Pool, prepare
from question_bank.formats.jsonl import item_to_dict
from studyhub.items.models import ItemVersion
from studyhub.items.queries import load_versions
from studyhub.quizzes.models import QuizItem

KEPT_POOLS = 16  # of 2,000 items each, some 60 MB


@dataclass(frozen=True)
class FrozenPool:
    """What a published quiz draws from: items by the id of their version, prepared for the blueprint.

    `version_of` finds the version by the id of the item's row, for who asks about the item in whatever version.
    """

    prepared: Pool
    items: Mapping[int, Item]
    version_of: Mapping[int, int] = field(default_factory=dict)


_pools: OrderedDict[str, FrozenPool] = OrderedDict()
_guard = threading.Lock()


def freeze(items: Mapping[int, Item], blueprint: Blueprint, on: date | None = None) -> FrozenPool:
    """Prepare items (by version id) for drawing. on: leave out those that are not valid on this date.

    In the draw an item goes by the id of its version: codes are unique within a unit's bank only.
    """
    by_code: dict[str, list[str]] = {}
    for version_id, item in items.items():
        by_code.setdefault(item.id, []).append(str(version_id))
    renamed = [
        replace(
            item,
            id=str(version_id),
            excludes=tuple(other for code in item.excludes for other in by_code.get(code, ())),
        )
        for version_id, item in items.items()
    ]
    return FrozenPool(prepare(renamed, blueprint, on), items)


def digest_of(items: Mapping[int, Item], blueprint: Blueprint) -> str:
    """The SHA-256 (hex) of a blueprint and the items of a pool: one line of JSON each, by version id."""
    digest = hashlib.sha256(blueprint.to_json().encode())
    for version_id in sorted(items):
        line = json.dumps([version_id, item_to_dict(items[version_id])], ensure_ascii=False, sort_keys=True)
        digest.update(b"\n" + line.encode())
    return digest.hexdigest()


def get_pool(session: Session, quiz_id: int, digest: str, blueprint: Mapping[str, Any]) -> FrozenPool:
    """The pool of a published quiz, from the process's cache or the database."""
    pool = _cached(digest)
    if pool is None:
        rows = session.execute(
            select(ItemVersion.item_id, ItemVersion.id)
            .join(QuizItem, QuizItem.item_version_id == ItemVersion.id)
            .where(QuizItem.quiz_id == quiz_id)
        ).all()
        version_of = {row[0]: row[1] for row in rows}
        frozen = freeze(load_versions(session, [row[1] for row in rows]), Blueprint.from_json(blueprint))
        pool = replace(frozen, version_of=version_of)
        with _guard:
            _pools[digest] = pool
            while len(_pools) > KEPT_POOLS:
                _pools.popitem(last=False)
    return pool


def get_items(session: Session, digest: str | None, version_ids: Sequence[int]) -> Mapping[int, Item]:
    """Some items of a quiz's pool by version id: from the cache, else only these from the database."""
    pool = _cached(digest) if digest else None
    return pool.items if pool is not None else load_versions(session, version_ids)


def _cached(digest: str) -> FrozenPool | None:
    with _guard:
        pool = _pools.get(digest)
        if pool is not None:
            _pools.move_to_end(digest)
        return pool
