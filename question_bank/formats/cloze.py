"""Moodle's cloze: answers written inside the text, as {1:SHORTANSWER:=a~=b}."""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from ..text import BLANK

_GAP = re.compile(r"(?<!\\)\{(\d{0,3}):([A-Z_]+):((?:\\.|[^\\{}])*+)\}", re.DOTALL)
_ANSWERS = re.compile(r"(?:\\.|[^\\~])+", re.DOTALL)
_COMMENT = re.compile(r"(?<!\\)#")
_WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_KINDS = {
    **dict.fromkeys(("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"), "text"),
    **dict.fromkeys(("NUMERICAL", "NM"), "number"),
    **dict.fromkeys(
        [
            "MULTICHOICE",
            "MC",
            "MULTICHOICE_V",
            "MCV",
            "MULTICHOICE_H",
            "MCH",
            "MULTICHOICE_S",
            "MCS",
            "MULTICHOICE_VS",
            "MCVS",
            "MULTICHOICE_HS",
            "MCHS",
        ],
        "choice",
    ),
    **dict.fromkeys(
        [
            "MULTIRESPONSE",
            "MR",
            "MULTIRESPONSE_H",
            "MRH",
            "MULTIRESPONSE_S",
            "MRS",
            "MULTIRESPONSE_HS",
            "MRHS",
        ],
        "choices",
    ),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap: its kind (text, number, choice, choices, or unknown), its answers with their percentages, its points."""

    kind: str
    answers: tuple[tuple[Decimal, str], ...]
    worth: int = 1


def read_cloze(text: str) -> tuple[str, list[Gap]]:
    """The text with ____ for every gap, and the gaps."""
    gaps: list[Gap] = []

    def take(found: re.Match[str]) -> str:
        answers = [_answer(piece) for piece in _ANSWERS.findall(found[3])]
        gaps.append(Gap(_KINDS.get(found[2], "unknown"), tuple(answers), int(found[1] or 1) or 1))
        return "____"

    return _GAP.sub(take, text), gaps


def numbered(stem: str) -> str:
    """The text with its gaps numbered, as a passage for questions about each of them."""
    numbers = count(1)
    return BLANK.sub(lambda _: f"（{next(numbers)}）____", stem)


def _answer(piece: str) -> tuple[Decimal, str]:
    weight = Decimal(0)
    piece = piece.strip()
    if piece.startswith("="):
        weight, piece = Decimal(100), piece[1:]
    elif found := _WEIGHT.match(piece):
        weight, piece = Decimal(found[1]), piece[found.end() :]
    words = _COMMENT.split(piece, maxsplit=1)[0]
    return weight, _ESCAPED.sub(r"\1", words).strip()


def write_gap(accepted: tuple[str, ...]) -> str:
    """The gap of a blank with its accepted answers."""
    return (
        "{1:SHORTANSWER:" + "~".join("=" + re.sub(r"([\\#~{}=%/\"])", r"\\\1", one) for one in accepted) + "}"
    )
