"""Reading spreadsheets: our template, and other people's with their own column heads."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from ..model import Item, ItemType
from .extra_fields import same_question
from .reading import FormatError, ItemDesk, Reading, ReadProblem, Severity
from .table_answers import type_of_words
from .table_columns import find_columns
from .table_items import TableReader
from .table_template import EXAMPLES, GUIDE_SHEET
from .xlsx_guard import MAX_COLUMNS, MAX_ROWS, has_pictures, refuse_hostile

_HEADER_WITHIN = 10


def read_xlsx(stream: BinaryIO) -> Reading:
    """Items and problems, sheet by sheet and row by row. Raises FormatError. The stream must be seekable."""
    refuse_hostile(stream)
    # openpyxl costs half a second to import: only those who read a sheet pay it.
    import openpyxl

    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl lets many kinds of error through for broken files
        raise FormatError("表格打不开，可能已损坏；请用 Excel 或 WPS 打开后重新保存。") from error
    desk = ItemDesk()
    has_header = False
    inferred = 0
    try:
        for sheet in book.worksheets:
            if sheet.title == GUIDE_SHEET:
                continue
            reading = _SheetReading(sheet, desk)
            try:
                yield from reading.read()
            except FormatError:
                raise
            except Exception as error:
                raise FormatError(
                    f"工作表“{sheet.title}”的内容残缺，读不下去；请重新保存后再导入。"
                ) from error
            has_header |= reading.table is not None
            inferred += reading.table.inferred if reading.table else 0
    finally:
        book.close()
    if has_header and has_pictures(stream):
        yield ReadProblem(
            "全文", "表格里的图片没有读入，只读入了文字；带图片的题请用 Word 试卷导入。", Severity.LOST
        )
    if not has_header:
        raise FormatError("没有找到表头：请保证有一行写着“题干”（或“题目”）和“答案”，或使用我们的模板。")
    if inferred:
        yield ReadProblem("全文", f"{inferred} 行没有写题型，已按答案推断，请看一看。", Severity.WARNING)


class _SheetReading:
    """One sheet: finds the header among the first rows, then reads what follows."""

    def __init__(self, sheet: Any, desk: ItemDesk) -> None:
        self._sheet, self._desk = sheet, desk
        self._heading: ItemType | None = type_of_words(sheet.title)
        self.table: TableReader | None = None

    def read(self) -> Reading:
        title = self._sheet.title
        is_empty = True
        for number, cells in self._rows():
            if not any(cells):
                continue
            is_empty = False
            place = f"工作表“{title}”第 {number} 行"
            if number > MAX_ROWS:
                yield ReadProblem(place, f"一张表最多读 {MAX_ROWS} 行，从这一行起没有读入，请拆成几个文件。")
                return
            if len(cells) > MAX_COLUMNS and cells[MAX_COLUMNS]:
                yield ReadProblem(place, f"一行最多读 {MAX_COLUMNS} 栏，后面的没有读入。", Severity.LOST)
            if self.table is None:
                columns = find_columns(cells[:MAX_COLUMNS])
                if columns is None and number >= _HEADER_WITHIN:
                    break
                if columns is not None:
                    self.table = TableReader(self._desk, columns, self._heading)
                    yield from self.table.notices(place)
                continue
            for found in self.table.read(cells, place):
                if not (isinstance(found, Item) and _is_example(found)):
                    yield found
        if self.table is None and not is_empty:
            yield ReadProblem(
                f"工作表“{title}”",
                f"前 {_HEADER_WITHIN} 行里没有找到表头（题干、答案），这张表没有读入。",
                Severity.WARNING,
            )

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Row numbers with texts; far cells and lying dimensions are cut off by the limits."""
        self._sheet.reset_dimensions()
        rows = self._sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS + 1, values_only=True)
        for number, values in enumerate(rows, 1):
            yield number, [_text(value) for value in values]


def _is_example(item: Item) -> bool:
    return item.stem.startswith("（示例）") and any(same_question(item, example) for example in EXAMPLES)


def _text(value: object) -> str:
    """A cell as the text a person sees: whole numbers without .0, dates without time."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
