"""Study days: scheduling one, watching it, taking its table home, cancelling it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import groupby

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from studyhub.core.errors import Conflict, Invalid
from studyhub.organisation.queries import list_units
from studyhub.organisation.rules import Permission, UnitKind, scopes
from studyhub.quizzes.queries import list_for_organiser as list_quizzes
from studyhub.reports.participation import EXEMPT, participation_workbook, state_names
from studyhub.study import queries as study
from studyhub.study.models import StudyUnitStatus
from studyhub.study_days import queries, service
from studyhub.study_days.queries import ParticipantRow
from studyhub.study_days.rules import ParticipationState
from studyhub.web.forms.study_days import StudyDayForm, suggestion
from studyhub.web.kit import current_actor, database, db, now, permit
from studyhub.web.organiser.page import home_unit, render_desk

blueprint = Blueprint("organiser_study_days", __name__, url_prefix="/organiser/study-days")

REFRESH_SECONDS = 15
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/")
@permit(Permission.VIEW_PARTICIPATION)
def index() -> ResponseReturnValue:
    """The days in which branches of the range take part."""
    return render_desk(
        "organiser/study_days/index.html", rows=queries.list_for_organiser(db(), current_actor(), now())
    )


@blueprint.route("/new", methods=["GET", "POST"])
@permit(Permission.MANAGE_STUDY_DAYS)
def new() -> ResponseReturnValue:
    """Schedule a day: what to study, when, for which branches."""
    form = StudyDayForm(
        **suggestion(now()), unit_id=home_unit(Permission.MANAGE_STUDY_DAYS).id,
        quiz_id=request.args.get("quiz", 0, type=int),
        study_unit_id=request.args.get("study_unit", 0, type=int),
    )  # fmt: skip
    with database().read() as session:
        units = _offer(session, form)
    if form.validate_on_submit():
        try:
            day = service.schedule_study_day(
                db(), current_actor(), form.unit_id.data, title=form.title.data,
                held_on=form.held_on.data, opens_at=form.opens_at, closes_at=form.closes_at,
                study_unit_id=form.study_unit_id.data or None, quiz_id=form.quiz_id.data or None,
                branch_ids=form.branch_ids.data, now=now(), may_share_date=form.may_share_date.data,
            )  # fmt: skip
        except Invalid as error:
            form.take_day(error)
        else:
            flash(f"“{day.title}”已安排，{len(form.branch_ids.data)} 个支部的成员会在首页看到。")
            return redirect(url_for(".view", study_day_id=day.id))
    return render_desk("organiser/study_days/new.html", form=form, units=units)


@blueprint.get("/<int:study_day_id>")
@permit(Permission.VIEW_PARTICIPATION)
def view(study_day_id: int) -> ResponseReturnValue:
    """Watch who has and who has not taken part; the page renews itself."""
    branch_id = request.args.get("branch", type=int)
    found = queries.watch(db(), current_actor(), study_day_id, now(), branch_id=branch_id)
    members = found.members or ()
    groups = _groups(members, state_names(found.day))
    chosen = request.args.get("state", "")
    missing = [each for each in members if each.state is not ParticipationState.DONE and not each.is_exempt]
    return render_desk(
        "organiser/study_days/view.html",
        watch=found,
        day=found.day,
        groups=groups,
        chosen=chosen if chosen in groups else "",
        missing=[(name, list(group)) for name, group in groupby(missing, key=lambda each: each.unit_name)],
        branch_id=branch_id,
        state_names=state_names(found.day),
        refresh=REFRESH_SECONDS,
    )


@dataclass(frozen=True)
class Group:
    """Members who stand alike in a day."""

    name: str
    members: Sequence[ParticipantRow]


def _groups(members: Sequence[ParticipantRow], names: Mapping[ParticipationState, str]) -> dict[str, Group]:
    """All, then those who are due by how they stand (so that they add up to the rate), then the exempt if any."""
    due = [each for each in members if not each.is_exempt]
    groups = {"": Group("全部", members)}
    for state, name in names.items():
        groups[state.value] = Group(name, [each for each in due if each.state is state])
    if len(due) < len(members):
        groups["exempt"] = Group(EXEMPT, [each for each in members if each.is_exempt])
    return groups


@blueprint.get("/<int:study_day_id>/participation.xlsx")
@permit(Permission.VIEW_PARTICIPATION)
def participation(study_day_id: int) -> ResponseReturnValue:
    """The table of participation, for the files of the office."""
    found = queries.watch(db(), current_actor(), study_day_id, now(), branch_limit=1, member_limit=-1)
    content = participation_workbook(db(), current_actor(), study_day_id, now=now())
    name = f"{found.day.held_on:%Y-%m-%d}-{found.day.title}-参学情况.xlsx"
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name, max_age=0)


@blueprint.post("/<int:study_day_id>/cancel")
@permit(Permission.MANAGE_STUDY_DAYS)
def cancel(study_day_id: int) -> ResponseReturnValue:
    """Cancel a day in which nobody has taken part yet."""
    try:
        day = service.cancel(db(), current_actor(), study_day_id, now=now())
    except Conflict as error:
        flash(error.message, "error")
        return redirect(url_for(".view", study_day_id=study_day_id))
    flash(f"“{day.title}”已取消，成员不再看到它。")
    return redirect(url_for(".index"))


def _offer(session: Session, form: StudyDayForm) -> list[tuple[int, str, int, bool]]:
    """Fill the selects; gives the tree of units as (id, name, depth, whether it can take part)."""
    actor, home = current_actor(), home_unit(Permission.MANAGE_STUDY_DAYS)
    units = list_units(session, scopes(actor, Permission.MANAGE_STUDY_DAYS))
    readable = {each.id: each.title for each in study.list_for_member(session, replace(actor, unit=home))}
    own = study.list_for_organiser(session, actor, status=StudyUnitStatus.PUBLISHED)
    quizzes = [row for row in list_quizzes(session, actor, now()) if row.state == "unscheduled"]
    form.unit_id.choices = [
        (each.unit.id, each.unit.name)
        for each in actor.posts
        if each.unit.path in scopes(actor, Permission.MANAGE_STUDY_DAYS)
    ]
    form.study_unit_id.choices = [
        (0, "不安排阅读"),
        *(readable | {each.id: each.title for each in own}).items(),
    ]
    form.quiz_id.choices = [
        (0, "不安排测验"),
        *((row.id, f"{row.title}（{row.item_count} 题）") for row in quizzes),
    ]
    takes_part = {UnitKind.BRANCH, UnitKind.GENERAL_BRANCH}
    form.branch_ids.choices = [(each.id, each.name) for each in units if each.kind in takes_part]
    if not form.is_submitted():
        form.study_unit_id.data = form.study_unit_id.data or next((each.id for each in own), 0)
        form.quiz_id.data = form.quiz_id.data or next((row.id for row in quizzes), 0)
        form.branch_ids.data = [each.id for each in units if each.kind in takes_part and each.member_count]
    lowest = min((each.depth for each in units), default=0)
    return [(each.id, each.name, each.depth - lowest, each.kind in takes_part) for each in units]
