"""Tables as other systems export them or ask for them: heads, answers and numbers of many kinds."""

import csv
from io import BytesIO, StringIO

import pytest

from question_bank import Item, read_items


def read(*rows: tuple[str, ...]) -> tuple[list[Item], list[str]]:
    text = StringIO()
    csv.writer(text).writerows(rows)
    result = read_items(BytesIO(text.getvalue().encode()), "csv")
    assert [problem.message for problem in result.errors] == []
    return list(result.items), [problem.message for problem in result.problems if problem.severity == "lost"]


def facts(item: Item) -> tuple[str, str, list[str], object]:
    return item.type.value, item.stem, [choice.text for choice in item.choices], item.key or item.blanks


CHOICE = ("single_choice", "甲？", ["一", "二", "三"], ("b",))


@pytest.mark.parametrize(
    ("heads", "row"),
    [
        (
            "题型 题干 选项A 选项B 选项C 正确答案 解析 难度 分数 知识点 分类名称",
            "单选题 甲？ 一 二 三 B 因为 简单 2 甲 乙",
        ),
        (
            "题目类型（必填） 题干（必填） 选项（用|隔开） 答案（必填） 解析 分值",
            "单选 甲？ 一|二|三 B 因为 2",
        ),
        ("题目 题型 选项1 选项2 选项3 选项4 答案 答案解析 分值", "甲？ 单选题 一 二 三 _ 2 因为 5"),
        ("序号 标题 类型 A B C D 正确答案", "1 甲？ 单选 一 二 三 _ B"),
        ("标题 类型 选项 正确答案 解析 分数", "甲？ 单选题 A.一B.二C.三 B 因为 5"),
        ("question option_a option_b option_c option_d answer", "甲？ 一 二 三 _ B"),
        (
            "题目类型 大题题干 题干 正确答案 答案解析 难易度 知识点 A B C D",
            "单选题 _ 甲？ B _ 易 _ 一 二 三 _",
        ),
        ("问题描述 问题类型 正确选项 选项A 选项B 选项C", "甲？ 单选题 B 一 二 三"),
        (
            "试题编号 试题题型 试题内容 备选答案1 备选答案2 备选答案3 标准答案 试题分值 试题难度",
            "001 单项选择题 甲？ 一 二 三 B 1.0 3",
        ),
        ("*题目内容 *题目类型 *正确答案 题目解析 A选项 B选项 C选项", "甲？ 单选题 B _ 一 二 三"),
        ("No. Type Question A B C CorrectAnswer Explanation Points", "1 单选 甲？ 一 二 三 B _ _"),
        ("单选题题目 答案 A B C", "甲？ 二 一 二 三"),
    ],
)
def test_heads_of_other_systems(heads: str, row: str) -> None:
    found, lost = read(tuple(heads.split()), tuple(cell.replace("_", "") for cell in row.split()))
    assert [facts(item) for item in found] == [CHOICE]
    assert lost == []


@pytest.mark.parametrize("answer", ["AC", "A,C", "A、C", "A┋C", "A;C", "A|C", "a c", "Ａ，Ｃ", "A&C", "A和C"])
def test_letters_however_they_are_joined(answer: str) -> None:
    found, _ = read(("题目", "A", "B", "C", "答案"), ("甲？", "一", "二", "三", answer))
    assert facts(found[0]) == ("multiple_response", "甲？", ["一", "二", "三"], ("a", "c"))


def test_a_range_of_letters_is_no_guess() -> None:
    text = "题目,A,B,C,答案\n甲？,一,二,三,A-C\n"
    result = read_items(BytesIO(text.encode()), "csv")
    assert [problem.message for problem in result.errors] == [
        "答案“A-C”不是选项的字母，请写成 A 或 ABC 这样。"
    ]


def test_numbers_that_only_count_are_taken_away() -> None:
    found, _ = read(
        ("题目", "选项", "答案"),
        ("1、甲？", "A、一 B、二 C、三", "B"),
        ("2. 乙。", "", "对"),
        ("3．是1921年？", "A.是；B.否；", "A"),
        ("7、不相连的数留着", "A.一B.二", "A"),
        ("3.14 是圆周率", "", "对"),
    )
    assert [item.stem for item in found] == [
        "甲？",
        "乙。",
        "是1921年？",
        "7、不相连的数留着",
        "3.14 是圆周率",
    ]


def test_a_passage_stands_in_every_row_that_shares_it() -> None:
    found, _ = read(
        ("共用材料", "题干", "A", "B", "答案"),
        ("一段", "甲？", "一", "二", "A"),
        ("", "乙？", "一", "二", "B"),
    )
    assert [item.stimulus for item in found] == ["一段", None]
