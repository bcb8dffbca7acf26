"""The organisation's word list: 错敏词, and names and titles with their right form, used by the check of every text."""

from datetime import datetime
from io import BytesIO

from flask import Blueprint, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Invalid
from studyhub.organisation.rules import Permission
from studyhub.reports.word_lists import word_list_workbook
from studyhub.study import queries, service
from studyhub.web.forms.word_lists import WordListForm, read_words
from studyhub.web.kit import current_actor, db, now, permit
from studyhub.web.kit.limits import UPLOAD_BODY
from studyhub.web.organiser.page import home_unit, render_desk, unit_choices

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

blueprint = Blueprint("organiser_word_lists", __name__, url_prefix="/organiser/word-lists")


@blueprint.get("/")
@permit(Permission.MANAGE_STUDY_UNITS)
def index() -> ResponseReturnValue:
    """On to the list of the highest unit of one's range."""
    return redirect(url_for(".edit", unit_id=home_unit(Permission.MANAGE_STUDY_UNITS).id))


@blueprint.route("/<int:unit_id>", methods=["GET", "POST"])
@permit(Permission.MANAGE_STUDY_UNITS, max_body=UPLOAD_BODY)
def edit(unit_id: int) -> ResponseReturnValue:
    """A unit's own entries as lines, or from a sheet, which are added to them; what comes from above is only shown."""
    words = queries.get_word_list(db(), current_actor(), unit_id)
    form = WordListForm(text=words.own.to_text())
    if form.validate_on_submit():
        try:
            count = service.set_word_list(db(), current_actor(), unit_id, read_words(form), now=now())
        except Invalid as error:
            form.take(error)
        else:
            flash(f"词表已保存，共 {count} 条。草稿在下一次保存或送审时按新词表检查。")
            return redirect(url_for(".edit", unit_id=unit_id))
    return render_desk(
        "organiser/word_lists/edit.html",
        form=form, words=words, choices=unit_choices(Permission.MANAGE_STUDY_UNITS),
    )  # fmt: skip


@blueprint.get("/<int:unit_id>/download")
@permit(Permission.MANAGE_STUDY_UNITS)
def download(unit_id: int) -> ResponseReturnValue:
    """The unit's own entries as a sheet that can be filled in and read again."""
    words = queries.get_word_list(db(), current_actor(), unit_id)
    return send_file(
        BytesIO(word_list_workbook(words.own)), mimetype=XLSX, as_attachment=True,
        download_name=f"{words.unit.name}词表{_stamp(now())}.xlsx",
    )  # fmt: skip


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y%m%d")
