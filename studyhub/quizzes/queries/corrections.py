"""How the items of a quiz are graded since an organiser corrected something."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from question_bank import Item
from studyhub.core.db import table_of
from studyhub.items.queries import load_versions
from studyhub.quizzes.models import KeyCorrection
from studyhub.quizzes.rules.regrading import CorrectionKind

_corrections = table_of(KeyCorrection)
_OF_QUIZ = (
    select(_corrections).where(_corrections.c.quiz_id == bindparam("quiz_id")).order_by(_corrections.c.id)
)


@dataclass(frozen=True)
class Correction:
    """A correction in force. `item` is the version whose key counts, None when the item was made void."""

    id: int
    kind: CorrectionKind
    reason: str
    decided_at: datetime
    key_version_id: int | None
    item: Item | None


def corrections_in_force(session: Session, quiz_id: int) -> Mapping[int, Correction]:
    """The last correction of each item of a quiz, by the id of the version that was drawn; mostly there is none."""
    last = {row.item_version_id: row for row in session.connection().execute(_OF_QUIZ, {"quiz_id": quiz_id})}
    versions = [row.key_version_id for row in last.values() if row.key_version_id is not None]
    items = load_versions(session, versions) if versions else {}
    return {
        drawn: Correction(
            row.id, row.kind, row.reason, row.decided_at, row.key_version_id, items.get(row.key_version_id)
        )
        for drawn, row in last.items()
    }
