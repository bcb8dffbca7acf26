"""Where in a paragraph the words stand that its questions test."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from question_bank import Item
from studyhub.materials.drafting.self_check import right_texts


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a paragraph; a tested one carries the numbers of the questions that test it."""

    text: str
    numbers: tuple[int, ...] = ()


def marked_pieces(paragraph: str, items: Iterable[tuple[int, Item]]) -> list[Piece]:
    """A paragraph cut where tested words begin and end. items: questions about it, each with the number it is shown by.

    Together the pieces are the paragraph. Where an answer does not stand word for word, the quoted words are tested.
    """
    spans = [(start, end, number) for number, item in items for start, end in _tested(paragraph, item)]
    cuts = sorted({0, len(paragraph), *(place for start, end, _ in spans for place in (start, end))})
    return [
        Piece(
            paragraph[start:end],
            tuple(sorted({n for first, last, n in spans if first <= start and end <= last})),
        )
        for start, end in pairwise(cuts)
    ]


def _tested(paragraph: str, item: Item) -> Iterator[tuple[int, int]]:
    quote = item.source.quote if item.source else ""
    start = paragraph.find(quote) if quote else -1
    if start < 0:
        return
    found = [(place, place + len(text)) for text in right_texts(item) if (place := quote.find(text)) >= 0]
    for first, last in found or [(0, len(quote))]:
        yield start + first, start + last
