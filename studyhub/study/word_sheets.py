"""A word list from a spreadsheet: columns 错误写法, 正确写法, 说明, in any order, under a row of heads."""

from io import BytesIO
from pathlib import Path

from question_bank.formats.reading import FormatError
from question_bank.formats.xlsx_guard import refuse_hostile
from studyhub.core.child import run_in_child
from studyhub.core.errors import Invalid
from studyhub.materials.fidelity import WordList
from studyhub.materials.fidelity.wording import Wording

COLUMNS = ("错误写法", "正确写法", "说明")
MOST_ROWS = 6000
NO_HEADS = "没有找到表头：请保证第一行写着“错误写法”“正确写法”“说明”，或先导出一份再填写。"


def read_sheet(path: Path) -> WordList:
    """The entries of a sheet, read in a child process with limits. Invalid, with a sentence, for what cannot be read."""
    rows = run_in_child(f"{__name__}:read_here", str(path))
    return WordList(tuple(Wording(*row) for row in rows))


def read_here(path: str) -> list[list[str]]:
    """The child's part of read_sheet."""
    import openpyxl  # it costs half a second, which only those pay who read a sheet

    stream = BytesIO(Path(path).read_bytes())
    try:
        refuse_hostile(stream)
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        rows = [
            ["" if cell is None else str(cell).strip() for cell in row[:20]]
            for _, row in zip(range(MOST_ROWS), book.worksheets[0].iter_rows(values_only=True), strict=False)
        ]
    except FormatError as error:
        raise Invalid(str(error)) from error
    except Exception as error:  # openpyxl lets many kinds of error through for broken files
        raise Invalid("表格打不开，可能已损坏；请用 Excel 或 WPS 打开后重新保存。") from error
    if not rows or not set(COLUMNS[:2]) <= set(rows[0]):
        raise Invalid(NO_HEADS)
    places = [rows[0].index(name) if name in rows[0] else -1 for name in COLUMNS]
    found = [[row[place] if 0 <= place < len(row) else "" for place in places] for row in rows[1:]]
    return [row for row in found if row[0] or row[1]]
