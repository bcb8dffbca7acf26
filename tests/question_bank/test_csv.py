"""CSV tables, in the encodings and with the signs that people's programs write."""

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank import CannotWrite, FormatError, Item, ItemType, read_items, write_items

from .sample_items import EVERY, SINGLE, choices, items

TEXT = "题干,A,B,C,答案,解析\r\n党的根本组织原则,民主集中制,集体领导,其他,A,见党章\r\n多选,甲,乙,丙,A、C,\r\n"


def read(data: str | bytes) -> tuple[list[Item], list[tuple[str, str, str]]]:
    result = read_items(BytesIO(data.encode() if isinstance(data, str) else data), "csv")
    return list(result.items), [(p.place, p.severity.value, p.message) for p in result.problems]


def write(*stock: Item) -> bytes:
    stream = BytesIO()
    write_items(stock, stream, "csv")
    return stream.getvalue()


INFERRED = ("全文", "warning", "2 行没有写题型，已按答案推断，请看一看。")


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("utf-16"),
        TEXT.replace("\r\n", "\r").encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
    ],
)
def test_encodings_line_ends_and_delimiters(data: bytes) -> None:
    found, told = read(data)
    assert [(i.type, i.key, i.choices[0].text, i.explanation) for i in found] == [
        (ItemType.SINGLE_CHOICE, ("a",), "民主集中制", "见党章"),
        (ItemType.MULTIPLE_RESPONSE, ("a", "c"), "甲", ""),
    ]
    assert told == [INFERRED]


def test_gb18030_is_read_with_a_warning() -> None:
    found, told = read(TEXT.encode("gb18030"))
    assert found == read(TEXT)[0]
    assert told == [
        ("全文", "warning", "文件不是 UTF-8 编码，已按 GB18030 读入，请看一看文字是否正常。"),
        INFERRED,
    ]


def test_a_cell_may_have_lines_and_quotes() -> None:
    found, _ = read('题型,题干,答案\n判断,"一行\n二行，""引用""",对\n判断,下一题,错\n')
    assert [(item.stem, item.key) for item in found] == [
        ('一行\n二行，"引用"', ("true",)),
        ("下一题", ("false",)),
    ]


def test_a_quote_left_open_is_named() -> None:
    found, told = read('题型,题干,答案\n判断,一,对\n判断,"二,对\n' + "判断,三,错\n" * 20_000)
    assert [item.stem for item in found] == ["一"]
    assert told == [
        ("第 3 行", "error", "从这里起引号没有成对，或有一格太长，后面没有读入；请检查这一行的双引号。"),
        ("全文", "warning", "文件末尾的引号没有成对，最后一行可能残缺。"),
    ]


def test_ragged_rows_and_places() -> None:
    found, told = read("题型,题干,A,B,答案\n单选,短行\n\n判断,一,,,对,多,余\n单选,二,甲,乙,AB\n")
    assert [item.stem for item in found] == ["一"]
    assert told == [
        ("第 2 行", "error", "没有答案，请补上。"),
        ("第 5 行", "error", "单选题要有且只有一个答案，现在有 2 个。"),
    ]


def test_english_heads() -> None:
    found, _ = read("Question,A,B,C,Answer\nWhich?,one,two,three,b\n")
    assert [(item.stem, item.key) for item in found] == [("Which?", ("b",))]


@pytest.mark.parametrize("data", ["", "姓名,电话\n张三,1\n", b"\0\0\0", b"\xff" * 50, "题{T}"])
def test_another_kind_of_file_is_refused(data: str | bytes) -> None:
    with pytest.raises(FormatError):
        read(data)


def test_no_cell_is_a_formula_in_a_spreadsheet_program() -> None:
    item = replace(SINGLE, stem="=1+1", choices=choices("+1", "-1", "@x", "＝全角"), explanation="'=已有引号")
    data = write(item)
    assert read(data) == ([item], [])
    cells = data.decode("utf-8-sig").splitlines()[1].split(",")
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "＝")] == []


def test_every_type_reads_back_equal() -> None:
    assert read(write(*EVERY)) == (list(EVERY), [])


@settings(max_examples=60, deadline=None)
@given(st.lists(items(), max_size=3, unique_by=lambda item: item.id))
def test_what_is_written_reads_back_equal_or_is_refused(stock: list[Item]) -> None:
    try:
        data = write(*stock)
    except CannotWrite as refusal:
        assert refusal.item_id in {item.id for item in stock}
        return
    assert read(data) == (stock, [])


def test_answers_full_of_semicolons_do_not_part_the_cells() -> None:
    found, _ = read("题型,题干,答案\n填空题,____,一;二;三;四;五;六\n".encode())
    assert [item.blanks for item in found] == [(("一", "二", "三", "四", "五", "六"),)]


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from(",;\"\n\r题答案AB对|' =")))
def test_no_text_breaks_the_reader(rows: str) -> None:
    read("题干,A,B,答案\n" + rows)
