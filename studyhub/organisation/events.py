"""What happens in the organisation."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class MembershipChanged:
    """A member joined, left, moved between branches, or became exempt; None is "no branch"."""

    member_id: int
    from_unit_id: int | None
    to_unit_id: int | None
    at: datetime
