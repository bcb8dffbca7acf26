"""数值题. Response: one decimal number as written, e.g. "3.14"."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Context, Decimal

from ..model import Item, Marking, Problem, Response
from .interaction import unwanted_problems

# Bounded digits and exponent, so that no number given by a person can cost time.
_NUMBER = re.compile(
    r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:e[+-]?\d{1,2})?", re.ASCII | re.IGNORECASE
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_EXACT = Context(prec=300)


def parse_number(text: str) -> Decimal | None:
    """The number a person wrote, or None: full-width digits, spaces and thousands commas are understood."""
    if len(text) > 100:
        return None
    folded = "".join(unicodedata.normalize("NFKC", text).split()).replace("−", "-")
    folded = _THOUSANDS.sub("", folded).rstrip("。")
    return Decimal(folded) if _NUMBER.fullmatch(folded) else None


class Numeric:
    """One number, right within a tolerance (none means exactly)."""

    is_marked_by_person = False

    def problems(self, item: Item) -> Iterator[Problem]:
        if len(item.key) != 1 or parse_number(item.key[0]) is None:
            yield Problem("key_count", "数值题的答案要是一个数，例如 3.14。", "key")
        if item.tolerance is not None and not (item.tolerance.is_finite() and item.tolerance >= 0):
            yield Problem("bad_tolerance", "允许误差要是不小于 0 的数。", "tolerance")
        yield from unwanted_problems(item, choices=item.choices, prompts=item.prompts, blanks=item.blanks)

    def share(self, item: Item, response: Response, marking: Marking) -> tuple[int, int]:
        given = parse_number(response[0]) if len(response) == 1 else None
        key = parse_number(item.key[0]) if item.key else None
        if given is None or key is None:
            return 0, 1
        return int(abs(_EXACT.subtract(given, key)) <= (item.tolerance or 0)), 1

    def right_response(self, item: Item) -> Response:
        return item.key
