"""Asking the organiser about a paragraph, and seeing what was answered."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Conflict, Invalid
from studyhub.organisation.rules import Permission
from studyhub.reading import queries, service
from studyhub.web.forms.reading import QuestionForm
from studyhub.web.kit import current_actor, database, db, now, permit, render, writing

blueprint = Blueprint("learner_paragraph_questions", __name__)


@blueprint.route("/study-units/<int:id>/paragraphs/<anchor>/question", methods=["GET", "POST"])
@permit(Permission.STUDY)
def new(id: int, anchor: str) -> ResponseReturnValue:
    """The paragraph, who will see the question, and a few lines to write."""
    form = QuestionForm()
    back = url_for("learner_study_units.view", id=id, _anchor=anchor)
    if form.validate_on_submit():
        try:
            service.ask(db(), current_actor(), id, anchor, form.text.data, now=now())
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            flash(error.message, "warning")
            return redirect(back)
        else:
            flash("提问已送达，答复会显示在这一段下面。", "success")
            return redirect(back)
    with database().read() as session:
        paragraph = queries.get_paragraph(session, current_actor(), id, anchor)
    return render("learner/paragraph_questions/new.html", paragraph=paragraph, form=form, back=back)


@blueprint.get("/questions")
@permit(Permission.STUDY)
def index() -> ResponseReturnValue:
    """All that one has asked; who looks here knows of the answers."""
    if queries.count_new_answers(db(), current_actor()):
        with writing() as session:
            service.note_answers_seen(session, current_actor(), now=now())
    return render(
        "learner/paragraph_questions/index.html", questions=queries.own_questions(db(), current_actor())
    )
