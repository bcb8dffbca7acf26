"""From responses to points. Pure and total: no response, however malformed, raises."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .model import Grade, Item, Marking, Outcome, Response
from .paper import Paper
from .types import INTERACTIONS

_CENT = Decimal("0.01")
_MILLIONTH = Decimal("0.000001")
_ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class SlotGrade:
    """The grade of one slot of a paper."""

    number: int
    item_id: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class PaperGrade:
    """raw of max, scaled = raw / max in 0..1 (six decimals), and the slots in order."""

    raw: Decimal
    max: Decimal
    scaled: Decimal
    slots: tuple[SlotGrade, ...]

    @property
    def unmarked(self) -> int:
        """How many slots wait for a person."""
        return sum(slot.grade.outcome is Outcome.UNMARKED for slot in self.slots)


def is_blank(response: Response) -> bool:
    """Whether nothing was answered: no parts, or only empty ones."""
    return not any(part.strip() for part in response)


def right_response(item: Item) -> Response:
    """A response that earns all points; empty where only a person can tell."""
    return INTERACTIONS[item.type].right_response(item)


def grade(
    item: Item, response: Response, points: Decimal | None = None, marking: Marking | None = None
) -> Grade:
    """The points a response earns.

    points: what the slot is worth (default: the item's own). marking: the rule stored with the paper (default:
    the item's own, else all or nothing). raw is rounded half up to two decimals.
    """
    most = item.points if points is None else points
    interaction = INTERACTIONS[item.type]
    if is_blank(response):
        return Grade(_ZERO, most, Outcome.BLANK)
    if interaction.is_marked_by_person:
        return Grade(_ZERO, most, Outcome.UNMARKED)
    earned, of = interaction.share(item, response, marking or item.marking or Marking.ALL_OR_NOTHING)
    if earned <= 0:
        return Grade(_ZERO, most, Outcome.WRONG)
    if earned == of:
        return Grade(most.quantize(_CENT, ROUND_HALF_UP), most, Outcome.RIGHT)
    return Grade((most * earned / of).quantize(_CENT, ROUND_HALF_UP), most, Outcome.PARTIAL)


def grade_paper(
    paper: Paper, items_by_id: Mapping[str, Item], responses: Mapping[int, Response]
) -> PaperGrade:
    """The grade of a whole paper.

    responses: by slot number; a missing one is blank. Every item of the paper must be in items_by_id.
    """
    slots = tuple(
        SlotGrade(
            slot.number,
            slot.item_id,
            grade(items_by_id[slot.item_id], responses.get(slot.number, ()), slot.points, slot.marking),
        )
        for slot in paper.slots
    )
    raw = sum((slot.grade.raw for slot in slots), _ZERO)
    most = paper.max_points
    scaled = (raw / most).quantize(_MILLIONTH, ROUND_HALF_UP) if most else Decimal(0)
    return PaperGrade(raw, most, min(scaled, Decimal(1)), slots)
