"""Words of a text and how usual they are, by the dictionary of a segmenter; what a text costs to write in them."""

import math
from dataclasses import dataclass
from functools import lru_cache

TOTAL = 60_101_967
"""Sum of the dictionary's counts: a count divided by it is a word's share."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, from start up to end."""

    text: str
    start: int
    end: int


def cut(text: str) -> list[Word]:
    """The words of a text by the dictionary alone, in order and without gaps."""
    import rjieba  # its dictionary of 350,000 words takes a moment to unpack

    words, place = [], 0
    for piece in rjieba.cut(text, False):
        words.append(Word(piece, place, place + len(piece)))
        place += len(piece)
    return words


def tags(text: str) -> list[tuple[str, str]]:
    """The words of a text with their parts of speech (n, v, nr for persons, ns for places ...)."""
    import rjieba

    return rjieba.tag(text, False)


@lru_cache(maxsize=50_000)
def is_word(text: str) -> bool:
    """Whether the dictionary has it."""
    import rjieba

    return rjieba.has_word(text)


@lru_cache(maxsize=50_000)
def cost(text: str) -> float:
    """The cost of a word, or of a text as the words it is cut into: minus the logarithm of their shares."""
    return sum(_word_cost(word.text) for word in cut(text))


@lru_cache(maxsize=50_000)
def _word_cost(word: str) -> float:
    import rjieba

    count = max(1, rjieba.suggest_freq(word) - 1) if is_word(word) else 1
    return -math.log(count / TOTAL)
