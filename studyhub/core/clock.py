"""Time comes from here, so that a test can hold it still."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SITE_ZONE = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The server's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is told to move; for tests and demonstrations."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """The moment it was last set to, aware, in UTC."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move the clock on by a duration."""
        self._now += by


def local_date(moment: datetime) -> date:
    """The calendar date of a moment on the site (Asia/Shanghai)."""
    return moment.astimezone(SITE_ZONE).date()


def local_moment(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The UTC moment of a wall-clock time on the site."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SITE_ZONE).astimezone(UTC)
