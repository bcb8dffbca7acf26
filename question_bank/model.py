"""What an item is: immutable values, strings for ids, Decimal for points."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class ItemType(StrEnum):
    """The interaction types, named as in QTI where QTI has a name."""

    SINGLE_CHOICE = "single_choice"
    MULTIPLE_RESPONSE = "multiple_response"
    TRUE_FALSE = "true_false"
    FILL_IN = "fill_in"
    MATCHING = "matching"
    ORDERING = "ordering"
    NUMERIC = "numeric"
    EXTENDED_TEXT = "extended_text"


TYPE_NAMES = {
    ItemType.SINGLE_CHOICE: "单选题",
    ItemType.MULTIPLE_RESPONSE: "多选题",
    ItemType.TRUE_FALSE: "判断题",
    ItemType.FILL_IN: "填空题",
    ItemType.MATCHING: "连线题",
    ItemType.ORDERING: "排序题",
    ItemType.NUMERIC: "数值题",
    ItemType.EXTENDED_TEXT: "简答题",
}


class Marking(StrEnum):
    """How a multiple response earns points; stored with the paper that used it."""

    ALL_OR_NOTHING = "all_or_nothing"
    PARTIAL = "partial"  # 少选得部分分: the share of the right ones chosen; one wrong choice gives 0
    HALF = "half"  # 少选得一半: half the points for a part of the right ones; one wrong choice gives 0
    RIGHT_MINUS_WRONG = "right_minus_wrong"  # (right chosen - wrong chosen) / number right, never below 0


MARKING_NAMES = {
    Marking.ALL_OR_NOTHING: "全对得分",
    Marking.PARTIAL: "少选得部分分",
    Marking.HALF: "少选得一半",
    Marking.RIGHT_MINUS_WRONG: "对减错",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice, target or prompt. A locked one keeps its place when the others are shuffled."""

    id: str
    text: str
    is_locked: bool = False
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the texts of an item show: [[picture:NAME]] stands for it.

    name: letters, digits, dots, hyphens and underscores, a letter or digit first. media_type: image/png, image/jpeg,
    image/gif or image/webp. data: the file's bytes. description: what it shows, for who cannot see it.
    """

    name: str
    media_type: str
    data: bytes
    description: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item comes from: a study unit, a paragraph of it, and the exact words tested."""

    unit: str
    paragraph: str
    quote: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question.

    key: choice ids (choice types), ("true",) or ("false",), "promptid choiceid" pairs (matching), all choice
    ids in the right order (ordering), or one decimal number (numeric).
    blanks: the accepted answers of each blank of a fill_in, in order; in the stem a blank is four or more
    underscores.
    marking: None leaves the rule to the paper. points: what the item is worth where no paper says otherwise.
    stimulus: a passage that this item and others with the same one are asked about (材料题).
    pictures: what the tokens [[picture:NAME]] in stem, stimulus, choices, prompts and explanation stand for.
    """

    id: str
    type: ItemType
    stem: str
    choices: tuple[Choice, ...] = ()
    prompts: tuple[Choice, ...] = ()
    key: tuple[str, ...] = ()
    blanks: tuple[tuple[str, ...], ...] = ()
    tolerance: Decimal | None = None
    explanation: str = ""
    difficulty: int = 3
    tags: tuple[str, ...] = ()
    category: str = ""
    points: Decimal = Decimal(1)
    marking: Marking | None = None
    source: Source | None = None
    stimulus: str | None = None
    excludes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an item: a stable code, a Chinese sentence, and the field it is about."""

    code: str
    message: str
    field: str


class Outcome(StrEnum):
    """How a response came out; unmarked waits for a person."""

    RIGHT = "right"
    PARTIAL = "partial"
    WRONG = "wrong"
    BLANK = "blank"
    UNMARKED = "unmarked"


@dataclass(frozen=True, slots=True)
class Grade:
    """The points of one response: raw of max, raw rounded half up to two decimals."""

    raw: Decimal
    max: Decimal
    outcome: Outcome


Response = tuple[str, ...]
"""A response in canonical form; see the module of each interaction type. The empty tuple is a blank."""
