"""A study day put into words for one member: what there is to do, what is next, where it is done."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from studyhub.core.clock import local_date
from studyhub.quizzes.rules import AttemptStatus, QuizState
from studyhub.study_days.queries import QuizOfDay, StudyUnitOfDay, TodayView
from studyhub.study_days.rules import DayState, ParticipationState
from studyhub.web.kit.rendering import show_duration, show_moment, show_points


@dataclass(frozen=True)
class Step:
    """One thing to do. `words` is what its button says; `state` is todo, doing or done; no address: not now."""

    name: str
    words: str
    detail: str
    note: str
    state: str
    address: str | None
    icon: str


@dataclass(frozen=True)
class DayLine:
    """A study day in a list; `state` is "done" or a word."""

    held_on: date
    title: str
    detail: str
    state: str
    address: str | None


HOME = "回到今日"


def steps_of(day: TodayView) -> list[Step]:
    """What a study day asks for: reading, then the quiz; what it does not have is left out."""
    steps = []
    if day.study_unit is not None:
        steps.append(_reading(day.study_unit))
    if day.quiz is not None:
        steps.append(_quiz(day.quiz))
    return steps


def next_of(day: TodayView, steps: list[Step]) -> Step | None:
    """The one thing to offer first: a quiz whose clock runs, then what is not done, then the result."""
    if day.state is DayState.UPCOMING:
        return None
    running = [step for step in steps if step.state == "doing" and step.icon == "quiz"]
    undone = [step for step in steps if step.state != "done"] if day.is_open else []
    finished = [step for step in reversed(steps) if step.state == "done"]
    return next((step for step in [*running, *undone, *finished] if step.address), None)


def after_reading(day: TodayView | None, study_unit_id: int, programme_id: int | None = None) -> Step:
    """Where to go from a study unit: to the quiz of the day that it belongs to, else back to where one came from."""
    if day is not None and day.study_unit is not None and day.study_unit.id == study_unit_id and day.quiz:
        step = _quiz(day.quiz)
        if step.address:
            return step
    if programme_id is not None:
        back = url_for("learner_programmes.view", id=programme_id)
        return Step("学习计划", "回到学习计划", "看看下一步学什么", "", "todo", back, "list")
    return Step(HOME, HOME, "看看今天还有什么要做", "", "todo", url_for("learner_home.view"), "today")


def line_of(day: TodayView, now: datetime) -> DayLine:
    """A study day in a list, leading to its result, else to its reading."""
    parts = [day.study_unit.title if day.study_unit else "", f"{day.quiz.item_count} 题" if day.quiz else ""]
    attempt = day.quiz.attempt if day.quiz else None
    address = None
    if attempt is not None and attempt.status is AttemptStatus.SUBMITTED:
        address = url_for("learner_attempts.result", id=attempt.id)
        if attempt.raw is not None:
            parts.append(f"得 {show_points(attempt.raw)} 分")
    elif day.study_unit is not None:
        address = url_for("learner_study_units.view", id=day.study_unit.id)
    return DayLine(
        day.held_on, day.title, " · ".join(part for part in parts if part), _word_of(day, now), address
    )


def _word_of(day: TodayView, now: datetime) -> str:
    if day.participation.state is ParticipationState.DONE:
        return "done"
    if day.state is DayState.UPCOMING:
        days = (day.held_on - local_date(now)).days
        return {0: "今天", 1: "明天"}.get(days, f"{days} 天后")
    return "进行中" if day.is_open else "未参加"


def _reading(unit: StudyUnitOfDay) -> Step:
    address = url_for("learner_study_units.view", id=unit.id, resume=1)
    detail = f"{unit.title}，约 {unit.minutes} 分钟"
    if unit.completed_at is not None:
        return Step("阅读材料", "重读材料", detail, "已读完", "done", address, "book")
    if unit.percent:
        return Step("阅读材料", "继续阅读", detail, f"已读 {unit.percent}%", "doing", address, "book")
    return Step("阅读材料", "开始阅读", detail, "未读", "todo", address, "book")


def _quiz(quiz: QuizOfDay) -> Step:
    address = url_for("learner_quizzes.view", id=quiz.id)
    detail = f"{quiz.item_count} 题，{show_points(quiz.max_points)} 分，限时 {show_duration(quiz.time_limit_seconds)}"
    attempt = quiz.attempt
    if attempt is not None and attempt.status is AttemptStatus.SUBMITTED:
        score = f"{show_points(attempt.raw)} 分" if attempt.raw is not None else "已交卷"
        result = url_for("learner_attempts.result", id=attempt.id)
        return Step("线上测验", "查看成绩", detail, score, "done", result, "quiz")
    if attempt is not None:
        player = url_for("learner_attempts.view", id=attempt.id)
        return Step("线上测验", "继续答题", detail, "答题中", "doing", player, "quiz")
    if quiz.state is QuizState.OPEN:
        return Step("线上测验", "去答题", detail, "未答", "todo", address, "quiz")
    if quiz.state is QuizState.UPCOMING and quiz.opens_at is not None:
        return Step("线上测验", "", detail, f"{show_moment(quiz.opens_at)} 开放", "todo", None, "quiz")
    return Step("线上测验", "", detail, "已截止", "todo", None, "quiz")
