"""The item bank: listing, looking, writing, setting status, taking copies out."""

from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from question_bank import FORMATS, TYPE_NAMES, CannotWrite, Item, ItemType, render_explanation, write_items
from studyhub.core.clock import local_date
from studyhub.core.errors import Invalid
from studyhub.items import queries, service
from studyhub.items.documents import from_document
from studyhub.items.models import ItemStatus
from studyhub.items.rules import Validity, validity_of
from studyhub.organisation.rules import Permission
from studyhub.quizzes.queries import list_reports
from studyhub.reports.changed_sources import changed_sources, quoted_version
from studyhub.web.forms.item_conversion import form_data, to_item
from studyhub.web.forms.items import DIFFICULTIES, ItemForm
from studyhub.web.kit import current_actor, database, db, now, permit, send_picture
from studyhub.web.kit.limits import UPLOAD_BODY
from studyhub.web.organiser.item_filters import ATTENTION_NAMES, given_filters, item_filter
from studyhub.web.organiser.item_pictures import kept_picture, take_upload, with_uploads
from studyhub.web.organiser.item_sources import check_source, fill_sources, unit_titles
from studyhub.web.organiser.page import home_unit, render_desk

blueprint = Blueprint("organiser_items", __name__, url_prefix="/organiser/items")

STATUS_NAMES = {
    ItemStatus.DRAFT: "草稿",
    ItemStatus.IN_REVIEW: "待审",
    ItemStatus.READY: "可用",
    ItemStatus.RETIRED: "停用",
}


@blueprint.get("/")
@permit(Permission.MANAGE_ITEMS)
def index() -> ResponseReturnValue:
    """A page of the bank, narrowed by whatever is asked."""
    page = request.args.get("page", 1, type=int)
    given = given_filters()
    found = queries.list_items(db(), current_actor(), item_filter(), page=page)
    return render_desk(
        "organiser/items/index.html",
        found=found,
        to_sign=_to_sign(found.rows) if given.get("status") == ItemStatus.IN_REVIEW else {},
        changed=changed_sources(db(), current_actor(), [row.id for row in found.rows]),
        standing=_standing,
        attention_names=ATTENTION_NAMES,
        tags=queries.list_tags(db(), current_actor()),
        categories=queries.list_categories(db(), current_actor()),
        titles=unit_titles(db()),
        given=given,
        page_url=lambda number: url_for(".index", **given, page=number),
        type_names=TYPE_NAMES,
        status_names=STATUS_NAMES,
        difficulties=DIFFICULTIES,
        formats=[each for each in FORMATS.values() if each.write],
    )


@blueprint.post("/status")
@permit(Permission.MANAGE_ITEMS)
def set_status() -> ResponseReturnValue:
    """Set the status of the items that were ticked (or of one), and go back to the same listing."""
    ids = request.form.getlist("item_id", type=int)
    status = ItemStatus(request.form.get("status", type=ItemStatus, default=ItemStatus.DRAFT))
    if not ids:
        flash("请先勾选题目。", "warning")
    else:
        done = service.set_status(db(), current_actor(), ids, status, now=now())
        if done.own:
            flash(f"{done.own} 道题是您自己写的，已送审，请另一位同志审定。", "warning")
        if done.changed or not done.own:
            flash(_said(done.changed, status))
    if request.form.get("from") == "view" and len(ids) == 1:
        return redirect(url_for(".view", item_id=ids[0]))
    if request.form.get("from") == "check-up":
        return redirect(url_for("organiser_item_checkup.view", show=request.form.get("show")))
    return redirect(url_for(".index", **given_filters(), page=request.args.get("page", type=int)))


def _said(changed: int, status: ItemStatus) -> str:
    if not changed:
        return f"所选题目已经是“{STATUS_NAMES[status]}”。"
    if status is ItemStatus.IN_REVIEW:
        return f"{changed} 道题已送审，另一位组织者或管理员审定后才会被抽到。"
    return f"{changed} 道题已设为“{STATUS_NAMES[status]}”。"


def _to_sign(rows: Sequence[queries.ItemRow]) -> dict[int, Item]:
    """The items themselves, by id: whoever signs a page of them has to see what is said to be correct."""
    narrowed = queries.ItemFilter(among=[row.id for row in rows])
    return {
        each[0]: from_document(each[2]) for each in queries.present_documents(db(), current_actor(), narrowed)
    }


@blueprint.route("/new", methods=["GET", "POST"])
@permit(Permission.MANAGE_ITEMS, max_body=UPLOAD_BODY)
def new() -> ResponseReturnValue:
    """Write an item of the type asked for."""
    kind = request.args.get("type", ItemType.SINGLE_CHOICE, type=ItemType)
    form = ItemForm(source_unit=request.args.get("study_unit", ""))
    action = request.form.get("action", "")
    with database().read() as session:
        paragraphs = fill_sources(session, form)
    if not form.is_submitted():
        form.add_empty_rows(kind)
    elif item := _written(form, kind, Item("", kind, ""), action, paragraphs):
        try:
            item_id = service.create_item(
                db(), current_actor(), home_unit(Permission.MANAGE_ITEMS).id, item, now=now(),
                status=_status(action),
            )  # fmt: skip
        except Invalid as error:
            form.take_for(kind, error)
        else:
            flash(
                "题目已保存"
                + (
                    "并送审，另一位同志审定后才会被抽到。"
                    if action == "save-review"
                    else "为草稿，送审并由另一位同志审定后才会被抽到。"
                )
            )
            return redirect(url_for(".view", item_id=item_id))
    form.offer_places()
    return render_desk("organiser/items/new.html", form=form, kind=kind, type_names=TYPE_NAMES)


