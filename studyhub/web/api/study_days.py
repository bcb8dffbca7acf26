"""GET /api/v1/study-days/today."""

from typing import Any

from studyhub.core.errors import NotFound
from studyhub.organisation.rules import Permission
from studyhub.study_days import queries
from studyhub.web.api import schemas
from studyhub.web.api.blueprint import Blueprint
from studyhub.web.kit import current_actor, db, now, permit

blueprint = Blueprint("api_study_days", __name__, url_prefix="/api/v1", description="Study days")


class NoStudyDay(NotFound):
    """Nothing is scheduled for this member today."""

    code = "no_study_day"


@blueprint.get("/study-days/today")
@permit(Permission.STUDY)
@blueprint.response(200, schemas.StudyDay)
@blueprint.alt_response(404, schema=schemas.Problem)
def today() -> Any:
    """Today's study day of the member's branch, with what is left to do."""
    day = queries.today(db(), current_actor(), now())
    if day is None:
        raise NoStudyDay("今天没有安排统一学习日。")
    return day
