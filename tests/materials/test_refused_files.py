"""What cannot be read is refused with a sentence that says what to do, and costs little."""

import struct
import time
import zipfile
from pathlib import Path

import pytest

from studyhub.core.errors import Invalid
from studyhub.materials.reading import SECONDS, read_file, read_pasted
from tests.materials.files import docx, paragraph, pdf

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(*names: str) -> bytes:
    from io import BytesIO

    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return stream.getvalue()


REFUSED = {
    "an empty file": (b"", "没有文字"),
    "a file of blanks": (b"  \r\n\t ", "没有文字"),
    "an old Word or WPS file": (OLE + b"\0" * 600, r"\.doc 或 \.wps.*另存为 \.docx"),
    "a Word file with a password": (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "去掉密码"),
    "a sheet": (zipped("xl/workbook.xml"), "Excel"),
    "slides": (zipped("ppt/presentation.xml"), "PPT"),
    "an OFD file": (zipped("OFD.xml"), "OFD"),
    "an archive": (zipped("a.txt"), "压缩包.*先解压"),
    "a Word file cut in the middle": (zipped("word/document.xml")[:-30], "不完整或已损坏"),
    "rich text format": (b"{\\rtf1 abc}", r"另存为 \.docx"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "图片.*识别文字"),
    "a program": (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 9, "认不出"),
    "an unknown encoding": (b"\x81 \xff\x80" * 90, "编码"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_it_says_what_to_do_with(kind: str, tmp_path: Path) -> None:
    data, sentence = REFUSED[kind]
    (tmp_path / "a.docx").write_bytes(data)
    with pytest.raises(Invalid, match=sentence):
        read_file(tmp_path / "a.docx")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", paragraph("小") + " " * 60_000_000)
    start = time.monotonic()
    with pytest.raises(Invalid, match="展开后太大"):
        read_file(path)
    assert time.monotonic() - start < 5


def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", paragraph("小"))
    data = bytearray(path.read_bytes())
    entry = data.find(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 7)
    path.write_bytes(data)
    with pytest.raises(Invalid, match="不完整或已损坏"):
        read_file(path)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 200_000 + "深处的字",
        "<p " + " ".join(f"a{n}='1'" for n in range(200_000)) + ">字多</p>",
        "<table>" * 3_000 + "<tr><td>字" + "</table>" * 3_000,
        "<p>" + "长" * 900_000,
        "<!--" * 100_000 + "<p>字</p>",
    ],
    ids=["deep", "wide", "nested tables", "one long line", "open comments"],
)
def test_pages_made_to_hang_a_reader_do_not(page: str) -> None:
    start = time.monotonic()
    try:
        read_pasted(page)
    except Invalid as refused:
        assert refused.message.endswith("。")
    assert time.monotonic() - start < SECONDS + 5


def test_a_script_is_not_text() -> None:
    document = read_pasted(
        "<p>正文一句话。</p><script>alert('坏')</script><svg><text>坏</text></svg><p onclick='坏()'>又一句话。</p>"
    )
    assert [block.text for block in document.blocks] == ["正文一句话。", "又一句话。"]


def test_a_pdf_whose_pages_go_in_a_circle_does_not_hang(tmp_path: Path) -> None:
    data = pdf(tmp_path / "a.pdf", [[(70, 700, 16, "第一页的字")]]).read_bytes()
    circle = data.replace(b"/Type /Pages /Count 1 /Kids [3 0 R]", b"/Type /Pages /Count 9 /Kids [2 0 R]")
    assert circle != data
    (tmp_path / "b.pdf").write_bytes(circle)
    start = time.monotonic()
    try:
        read_file(tmp_path / "b.pdf")
    except Invalid as refused:
        assert refused.message.endswith("。")
    assert time.monotonic() - start < SECONDS + 5


def test_a_pdf_that_claims_a_million_pages_is_refused(tmp_path: Path) -> None:
    data = pdf(tmp_path / "a.pdf", [[(70, 700, 16, "第一页的字")]]).read_bytes()
    (tmp_path / "b.pdf").write_bytes(data.replace(b"/Count 1 ", b"/Count 1000000 "))
    with pytest.raises(Invalid, match=r"超过 500 页|不完整或已损坏"):
        read_file(tmp_path / "b.pdf")
