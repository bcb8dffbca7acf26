"""Marking by a person: open responses without names."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Conflict, Invalid
from studyhub.organisation.rules import Permission
from studyhub.quizzes import queries, service
from studyhub.web.forms.gradings import MarkForm
from studyhub.web.kit import current_actor, db, now, permit
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint("organiser_marking", __name__, url_prefix="/organiser/quizzes/<int:quiz_id>/marking")


@blueprint.get("")
@permit(Permission.MANAGE_QUIZZES)
def index(quiz_id: int) -> ResponseReturnValue:
    """The responses that wait, or those that were marked."""
    return _render(quiz_id)


@blueprint.post("/<int:attempt_id>/<int:number>")
@permit(Permission.MANAGE_QUIZZES)
def mark(quiz_id: int, attempt_id: int, number: int) -> ResponseReturnValue:
    """Give a response its points; what was typed stays when it cannot be taken."""
    form = MarkForm()
    is_again = request.args.get("show") == "marked"
    try:
        service.mark(
            db(),
            current_actor(),
            attempt_id,
            number,
            form.points,
            form.comment.data,
            now=now(),
            is_again=is_again,
        )
    except Invalid as error:
        flash(f"没有保存：{error.message}", "error")
        return _render(quiz_id, {(attempt_id, number): form})
    except Conflict as error:
        flash(f"没有保存：{error.message}", "error")
    else:
        flash("已保存得分，成绩和积分随之更新。")
    return redirect(url_for(".index", quiz_id=quiz_id, show="marked" if is_again else None))


def _render(quiz_id: int, typed: dict[tuple[int, int], MarkForm] | None = None) -> str:
    is_marked = request.args.get("show") == "marked"
    return render_desk(
        "organiser/marking/index.html",
        marking=queries.get_marking(db(), current_actor(), quiz_id, is_marked=is_marked),
        is_marked=is_marked,
        typed=typed or {},
    )
