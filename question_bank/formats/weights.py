"""Percentages per choice, as Moodle's formats have them, and the marking rules that give the same marks."""

from collections.abc import Sequence
from decimal import Decimal

from ..model import Item, Marking

WEIGHTS = frozenset(
    map(
        Decimal,
        [
            "100",
            "90",
            "83.33333",
            "80",
            "75",
            "70",
            "66.66667",
            "60",
            "50",
            "40",
            "33.33333",
            "30",
            "25",
            "20",
            "16.66667",
            "14.28571",
            "12.5",
            "11.11111",
            "10",
            "5",
            "0",
        ],
    )
)
"""The percentages that Moodle accepts, plus or minus."""

ODD_WEIGHTS = "多选题各选项的权重没有读入，得分按试卷的多选题规则计算。"

_NEAR = Decimal("0.01")


def marking_of(weights: Sequence[Decimal]) -> tuple[Marking | None, bool]:
    """The rule that gives the same marks as the weights of the choices do, and whether there is one."""
    right = [weight for weight in weights if weight > 0]
    wrong = [weight for weight in weights if weight <= 0]
    share = Decimal(100) / len(right) if right else Decimal(0)
    if right and all(abs(weight - share) < _NEAR for weight in right):
        if all(weight <= -100 for weight in wrong):
            return Marking.PARTIAL, True
        if all(abs(weight + share) < _NEAR for weight in wrong):
            return Marking.RIGHT_MINUS_WRONG, True
    return None, not right


def weights_of(item: Item) -> tuple[Decimal, Decimal]:
    """The weights of each right and of each wrong choice of a multiple response."""
    share = round(Decimal(100) / len(item.key), 5).normalize()
    return share, -share if item.marking is Marking.RIGHT_MINUS_WRONG else Decimal(-100)
