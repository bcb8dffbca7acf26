"""GET /api/v1/units/{id} and PUT /api/v1/units/{id}/progress."""

from typing import Any

from studyhub.organisation.rules import Permission
from studyhub.study import queries, service
from studyhub.web.api import descriptions, schemas
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
def save_progress(body: dict[str, str], study_unit_id: int) -> Any:
    """Remember the paragraph being read. The furthest one never goes back; the last one completes the unit."""
    actor, moment = current_actor(), now()
    saved = database().write_together(
        lambda session: service.record_progress(session, actor, study_unit_id, body["paragraph"], now=moment)
    )
    return descriptions.progress(saved)
