"""The form of a quiz with its blueprint: one row a cell; rows that follow each other under one title are a section."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from wtforms import (
    BooleanField,
    DecimalField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)

from question_bank import MARKING_NAMES, TYPE_NAMES, Blueprint, Cell, ItemType, Marking, Section
from studyhub.core.errors import Invalid
from studyhub.quizzes.queries import QuizDetail
from studyhub.quizzes.rules import ReviewRule
from studyhub.quizzes.rules.drafting import QuizDraft
from studyhub.web.forms.base import Form, Row, at_most, between, needed, optional, tidy

REVIEW_NAMES = {
    ReviewRule.AFTER_SUBMISSION: "交卷后就能看",
    ReviewRule.AFTER_CLOSE: "全部结束后才能看",
    ReviewRule.NEVER: "不公布",
}
_ANY = ("", "不限")
_DIFFICULTIES = [_ANY, ("1,2", "较易（1、2）"), ("3", "中等（3）"), ("4,5", "较难（4、5）"),
                 *((str(n), f"只要 {n}") for n in (1, 2, 4, 5))]  # fmt: skip


class CellRow(Row):
    """So many items of a kind. `scope` is "unit:SLUG", "tag:NAME" or "category:PATH", several parted by |."""

    section = StringField("大题", [at_most(40)], filters=[tidy])
    type = SelectField("题型", validate_choice=False, default=ItemType.SINGLE_CHOICE.value)
    scope = SelectField("范围", validate_choice=False)
    difficulty = SelectField("难度", validate_choice=False)
    count = IntegerField("题数", [between(1, 200)], default=5)
    points = DecimalField("每题分", places=None, validators=[between(0.01, 1000)], default=Decimal(1))
    marking = SelectField(
        "多选计分", choices=[(each.value, MARKING_NAMES[each]) for each in Marking],
        default=Marking.ALL_OR_NOTHING.value,
    )  # fmt: skip


class QuizForm(Form):
    """A quiz; the time limit is in minutes."""

    title = StringField("名称", [needed("请填写名称。"), at_most(60)], filters=[tidy])
    unit_id = SelectField("归属党组织", coerce=int)
    minutes = DecimalField(
        "限时（分钟）",
        places=None,
        validators=[needed("请填写限时。"), between(0.5, 720)],
        default=Decimal(15),
    )
    pass_percent = IntegerField("合格线（%）", [between(0, 100)], default=60)
    review_rule = RadioField(
        "答案和解析", choices=[(rule.value, name) for rule, name in REVIEW_NAMES.items()],
        default=ReviewRule.AFTER_SUBMISSION.value,
    )  # fmt: skip
    prefers_unseen = BooleanField("优先抽没做过的题", default=True)
    difficulty_low = DecimalField("试卷难度不低于", [optional(), between(1, 5)], places=None)
    difficulty_high = DecimalField("不高于", [optional(), between(1, 5)], places=None)
    cells = FieldList(FormField(CellRow), min_entries=1, max_entries=40)

    def validate_difficulty_high(self, field: Any) -> None:
        """The bounds stand in their order and have two decimals at most."""
        low, high = self.difficulty_low.data or Decimal(1), field.data or Decimal(5)
        if self.difficulty_low.errors:
            return
        if low > high:
            raise ValidationError("不能小于左边的下限。")
        if (low, high) != (round(low, 2), round(high, 2)):
            raise ValidationError("上下限最多两位小数。")

    def offer(self, titles: dict[str, str], tags: Sequence[tuple[str, int]]) -> None:
        """Fill the selects: study units (slug -> title) and tags with their numbers of items."""
        units = [(f"unit:{slug}", title) for slug, title in titles.items()]
        labels = [(f"tag:{name}", f"{name}（{number}）") for name, number in tags]
        for row in self.cells:
            cell = row.form
            cell.type.choices = _with_present(
                [_ANY, *((k.value, TYPE_NAMES[k]) for k in ItemType)], cell.type
            )
            cell.difficulty.choices = _with_present(list(_DIFFICULTIES), cell.difficulty)
            scope = cell.scope.data or ""
            rare = (
                [] if scope in {"", *dict(units), *dict(labels)} else [(scope, _scope_label(scope, titles))]
            )
            cell.scope.choices = {"": [_ANY, *rare], "学习单元": units, "标签": labels}

    @property
    def blueprint(self) -> Blueprint | None:
        """The blueprint as the rows stand now; None while a number is missing or no number."""
        rows = [row.form for row in self.cells]
        if any(not cell.count.data or not _is_positive(cell.points.data) for cell in rows):
            return None
        named: list[tuple[str, Any]] = []
        for cell in rows:
            title = cell.section.data or (named[-1][0] if named else "") or "试题"
            named.append((title, cell))
        return Blueprint(
            tuple(
                Section(title, tuple(_cell(cell) for _, cell in group))
                for title, group in groupby(named, key=lambda pair: pair[0])
            ),
            self._difficulty_range,
        )

    @property
    def _difficulty_range(self) -> tuple[Decimal, Decimal] | None:
        low, high = self.difficulty_low.data, self.difficulty_high.data
        return None if low is None and high is None else (low or Decimal(1), high or Decimal(5))

    @property
    def draft(self) -> QuizDraft:
        """What the room of quizzes takes; only of a form that validated."""
        assert self.blueprint is not None
        return QuizDraft(
            title=self.title.data,
            blueprint=self.blueprint,
            time_limit=timedelta(seconds=round(float(self.minutes.data) * 60)),
            pass_percent=self.pass_percent.data,
            review_rule=ReviewRule(self.review_rule.data),
            prefers_unseen=self.prefers_unseen.data,
        )

    def take_draft(self, error: Invalid) -> None:
        """Put what the room refused beside its fields."""
        places = {"time_limit": "minutes", "blueprint": "cells"}
        self.take(
            Invalid(error.message, {places.get(name, name): text for name, text in error.fields.items()})
        )


def quiz_data(quiz: QuizDetail) -> dict[str, Any]:
    """What the form shows for a quiz."""
    low, high = quiz.blueprint.difficulty_range or (None, None)
    minutes = (Decimal(quiz.time_limit_seconds) / 60).quantize(Decimal("0.01")).normalize()
    return {
        "title": quiz.title,
        "unit_id": quiz.unit.id,
        "minutes": Decimal(f"{minutes:f}"),
        "pass_percent": quiz.pass_percent,
        "review_rule": quiz.review_rule.value,
        "prefers_unseen": quiz.prefers_unseen,
        "difficulty_low": low,
        "difficulty_high": high,
        "cells": [_row(section.title, cell) for section in quiz.blueprint.sections for cell in section.cells],
    }


def _is_positive(points: Decimal | None) -> bool:
    return points is not None and points.is_finite() and points > 0


def _row(section: str, cell: Cell) -> dict[str, Any]:
    scopes = [
        f"{word}:{value}"
        for word, values in (("unit", cell.units), ("tag", cell.tags), ("category", cell.categories))
        for value in sorted(values)
    ]
    return {
        "section": section,
        "type": ",".join(kind.value for kind in ItemType if kind in cell.types),
        "scope": "|".join(scopes),
        "difficulty": ",".join(map(str, sorted(cell.difficulties))),
        "count": cell.count,
        "points": cell.points,
        "marking": cell.marking.value,
    }


def _cell(row: Any) -> Cell:
    scopes = [scope.partition(":") for scope in (row.scope.data or "").split("|") if ":" in scope]

    def named(word: str) -> frozenset[str]:
        return frozenset(value for kind, _, value in scopes if kind == word)

    known = {kind.value for kind in ItemType}
    return Cell(
        count=row.count.data,
        points=row.points.data,
        types=frozenset(ItemType(each) for each in (row.type.data or "").split(",") if each in known),
        tags=named("tag"),
        categories=named("category"),
        units=named("unit"),
        difficulties=frozenset(
            int(each) for each in (row.difficulty.data or "").split(",") if each in set("12345")
        ),
        marking=Marking(row.marking.data) if row.marking.data in set(Marking) else Marking.ALL_OR_NOTHING,
    )


def _with_present(choices: list[tuple[str, str]], field: Any) -> list[tuple[str, str]]:
    value = field.data or ""
    if value not in dict(choices):
        known = dict(choices)
        choices.append((value, "、".join(known.get(each, each) for each in value.split(","))))
    return choices


def _scope_label(scope: str, titles: dict[str, str]) -> str:
    return "、".join(titles.get(part.partition(":")[2], part.partition(":")[2]) for part in scope.split("|"))
