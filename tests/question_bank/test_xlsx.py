"""Spreadsheets: our template and other people's are read, hostile ones refused, and ours read back equal."""

import io
import zipfile
from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank import (
    CannotWrite,
    Choice,
    FormatError,
    Item,
    ItemType,
    Marking,
    Source,
    read_items,
    write_items,
)

from .sample_items import EVERY, FILL, MULTIPLE, SINGLE, choices, items, png


def read(data: bytes) -> tuple[list[Item], list[tuple[str, str, str]]]:
    result = read_items(io.BytesIO(data), "xlsx")
    return list(result.items), [(p.place, p.severity.value, p.message) for p in result.problems]


def write(*stock: Item) -> bytes:
    stream = io.BytesIO()
    write_items(stock, stream, "xlsx")
    return stream.getvalue()


def sheet(*rows: list[Any], title: str = "题库") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(data: bytes, changed: dict[str, bytes | None]) -> bytes:
    """The same archive with some members replaced, added or (None) left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (content := changed.get(name, old.read(name))) is not None:
                new.writestr(name, content)
        for name in changed.keys() - set(old.namelist()):
            new.writestr(name, changed[name] or b"")
    return stream.getvalue()


def test_the_template_has_a_drop_down_examples_and_a_guide() -> None:
    data = write()
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["题目", "填写说明"]
    lists = [v.formula1 for v in book["题目"].data_validations.dataValidation]
    assert lists[0] == '"单选题,多选题,判断题,填空题,连线题,排序题,数值题,简答题"'
    assert book["题目"]["A2"].value == "单选题"
    assert book["题目"]["B2"].value == "（示例）党的根本组织原则是什么？"
    assert book["填写说明"]["A1"].value
    assert read(data) == ([], [])


def test_every_type_reads_back_equal() -> None:
    full = replace(
        SINGLE,
        id="full",
        choices=(Choice("x1", "甲", feedback="对"), Choice("x2", "以上都对", is_locked=True)),
        key=("x1",),
        explanation="选[[x1]]",
        points=D("2.5"),
        marking=Marking.HALF,
        source=Source("u", "s1p1", "原话"),
        tags=("一、二",),
        excludes=("q2",),
    )
    assert read(write(*EVERY, full)) == ([*EVERY, full], [])


@settings(max_examples=25, deadline=None)
@given(st.lists(items(), min_size=1, max_size=3, unique_by=lambda item: item.id))
def test_what_is_written_reads_back_equal_or_is_refused(stock: list[Item]) -> None:
    try:
        data = write(*stock)
    except CannotWrite as refusal:
        assert refusal.item_id in {item.id for item in stock}
        return
    assert read(data) == (stock, [])


def test_a_cell_that_looks_like_a_formula_is_text() -> None:
    item = replace(SINGLE, stem="=1+1", choices=choices("=HYPERLINK(1)", "+1", "@x", "-2"))
    data = write(item)
    assert openpyxl.load_workbook(io.BytesIO(data))["题目"]["B2"].data_type == "s"
    assert read(data) == ([item], [])


def test_a_row_edited_after_export_goes_by_what_is_written_there() -> None:
    noted = replace(SINGLE, excludes=("q2",), choices=(Choice("x1", "甲"), Choice("x2", "乙")), key=("x2",))
    book = openpyxl.load_workbook(io.BytesIO(write(noted)))
    book["题目"]["B2"], book["题目"]["C2"] = "改过的题干", "丙"
    stream = io.BytesIO()
    book.save(stream)
    found, told = read(stream.getvalue())
    assert [(i.stem, i.key, [c.text for c in i.choices]) for i in found] == [
        ("改过的题干", ("b",), ["丙", "乙"])
    ]
    assert [message for _, _, message in told] == [
        "“附加数据”与题目对不上（题目改动过，或数据残缺），对不上的部分没有使用。"
    ]


def test_other_peoples_heads_in_any_order() -> None:
    found, told = read(
        sheet(
            ["党建知识竞赛题库"],
            [
                "序号",
                "正确答案（必填）",
                "题目 ",
                "选项A",
                "选项 B",
                "C选项",
                "选项Ｄ",
                "难易程度",
                "分值",
                "出题人",
            ],
            [1, "Ａ、C", "多选", "甲", "乙", "丙", "丁", "较难", 2.0, "张三"],
            [2, "b", "单选", 1, 2.5, "丙", None, "易", "3分", None],
            [None] * 10,
            [3, "√", "判断", None, None, None, None, None, None, None],
            [4, "甲;乙|丙", "先（ ）后（）", None, None, None, None, None, None, None],
        )
    )
    assert [(i.type, i.key, [c.text for c in i.choices], i.difficulty, i.points) for i in found] == [
        (ItemType.MULTIPLE_RESPONSE, ("a", "c"), ["甲", "乙", "丙", "丁"], 4, 2),
        (ItemType.SINGLE_CHOICE, ("b",), ["1", "2.5", "丙"], 1, 3),
        (ItemType.TRUE_FALSE, ("true",), [], 3, 1),
        (ItemType.FILL_IN, (), [], 3, 1),
    ]
    assert (found[3].stem, found[3].blanks) == ("先____后____", (("甲", "乙"), ("丙",)))
    assert told == [
        ("工作表“题库”第 2 行", "lost", "不认识的一栏“出题人”，其内容没有读入。"),
        ("全文", "warning", "4 行没有写题型，已按答案推断，请看一看。"),
    ]


def test_the_sheets_name_is_the_type_and_one_cell_may_hold_all_choices() -> None:
    found, told = read(
        sheet(
            ["题干", "选项", "答案"],
            ["甲题", "A.一 B.二 C.三", "AB"],
            ["乙题", "一|二|三", "C"],
            ["丙题", "一\n二", "AC"],
            title="一、多选题",
        )
    )
    assert [(item.type, item.key, len(item.choices)) for item in found] == [
        (ItemType.MULTIPLE_RESPONSE, ("a", "b"), 3),
        (ItemType.MULTIPLE_RESPONSE, ("c",), 3),
    ]
    assert told == [("工作表“一、多选题”第 4 行", "error", "答案里的 C 没有相应的选项，请补上选项或改答案。")]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["单选题", "题", "甲", "乙", "AB"], "单选题要有且只有一个答案，现在有 2 个。"),
        (["单选题", "题", "甲", "乙", "AA"], "答案“AA”里有重复的字母，请改。"),
        (["单选题", "题", "甲", "乙", None], "没有答案，请补上。"),
        (["单选题", "题", "甲", "乙", "选甲"], "答案“选甲”不是选项的字母，请写成 A 或 ABC 这样。"),
        (["判断题", "题", None, None, "也许"], "判断题的答案“也许”看不出对错，请写“正确”或“错误”。"),
        (["听力题", "题", "甲", "乙", "A"], "不认识的题型“听力题”，请写单选题、多选题、判断题、填空题等。"),
        (["单选题", None, "甲", "乙", "A"], "这一行没有题干，没有读入。"),
        (["单选题", "题", "#REF!", "乙", "A"], "有一格是公式错误 #REF!，请改成文字。"),
        (
            ["填空题", "甲____乙____", None, None, "一"],
            "题干里有 2 个空，答案却有 1 个；题干中的空写成四个以上的下划线“____”。",
        ),
        (["连线题", "题", "甲", "乙", "1-A"], "连线题要有一栏“左栏”，一行写一项。"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_read(row: list[Any], message: str) -> None:
    good = ["单选题", "好题", "甲", "乙", "B"]
    found, told = read(sheet(["题型", "题干", "A", "B", "答案"], row, good))
    assert [item.stem for item in found] == ["好题"]
    assert told == [("工作表“题库”第 2 行", "error", message)]


def test_a_choice_answered_by_its_text_and_a_judgement_by_its_letter() -> None:
    found, _ = read(
        sheet(
            ["题型", "题干", "A", "B", "答案"],
            ["单选", "一", "甲", "乙", "乙"],
            ["判断", "二", "正确", "错误", "B"],
        )
    )
    assert [item.key for item in found] == [("b",), ("false",)]


def test_a_gap_among_the_choices_does_not_shift_the_letters() -> None:
    found, _ = read(sheet(["题型", "题干", "A", "B", "C", "答案"], ["单选", "一", "甲", None, "丙", "C"]))
    assert [(c.id, c.text) for c in found[0].choices] == [("a", "甲"), ("c", "丙")]
    assert found[0].key == ("c",)


def test_what_is_no_spreadsheet_is_refused_with_a_way_out() -> None:
    good = sheet(["题干", "答案"], ["题", "对"])
    cases = {
        "": "文件是空的，请重新选择。",
        "\xd0\xcf\x11\xe0": "这是旧格式（.xls）或加了密码的表格，请用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx 后再导入。",
        "<html><table>": "这其实是网页或 XML 表格，只是后缀像表格，请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。",
        "a,b\n": "文件内容不是 Excel 工作簿，只是后缀写成了 .xlsx。请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入；"
        "本来是 CSV 或文本的，把后缀改回去再导入。",
        good[:200].decode("latin-1"): "文件不完整或已损坏，请重新保存或重新上传。",
    }
    for data, message in cases.items():
        with pytest.raises(FormatError) as refused:
            read(data.encode("latin-1"))
        assert str(refused.value) == message


def test_hostile_archives_are_refused_before_they_are_parsed() -> None:
    good = sheet(["题干", "答案"], ["题", "对"])
    name = "xl/worksheets/sheet1.xml"
    inside = zipfile.ZipFile(io.BytesIO(good)).read(name)
    doctype = inside.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
    unusual = "表格里有不允许的内容（外部实体或异常编码），请新建表格，把题目复制过去后保存。"
    too_big = "表格展开后太大（可能有大量空白行或图片），请把题目复制到新表格，或拆成几个文件。"
    for changed, message in (
        ({name: doctype}, unusual),
        (
            {name: inside.replace(b"<worksheet", b"<!DOCTYPE x SYSTEM 'http://x.test/a.dtd'><worksheet", 1)},
            unusual,
        ),
        ({name: inside.decode().encode("utf-16")}, unusual),
        ({name: inside + b" " * 5_000_000}, too_big),
        ({"xl/sharedStrings.xml": b"<sst>" + b"<si/>" * 1_000_001}, None),
        (
            {f"x{n}": b"" for n in range(2001)},
            "表格文件的内部结构不正常，不能导入；请新建表格，把题目复制过去后保存。",
        ),
        ({"xl/workbook.xml": None}, "这不是 .xlsx 表格（可能是 Word 文件或普通压缩包），请选对文件和格式。"),
        ({"xl/workbook.xml": b"<broken"}, "表格打不开，可能已损坏；请用 Excel 或 WPS 打开后重新保存。"),
        ({name: inside[:-40]}, "工作表“题库”的内容残缺，读不下去；请重新保存后再导入。"),
    ):
        with pytest.raises(FormatError) as refused:
            read(repacked(good, changed))
        assert message is None or str(refused.value) == message


def test_far_cells_and_a_lying_dimension_cost_nothing() -> None:
    far = sheet(["题干", "答案"], ["题", "对"])
    name = "xl/worksheets/sheet1.xml"
    inside = zipfile.ZipFile(io.BytesIO(far)).read(name)
    inside = inside.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    inside = inside.replace(
        b"</sheetData>",
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>',
    )
    found, _ = read(repacked(far, {name: inside}))
    assert [item.stem for item in found] == ["题"]


def test_too_many_rows_and_columns_are_said_to_be_cut_off() -> None:
    wide = ["题干", "答案", *[None] * 58, "第六十一栏"]
    _, told = read(sheet(wide, ["题", "对"]))
    assert ("工作表“题库”第 1 行", "lost", "一行最多读 60 栏，后面的没有读入。") in told
    book = openpyxl.Workbook()
    book.active.append(["题干", "答案"])
    book.active["A50001"] = "远处的题"
    stream = io.BytesIO()
    book.save(stream)
    _, told = read(stream.getvalue())
    assert [message for *_, message in told] == [
        "一张表最多读 50000 行，从这一行起没有读入，请拆成几个文件。"
    ]


def test_a_sheet_without_a_header_is_named_and_a_book_without_any_refused() -> None:
    book = openpyxl.load_workbook(io.BytesIO(sheet(["题干", "答案"], ["题", "对"])))
    book.create_sheet("名单").append(["姓名", "电话"])
    stream = io.BytesIO()
    book.save(stream)
    found, told = read(stream.getvalue())
    assert len(found) == 1
    assert told[0] == ("工作表“名单”", "warning", "前 10 行里没有找到表头（题干、答案），这张表没有读入。")
    with pytest.raises(FormatError):
        read(sheet(["姓名", "电话"]))


def test_what_a_sheet_cannot_hold_is_refused() -> None:
    with pytest.raises(CannotWrite) as refused:
        write(
            replace(
                FILL, id="长", explanation="长" * 20_000, blanks=(("长" * 20_000, "短" * 19_000), ("二",))
            )
        )
    assert refused.value.reason == "有一格的文字超过 32767 个字，表格放不下。"
    with pytest.raises(CannotWrite):
        write(replace(MULTIPLE, stem="写作 _x0041_"))


def test_pictures_on_a_sheet_are_told_as_lost() -> None:
    data = repacked(sheet(["题目", "答案"], ["甲。", "对"]), {"xl/media/image1.png": png()})
    found, told = read(data)
    assert len(found) == 1
    assert (
        "全文",
        "lost",
        "表格里的图片没有读入，只读入了文字；带图片的题请用 Word 试卷导入。",
    ) in told
