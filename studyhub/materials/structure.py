"""From blocks as they looked to blocks as they were meant: headings, lists, title, metadata, chrome."""

import re
from collections import Counter
from collections.abc import Sequence

from studyhub.materials.chrome import mark_chrome
from studyhub.materials.document import Block, BlockKind, Document, Role, Span, with_ids
from studyhub.materials.metadata import Facts, gather, is_running_text, repeats_later
from studyhub.materials.raw import RawBlock, RawDocument, tidy

HEADING_LENGTH = 40
BARE_HEADING_LENGTH = 20

_NUMBERED: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"第[一二三四五六七八九十百零\d]{1,5}[章编部](?![分])"), 1),
    (re.compile(r"[一二三四五六七八九十百]{1,4}[、.．]\s*(?=\S)"), 1),
    (re.compile(r"第[一二三四五六七八九十百零\d]{1,5}节"), 2),
    (re.compile(r"[（(][一二三四五六七八九十百]{1,4}[）)]"), 2),
    (re.compile(r"\d{1,2}[、.．](?!\d)\s*(?=\S)"), 3),
    (re.compile(r"[（(]\d{1,2}[）)]|[①-⑳]"), 4),
)
_SENTENCE_END = re.compile(r"[。！？；：….!?;:，,、][”’」』）)\"']*$")
# Dates and signatures stand alone too.
_NOT_IN_BARE_HEADING = re.compile(r"[，。、；：？！,.;:?!…\d（）()|‖]")
_RUN_IN = re.compile(
    r"(?:[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、]|[一二三四五六七八九十]{1,3}、)[^。！？；]{2,38}[。！？]"
)


def structured(raw: RawDocument, format: str) -> Document:
    """The document that a reader's blocks make. Nothing is left out; what is not body text carries another role."""
    raw.blocks = [_tidied(block) for block in raw.blocks]
    raw.blocks = [block for block in raw.blocks if block.text or block.kind is BlockKind.IMAGE]
    is_page = format in {"html", "mhtml"}
    early = mark_chrome(raw.blocks, None, is_page)
    facts = gather(raw, early)
    title_at = facts.title_at[0] if facts.title_at else None
    reasons = mark_chrome(raw.blocks, title_at, is_page)
    roles = _roles(raw.blocks, facts, reasons)
    body = [n for n in range(len(raw.blocks)) if roles[n][0] is Role.BODY]
    kinds = _kinds(raw.blocks, body)
    blocks = [
        _block(block, *kinds.get(n, (block.kind, block.level)), *roles[n])
        for n, block in enumerate(raw.blocks)
    ]
    return Document(facts.title, facts.source, facts.author, facts.published, with_ids(blocks), format)


def _tidied(block: RawBlock) -> RawBlock:
    if block.kind is not BlockKind.TABLE:
        clean = tidy(block.text)
        if clean != block.text:
            block.text, block.emphasis = clean, []
    return block


def _block(raw: RawBlock, kind: BlockKind, level: int, role: Role, reason: str) -> Block:
    emphasis = tuple(raw.emphasis)
    if (
        not emphasis
        and kind is BlockKind.PARAGRAPH
        and role is Role.BODY
        and (lead := _RUN_IN.match(raw.text))
        and lead.end() < len(raw.text)
    ):
        emphasis = (Span(0, lead.end()),)
    rows = tuple(tuple(row) for row in raw.rows)
    return Block("", kind, raw.text, level, raw.place, emphasis, rows, raw.image, role, reason)


def _roles(blocks: Sequence[RawBlock], facts: Facts, reasons: dict[int, str]) -> list[tuple[Role, str]]:
    roles: list[tuple[Role, str]] = [(Role.BODY, "")] * len(blocks)
    for n, reason in reasons.items():
        roles[n] = (Role.CHROME, reason)
    for n in facts.repeated:  # whatever else it might be: that it is the title says most
        roles[n] = (Role.CHROME, "与标题重复")
    for n in facts.lines:
        roles[n] = (Role.METADATA, "来源、作者、日期等信息")
    for n in facts.title_at:
        roles[n] = (Role.TITLE, "标题")
    for n in range(facts.title_at[0] if facts.title_at else 0):
        later = (block.text for block in blocks[facts.title_at[0] :])
        if roles[n][0] is Role.BODY and blocks[n].text and repeats_later(blocks[n].text, later):
            roles[n] = (Role.CHROME, "网页摘要，正文里已有同样的话")
    return roles


def _kinds(blocks: Sequence[RawBlock], body: Sequence[int]) -> dict[int, tuple[BlockKind, int]]:
    """What each body block is, where its looks or its number say something else than its reader did."""
    sizes: Counter[float] = Counter()
    bold = plain = 0
    for n in body:
        if is_running_text(blocks[n]):
            sizes[blocks[n].size] += len(blocks[n].text)
            bold, plain = bold + blocks[n].is_bold, plain + (not blocks[n].is_bold)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    larger = sorted({blocks[n].size for n in body if usual and blocks[n].size >= 1.12 * usual}, reverse=True)
    found: dict[int, tuple[BlockKind, int]] = {}
    for place, n in enumerate(body):
        before = blocks[body[place - 1]] if place else None
        after = blocks[body[place + 1]] if place + 1 < len(body) else None
        kind = _kind(blocks[n], before, after, usual, larger, bold < plain)
        if kind:
            found[n] = kind
    return found


def _kind(
    block: RawBlock,
    before: RawBlock | None,
    after: RawBlock | None,
    usual: float,
    larger: Sequence[float],
    is_bold_rare: bool,
) -> tuple[BlockKind, int] | None:
    text = block.text
    if block.kind in {BlockKind.TABLE, BlockKind.IMAGE, BlockKind.FOOTNOTE}:
        return None
    level = _number_level(text)
    can_head = len(text) <= HEADING_LENGTH and not _SENTENCE_END.search(text)
    if block.kind is BlockKind.HEADING:
        is_text = len(text) > 2 * HEADING_LENGTH and "。" in text
        return (BlockKind.PARAGRAPH, 0) if is_text else (BlockKind.HEADING, block.level)
    if block.kind is BlockKind.LIST_ITEM and not (level and level < 3 and can_head):
        return None
    if level and can_head:
        if level < 3 or (after is not None and is_running_text(after) and _number_level(after.text) != level):
            return BlockKind.HEADING, level
        return BlockKind.LIST_ITEM, level - 2
    if level in {3, 4} and len(text) <= 2 * HEADING_LENGTH and not is_running_text(block):
        return BlockKind.LIST_ITEM, level - 2
    if not can_head or after is None or len(text) < 2 or (_number_level(after.text) == 1 and not block.size):
        return None
    stands_out = (
        block.size in larger
        or (block.is_bold and is_bold_rare)
        or (block.is_centred and len(text) <= BARE_HEADING_LENGTH)
    )
    if stands_out and not re.search(r"\d{4}年|[，。]", text):
        return BlockKind.HEADING, (
            larger.index(block.size) + 1 if block.size in larger else min(6, len(larger) + 1)
        )
    is_bare = len(text) <= BARE_HEADING_LENGTH and not _NOT_IN_BARE_HEADING.search(text) and not block.size
    if (
        is_bare
        and len(after.text) >= 60
        and (before is None or before.text.endswith(("。", "！", "？", "”", "!", "?")))
    ):
        return BlockKind.HEADING, 2
    return None


def _number_level(text: str) -> int:
    return next((level for pattern, level in _NUMBERED if pattern.match(text)), 0)
