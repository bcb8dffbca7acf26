"""Study units: the list, and reading one."""

from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import Item, ItemType
from studyhub.organisation.rules import Actor, Permission
from studyhub.programmes.queries import list_for_member as list_programmes
from studyhub.quizzes.rules.wire import LETTERS
from studyhub.reading import queries as reading
from studyhub.reading.models import CompletionKind
from studyhub.study import queries
from studyhub.study.queries import StudyUnitView
from studyhub.study.queries.recordings import places_of
from studyhub.study_days.queries import today
from studyhub.web.kit import current_actor, db, now, permit, render, send_picture
from studyhub.web.learner.agenda import after_reading

blueprint = Blueprint("learner_study_units", __name__, url_prefix="/study-units")


@blueprint.get("")
@permit(Permission.STUDY)
def index() -> ResponseReturnValue:
    """Everything there is to read, with one's progress; with words to look for, the paragraphs that hold them."""
    text = request.args.get("text", "").strip()
    if text:
        found = queries.search_for_member(db(), current_actor(), text)
        return render("learner/study_units/search.html", text=text, found=found)
    units = queries.list_for_member(db(), current_actor())
    done_count = sum(1 for unit in units if unit.progress.completed_at is not None)
    return render(
        "learner/study_units/index.html",
        units=units,
        done_count=done_count,
        programmes=list_programmes(db(), current_actor(), now()),
    )


@blueprint.get("/<int:id>")
@permit(Permission.STUDY)
def view(id: int) -> ResponseReturnValue:
    """A study unit, with the remembered place; #anchor leads to a paragraph."""
    actor = current_actor()
    unit = queries.get_for_reading(db(), actor, id)
    completion = reading.get_completion(db(), actor, unit)
    return render(
        "learner/study_units/view.html",
        unit=unit,
        back=_back(),
        programme=request.args.get("programme", type=int),
        listened=places_of(db(), actor, id) if unit.recordings else {},
        place=_place(unit),
        resume="resume" in request.args,
        step=after_reading(today(db(), actor, now()), unit.id, request.args.get("programme", type=int)),
        completion=completion,
        completion_words=_completion_words(completion),
        tried=_tried(),
        choices_of=choices_of,
        right_of=right_of,
        notes=reading.notes_of_unit(db(), actor, id),
        questions=_questions(actor, id),
    )


@blueprint.get("/<int:id>/pictures/<digest>")
@permit(Permission.STUDY)
def picture(id: int, digest: str) -> ResponseReturnValue:
    """A picture that the unit shows."""
    return send_picture(queries.get_picture_for_reading(db(), current_actor(), id, digest))


def _back() -> tuple[str, str]:
    """Where one came from, and its name: the question of a result, a programme, or the list."""
    attempt, programme = request.args.get("attempt", type=int), request.args.get("programme", type=int)
    if attempt:
        question = request.args.get("question", type=int)
        return url_for("learner_attempts.result", id=attempt, _anchor=f"question-{question}"), "返回成绩"
    if programme:
        return url_for("learner_programmes.view", id=programme), "返回学习计划"
    return url_for("learner_study_units.index"), "返回学习列表"


@dataclass(frozen=True)
class Place:
    """The remembered paragraph, and the title of the section in which it stands."""

    section: str
    text: str


@dataclass(frozen=True)
class Tried:
    """What was given to a check in vain; 0: to none."""

    id: int
    values: list[str]
    sentence: str


def choices_of(item: Item) -> list[tuple[str, str, str]]:
    """What can be chosen: (value on the wire, mark, text)."""
    if item.type is ItemType.TRUE_FALSE:
        return [("true", "✓", "正确"), ("false", "×", "错误")]
    return [(letter, letter, choice.text) for letter, choice in zip(LETTERS, item.choices, strict=False)]


def right_of(check: reading.CheckView) -> list[tuple[str, str, str]]:
    """The right ones of what could be chosen; none before the check is passed."""
    ids = [choice.id for choice in check.item.choices] or ["true", "false"]
    return [shown for key, shown in zip(ids, choices_of(check.item), strict=True) if key in check.key]


def _completion_words(completion: reading.ReaderCompletion) -> str:
    if completion.kind is CompletionKind.CHECKS:
        return "看过每一段、答对文中的小测即完成，进度自动保存"
    if completion.kind is CompletionKind.QUIZ:
        return f"看过每一段、测验《{completion.quiz_title}》合格即完成，进度自动保存"
    return "看过每一段即完成，进度自动保存"


def _tried() -> Tried:
    values = request.args.get("given", "").split(",")
    sentence = "请先选一个答案。" if values == [""] else "不对。再想一想，可以回到上文看看，答几次都可以。"
    return Tried(request.args.get("tried", 0, type=int), values, sentence)


def _questions(actor: Actor, study_unit_id: int) -> dict[str, list[reading.OwnQuestion]]:
    found: dict[str, list[reading.OwnQuestion]] = {}
    for question in reversed(reading.own_questions(db(), actor, study_unit_id)):
        found.setdefault(question.anchor, []).append(question)
    return found


def _place(unit: StudyUnitView) -> Place | None:
    for section in unit.sections:
        for paragraph in section.paragraphs:
            if paragraph.anchor == unit.progress.anchor:
                return Place(section.title, paragraph.words)
    return None
