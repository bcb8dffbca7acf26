"""The form of a study unit: from pasted text to sections and paragraphs in two steps."""

from typing import Any

from wtforms import FieldList, FormField, HiddenField, SelectField, StringField, TextAreaField

from studyhub.study.rules import SectionDraft, parse_pasted_text
from studyhub.web.forms.base import Form, Row, at_most, needed, tidy
from studyhub.web.forms.study_unit_text import read_text, write_text

TITLE_LINE = 40  # a longer first line is no title


class SourceRow(Row):
    """Where the material comes from."""

    title = StringField("出处", [at_most(200)], filters=[tidy])
    publisher = StringField("发布单位", [at_most(100)], filters=[tidy])
    date = StringField("日期", [at_most(40)], filters=[tidy])
    note = StringField("备注", [at_most(200)], filters=[tidy])


class StudyUnitForm(Form):
    """`step` is "paste" while the text is as it was pasted, "outline" once sections were recognised."""

    title = StringField("标题", [needed("请填写标题。"), at_most(80)], filters=[tidy])
    summary = TextAreaField("摘要", [at_most(500)], filters=[tidy])
    unit_id = SelectField("归属党组织", coerce=int)
    sources = FieldList(FormField(SourceRow), min_entries=1, max_entries=20)
    text = TextAreaField("正文", [needed("请把学习材料的文字粘贴到这里。")])
    step = HiddenField(default="paste")

    def recognise(self) -> None:
        """Turn pasted text into sections; without a title yet, a short first line becomes the title."""
        first, _, rest = (self.text.data or "").strip().partition("\n")
        is_title = 0 < len(first.strip()) <= TITLE_LINE and first.strip()[-1] not in "。！？；：，.!?;:,"
        if is_title and rest.strip() and not self.title.data:
            self.title.data = first.strip().lstrip("#").strip()
            self.text.data = rest
        self.text.data = write_text(parse_pasted_text(self.text.data or ""))
        self.step.data = "outline"

    @property
    def sections(self) -> list[SectionDraft]:
        """The sections as the text stands now."""
        return read_text(self.text.data or "")

    @property
    def source_data(self) -> list[dict[str, Any]]:
        """The sources that were filled in."""
        return [row for row in self.sources.data if row["title"]]
