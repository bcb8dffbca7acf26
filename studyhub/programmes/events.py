"""What happens in programmes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ProgrammeCompleted:
    """Members have done all that a programme asks for: once for each member and programme."""

    programme_id: int
    title: str
    member_ids: tuple[int, ...]
    at: datetime
