"""What the response processing of a QTI 1.2 item says about answers, points and feedback."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from xml.etree.ElementTree import Element

from .qti_parts import number, whole

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Condition:
    """One respcondition: the values it asks for (those under "not" apart), what it pays, the feedback it shows."""

    element: Element
    wanted: tuple[tuple[str, str], ...]
    unwanted: tuple[str, ...]
    worth: Decimal
    shows: tuple[str, ...]

    @property
    def is_about_one(self) -> bool:
        """Whether it asks for one value and nothing else."""
        return len(self.wanted) == 1 and not self.unwanted

    def values(self, response: str) -> tuple[str, ...]:
        """The values asked for of one response."""
        return tuple(value for of, value in self.wanted if of == response)


def conditions(item: Element) -> list[Condition]:
    """The conditions of an item in order."""
    return [_condition(one) for one in item.iter("respcondition")]


def _condition(element: Element) -> Condition:
    variables = element.find("conditionvar")
    found = [] if variables is None else list(_asked(variables, is_wanted=True))
    return Condition(
        element,
        tuple((of, value) for of, value, is_wanted in found if is_wanted),
        tuple(value for _, value, is_wanted in found if not is_wanted),
        sum(
            (
                number((one.text or "").strip()) or Decimal(0)
                for one in element.iterfind("setvar")
                if "incorrect"
                not in one.get("varname", "").lower()  # Brightspace counts the wrong ones apart
            ),
            Decimal(0),
        ),
        tuple(one.get("linkrefid", "") for one in element.iterfind("displayfeedback")),
    )


def _asked(element: Element, is_wanted: bool) -> Iterator[tuple[str, str, bool]]:
    for child in element:
        if child.tag == "not":
            yield from _asked(child, not is_wanted)
        elif child.tag == "varequal":
            yield child.get("respident", ""), (child.text or "").strip(), is_wanted
        elif child.tag == "varsubset":
            for value in (child.text or "").split(","):
                yield child.get("respident", ""), value.strip(), is_wanted
        else:
            yield from _asked(child, is_wanted)


def metadata(item: Element) -> dict[str, str]:
    """The item's metadata fields by their labels; of several with one label the first."""
    found: dict[str, str] = {}
    for field in item.iter():
        if field.tag not in ("qtimetadatafield", "qti_metadatafield"):
            continue
        label = (field.findtext("fieldlabel") or "").strip()
        found.setdefault(label, (field.findtext("fieldentry") or "").strip())
    return found


def points(item: Element, fields: dict[str, str], paying: Sequence[Condition]) -> Decimal | None:
    """What an item is worth: Canvas says it beside a scale of 0 to 100, others pay points right away.

    None when that is nothing.
    """
    possible = number(fields.get("points_possible") or fields.get("qmd_weighting"))
    if possible is None:
        scale = number(
            next((one.get("maxvalue") for one in item.iter("decvar") if one.get("maxvalue")), None)
        )
        if scale == 100:
            return Decimal(1)
        adds = any(
            one.get("action") == "Add" for condition in paying for one in condition.element.iter("setvar")
        )
        worths = [condition.worth for condition in paying] or [Decimal(1)]
        possible = scale or (sum(worths, Decimal(0)) if adds else max(worths))
    cents = possible.quantize(_CENT, ROUND_HALF_UP) if abs(possible) < 10**9 else possible
    return whole(cents) if cents > 0 else None


@dataclass(frozen=True, slots=True)
class Target:
    """A number that counts as right, and how far from it one may be; others: how many more are right."""

    key: str
    tolerance: Decimal | None
    others: int
    is_recentred: bool = False


def numeric_target(paying: Sequence[Condition]) -> Target | None:
    """The number that the paying conditions ask for; None when there is none."""
    for condition in paying:
        if (found := _target(condition.element, len(paying) - 1)) is not None:
            return found
    return None


def _target(condition: Element, others: int) -> Target | None:
    equal = next(condition.iter("varequal"), None)
    text = (equal.text or "").strip() if equal is not None else ""
    value = number(text)
    if equal is not None and value is not None and (slack := _slack(equal, value)) is not None:
        return Target(text, slack, others)
    low = next((number(_stripped(one)) for tag in ("vargte", "vargt") for one in condition.iter(tag)), None)
    high = next((number(_stripped(one)) for tag in ("varlte", "varlt") for one in condition.iter(tag)), None)
    if low is None or high is None or low > high:
        return Target(text, None, others) if value is not None else None
    middle, half = (low + high) / 2, (high - low) / 2
    if value is not None and value - low == high - value:
        return Target(text, half or None, others)
    if value is not None and not low <= value <= high:
        return Target(text, None, others, is_recentred=True)
    return Target(format(whole(middle), "f"), half or None, others, is_recentred=value is not None)


def _slack(equal: Element, value: Decimal) -> Decimal | None:
    margin, precision = number(equal.get("margin")), number(equal.get("precision"))
    if margin is not None:
        return abs(value * margin / 100) if equal.get("margintype") == "percent" else abs(margin)
    if precision is not None and 0 <= precision <= 20:
        decimals = equal.get("precisiontype") == "decimals"
        places = -int(precision) if decimals else value.adjusted() + 1 - int(precision)
        return Decimal(5).scaleb(places - 1)
    return None


def _stripped(element: Element) -> str:
    return (element.text or "").strip()
