"""The form that takes a file or pasted text, and what a document becomes as the draft of a study unit."""

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, TextAreaField

from studyhub.materials.document import Block, BlockKind, Document, Role
from studyhub.materials.reading import Reading
from studyhub.materials.sections import split_sections
from studyhub.study.content import Struck
from studyhub.study.rules import ParagraphDraft, SectionDraft, split_sentences, with_anchors
from studyhub.web.forms.base import Form, needed

TITLE_LENGTH = 80
CELLS = " ｜ "
STRESSED = 0.8  # the share of a sentence that is emphasised where the whole of it is meant


class MaterialForm(Form):
    """A material on its way in; it belongs to a unit of the organisation."""

    unit_id = SelectField("归属党组织", coerce=int)


class MaterialUploadForm(MaterialForm):
    """A Word file, a PDF, a saved web page or a text."""

    file = FileField("文件", [FileRequired("请选择材料文件。")])


class MaterialTextForm(MaterialForm):
    """The text of a material, pasted."""

    text = TextAreaField("正文", [needed("请把学习材料的文字粘贴到这里。")])


class ComparisonForm(Form):
    """An authoritative copy, pasted or as a file; the file goes before the text."""

    text = TextAreaField("权威文本")
    file = FileField("或上传文件")

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask for one of the two."""
        is_valid = bool(super().validate(extra_validators))
        if not self.file.data and not (self.text.data or "").strip():
            self.text.errors = ["请粘贴权威文本，或选择一个文件。"]
            return False
        return is_valid


def draft_of(reading: Reading) -> dict[str, Any]:
    """What a file says as the arguments of create_study_unit: sections of readable length, its pictures, and what was
    struck out."""
    document = reading.document
    names: dict[bytes, str] = {}
    for block in document.body:
        if data := reading.pictures.get(block.image):
            names.setdefault(data, f"图{len(names) + 1}")
    named = {image: names[data] for image, data in reading.pictures.items() if data in names}
    sections: list[SectionDraft] = []
    origins: list[str] = []
    for part in split_sections(document):
        # A heading too long for one is said in the text.
        title, said = (part.full_title, "") if len(part.full_title) <= TITLE_LENGTH else ("", part.full_title)
        blocks = [Block("", BlockKind.PARAGRAPH, said), *part.blocks]
        drafts = [(block.id, paragraph) for block in blocks for paragraph in _paragraphs(block, named)]
        origins += [block_id for block_id, _ in drafts]
        sections.append(SectionDraft(title, tuple(paragraph for _, paragraph in drafts)))
    anchored = with_anchors(sections)
    anchors = [paragraph.anchor or "" for section in anchored for paragraph in section.paragraphs]
    last = dict(zip(origins, anchors, strict=True))
    return {
        "title": _title(document, anchored),
        "sources": [source_of(document)],
        "sections": anchored,
        "struck": _struck(document, last),
        "pictures": {name: data for data, name in names.items()},
    }


def source_of(document: Document) -> dict[str, str]:
    """Where the material comes from, as far as the file says, in the fields of a source row."""
    published_on = document.published_on.isoformat() if document.published_on else ""
    return {
        "title": document.title or "",
        "publisher": document.source or "",
        "date": published_on,
        "note": document.author or "",
    }


def _paragraphs(block: Block, pictures: Mapping[str, str]) -> list[ParagraphDraft]:
    """A block as paragraphs: a table gives one for each of its rows, a picture that did not come along its words.

    pictures: the names in the unit of those that came along.
    """
    if block.image in pictures:
        return [ParagraphDraft(block.text, kind=block.kind.value, picture=pictures[block.image])]
    if block.kind is BlockKind.TABLE:
        rows = block.rows or tuple(tuple(line.split("\t")) for line in block.text.splitlines())
        lines = [CELLS.join(cell.strip() for cell in row).strip() for row in rows]
        return [ParagraphDraft(line, kind=block.kind.value) for line in lines if line.strip(CELLS)]
    if not block.text.strip():
        return []
    kind = BlockKind.PARAGRAPH if block.kind is BlockKind.IMAGE else block.kind
    return [ParagraphDraft(block.text, kind=kind.value, key_sentences=_stressed(block))]


def _stressed(block: Block) -> tuple[str, ...]:
    """The sentences that the file itself emphasises, nearly whole; they come in as key sentences."""
    found, start = [], 0
    for sentence in split_sentences(block.text):
        end = start + len(sentence)
        covered = sum(max(0, min(end, span.end) - max(start, span.start)) for span in block.emphasis)
        if covered >= STRESSED * len(sentence):
            found.append(sentence)
        start = end
    return tuple(found)


def _title(document: Document, sections: tuple[SectionDraft, ...]) -> str:
    candidates = [document.title, *(section.title for section in sections)]
    candidates += [p.text for section in sections for p in section.paragraphs if not p.picture]
    return next((text.strip() for text in candidates if text and text.strip()), "")[:TITLE_LENGTH]


def _struck(document: Document, last: dict[str, str]) -> list[Struck]:
    """What is no body text, each behind the paragraph that it followed."""
    struck, after = [], ""
    for block in document.blocks:
        after = last.get(block.id, after)
        if block.role in {Role.CHROME, Role.METADATA} and block.text.strip():
            struck.append(Struck(" ".join(block.text.split()), block.reason, after))
    return struck
