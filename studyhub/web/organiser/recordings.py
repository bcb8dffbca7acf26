"""Audio and video of a study unit: what there is, one more, one less. They go out with the version that names them."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Invalid
from studyhub.organisation.rules import Permission
from studyhub.study import queries, service
from studyhub.study.content import Recording
from studyhub.study.queries.recordings import find_for_editing
from studyhub.study.recording_files import KINDS, keep_file
from studyhub.web.forms.study_units import RecordingForm
from studyhub.web.kit import current_actor, database, db, now, permit, send_recording
from studyhub.web.kit.limits import RECORDING_BODY
from studyhub.web.kit.recordings import recordings_folder
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint(
    "organiser_recordings", __name__, url_prefix="/organiser/study-units/<int:study_unit_id>/recordings"
)


@blueprint.route("", methods=["GET", "POST"])
@permit(Permission.MANAGE_STUDY_UNITS, max_body=RECORDING_BODY)
def edit(study_unit_id: int) -> ResponseReturnValue:
    """The recordings of the newest version, each to listen to, and a form for one more."""
    with database().read() as session:
        unit = queries.get_for_editing(session, current_actor(), study_unit_id)
    form = RecordingForm()
    if form.validate_on_submit():
        try:
            # The file first: copying takes long, and nobody may wait for this transaction meanwhile.
            digest, kind = keep_file(recordings_folder(), form.file.data.stream)
            recording = Recording(digest, kind, form.title.data)
            service.add_recording(db(), current_actor(), unit.id, recording, now=now())
        except Invalid as error:
            form.take(error)
        else:
            flash("已加上。审定发布之后，成员在学习单元的开头就能播放。")
            return redirect(url_for(".edit", study_unit_id=unit.id))
    return render_desk("organiser/recordings/edit.html", unit=unit, form=form, kinds=KINDS)


@blueprint.post("/<digest>/remove")
@permit(Permission.MANAGE_STUDY_UNITS)
def remove(study_unit_id: int, digest: str) -> ResponseReturnValue:
    """Take it out of the newest version; members hear it until that is published."""
    service.remove_recording(db(), current_actor(), study_unit_id, digest, now=now())
    flash("已移除。")
    return redirect(url_for(".edit", study_unit_id=study_unit_id))


@blueprint.get("/<digest>")
@permit(Permission.MANAGE_STUDY_UNITS)
def file(study_unit_id: int, digest: str) -> ResponseReturnValue:
    """The file, or the part of it that the player asks for."""
    found = find_for_editing(db(), current_actor(), study_unit_id, digest)
    return send_recording(found.digest, found.media_type)
