"""Rooms tell the rooms above them what happened, without knowing them.

`studyhub.subscriptions` is the whole table of who listens. Handlers run at once, in the caller's transaction, so
that an event and all that follows from it succeed or fail together.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

Handler = Callable[[Session, Any], None]

_handlers: dict[type, tuple[Handler, ...]] = {}


def connect(table: dict[type, tuple[Handler, ...]]) -> None:
    """Make `table` (event type -> handlers, in order) the one in force."""
    _handlers.clear()
    _handlers.update(table)


def publish(session: Session, event: object) -> None:
    """Hand an event to everyone who listens; an error in a handler fails the whole transaction."""
    for handler in _handlers.get(type(event), ()):
        handler(session, event)
