"""Examination papers as people keep them: Word files and pasted text, with answers wherever they put them."""

from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank import FormatError, Marking

from .paper_reading import answers, read
from .sample_items import choices

PAPER = """2024年党建知识测试题
姓名：____  单位：____

一、单项选择题（每题2分，共20分）
1.党的根本组织原则是（ B ）。
A.集体领导 B.民主集中制
C.个别酝酿 D.会议决定
2、中国共产党成立于（　　）年。
A．1919  B．1921
答案：B
解析：见党史。
第二行
（3）一大在哪里召开？
A、上海
B、北京
【答案】A【解析】在上海。【难度】易【知识点】党史、一大
二、多选题（每题3分，少选、多选、错选均不得分）
1. 三会一课包括（ ABC ）
A.支部党员大会B.支部委员会C.党小组会D.职工代表大会
三、判断题
1. 预备期为一年。（√）
2. 党费可以不交（ ）
四、填空题
1. 党的二十大于____年召开，主题是____。
答案：2022；高举旗帜
2. 党的宗旨是（　　　）。
五、简答题
1.（5分）谈谈体会。
答：要点一
要点二

参考答案
三、判断题
2.×
四、填空题
2. 全心全意为人民服务/为人民服务
"""


def test_a_whole_paper() -> None:
    found, told = read(PAPER)
    assert [item.type.value for item in found] == [
        "single_choice",
        "single_choice",
        "single_choice",
        "multiple_response",
        "true_false",
        "true_false",
        "fill_in",
        "fill_in",
        "extended_text",
    ]
    one, two, three, four, five, six, seven, eight, nine = found
    assert (one.stem, one.choices, one.key, one.points) == (
        "党的根本组织原则是（ ）。",
        choices("集体领导", "民主集中制", "个别酝酿", "会议决定"),
        ("b",),
        D(2),
    )
    assert (two.stem, two.key, two.explanation) == (
        "中国共产党成立于（  ）年。",
        ("b",),
        "见党史。\n第二行",
    )
    assert (three.key, three.explanation, three.difficulty, three.tags) == (
        ("a",),
        "在上海。",
        1,
        ("党史", "一大"),
    )
    assert (four.key, four.points, four.marking) == (("a", "b", "c"), D(3), Marking.ALL_OR_NOTHING)
    assert (five.stem, five.key, six.stem, six.key) == (
        "预备期为一年。",
        ("true",),
        "党费可以不交",
        ("false",),
    )
    assert (seven.stem, seven.blanks) == (
        "党的二十大于____年召开，主题是____。",
        (("2022",), ("高举旗帜",)),
    )
    assert (eight.stem, eight.blanks) == (
        "党的宗旨是____。",
        (("全心全意为人民服务", "为人民服务"),),
    )
    assert (nine.stem, nine.explanation, nine.points) == ("谈谈体会。", "要点一\n要点二", D(5))
    assert told == [
        ("第 1 行起", "lost", "有 2 行不属于任何题目（试卷标题、说明等），没有读入。"),
    ]


QUESTIONS = "".join(f"{n}. 题{n}（ ）\nA.一 B.二 C.三 D.四\n" for n in range(1, 6))


@pytest.mark.parametrize(
    "key",
    [
        "1-5 ABCDA",
        "答案\n1-5 ABCDA",
        "参考答案：\n1～5：A B C D A",
        "答案：1-3 ABC 4-5 DA",
        "【答案】\n1.A 2.B 3.C 4.D 5.A",
        "附：参考答案\n1、A\n2、B\n3、C\n4、D\n5、A",
        "参考答案及解析\n1.【答案】A【解析】甲\n2.【答案】B\n3.C\n4.D\n5.A 解析：乙",
        "题号\t1\t2\t3\t4\t5\n答案\tA\tB\tC\tD\tA",
        "参考答案\n一、单选题\n1—5：ＡＢＣＤＡ",
    ],
)
def test_a_key_at_the_end_however_it_is_written(key: str) -> None:
    expected = [("a",), ("b",), ("c",), ("d",), ("a",)]
    assert answers(f"一、单选题\n{QUESTIONS}\n{key}\n") == expected


