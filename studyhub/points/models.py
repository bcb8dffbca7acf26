"""The points ledger."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from studyhub.core.db import Base, Moment


class PointEntry(Base):
    """Points a member got (or lost, by a counter-entry), by which rule, from which source ("quiz:3").

    The key (member, rule, source) makes the same thing twice once.
    """

    __tablename__ = "point_entries"
    __table_args__ = (UniqueConstraint("member_id", "rule", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    rule: Mapped[str]
    source: Mapped[str]
    points: Mapped[int]
    note: Mapped[str]
    awarded_at: Mapped[datetime] = mapped_column(Moment)
