"""What happens in reading."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class StudyUnitRead:
    """Every paragraph of a study unit has been on a member's screen. `unit_id` is the member's branch."""

    member_id: int
    unit_id: int
    study_unit_id: int
    title: str
    at: datetime


@dataclass(frozen=True)
class StudyUnitCompleted:
    """A member did all that completes a study unit.

    Published each time that is done, since a study day may ask for a unit that somebody has read before; who
    listens must be content to hear it twice. `unit_id` is the member's branch.
    """

    member_id: int
    unit_id: int
    study_unit_id: int
    title: str
    at: datetime
