"""POST /api/v1/quizzes/{id}/attempts."""

from typing import Any

from studyhub.organisation.rules import Permission
from studyhub.quizzes import queries, service
from studyhub.web.api import descriptions, schemas
from studyhub.web.api.blueprint import Blueprint
from studyhub.web.kit import current_actor, database, now, permit

blueprint = Blueprint("api_quizzes", __name__, url_prefix="/api/v1", description="Quizzes")


@blueprint.post("/quizzes/<int:quiz_id>/attempts")
@permit(Permission.STUDY)
@blueprint.response(201, schemas.Attempt)
@blueprint.alt_response(200, schema=schemas.Attempt)
@blueprint.alt_response(404, schema=schemas.Problem)
@blueprint.alt_response(409, schema=schemas.Problem)
def start(quiz_id: int) -> Any:
    """Start the quiz: 201 with a fresh paper, or 200 with the attempt there already is."""
    actor, moment = current_actor(), now()
    started = database().write_together(
        lambda session: service.start_attempt(session, actor, quiz_id, now=moment)
    )
    attempt = started.attempt
    if attempt is None:
        with database().read() as session:
            attempt = queries.get_attempt(session, actor, started.attempt_id)
    return descriptions.attempt(attempt, moment), 201 if started.is_new else 200
