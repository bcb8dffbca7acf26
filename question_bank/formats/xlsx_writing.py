"""Writing our spreadsheet: items, or the empty template with examples; all cells are text."""

import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from ..model import MARKING_NAMES, TYPE_NAMES, Item
from .reading import CannotWrite
from .table_template import EXAMPLES, GUIDE, GUIDE_SHEET, heads, row_of
from .xlsx_guard import MAX_ROWS

_MAX_CELL = 32_767
_WIDTHS = {"题干": 50, "答案": 14, "解析": 40, "原文": 40, "附加数据": 12, "分类": 18, "标签": 18}
_ESCAPE_LIKE = re.compile(r"_x[0-9A-Fa-f]{4}_")


def write_xlsx(items: Iterable[Item], stream: BinaryIO) -> None:
    """The items as a sheet 题目 with a sheet 填写说明; without items, the template with its examples.

    Raises CannotWrite.
    """
    import openpyxl  # heavy: see xlsx_reading
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    stock = list(items)
    if len(stock) >= MAX_ROWS:
        raise CannotWrite(stock[MAX_ROWS - 1].id, f"一张表最多写 {MAX_ROWS - 1} 道题，请分几次导出。")
    choice_count = max([6, *(len(item.choices) for item in stock)])
    head = heads(choice_count)
    rows = [_row(item, choice_count) for item in stock] or [_example_row(item, head) for item in EXAMPLES]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("题目")
    _lay_out(sheet, head)
    wrapped, bold, shade = (
        Alignment(wrap_text=True, vertical="top"),
        Font(bold=True),
        PatternFill("solid", "FFF3E9E4"),
    )

    def cell(text: str, *, is_head: bool = False) -> Any:
        made: Any = WriteOnlyCell(sheet, value=text)
        # Set as text by hand: openpyxl would make a formula of "=1+1" and an error of "#N/A".
        made.data_type = "s"
        made.number_format = "@"
        made.alignment = wrapped
        if is_head:
            made.font, made.fill = bold, shade
        return made

    sheet.append([cell(text, is_head=True) for text in head])
    for row in rows:
        sheet.append([cell(text) if text else None for text in row])
    guide = book.create_sheet(GUIDE_SHEET)
    guide.column_dimensions["A"].width = 100
    for line in GUIDE:
        guide.append([cell(line)])
    book.save(stream)


def _row(item: Item, choice_count: int) -> list[str]:
    row = row_of(item, choice_count, _MAX_CELL)
    if any(_ESCAPE_LIKE.search(text) for text in row):
        raise CannotWrite(item.id, "文字里有 _x0000_ 这样的写法，表格会把它改成别的字符，请改写。")
    return row


def _example_row(item: Item, head: list[str]) -> list[str]:
    row = row_of(item, sum(name.startswith("选项") for name in head))
    row[head.index("编号")] = ""
    return row


def _lay_out(sheet: Any, head: list[str]) -> None:
    """Widths, the frozen header, and the drop-downs; in a write-only sheet all of it comes before the rows."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.freeze_panes = "C2"
    lists = {
        "题型": TYPE_NAMES.values(),
        "难度": map(str, range(1, 6)),
        "多选计分": MARKING_NAMES.values(),
    }
    for number, name in enumerate(head, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, 20 if name.startswith("选项") else 12)
        # A column of text keeps 0012 and long numbers as they are typed.
        sheet.column_dimensions[letter].number_format = "@"
        if name in lists:
            validation = DataValidation("list", formula1=f'"{",".join(lists[name])}"', allow_blank=True)
            validation.error, validation.errorTitle = f"请从下拉框里选择{name}。", "填写有误"
            validation.add(f"{letter}2:{letter}{MAX_ROWS}")
            sheet.data_validations.append(validation)
