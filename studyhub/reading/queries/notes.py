"""A member's own highlights and notes: fetched for their writer, by nobody else's page."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from studyhub.organisation.models import Unit
from studyhub.organisation.rules import Actor
from studyhub.reading.models import ParagraphNote
from studyhub.study.models import Paragraph, StudyUnit, StudyUnitStatus
from studyhub.study.queries import paths_above
from studyhub.study.rules import in_words


@dataclass(frozen=True)
class Note:
    """A highlight (or not) with a note (or an empty one) on a paragraph."""

    anchor: str
    is_highlighted: bool
    text: str
    sequence: int
    saved_at: datetime


@dataclass(frozen=True)
class NoteLine:
    """A note with the paragraph that it stands on; `quote` is what that says now."""

    anchor: str
    quote: str
    text: str
    is_highlighted: bool
    saved_at: datetime


@dataclass(frozen=True)
class UnitNotes:
    """All that a member noted in one unit, in the order of the text. `is_readable`: the unit can be opened now."""

    study_unit_id: int
    title: str
    is_readable: bool
    notes: tuple[NoteLine, ...]


def notes_of_unit(session: Session, actor: Actor, study_unit_id: int) -> dict[str, Note]:
    """The actor's notes in a unit by anchor, taken-back ones (empty) included: their sequence counts on."""
    rows = session.scalars(
        select(ParagraphNote).where(
            ParagraphNote.member_id == actor.member_id, ParagraphNote.study_unit_id == study_unit_id
        )
    )
    return {
        row.anchor: Note(row.anchor, row.is_highlighted, row.text, row.sequence, row.saved_at) for row in rows
    }


def list_notes(session: Session, actor: Actor) -> list[UnitNotes]:
    """Everything the actor has noted, unit by unit, the unit with the newest note first.

    What was written stays readable to its writer when the unit is taken down; what the unit itself says does not.
    """
    is_readable = (StudyUnit.status == StudyUnitStatus.PUBLISHED) & Unit.path.in_(paths_above(actor.unit))
    rows = session.execute(
        select(
            ParagraphNote,
            StudyUnit.title,
            Paragraph.text.label("quote"),
            Paragraph.picture,
            is_readable.label("is_readable"),
        )
        .join(StudyUnit, StudyUnit.id == ParagraphNote.study_unit_id)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .outerjoin(
            Paragraph,
            (Paragraph.study_unit_id == ParagraphNote.study_unit_id)
            & (Paragraph.anchor == ParagraphNote.anchor),
        )
        .where(
            ParagraphNote.member_id == actor.member_id,
            or_(ParagraphNote.is_highlighted, ParagraphNote.text != ""),
        )
        .order_by(ParagraphNote.study_unit_id, Paragraph.position)
    ).all()
    units = []
    for study_unit_id, group in groupby(rows, key=lambda row: row.ParagraphNote.study_unit_id):
        found = list(group)
        lines = tuple(
            NoteLine(
                note.anchor,
                in_words(row.quote or "", row.picture or "") if row.is_readable else "",
                note.text,
                note.is_highlighted,
                note.saved_at,
            )
            for row in found
            for note in (row.ParagraphNote,)
        )
        units.append(UnitNotes(study_unit_id, found[0].title, bool(found[0].is_readable), lines))
    return sorted(units, key=lambda unit: max(line.saved_at for line in unit.notes), reverse=True)
