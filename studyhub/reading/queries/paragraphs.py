"""One paragraph of a unit that somebody reads."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from studyhub.core.errors import NotFound
from studyhub.organisation.rules import Actor
from studyhub.study.queries import get_for_reading


@dataclass(frozen=True)
class ParagraphInUnit:
    """A paragraph with the unit and the section in which it stands."""

    study_unit_id: int
    unit_title: str
    section_title: str
    anchor: str
    text: str


def get_paragraph(session: Session, actor: Actor, study_unit_id: int, anchor: str) -> ParagraphInUnit:
    """A paragraph of a unit that the actor may read, or NotFound."""
    unit = get_for_reading(session, actor, study_unit_id)
    for section in unit.sections:
        for paragraph in section.paragraphs:
            if paragraph.anchor == anchor:
                return ParagraphInUnit(unit.id, unit.title, section.title, anchor, paragraph.words)
    raise NotFound("没有找到这一段，请刷新页面后再试。")
