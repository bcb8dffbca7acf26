"""A Word file comes in with the structure its author gave it, and with the numbers Word shows."""

import time
from datetime import date
from pathlib import Path

import pytest

from studyhub.core.errors import Invalid
from studyhub.materials.document import BlockKind, Role, Span
from studyhub.materials.reading import read_file
from tests.materials.files import clean_paragraphs, docx, paragraph

LONG = "把学习安排写在日历上，比写在墙上更有用。每个月固定一个下午，全支部坐在一起读同一份材料，读完就谈，谈完就答题，谁也不落下。"


def outline(path: Path) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, block.text) for block in read_file(path).body]


def test_title_styles_and_headings_are_recognised(tmp_path: Path) -> None:
    document = read_file(
        docx(
            tmp_path / "a.docx",
            paragraph("机关学习制度讲解", style="a3")
            + paragraph("来源：机关党委办公室　　2024年3月5日")
            + paragraph("一、为什么要学", style="1")
            + paragraph(LONG)
            + paragraph("（一）怎样安排", style="2")
            + paragraph(LONG),
        )
    )
    assert (document.title, document.source, document.published_on) == (
        "机关学习制度讲解",
        "机关党委办公室",
        date(2024, 3, 5),
    )
    assert [(b.kind.value, b.level, b.text) for b in document.body] == [
        ("heading", 1, "一、为什么要学"),
        ("paragraph", 0, LONG),
        ("heading", 2, "（一）怎样安排"),
        ("paragraph", 0, LONG),
    ]


def test_a_menu_copied_along_from_the_web_page_is_not_the_title(tmp_path: Path) -> None:
    document = read_file(
        docx(
            tmp_path / "a.docx",
            paragraph("• 学习动态")
            + paragraph("• 领导讲话")
            + paragraph("您的位置：首页 >> 学习动态")
            + paragraph("把学习安排写在日历上")
            + paragraph("来源：机关党委办公室　　2024年3月5日")
            + paragraph(LONG),
        )
    )
    assert document.title == "把学习安排写在日历上"
    assert [block.text for block in document.body] == [LONG]


def test_a_title_that_the_page_shows_twice_is_struck_out_as_a_title(tmp_path: Path) -> None:
    twice = paragraph("把学习安排写在日历上")
    document = read_file(
        docx(tmp_path / "a.docx", twice + paragraph("您的位置：首页 >> 动态") + twice + paragraph(LONG))
    )
    assert document.title == "把学习安排写在日历上"
    struck = {block.text: block.reason for block in document.blocks if block.role is Role.CHROME}
    assert struck == {"把学习安排写在日历上": "与标题重复", "您的位置：首页 >> 动态": "面包屑导航"}


def test_headings_made_by_font_alone_are_headings(tmp_path: Path) -> None:
    large, bold = '<w:sz w:val="36"/>', '<w:b/><w:sz w:val="32"/>'
    body = paragraph(("支部学习手册", '<w:sz w:val="44"/>'), looks='<w:jc w:val="center"/>')
    for head in ("为什么学", "怎样学"):
        body += (
            paragraph((head, large))
            + paragraph(("先看一个例子", bold))
            + paragraph((LONG, '<w:sz w:val="32"/>'))
        )
    assert [row for row in outline(docx(tmp_path / "a.docx", body)) if row[0] == "heading"] == [
        ("heading", 1, "为什么学"),
        ("heading", 2, "先看一个例子"),
        ("heading", 1, "怎样学"),
        ("heading", 2, "先看一个例子"),
    ]


def test_numbers_that_word_writes_by_itself_are_part_of_the_text(tmp_path: Path) -> None:
    body = "".join(paragraph(head, style="auto") + paragraph(LONG) for head in ("统一思想", "统一时间"))
    assert [text for kind, _, text in outline(docx(tmp_path / "a.docx", body)) if kind == "heading"] == [
        "一、统一思想",
        "二、统一时间",
    ]


def test_bullets_are_list_items(tmp_path: Path) -> None:
    bullet = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="8"/></w:numPr>'
    body = paragraph(LONG) + paragraph("带上笔记本", looks=bullet) + paragraph("提前十分钟到场", looks=bullet)
    assert outline(docx(tmp_path / "a.docx", body))[1:] == [
        ("list_item", 1, "带上笔记本"),
        ("list_item", 1, "提前十分钟到场"),
    ]


