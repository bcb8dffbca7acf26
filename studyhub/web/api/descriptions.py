"""From what the rooms give to what goes over the wire (the shapes of schemas)."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import url_for

from studyhub.items.documents import ShownPicture
from studyhub.leaderboards.queries import BranchBoard, BranchStanding, MemberBoard
from studyhub.quizzes.queries import AttemptView, ResultSlot, ResultView, SlotView
from studyhub.study.queries import PictureView, Progress, StudyUnitView
from studyhub.web.api.wire_fields import amount, moment
from studyhub.web.kit import attempt_token


def progress(view: Progress) -> dict[str, Any]:
    """schemas.Progress."""
    return {"paragraph": view.anchor, "percent": view.percent, "completed_at": view.completed_at}


def study_unit(view: StudyUnitView) -> dict[str, Any]:
    """schemas.StudyUnit."""
    return {
        **_take(view, "id", "title", "summary", "character_count", "minutes", "sources"),
        **_take(view, "key_points", "questions", "corrected_at", "correction_note"),
        "sections": [
            {
                "title": section.title,
                "paragraphs": [
                    {
                        "id": paragraph.anchor,
                        **_take(paragraph, "text", "kind", "key_sentences"),
                        "picture": _picture(view.id, paragraph.picture),
                    }
                    for paragraph in section.paragraphs
                ],
            }
            for section in view.sections
        ],
        "progress": progress(view.progress),
    }


def _picture(study_unit_id: int, picture: PictureView | None) -> dict[str, Any] | None:
    if picture is None:
        return None
    address = url_for("learner_study_units.picture", id=study_unit_id, digest=picture.digest)
    return {"address": address, **_take(picture, "width", "height")}


def attempt(view: AttemptView, now: datetime) -> dict[str, Any]:
    """schemas.Attempt; it carries the attempt's token, so it goes to its owner only."""
    return {
        **_take(view, "id", "status", "started_at", "deadline_at", "grace_seconds"),
        "slots": [_slot(slot, view.id) for slot in view.slots],
        "quiz": {"id": view.quiz_id, "title": view.quiz_title},
        "now": now,
        "token": attempt_token.issue(view.id),
    }


def _slot(slot: SlotView, attempt_id: int) -> dict[str, Any]:
    """schemas.Slot, in the form of the wire."""
    return {
        **_take(
            slot, "number", "section", "type", "stimulus", "stem", "marking", "blank_count", "is_flagged",
            "sequence",
        ),
        "pictures": _pictures(slot.pictures, attempt_id),
        "points": amount(slot.points),
        "choices": [{"id": choice.id, "text": choice.text} for choice in slot.choices],
        "prompts": [{"id": prompt.id, "text": prompt.text} for prompt in slot.prompts],
        "response": slot.response,
        "saved_at": moment(slot.saved_at),
    }  # fmt: skip


def _pictures(pictures: Iterable[ShownPicture], attempt_id: int) -> list[dict[str, Any]]:
    """schemas.Picture of each."""
    return [
        {
            **_take(picture, "name", "width", "height", "description"),
            "address": url_for("learner_attempts.picture", id=attempt_id, digest=picture.digest),
        }
        for picture in pictures
    ]


def result(view: ResultView, points_awarded: int) -> dict[str, Any]:
    """schemas.Result."""
    return {
        **_take(
            view, "attempt_id", "status", "submitted_at", "is_submitted_by_server", "raw", "max", "percent",
            "pass_percent", "is_passed", "may_review", "review_rule", "review_opens_at",
        ),
        "quiz": {"id": view.quiz_id, "title": view.quiz_title},
        "points_awarded": points_awarded,
        "slots": [_result_slot(slot, view) for slot in view.slots],
    }  # fmt: skip


def _result_slot(slot: ResultSlot, view: ResultView) -> dict[str, Any]:
    shown = {
        **_take(
            slot, "number", "section", "type", "stimulus", "stem", "points", "choices", "prompts", "response"
        ),
        "pictures": _pictures(slot.pictures, view.attempt_id),
    }
    if not view.may_review:
        return shown
    source = None
    if slot.source is not None and slot.source.study_unit_id is not None:
        source = asdict(slot.source)
    return {**shown, **_take(slot, "raw", "outcome", "key", "blanks", "explanation"), "source": source}


def _take(view: object, *names: str) -> dict[str, Any]:
    get: Callable[[object, str], Any] = getattr
    return {name: get(view, name) for name in names}


def member_board(board: MemberBoard) -> dict[str, Any]:
    """schemas.MemberBoard."""
    mine = board.mine
    return {
        "scope": board.scope,
        "ranked_count": board.ranked_count,
        "mine": _take(mine, "place", "points") if mine else None,
        "standings": [
            {**_take(standing, "place", "name", "points", "is_me"), "unit": standing.unit_name}
            for standing in board.standings
        ],
    }


def branch_board(board: BranchBoard) -> dict[str, Any]:
    """schemas.BranchBoard."""
    return {
        "study_day": board.study_day,
        "total": {"done": board.total_done, "due": board.total_due},
        "mine": _branch(board.mine) if board.mine else None,
        "standings": [_branch(standing) for standing in board.standings],
    }


def _branch(standing: BranchStanding) -> dict[str, Any]:
    return {
        **_take(standing, "place", "done", "due", "rate"),
        "unit": {"id": standing.unit_id, "name": standing.name},
        "average_percent": standing.average,
    }
