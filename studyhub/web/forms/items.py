"""The form of an item: one form for all types; a page shows the parts its type has."""

from collections.abc import Iterator
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from question_bank import MARKING_NAMES, ItemType, Marking, Picture
from question_bank.pictures import MAX_PICTURES
from question_bank.text import picture_token
from studyhub.core.errors import Invalid
from studyhub.items.documents import reference
from studyhub.web.forms.base import Form, Row, at_most, between, change_rows, needed, optional, tidy

MOST_ROWS = 26
QUOTE_LENGTH = 2000
STIMULUS_LENGTH = 8000
DIFFICULTIES = [(1, "1 很易"), (2, "2 较易"), (3, "3 中等"), (4, "4 较难"), (5, "5 很难")]

# Where a problem of the bank is shown, for each type, when the form has no field of that name.
_PLACES = {
    ItemType.SINGLE_CHOICE: {"key": "choices"},
    ItemType.MULTIPLE_RESPONSE: {"key": "choices"},
    ItemType.ORDERING: {"key": "choices"},
    ItemType.TRUE_FALSE: {"key": "truth"},
    ItemType.NUMERIC: {"key": "number"},
    ItemType.MATCHING: {"key": "pairs", "prompts": "pairs", "choices": "pairs"},
}


class ChoiceRow(Row):
    """A choice; `code` is its id, by which explanations speak of it."""

    code = HiddenField()
    text = StringField("选项", filters=[tidy])
    is_locked = BooleanField("不打乱")


class PairRow(Row):
    """A prompt with what belongs to it; without a prompt, a choice that belongs nowhere."""

    prompt_code = HiddenField()
    prompt = StringField("左栏", filters=[tidy])
    code = HiddenField()
    choice = StringField("右栏", filters=[tidy])


class BlankRow(Row):
    """The accepted answers of one blank, one a line."""

    answers = TextAreaField("可接受的答案")


class PictureRow(Row):
    """A picture of the item: `kept` is what its document says of it, in place of the bytes."""

    name = HiddenField()
    media_type = HiddenField()
    kept = HiddenField()
    description = StringField("图片说明", [at_most(200)], filters=[tidy])


