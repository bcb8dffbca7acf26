"""What happens to points."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PointsAwarded:
    """A new entry stands in a member's ledger; `points` may be negative, never zero."""

    member_id: int
    points: int


@dataclass(frozen=True)
class PointsCorrected:
    """New entries stand in the ledgers of several members at once, one each."""

    entries: tuple[PointsAwarded, ...]
