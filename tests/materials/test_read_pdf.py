"""A PDF comes in as paragraphs, not as lines; what repeats on every page is set apart."""

import time
from pathlib import Path

import pytest

from studyhub.core.errors import Invalid
from studyhub.materials.document import Role
from studyhub.materials.reading import read_file
from tests.materials.files import clean_paragraphs, pdf, pdf_pages

PARAGRAPHS = clean_paragraphs()


def test_lines_become_paragraphs_again_across_pages(tmp_path: Path) -> None:
    document = read_file(pdf(tmp_path / "a.pdf", pdf_pages(PARAGRAPHS[:12])))
    assert [block.text for block in document.body] == PARAGRAPHS[:12]


def test_running_heads_and_page_numbers_are_struck_with_a_reason(tmp_path: Path) -> None:
    document = read_file(pdf(tmp_path / "a.pdf", pdf_pages(PARAGRAPHS[:30], head="机关学习资料汇编")))
    pages = len(pdf_pages(PARAGRAPHS[:30]))
    struck = [(block.text, block.reason) for block in document.blocks if block.role is Role.CHROME]
    assert sorted(struck) == sorted(
        [("机关学习资料汇编", "页眉或页脚")] * pages + [(f"— {n} —", "页码") for n in range(1, pages + 1)]
    )
    assert [block.text for block in document.body] == PARAGRAPHS[:30]


def test_a_large_centred_first_line_is_the_title(tmp_path: Path) -> None:
    pages = pdf_pages(PARAGRAPHS[:3])
    pages[0] = [(187, 790, 22, "机关学习制度讲解提纲"), *pages[0]]
    document = read_file(pdf(tmp_path / "a.pdf", pages))
    assert (document.title, [b.text for b in document.body]) == ("机关学习制度讲解提纲", PARAGRAPHS[:3])


def test_numbered_lines_are_headings(tmp_path: Path) -> None:
    document = read_file(
        pdf(tmp_path / "a.pdf", pdf_pages(["一、统一时间", PARAGRAPHS[0], "二、统一内容", PARAGRAPHS[1]]))
    )
    assert [(b.kind.value, b.level, b.text) for b in document.body] == [
        ("heading", 1, "一、统一时间"),
        ("paragraph", 0, PARAGRAPHS[0]),
        ("heading", 1, "二、统一内容"),
        ("paragraph", 0, PARAGRAPHS[1]),
    ]


def test_a_scan_is_refused_with_what_to_do(tmp_path: Path) -> None:
    data = pdf(tmp_path / "a.pdf", [[]]).read_bytes()
    picture = b"q 500 0 0 700 40 40 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"
    data = data.replace(
        b"<< /Length 0 >>\nstream\n\nendstream",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(picture), picture),
    )
    (tmp_path / "b.pdf").write_bytes(data)
    with pytest.raises(Invalid, match=r"扫描件.*识别文字"):
        read_file(tmp_path / "b.pdf")


def test_a_locked_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'28' * 32}> /U <{'41' * 32}> /P -4 >> /ID [<{'00' * 16}> <{'00' * 16}>]"
    with pytest.raises(Invalid, match="加了密码"):
        read_file(pdf(tmp_path / "a.pdf", [[(70, 700, 16, "读不到")]], trailer=lock))


def test_half_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.5\n1 0 obj\n<< /Type")
    with pytest.raises(Invalid, match="不完整或已损坏"):
        read_file(tmp_path / "a.pdf")


def test_sixty_pages_take_less_than_ten_seconds(tmp_path: Path) -> None:
    pages = pdf_pages([PARAGRAPHS[n % len(PARAGRAPHS)] for n in range(420)])[:60]
    assert len(pages) == 60
    path = pdf(tmp_path / "a.pdf", pages)
    start = time.monotonic()
    document = read_file(path)
    assert time.monotonic() - start < 10
    assert sum(len(block.text) for block in document.body) > 37_000
