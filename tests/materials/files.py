"""Word and PDF files made by hand, so that each test says exactly what is in its file."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from question_bank import starter_units

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
STYLES = """
<w:style w:type="paragraph" w:styleId="a" w:default="1"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="auto"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
  <w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>
"""
NUMBERING = """
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>
  <w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl></w:abstractNum>
<w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="8"><w:abstractNumId w:val="1"/></w:num>
"""


def clean_paragraphs() -> list[str]:
    """The paragraphs of the starter units: some twelve thousand characters of clean text."""
    return [text for unit in starter_units() for section in unit.sections for _, text in section.paragraphs]


def paragraph(*runs: str | tuple[str, str], style: str = "", looks: str = "") -> str:
    """A w:p. A run is its text, or its text with the inside of its w:rPr."""
    pairs = [(run, "") if isinstance(run, str) else run for run in runs]
    body = "".join(
        f'<w:r><w:rPr>{rpr}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        for text, rpr in pairs
    )
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{style}{looks}</w:pPr>{body}</w:p>"


def docx(path: Path, body: str, **parts: str) -> Path:
    """A .docx with this body; further parts by name (footnotes, document_rels) as their inner XML."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
        )
        archive.writestr("word/styles.xml", f"<w:styles {NAMESPACES}>{STYLES}</w:styles>")
        archive.writestr("word/numbering.xml", f"<w:numbering {NAMESPACES}>{NUMBERING}</w:numbering>")
        if "footnotes" in parts:
            archive.writestr(
                "word/footnotes.xml", f"<w:footnotes {NAMESPACES}>{parts['footnotes']}</w:footnotes>"
            )
        if "relations" in parts:
            archive.writestr(
                "word/_rels/document.xml.rels",
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f"{parts['relations']}</Relationships>",
            )
    return path


Line = tuple[float, float, float, str]
"""Left, bottom (from the foot of the page), size of the letters, words."""


def pdf(path: Path, pages: Sequence[Sequence[Line]], *, trailer: str = "") -> Path:
    """An A4 PDF with these lines on its pages, in a Chinese font that readers bring with them."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    font = len(pages) * 2 + 3
    kids = []
    for lines in pages:
        content = "".join(
            f"BT /F1 {size:g} Tf 1 0 0 1 {left:g} {bottom:g} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for left, bottom, size, text in lines
        ).encode()
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
            f"/Resources << /Font << /F1 {font} 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    objects += [
        f"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        f"/DescendantFonts [{font + 1} 0 R] >>".encode(),
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) "
        f"/Ordering (GB1) /Supplement 4 >> /DW 1000 /FontDescriptor {font + 2} 0 R >>".encode(),
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    data, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    data += (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R "
        f"{trailer} >>\nstartxref\n{len(data)}\n%%EOF"
    ).encode()
    path.write_bytes(data)
    return path


def pdf_pages(
    paragraphs: Sequence[str], *, width: int = 28, rows: int = 26, head: str = "", size: float = 16
) -> list[list[Line]]:
    """Paragraphs set as offices set them: first lines indented by two letters, a page number at the foot."""
    lines: list[tuple[float, str]] = []
    for text in paragraphs:
        first = width - 2
        lines.append((2, text[:first]))
        lines += [(0, text[at : at + width]) for at in range(first, len(text), width)]
    pages: list[list[Line]] = []
    for start in range(0, len(lines), rows):
        number = len(pages) + 1
        page: list[Line] = [(200, 800, 9, head)] if head else []
        for row, (indent, text) in enumerate(lines[start : start + rows]):
            page.append((70 + indent * size, 750 - row * 26, size, text))
        pages.append([*page, (280, 40, 12, f"— {number} —")])
    return pages
