"""Programmes: writing one, publishing it, watching who is where."""

from io import BytesIO

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.clock import local_date
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.organisation.queries import UnitRow, list_branches
from studyhub.organisation.rules import Permission, scopes
from studyhub.programmes import queries, service
from studyhub.programmes.queries import ProgrammeInScope, WatchView
from studyhub.programmes.rules import ProgrammeStatus
from studyhub.reports.programmes import progress_workbook
from studyhub.web.forms.programmes import ProgrammeForm, audience_words, programme_data
from studyhub.web.kit import current_actor, database, db, now, permit, writing
from studyhub.web.organiser.page import home_unit, render_desk, unit_choices

blueprint = Blueprint("organiser_programmes", __name__, url_prefix="/organiser/programmes")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/")
@permit(Permission.VIEW_PARTICIPATION)
def index() -> ResponseReturnValue:
    """The programmes of the range, and those from above that reach it."""
    return render_desk(
        "organiser/programmes/index.html", rows=queries.list_for_organiser(db(), current_actor(), now())
    )


@blueprint.route("/new", methods=["GET", "POST"])
@permit(Permission.MANAGE_PROGRAMMES)
def new() -> ResponseReturnValue:
    """Say what is to be learned, by whom, in which order."""
    form = ProgrammeForm(starts_on=local_date(now()), unit_id=home_unit(Permission.MANAGE_PROGRAMMES).id)
    branches = _offer(form)
    if not form.rearrange(request.form.get("action", "")) and form.validate_on_submit():
        try:
            programme = service.create_programme(
                db(), current_actor(), form.unit_id.data, form.draft, now=now()
            )
        except Invalid as error:
            form.take(error)
        else:
            flash("草稿已保存。核对无误后发布，成员才会看到。")
            return redirect(url_for(".view", programme_id=programme.id))
    return render_desk("organiser/programmes/new.html", form=form, branches=branches)


@blueprint.get("/<int:programme_id>")
@permit(Permission.VIEW_PARTICIPATION)
def view(programme_id: int) -> ResponseReturnValue:
    """The programme, and who is where."""
    programme = queries.get_in_scope(db(), current_actor(), programme_id, now())
    branch_id = request.args.get("branch", type=int)
    return render_desk(
        "organiser/programmes/view.html",
        programme=programme,
        audience=audience_words(programme),
        titles={unit.study_unit_id: unit.title for unit in programme.units},
        watch=_watch(programme, branch_id),
        branch_id=branch_id,
    )


@blueprint.route("/<int:programme_id>/edit", methods=["GET", "POST"])
@permit(Permission.MANAGE_PROGRAMMES)
def edit(programme_id: int) -> ResponseReturnValue:
    """Change a draft."""
    programme = _managed(programme_id)
    if programme.status is not ProgrammeStatus.DRAFT:
        flash("这个学习计划已经发布，要修改请先收回。", "warning")
        return redirect(url_for(".view", programme_id=programme_id))
    form = ProgrammeForm(data=programme_data(programme, sorted(programme.audience.branch_ids)))
    branches = _offer(form, programme)
    if not form.rearrange(request.form.get("action", "")) and form.validate_on_submit():
        try:
            service.edit_programme(db(), current_actor(), programme_id, form.draft, now=now())
        except Invalid as error:
            form.take(error)
        else:
            flash("修改已保存。")
            return redirect(url_for(".view", programme_id=programme_id))
    return render_desk("organiser/programmes/edit.html", form=form, branches=branches, programme=programme)


@blueprint.post("/<int:programme_id>/publish")
@permit(Permission.MANAGE_PROGRAMMES)
def publish(programme_id: int) -> ResponseReturnValue:
    """Let members see it."""
    try:
        programme = service.publish(db(), current_actor(), programme_id, now=now())
    except Conflict as error:
        flash(error.message, "error")
    else:
        flash(f"“{programme.title}”已发布，成员会在“学习”页看到。以前读完的单元直接算数。")
    return redirect(url_for(".view", programme_id=programme_id))


@blueprint.post("/<int:programme_id>/withdraw")
@permit(Permission.MANAGE_PROGRAMMES)
def withdraw(programme_id: int) -> ResponseReturnValue:
    """Take it back to change it, as long as nobody has completed it."""
    try:
        service.withdraw(db(), current_actor(), programme_id, now=now())
    except Conflict as error:
        flash(error.message, "error")
        return redirect(url_for(".view", programme_id=programme_id))
    flash("已收回为草稿，成员暂时看不到。改好后请重新发布，读过的、选过的都还在。")
    return redirect(url_for(".edit", programme_id=programme_id))


@blueprint.post("/<int:programme_id>/close")
@permit(Permission.MANAGE_PROGRAMMES)
def close(programme_id: int) -> ResponseReturnValue:
    """End it; what was completed stays on record."""
    try:
        programme = service.close(db(), current_actor(), programme_id, now=now())
    except Conflict as error:
        flash(error.message, "error")
    else:
        flash(f"“{programme.title}”已结束，完成记录都保留着。")
    return redirect(url_for(".view", programme_id=programme_id))


@blueprint.get("/<int:programme_id>/progress.xlsx")
@permit(Permission.VIEW_PARTICIPATION)
def progress(programme_id: int) -> ResponseReturnValue:
    """The table of who is where, for the files of the office."""
    programme = queries.get_in_scope(db(), current_actor(), programme_id, now())
    content = progress_workbook(db(), current_actor(), programme, now=now())
    name = f"{programme.title}-学习进度.xlsx"
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name, max_age=0)


def _watch(programme: ProgrammeInScope, branch_id: int | None) -> WatchView:
    """Who is where, after those were recorded who have completed it without anybody noticing."""
    found = queries.watch(db(), current_actor(), programme, branch_id=branch_id)
    if not programme.is_running or all(
        row.completed_at is not None or not row.plan.is_complete for row in found.learners or ()
    ):
        return found
    with writing() as session:
        service.settle_programme(session, programme.id, now=now())
    with database().read() as session:
        return queries.watch(session, current_actor(), programme, branch_id=branch_id)


def _managed(programme_id: int) -> ProgrammeInScope:
    """A programme that the person may change, read in a session of its own: the form is checked before the write."""
    with database().read() as session:
        programme = queries.get_in_scope(session, current_actor(), programme_id, now())
    if not programme.may_manage:
        raise NotFound("没有找到这个学习计划，或者它不在您的管理范围内。")
    return programme


def _offer(form: ProgrammeForm, programme: ProgrammeInScope | None = None) -> list[UnitRow]:
    """Fill the selects; gives the branches to tick."""
    form.unit_id.choices = unit_choices(Permission.MANAGE_PROGRAMMES)
    paths = [programme.unit.path] if programme else scopes(current_actor(), Permission.MANAGE_PROGRAMMES)
    with database().read() as session:
        offered = queries.list_offered(session, current_actor())
        branches = list_branches(session, paths)
    form.offer(offered, {unit.study_unit_id: unit.title for unit in programme.units} if programme else {})
    form.branch_ids.choices = [(branch.id, branch.name) for branch in branches]
    return branches
