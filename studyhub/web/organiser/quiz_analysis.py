"""Item analysis of a quiz, in words and small charts; and as a workbook."""

from io import BytesIO

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from question_bank import TYPE_NAMES
from studyhub.core.clock import local_date
from studyhub.organisation.rules import Permission
from studyhub.quizzes import queries
from studyhub.quizzes.rules.analysis import FEW
from studyhub.reports.item_analysis import (
    FLAG_NAMES,
    analysis_workbook,
    discrimination_word,
    reliability_word,
)
from studyhub.web.kit import current_actor, db, now, permit
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint("organiser_quiz_analysis", __name__, url_prefix="/organiser/quizzes/<int:quiz_id>")


@blueprint.get("/analysis")
@permit(Permission.MANAGE_QUIZZES)
def view(quiz_id: int) -> ResponseReturnValue:
    """How the questions did: which to look at, and why."""
    return render_desk(
        "organiser/quiz_analysis/view.html",
        analysis=queries.analyse_quiz(db(), current_actor(), quiz_id),
        type_names=TYPE_NAMES,
        flag_names=FLAG_NAMES,
        few=FEW,
        discrimination_word=discrimination_word,
        reliability_word=reliability_word,
    )


@blueprint.get("/analysis.xlsx")
@permit(Permission.MANAGE_QUIZZES)
def workbook(quiz_id: int) -> ResponseReturnValue:
    """The same as a workbook."""
    analysis = queries.analyse_quiz(db(), current_actor(), quiz_id)
    return send_file(
        BytesIO(analysis_workbook(analysis, now=now())),
        as_attachment=True,
        download_name=f"题目分析-{local_date(now()):%Y%m%d}.xlsx",
        max_age=0,
    )
