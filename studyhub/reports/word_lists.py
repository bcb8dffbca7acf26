"""An organisation's word list as a workbook that people fill in and give back."""

from io import BytesIO

from studyhub.materials.fidelity import WordList
from studyhub.reports.sheets import write_sheet
from studyhub.study.word_sheets import COLUMNS


def word_list_workbook(words: WordList) -> bytes:
    """One sheet, one row an entry; the heads alone when the list is empty."""
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    rows = [(each.wrong, each.right, each.note) for each in words.wordings]
    write_sheet(workbook, "词表", [COLUMNS, *rows], header=1, widths=(28, 28, 40), shares=())
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()
