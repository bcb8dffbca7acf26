"""The learner door: what members see on their phones."""

from flask import Blueprint

from studyhub.web.learner import (
    attempts,
    checks,
    corrections,
    home,
    item_reports,
    leaderboards,
    me,
    notes,
    paragraph_questions,
    points,
    programmes,
    quizzes,
    recordings,
    reflections,
    study_units,
    verification,
)


def blueprints() -> list[Blueprint]:
    """Every blueprint of this door, in the order of its pages."""
    modules = (
        home,
        study_units,
        recordings,
        programmes,
        corrections,
        checks,
        notes,
        paragraph_questions,
        reflections,
        quizzes,
        attempts,
        item_reports,
        leaderboards,
        points,
        me,
        verification,
    )
    return [module.blueprint for module in modules]
