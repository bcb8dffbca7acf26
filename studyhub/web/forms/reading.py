"""Forms of what readers ask and write, and of the answers to it."""

from typing import Any

from wtforms import RadioField, SelectField, TextAreaField

from studyhub.reading.models import CompletionKind, ReflectionMark
from studyhub.reading.rules import ANSWER_LENGTH, COMMENT_LENGTH, QUESTION_LENGTH, REFLECTION_LENGTH
from studyhub.web.forms.base import Form, at_most, needed, tidy

COMPLETION_NAMES = {
    CompletionKind.READ: "看过每一段",
    CompletionKind.CHECKS: "看过每一段，并答对文中的小测",
    CompletionKind.QUIZ: "看过每一段，并且测验合格",
}


MARK_NAMES = {ReflectionMark.SEEN: "已阅", ReflectionMark.RECOMMENDED: "推荐"}


class QuestionForm(Form):
    """What a member asks about a paragraph."""

    text = TextAreaField("您的问题", [needed("请写下您的问题。"), at_most(QUESTION_LENGTH)], filters=[tidy])


class QuestionAnswerForm(Form):
    """What the organiser answers."""

    answer = TextAreaField("答复", [needed("请写下答复。"), at_most(ANSWER_LENGTH)], filters=[tidy])


class ReflectionForm(Form):
    """What a member thinks of a unit or a study day."""

    text = TextAreaField("我的心得", [at_most(REFLECTION_LENGTH)], filters=[tidy])


class ReflectionMarkForm(Form):
    """What a secretary says of a reflection."""

    mark = RadioField("审阅", choices=[(mark.value, name) for mark, name in MARK_NAMES.items()])
    comment = TextAreaField("评语", [at_most(COMMENT_LENGTH)], filters=[tidy])


class CompletionForm(Form):
    """What completes a unit; the places of checks come as place-ITEM with an anchor, empty for none."""

    kind = RadioField("完成条件", choices=[(kind.value, name) for kind, name in COMPLETION_NAMES.items()])
    quiz_id = SelectField("测验", coerce=int, validate_choice=False, default=0)

    @staticmethod
    def places_of(given: Any) -> dict[int, str]:
        """Item -> anchor, of what was sent."""
        return {
            int(name.removeprefix("place-")): value
            for name, value in given.items()
            if name.startswith("place-") and name.removeprefix("place-").isdecimal() and value
        }
