"""PDF files with text in them: lines from letters, paragraphs from lines, and what repeats on every page set apart."""

import ctypes
import itertools
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from studyhub.core.errors import Invalid
from studyhub.materials.document import BlockKind
from studyhub.materials.raw import RawBlock, RawDocument, joined, tidy
from studyhub.materials.reading.sniffing import DAMAGED

MAX_PAGES = 500
SCANNED = (
    "这份 PDF 是扫描件，里面只有图片没有文字。请向来文单位索取电子版，或用 WPS、手机的“识别文字”功能转成文字，"
    "核对后粘贴进来。"
)
ENCRYPTED = "这份 PDF 加了密码，请用阅读器打开，输入密码后另存或打印为没有密码的 PDF，再上传。"
GARBLED = "这份 PDF 的文字编码读不出来（复制出来也是乱码）。请向来文单位索取 Word 版，或识别成文字、核对后粘贴进来。"

_PAGE_NUMBER = re.compile(
    r"[-—–－·\s]*(?:第?\s*\d{1,4}\s*页?|[ivxlc]{1,6})(?:\s*[/／,，共]+\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－·\s]*$",
    re.I,
)
_END = re.compile(r"[。！？；：….!?;:][”’」』）)\"']*$")
_STARTS_NEW = re.compile(
    r"[一二三四五六七八九十百]{1,4}、|[（(][一二三四五六七八九十百\d]{1,4}[）)]|\d{1,3}[、.．](?!\d)|第[一二三四五六七八九十百\d]+[章节条]|[•·●■◆○]\s|附件"
)
_FPDF_ERR_PASSWORD = 4


@dataclass(slots=True)
class _Letter:
    text: str
    left: float
    right: float
    baseline: float
    size: float
    weight: int


@dataclass
class _Line:
    text: str
    left: float
    right: float
    baseline: float
    size: float
    is_bold: bool
    page: int
    number: int
    region: str = ""


def read(path: Path) -> RawDocument:
    """The paragraphs of a PDF. Running heads and page numbers are kept, marked with their region.

    Raises Invalid for scanned, encrypted, garbled, damaged and over-long files.
    """
    import pypdfium2  # a library of 8 MB, wanted for PDF files only

    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) == _FPDF_ERR_PASSWORD or "assword" in str(error)
        raise Invalid(
            ENCRYPTED if is_locked else DAMAGED, code="encrypted" if is_locked else "damaged"
        ) from error
    with pdf:
        if len(pdf) > MAX_PAGES:
            raise Invalid(f"这份 PDF 超过 {MAX_PAGES} 页，请拆成几个文件再上传。", code="too_large")
        pages, pictures = [], []
        for number in range(len(pdf)):
            try:
                page = pdf[number]
            except pypdfium2.PdfiumError:
                continue
            pages.append(_lines_of(page, number + 1))
            pictures.append(_count_pictures(page))
            page.close()
    letters = "".join(line.text for lines in pages for line in lines)
    if len(letters) < 10 * max(1, len(pages)) and any(pictures):
        raise Invalid(SCANNED, code="scanned")
    strange = sum("\ue000" <= c <= "\uf8ff" or c == "\ufffd" or c < " " for c in letters)
    if strange * 5 > len(letters):
        raise Invalid(GARBLED, code="garbled")
    _mark_repeated(pages)
    return RawDocument(_paragraphs(pages, pictures))


def _lines_of(page: Any, number: int) -> list[_Line]:
    """The lines of a page in the order of its content, each with where it stands and how large its letters are."""
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    lines: list[_Line] = []
    letters: list[_Letter] = []

    def end_line() -> None:
        if line := _line(letters, number, len(lines) + 1):
            lines.append(line)
        letters.clear()

    box, origin = [ctypes.c_double() for _ in range(4)], [ctypes.c_double() for _ in range(2)]
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if code in (10, 13):
            end_line()
            continue
        pdfium.FPDFText_GetCharBox(textpage, index, *box)
        pdfium.FPDFText_GetCharOrigin(textpage, index, *origin)
        # A hyphen that ended a line is given as U+0002, together with the words of the next line.
        letter = _Letter(
            "-" if code == 2 else chr(code) if code < 0x110000 else "\ufffd",
            box[0].value,
            box[1].value,
            origin[1].value,
            pdfium.FPDFText_GetFontSize(textpage, index),
            pdfium.FPDFText_GetFontWeight(textpage, index),
        )
        seen = letters[-1] if letters and letters[-1].text.strip() else None
        if seen and letter.text.strip() and abs(letter.baseline - seen.baseline) > 0.6 * max(letter.size, 1):
            end_line()
        letters.append(letter)
    end_line()
    textpage.close()
    return lines


