"""The forms of a study unit: its text and what goes with it, and the steps of its publication."""

from datetime import datetime
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, FieldList, FormField, IntegerField, StringField, TextAreaField, TimeField
from wtforms.widgets import HiddenInput

from studyhub.core.clock import local_moment
from studyhub.study.rules import SectionDraft
from studyhub.web.forms.base import Form, Row, at_most, needed, optional, tidy
from studyhub.web.forms.study_unit_text import read_text, with_line


class SourceRow(Row):
    """Where the material comes from."""

    title = StringField("出处", [at_most(200)], filters=[tidy])
    publisher = StringField("发布单位", [at_most(100)], filters=[tidy])
    date = StringField("日期", [at_most(40)], filters=[tidy])
    note = StringField("备注", [at_most(200)], filters=[tidy])


class StudyUnitForm(Form):
    """All that the organiser writes about a unit; key points and questions stand one a line."""

    title = StringField("标题", [needed("请填写标题。"), at_most(80)], filters=[tidy])
    summary = TextAreaField("摘要", [at_most(500)], filters=[tidy])
    sources = FieldList(FormField(SourceRow), min_entries=1, max_entries=20)
    text = TextAreaField("正文", [needed("请把学习材料的文字粘贴到这里。")])
    key_points = TextAreaField("学习要点", filters=[tidy])
    questions = TextAreaField("思考题", filters=[tidy])
    picture_file = FileField("添加一张图片")
    picture_after = IntegerField("放在第几行之后", [optional()], widget=HiddenInput())

    def put_picture(self, name: str) -> None:
        """Name a picture of the unit in the text, behind the line where the cursor was, else at the end."""
        self.text.data = with_line(self.text.data or "", f"[[picture:{name}]]", self.picture_after.data or 0)

    @property
    def sections(self) -> list[SectionDraft]:
        """The sections as the text stands now."""
        return read_text(self.text.data or "")

    @property
    def content_data(self) -> dict[str, Any]:
        """What was filled in, in the arguments of edit_study_unit but for the sections."""
        return {
            "title": self.title.data,
            "summary": self.summary.data,
            "sources": self.source_data,
            "key_points": self.key_points.data.splitlines(),
            "questions": self.questions.data.splitlines(),
        }

    @property
    def source_data(self) -> list[dict[str, Any]]:
        """The sources that were filled in."""
        return [row for row in self.sources.data if row["title"]]


class RecordingForm(Form):
    """An audio or video file, and what members see it called."""

    title = StringField("标题", [needed("请填写标题。"), at_most(80)], filters=[tidy])
    file = FileField("文件", [FileRequired("请选择音频或视频文件。")])


class ReviewForm(Form):
    """Sending a draft for review: what is corrected, and when it may go out; both may be left empty."""

    note = StringField("更正说明", [at_most(200)], filters=[tidy])
    publish_on = DateField("发布日期", [optional()])
    publish_time = TimeField("发布时间", [optional()])

    @property
    def publish_at(self) -> datetime | None:
        """When it may go out, None for as soon as it is signed; only of a form that validated."""
        day, at = self.publish_on.data, self.publish_time.data
        return local_moment(day, at.hour if at else 8, at.minute if at else 0) if day else None


class RemarkForm(Form):
    """What the reviewer says when giving a draft back."""

    remark = StringField("退回的理由", [at_most(200)], filters=[tidy])
