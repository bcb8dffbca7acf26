"""PUT /api/v1/units/{id}/reflection and PUT /api/v1/study-days/{id}/reflection: drafts, as they are written."""

from typing import Any

from studyhub.organisation.rules import Permission
from studyhub.reading import service
from studyhub.reading.queries import Subject
from studyhub.web.api import reading_schemas, schemas
from studyhub.web.api.blueprint import Blueprint
from studyhub.web.kit import current_actor, db, now, permit

blueprint = Blueprint("api_reflections", __name__, url_prefix="/api/v1", description="Reflections")


@blueprint.put("/units/<int:study_unit_id>/reflection")
@permit(Permission.STUDY)
@blueprint.arguments(reading_schemas.DraftRequest())
@blueprint.response(200, reading_schemas.SavedReceipt)
@blueprint.alt_response(404, schema=schemas.Problem)
def save_about_unit(body: dict[str, Any], study_unit_id: int) -> Any:
    """Keep the member's draft about a study unit; of two writes the higher sequence stays."""
    return service.save_draft(
        db(), current_actor(), Subject(study_unit_id=study_unit_id), body["text"], body["sequence"], now=now()
    )


@blueprint.put("/study-days/<int:study_day_id>/reflection")
@permit(Permission.STUDY)
@blueprint.arguments(reading_schemas.DraftRequest())
@blueprint.response(200, reading_schemas.SavedReceipt)
@blueprint.alt_response(404, schema=schemas.Problem)
def save_about_day(body: dict[str, Any], study_day_id: int) -> Any:
    """Keep the member's draft about a study day; of two writes the higher sequence stays."""
    return service.save_draft(
        db(), current_actor(), Subject(study_day_id=study_day_id), body["text"], body["sequence"], now=now()
    )
