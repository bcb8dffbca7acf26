"""Quizzes: the list, the rules of one, and its start."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Conflict
from studyhub.organisation.rules import Permission
from studyhub.quizzes import queries, service
from studyhub.quizzes.queries import QuizCard
from studyhub.quizzes.rules import QuizState, ReviewRule
from studyhub.web.kit import current_actor, db, now, permit, render
from studyhub.web.kit.rendering import show_closing

blueprint = Blueprint("learner_quizzes", __name__, url_prefix="/quizzes")


@blueprint.get("")
@permit(Permission.STUDY)
def index() -> ResponseReturnValue:
    """The quizzes of one's branch, and what one has done with them."""
    return render(
        "learner/quizzes/index.html", quizzes=queries.list_quizzes_for_member(db(), current_actor(), now())
    )


@blueprint.get("/<int:id>")
@permit(Permission.STUDY)
def view(id: int) -> ResponseReturnValue:
    """What one should know before starting."""
    quiz = queries.get_quiz_for_member(db(), current_actor(), id, now())
    minutes, seconds = divmod(quiz.time_limit_seconds, 60)
    limit = (minutes, "分钟") if not seconds else (quiz.time_limit_seconds, "秒")
    ends_first = now() + timedelta(seconds=quiz.time_limit_seconds) > quiz.closes_at
    return render(
        "learner/quizzes/view.html",
        quiz=quiz,
        limit={"number": limit[0], "unit": limit[1]},
        pass_points=_pass_points(quiz),
        review_words=_review_words(quiz),
        ends_early=quiz.state is QuizState.OPEN and quiz.attempt is None and ends_first,
    )


@blueprint.post("/<int:id>/attempts")
@permit(Permission.STUDY)
def start(id: int) -> ResponseReturnValue:
    """Start, or go on with what was started: the same attempt however often it is asked for."""
    try:
        started = service.start_attempt(db(), current_actor(), id, now=now())
    except Conflict as error:
        flash(error.message, "warning")
        return redirect(url_for(".view", id=id), 303)
    return redirect(url_for("learner_attempts.view", id=started.attempt_id), 303)


def _pass_points(quiz: QuizCard) -> Decimal:
    return (quiz.max_points * quiz.pass_percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _review_words(quiz: QuizCard) -> str:
    if quiz.review_rule is ReviewRule.AFTER_SUBMISSION:
        return "交卷后即可查看"
    if quiz.review_rule is ReviewRule.AFTER_CLOSE:
        return f"{show_closing(quiz.closes_at)} 截止后公布"
    return "不公布"