def _line(letters: list[_Letter], page: int, number: int) -> _Line | None:
    text = "".join(letter.text for letter in letters)
    seen = [letter for letter in letters if letter.text.strip()]
    if not seen:
        return None
    # Where the size is hidden in a matrix, pdfium says 1: then a Chinese letter is as large as it is wide.
    sizes = [letter.size if letter.size > 2 else letter.right - letter.left for letter in seen]
    return _Line(
        text,
        min(letter.left for letter in seen),
        max(letter.right for letter in seen),
        median(letter.baseline for letter in seen),
        round(median(sizes), 1),
        median(letter.weight for letter in seen) >= 600,
        page,
        number,
    )


def _count_pictures(page: Any) -> int:
    import pypdfium2.raw as pdfium

    return sum(1 for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2))


def _mark_repeated(pages: list[list[_Line]]) -> None:
    """Mark page numbers, and the lines that stand at the top or bottom of most pages with the same words."""
    edges = [
        (lines, [*lines[:2], *lines[-2:]] if len(lines) > 4 else list(lines)) for lines in pages if lines
    ]
    seen: Counter[str] = Counter()
    for _, edge in edges:
        seen.update({_without_digits(line.text) for line in edge})
    least = max(3, len(edges) // 3)
    for lines, edge in edges:
        for line in edge:
            is_outer = line in (lines[0], lines[-1])
            if is_outer and len(edges) > 1 and _PAGE_NUMBER.match(line.text.strip()):
                line.region = "页码"
            elif seen[_without_digits(line.text)] >= least and len(line.text) <= 60:
                line.region = "页眉或页脚"


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", "".join(text.split()))


def _paragraphs(pages: list[list[_Line]], pictures: list[int]) -> list[RawBlock]:
    body = [line for lines in pages for line in lines if not line.region]
    size = median(line.size for line in body) if body else 12.0
    left, right = _margins(body, size)
    leading = _leading(body)
    blocks: list[RawBlock] = []
    aside: list[RawBlock] = []
    current: RawBlock | None = None
    previous: _Line | None = None
    for lines, count in zip(pages, pictures, strict=True):
        for line in lines:
            place = f"第{line.page}页第{line.number}行"
            if line.region:
                aside.append(RawBlock(tidy(line.text), place=place, region=line.region))
                continue
            if current is None or previous is None or _begins(line, previous, left, right, size, leading):
                blocks += aside
                aside.clear()
                current = _block(line, place, left, right, size)
                blocks.append(current)
            else:
                current.text = joined(current.text, tidy(line.text))
                current.is_bold = current.is_bold and line.is_bold
                current.is_centred = False
            previous = line
        aside += [RawBlock("", BlockKind.IMAGE, place=f"第{lines[0].page}页") for _ in range(count) if lines]
    return blocks + aside


def _block(line: _Line, place: str, left: float, right: float, size: float) -> RawBlock:
    margin_left, margin_right = line.left - left, right - line.right
    is_centred = margin_left > 2.5 * size and abs(margin_left - margin_right) < 2 * size
    return RawBlock(tidy(line.text), place=place, size=line.size, is_bold=line.is_bold, is_centred=is_centred)


def _begins(line: _Line, previous: _Line, left: float, right: float, size: float, leading: float) -> bool:
    """Whether a line begins a new paragraph, rather than going on with the one above."""
    if abs(line.size - previous.size) > 0.15 * max(line.size, previous.size):
        return True
    if line.is_bold and not previous.is_bold and _STARTS_NEW.match(line.text.strip()):
        return True
    same_page = line.page == previous.page
    if same_page and leading and previous.baseline - line.baseline > leading + 0.6 * size:
        return True
    if previous.size > 1.15 * size:  # a title of two lines stays together
        return abs((previous.left + previous.right) - (line.left + line.right)) > 4 * size
    is_short = previous.right < right - 2.5 * size
    is_indented = line.left > left + 1.2 * size
    if is_indented and not previous.left > left + 1.2 * size:
        return True
    if is_indented and (_END.search(previous.text.rstrip()) or is_short):
        return True
    return is_short and bool(
        _END.search(previous.text.rstrip())
        or _STARTS_NEW.match(line.text.strip())
        or not same_page
        or line.left <= left + size
    )


def _margins(lines: list[_Line], size: float) -> tuple[float, float]:
    """Where full lines begin and end: the usual left edge, and the right edge that many lines reach."""
    if not lines:
        return 0.0, 0.0
    step = max(1.0, size / 2)
    long = [line for line in lines if line.right - line.left > 8 * size] or lines
    lefts = Counter(round(line.left / step) for line in long)
    left = min(edge for edge, count in lefts.items() if count * 5 >= max(lefts.values())) * step
    rights = sorted(line.right for line in long)
    return left, rights[int(len(rights) * 0.8)]


def _leading(lines: list[_Line]) -> float:
    gaps = [
        above.baseline - below.baseline
        for above, below in itertools.pairwise(lines)
        if above.page == below.page and above.baseline > below.baseline
    ]
    return median(gaps) if gaps else 0.0
