"""Saying that a question of one's own paper is wrong."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.organisation.rules import Permission
from studyhub.quizzes import queries, service
from studyhub.web.forms.gradings import ItemReportForm
from studyhub.web.kit import current_actor, database, db, now, permit, render

blueprint = Blueprint(
    "learner_item_reports", __name__, url_prefix="/attempts/<int:id>/slots/<int:number>/report"
)


@blueprint.route("", methods=["GET", "POST"])
@permit(Permission.STUDY)
def new(id: int, number: int) -> ResponseReturnValue:
    """The question, and a few lines about what is wrong with it."""
    form = ItemReportForm()
    back = url_for("learner_attempts.result", id=id, _anchor=f"question-{number}")
    reported = url_for("learner_attempts.result", id=id, _anchor=f"report-{number}")
    if form.validate_on_submit():
        try:
            service.report_item(db(), current_actor(), id, number, form.text.data, now=now())
        except Invalid as error:
            form.take(error)
        except Conflict as error:
            flash(error.message, "warning")
            return redirect(back)
        else:
            flash("反馈已送达，答复会显示在成绩页的这道题下面。", "success")
            return redirect(reported)
    with database().read() as session:
        result = queries.get_result(session, current_actor(), id, now())
    slot = next((slot for slot in result.slots if slot.number == number), None)
    if slot is None:
        raise NotFound("没有找到这道题。")
    return render("learner/item_reports/new.html", result=result, slot=slot, form=form, back=back)
