"""The form of an organisation's word list: lines to edit, and a sheet whose entries are added."""

from pathlib import Path
from tempfile import TemporaryDirectory

from flask_wtf.file import FileField
from wtforms import TextAreaField

from studyhub.core.errors import Invalid
from studyhub.materials.fidelity import WordList
from studyhub.study.word_sheets import read_sheet
from studyhub.web.forms.base import Form, tidy


class WordListForm(Form):
    """One entry a line: 错误写法 → 正确写法 ｜ 说明, or = 正确写法."""

    text = TextAreaField("词条", filters=[tidy])
    file = FileField("从表格导入")


def read_words(form: WordListForm) -> WordList:
    """The entries of the lines, and after them those of the sheet. Invalid names the first lines not understood."""
    words = WordList.from_text(form.text.data)
    if problems := words.problems(form.text.data):
        raise Invalid(problems[0], {"text": "".join(problems[:5])})
    if not form.file.data:
        return words
    with TemporaryDirectory(prefix="studyhub-") as folder:
        path = Path(folder) / "words.xlsx"
        form.file.data.save(path)
        try:
            return WordList((*words.wordings, *read_sheet(path).wordings))
        except Invalid as error:
            raise Invalid(error.message, {"file": error.message}) from error
