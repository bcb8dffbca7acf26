"""Writing sheets of a workbook: text that looks like a formula stays text."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from studyhub.core.clock import SITE_ZONE

if TYPE_CHECKING:
    from openpyxl import Workbook

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_MOMENT = "yyyy-mm-dd hh:mm"
_SHARE = "0.0%"


def write_sheet(
    workbook: "Workbook",
    title: str,
    rows: Sequence[Sequence[Any]],
    *,
    header: int,
    widths: Sequence[int],
    shares: Sequence[int],
) -> None:
    """Append a sheet. header: the number of the row that is one; shares: columns (from 1) whose floats are shares."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = workbook.create_sheet(title)
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = f"A{header + 1}"
    bold = Font(bold=True)
    for number, row in enumerate(rows, start=1):
        cells = []
        for column, value in enumerate(row, start=1):
            cell = WriteOnlyCell(
                sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
            )
            if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
                cell.data_type = "s"
                cell.quotePrefix = True
            elif isinstance(value, datetime):
                cell.number_format = _MOMENT
            elif isinstance(value, float) and column in shares:
                cell.number_format = _SHARE
            if number == header:
                cell.font = bold
            cells.append(cell)
        sheet.append(cells)


def local_time(moment: datetime | None) -> datetime | None:
    """A wall-clock time of the site, whole seconds: a sheet knows no time zones."""
    if moment is None:
        return None
    return moment.astimezone(SITE_ZONE).replace(tzinfo=None, microsecond=0)
