"""Saving a response: the busiest write of the site, one SELECT and one UPDATE."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from question_bank import ItemType
from studyhub.core.db import table_of
from studyhub.core.errors import NotFound
from studyhub.quizzes.models import Attempt, LateResponse, Slot
from studyhub.quizzes.rules import AttemptStatus, counts
from studyhub.quizzes.rules.wire import Shown, check_response, check_sequence

_attempts, _slots, _late = table_of(Attempt), table_of(Slot), table_of(LateResponse)

# FOR SHARE: on PostgreSQL a submission waits until a save that saw the attempt open has committed, and the other way
# round. SQLite has one writer at a time and ignores it.
_FIND = (
    select(
        _attempts.c.member_id,
        _attempts.c.status,
        _attempts.c.closes_at,
        _slots.c.type,
        _slots.c.choice_order,
        _slots.c.prompt_order,
        _slots.c.blank_count,
        _slots.c.sequence,
        _slots.c.saved_at,
    )
    .join(_slots, and_(_slots.c.attempt_id == _attempts.c.id, _slots.c.number == bindparam("slot_number")))
    .where(_attempts.c.id == bindparam("id"))
    .with_for_update(read=True, of=_attempts)
)
_SAVE = (
    update(_slots)
    .where(
        _slots.c.attempt_id == bindparam("id"),
        _slots.c.number == bindparam("slot_number"),
        _slots.c.sequence < bindparam("new_sequence"),
    )
    .values(
        response=bindparam("new_response"),
        sequence=bindparam("new_sequence"),
        saved_at=bindparam("now"),
    )
)
_SAVE_WITH_FLAG = _SAVE.values(is_flagged=bindparam("new_flag"))
_STORED = select(_slots.c.sequence, _slots.c.saved_at).where(
    _slots.c.attempt_id == bindparam("id"), _slots.c.number == bindparam("slot_number")
)
_KEEP_LATE = {
    dialect: statement.on_conflict_do_nothing(index_elements=["attempt_id", "number", "sequence"])
    for dialect, statement in (("sqlite", sqlite.insert(_late)), ("postgresql", postgresql.insert(_late)))
}


@dataclass(frozen=True)
class Receipt:
    """What the server holds of a slot: its highest sequence number and when that was saved.

    `counted` is False when the response came after the attempt was over: it is kept as late, not counted.
    """

    slot: int
    sequence: int
    saved_at: datetime | None
    counted: bool = True


def save_response(
    session: Session,
    attempt_id: int,
    number: int,
    values: object,
    sequence: int,
    *,
    now: datetime,
    is_flagged: bool | None = None,
    member_id: int | None = None,
) -> Receipt:
    """Save the response to slot `number` of an attempt, durable when the transaction is.

    values: what came over the wire (see rules.wire). sequence: rises with every change on the phone; one that is
    equal to or lower than the stored one changes nothing. is_flagged: None leaves the flag as it is.
    member_id: whose attempt it has to be; None when the attempt's own token has opened it.
    NotFound, or Invalid (malformed_response); too late is no error here, because it is kept: see Receipt.counted.
    """
    connection = session.connection()
    where = {"id": attempt_id, "slot_number": number}
    row = connection.execute(_FIND, where).first()
    if row is None or (member_id is not None and row.member_id != member_id):
        raise NotFound("没有找到这道题。")
    sequence = check_sequence(sequence)
    response = check_response(_shown(row), values)
    if sequence <= row.sequence:
        return Receipt(number, row.sequence, row.saved_at)
    if row.status is not AttemptStatus.OPEN or not counts(now, row.closes_at):
        connection.execute(
            _KEEP_LATE[connection.dialect.name],
            {
                "attempt_id": attempt_id,
                "number": number,
                "response": response,
                "sequence": sequence,
                "received_at": now,
            },
        )
        return Receipt(number, row.sequence, row.saved_at, counted=False)
    saving = {**where, "new_response": response, "new_sequence": sequence, "now": now}
    if is_flagged is None:
        saved = connection.execute(_SAVE, saving)
    else:
        saved = connection.execute(_SAVE_WITH_FLAG, {**saving, "new_flag": is_flagged})
    if saved.rowcount == 0:  # on PostgreSQL a newer one may have slipped in between
        stored = connection.execute(_STORED, where).one()
        return Receipt(number, stored.sequence, stored.saved_at)
    return Receipt(number, sequence, now)


def _shown(row: Row[*tuple[Any, ...]]) -> Shown:
    return Shown(ItemType(row.type), row.choice_order, row.prompt_order, row.blank_count)
