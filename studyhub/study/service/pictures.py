"""A picture that an organiser adds while editing a unit."""

import hashlib

from sqlalchemy.orm import Session

from studyhub.organisation.rules import Actor
from studyhub.study.service.picture_rows import add_rows, digests_of
from studyhub.study.service.writing import get_managed


def add_picture(session: Session, actor: Actor, study_unit_id: int, data: bytes) -> str:
    """Keep a picture for the paragraphs of a unit; gives its name there, the old one for bytes that it has already.

    Members see it when a published paragraph names it. Invalid (picture_file) for what is no picture, or too large.
    """
    get_managed(session, actor, study_unit_id)
    present = digests_of(session, study_unit_id)
    digest = hashlib.sha256(data).hexdigest()
    for name, known in present.items():
        if known == digest:
            return name
    name = f"图{len(present) + 1}"
    add_rows(session, study_unit_id, {name: data})
    return name
