"""One's own highlights and notes: all of them, and as a file."""

from datetime import datetime

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from studyhub.core.clock import SITE_ZONE
from studyhub.organisation.rules import Permission
from studyhub.reading.queries import UnitNotes, list_notes
from studyhub.web.kit import current_actor, db, now, permit, render
from studyhub.web.kit.rendering import show_time

blueprint = Blueprint("learner_notes", __name__, url_prefix="/notes")


@blueprint.get("")
@permit(Permission.STUDY)
def index() -> ResponseReturnValue:
    """Unit by unit, each note leading to its paragraph."""
    return render("learner/notes/index.html", units=list_notes(db(), current_actor()))


@blueprint.get("/export")
@permit(Permission.STUDY)
def export() -> ResponseReturnValue:
    """Everything as a text file, which any phone and any desk opens."""
    lines = [f"我的学习笔记　{current_actor().name}", f"导出时间：{in_full(now())}", ""]
    for unit in list_notes(db(), current_actor()):
        lines += _lines_of(unit)
    # With a mark at the beginning, by which older programs know it for UTF-8; and with their line ends.
    body = "\ufeff" + "\r\n".join(lines)
    return Response(
        body,
        mimetype="text/plain",
        headers={
            "Content-Disposition": "attachment; filename=notes.txt; filename*=UTF-8''%E5%AD%A6%E4%B9%A0%E7%AC%94%E8%AE%B0.txt"
        },
    )


def in_full(moment: datetime) -> str:
    """2026年11月20日 09:05: a file is read again in other years."""
    day = moment.astimezone(SITE_ZONE)
    return f"{day.year}年{day.month}月{day.day}日 {show_time(moment)}"


def _lines_of(unit: UnitNotes) -> list[str]:
    lines = [f"《{unit.title}》"]
    for note in unit.notes:
        mark = "〔划线〕" if note.is_highlighted else ""
        lines += [f"{mark}{note.quote}"] if note.quote else []
        lines += [
            f"笔记：{line}" if number == 0 else line for number, line in enumerate(note.text.splitlines())
        ]
        lines += [in_full(note.saved_at), ""]
    return lines
