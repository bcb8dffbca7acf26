"""An organisation's own words: what must not be written, and what must be written exactly so."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from studyhub.materials.fidelity.flags import Finding, FlagKind

LEAST_EXACT = 6
"""Fixed wordings shorter than this are too like other words to be looked for by likeness."""


@dataclass(frozen=True, slots=True)
class Wording:
    """wrong: what to look for, empty where anything one letter away from `right` is meant. note: why, for a person."""

    wrong: str
    right: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class WordList:
    """The words of an organisation, kept as text that people can edit."""

    wordings: tuple[Wording, ...] = ()

    @classmethod
    def from_text(cls, text: str) -> "WordList":
        """Lines “错误写法 → 正确写法 ｜ 说明” or “= 正确写法”; empty lines and those from # on are left out."""
        found = []
        for line in text.splitlines():
            body, _, note = line.replace("|", "｜").replace("->", "→").partition("｜")
            body = body.strip()
            if body.startswith("#"):
                continue
            if body.startswith("="):
                found.append(Wording("", body[1:].strip(), note.strip()))
            elif "→" in body:
                wrong, _, right = body.partition("→")
                if wrong.strip() and wrong.strip() != right.strip():
                    found.append(Wording(wrong.strip(), right.strip(), note.strip()))
        return cls(tuple(each for each in found if each.wrong or each.right))

    def to_text(self) -> str:
        """The list as from_text reads it."""
        return "".join(
            (f"{each.wrong} → {each.right}" if each.wrong else f"= {each.right}")
            + (f" ｜ {each.note}" if each.note else "")
            + "\n"
            for each in self.wordings
        )

    def problems(self, text: str) -> tuple[str, ...]:
        """What in an edited text is not understood, one sentence a line."""
        return tuple(
            f"第 {number} 行看不懂：“{line.strip()[:30]}”。请写成“错误写法 → 正确写法 ｜ 说明”，或“= 正确写法”。"
            for number, line in enumerate(text.splitlines(), 1)
            if line.strip() and not line.strip().startswith("#") and not WordList.from_text(line).wordings
        )


@lru_cache(maxsize=1)
def default_word_list() -> WordList:
    """The list that comes with the project: fixed wordings that are often mistyped."""
    return WordList.from_text(files(__package__).joinpath("data/wording.txt").read_text("utf-8"))


def check_wording(text: str, word_list: WordList) -> Iterator[Finding]:
    """Wordings that the list calls wrong."""
    for wording in word_list.wordings:
        if wording.wrong:
            place = text.find(wording.wrong)
            while place >= 0:
                is_right = (
                    wording.wrong in wording.right
                    and wording.right in text[max(0, place - len(wording.right)) : place + len(wording.right)]
                )
                if not is_right:
                    reason = f"本单位词表：“{wording.wrong}”{'应为“' + wording.right + '”' if wording.right else '不应出现'}{'（' + wording.note + '）' if wording.note else ''}。"
                    yield Finding(place, place + len(wording.wrong), FlagKind.WORDING, reason, wording.right)
                place = text.find(wording.wrong, place + 1)


def check_likeness(text: str, word_list: WordList) -> Iterator[Finding]:
    """Wordings that are one letter away from a fixed one."""
    for wording in word_list.wordings:
        if not wording.wrong and len(wording.right) >= LEAST_EXACT:
            yield from _nearly(text, wording.right)


def _nearly(text: str, right: str) -> Iterator[Finding]:
    """Places where one letter of a fixed wording was changed, left out or put in."""
    half = len(right) // 2
    for anchor, is_first in ((right[:half], True), (right[half:], False)):
        place = text.find(anchor)
        while place >= 0:
            for length in (len(right), len(right) - 1, len(right) + 1):
                start = place if is_first else place + len(anchor) - length
                piece = text[max(0, start) : max(0, start) + length]
                if start >= 0 and len(piece) == length and _is_one_away(piece, right):
                    yield Finding(
                        start,
                        start + length,
                        FlagKind.WORDING,
                        f"与固定表述“{right}”只差一个字，请核对。",
                        right,
                    )
                    break
            place = text.find(anchor, place + 1)


def _is_one_away(piece: str, right: str) -> bool:
    if (
        piece == right
        or right in piece
        or (piece in right and (right.startswith(piece) or right.endswith(piece)))
    ):
        return False
    if len(piece) == len(right):
        return sum(one != other for one, other in zip(piece, right, strict=True)) == 1
    longer, shorter = (piece, right) if len(piece) > len(right) else (right, piece)
    return any(longer[:n] + longer[n + 1 :] == shorter for n in range(1, len(longer) - 1))
