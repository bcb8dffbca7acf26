"""Decisions about reading and about the text of study units: pure functions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

CHARACTERS_PER_MINUTE = 400

_SENTENCE = re.compile(r"[^。！？!?…]*[。！？!?…]+[”’」』）)》]*|[^。！？!?…]+$")
# Characters that nobody sees; a NUL among them would be refused by PostgreSQL.
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u200b\u2060\ufeff]")


@dataclass(frozen=True)
class ParagraphDraft:
    """A paragraph on its way into a study unit; without an anchor it gets one (or keeps that of the same line).

    kind: that of a block of a material. key_sentences: sentences of it that readers see marked. picture: the name of the
    unit's picture that it shows, "" for none; its text then says what is on it, and may be empty.
    """

    text: str
    anchor: str | None = None
    kind: str = "paragraph"
    key_sentences: tuple[str, ...] = ()
    picture: str = ""

    @property
    def line(self) -> str:
        """What stands for it where a text is edited: no two pictures are alike."""
        return f"[[picture:{self.picture}]]{self.text}" if self.picture else self.text


@dataclass(frozen=True)
class SectionDraft:
    """A section on its way into a study unit. The title may be empty, and so may a section that only heads others."""

    title: str
    paragraphs: tuple[ParagraphDraft, ...] = ()


def reading_minutes(character_count: int) -> int:
    """Minutes to read so many characters, at least one."""
    return max(1, -(-character_count // CHARACTERS_PER_MINUTE))


def count_characters(sections: Iterable[SectionDraft]) -> int:
    """The characters of all paragraphs, white space left out."""
    return sum(len("".join(p.text.split())) for section in sections for p in section.paragraphs)


def read_percent(seen_count: int, paragraph_count: int, is_completed: bool) -> int:
    """How much of a unit has been read, in whole percent; 100 only when completed."""
    if is_completed:
        return 100
    return min(99, 100 * seen_count // paragraph_count) if paragraph_count else 0


@dataclass(frozen=True)
class Piece:
    """A part of a text that was searched: one of the words, or what stands between them."""

    text: str
    is_word: bool = False


MOST_WORDS, LONGEST_WORD = 6, 30


def search_words(text: str) -> tuple[str, ...]:
    """The words of a search, each once: what stands between white space, the first few of them."""
    words = dict.fromkeys(word[:LONGEST_WORD] for word in clean(text).split(" ") if word)
    return tuple(words)[:MOST_WORDS]


def excerpt(text: str, words: Iterable[str], around: int = 60) -> tuple[Piece, ...]:
    """What of a text stands around the first of the words, at most `around` characters before and twice that after,
    with every word in it marked. Cut ends show an ellipsis.
    """
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))), re.IGNORECASE)
    first = pattern.search(text)
    begin = max(0, first.start() - around) if first else 0
    end = min(len(text), (first.end() if first else 0) + 2 * around)
    pieces = [Piece("……")] if begin else []
    place = begin
    for found in pattern.finditer(text[:end], begin):
        pieces += [Piece(text[place : found.start()]), Piece(found[0], True)]
        place = found.end()
    pieces += [Piece(text[place:end])] + ([Piece("……")] if end < len(text) else [])
    return tuple(piece for piece in pieces if piece.text)


def split_sentences(text: str) -> list[str]:
    """The sentences of a paragraph, each with its closing sign; together they are the paragraph."""
    return [match[0] for match in _SENTENCE.finditer(text)]


def mark_sentences(text: str, sentences: Sequence[str]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is one of the sentences; each sentence counts where it stands first."""
    spans = sorted((at, at + len(each)) for each in sentences if (at := text.find(each)) >= 0)
    pieces, place = [], 0
    for start, end in spans:
        if start >= place:
            pieces += [(text[place:start], False), (text[start:end], True)]
            place = end
    pieces.append((text[place:], False))
    return [piece for piece in pieces if piece[0]]


def in_words(text: str, picture: str) -> str:
    """A paragraph where its picture cannot be shown. picture: the name of it, "" for none."""
    return f"（图片）{text}" if picture else text


def may_sign(writer_id: int | None, member_id: int) -> bool:
    """Whether somebody may sign what `writer_id` wrote: anybody but the writer, as with items."""
    return writer_id != member_id


def clean(text: str) -> str:
    """Text as it is stored: without invisible characters, trimmed, each run of white space one space."""
    return " ".join(_INVISIBLE.sub("", text).split())


def with_anchors(
    sections: Sequence[SectionDraft], present: Sequence[tuple[str, str]] = ()
) -> tuple[SectionDraft, ...]:
    """The sections with an anchor for every paragraph.

    `present` holds the (anchor, line) pairs the unit has now: a draft that names one of these anchors keeps it, one
    that has the same line gets it back, and all others get a new one of the form s2p3 (section 2, paragraph 3).
    """
    known = dict(present)
    given = {p.anchor for section in sections for p in section.paragraphs if p.anchor}
    by_line: dict[str, list[str]] = {}
    for anchor, line in reversed(present):
        if anchor not in given:
            by_line.setdefault(line, []).append(anchor)
    used = set(known) | given
    result = []
    for number, section in enumerate(sections, start=1):
        drafts = []
        for place, paragraph in enumerate(section.paragraphs, start=1):
            same = by_line.get(paragraph.line, [])
            anchor = paragraph.anchor or (same.pop() if same else _new_anchor(number, place, used))
            used.add(anchor)
            drafts.append(replace(paragraph, anchor=anchor))
        result.append(replace(section, paragraphs=tuple(drafts)))
    return tuple(result)


def _new_anchor(section: int, place: int, used: set[str]) -> str:
    while f"s{section}p{place}" in used:
        place += 1
    return f"s{section}p{place}"
