"""How alike short texts are, by the pairs of characters they have."""

from collections.abc import Sequence

from question_bank import normalise


def overlap(one: str, other: str) -> bool:
    """Whether one holds the other, width and punctuation apart."""
    folded, against = normalise(one), normalise(other)
    return folded in against or against in folded


def share(one: str, other: str) -> float:
    """How much of the shorter text's pairs of characters the other one has too, 0..1."""
    pairs = [_pairs(one), _pairs(other)]
    return len(pairs[0] & pairs[1]) / max(1, min(map(len, pairs)))


def said(phrase: str, text: str) -> float:
    """How much of a phrase's pairs of characters a text has, 0..1."""
    pairs = _pairs(phrase)
    return len(pairs & _pairs(text)) / max(1, len(pairs))


def shared_piece(texts: Sequence[str]) -> str:
    """The longest piece of two characters or more that all texts have; empty without one."""
    first = texts[0]
    pieces = (
        first[at : at + size] for size in range(len(first), 1, -1) for at in range(len(first) - size + 1)
    )
    return next((piece for piece in pieces if all(piece in text for text in texts)), "")


def shared_beginning(texts: Sequence[str]) -> str:
    """What all texts begin with."""
    length = 0
    for letters in zip(*texts, strict=False):
        if len({*letters}) > 1:
            break
        length += 1
    return texts[0][:length]


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
