"""Importing items: upload, look at what would happen, confirm exactly that."""

import hashlib
from io import BytesIO
from pathlib import Path

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from question_bank import TYPE_NAMES, Severity, write_items
from studyhub.core.errors import Conflict, Invalid
from studyhub.items import service
from studyhub.items.models import ItemStatus
from studyhub.items.rules import ImportAction, PlannedItem, count
from studyhub.organisation.rules import Permission
from studyhub.web.forms.item_imports import ItemImportForm, ItemUploadForm
from studyhub.web.kit import current_actor, database, db, now, permit
from studyhub.web.kit.limits import UPLOAD_BODY
from studyhub.web.kit.transaction import site
from studyhub.web.organiser.item_sources import unit_titles
from studyhub.web.organiser.kept_imports import KeptImport, drop_import, get_import, keep_import
from studyhub.web.organiser.page import home_unit, render_desk, unit_choices

blueprint = Blueprint("organiser_item_imports", __name__, url_prefix="/organiser/items")

SHOWN = 300
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACTION_NAMES = {
    ImportAction.NEW: "新增",
    ImportAction.CHANGED: "更新",
    ImportAction.UNCHANGED: "不变",
    ImportAction.REFUSED: "不导入",
}


@blueprint.get("/template.xlsx")
@permit(Permission.MANAGE_ITEMS)
def template() -> ResponseReturnValue:
    """The empty table to fill in."""
    stream = BytesIO()
    write_items((), stream, "xlsx")  # without items: the template with its examples
    stream.seek(0)
    return send_file(stream, mimetype=XLSX, as_attachment=True, download_name="题目导入模板.xlsx", max_age=0)


@blueprint.route("/import", methods=["GET", "POST"])
@permit(Permission.MANAGE_ITEMS, max_body=UPLOAD_BODY)
def new() -> ResponseReturnValue:
    """Take a file, read it apart from the server, and show what it would change."""
    form = ItemUploadForm(
        unit_id=home_unit(Permission.MANAGE_ITEMS).id, study_unit=request.args.get("study_unit", "")
    )
    with (
        database().read() as session
    ):  # not the request's own: a write lock must not wait for the file to be read
        study_units = unit_titles(session)
    form.offer(unit_choices(Permission.MANAGE_ITEMS), list(study_units.items()))
    if form.validate_on_submit():
        upload = form.file.data
        try:
            kept_id = keep_import(
                _folder(), upload.read(), format=form.format.data, file_name=upload.filename or "",
                member_id=current_actor().member_id, unit_id=form.unit_id.data,
                is_ready=form.is_ready.data, now=now(), study_unit=form.study_unit.data,
            )  # fmt: skip
        except Invalid as error:
            form.file.errors = [error.message]
        else:
            return redirect(url_for(".view", kept_id=kept_id))
    return render_desk("organiser/item_imports/new.html", form=form)


@blueprint.get("/import/<kept_id>")
@permit(Permission.MANAGE_ITEMS)
def view(kept_id: str) -> ResponseReturnValue:
    """What would be new, changed, unchanged and refused; nothing has been changed yet."""
    kept = _kept(kept_id)
    plan = service.plan_import(db(), current_actor(), kept.unit_id, kept.file.items)
    order = [ImportAction.REFUSED, ImportAction.CHANGED, ImportAction.NEW, ImportAction.UNCHANGED]
    return render_desk(
        "organiser/item_imports/view.html",
        kept=kept,
        planned=sorted(plan, key=lambda each: (order.index(each.action), not each.notices))[:SHOWN],
        total=len(plan),
        noticed=sum(bool(each.notices) for each in plan),
        counts={action: count(plan, action) for action in ImportAction},
        problems=kept.file.problems[:SHOWN],
        errors=[each for each in kept.file.problems if each.severity is Severity.ERROR],
        form=ItemImportForm(plan=_digest(plan)),
        action_names=ACTION_NAMES,
        type_names=TYPE_NAMES,
    )


@blueprint.post("/import/<kept_id>")
@permit(Permission.MANAGE_ITEMS)
def confirm(kept_id: str) -> ResponseReturnValue:
    """Do what was previewed, all of it or nothing; refused when the bank has changed since."""
    kept, form, actor = _kept(kept_id), ItemImportForm(), current_actor()
    with (
        database().read() as session
    ):  # comparing a large bank takes a while: not with the write lock in hand
        plan = service.plan_import(session, actor, kept.unit_id, kept.file.items)
    if form.validate() and form.plan.data == _digest(plan):
        counts = service.import_items(
            db(), actor, kept.unit_id,
            [each.item for each in plan if each.action is not ImportAction.REFUSED],
            now=now(), status=ItemStatus.READY if kept.is_ready else ItemStatus.IN_REVIEW,
        )  # fmt: skip
        if (counts.created, counts.changed) != (
            count(plan, ImportAction.NEW),
            count(plan, ImportAction.CHANGED),
        ):
            raise Conflict("题库在预览之后有了变化，这次没有导入。请回到预览再确认一次。")
        drop_import(_folder(), kept_id)
        flash(
            f"导入完成：新增 {counts.created} 道，更新 {counts.changed} 道，{counts.unchanged} 道没有变化。"
            + ("" if kept.is_ready else "新增和更新的题已送审，请另一位同志在题库里审定。")
        )
        return redirect(url_for("organiser_items.index"))
    flash("题库在预览之后有了变化，请按新的预览再确认一次。", "warning")
    return redirect(url_for(".view", kept_id=kept_id))


def _folder() -> Path:
    return site().settings.data_dir / "imports"


def _kept(kept_id: str) -> KeptImport:
    return get_import(_folder(), kept_id, member_id=current_actor().member_id, now=now())


def _digest(plan: tuple[PlannedItem, ...]) -> str:
    text = "\n".join(f"{each.action} {each.item!r}" for each in plan)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
