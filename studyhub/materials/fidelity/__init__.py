"""Is the text what its author wrote? Everything that looks otherwise is flagged at its place, with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from studyhub.materials.document import Block, BlockKind, Document
from studyhub.materials.fidelity.advertising import check_advertising, word_pairs
from studyhub.materials.fidelity.flags import FLAG_NAMES, Finding, Flag, FlagKind, Gravity
from studyhub.materials.fidelity.letters import check_broken, check_misread, check_repeated, check_traditional
from studyhub.materials.fidelity.signs import check_ending, check_pairing, check_signs, find_half_width
from studyhub.materials.fidelity.strays import check_contacts, check_strays
from studyhub.materials.fidelity.wording import WordList, check_likeness, check_wording, default_word_list

__all__ = ["FLAG_NAMES", "Flag", "FlagKind", "Gravity", "WordList", "check_fidelity", "default_word_list"]

LEAST_REPEATED = 30


@dataclass(frozen=True)
class _Place:
    """A block with its neighbours, as far as they matter to its punctuation."""

    block: Block
    following: Block | None


def check_fidelity(document: Document, word_list: WordList | None = None) -> tuple[Flag, ...]:
    """The flags of a document's body, in reading order. What is struck out is not looked at.

    word_list: the organisation's own; None takes the one that comes with the project.
    """
    words = default_word_list() if word_list is None else word_list
    body = [block for block in document.body if block.text]
    neighbours = word_pairs([block.text for block in body])
    flags: list[Flag] = []
    for block, following in zip(body, [*body[1:], None], strict=False):
        findings = _findings(_Place(block, following), neighbours, words)
        flags += [finding.of(block.id) for finding in _joined(block.text, _without_overlaps(findings))]
    order = {block.id: number for number, block in enumerate(body)}
    flags += [*_half_width(body), *_repeated_paragraphs(body)]
    return tuple(sorted(flags, key=lambda flag: (order[flag.block], flag.start, flag.end, flag.kind)))


def _findings(place: _Place, neighbours: frozenset[str], words: WordList) -> list[Finding]:
    text, following = place.block.text, place.following
    found = [
        *check_wording(text, words),
        *check_contacts(text),
        *check_broken(text),
        *check_advertising(text, neighbours),
        *check_strays(text),
        *check_likeness(text, words),
        *check_repeated(text),
        *check_traditional(text),
        *check_misread(text),
        *check_pairing(text, following is not None and following.text.startswith(("“", "「"))),
        *check_signs(text),
    ]
    if place.block.kind is BlockKind.PARAGRAPH:
        is_before_list = following is not None and following.kind is not BlockKind.PARAGRAPH
        found += check_ending(text, is_before_list)
    return found


def _without_overlaps(findings: Sequence[Finding]) -> list[Finding]:
    """One finding a place: of several the one that was looked for first; what merely repeats it says nothing new."""
    kept: list[Finding] = []
    for finding in findings:
        if not any(other.start < finding.end and finding.start < other.end for other in kept):
            kept.append(finding)
    return kept


def _joined(text: str, findings: Sequence[Finding]) -> list[Finding]:
    """Foreign words and addresses that all but touch are one splice: what little stands between them goes with them."""
    joined: list[Finding] = []
    for finding in sorted(findings, key=lambda each: each.start):
        last = joined[-1] if joined else None
        if last and {last.kind, finding.kind} <= _SPLICED and _is_link(text[last.end : finding.start]):
            reason = f"“{text[last.start : finding.end]}”像是抓取时夹带的文字，与上下文无关。"
            joined[-1] = Finding(last.start, finding.end, FlagKind.FOREIGN, reason, "")
        else:
            joined.append(finding)
    return joined


def _is_link(between: str) -> bool:
    return len(between) <= LONGEST_LINK and (not between or between.isalnum())


_SPLICED = {FlagKind.FOREIGN, FlagKind.CONTACT}
LONGEST_LINK = 2
"""Characters between two foreign pieces that still belong to them."""


def _half_width(body: Sequence[Block]) -> list[Flag]:
    """One flag for the whole document, at the first place: such texts use half-width signs throughout."""
    places = [(block.id, at) for block in body for at in find_half_width(block.text)]
    if not places:
        return []
    block, at = places[0]
    reason = (
        f"全文有 {len(places)} 处半角标点（如“{_text_of(body, block)[at]}”）夹在汉字之间，可以一次改为全角。"
    )
    return [Flag(block, at, at + 1, FlagKind.HALF_WIDTH, reason, None, Gravity.LOW)]


def _text_of(body: Sequence[Block], block_id: str) -> str:
    return next(block.text for block in body if block.id == block_id)


def _repeated_paragraphs(body: Sequence[Block]) -> list[Flag]:
    seen: dict[str, str] = {}
    flags = []
    for block in body:
        if len(block.text) >= LEAST_REPEATED and seen.setdefault(block.text, block.id) != block.id:
            flags.append(
                Flag(block.id, 0, len(block.text), FlagKind.REPEATED, "这一段与前面的一段完全相同。", "")
            )
    return flags
