"""The form that puts many items in order; each action has its own button and its own field."""

from wtforms import HiddenField, IntegerField, StringField

from studyhub.items.rules import Filing, FilingAction
from studyhub.web.forms.base import Form, optional, tidy


class ItemFilingForm(Form):
    """`action` is a FilingAction, `value` its tag or category, `expected` how many items the person was told of."""

    action = HiddenField()
    value = StringField(filters=[tidy])
    expected = IntegerField(validators=[optional()])

    @property
    def filing(self) -> Filing | None:
        """What is asked for; None when nothing is, yet."""
        if self.action.data not in set(FilingAction):
            return None
        action = FilingAction(self.action.data)
        value = self.value.data or ""
        return Filing(action, value.strip("/ ") if action is FilingAction.MOVE else value)
