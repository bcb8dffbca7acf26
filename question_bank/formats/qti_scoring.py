"""What the declarations and the response processing of a QTI 2 or 3 item say about answers and points."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from xml.etree.ElementTree import Element

from .qti_parts import number, whole

_CENT = Decimal("0.01")
_COMPARED = frozenset(
    ["gt", "gte", "lt", "lte", "stringMatch", "patternMatch", "substring", "member", "contains"]
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declared response: what is right, and what each value is worth where a mapping says so."""

    identifier: str
    cardinality: str
    base_type: str
    right: tuple[str, ...]
    mapped: Mapping[str, Decimal]
    default: Decimal
    upper_bound: Decimal | None
    is_case_sensitive: bool

    @property
    def best(self) -> tuple[str, ...]:
        """The values that the mapping pays most for."""
        top = max(self.mapped.values(), default=Decimal(0))
        return tuple(value for value, worth in self.mapped.items() if worth == top > 0)

    @property
    def paid(self) -> tuple[str, ...]:
        """The values that the mapping pays anything for."""
        return tuple(value for value, worth in self.mapped.items() if worth > 0)


def declarations(item: Element) -> dict[str, Declaration]:
    """The declared responses of an item by identifier."""
    return {found.identifier: found for found in map(_declaration, item.iterfind("responseDeclaration"))}


def _declaration(element: Element) -> Declaration:
    mapping = element.find("mapping")
    entries = () if mapping is None else tuple(mapping.iterfind("mapEntry"))
    return Declaration(
        element.get("identifier", ""),
        element.get("cardinality", "").lower(),
        element.get("baseType", "").lower(),
        tuple(text for value in element.iterfind("correctResponse/value") if (text := _text(value))),
        {
            " ".join(entry.get("mapKey", "").split()): number(entry.get("mappedValue")) or Decimal(0)
            for entry in entries
        },
        (number(mapping.get("defaultValue")) if mapping is not None else None) or Decimal(0),
        number(mapping.get("upperBound")) if mapping is not None else None,
        any(entry.get("caseSensitive", "").lower() == "true" for entry in entries),
    )


def _text(value: Element) -> str:
    return " ".join("".join(value.itertext()).split())


@dataclass(frozen=True, slots=True)
class Processing:
    """How an item is scored: by a template (its last path part, however the URI is written) or by steps of its own."""

    template: str
    element: Element | None

    @property
    def is_mapped(self) -> bool:
        """Whether points come from a mapping."""
        return "map_response" in self.template or (
            self.element is not None and self.element.find(".//mapResponse") is not None
        )

    def is_unusual(self, responses: Sequence[str]) -> bool:
        """Whether it does more than compare a response with what is right, or add up a mapping."""
        if self.element is None:
            return False
        for match in self.element.iter("match"):
            compares = _names_response(match, responses) and match.find(".//correct") is None
            if compares and match.find(".//baseValue") is not None:
                return True
        return any(
            element.tag in _COMPARED and _names_response(element, responses)
            for element in self.element.iter()
        )

    def tolerance(self, key: str) -> Decimal | None:
        """How far from the key a number may be; None when nothing is said."""
        if self.element is None:
            return None
        for equal in self.element.iter("equal"):
            amount = number((equal.get("tolerance") or "").split(" ")[0])
            if amount is not None and equal.get("toleranceMode") == "absolute":
                return amount
            if amount is not None and equal.get("toleranceMode") == "relative":
                return abs((number(key) or Decimal(0)) * amount / 100)
        for equal in self.element.iter("equalRounded"):
            figures = number(equal.get("figures"))
            if figures is not None and equal.get("roundingMode") == "decimalPlaces" and 0 <= figures <= 20:
                return Decimal(5).scaleb(-int(figures) - 1)
        return None


def _names_response(element: Element, responses: Sequence[str]) -> bool:
    return any(variable.get("identifier") in responses for variable in element.iter("variable"))


def processing(item: Element) -> Processing:
    """The response processing of an item."""
    element = item.find("responseProcessing")
    if element is None:
        return Processing("", None)
    uri = element.get("template") or element.get("templateLocation") or ""
    return Processing(uri.rstrip("/").rpartition("/")[2].removesuffix(".xml"), element)


def item_points(item: Element, declared: Sequence[Declaration], scoring: Processing) -> Decimal | None:
    """What an item is worth, in cents; None when it says nothing or nothing sensible."""
    # Common Cartridge writes 100 for "all of it".
    found = None if scoring.template.startswith("CC2_") else next(filter(None, _worths(item)), None)
    if found is None and scoring.is_mapped and not scoring.template.startswith("CC2_"):
        found = sum((_most(one) for one in declared), Decimal(0))
    if not found or found < 0:
        return None
    return whole(found.quantize(_CENT, ROUND_HALF_UP)) or None


def _worths(item: Element) -> Iterator[Decimal | None]:
    outcomes = {outcome.get("identifier"): outcome for outcome in item.iterfind("outcomeDeclaration")}
    if (most := outcomes.get("MAXSCORE")) is not None:
        yield number((most.findtext("defaultValue/value") or "").strip())
    if (score := outcomes.get("SCORE")) is not None:
        yield number(score.get("normalMaximum"))


def _most(declared: Declaration) -> Decimal:
    paid = [worth for worth in declared.mapped.values() if worth > 0]
    if declared.cardinality == "single":
        return max(paid, default=Decimal(0))
    total = sum(paid, Decimal(0))
    return min(total, declared.upper_bound) if declared.upper_bound else total
