"""What one thinks of a study unit or of a study day: written, kept as a draft, submitted."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Invalid
from studyhub.organisation.rules import Permission
from studyhub.reading import queries, service
from studyhub.reading.queries import Subject
from studyhub.reading.rules import REFLECTION_LENGTH, SHORTEST_REFLECTION
from studyhub.web.forms.reading import ReflectionForm
from studyhub.web.kit import current_actor, database, db, now, permit, render

blueprint = Blueprint("learner_reflections", __name__)


@blueprint.get("/reflections")
@permit(Permission.STUDY)
def index() -> ResponseReturnValue:
    """All that one has written."""
    return render(
        "learner/reflections/index.html", reflections=queries.list_own_reflections(db(), current_actor())
    )


@blueprint.route("/study-units/<int:id>/reflection", methods=["GET", "POST"])
@permit(Permission.STUDY)
def about_unit(id: int) -> ResponseReturnValue:
    """The reflection on a study unit."""
    return _page(Subject(study_unit_id=id), url_for("learner_study_units.view", id=id))


@blueprint.route("/study-days/<int:id>/reflection", methods=["GET", "POST"])
@permit(Permission.STUDY)
def about_day(id: int) -> ResponseReturnValue:
    """The reflection on a study day."""
    return _page(Subject(study_day_id=id), url_for("learner_home.view"))


def _page(subject: Subject, back: str) -> ResponseReturnValue:
    """Who will see it, the draft as it stands, and its submission."""
    with database().read() as session:
        title = queries.get_subject(session, current_actor(), subject)
        own = queries.own_reflection(session, current_actor(), subject)
    form = ReflectionForm(text=own.text)
    if form.validate_on_submit():
        try:
            service.submit_reflection(db(), current_actor(), subject, form.text.data, now=now())
        except Invalid as error:
            form.take(error)
        else:
            flash("心得已提交，本支部书记会看到。", "success")
            return redirect(request.path)
    path = (
        f"/units/{subject.study_unit_id}" if subject.study_unit_id else f"/study-days/{subject.study_day_id}"
    )
    return render(
        "learner/reflections/edit.html", title=title, own=own, form=form, back=back, path=f"{path}/reflection",
        longest=REFLECTION_LENGTH, shortest=SHORTEST_REFLECTION,
    )  # fmt: skip
