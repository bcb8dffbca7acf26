"""Audio and video of a study unit, as its page plays them."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from studyhub.organisation.rules import Permission
from studyhub.study.queries.recordings import find_for_reading
from studyhub.web.kit import current_actor, db, permit, send_recording

blueprint = Blueprint("learner_recordings", __name__, url_prefix="/study-units/<int:id>/recordings")


@blueprint.get("/<digest>")
@permit(Permission.STUDY)
def file(id: int, digest: str) -> ResponseReturnValue:
    """The file, or the part of it that the player asks for."""
    found = find_for_reading(db(), current_actor(), id, digest)
    return send_recording(found.digest, found.media_type)
