"""Audio and video of a unit: part of what a version says, so it goes out by two people like the text."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from studyhub.core.errors import Invalid
from studyhub.core.upsert import upsert
from studyhub.organisation.rules import Actor
from studyhub.study.content import Recording
from studyhub.study.models import ListeningPlace
from studyhub.study.queries.recordings import find_for_reading
from studyhub.study.rules import clean
from studyhub.study.service.writing import get_managed, newest_content, save_content

MOST = 8
TITLE_LENGTH = 80

_REMEMBER = upsert(
    ListeningPlace,
    lambda new: new.on_conflict_do_update(
        index_elements=["member_id", "study_unit_id", "digest"],
        set_={"seconds": new.excluded.seconds, "updated_at": new.excluded.updated_at},
    ),
)


def add_recording(
    session: Session, actor: Actor, study_unit_id: int, recording: Recording, *, now: datetime
) -> None:
    """Put a kept file into the newest version; one that it has already gets the new title. Invalid names the field."""
    study_unit = get_managed(session, actor, study_unit_id)
    content = newest_content(session, study_unit)
    recording = replace(recording, title=clean(recording.title))
    if not recording.title or len(recording.title) > TITLE_LENGTH:
        raise Invalid("请填写标题。", {"title": f"请填写标题（{TITLE_LENGTH} 字以内）。"})
    others = tuple(each for each in content.recordings if each.digest != recording.digest)
    if len(others) >= MOST:
        message = f"一个学习单元最多 {MOST} 个音频或视频，请先移除不用的。"
        raise Invalid(message, {"file": message})
    save_content(session, actor, study_unit, replace(content, recordings=(*others, recording)), now)


def remove_recording(
    session: Session, actor: Actor, study_unit_id: int, digest: str, *, now: datetime
) -> None:
    """Take a recording out of the newest version; doing it twice changes nothing."""
    study_unit = get_managed(session, actor, study_unit_id)
    content = newest_content(session, study_unit)
    kept = tuple(each for each in content.recordings if each.digest != digest)
    save_content(session, actor, study_unit, replace(content, recordings=kept), now)


def remember_place(
    session: Session, actor: Actor, study_unit_id: int, digest: str, seconds: int, *, now: datetime
) -> None:
    """Remember how far a member has listened, in seconds; NotFound for what the member may not hear."""
    find_for_reading(session, actor, study_unit_id, digest)
    connection = session.connection()
    values = {
        "member_id": actor.member_id, "study_unit_id": study_unit_id, "digest": digest, "seconds": seconds,
        "updated_at": now,
    }  # fmt: skip
    connection.execute(_REMEMBER[connection.dialect.name], values)
