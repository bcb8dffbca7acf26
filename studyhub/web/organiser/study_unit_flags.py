"""What looks wrong in a study unit and what was struck out of it, decided on place by place."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.organisation.rules import Permission
from studyhub.study import queries, service
from studyhub.study.content import placed_texts
from studyhub.web.kit import current_actor, db, now, permit
from studyhub.web.kit.limits import TEXT_BODY
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint(
    "organiser_study_unit_flags", __name__, url_prefix="/organiser/study-units/<int:study_unit_id>"
)

SHOWN = 100  # flags on one page: a text with more wants the whole-text corrections first


@blueprint.get("/flags")
@permit(Permission.MANAGE_STUDY_UNITS)
def index(study_unit_id: int) -> ResponseReturnValue:
    """The flags that wait, those that were decided on, and what is struck out."""
    unit = queries.get_for_editing(db(), current_actor(), study_unit_id)
    texts = {each.place: each.text for each in placed_texts(unit.content)}
    flags = queries.list_flags(db(), unit.id, texts)
    alike = [(flag.kind, flag.words) for flag in flags if flag.is_open]
    return render_desk(
        "organiser/study_unit_flags/index.html",
        unit=unit,
        waiting=[flag for flag in flags if flag.is_open][:SHOWN],
        kept=[flag for flag in flags if not flag.is_open],
        alike={flag.id: alike.count((flag.kind, flag.words)) for flag in flags},
        texts=texts,
    )


@blueprint.post("/flags/<int:flag_id>")
@permit(Permission.MANAGE_STUDY_UNITS, max_body=TEXT_BODY)
def decide(study_unit_id: int, flag_id: int) -> ResponseReturnValue:
    """Keep a place, correct it, or take an earlier decision back; then on to the next that waits."""
    unit = queries.get_for_editing(db(), current_actor(), study_unit_id)
    try:
        _decide(unit.id, flag_id, request.form.get("action", ""))
    except (Invalid, Conflict) as error:
        flash(error.message, "error")
    except NotFound:
        flash("这一处已经处理过，或者文字已经改动。", "warning")
    # An edit numbers all flags anew: the next one is found by its row.
    row = request.form.get("row", 1, type=int)
    return redirect(url_for(".index", study_unit_id=unit.id, _anchor=f"row-{row}"))


@blueprint.post("/struck/<int:number>")
@permit(Permission.MANAGE_STUDY_UNITS)
def take_back(study_unit_id: int, number: int) -> ResponseReturnValue:
    """Put what was struck out back where it stood. number: from 1."""
    unit = queries.get_for_editing(db(), current_actor(), study_unit_id)
    try:
        service.take_back_struck(db(), current_actor(), unit.id, number - 1, now=now())
    except NotFound as error:
        flash(error.message, "warning")
    else:
        flash("已放回正文。")
    return redirect(url_for(".index", study_unit_id=unit.id, _anchor="struck"))


def _decide(study_unit_id: int, flag_id: int, action: str) -> None:
    here = (db(), current_actor(), study_unit_id)
    if action == "fix":
        service.take_suggestion(*here, flag_id, now=now())
    elif action == "write":
        place = request.form.get("place", "")
        service.write_text(*here, place, request.form.get("text", ""), now=now())
    elif action == "strike":
        service.strike(*here, request.form.get("place", ""), now=now())
    elif action == "reopen":
        service.reopen_flag(*here, flag_id)
    elif action in {"keep", "keep-alike"}:
        service.keep_flags(*here, flag_id, is_alike=action == "keep-alike", now=now())
