"""A text beside an authoritative copy, paragraph by paragraph and letter by letter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

ALIKE = 0.5
"""Two paragraphs are versions of one when they share at least so much."""


class Sameness(StrEnum):
    """How a paragraph stands to the authoritative copy. MISSING: only there; EXTRA: only here."""

    EQUAL = "equal"
    CHANGED = "changed"
    MISSING = "missing"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a changed paragraph: what stands here and what in the copy, the same in both when they are equal."""

    ours: str
    theirs: str

    @property
    def is_equal(self) -> bool:
        """Whether nothing was changed here."""
        return self.ours == self.theirs


@dataclass(frozen=True, slots=True)
class Difference:
    """One paragraph against the copy: positions from 0 in each, None where there is none; pieces when it changed."""

    sameness: Sameness
    ours: int | None
    theirs: int | None
    pieces: tuple[Piece, ...] = ()


def compare(ours: Sequence[str], theirs: Sequence[str]) -> tuple[Difference, ...]:
    """Every paragraph of both texts exactly once, in reading order. White space and the width of signs do not count."""
    folded_ours, folded_theirs = [_fold(text) for text in ours], [_fold(text) for text in theirs]
    matcher = SequenceMatcher(None, folded_ours, folded_theirs, autojunk=False)
    found: list[Difference] = []
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            found += [
                Difference(Sameness.EQUAL, a, b)
                for a, b in zip(range(i, i_end), range(j, j_end), strict=True)
            ]
        else:
            found += _aligned(ours, theirs, range(i, i_end), range(j, j_end))
    return tuple(found)


def _aligned(ours: Sequence[str], theirs: Sequence[str], left: range, right: range) -> Iterator[Difference]:
    """Paragraphs between two equal ones, paired in order so that as much as possible is shared."""
    triples = {("ours", a): _triples(ours[a]) for a in left} | {
        ("theirs", b): _triples(theirs[b]) for b in right
    }
    likeness = {
        (a, b): _likeness(ours[a], theirs[b])
        if _may_be_alike(triples["ours", a], triples["theirs", b])
        else 0.0
        for a in left
        for b in right
    }
    best: dict[tuple[int, int], float] = {}
    for a in reversed(range(left.start, left.stop + 1)):
        for b in reversed(range(right.start, right.stop + 1)):
            options = [0.0]
            if a < left.stop:
                options.append(best[a + 1, b])
            if b < right.stop:
                options.append(best[a, b + 1])
            if a < left.stop and b < right.stop and likeness[a, b] >= ALIKE:
                options.append(likeness[a, b] + best[a + 1, b + 1])
            best[a, b] = max(options)
    a, b = left.start, right.start
    while a < left.stop or b < right.stop:
        both = a < left.stop and b < right.stop
        if both and likeness[a, b] >= ALIKE and best[a, b] == likeness[a, b] + best[a + 1, b + 1]:
            yield Difference(Sameness.CHANGED, a, b, _telling(pieces_of(ours[a], theirs[b])))
            a, b = a + 1, b + 1
        elif b < right.stop and (a == left.stop or best[a, b] == best[a, b + 1]):
            yield Difference(Sameness.MISSING, None, b)
            b += 1
        else:
            yield Difference(Sameness.EXTRA, a, None)
            a += 1


def _triples(text: str) -> frozenset[str]:
    folded = _fold(text)
    return frozenset(folded[at : at + 3] for at in range(len(folded) - 2)) or frozenset({folded})


def _may_be_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Cheap enough to ask of every pair; short texts may share no three letters in a row and still be alike."""
    return min(len(one), len(other)) < 12 or len(one & other) * 8 >= min(len(one), len(other))


def _likeness(ours: str, theirs: str) -> float:
    matcher = SequenceMatcher(None, _fold(ours), _fold(theirs), autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def _telling(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Pieces that differ in white space and the width of signs only count as equal here too."""
    return tuple(
        Piece(each.ours, each.ours) if _fold(each.ours) == _fold(each.theirs) else each for each in pieces
    )


_MOST = 4_000_000  # pairs of characters: beyond it a comparison letter by letter costs more than it tells


def pieces_of(ours: str, theirs: str) -> tuple[Piece, ...]:
    """Two texts piece by piece: what both say, and what one says instead of the other."""
    if len(ours) * len(theirs) > _MOST:
        return (Piece(ours, theirs),)
    steps = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return tuple(Piece(ours[i:i_end], theirs[j:j_end]) for _, i, i_end, j, j_end in steps)


_WIDE = str.maketrans(",;:?!()\"'", "，；：？！（）””")


def _fold(text: str) -> str:
    return "".join(text.split()).translate(_WIDE).replace("“", "”").replace("‘", "”").replace("’", "”")
