"""An attempt whose time is over is submitted by the server as soon as its owner looks at it."""

from studyhub.quizzes import queries, service
from studyhub.web.kit.identity import current_actor
from studyhub.web.kit.transaction import database, now, writing


def submit_if_due(attempt_id: int) -> None:
    """Submit the signed-in member's attempt if its time is over. Call it before this request's session is begun."""
    with database().read() as session:
        is_due = queries.is_due(session, current_actor(), attempt_id, now())
    if is_due:
        with writing() as session:
            service.submit_if_due(session, attempt_id, now=now())
