"""Corrections of a study unit: what changed from version to version, for those who read an earlier one."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from studyhub.organisation.rules import Permission
from studyhub.study import queries, service
from studyhub.web.kit import current_actor, db, permit, render

blueprint = Blueprint("learner_corrections", __name__, url_prefix="/study-units/<int:id>/corrections")


@blueprint.get("")
@permit(Permission.STUDY)
def index(id: int) -> ResponseReturnValue:
    """What each published version corrected, the newest first."""
    unit = queries.get_for_reading(db(), current_actor(), id)
    corrections = queries.list_published_changes(db(), unit.id)
    return render("learner/corrections/index.html", unit=unit, corrections=corrections)


@blueprint.post("")
@permit(Permission.STUDY)
def acknowledge(id: int) -> ResponseReturnValue:
    """Say that one has seen the corrections; the notice goes."""
    service.acknowledge_corrections(db(), current_actor(), id)
    return redirect(url_for("learner_study_units.view", id=id))
