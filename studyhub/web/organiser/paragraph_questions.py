"""What members asked about paragraphs of study units, with the paragraph beside it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Conflict, Invalid
from studyhub.organisation.rules import Permission
from studyhub.reading import queries, service
from studyhub.web.forms.reading import QuestionAnswerForm
from studyhub.web.kit import current_actor, database, db, now, permit
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint("organiser_paragraph_questions", __name__, url_prefix="/organiser/paragraph-questions")


@blueprint.get("")
@permit(Permission.MANAGE_STUDY_UNITS)
def index() -> ResponseReturnValue:
    """The questions that wait for an answer, or the answered ones."""
    return _render(is_open=request.args.get("show") != "answered")


@blueprint.post("/<int:question_id>")
@permit(Permission.MANAGE_STUDY_UNITS)
def answer(question_id: int) -> ResponseReturnValue:
    """Answer a question, which closes it; what was typed stays when it cannot be taken."""
    given = QuestionAnswerForm().answer.data or ""
    try:
        service.answer_question(db(), current_actor(), question_id, given, now=now())
    except Invalid as error:
        flash(error.message, "error")
        return _render(is_open=True, typed={question_id: given})
    except Conflict as error:
        flash(error.message, "warning")
    else:
        flash("已答复，提问的成员会在首页和那一段下面看到。")
    return redirect(url_for(".index"))


def _render(*, is_open: bool, typed: dict[int, str] | None = None) -> str:
    with database().read() as session:
        return render_desk(
            "organiser/paragraph_questions/index.html",
            questions=queries.list_questions(session, current_actor(), is_open=is_open),
            open_count=queries.count_open_questions(session, current_actor()),
            is_open=is_open,
            typed=typed or {},
        )
