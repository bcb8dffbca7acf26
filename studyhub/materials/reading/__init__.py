"""Files and pasted text into documents. One module a format; what a file is, its content decides."""

import email
import email.policy
from pathlib import Path
from typing import Any

from studyhub.core.child import run_in_child
from studyhub.core.errors import Invalid
from studyhub.materials.document import Document
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


def read_file(path: Path) -> Document:
    """The document in a file, read in a child process with limits on memory and time.

    Raises Invalid, with a Chinese sentence that says what to do, for what cannot be read: .doc and .wps, scanned PDFs,
    encrypted, empty, damaged and hostile files.
    """
    return Document.from_data(run_in_child(f"{__name__}:read_here", str(path), seconds=SECONDS))


def read_pasted(text: str) -> Document:
    """The document in pasted text, rich (HTML) or plain, read in a child process. Raises Invalid as read_file does."""
    return Document.from_data(run_in_child(f"{__name__}:read_text_here", text, seconds=SECONDS))


def read_here(path: str) -> dict[str, Any]:
    """The child's part of read_file: Document.to_data."""
    file = Path(path)
    format = recognise(file)
    if format == "docx":
        from studyhub.materials.reading import (
            docx,
        )  # the parsers of XML and PDF are wanted by their files only

        return _finished(docx.read(file), format)
    if format == "pdf":
        from studyhub.materials.reading import pdf

        return _finished(pdf.read(file), format)
    if format == "mhtml":
        return _finished(html.read(_page_of_mhtml(file.read_bytes())), format)
    return _finished(TEXT_FORMATS[format](decode(file.read_bytes())), format)


def read_text_here(text: str) -> dict[str, Any]:
    """The child's part of read_pasted: Document.to_data."""
    format = recognise_text(text)
    if format == "mhtml":
        return _finished(html.read(_page_of_mhtml(text.encode())), format)
    return _finished(TEXT_FORMATS[format](text), format)


def _finished(raw: RawDocument, format: str) -> dict[str, Any]:
    characters = sum(len(block.text) for block in raw.blocks)
    if not characters:
        raise Invalid(EMPTY, code="empty")
    if characters > MAX_CHARACTERS:
        raise Invalid("全文超过一百万字，请拆成几个文件再上传。", code="too_large")
    return structured(raw, format).to_data()


def _page_of_mhtml(data: bytes) -> str:
    """The first page inside a web page that was saved as one file."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return decode(content)
    raise Invalid(NOT_KNOWN, code="not_known")
