"""The first page: today's study day with what is left to do."""

from datetime import datetime

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.clock import SITE_ZONE
from studyhub.leaderboards.queries import branch_board, member_board
from studyhub.organisation.rules import Permission, may
from studyhub.points.queries import total
from studyhub.reading.queries import count_new_answers
from studyhub.study.queries import list_corrections
from studyhub.study_days import queries
from studyhub.study_days.rules import DayState
from studyhub.web.kit import current_actor, db, now, permit, render
from studyhub.web.learner.agenda import line_of, next_of, steps_of

blueprint = Blueprint("learner_home", __name__)

RECENT_DAYS = 5


@blueprint.get("/")
@permit(Permission.ACCOUNT)
def view() -> ResponseReturnValue:
    """Today, one's standing, the days before and after. Who belongs to no branch goes on to the desk."""
    actor = current_actor()
    if not may(actor, Permission.STUDY):
        return redirect(url_for("organiser_desk.view" if may(actor, Permission.DESK) else "learner_me.view"))
    day = queries.today(db(), actor, now())
    others = [
        one
        for one in queries.list_for_member(db(), actor, now(), limit=20)
        if day is None or one.id != day.id
    ]
    upcoming = [line_of(one, now()) for one in others if one.state is DayState.UPCOMING]
    recent = [line_of(one, now()) for one in others if one.state is not DayState.UPCOMING]
    steps = steps_of(day) if day else []
    return render(
        "learner/home/view.html",
        date_words=date_in_words(now()),
        day=day,
        steps=steps,
        main_step=next_of(day, steps) if day else None,
        total=total(db(), actor.member_id),
        standing=member_board(db(), actor, limit=1).mine,
        branch=branch_board(db(), actor, limit=1, now=now()).mine,
        corrections=list_corrections(db(), actor),
        upcoming=upcoming[::-1][:3],
        recent=recent[:RECENT_DAYS],
        new_answers=count_new_answers(db(), actor),
    )


def date_in_words(moment: datetime) -> str:
    """11月20日 星期五, on the site's calendar."""
    day = moment.astimezone(SITE_ZONE)
    return f"{day.month}月{day.day}日 星期{'一二三四五六日'[day.weekday()]}"
