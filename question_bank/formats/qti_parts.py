"""What the readers of QTI 1.2 and of QTI 2 and 3 share: judgements, ids, weights, notes about the whole file."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..model import Choice, Marking
from ..types.numeric import parse_number
from .gift_answers import LETTERS
from .reading import Reading, ReadProblem, Severity
from .table_answers import fold
from .weights import marking_of

_JUDGEMENTS = {
    **dict.fromkeys(("true", "t", "correct", "right", "正确", "对", "√", "是"), "true"),
    **dict.fromkeys(("false", "f", "incorrect", "wrong", "错误", "错", "×", "否", "不正确", "不对"), "false"),
}
_CENT = Decimal("0.01")
_CHOICE_ID = re.compile(r"[A-Za-z0-9_.\-]{1,64}")
_NOTES = {
    "title": "道题的题名没有读入，题库不保存题名。",
    "markup": "道题带有网页格式，只保留了文字。",
    "case": "道题要求区分大小写，题库判分不区分大小写。",
    "feedback": "道题分答对、答错的反馈没有读入，只保留总的解析和各选项的反馈。",
    "scoring": "道题有自己的判分过程，没有读入，按题库的规则判分。",
    "attempts": "道题按作答次数变化（自适应），只读入了题目和答案。",
    "zero": "道题原来是 0 分，已当作 1 分。",
}


class Unreadable(Exception):
    """This question cannot be read; the message is a Chinese sentence."""


@dataclass(slots=True)
class Notes:
    """Counts the items that lose the same, to be told once; lost holds what only the present item loses."""

    lost: dict[str, None] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)
    _counted: set[str] = field(default_factory=set)

    def next_item(self) -> None:
        """Start with another item."""
        self.lost.clear()
        self._counted.clear()

    def count(self, name: str) -> None:
        """The present item is one of those; said twice it still counts once."""
        if name not in self._counted:
            self._counted.add(name)
            self._counts[name] = self._counts.get(name, 0) + 1

    def whole_file(self) -> Reading:
        """What was lost in many places, said once."""
        for name, words in _NOTES.items():
            if count := self._counts.get(name):
                yield ReadProblem("全文", f"{count} {words}", Severity.LOST)


def judgement_key(choices: Sequence[Choice], right: Iterable[str]) -> str | None:
    """ "true" or "false" when the choices are the two judgements and one is right; None for any other choices."""
    if len(choices) != 2:
        return None
    said = {choice.id: _JUDGEMENTS.get(fold(choice.text).rstrip("。.")) for choice in choices}
    chosen = [said.get(one) for one in right]
    return chosen[0] if set(said.values()) == {"true", "false"} and len(chosen) == 1 else None


def judgement_feedback(choices: Sequence[Choice]) -> str:
    """The feedback on the two judgements, as a part of the explanation."""
    return "\n".join(choice.feedback for choice in choices if choice.feedback)


def local_ids(identifiers: Sequence[str]) -> dict[str, str]:
    """For each identifier of the file the id of ours: the same where all may stay, else letters."""
    if all(map(_CHOICE_ID.fullmatch, identifiers)):
        return {one: one for one in identifiers}
    return {one: LETTERS[n] if n < 26 else f"c{n + 1}" for n, one in enumerate(dict.fromkeys(identifiers))}


def number(text: str | None) -> Decimal | None:
    """The number of an attribute or element; None when it is none."""
    return parse_number(text) if text else None


def whole(value: Decimal) -> Decimal:
    """10.00 as 10; nothing becomes 1E+1."""
    rounded = value.to_integral_value()
    return rounded if rounded == value else value.normalize()


def weighed(weights: Sequence[Decimal]) -> tuple[Marking | None, bool]:
    """The marking rule that points per choice amount to, and whether they do exactly."""
    best = sum((weight for weight in weights if weight > 0), Decimal(0))
    return marking_of([weight * 100 / best for weight in weights]) if best else (None, False)


def separate(found: dict[str, Any], own_id: str) -> list[dict[str, Any]]:
    """The fields of the items that a question makes: one, or one for each of its "parts" about one stimulus.

    The points are shared evenly where cents allow it, and are 1 each where they do not.
    """
    parts: list[dict[str, Any]] = found.pop("parts", [])
    if not parts:
        return [{**found, "id": own_id}]
    share = found["points"] / len(parts)
    points = whole(share) if share == share.quantize(_CENT) else Decimal(1)
    return [{**found, "points": points, **part, "id": f"{own_id}-{n}"} for n, part in enumerate(parts, 1)]


def was_split(count: int) -> str:
    """What is told of a question that was made several."""
    return f"一道题里有 {count} 个作答的地方，拆成了 {count} 道共用材料的题。"
