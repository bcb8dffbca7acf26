"""Forms of what happens after a quiz: corrections, marks, reports of wrong items."""

from decimal import Decimal

from wtforms import DecimalField, HiddenField, TextAreaField

from studyhub.quizzes.rules.regrading import REASON_LENGTH
from studyhub.web.forms.base import Form, at_most, needed, tidy

CORRECTION_NAMES = {"key": "按题库现在的答案重判", "void": "作废这道题，全员得分"}


class RegradeForm(Form):
    """Why a key is corrected; `version` is the item's version that was looked at."""

    reason = TextAreaField("更正原因", [needed("请写明更正的原因。"), at_most(REASON_LENGTH)], filters=[tidy])
    version = HiddenField(validators=[at_most(12)], filters=[tidy])


class MarkForm(Form):
    """Points for an open response."""

    raw = DecimalField("得分", places=None)
    comment = TextAreaField("评语", filters=[tidy])

    @property
    def points(self) -> Decimal:
        """The points given; NaN, which no slot takes, when it is no number."""
        given = self.raw.data
        return given if isinstance(given, Decimal) else Decimal("NaN")


class ItemReportForm(Form):
    """What is wrong with a question."""

    text = TextAreaField("哪里不对", [needed("请写明这道题哪里不对。"), at_most(300)], filters=[tidy])


class ReportAnswerForm(Form):
    """What the organiser answers."""

    answer = TextAreaField("答复", [needed("请写一句答复。"), at_most(300)], filters=[tidy])
