"""The form that takes a file of study material."""

from flask_wtf.file import FileField, FileRequired

from studyhub.materials.document import Document
from studyhub.materials.sections import split_sections
from studyhub.study.rules import ParagraphDraft, SectionDraft
from studyhub.web.forms.base import Form
from studyhub.web.forms.study_unit_text import write_text


class MaterialUploadForm(Form):
    """A Word file, a PDF, a saved web page or a text."""

    file = FileField("文件", [FileRequired("请选择材料文件。")])


def outline_of(document: Document) -> str:
    """The body of a document as the text of the study unit form, in sections of readable length."""
    return write_text(
        [
            SectionDraft(
                section.full_title,
                tuple(ParagraphDraft(block.text) for block in section.blocks if block.text),
            )
            for section in split_sections(document)
        ]
    )


def source_of(document: Document) -> dict[str, str]:
    """Where the material comes from, as far as the file says, in the fields of a source row."""
    published_on = document.published_on.isoformat() if document.published_on else ""
    return {
        "title": document.title or "",
        "publisher": document.source or "",
        "date": published_on,
        "note": document.author or "",
    }
