"""Programmes: what one is to learn, what is done, which electives to take."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Conflict
from studyhub.organisation.rules import Permission
from studyhub.programmes import queries, service
from studyhub.web.kit import current_actor, db, now, permit, render, writing

blueprint = Blueprint("learner_programmes", __name__, url_prefix="/programmes")


@blueprint.get("/<int:id>")
@permit(Permission.STUDY)
def view(id: int) -> ResponseReturnValue:
    """A programme as it stands for the member, with the next thing as one button."""
    actor = current_actor()
    found = queries.get_for_member(db(), actor, id, now())
    if found.is_running and found.plan.is_complete and found.completed_at is None:
        # All was read before the programme asked for it, or what was missing has been withdrawn.
        with writing() as session:
            service.settle(session, actor.member_id, now=now(), programme_id=id)
        found = replace(found, completed_at=now())
    steps = found.plan.steps
    return render(
        "learner/programmes/view.html",
        programme=found,
        plan=found.plan,
        required=[step for step in steps if step.element.is_required],
        electives=[step for step in steps if not step.element.is_required],
    )


@blueprint.post("/<int:id>/electives/<int:study_unit_id>")
@permit(Permission.STUDY)
def choose(id: int, study_unit_id: int) -> ResponseReturnValue:
    """Choose an elective."""
    try:
        service.choose(db(), current_actor(), id, study_unit_id, now=now())
    except Conflict as error:
        flash(error.message, "warning")
    return redirect(url_for(".view", id=id, _anchor="electives"))


@blueprint.post("/<int:id>/electives/<int:study_unit_id>/return")
@permit(Permission.STUDY)
def give_back(id: int, study_unit_id: int) -> ResponseReturnValue:
    """Give back an elective that is not begun."""
    try:
        service.give_back(db(), current_actor(), id, study_unit_id, now=now())
    except Conflict as error:
        flash(error.message, "warning")
    return redirect(url_for(".view", id=id, _anchor="electives"))
