"""The flags of a unit's newest version, computed anew; decisions about words that stayed are kept."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from studyhub.organisation.models import Unit
from studyhub.organisation.rules import UnitRef
from studyhub.study.checking import Decision, carry_decisions, check_content
from studyhub.study.content import Content
from studyhub.study.models import FidelityFlag, StudyUnit
from studyhub.study.queries.words import words_in_force


def recheck(session: Session, study_unit: StudyUnit, content: Content) -> int:
    """Put what the check finds in place of the flags there are; gives how many wait for a decision."""
    owner = session.get_one(Unit, study_unit.unit_id)
    words = words_in_force(session, UnitRef(owner.id, owner.name, owner.path))
    decided = [
        ((flag.kind, flag.words, flag.sentence), Decision(flag.kept_by_id, flag.kept_at))
        for flag in session.scalars(
            select(FidelityFlag)
            .where(FidelityFlag.study_unit_id == study_unit.id, FidelityFlag.kept_at.is_not(None))
            .order_by(FidelityFlag.id)
        )
        if flag.kept_at is not None
    ]
    session.execute(delete(FidelityFlag).where(FidelityFlag.study_unit_id == study_unit.id))
    checked = carry_decisions(check_content(content, words), decided)
    session.add_all(
        FidelityFlag(
            study_unit_id=study_unit.id, place=found.place, start=found.start, end=found.end, kind=found.kind,
            reason=found.reason, words=found.words, sentence=found.sentence, suggestion=found.suggestion,
            kept_by_id=decision.kept_by_id if decision else None, kept_at=decision.kept_at if decision else None,
        )
        for found, decision in checked
    )  # fmt: skip
    session.flush()
    return sum(decision is None for _, decision in checked)
