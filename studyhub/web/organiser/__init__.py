"""The organiser door."""

from flask import Blueprint

from studyhub.web.organiser import (
    completion,
    coverage,
    desk,
    drafted_items,
    item_checkup,
    item_filing,
    item_imports,
    item_reports,
    items,
    marking,
    material_imports,
    members,
    organisation,
    paragraph_questions,
    programmes,
    quiz_analysis,
    quizzes,
    recordings,
    reflections,
    regrades,
    study_days,
    study_unit_comparisons,
    study_unit_flags,
    study_unit_reviews,
    study_unit_sentences,
    study_units,
    word_lists,
)


def blueprints() -> list[Blueprint]:
    """Every blueprint of this door, in the order of its pages."""
    modules = (
        desk,
        study_units,
        completion,
        paragraph_questions,
        reflections,
        material_imports,
        study_unit_flags,
        study_unit_sentences,
        study_unit_comparisons,
        study_unit_reviews,
        recordings,
        word_lists,
        drafted_items,
        coverage,
        programmes,
        study_days,
        items,
        item_filing,
        item_checkup,
        item_imports,
        item_reports,
        quizzes,
        quiz_analysis,
        regrades,
        marking,
        organisation,
        members,
    )
    return [module.blueprint for module in modules]
