"""Quizzes: from a blueprint that the bank can fill to a published quiz."""

import secrets
from decimal import Decimal
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import TYPE_NAMES, render_explanation
from studyhub.core.errors import Conflict, Invalid
from studyhub.items.queries import list_tags
from studyhub.organisation.rules import Permission
from studyhub.quizzes import queries, service
from studyhub.web.forms.base import change_rows
from studyhub.web.forms.quizzes import REVIEW_NAMES, QuizForm, quiz_data
from studyhub.web.kit import current_actor, database, db, now, permit
from studyhub.web.organiser.item_sources import unit_titles
from studyhub.web.organiser.page import home_unit, render_desk, unit_choices

blueprint = Blueprint("organiser_quizzes", __name__, url_prefix="/organiser/quizzes")


@blueprint.get("/")
@permit(Permission.MANAGE_QUIZZES)
def index() -> ResponseReturnValue:
    """The quizzes of the range, newest first."""
    rows = queries.list_for_organiser(db(), current_actor(), now())
    return render_desk("organiser/quizzes/index.html", rows=rows)


@blueprint.route("/new", methods=["GET", "POST"])
@permit(Permission.MANAGE_QUIZZES)
def new() -> ResponseReturnValue:
    """Draft a quiz; every look says which cells the bank cannot fill."""
    form = QuizForm(unit_id=home_unit(Permission.MANAGE_QUIZZES).id, **_first_rows())
    action = request.form.get("action", "")
    if not change_rows(form.cells, action, "cell") and action != "check" and _validates(form):
        try:
            quiz_id = service.create_quiz(db(), current_actor(), form.unit_id.data, form.draft, now=now())
        except Invalid as error:
            form.take_draft(error)
        else:
            return _after_saving(quiz_id, action)
    return _page("organiser/quizzes/new.html", form)


@blueprint.get("/<int:quiz_id>")
@permit(Permission.MANAGE_QUIZZES)
def view(quiz_id: int) -> ResponseReturnValue:
    """A quiz: its rules, its cells against the bank, and what comes next."""
    quiz = queries.get_for_organiser(db(), current_actor(), quiz_id, now())
    return render_desk(
        "organiser/quizzes/view.html",
        quiz=quiz,
        open_responses=queries.count_open_responses(db(), [quiz_id]).get(quiz_id, {}),
        titles=unit_titles(db()),
        review_names=REVIEW_NAMES,
        type_names=TYPE_NAMES,
    )


@blueprint.route("/<int:quiz_id>/edit", methods=["GET", "POST"])
@permit(Permission.MANAGE_QUIZZES)
def edit(quiz_id: int) -> ResponseReturnValue:
    """Change a draft."""
    with database().read() as session:
        quiz = queries.get_for_organiser(session, current_actor(), quiz_id, now())
    if quiz.status != "draft":
        flash("这份测验已经发布，不能再修改。需要改动时请另建一份。", "warning")
        return redirect(url_for(".view", quiz_id=quiz_id))
    form = QuizForm(**quiz_data(quiz))
    action = request.form.get("action", "")
    if not change_rows(form.cells, action, "cell") and action != "check" and _validates(form):
        try:
            service.edit_quiz(db(), current_actor(), quiz_id, form.draft, now=now())
        except Invalid as error:
            form.take_draft(error)
        else:
            return _after_saving(quiz_id, action)
    return _page("organiser/quizzes/edit.html", form, quiz=quiz)


@blueprint.post("/<int:quiz_id>/publish")
@permit(Permission.MANAGE_QUIZZES)
def publish(quiz_id: int) -> ResponseReturnValue:
    """Freeze a draft; refused, naming the cell, while the bank is short."""
    try:
        service.publish(db(), current_actor(), quiz_id, now=now())
    except Invalid as error:
        flash(f"还不能发布：{error.message}", "error")
    else:
        flash("测验已发布，题目和规则不再变动。接下来把它安排到统一学习日。")
    return redirect(url_for(".view", quiz_id=quiz_id))


@blueprint.get("/<int:quiz_id>/paper")
@permit(Permission.MANAGE_QUIZZES)
def paper(quiz_id: int) -> ResponseReturnValue:
    """A paper drawn for show, with its keys; each seed gives another."""
    quiz = queries.get_for_organiser(db(), current_actor(), quiz_id, now())
    seed = request.args.get("seed", "1")[:40]
    try:
        sample = queries.draw_sample(db(), quiz, seed, now())
    except Conflict as error:
        flash(f"还不能试抽：{error.message}", "warning")
        return redirect(url_for(".view", quiz_id=quiz_id))
    return render_desk(
        "organiser/quizzes/paper.html",
        quiz=quiz,
        difficulty=sample.difficulty,
        sections=[
            (title, list(slots)) for title, slots in groupby(sample.slots, lambda pair: pair[0].section)
        ],
        another=secrets.token_hex(4),
        type_names=TYPE_NAMES,
        explain=lambda item: render_explanation(item, ()),
    )


def _first_rows() -> dict[str, Any]:
    slug = request.args.get("study_unit", "")
    if not slug:
        return {}
    kinds = (("一、单选题", "single_choice", 10, 4), ("二、多选题", "multiple_response", 5, 6),
             ("三、判断题", "true_false", 6, 5))  # fmt: skip
    return {
        "cells": [
            {
                "section": title,
                "type": kind,
                "scope": f"unit:{slug}",
                "count": count,
                "points": Decimal(points),
            }
            for title, kind, count, points in kinds
        ]
    }


def _validates(form: QuizForm) -> bool:
    form.unit_id.choices = unit_choices(Permission.MANAGE_QUIZZES)
    with database().read() as session:
        form.offer(unit_titles(session), list_tags(session, current_actor()))
    return bool(form.validate_on_submit())


def _after_saving(quiz_id: int, action: str) -> ResponseReturnValue:
    flash("测验已保存为草稿。")
    return redirect(url_for(".paper" if action == "save-paper" else ".view", quiz_id=quiz_id))


def _page(template: str, form: QuizForm, **context: Any) -> str:
    form.unit_id.choices = unit_choices(Permission.MANAGE_QUIZZES)
    drawn = form.blueprint
    stock: queries.BlueprintStock | None = None
    with database().read() as session:
        form.offer(unit_titles(session), list_tags(session, current_actor()))
        if drawn is not None and not drawn.problems() and form.unit_id.data in dict(form.unit_id.choices):
            stock = queries.stock_of(session, current_actor(), form.unit_id.data, drawn, now())
    return render_desk(template, form=form, blueprint=drawn, stock=stock, **context)
