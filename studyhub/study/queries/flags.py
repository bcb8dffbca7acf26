"""The flags of a unit's newest version. Callers have fetched the unit with permission."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from studyhub.accounts.models import Account
from studyhub.materials.fidelity import FLAG_NAMES, FlagKind
from studyhub.study.models import FidelityFlag


@dataclass(frozen=True)
class FlagRow:
    """A flag with its sentence in three: before the place, the place, after it. kept_by: who decided to leave it so."""

    id: int
    place: str
    kind: str
    reason: str
    words: str
    before: str
    after: str
    suggestion: str | None
    kept_by: str | None
    kept_at: datetime | None

    @property
    def kind_name(self) -> str:
        """What seems wrong, in Chinese."""
        return FLAG_NAMES[FlagKind(self.kind)]

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.kept_at is None

    @property
    def is_fixable(self) -> bool:
        """Whether the system knows what to write instead."""
        return self.suggestion is not None or self.kind == FlagKind.HALF_WIDTH


def list_flags(session: Session, study_unit_id: int, texts: dict[str, str]) -> list[FlagRow]:
    """All flags in reading order; `texts` are those of the newest version by place."""
    rows = session.execute(
        select(FidelityFlag, Account.name)
        .outerjoin(Account, Account.id == FidelityFlag.kept_by_id)
        .where(FidelityFlag.study_unit_id == study_unit_id)
        .order_by(FidelityFlag.id)
    )
    return [_row(flag, name, texts.get(flag.place, "")) for flag, name in rows]


def count_undecided(session: Session, study_unit_id: int) -> int:
    """How many flags wait for a decision."""
    statement = select(func.count()).where(
        FidelityFlag.study_unit_id == study_unit_id, FidelityFlag.kept_at.is_(None)
    )
    return session.scalar(statement) or 0


def _row(flag: FidelityFlag, kept_by: str | None, text: str) -> FlagRow:
    sentence_at = max(0, text.rfind(flag.sentence, 0, flag.start + len(flag.sentence)))
    return FlagRow(
        flag.id, flag.place, flag.kind, flag.reason, flag.words, text[sentence_at : flag.start],
        text[flag.end : sentence_at + len(flag.sentence)], flag.suggestion, kept_by, flag.kept_at,
    )  # fmt: skip
