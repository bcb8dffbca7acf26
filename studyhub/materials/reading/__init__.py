"""Files and pasted text into documents. One module a format; what a file is, its content decides."""

import email
import email.policy
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from studyhub.core.child import run_in_child
from studyhub.core.errors import Invalid
from studyhub.materials.document import Document
from studyhub.materials.pictures import put_aside
from studyhub.materials.raw import RawDocument
from studyhub.materials.reading import html, markdown, plain_text
from studyhub.materials.reading.sniffing import EMPTY, NOT_KNOWN, decode, recognise, recognise_text
from studyhub.materials.structure import structured

SECONDS = 20
MAX_CHARACTERS = 1_000_000
TEXT_FORMATS = {"html": html.read, "markdown": markdown.read, "text": plain_text.read}
FORMAT_NAMES = {
    "docx": "Word 文档", "pdf": "PDF", "html": "网页", "mhtml": "网页（单个文件）", "markdown": "Markdown", "text": "纯文本",
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """A file as it was read: its document, the bytes of its pictures by the names that blocks give as their image, and
    sentences about pictures that did not come along."""

    document: Document
    pictures: dict[str, bytes]
    left_out: tuple[str, ...] = ()


def read_file(path: Path) -> Document:
    """The document in a file, read in a child process with limits on memory and time.

    Raises Invalid, with a Chinese sentence that says what to do, for what cannot be read: .doc and .wps, scanned PDFs,
    encrypted, empty, damaged and hostile files.
    """
    return read_with_pictures(path).document


def read_with_pictures(path: Path) -> Reading:
    """The document in a file with the pictures that the file itself holds. Raises Invalid as read_file does."""
    with TemporaryDirectory(prefix="studyhub-") as folder:
        found = run_in_child(f"{__name__}:read_here", str(path), folder, seconds=SECONDS)
        pictures = {name: (Path(folder) / file).read_bytes() for name, file in found["pictures"].items()}
    return Reading(Document.from_data(found["document"]), pictures, tuple(found["left_out"]))


def read_pasted(text: str) -> Document:
    """The document in pasted text, rich (HTML) or plain, read in a child process. Raises Invalid as read_file does."""
    return Document.from_data(run_in_child(f"{__name__}:read_text_here", text, seconds=SECONDS))


def read_here(path: str, folder: str) -> dict[str, Any]:
    """The child's part of read_with_pictures: Document.to_data, and the pictures as files in `folder`."""
    raw, format = _read(Path(path))
    document = _finished(raw, format)
    kept, left_out = put_aside(document, raw.pictures, Path(folder))
    return {"document": document.to_data(), "pictures": kept, "left_out": left_out}


def _read(file: Path) -> tuple[RawDocument, str]:
    format = recognise(file)
    if format == "docx":
        from studyhub.materials.reading import (
            docx,
        )  # the parsers of XML and PDF are wanted by their files only

        return docx.read(file), format
    if format == "pdf":
        from studyhub.materials.reading import pdf

        return pdf.read(file), format
    if format == "mhtml":
        return html.read(*_page_of_mhtml(file.read_bytes())), format
    return TEXT_FORMATS[format](decode(file.read_bytes())), format


def read_text_here(text: str) -> dict[str, Any]:
    """The child's part of read_pasted: Document.to_data."""
    format = recognise_text(text)
    if format == "mhtml":
        return _finished(html.read(*_page_of_mhtml(text.encode())), format).to_data()
    return _finished(TEXT_FORMATS[format](text), format).to_data()


def _finished(raw: RawDocument, format: str) -> Document:
    characters = sum(len(block.text) for block in raw.blocks)
    if not characters:
        raise Invalid(EMPTY, code="empty")
    if characters > MAX_CHARACTERS:
        raise Invalid("全文超过一百万字，请拆成几个文件再上传。", code="too_large")
    return structured(raw, format)


def _page_of_mhtml(data: bytes) -> tuple[str, dict[str, bytes]]:
    """The first page inside a web page that was saved as one file, and the pictures beside it by their addresses."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    page: str | None = None
    pictures: dict[str, bytes] = {}
    for part in message.walk():
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        if part.get_content_type() == "text/html":
            page = decode(content) if page is None else page
        elif part.get_content_maintype() == "image":
            names = str(part.get("Content-Location", "")), str(part.get("Content-ID", "")).strip("<> ")
            pictures |= {name: content for name in (names[0], names[1] and f"cid:{names[1]}") if name}
    if page is None:
        raise Invalid(NOT_KNOWN, code="not_known")
    return page, pictures
