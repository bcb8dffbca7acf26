"""A member's own highlights and notes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyhub.core.upsert import upsert
from studyhub.organisation.rules import Actor
from studyhub.reading.models import ParagraphNote
from studyhub.reading.queries.paragraphs import get_paragraph
from studyhub.reading.rules import NOTE_LENGTH, check_sequence, checked_text

_WRITE = upsert(
    ParagraphNote,
    lambda new: new.on_conflict_do_update(
        index_elements=["member_id", "study_unit_id", "anchor"],
        set_={name: new.excluded[name] for name in ("is_highlighted", "text", "sequence", "saved_at")},
        where=ParagraphNote.sequence < new.excluded.sequence,
    ),
)


@dataclass(frozen=True)
class Receipt:
    """What the server keeps now: a higher sequence than the one sent means that something later was there already."""

    sequence: int
    saved_at: datetime


def write_note(
    session: Session,
    actor: Actor,
    study_unit_id: int,
    anchor: str,
    *,
    is_highlighted: bool,
    text: str,
    sequence: int,
    now: datetime,
) -> Receipt:
    """Keep the actor's highlight of a paragraph and the note on it; of two writes the higher sequence stays.

    A note taken back stays as an empty one, so that a late write cannot bring it to life. NotFound when the actor may not
    read the unit or it has no such paragraph; Invalid when the note is too long.
    """
    check_sequence(sequence)
    get_paragraph(session, actor, study_unit_id, anchor)
    key = {"member_id": actor.member_id, "study_unit_id": study_unit_id, "anchor": anchor}
    connection = session.connection()
    connection.execute(
        _WRITE[connection.dialect.name],
        {
            **key,
            "is_highlighted": is_highlighted,
            "text": checked_text(text, "text", "笔记", NOTE_LENGTH, shortest=0),
            "sequence": sequence,
            "saved_at": now,
        },
    )
    row = connection.execute(select(ParagraphNote.sequence, ParagraphNote.saved_at).filter_by(**key)).one()
    return Receipt(row.sequence, row.saved_at)
