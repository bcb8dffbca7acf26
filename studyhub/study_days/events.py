"""What happens on a study day."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ParticipationDone:
    """A member has taken part in a study day: once for each member and day. `unit_id` is the member's branch."""

    study_day_id: int
    title: str
    member_id: int
    unit_id: int
    at: datetime
