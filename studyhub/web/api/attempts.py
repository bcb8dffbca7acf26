"""/api/v1/attempts/{id}: the paper, its responses, its submission and its result."""

from typing import Any

from studyhub.organisation.rules import Permission
from studyhub.points.queries import points_from
from studyhub.quizzes import queries, service
from studyhub.web.api import descriptions, schemas
from studyhub.web.api.blueprint import Blueprint
from studyhub.web.kit import attempt_token, current_actor, database, db, now, permit
from studyhub.web.kit.overdue import submit_if_due
from studyhub.web.kit.problems import answer

blueprint = Blueprint("api_attempts", __name__, url_prefix="/api/v1", description="Attempts")


@blueprint.get("/attempts/<int:attempt_id>")
@permit(Permission.STUDY)
@blueprint.response(200, schemas.Attempt)
@blueprint.alt_response(404, schema=schemas.Problem)
def view(attempt_id: int) -> Any:
    """The attempt with its frozen paper and what is saved; an attempt that is over is submitted first."""
    submit_if_due(attempt_id)
    return descriptions.attempt(queries.get_attempt(db(), current_actor(), attempt_id), now())


@blueprint.put("/attempts/<int:attempt_id>/responses/<int:slot>")
@permit(Permission.STUDY, accepts_attempt_token=True)
@blueprint.arguments(schemas.ResponseRequest())
@blueprint.response(200, schemas.Receipt)
@blueprint.alt_response(404, schema=schemas.Problem)
@blueprint.alt_response(409, schema=schemas.Problem)
@blueprint.doc(security=[{"bearer": []}, {"cookie": []}, {"attempt": []}])
def save_response(body: dict[str, Any], attempt_id: int, slot: int) -> Any:
    """Save one response, durably before it is answered. A sequence that is not higher changes nothing and is
    answered with what is stored. After the deadline and its grace: 409 attempt_over; it is kept, not counted.
    """
    owner = None if attempt_token.fits(attempt_id) else current_actor().member_id
    moment = now()
    # What everybody does at once shares its commit instead of having one of its own.
    receipt = database().write_together(
        lambda session: service.save_response(
            session,
            attempt_id,
            slot,
            body["values"],
            body["sequence"],
            is_flagged=body["is_flagged"],
            now=moment,
            member_id=owner,
        )
    )
    if not receipt.counted:
        # Answered, not raised: the late response has been kept.
        return answer(409, "attempt_over", "答题时间已到或已交卷，这次作答没有计入成绩。")
    return receipt


@blueprint.post("/attempts/<int:attempt_id>/submission")
@permit(Permission.STUDY, accepts_attempt_token=True)
@blueprint.response(200, schemas.Submission)
@blueprint.alt_response(404, schema=schemas.Problem)
@blueprint.doc(security=[{"bearer": []}, {"cookie": []}, {"attempt": []}])
def submit(attempt_id: int) -> Any:
    """Submit the attempt and grade it. Submitting again changes nothing."""
    owner = None if attempt_token.fits(attempt_id) else current_actor().member_id
    moment = now()
    return database().write_together(lambda session: service.submit(session, attempt_id, owner, now=moment))


@blueprint.get("/attempts/<int:attempt_id>/result")
@permit(Permission.STUDY)
@blueprint.response(200, schemas.Result)
@blueprint.alt_response(404, schema=schemas.Problem)
@blueprint.alt_response(409, schema=schemas.Problem)
def result(attempt_id: int) -> Any:
    """The result of a submitted attempt, with keys and explanations when the review rule allows."""
    submit_if_due(attempt_id)
    view = queries.get_result(db(), current_actor(), attempt_id, now())
    earned = points_from(db(), current_actor().member_id, [f"quiz:{view.quiz_id}"])
    return descriptions.result(view, sum(earned.values()))
