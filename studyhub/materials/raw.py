"""What readers hand over: blocks with the looks they had, before anybody decides what they mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from studyhub.materials.document import BlockKind, Span

# Characters that nobody sees; a NUL among them would be refused by PostgreSQL.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)
_SPACES = re.compile(r"[\s\u3000]+")
CHINESE = r"\u3400-\u9fff\uf900-\ufaff"


@dataclass
class RawBlock:
    """A block as its reader found it.

    size: of the letters, 0 when unknown. is_bold and is_centred: of the whole block. link_share: how much of it is
    links, 0 to 1. indent: in letters. region: why the place it stood at is no body text, in Chinese; else empty.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    place: str = ""
    emphasis: list[Span] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    image: str = ""
    size: float = 0
    is_bold: bool = False
    is_centred: bool = False
    link_share: float = 0
    region: str = ""
    is_title: bool = False


@dataclass
class RawDocument:
    """What a reader found, and the title, source, author and date that the file itself names (else empty).

    pictures: the bytes of those that the file holds, by the names that blocks give as their image.
    """

    blocks: list[RawBlock]
    title: str = ""
    source: str = ""
    author: str = ""
    published: str = ""
    pictures: dict[str, bytes] = field(default_factory=dict)


def tidy(text: str) -> str:
    """Text without invisible characters, trimmed, each run of white space one space."""
    return _SPACES.sub(" ", INVISIBLE.sub("", text)).strip()


def tidy_runs(runs: Iterable[tuple[str, bool]]) -> tuple[str, list[Span]]:
    """The text of runs, tidied as a whole, and the spans of those that are emphasised."""
    pieces: list[str] = []
    spans: list[Span] = []
    length = 0
    ends_in_space = True
    for run, is_emphasised in runs:
        clean = _SPACES.sub(" ", INVISIBLE.sub("", run))
        if ends_in_space:
            clean = clean.lstrip(" ")
        if not clean:
            continue
        ends_in_space = clean.endswith(" ")
        if is_emphasised:
            if spans and spans[-1].end == length:
                spans[-1] = Span(spans[-1].start, length + len(clean))
            else:
                spans.append(Span(length, length + len(clean)))
        pieces.append(clean)
        length += len(clean)
    text = "".join(pieces).rstrip(" ")
    return text, [Span(span.start, min(span.end, len(text))) for span in spans if span.start < len(text)]


def joined(first: str, second: str) -> str:
    """Two pieces of one sentence across a line end: words are hyphenated or spaced, Chinese is neither."""
    if not first or not second:
        return first + second
    if re.search(r"[A-Za-z]-$", first) and second[0].islower():
        return first[:-1] + second
    is_latin = first[-1].isascii() and second[0].isascii() and not first[-1].isspace()
    return f"{first} {second}" if is_latin else first + second
