"""The word list of a unit of the organisation, kept as entries."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from studyhub.audit.service import record
from studyhub.core.errors import Invalid
from studyhub.materials.fidelity import WordList
from studyhub.organisation.queries import get_unit
from studyhub.organisation.rules import Actor, Permission
from studyhub.study.models import ListedWording

ENTRIES = 5000
WORDS_LENGTH = 60
NOTE_LENGTH = 200


def set_word_list(session: Session, actor: Actor, unit_id: int, words: WordList, *, now: datetime) -> int:
    """Replace a unit's own entries; gives how many there are now. Invalid for what is too long or too many.

    Drafts are checked against it when they are saved or sent for review the next time.
    """
    unit = get_unit(session, actor, Permission.MANAGE_STUDY_UNITS, unit_id)
    entries = {(each.wrong, each.right): each for each in words.wordings}
    if len(entries) > ENTRIES:
        raise Invalid(f"词表最多 {ENTRIES} 条，现在有 {len(entries)} 条。", {"text": f"最多 {ENTRIES} 条。"})
    for each in entries.values():
        if max(len(each.wrong), len(each.right)) > WORDS_LENGTH or len(each.note) > NOTE_LENGTH:
            message = f"“{(each.wrong or each.right)[:20]}……”一条太长：词语 {WORDS_LENGTH} 字以内，说明 {NOTE_LENGTH} 字以内。"
            raise Invalid(message, {"text": message})
    session.execute(delete(ListedWording).where(ListedWording.unit_id == unit.id))
    session.add_all(
        ListedWording(unit_id=unit.id, wrong=each.wrong, right=each.right, note=each.note)
        for each in entries.values()
    )
    session.flush()
    record(
        session, "word_list.set", f"unit:{unit.id}", actor_id=actor.member_id, now=now, entries=len(entries)
    )
    return len(entries)
