"""Two people publish a study unit in one go, for content that this project brings along itself."""

from datetime import datetime

from sqlalchemy.orm import Session

from studyhub.organisation.rules import Actor
from studyhub.study.queries import list_flags
from studyhub.study.service import keep_flags, sign, submit_for_review


def publish_as_two(
    session: Session, writer: Actor, signer: Actor, study_unit_id: int, *, now: datetime
) -> None:
    """The writer keeps what the check flags and sends the draft for review; the signer signs, and members read it."""
    for flag in list_flags(session, study_unit_id, {}):
        if flag.is_open:
            keep_flags(session, writer, study_unit_id, flag.id, now=now)
    submit_for_review(session, writer, study_unit_id, now=now)
    sign(session, signer, study_unit_id, now=now)
