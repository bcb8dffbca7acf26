"""Tables from which a place is read at once, kept in the transaction of every point entry."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from studyhub.core.db import Base


class MemberStanding(Base):
    """A member's total of the ledger."""

    __tablename__ = "member_standings"
    __table_args__ = (Index(None, "points", "member_id"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    points: Mapped[int]


class StandingCount(Base):
    """How many members have exactly this many points: a place is 1 + the members of all higher totals."""

    __tablename__ = "standing_counts"

    points: Mapped[int] = mapped_column(primary_key=True)
    members: Mapped[int]
