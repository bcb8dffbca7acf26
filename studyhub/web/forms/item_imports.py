"""The form that takes a file of items."""

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField

from question_bank import FORMATS
from studyhub.web.forms.base import Form


class ItemUploadForm(Form):
    """A file, where its items go, and whether they were signed elsewhere: else a second person signs them here."""

    file = FileField("文件", [FileRequired("请选择要导入的文件。")])
    format = SelectField("格式", default="")
    unit_id = SelectField("归属党组织", coerce=int)
    study_unit = SelectField("没有写出处的题目，出自", default="")
    is_ready = BooleanField("这些题已在别处审定过，导入后直接可用（会记入操作记录）")

    @property
    def endings(self) -> str:
        """What a file chooser should show: the endings of every format that can be read."""
        return ",".join(
            dict.fromkeys(ending for each in FORMATS.values() if each.read for ending in each.endings)
        )

    def offer(self, units: list[tuple[int, str]], study_units: list[tuple[str, str]]) -> None:
        """Fill the selects; study units are (slug, title)."""
        self.unit_id.choices = units
        self.study_unit.choices = [("", "不指定"), *study_units]
        self.format.choices = [
            ("", "自动识别"),
            *((each.name, each.title) for each in FORMATS.values() if each.read),
        ]


class ItemImportForm(Form):
    """The confirmation of a previewed import; `plan` is the digest of the plan that was looked at."""

    plan = HiddenField()
