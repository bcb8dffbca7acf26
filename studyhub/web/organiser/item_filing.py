"""Putting many items in order at once: those that were ticked, or all that a listing finds."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Invalid
from studyhub.items import queries, service
from studyhub.items.queries import ItemFilter
from studyhub.items.rules import Filing, FilingAction
from studyhub.organisation.rules import Permission
from studyhub.web.forms.item_filing import ItemFilingForm
from studyhub.web.kit import current_actor, database, db, now, permit
from studyhub.web.organiser.item_filters import given_filters, item_filter
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint("organiser_item_filing", __name__, url_prefix="/organiser/items/filing")

SHOWN = 5


@blueprint.route("", methods=["GET", "POST"])
@permit(Permission.MANAGE_ITEMS)
def new() -> ResponseReturnValue:
    """Say how many items are meant and what can be done with them; do it when a button was pressed."""
    ticked = request.form.getlist("item_id", type=int)
    narrowed = ItemFilter(among=tuple(ticked)) if ticked else item_filter()
    form = ItemFilingForm()
    # In a session of its own: counting and comparing a large bank must not hold the write lock.
    with database().read() as session:
        found = queries.list_items(session, current_actor(), narrowed, page_size=SHOWN)
        tags = queries.list_tags(session, current_actor())
        categories = queries.list_categories(session, current_actor())
    filing = form.filing if form.is_submitted() and form.validate() else None
    if filing is not None and form.expected.data != found.total:
        form.form_errors.append(f"现在符合条件的是 {found.total} 道题，与您刚才看到的不同，请再确认一次。")
    elif filing is not None:
        try:
            flash(_carry_out(narrowed, filing))
        except Invalid as error:
            form.take(error)
        else:
            return redirect(url_for("organiser_items.index", **given_filters()))
    return render_desk(
        "organiser/item_filing/new.html",
        form=form, found=found, ticked=ticked, given=given_filters(), tags=tags, categories=categories,
    )  # fmt: skip


def _carry_out(narrowed: ItemFilter, filing: Filing) -> str:
    """Do it, and say what was done."""
    actor = current_actor()
    if filing.action is FilingAction.RETIRE:
        return f"{service.retire_items(db(), actor, narrowed, now=now())} 道题已停用。"
    with database().read() as session:
        plan = service.plan_filing(session, actor, narrowed, filing)
    changed = service.file_items(db(), actor, plan, now=now())
    done = {
        FilingAction.ADD_TAG: f"{changed} 道题加上了标签“{filing.value}”",
        FilingAction.REMOVE_TAG: f"{changed} 道题去掉了标签“{filing.value}”",
        FilingAction.MOVE: f"{changed} 道题移到了“{filing.value}”" if filing.value else f"{changed} 道题移出了分类",
    }[filing.action]  # fmt: skip
    return done + (f"，另外 {plan.found - changed} 道本来就是这样。" if plan.found > changed else "。")
