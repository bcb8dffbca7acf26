"""Examination papers that are Word files."""

from collections.abc import Iterable
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from question_bank import Choice, FormatError, ItemType, Picture

from .paper_reading import read
from .sample_items import jpeg, png

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paragraph(text: str, numbered: str = "", level: int = 0) -> str:
    properties = (
        f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbered}"/></w:numPr></w:pPr>'
        if numbered
        else ""
    )
    return f"<w:p>{properties}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def docx(body: Iterable[str], more: dict[str, str] | None = None) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>"
        )
        for name, text in (more or {}).items():
            archive.writestr(name, text)
    return stream.getvalue()


def level(number: int, form: str, pattern: str) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">'
    + level(0, "chineseCountingThousand", "%1、")
    + level(1, "decimal", "%2.")
    + level(2, "upperLetter", "%3．")
    + '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
)


def test_a_word_file_whose_numbers_only_word_draws() -> None:
    blank = '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">      </w:t></w:r>'
    body = [
        paragraph("单选题（每题2分）", "3", 0),
        paragraph("党的根本组织原则是", "3", 1),
        paragraph("民主集中制", "3", 2),
        paragraph("集体领导", "3", 2),
        paragraph("答案：A"),
        paragraph("党成立于哪年？", "3", 1),
        paragraph("1921", "3", 2),
        paragraph("1949", "3", 2),
        paragraph("答案：A"),
        paragraph("填空题", "3", 0),
        f"<w:p><w:r><w:t>1. 党的宗旨是</w:t></w:r>{blank}<w:r><w:t>。</w:t></w:r></w:p>",
        paragraph("答案：为人民服务"),
    ]
    found, told = read(docx(body, {"word/numbering.xml": NUMBERING}))
    assert [(item.type, item.stem, item.key or item.blanks) for item in found] == [
        (ItemType.SINGLE_CHOICE, "党的根本组织原则是", ("a",)),
        (ItemType.SINGLE_CHOICE, "党成立于哪年？", ("a",)),
        (ItemType.FILL_IN, "党的宗旨是____。", (("为人民服务",),)),
    ]
    assert found[1].choices == (Choice("a", "1921"), Choice("b", "1949"))
    assert told == []


def test_tables_of_choices_and_of_the_key_in_a_word_file() -> None:
    def table(*rows: tuple[str, ...]) -> str:
        cells = "".join(
            f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows
        )
        return f"<w:tbl>{cells}</w:tbl>"

    body = [
        paragraph("1. 甲（ ）"),
        table(("A.一", "B.二"), ("C.三", "D.四")),
        paragraph("2. 乙（ ）"),
        table(("A.一", "B.二")),
        table(("题号", "1", "2"), ("答案", "C", "B")),
    ]
    found, _ = read(docx(body))
    assert [(len(item.choices), item.key) for item in found] == [(4, ("c",)), (2, ("b",))]


def test_deleted_and_hidden_words_of_a_word_file_are_gone_and_pictures_told() -> None:
    body = [
        "<w:p><w:r><w:t>1. 甲（A）</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<w:r><w:drawing><x>内</x></w:drawing></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
        paragraph("A.一"),
        paragraph("B.二"),
    ]
    found, told = read(docx(body))
    assert found[0].stem == "甲（ ）[图片]"
    assert ("全文", "lost", "文件里画的图形（不是图片文件）没有读入，只保留了文字。") in told


@pytest.mark.parametrize(
    "data",
    [
        docx([]).replace(b"word/document.xml", b"word/document.xxx"),
        docx(["<w:p><w:r>"]),
        docx(['<!DOCTYPE a [<!ENTITY b "c">]>']),
        docx([paragraph("x")] * 3)[:200],
        docx(["<w:p>" * 300]),
        docx([" " * 40_000_000]),
    ],
)
def test_a_hostile_word_file_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        read(data)


DRAWING = (
    '<w:drawing xmlns:wp="a" xmlns:a="b" xmlns:r="c"><wp:inline><wp:docPr id="1" descr="{0}"/>'
    '<a:graphic><a:blip r:embed="{1}"/></a:graphic></wp:inline></w:drawing>'
)


RELATIONS = (
    '<Relationships><Relationship Id="r1" Target="media/image7.png"/>'
    '<Relationship Id="r2" Target="/word/media/B.jpeg"/><Relationship Id="r3" Target="media/x.wmf"/>'
    '<Relationship Id="r4" Target="http://example.com/a.png" TargetMode="External"/></Relationships>'
)


def test_the_pictures_of_a_word_file_stand_in_their_places() -> None:
    def run(relation: str, words: str = "") -> str:
        return f"<w:r>{DRAWING.format(words, relation)}</w:r>"

    body = [
        f"<w:p><w:r><w:t>1. 看图（A）</w:t></w:r>{run('r1', '图 一')}</w:p>",
        f"<w:p><w:r><w:t>A.</w:t></w:r>{run('r2')}<w:r><w:t>B.</w:t></w:r>{run('r1')}</w:p>",
        f"<w:p><w:r><w:t>2. 式</w:t></w:r>{run('r3')}{run('r4')}{run('r9')}<w:r><w:t>对吗（√）</w:t></w:r></w:p>",
    ]
    data = docx(body, {"word/_rels/document.xml.rels": RELATIONS})
    stream = BytesIO(data)
    with ZipFile(stream, "a") as archive:
        archive.writestr("word/media/image7.png", png())
        archive.writestr("word/media/B.jpeg", jpeg())
        archive.writestr("word/media/x.wmf", b"\xd7\xcd\xc6\x9a")
    found, told = read(stream.getvalue())
    assert (found[0].stem, [choice.text for choice in found[0].choices]) == (
        "看图（ ）[[picture:image1.png]]",
        ["[[picture:image2.jpg]]", "[[picture:image1.png]]"],
    )
    assert found[0].pictures == (
        Picture("image1.png", "image/png", png(), "图 一"),
        Picture("image2.jpg", "image/jpeg", jpeg()),
    )
    assert found[1].stem == "式[图片][图片][图片]对吗"
    assert [one for one in told if one[1] == "lost"] == [
        ("全文", "lost", "有图片不是 PNG、JPEG、GIF 或 WebP，没有读入，只保留了文字。"),
        ("全文", "lost", "题里的图片或附件没有读入，只保留了文字。"),
    ]