def test_emphasis_is_kept_where_it_was(tmp_path: Path) -> None:
    (block,) = read_file(
        docx(tmp_path / "a.docx", paragraph(LONG[:8], (LONG[8:20], "<w:b/>"), LONG[20:]))
    ).body
    assert block.emphasis == (Span(8, 20),)


def test_tables_keep_their_cells(tmp_path: Path) -> None:
    cell = "<w:tc>{}</w:tc>"
    row = "<w:tr>{}{}</w:tr>"
    table = "<w:tbl>" + "".join(
        row.format(cell.format(paragraph(a)), cell.format(paragraph(b))) for a, b in (("项目", "次数"), ("党员大会", "每季度1次"))
    ) + "</w:tbl>"  # fmt: skip
    block = read_file(docx(tmp_path / "a.docx", paragraph(LONG) + table)).body[1]
    assert (block.kind, block.rows) == (BlockKind.TABLE, (("项目", "次数"), ("党员大会", "每季度1次")))


def test_footnotes_follow_with_their_numbers(tmp_path: Path) -> None:
    body = f"<w:p><w:r><w:t>{LONG}</w:t></w:r><w:r><w:footnoteReference w:id='4'/></w:r></w:p>"
    notes = f"<w:footnote w:id='4'>{paragraph('引自学习手册。')}</w:footnote>"
    blocks = read_file(docx(tmp_path / "a.docx", body, footnotes=notes)).body
    assert [(b.kind.value, b.text) for b in blocks] == [
        ("paragraph", f"{LONG}[1]"),
        ("footnote", "[1] 引自学习手册。"),
    ]


def test_deleted_words_stay_deleted_and_inserted_ones_count(tmp_path: Path) -> None:
    body = (
        f"<w:p><w:r><w:t>{LONG}</w:t></w:r><w:del><w:r><w:delText>旧的说法</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>新的说法。</w:t></w:r></w:ins></w:p>"
    )
    assert [b.text for b in read_file(docx(tmp_path / "a.docx", body)).body] == [f"{LONG}新的说法。"]


def test_pictures_of_the_file_are_named_and_pictures_from_elsewhere_are_not(tmp_path: Path) -> None:
    body = paragraph(LONG) + "".join(
        f'<w:p><w:r><a:blip r:embed="{name}"/></w:r></w:p>' for name in ("rId5", "rId6")
    )
    image = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    relations = (
        f'<Relationship Id="rId5" Type="{image}" Target="media/image1.png"/>'
        f'<Relationship Id="rId6" Type="{image}" Target="http://example.com/a.png" TargetMode="External"/>'
    )
    pictures = read_file(docx(tmp_path / "a.docx", body, relations=relations)).body[1:]
    assert [(b.kind, b.image) for b in pictures] == [
        (BlockKind.IMAGE, "word/media/image1.png"),
        (BlockKind.IMAGE, ""),
    ]


def test_a_document_type_with_entities_is_refused(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", paragraph(LONG))
    import zipfile

    with zipfile.ZipFile(tmp_path / "b.docx", "w") as archive, zipfile.ZipFile(path) as good:
        xml = good.read("word/document.xml").decode()
        archive.writestr(
            "word/document.xml",
            '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + xml.replace(LONG, "&b;"),
        )
    with pytest.raises(Invalid, match="外部实体"):
        read_file(tmp_path / "b.docx")


def test_two_hundred_pages_take_less_than_ten_seconds(tmp_path: Path) -> None:
    text = clean_paragraphs()
    body = "".join(
        paragraph(text[n % len(text)]) for n in range(200 * 650 // (sum(map(len, text)) // len(text)) + 1)
    )
    path = docx(tmp_path / "a.docx", body)
    start = time.monotonic()
    document = read_file(path)
    assert time.monotonic() - start < 10
    assert sum(len(block.text) for block in document.blocks) > 120_000
    assert all(block.role is not Role.CHROME for block in document.blocks)
