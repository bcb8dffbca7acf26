"""What every format is read into: a document of typed blocks, each with an id that lasts."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any


class BlockKind(StrEnum):
    """What a block is to its reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    IMAGE = "image"
    FOOTNOTE = "footnote"


class Role(StrEnum):
    """What a block is for. CHROME is struck out: it stays in the document and can be taken back."""

    BODY = "body"
    TITLE = "title"
    METADATA = "metadata"
    CHROME = "chrome"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text, from start up to but not including end, counted in characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item, table, image or footnote.

    level: 1 to 6 for headings, depth from 1 for list items, else 0. text: of a table, its cells joined by tabs and
    line ends; of an image, its caption. emphasis: what stands out in the text. place: where in the file, for a person.
    rows: the cells of a table. image: the name of the picture inside the file; pictures from elsewhere have none.
    reason: why a block is not body text, in Chinese.
    """

    id: str
    kind: BlockKind
    text: str
    level: int = 0
    place: str = ""
    emphasis: tuple[Span, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    image: str = ""
    role: Role = Role.BODY
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A material as it was read. Everything the file said is in the blocks, struck out or not."""

    title: str
    source: str
    author: str
    published_on: date | None
    blocks: tuple[Block, ...]
    format: str = ""

    @property
    def body(self) -> tuple[Block, ...]:
        """The blocks that are read: neither title nor metadata nor struck out."""
        return tuple(block for block in self.blocks if block.role is Role.BODY)

    def with_role(self, block_id: str, role: Role, reason: str = "") -> "Document":
        """The same document with one block struck out, or taken back."""
        return replace(
            self,
            blocks=tuple(
                replace(block, role=role, reason=reason) if block.id == block_id else block
                for block in self.blocks
            ),
        )

    def to_data(self) -> dict[str, Any]:
        """The document as JSON values."""
        data = asdict(self)
        data["published_on"] = self.published_on.isoformat() if self.published_on else None
        return json.loads(json.dumps(data))  # type: ignore[no-any-return]

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Document":
        """What to_data gave."""
        published = data["published_on"]
        return cls(
            data["title"],
            data["source"],
            data["author"],
            date.fromisoformat(published) if published else None,
            tuple(_block(block) for block in data["blocks"]),
            data["format"],
        )


def _block(data: dict[str, Any]) -> Block:
    return Block(
        **{
            **data,
            "kind": BlockKind(data["kind"]),
            "role": Role(data["role"]),
            "emphasis": tuple(Span(span["start"], span["end"]) for span in data["emphasis"]),
            "rows": tuple(tuple(row) for row in data["rows"]),
        }
    )


def with_ids(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks with ids made from their own words, so that what happens elsewhere cannot change them."""
    seen: dict[str, int] = {}
    named = []
    for block in blocks:
        words = "".join((block.text or block.image).split())
        name = "p" + hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:10]
        seen[name] = seen.get(name, 0) + 1
        named.append(replace(block, id=name if seen[name] == 1 else f"{name}-{seen[name]}"))
    return tuple(named)