def test_a_key_goes_by_section_where_numbers_repeat() -> None:
    paper = (
        "一、单选题\n1.甲（ ）A.一 B.二\n2.乙（ ）A.一 B.二\n"
        "二、多选题\n1.丙（ ）A.一 B.二 C.三\n2.丁（ ）A.一 B.二 C.三\n"
        "三、简答题\n1.谈谈。\n答案\n一、单选题：1-2 AB\n二、多选题\n1.ABC 2、AB\n三、1. 要点一\n要点二\n"
    )
    assert answers(paper) == [("a",), ("b",), ("a", "b", "c"), ("a", "b"), "要点一\n要点二"]


def test_groups_of_a_range_may_have_several_letters() -> None:
    paper = "一、多选题\n1.甲\nA.一 B.二 C.三\n2.乙\nA.一 B.二 C.三\n1-2 AB ABC\n"
    assert answers(paper) == [("a", "b"), ("a", "b", "c")]


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("1. 甲（A）\nA.一\nB.二", ("a",)),
        ("1、甲【 ＡＢ 】\nA．一\nB．二", ("a", "b")),
        ("（1）甲\n（A）一\n（B）二\n答案：B", ("b",)),
        ("第1题 甲\nA、一；B、二；\n正确答案是 B", ("b",)),
        ("1. 甲 A.一 B.二 【参考答案】A，B", ("a", "b")),
        ("1.【多选】甲\nA 一\nB 二\n答案：AB", ("a", "b")),
        ("1. 甲。（答案：对）", ("true",)),
        ("1. 甲。（ 错误 ）", ("false",)),
        ("1. 判断题：甲 ×", ("false",)),
        ("1. 填空题：____和____\n答案：一、二", (("一",), ("二",))),
        ("1. 填空题：____和____\n答案：（1）一；（2）二", (("一",), ("二",))),
        ("1. 填空题：____\n答案：一；二", (("一", "二"),)),
    ],
)
def test_one_question_however_it_is_written(question: str, key: object) -> None:
    assert answers(question) == [key]


def test_questions_without_numbers_parted_by_blank_lines() -> None:
    paper = "党的根本组织原则是（A）。\nA.民主集中制\nB.集体领导\n\n党成立于哪年？\nA.1921 B.1922\n答案：A\n"
    assert answers(paper) == [("a",), ("a",)]


def test_numbered_points_inside_a_question_stay_inside() -> None:
    found, _ = read("一、简答题\n1. 说明两点：\n（1）甲\n（2）乙\n答案：1. 一\n3. 三\n2. 再说。\n答案：好")
    assert [item.stem for item in found] == ["说明两点：\n（1）甲\n（2）乙", "再说。"]


def test_years_and_decimals_are_no_numbers_of_questions() -> None:
    found, _ = read("一、判断题\n1. 党成立于\n1921年。（√）\n2. 圆周率约为\n3.14。（√）")
    assert [item.stem for item in found] == ["党成立于\n1921年。", "圆周率约为\n3.14。"]


@pytest.mark.parametrize(
    ("paper", "told"),
    [
        (
            "1. 甲（ ）\nA.一\nB.二\n2. 乙（A）\nA.一\nB.二",
            ("第 1 行（第 1 题）", "error", "没有答案，请补上。"),
        ),
        (
            "1. 甲（A）\nA.一\nB.二\n答案：B",
            ("第 1 行（第 1 题）", "error", "这道题有两个不同的答案“B”和“A”，请改成一样。"),
        ),
        (
            "1. 甲\nA.一\nB.二\n答案：A\n参考答案\n1.B",
            ("第 1 行（第 1 题）", "error", "这道题有两个不同的答案“A”和“B”，请改成一样。"),
        ),
        (
            "1. 甲\nA.一\nB.二\n答案：C",
            ("第 1 行（第 1 题）", "error", "答案里的 C 没有相应的选项，请补上选项或改答案。"),
        ),
        (
            "1. 甲（A）\nA.一\nB.二\n答案\n1-3 AB",
            ("第 5 行", "error", "这里的答案与题号的个数对不上，没有使用，请核对。"),
        ),
        (
            "1. 甲（A）\nA.一\nB.二\n答案\n9.B",
            ("第 5 行", "warning", "答案表里第 9 题的答案没有用上：找不到这道题，或有几道同号的题。"),
        ),
        (
            "四、填空题\n1. 党成立于（1921）年。",
            ("第 2 行（第 1 题）", "warning", "括号或下划线里的字当作了答案，请看一看。"),
        ),
        (
            "一、填空题\n1. ____和____\n答案：一",
            (
                "第 2 行（第 1 题）",
                "error",
                "题干里有 2 个空，答案却有 1 个；题干中的空写成四个以上的下划线“____”。",
            ),
        ),
    ],
)
def test_every_doubt_is_told_at_its_place(paper: str, told: tuple[str, str, str]) -> None:
    assert told in read(paper)[1]


