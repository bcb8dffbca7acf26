"""One's own points, and what they were given for."""

from itertools import groupby

from flask import Blueprint
from flask.typing import ResponseReturnValue

from studyhub.core.clock import local_date
from studyhub.leaderboards.queries import member_board
from studyhub.organisation.rules import Permission
from studyhub.points import queries
from studyhub.points.rules import RULES
from studyhub.web.kit import current_actor, db, permit, render

blueprint = Blueprint("learner_points", __name__, url_prefix="/points")


@blueprint.get("")
@permit(Permission.STUDY)
def view() -> ResponseReturnValue:
    """The ledger, newest first, by day."""
    actor = current_actor()
    entries = queries.list_entries(db(), actor.member_id)
    return render(
        "learner/points/view.html",
        total=queries.total(db(), actor.member_id),
        standing=member_board(db(), actor, limit=1).mine,
        days=[
            (day, list(group)) for day, group in groupby(entries, lambda entry: local_date(entry.awarded_at))
        ],
        rules=RULES.values(),
    )
