"""From a file or pasted text to a draft: read apart from the server, cleaned, and checked for what does not belong."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from studyhub.core.errors import Invalid
from studyhub.materials.reading import Reading, read_with_pictures
from studyhub.organisation.rules import Permission
from studyhub.study import service
from studyhub.web.forms.material_imports import MaterialForm, MaterialUploadForm, draft_of
from studyhub.web.kit import current_actor, db, now, permit
from studyhub.web.kit.limits import UPLOAD_BODY
from studyhub.web.organiser.page import home_unit, render_desk, unit_choices

F = TypeVar("F", bound=MaterialForm)

blueprint = Blueprint("organiser_material_imports", __name__, url_prefix="/organiser/study-units")


@blueprint.route("/import", methods=["GET", "POST"])
@permit(Permission.MANAGE_STUDY_UNITS, max_body=UPLOAD_BODY)
def new() -> ResponseReturnValue:
    """Take a file; what it says becomes a draft, whose doubtful places are decided on next."""
    upload = fill_owners(MaterialUploadForm(unit_id=home_unit(Permission.MANAGE_STUDY_UNITS).id))
    if upload.validate_on_submit():
        try:
            return keep_draft(read_upload(upload.file.data), upload.unit_id.data)
        except Invalid as error:
            upload.file.errors = [error.message]
    return render_desk("organiser/material_imports/new.html", form=upload)


def read_upload(file: FileStorage) -> Reading:
    """The uploaded file with its pictures, read in a child process with limits."""
    with TemporaryDirectory(prefix="studyhub-") as folder:
        path = Path(folder) / "material"
        file.save(path)
        return read_with_pictures(path)


def fill_owners(form: F) -> F:
    """The form with the units that the material may belong to."""
    form.unit_id.choices = unit_choices(Permission.MANAGE_STUDY_UNITS)
    return form


def keep_draft(reading: Reading, unit_id: int) -> ResponseReturnValue:
    """Save what was read as a draft and go on to what was flagged and struck out; Invalid when it makes no unit."""
    draft = draft_of(reading)
    unit = service.create_study_unit(db(), current_actor(), unit_id, now=now(), **draft)
    for sentence in reading.left_out:
        flash(sentence, "warning")
    silent = sum(bool(p.picture and not p.text) for section in draft["sections"] for p in section.paragraphs)
    if silent:
        flash(
            f"有 {silent} 张图片还没有说明文字，读屏的同志听不到；请在“编辑全文”里给它们各补一句。", "warning"
        )
    flash("草稿已保存。先处理下面可疑的地方，再看一遍正文，就可以送审。")
    return redirect(url_for("organiser_study_unit_flags.index", study_unit_id=unit.id))
