"""Wrong choices of the same kind as the right one: what is known of its kind, then what the same texts say."""

import re
from collections.abc import Iterable, Sequence

from studyhub.materials.drafting.facts import Fact, FactKind, find_facts
from studyhub.materials.drafting.known import BEGINNINGS, HALVES, MIDDLES, PEOPLE, POINTS, WITH_PEOPLE
from studyhub.materials.drafting.likeness import overlap, said, share, shared_beginning, shared_piece
from studyhub.materials.drafting.sentences import sentences

WANTED = 3
TOO_ALIKE = 0.6  # of the pairs of characters of two points: they say nearly the same
TOO_NEAR = 0.8  # of those of a point and of the text: the text may well say it too
SAME_AGE = 20  # years between dates that can be taken for one another
_SEPARATOR = re.compile(r"[，,、]")


class Stock:
    """The facts of some texts by kind, in reading order: those of the material first."""

    def __init__(self, texts: Sequence[str], corpus: Iterable[str] = ()) -> None:
        self._facts: dict[FactKind, list[Fact]] = {kind: [] for kind in FactKind}
        for text in (*texts, *corpus):
            for sentence in sentences(text):
                for fact in find_facts(sentence.text):
                    self._facts[fact.kind].append(fact)

    def alike(self, fact: Fact, sentence: str) -> list[str]:
        """Up to three answers of the same kind and sort that are wrong here."""
        if fact.kind is FactKind.NUMBER:
            return self._numbers(fact, sentence)
        if fact.kind is FactKind.DATE:
            return self._dates(fact, sentence)
        kept: list[str] = []
        for answer in fact.wrong:
            if answer not in sentence and not any(overlap(answer, each) for each in (fact.answer, *kept)):
                kept.append(answer)
        if fact.kind is FactKind.DOCUMENT:
            kept.sort(key=lambda each: -share(each, fact.answer))
        return kept[:WANTED]

    def _dates(self, fact: Fact, sentence: str) -> list[str]:
        """Dates as exact as this one from the texts, the nearest years first, then the same day of years around it."""
        year = int(fact.answer[:4])
        others = {other.answer for other in self._facts[FactKind.DATE] if other.sort == fact.sort}
        near = sorted(others, key=lambda each: (abs(int(each[:4]) - year), each))
        near = [each for each in near if abs(int(each[:4]) - year) <= SAME_AGE]
        around = [f"{year + step}{fact.answer[4:]}" for step in (-1, 1, -2, 2)]
        return [each for each in dict.fromkeys([*near, *around]) if each not in sentence][:WANTED]

    def _numbers(self, fact: Fact, sentence: str) -> list[str]:
        """Numbers with the same unit from the texts, then such as lie near."""
        here = set(re.findall(r"\d+(?:\.\d+)?", sentence))
        others = [other.answer for other in self._facts[FactKind.NUMBER] if other.sort == fact.sort]
        value = float(fact.answer)
        near = [
            other
            for other in dict.fromkeys(others)
            if other not in here and value / 5 <= float(other) <= value * 5 + 3
        ]
        return (near + [each for each in _nearby(fact) if each not in near and each not in here])[:WANTED]


def points_like(points: Sequence[str], about: str, text: str) -> list[str]:
    """Up to three points that a list could also have had, and has not: on its subject, and built like its own.

    about: what the list is about. text: all it stands in; what is said there is no wrong choice. Fewer than three when
    its points are built in a way of which nothing is known.
    """
    kept: list[str] = []
    for each in _built_alike(points, about, text):
        if (
            not any(share(each, other) > TOO_ALIKE for other in (*points, *kept))
            and said(each, text) < TOO_NEAR
        ):
            kept.append(each)
    return kept[:WANTED]


def _built_alike(points: Sequence[str], about: str, text: str) -> list[str]:
    common = shared_piece(points)
    beginning = shared_beginning(points)
    ending = shared_beginning([point[::-1] for point in points])[::-1]
    if len(common) >= 4 and common.endswith(PEOPLE):
        return [verb + common for verb in WITH_PEOPLE]
    if len(beginning) >= 2:
        if ending in MIDDLES:
            return [beginning + middle + ending for middle in MIDDLES[ending] if middle not in text]
        usual = BEGINNINGS.get(beginning[:2], ())
        subject = about + "".join(points)
        return sorted(usual, key=lambda each: -said(each, subject))
    halves = [_SEPARATOR.split(point) for point in points]
    if all(len(each) == 2 and len(each[0]) == len(each[1]) for each in halves):
        sign = _SEPARATOR.findall(points[0])[0]
        pairs = HALVES.get(round(sum(len(each[0]) for each in halves) / len(halves)), ())
        return [
            sign.join(pair)
            for pair in pairs
            if (common in "".join(pair) if common else "政治" not in "".join(pair))
        ]
    words = [word for word in POINTS if word in about or sum(word in point for point in points) >= 2]
    words.sort(key=lambda word: -sum(word in point for point in points))
    return [phrase for word in words for phrase in _from(about, POINTS[word])]


def _from(about: str, phrases: Sequence[str]) -> list[str]:
    """The phrases from a place on that what it is about decides, so that not every list gets the first."""
    at = sum(map(ord, about)) % len(phrases)
    return [*phrases[at:], *phrases[:at]]


def _nearby(fact: Fact) -> list[str]:
    value = float(fact.answer)
    if "." in fact.answer:
        decimals = len(fact.answer.partition(".")[2])
        return [f"{value * factor:.{decimals}f}" for factor in (0.8, 1.1, 1.3, 0.6)]
    whole = int(value)
    if fact.sort == "%":
        steps = [10, -10, 5, -5, -20]
    elif whole < 10:
        steps = [1, 2, -1, 3, -2]
    else:
        unit = 10 ** (len(str(whole)) - 1) if whole % 10 == 0 else max(1, whole // 10)
        steps = [unit, -unit // 2 or -1, 2 * unit, unit // 2]
    highest = 99 if fact.sort == "%" else float("inf")
    return [str(whole + step) for step in steps if 0 < whole + step <= highest and step]
