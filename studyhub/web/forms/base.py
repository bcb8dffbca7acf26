"""What every form stands on: the token against forged requests, tidy text, Chinese messages, errors of a room."""

from typing import Any, ClassVar

import wtforms
from flask_wtf import FlaskForm
from wtforms import validators

from studyhub.core.errors import Invalid

NO_SUCH_CHOICE = "选项里有不存在的项，请刷新页面后重新勾选。"  # WTForms has no Chinese for several choices


class Form(FlaskForm):  # type: ignore[misc]
    """A form of a page. Its field names are those of the service it feeds, so that a service's errors find them."""

    class Meta:
        locales: ClassVar[tuple[str, ...]] = ("zh",)

    def take(self, error: Invalid) -> None:
        """Put what a service refused beside the fields it named; the rest above the form."""
        placed = False
        for name, sentence in error.fields.items():
            if name in self:
                self[name].errors = [*self[name].errors, sentence]
                placed = True
        if not placed:
            self.form_errors.append(error.message)


class Row(wtforms.Form):  # type: ignore[misc]
    """One row of a form's list; the form around it carries the token."""

    class Meta:
        locales: ClassVar[tuple[str, ...]] = ("zh",)


def tidy(value: Any) -> Any:
    """Text without spaces at its ends, its lines broken by \\n alone, as no browser sends them; no text for a field
    that was not sent; anything else as it is.
    """
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return "" if value is None else value


def needed(message: str) -> Any:
    """The field must not be empty."""
    return validators.DataRequired(message)


def at_most(length: int) -> Any:
    """The text has a longest length, in characters."""
    return validators.Length(max=length, message=f"最多 {length} 个字，请缩短。")


def between(lowest: float, highest: float) -> Any:
    """The number lies within a range, both ends included."""
    return _Between(lowest, highest, message=f"请填写 {lowest:g} 至 {highest:g} 之间的数。")


class _Between(validators.NumberRange):  # type: ignore[misc]
    """A range that also refuses a whole number too long for a float, on which the one of WTForms breaks."""

    def __call__(self, form: Any, field: Any) -> None:
        try:
            super().__call__(form, field)
        except OverflowError as error:
            raise validators.ValidationError(self.message) from error


def optional() -> Any:
    """The field may be left empty."""
    return validators.Optional()


def change_rows(rows: Any, action: str, word: str) -> bool:
    """Do what a row's button asked of a FieldList, and say whether it asked anything.

    Actions: add-WORD, remove-WORD-INDEX, up-WORD-INDEX; the index counts the rows as they were sent.
    """
    if action == f"add-{word}":
        if rows.max_entries is None or len(rows) < rows.max_entries:
            rows.append_entry()
        return True
    verb, _, index = action.partition(f"-{word}-")
    if verb not in {"remove", "up"} or not index.isdecimal() or int(index) >= len(rows):
        return False
    place = int(index)
    data = list(rows.data)
    if verb == "remove":
        del data[place]
    elif place > 0:
        data[place - 1], data[place] = data[place], data[place - 1]
    _refill(rows, data)
    return True


def _refill(rows: Any, data: list[Any]) -> None:
    while rows.entries:
        rows.pop_entry()
    rows.last_index = -1
    for each in data:
        rows.append_entry(each)
