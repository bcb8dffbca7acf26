"""GET /api/v1/units/{id} and PUT /api/v1/units/{id}/progress."""

from typing import Any

from studyhub.organisation.rules import Permission
from studyhub.reading import service as reading
from studyhub.study import queries, service
from studyhub.web.api import descriptions, reading_schemas, schemas
from studyhub.web.api.blueprint import Blueprint
from studyhub.web.kit import current_actor, database, db, now, permit

blueprint = Blueprint("api_units", __name__, url_prefix="/api/v1", description="Study units")


@blueprint.get("/units/<int:study_unit_id>")
@permit(Permission.STUDY)
@blueprint.response(200, schemas.StudyUnit)
@blueprint.alt_response(404, schema=schemas.Problem)
def view(study_unit_id: int) -> Any:
    """A study unit with its text and how far the member has read it."""
    return descriptions.study_unit(queries.get_for_reading(db(), current_actor(), study_unit_id))


@blueprint.put("/units/<int:study_unit_id>/progress")
@permit(Permission.STUDY)
@blueprint.arguments(schemas.ProgressRequest())
@blueprint.response(200, schemas.Progress)
@blueprint.alt_response(404, schema=schemas.Problem)
def save_progress(body: dict[str, Any], study_unit_id: int) -> Any:
    """Remember the paragraph being read, and those that have been on the screen; all of them read the unit to its end."""
    actor, moment = current_actor(), now()
    saved = database().write_together(
        lambda session: service.record_progress(
            session, actor, study_unit_id, body["paragraph"], seen=body["seen"], now=moment
        )
    )
    return descriptions.progress(saved)


@blueprint.put("/units/<int:study_unit_id>/notes/<anchor>")
@permit(Permission.STUDY)
@blueprint.arguments(reading_schemas.NoteRequest())
@blueprint.response(200, reading_schemas.SavedReceipt)
@blueprint.alt_response(404, schema=schemas.Problem)
def write_note(body: dict[str, Any], study_unit_id: int, anchor: str) -> Any:
    """Keep the member's own highlight of a paragraph and note on it; of two writes the higher sequence stays."""
    return reading.write_note(db(), current_actor(), study_unit_id, anchor, **body, now=now())


@blueprint.put("/units/<int:study_unit_id>/recordings/<digest>")
@permit(Permission.STUDY)
@blueprint.arguments(reading_schemas.ListeningPlace())
@blueprint.response(200, reading_schemas.ListeningPlace)
@blueprint.alt_response(404, schema=schemas.Problem)
def save_listening(body: dict[str, Any], study_unit_id: int, digest: str) -> Any:
    """Remember how far the member has listened to an audio or video file of the unit; the last report stays."""
    service.remember_place(db(), current_actor(), study_unit_id, digest, body["seconds"], now=now())
    return body
