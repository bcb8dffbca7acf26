"""Wrong choices of the same kind as the right one, out of the same texts."""

import re
from collections.abc import Iterable, Sequence

from question_bank import normalise
from studyhub.materials.drafting.enumerations import Enumeration, find_enumerations
from studyhub.materials.drafting.facts import Fact, FactKind, find_facts
from studyhub.materials.drafting.sentences import sentences

WANTED = 3


class Stock:
    """All facts of some texts by kind, in reading order: those of the material first."""

    def __init__(
        self, texts: Sequence[str], corpus: Iterable[str], points: Sequence[tuple[str, ...]] = ()
    ) -> None:
        self._facts: dict[FactKind, list[Fact]] = {kind: [] for kind in FactKind}
        self._points = list(points)
        for text in (*texts, *corpus):
            for sentence in sentences(text):
                for fact in find_facts(sentence.text):
                    self._facts[fact.kind].append(fact)
            self._points += [each.points for each in find_enumerations(text)]

    def alike(self, fact: Fact, sentence: str, paragraph: str) -> list[str]:
        """Up to three answers of the same kind and sort that are wrong here, the likest in length first."""
        if fact.kind is FactKind.NUMBER:
            return self._numbers(fact, sentence)
        found: dict[str, str] = {}
        for other in self._facts[fact.kind]:
            is_alike = other.sort == fact.sort and not _overlap(other.answer, fact.answer)
            # A term of the same paragraph may well fit the blank too.
            if is_alike and other.answer not in (sentence if fact.kind is FactKind.DATE else paragraph):
                found.setdefault(normalise(other.answer), other.answer)
        kept: list[str] = []
        for answer in sorted(found.values(), key=lambda each: abs(len(each) - len(fact.answer))):
            if not any(_overlap(answer, each) for each in kept):
                kept.append(answer)
        return kept[:WANTED]

    def points_elsewhere(self, enumeration: Enumeration) -> list[str]:
        """Points of other lists, built like these and not in them, the likest in length first."""
        usual = sum(map(len, enumeration.points)) / len(enumeration.points)
        others = [point for points in self._points if points != enumeration.points for point in points]
        fit = [
            point
            for point in dict.fromkeys(others)
            if not any(_overlap(point, own) or _share(point, own) > 0.5 for own in enumeration.points)
        ]
        return sorted(fit, key=lambda point: abs(len(point) - usual))[:4]

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
        if fact.sort == "年" and value > 1900:
            near.sort(key=lambda other: abs(float(other) - value))
        return (near + [each for each in _nearby(fact) if each not in near and each not in here])[:WANTED]


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


def _overlap(one: str, other: str) -> bool:
    folded, against = normalise(one), normalise(other)
    return folded in against or against in folded


def _share(one: str, other: str) -> float:
    pairs = [{text[at : at + 2] for at in range(len(text) - 1)} for text in (one, other)]
    return len(pairs[0] & pairs[1]) / max(1, min(map(len, pairs)))
