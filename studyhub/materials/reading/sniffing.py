"""What a file is, by its content and never by its name; what cannot be read is refused with what to do instead."""

import codecs
import re
import zipfile
from pathlib import Path

from studyhub.core.errors import Invalid

MAX_FILE = 20 * 1024 * 1024
MAX_TEXT_FILE = 8 * 1024 * 1024
MAX_MEMBERS = 5_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PART = 80 * 1024 * 1024
MAX_RATIO = 200

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|article|div|p|table|span|h[1-6]|br|ul|ol|section)\b", re.I
)
_MARKDOWN = re.compile(
    r"^#{1,6} +\S|^\s*[-*+] +\S|^\s*\d{1,3}\. +\S|^```|^> |\*\*[^*\n]+\*\*|!?\[[^\]\n]+\]\([^)\n]+\)|^\|.*\|\s*$",
    re.M,
)
_CERTAIN_MARKDOWN = re.compile(
    r"^#{1,6} +\S|^```|\*\*[^*\n]+\*\*|!?\[[^\]\n]+\]\([^)\n]+\)|^\|[ :|-]+\|\s*$", re.M
)

EMPTY = "文件里没有文字。请确认选对了文件；扫描或拍照的材料要先用 WPS、手机的“识别文字”功能转成文字。"
NOT_KNOWN = "认不出这是什么文件。请用 Word、WPS 或浏览器打开，另存为 .docx 后再上传，或把文字复制过来粘贴。"
DAMAGED = "文件不完整或已损坏，请用原软件打开，另存为 .docx 后再上传。"
OLD_WORD = "这是旧格式（.doc 或 .wps）的文件，请用 Word 或 WPS 打开，另存为 .docx 后再上传。"
ENCRYPTED_WORD = "这个文件加了密码，请用 Word 或 WPS 打开，去掉密码，另存为 .docx 后再上传。"
PICTURE = "这是图片，里面没有文字可读。请用 WPS 或手机的“识别文字”功能转成文字，核对后粘贴进来。"
ENCODING = "文字编码认不出来，请用记事本打开，另存为 UTF-8 编码后再上传。"

_OTHER_ZIPS = (
    ("xl/workbook.xml", "这是 Excel 表格，不是文章。请把文字复制到 Word，存为 .docx 后再上传。"),
    ("ppt/presentation.xml", "这是 PPT 演示文稿，请把讲稿文字复制到 Word，存为 .docx 后再上传。"),
    ("OFD.xml", "这是 OFD 版式文件，请用阅读器打开，另存为 PDF 或复制文字后再上传。"),
    ("content.xml", "这是 OpenDocument 文件（.odt），请另存为 .docx 后再上传。"),
    ("META-INF/container.xml", "这是电子书（.epub），请把需要的章节复制到 Word，存为 .docx 后再上传。"),
)


def recognise(path: Path) -> str:
    """The format of a file: docx, pdf, html, mhtml, markdown or text. Raises Invalid for all others.

    What would cost too much to read (packed too tightly, too many parts) is refused here, before it is parsed.
    """
    size = path.stat().st_size
    if size == 0:
        raise Invalid(EMPTY, code="empty")
    if size > MAX_FILE:
        raise Invalid("文件超过 20 MB，请压缩其中的图片，或拆成几个文件再上传。", code="too_large")
    with path.open("rb") as stream:
        head = stream.read(4096)
        if b"%PDF-" in head[:1024]:
            return "pdf"
        if head.startswith(_OLE):
            stream.seek(0)
            is_encrypted = "EncryptedPackage".encode("utf-16-le") in stream.read()
            raise Invalid(ENCRYPTED_WORD if is_encrypted else OLD_WORD, code="old_word")
    if head.startswith(b"PK"):
        return _recognise_zip(path)
    if head.startswith(b"{\\rtf"):
        raise Invalid("这是 RTF 文件，请用 Word 或 WPS 打开，另存为 .docx 后再上传。", code="rtf")
    if head.startswith(_PICTURES) or head[8:12] == b"WEBP":
        raise Invalid(PICTURE, code="picture")
    if size > MAX_TEXT_FILE:
        raise Invalid("文字超过 8 MB，请拆成几个文件再上传。", code="too_large")
    return recognise_text(decode(path.read_bytes()))


def recognise_text(text: str) -> str:
    """Which kind of text it is: html, mhtml, markdown or text. Raises Invalid when there is none."""
    if not text.strip():
        raise Invalid(EMPTY, code="empty")
    start = text[:2000]
    if re.search(r"^MIME-Version:", start, re.M | re.I) and re.search(
        r"^Content-Type:\s*multipart/", start, re.M | re.I
    ):
        return "mhtml"
    tags = _HTML.findall(text[:200_000])
    if len(tags) >= 3 or (tags and re.match(r"\s*<", text)):
        return "html"
    marks = len(_MARKDOWN.findall(text[:200_000]))
    return "markdown" if marks and _CERTAIN_MARKDOWN.search(text[:200_000]) else "text"


def decode(data: bytes) -> str:
    """Text of bytes: UTF-8, UTF-16 (with or without a mark) or GB18030, whichever they are. Raises Invalid otherwise.

    A few broken bytes in UTF-8 become replacement characters, which the fidelity check points out.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            text = data.decode(name, "replace")
            if _ordinary(text) < 0.5:
                raise Invalid(ENCODING, code="encoding")
            return text
    if b"\0" in data:
        return _decode_wide(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    lenient = data.decode("utf-8", "replace")
    if lenient.count("\ufffd") * 200 <= len(lenient):
        return lenient
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        lenient = data.decode("gb18030", "replace")
        if lenient.count("\ufffd") * 200 <= len(lenient):
            return lenient
        raise Invalid(ENCODING, code="encoding") from error


def _decode_wide(data: bytes) -> str:
    """UTF-16 without a mark: the order of bytes in which the text is mostly Chinese or Latin."""
    even = data[: len(data) // 2 * 2]
    candidates = [even.decode(name, "replace") for name in ("utf-16-le", "utf-16-be")]
    best = max(candidates, key=_ordinary)
    if _ordinary(best) < 0.9:
        raise Invalid(NOT_KNOWN, code="not_known")
    return best


def _ordinary(text: str) -> float:
    sample = text[:5000]
    usual = sum(
        c in "\r\n\t"
        or " " <= c <= "~"
        or "\u2000" <= c <= "\u206f"
        or "\u3000" <= c <= "\u303f"
        or "\u4e00" <= c <= "\u9fff"
        or "\uff00" <= c <= "\uffef"
        for c in sample
    )
    return usual / max(1, len(sample))


def _recognise_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise Invalid(DAMAGED, code="damaged") from error
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS or len(set(names)) != len(names):
        raise Invalid("文件的内部结构不正常，不能导入；请新建文档，把文字复制过去后保存。", code="hostile")
    if any(member.flag_bits & 1 for member in members):
        raise Invalid(ENCRYPTED_WORD, code="encrypted")
    total = sum(member.file_size for member in members)
    is_bomb = any(
        member.file_size > MAX_PART
        or member.file_size > max(1 << 20, MAX_RATIO * max(1, member.compress_size))
        for member in members
    )
    if total > MAX_UNPACKED or is_bomb:
        raise Invalid("文件展开后太大，请删去图片和空白，或拆成几个文件再上传。", code="hostile")
    if "word/document.xml" in names:
        return "docx"
    for name, sentence in _OTHER_ZIPS:
        if name in names:
            raise Invalid(sentence, code="other_kind")
    raise Invalid("这是压缩包，请先解压，再上传里面的 .docx 或 PDF 文件。", code="other_kind")
