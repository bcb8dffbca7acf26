"""A study unit on its way to its readers: sent for review, given back, signed, thrown away; and the versions it had."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Conflict, Invalid
from studyhub.organisation.rules import Permission
from studyhub.study import queries, service
from studyhub.study.models import StudyUnitStatus
from studyhub.web.forms.study_units import RemarkForm, ReviewForm
from studyhub.web.kit import current_actor, db, now, permit
from studyhub.web.kit.rendering import show_moment
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint(
    "organiser_study_unit_reviews", __name__, url_prefix="/organiser/study-units/<int:study_unit_id>"
)


@blueprint.get("/versions")
@permit(Permission.MANAGE_STUDY_UNITS)
def index(study_unit_id: int) -> ResponseReturnValue:
    """Every version, the newest first: who wrote and signed it, who read it, and what it changed."""
    unit = queries.get_for_editing(db(), current_actor(), study_unit_id)
    changes = queries.list_changes(db(), unit.id)
    return render_desk("organiser/study_unit_reviews/index.html", unit=unit, changes=changes)


@blueprint.post("/review")
@permit(Permission.MANAGE_STUDY_UNITS)
def submit(study_unit_id: int) -> ResponseReturnValue:
    """Ask a second person to sign it; while a flag waits, go to the first."""
    form = ReviewForm()
    try:
        if not form.validate():
            raise Invalid("发布时间或更正说明填得不对，请改正后再送审。")
        service.submit_for_review(
            db(), current_actor(), study_unit_id, note=form.note.data, publish_at=form.publish_at, now=now()
        )
    except (Invalid, Conflict) as error:
        flash(error.message, "error")
        if error.code == "undecided_flags":
            return redirect(url_for("organiser_study_unit_flags.index", study_unit_id=study_unit_id))
    else:
        flash("已送审。另一位组织者或管理员审定后，成员就能读到。")
    return _back(study_unit_id)


@blueprint.post("/give-back")
@permit(Permission.MANAGE_STUDY_UNITS)
def give_back(study_unit_id: int) -> ResponseReturnValue:
    """Make it a draft again."""
    remark = RemarkForm().remark.data or ""
    try:
        service.send_back(db(), current_actor(), study_unit_id, remark=remark, now=now())
    except Conflict as error:
        flash(error.message, "error")
    else:
        flash("已退回为草稿，改好后可以再送审。")
    return _back(study_unit_id)


@blueprint.post("/signature")
@permit(Permission.MANAGE_STUDY_UNITS)
def sign(study_unit_id: int) -> ResponseReturnValue:
    """Sign what somebody else wrote."""
    try:
        unit = service.sign(db(), current_actor(), study_unit_id, now=now())
    except Conflict as error:
        flash(error.message, "error")
        return _back(study_unit_id)
    version = queries.get_version(db(), unit.id, unit.version_number)
    if version.status is StudyUnitStatus.PUBLISHED:
        flash(f"“{version.content.title}”已审定并发布，范围内的成员现在就能读到。")
    elif version.publish_at:
        flash(f"“{version.content.title}”已审定，将于 {show_moment(version.publish_at)} 自动发布。")
    return _back(study_unit_id)


@blueprint.post("/discard")
@permit(Permission.MANAGE_STUDY_UNITS)
def discard(study_unit_id: int) -> ResponseReturnValue:
    """Throw the unpublished version away."""
    try:
        unit = service.discard(db(), current_actor(), study_unit_id, now=now())
    except Conflict as error:
        flash(error.message, "error")
        return _back(study_unit_id)
    flash("草稿已删除。" if unit is None else "没有发布的修改已放弃，现在的内容就是成员读到的。")
    return redirect(url_for("organiser_study_units.index")) if unit is None else _back(study_unit_id)


def _back(study_unit_id: int) -> ResponseReturnValue:
    return redirect(url_for("organiser_study_units.view", study_unit_id=study_unit_id))
