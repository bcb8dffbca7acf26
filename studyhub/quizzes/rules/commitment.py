"""Papers that anyone can recompute: what is promised before a quiz opens, and kept when it has closed.

When a quiz is published the server makes a secret draw seed and publishes its commitment: the SHA-256 of the seed and
the record (blueprint and pool). Each member's paper is drawn from a seed that follows from the draw seed and the
member's number. When the quiz has closed, draw seed and record are disclosed: whoever hashes them gets the
commitment, and whoever draws from them gets every paper.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from question_bank import Blueprint, Item
from studyhub.items.documents import pictures_of


def paper_seed(draw_seed: str, member_id: int) -> str:
    """The seed of a member's paper: HMAC-SHA256(key=draw seed, message="member:ID"), in hex."""
    return hmac.digest(draw_seed.encode(), f"member:{member_id}".encode(), "sha256").hex()


def record_of(
    items: Mapping[int, Item], blueprint: Blueprint, *, prefers_unseen: bool = False
) -> dict[str, Any]:
    """What a draw depends on, and no more: the blueprint, and of each item of the pool (by the id of its version,
    under which it is drawn) what the blueprint asks about, how many choices and prompts it has and which of them are
    locked. Items go by number, choices by place: neither a stem nor a key is told. `digest` binds what members saw of
    the item; were key or explanation in it, keys could be tried until one fits. `stimulus` is the start of the
    SHA-256 of what several items share. Both it and `prefers_unseen` are there only where they are not empty.
    """
    by_code: dict[str, list[str]] = {}
    for version_id, item in items.items():
        by_code.setdefault(item.id, []).append(str(version_id))
    record = {
        "blueprint": json.loads(blueprint.to_json()),
        "items": [_item_record(version_id, items[version_id], by_code) for version_id in sorted(items)],
    }
    return {**record, "prefers_unseen": True} if prefers_unseen else record


def canonical(record: Mapping[str, Any]) -> str:
    """The one text of a record: JSON without spaces, keys sorted, characters as they are."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def commitment(draw_seed: str, record: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the draw seed, a line break and the canonical record."""
    return hashlib.sha256(f"{draw_seed}\n{canonical(record)}".encode()).hexdigest()


def _item_record(version_id: int, item: Item, by_code: Mapping[str, list[str]]) -> dict[str, Any]:
    choices, prompts = (sorted(each.text for each in shown) for shown in (item.choices, item.prompts))
    pictures = sorted(
        {picture.digest for picture in pictures_of(item, item.stem, item.stimulus, *choices, *prompts)}
    )
    document = json.dumps(
        [item.stem, choices, prompts, *([pictures] if pictures else [])], ensure_ascii=False
    )
    record = {
        "id": str(version_id),
        "type": item.type.value,
        "difficulty": item.difficulty,
        "tags": sorted(item.tags),
        "category": item.category,
        "unit": item.source.unit if item.source else "",
        "excludes": sorted({other for code in item.excludes for other in by_code.get(code, ())}),
        "locked": [choice.is_locked for choice in item.choices],
        "locked_prompts": [prompt.is_locked for prompt in item.prompts],
        "digest": hashlib.sha256(document.encode()).hexdigest(),
    }
    if item.stimulus:
        record["stimulus"] = hashlib.sha256(item.stimulus.encode()).hexdigest()[:16]
    return record