def test_text_in_gb18030() -> None:
    found, told = read("1. 甲（A）\nA.一\nB.二".encode("gb18030"))
    assert len(found) == 1
    assert told[0][1] == "warning"


@pytest.mark.parametrize(
    "data",
    [b"", "只有一段话，没有题目。".encode(), b"\xd0\xcf\x11\xe0old", b"PK\x03\x04", b"\0\0\0\0"],
)
def test_what_is_no_paper_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        read(data)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("1234567890.、（）ABCD 答案：【】解析一二、题单选判断\n\t-√×_")))
def test_no_text_breaks_the_reader(text: str) -> None:
    read("一、单选题\n1. 甲（A）\nA.一\nB.二\n" + text)


@pytest.mark.parametrize(
    ("paper", "stimuli"),
    [
        ("阅读下列材料，回答第1-2题。\n第一段。\n第二段。\n", ["第一段。\n第二段。"] * 2 + [None]),
        ("（一）根据以下材料，回答1～2题：第一段。\n", ["第一段。"] * 2 + [None]),
        ("（1-2题共用题干）\n第一段。\n", ["第一段。"] * 2 + [None]),
        ("阅读材料，完成1至3小题。\n材料一：甲。\n材料二：乙。\n", ["材料一：甲。\n材料二：乙。"] * 3),
        ("请阅读以下材料，回答问题。\n第一段。\n", ["第一段。"] * 3),
        ("【材料】第一段。\n其中2. 第二点。\n", ["第一段。\n其中2. 第二点。"] * 3),
        ("案例：第一段。\n", ["第一段。"] * 3),
    ],
)
def test_a_passage_belongs_to_the_questions_it_names(paper: str, stimuli: list[str | None]) -> None:
    questions = "".join(f"{n}. 题{n}（A）\nA.一 B.二\n" for n in range(1, 4))
    for head in ("", "一、单选题\n"):
        found, told = read(head + paper + questions)
        assert [(item.stem, item.stimulus) for item in found] == [
            (f"题{n}（ ）", stimulus) for n, stimulus in enumerate(stimuli, 1)
        ]
        assert [one for one in told if one[1] != "warning"] == []


def test_each_passage_has_its_own_questions() -> None:
    paper = (
        "四、材料分析题（每题10分）\n材料一：甲。\n1. 问一？\n答案：一\n\n材料二：乙。\n2. 问二？\n答案：二\n"
        "五、判断题\n1. 丙。（√）\n"
    )
    found, told = read(paper)
    assert [(item.type.value, item.stimulus) for item in found] == [
        ("extended_text", "材料一：甲。"),
        ("extended_text", "材料二：乙。"),
        ("true_false", None),
    ]
    assert told == []


def test_a_passage_with_one_question_that_has_no_number() -> None:
    found, _ = read("一、材料分析题\n材料：甲。\n乙。\n问题：谈谈体会。\n答案：要点")
    assert [(item.stimulus, item.stem, item.explanation) for item in found] == [
        ("甲。\n乙。", "谈谈体会。", "要点")
    ]


def test_a_passage_inside_a_question_stays_there() -> None:
    found, _ = read("一、简答题\n1. 阅读材料，回答问题。\n材料一：甲。\n材料二：乙。\n答案：好")
    assert [(item.stimulus, item.stem) for item in found] == [
        (None, "阅读材料，回答问题。\n材料一：甲。\n材料二：乙。")
    ]


def test_a_passage_without_questions_is_told() -> None:
    _, told = read("1. 甲（A）\nA.一\nB.二\n阅读材料，回答8-9题。\n乙。")
    assert ("第 4 行", "lost", "这段材料后面没有找到用它的题目，没有读入。") in told


def test_numbered_points_of_a_passage_are_no_questions() -> None:
    found, told = read(
        "阅读材料，回答第5-6题。\n1. 第一点。\n2. 第二点。\n5. 题五（A）\nA.一 B.二\n6. 题六（B）\nA.一 B.二\n7. 题七（A）\nA.一 B.二"
    )
    passage = "1. 第一点。\n2. 第二点。"
    assert [(item.stem, item.stimulus) for item in found] == [
        ("题五（ ）", passage),
        ("题六（ ）", passage),
        ("题七（ ）", None),
    ]
    assert [one for one in told if one[1] != "warning"] == []