@blueprint.get("/<int:item_id>")
@permit(Permission.MANAGE_ITEMS)
def view(item_id: int) -> ResponseReturnValue:
    """An item with its key, explanation and history."""
    detail = queries.get_item(db(), current_actor(), item_id)
    compared = request.args.get("version", type=int)
    changed_source = changed_sources(db(), current_actor(), [item_id]).get(item_id)
    return render_desk(
        "organiser/items/view.html",
        detail=detail,
        reports=list_reports(db(), current_actor(), item_id=item_id, limit=20),
        item=detail.item,
        changed_source=changed_source,
        quoted_version=quoted_version(db(), changed_source) if changed_source else None,
        standing=_standing,
        compared=compared,
        changes=queries.version_changes(db(), detail, compared),
        explain=lambda item: render_explanation(item, ()),
        titles=unit_titles(db()),
        type_names=TYPE_NAMES,
    )


@blueprint.get("/pictures/<digest>")
@permit(Permission.MANAGE_ITEMS)
def picture(digest: str) -> ResponseReturnValue:
    """A picture of an item of the range, in whatever version, or one that waits in one's own form."""
    return send_picture(kept_picture(digest) or queries.get_picture(db(), current_actor(), digest))


@blueprint.route("/<int:item_id>/edit", methods=["GET", "POST"])
@permit(Permission.MANAGE_ITEMS, max_body=UPLOAD_BODY)
def edit(item_id: int) -> ResponseReturnValue:
    """Give an item a new version."""
    with database().read() as session:
        detail = queries.get_item(session, current_actor(), item_id)
    kind = detail.item.type
    form = ItemForm(**form_data(detail.item), version=str(detail.version_number))
    with database().read() as session:
        paragraphs = fill_sources(session, form)
    action = request.form.get("action", "")
    if not form.is_submitted():
        form.give_codes()
    elif item := _written(form, kind, detail.item, action, paragraphs):
        try:
            service.edit_item(
                db(), current_actor(), item_id, item, now=now(),
                expected_version=int(form.version.data) if form.version.data.isdecimal() else None,
            )  # fmt: skip
        except Invalid as error:
            form.take_for(kind, error)
        else:
            flash("修改已保存为新的一版；已经发布的测验仍用原来的一版。可用的题目改过之后要重新审定。")
            if quiz_id := request.args.get("quiz", type=int):  # whoever corrects a quiz goes on with that
                return redirect(url_for("organiser_regrades.new", quiz_id=quiz_id, item_id=item_id))
            return redirect(url_for(".view", item_id=item_id))
    form.offer_places()
    return render_desk(
        "organiser/items/edit.html", form=form, kind=kind, detail=detail, type_names=TYPE_NAMES
    )


@blueprint.get("/export")
@permit(Permission.MANAGE_ITEMS)
def export() -> ResponseReturnValue:
    """The items of a listing as a file."""
    wanted = FORMATS.get(request.args.get("format", ""))
    if wanted is None or wanted.write is None:
        flash("请选择一种导出格式。", "warning")
        return redirect(url_for(".index", **given_filters()))
    stream = BytesIO()
    try:
        write_items(queries.items_for_export(db(), current_actor(), item_filter()), stream, wanted.name)
    except CannotWrite as error:
        flash(f"没有导出：{error} 可以用筛选避开这类题目，或者换一种格式。", "error")
        return redirect(url_for(".index", **given_filters()))
    stream.seek(0)
    name = f"题库-{local_date(now()):%Y%m%d}{wanted.endings[0]}"
    return send_file(stream, as_attachment=True, download_name=name, max_age=0)


def _written(
    form: ItemForm, kind: ItemType, before: Item, action: str, paragraphs: dict[str, str]
) -> Item | None:
    """The item of a form that is to be saved; None when it is to be shown again, with what is wrong."""
    if action == "look" or not take_upload(form):
        return None
    if form.change(action) or not form.validate() or not check_source(form, paragraphs):
        return None
    with database().read() as session:
        item = with_uploads(session, to_item(form, kind, before), before)
    if item is None:
        form.form_errors.append("有图片放置太久，已经失效，请删去后重新添加。")
    return item


def _standing(item: Item | queries.ItemRow) -> Validity | None:
    """How an item stands to its dates today."""
    return validity_of(item.valid_from, item.valid_until, local_date(now()))


def _status(action: str) -> ItemStatus:
    return ItemStatus.IN_REVIEW if action == "save-review" else ItemStatus.DRAFT
