"""From points to percents."""

from decimal import Decimal


def percent(raw: Decimal, most: Decimal) -> int:
    """100 * raw / most, rounded down: 100 only when nothing is missing, and never a pass by rounding."""
    return int(100 * raw // most) if most else 0
