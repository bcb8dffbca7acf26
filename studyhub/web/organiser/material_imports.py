"""From a file to a draft of a study unit: read apart from the server, cleaned, and checked for what does not belong."""

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Invalid
from studyhub.materials.document import Document, Role
from studyhub.materials.fidelity import Flag, check_fidelity
from studyhub.materials.reading import read_file
from studyhub.organisation.rules import Permission
from studyhub.study.rules import count_characters, reading_minutes
from studyhub.web.forms.material_imports import MaterialUploadForm, outline_of, source_of
from studyhub.web.forms.study_units import StudyUnitForm
from studyhub.web.kit import permit
from studyhub.web.kit.limits import UPLOAD_BODY
from studyhub.web.organiser.page import home_unit, render_desk, unit_choices

blueprint = Blueprint("organiser_material_imports", __name__, url_prefix="/organiser/study-units")

AROUND = 12  # characters shown on either side of a flagged place


@blueprint.route("/import", methods=["GET", "POST"])
@permit(Permission.MANAGE_STUDY_UNITS, max_body=UPLOAD_BODY)
def new() -> ResponseReturnValue:
    """Take a file; show its text in sections, what was struck out around it, and what looks wrong inside it."""
    upload = MaterialUploadForm()
    if upload.validate_on_submit():
        try:
            document = _read(upload)
        except Invalid as error:
            upload.file.errors = [error.message]
        else:
            return _outline(document)
    return render_desk("organiser/material_imports/new.html", form=upload)


def _read(upload: MaterialUploadForm) -> Document:
    """The uploaded file, read in a child process with limits."""
    with TemporaryDirectory(prefix="studyhub-") as folder:
        path = Path(folder) / "material"
        upload.file.data.save(path)
        return read_file(path)


def _outline(document: Document) -> str:
    """The second step of a new study unit, filled from the document; saving goes the way of pasted text."""
    form = StudyUnitForm(
        formdata=None, title=document.title or "", summary="", text=outline_of(document), step="outline",
        unit_id=home_unit(Permission.MANAGE_STUDY_UNITS).id, sources=[source_of(document)],
    )  # fmt: skip
    form.unit_id.choices = unit_choices(Permission.MANAGE_STUDY_UNITS)
    sections = form.sections
    characters = count_characters(sections)
    preview = {
        "sections": sections,
        "paragraph_count": sum(len(section.paragraphs) for section in sections),
        "character_count": characters,
        "minutes": reading_minutes(characters),
    }
    texts = {block.id: block.text for block in document.blocks}
    return render_desk(
        "organiser/material_imports/outline.html",
        form=form,
        preview=preview,
        flags=[(flag, _excerpt(texts[flag.block], flag)) for flag in check_fidelity(document)],
        struck=[block for block in document.blocks if block.role is Role.CHROME],
    )


def _excerpt(text: str, flag: Flag) -> tuple[str, str, str]:
    """What stands before a flagged place, the place itself, and what stands after it."""
    before = text[max(0, flag.start - AROUND) : flag.start]
    return before, text[flag.start : flag.end], text[flag.end : flag.end + AROUND]
