"""Writing the audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from studyhub.audit.models import AuditEntry


def record(
    session: Session, action: str, subject: str, *, actor_id: int | None, now: datetime, **detail: Any
) -> None:
    """Append one entry. `detail` must be JSON-able and hold no secret (no password, no key of an item)."""
    session.add(AuditEntry(at=now, actor_id=actor_id, action=action, subject=subject, detail=detail))
