"""Every public QTI file (tests/fixtures/qti, MIT) gives what expected.json, written for this project, says of it.

There a file's questions stand in order: the type and what is right, by its words, or why the question was not read.
"""

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from question_bank import Item, ItemType, Severity, read_items
from question_bank.formats import stream_items

from .fixture_share import MISSED, UNREAD, table

FOLDER = Path(__file__).parents[1] / "fixtures" / "qti"
EXPECTED: dict[str, list[str]] = json.loads((FOLDER / "expected.json").read_text("utf-8"))


def said(item: Item) -> str:
    """The type and the right answer in words."""
    texts = {choice.id: choice.text for choice in (*item.choices, *item.prompts)}
    if item.type is ItemType.MATCHING:
        right = ["=".join(texts[part] for part in pair.split(" ")) for pair in item.key]
    elif item.blanks:
        right = ["|".join(accepted) for accepted in item.blanks]
    else:
        right = [texts.get(part, part) for part in item.key]
    slack = "" if item.tolerance is None else f" ± {item.tolerance.normalize():f}"
    return f"{item.type}: {' / '.join(right)}{slack}" if right else str(item.type)


def test_every_file_is_in_the_table() -> None:
    assert sorted(EXPECTED) == sorted(str(path.relative_to(FOLDER)) for path in FOLDER.glob("items_*/*.xml"))


@pytest.mark.parametrize("file", EXPECTED)
def test_reads_as_the_table_says(file: str) -> None:
    found = []
    for one in stream_items(BytesIO((FOLDER / file).read_bytes()), "qti"):
        if isinstance(one, Item):
            found.append(said(one))
        elif one.severity is Severity.ERROR or "说明文字" in one.message:
            found.append(UNREAD + one.message)
    assert found == EXPECTED[file]


def test_at_least_95_percent_of_what_we_support_is_read_in_every_family() -> None:
    assert all(EXPECTED[file][0].startswith(UNREAD) for file in MISSED)
    rows = table()
    assert [family for family, *_ in rows] == ["GIFT", "QTI 1.2", "QTI 2.1", "QTI 2.2"]
    assert [family for family, wanted, read, _ in rows if read / wanted < 0.95] == []


def test_attributes_that_run_leave_nothing_behind() -> None:
    item = read_items(BytesIO((FOLDER / "items_1.2/true_false.xml").read_bytes()), "qti").items[0]
    assert "alert" not in repr(item)
    assert item.stem == "If I get a 3, I must have done something wrong. [图片：image.png] [图片：image.png]"


def test_the_package_of_the_specification() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name in ("imsmanifest.xml", "choice.xml"):
            archive.writestr(name, (FOLDER / "imsqti_2.2_package" / name).read_bytes())
    result = read_items(stream, "qti")
    assert [said(item) for item in result.items] == [
        "single_choice: You must stay with your luggage at all times."
    ]
    assert [(problem.severity.value, problem.message) for problem in result.problems] == [
        ("lost", "题里的图片或附件没有读入，只保留了文字。"),
        ("lost", "1 道题的题名没有读入，题库不保存题名。"),
    ]
