"""What members reported about questions, with the question beside it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import TYPE_NAMES, render_explanation
from studyhub.core.errors import Conflict, Invalid
from studyhub.organisation.rules import Permission
from studyhub.quizzes import queries, service
from studyhub.web.forms.gradings import ReportAnswerForm
from studyhub.web.kit import current_actor, db, now, permit
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint("organiser_item_reports", __name__, url_prefix="/organiser/item-reports")


@blueprint.get("")
@permit(Permission.MANAGE_ITEMS)
def index() -> ResponseReturnValue:
    """The reports that wait for an answer, or the answered ones; of one item when asked."""
    is_open = request.args.get("show") != "answered"
    item_id = request.args.get("item", type=int)
    return render_desk(
        "organiser/item_reports/index.html",
        reports=queries.list_reports(db(), current_actor(), is_open=is_open, item_id=item_id),
        open_count=queries.count_open_reports(db(), current_actor()),
        is_open=is_open,
        item_id=item_id,
        type_names=TYPE_NAMES,
        explain=lambda item: render_explanation(item, [choice.id for choice in item.choices]),
    )


@blueprint.post("/<int:report_id>")
@permit(Permission.MANAGE_ITEMS)
def answer(report_id: int) -> ResponseReturnValue:
    """Answer a report, which closes it."""
    form = ReportAnswerForm()
    try:
        service.answer_report(db(), current_actor(), report_id, form.answer.data, now=now())
    except (Invalid, Conflict) as error:
        flash(error.message, "error")
    else:
        flash("已答复，反馈的成员会在成绩页看到。")
    return redirect(url_for(".index"))
