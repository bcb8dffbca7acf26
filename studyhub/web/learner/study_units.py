"""Study units: the list, and reading one."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from studyhub.organisation.rules import Permission
from studyhub.study import queries
from studyhub.study.queries import StudyUnitView
from studyhub.study_days.queries import today
from studyhub.web.kit import current_actor, db, now, permit, render
from studyhub.web.learner.agenda import after_reading

blueprint = Blueprint("learner_study_units", __name__, url_prefix="/study-units")


@blueprint.get("")
@permit(Permission.STUDY)
def index() -> ResponseReturnValue:
    """Everything there is to read, with one's progress; with words to look for, the paragraphs that hold them."""
    text = request.args.get("text", "").strip()
    if text:
        found = queries.search_for_member(db(), current_actor(), text)
        return render("learner/study_units/search.html", text=text, found=found)
    units = queries.list_for_member(db(), current_actor())
    done_count = sum(1 for unit in units if unit.progress.completed_at is not None)
    return render("learner/study_units/index.html", units=units, done_count=done_count)


@blueprint.get("/<int:id>")
@permit(Permission.STUDY)
def view(id: int) -> ResponseReturnValue:
    """A study unit, with the remembered place; #anchor leads to a paragraph."""
    unit = queries.get_for_reading(db(), current_actor(), id)
    day = today(db(), current_actor(), now())
    return render(
        "learner/study_units/view.html",
        unit=unit,
        place_section=_section_at(unit, unit.progress.anchor),
        resume="resume" in request.args,
        step=after_reading(day, unit.id),
    )


def _section_at(unit: StudyUnitView, anchor: str | None) -> str | None:
    for section in unit.sections:
        if any(paragraph.anchor == anchor for paragraph in section.paragraphs):
            return section.title
    return None
