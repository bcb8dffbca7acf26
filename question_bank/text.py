"""Text as people write it: folding for comparison, blanks in stems, letters in explanations."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .model import Item

BLANK = re.compile(r"_{4,}")
CHOICE_TOKEN = re.compile(r"\[\[([A-Za-z0-9_.\-]{1,64})\]\]")
# No colon in a choice's id and always one here: neither token can be taken for the other.
PICTURE_TOKEN = re.compile(r"\[\[picture:(\w[\w.\-]{0,99})\]\]")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Signs that are punctuation to Unicode but change what an answer says: 50% is not 50, C# is not C.
_MEANINGFUL = frozenset("%‰‱#&@*")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile(r"(?<=[0-9])([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_NON_WORD = re.compile(r"[\W_]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MINUS = re.compile(r"^[−–—-](?=\d)")
_BETWEEN_DIGITS = str.maketrans({"−": "-", "–": "-", "—": "-", "、": ",", ";": ","})


def normalise(text: str) -> str:
    """Fold width (NFKC), case, spaces and punctuation, for comparing answers; never fuzzy.

    Punctuation between two digits stays (3.14 is not 314), as do a leading minus and signs such as %.
    A text of nothing but punctuation is kept, so that it equals only itself.
    """
    if not text:
        return ""
    folded = _POWER.sub(lambda m: "^" + m[1].translate(_SUPERSCRIPTS), text) if not text.isascii() else text
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold())
    # Without the spaces a letter and a mark may join into one sign, so compose once more.
    folded = unicodedata.normalize("NFKC", "".join(folded.split()))
    kept = _NON_WORD.sub(_keep_meaningful, _THOUSANDS.sub("", _MINUS.sub("−", folded)))
    return unicodedata.normalize("NFKC", kept) or folded


def _keep_meaningful(match: re.Match[str]) -> str:
    run, whole, start, end = match[0], match.string, match.start(), match.end()
    before_digit = end < len(whole) and whole[end].isdigit()
    if start > 0 and before_digit and whole[start - 1].isdigit():
        return run.translate(_BETWEEN_DIGITS)
    if start == 0 and before_digit and run[-1] == "−":
        return "-"
    return "".join(sign for sign in run if sign in _MEANINGFUL or unicodedata.category(sign)[0] in "SM")


def choice_letter(position: int) -> str:
    """The letter shown at a position from 0: A to Z."""
    return LETTERS[position]


def render_explanation(item: Item, choice_order: Sequence[str]) -> str:
    """The explanation with each [[choiceid]] replaced by the letter that choice has in choice_order.

    choice_order: the choice ids as shown to that person; an empty one means the item's own order.
    """
    order = choice_order or [choice.id for choice in item.choices]
    letters = dict(zip(order, LETTERS, strict=False))
    return CHOICE_TOKEN.sub(lambda match: letters.get(match[1], match[0]), item.explanation)


def stem_parts(stem: str) -> tuple[str, ...]:
    """The pieces of a fill_in stem around its blanks: one more than there are blanks."""
    return tuple(BLANK.split(stem))


@dataclass(frozen=True, slots=True)
class PictureName:
    """The place of a picture in a text: the name of one of the item's pictures."""

    name: str


def picture_token(name: str) -> str:
    """What stands for a picture in a text."""
    return f"[[picture:{name}]]"


def text_parts(text: str) -> list[str | PictureName]:
    """The text in order, its picture tokens as PictureName and what lies between as it is; no empty strings."""
    parts: list[str | PictureName] = []
    # With one group, split gives text and name in turn.
    for number, piece in enumerate(PICTURE_TOKEN.split(text)):
        if number % 2:
            parts.append(PictureName(piece))
        elif piece:
            parts.append(piece)
    return parts


def without_pictures(text: str) -> str:
    """The words of a text alone, for comparing and for places that show no pictures."""
    return PICTURE_TOKEN.sub("", text) if "[[picture:" in text else text


def shown_texts(item: Item) -> Iterator[str]:
    """The texts of an item in which picture tokens count, in the order in which they are shown."""
    yield item.stimulus or ""
    yield item.stem
    for choice in (*item.prompts, *item.choices):
        yield choice.text
    yield item.explanation


def picture_names(item: Item) -> tuple[str, ...]:
    """The names in the picture tokens of an item, in the order of their first showing."""
    found = (name for text in shown_texts(item) if "[[" in text for name in PICTURE_TOKEN.findall(text))
    return tuple(dict.fromkeys(found))
