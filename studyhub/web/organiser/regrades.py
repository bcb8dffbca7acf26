"""Correcting a wrong key after the quiz: who would be concerned, then the deed."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import TYPE_NAMES, render_explanation
from studyhub.core.errors import Conflict, Invalid
from studyhub.organisation.rules import Permission
from studyhub.quizzes import queries, service
from studyhub.quizzes.rules.regrading import CorrectionKind
from studyhub.web.forms.gradings import CORRECTION_NAMES, RegradeForm
from studyhub.web.kit import current_actor, database, db, now, permit
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint(
    "organiser_regrades", __name__, url_prefix="/organiser/quizzes/<int:quiz_id>/items/<int:item_id>/regrade"
)


@blueprint.route("", methods=["GET", "POST"])
@permit(Permission.MANAGE_QUIZZES)
def new(quiz_id: int, item_id: int) -> ResponseReturnValue:
    """The item as it was drawn and as it is now, whose scores would change; confirmed with a reason."""
    kind = request.args.get("kind", CorrectionKind.KEY, type=CorrectionKind)
    form = RegradeForm()
    if form.validate_on_submit():
        try:
            done = service.regrade(
                db(), current_actor(), quiz_id, item_id, kind, form.reason.data, now=now(),
                expected_version_id=int(form.version.data) if form.version.data.isdecimal() else None,
            )  # fmt: skip
        except (Invalid, Conflict) as error:
            flash(error.message, "error")
            return redirect(url_for(".new", quiz_id=quiz_id, item_id=item_id, kind=kind.value))
        flash(f"已更正，{done.changed_count} 人的成绩随之改变，积分已补记，本人会在成绩页看到。")
        return redirect(url_for("organiser_quiz_analysis.view", quiz_id=quiz_id))
    with database().read() as session:
        preview = queries.regrade_preview(session, current_actor(), quiz_id, item_id, kind)
    return render_desk(
        "organiser/regrades/new.html",
        preview=preview,
        form=form,
        kinds=CORRECTION_NAMES,
        type_names=TYPE_NAMES,
        explain=lambda item: render_explanation(item, ()),
    )