class ItemForm(Form):
    """An item; `right` holds the codes of the right choices."""

    stimulus = TextAreaField("共用材料", [at_most(STIMULUS_LENGTH)], filters=[tidy])
    pictures = FieldList(FormField(PictureRow), max_entries=MAX_PICTURES)
    picture_file = FileField("图片文件")
    picture_place = SelectField("放在", validate_choice=False)
    stem = TextAreaField("题干", [needed("请填写题干。")], filters=[tidy])
    choices = FieldList(FormField(ChoiceRow), max_entries=MOST_ROWS)
    right = SelectMultipleField("正确答案", validate_choice=False)
    truth = RadioField(
        "正确答案", [optional()], choices=[("true", "正确"), ("false", "错误")], validate_choice=False
    )
    number = StringField("正确答案", filters=[tidy])
    tolerance = DecimalField("允许误差", [optional()], places=None)
    pairs = FieldList(FormField(PairRow), max_entries=MOST_ROWS)
    blanks = FieldList(FormField(BlankRow), max_entries=MOST_ROWS)
    explanation = TextAreaField("解析", filters=[tidy])
    difficulty = SelectField("难度", coerce=int, choices=DIFFICULTIES, default=3)
    tags = StringField("标签", [at_most(200)], filters=[tidy])
    category = StringField("分类", [at_most(200)], filters=[tidy])
    points = DecimalField("默认分值", [between(0.01, 1000)], places=None, default=1)
    marking = SelectField(
        "多选计分",
        validate_choice=False,
        choices=[("", "由测验决定"), *((each.value, MARKING_NAMES[each]) for each in Marking)],
    )
    source_unit = SelectField("出自学习单元", validate_choice=False)
    paragraph = SelectField("段落", validate_choice=False)
    quote = TextAreaField("原文依据", [at_most(QUOTE_LENGTH)], filters=[tidy])
    valid_from = DateField("有效期从", [optional()])
    valid_until = DateField("到", [optional()])
    version = HiddenField()

    def add_empty_rows(self, kind: ItemType) -> None:
        """Rows to begin with, for an item that has none."""
        rows, number = {
            ItemType.MATCHING: (self.pairs, 4),
            ItemType.FILL_IN: (self.blanks, 1),
            ItemType.TRUE_FALSE: (self.blanks, 0),
            ItemType.NUMERIC: (self.blanks, 0),
            ItemType.EXTENDED_TEXT: (self.blanks, 0),
        }.get(kind, (self.choices, 4))
        while len(rows) < number:
            rows.append_entry()
        self.give_codes()

    def change(self, action: str) -> bool:
        """Do what a row's button asked, and say whether it was one."""
        words = {"choice": self.choices, "pair": self.pairs, "blank": self.blanks}
        changed = any(change_rows(rows, action, word) for word, rows in words.items())
        names = [row.form.name.data for row in self.pictures]
        if action.startswith("remove-picture-") and change_rows(self.pictures, action, "picture"):
            changed = True
            for gone in set(names) - {row.form.name.data for row in self.pictures}:
                for field in self._texts().values():
                    field.data = (field.data or "").replace(picture_token(gone), "").strip()
        self.give_codes()
        return changed or action == "take-picture"

    def add_picture(self, picture: Picture) -> None:
        """Put a picture into the list, and its token where it was wanted."""
        self.pictures.append_entry(
            {"name": picture.name, "media_type": picture.media_type, "kept": reference(picture)}
        )
        texts = self._texts()
        field = texts.get(self.picture_place.data or "", self.stem)
        between_lines = "\n" if field.data and isinstance(field, TextAreaField) else ""
        field.data = f"{field.data or ''}{between_lines}{picture_token(picture.name)}"

    def offer_places(self) -> None:
        """Fill the select of where a picture goes."""
        self.picture_place.choices = list(self._place_names())

    def _texts(self) -> dict[str, Any]:
        """The fields in which pictures may stand, by their place."""
        fields = {"stem": self.stem, "stimulus": self.stimulus, "explanation": self.explanation}
        fields |= {f"choice-{number}": row.form.text for number, row in enumerate(self.choices)}
        for number, row in enumerate(self.pairs):
            fields |= {f"prompt-{number}": row.form.prompt, f"target-{number}": row.form.choice}
        return fields

    def _place_names(self) -> Iterator[tuple[str, str]]:
        yield from (("stem", "题干"), ("stimulus", "共用材料"), ("explanation", "解析"))
        for number, row in enumerate(self.choices):
            yield f"choice-{number}", f"选项 {(row.form.code.data or '').upper()}"
        for number in range(len(self.pairs)):
            yield f"prompt-{number}", f"第 {number + 1} 行左栏"
            yield f"target-{number}", f"第 {number + 1} 行右栏"

    def give_codes(self) -> None:
        """Give every row that has no code the next free letter (prompts: p1, p2 ...)."""
        for rows in (self.choices, self.pairs):
            used = {row.form.code.data for row in rows}
            free = iter(letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter not in used)
            for row in rows:
                row.form.code.data = row.form.code.data or next(free, "")
        used = {row.form.prompt_code.data for row in self.pairs}
        numbered = iter(code for i in range(1, 60) if (code := f"p{i}") not in used)
        for row in self.pairs:
            row.form.prompt_code.data = row.form.prompt_code.data or next(numbered)

    def take_for(self, kind: ItemType, error: Invalid) -> None:
        """Put what the bank refused beside the part of the form it is about."""
        places: dict[str, Any] = _PLACES.get(kind, {})
        self.take(
            Invalid(error.message, {places.get(name, name): text for name, text in error.fields.items()})
        )
