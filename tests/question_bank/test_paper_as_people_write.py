"""Papers with the habits of many hands: what stands where nobody would look for it is found all the same."""

from io import BytesIO

import pytest

from question_bank import read_items

Found = list[tuple[str, str, object]]


def read(paper: str) -> Found:
    """Type, stem and what is right of every question of a paper without errors."""
    result = read_items(BytesIO(paper.encode()), "paper")
    assert [problem.message for problem in result.errors] == []
    return [
        (item.type.value, item.stem, item.key or item.blanks or item.explanation) for item in result.items
    ]


ONE, MANY, JUDGED, FILLED = "single_choice", "multiple_response", "true_false", "fill_in"
FOUR = "A、一 B、二 C、三 D、四"


@pytest.mark.parametrize(
    ("paper", "found"),
    [
        (
            "三、判断题\n1、甲。（×）\n（ √ ）2、乙。\n",
            [(JUDGED, "甲。", ("false",)), (JUDGED, "乙。", ("true",))],
        ),
        ("三、判断题\n（A）1、甲。\nA、对 B、错\n", [(JUDGED, "甲。", ("true",))]),
        (
            f"【单选题】1. 甲。\n{FOUR}\n正确答案： A\n【判断题】2. 乙。\nA. 正确\nB. 错误\n正确答案： B\n",
            [(ONE, "甲。", ("a",)), (JUDGED, "乙。", ("false",))],
        ),
        (
            f"题目1：甲？\n{FOUR}\n我的答案：AC\n正确答案：AB\n得分：0分\n题目2：乙？\n{FOUR}\n答案：C",
            [(MANY, "甲？", ("a", "b")), (ONE, "乙？", ("c",))],
        ),
        (
            "试题1\n题型：单选题\n题干：甲？\nA：一\nB：二\n答案：A\n\n试题2\n题型：判断题\n题干：乙。\n答案：错",
            [(ONE, "甲？", ("a",)), (JUDGED, "乙。", ("false",))],
        ),
        ("一．单选题\n1 、甲（A）\nA 、一 B 、二", [(ONE, "甲（ ）", ("a",))]),
        (
            "一、判断题\n1、甲。对\n2、乙。 错\n3、丙 (V)\n",
            [
                (JUDGED, "甲。", ("true",)),
                (JUDGED, "乙。", ("false",)),
                (JUDGED, "丙", ("true",)),
            ],
        ),
        (
            "1. 甲？\na. 一 b. 二 c. 三\n2. 乙？\na. 一 b. 二\n答案\n1-2 ca",
            [
                (ONE, "甲？", ("c",)),
                (ONE, "乙？", ("a",)),
            ],
        ),
        ("1. 甲（）举行一次。 [答案：B]\nA、四年；\nB、五年；", [(ONE, "甲（）举行一次。", ("b",))]),
        ("1. What? A. Party B. Team Answer: A\nExplanation: so", [(ONE, "What?", ("a",))]),
        ("1. （问答题）甲？\n答案：乙", [("extended_text", "甲？", "乙")]),
        ("1. 判断：甲。\n答案：对", [(JUDGED, "甲。", ("true",))]),
    ],
)
def test_one_habit(paper: str, found: Found) -> None:
    assert read(paper) == found


def test_a_key_right_below_the_last_question_with_headings_of_its_own() -> None:
    paper = (
        f"一、单选题\n1. 甲？\n{FOUR}\n2. 乙？\n{FOUR}\n二、判断题\n1. 丙。\n2. 丁。\n"
        "答案：\n一、单选题：1.A  2、B\n二、判断题：1√2×\n"
    )
    assert [right for _, _, right in read(paper)] == [("a",), ("b",), ("true",), ("false",)]


def test_a_key_below_each_kind_of_questions() -> None:
    paper = (
        f"一、单选题\n1. 甲？\n{FOUR}\n2. 乙？\n{FOUR}\n单选题答案：\n1.A 2.B\n"
        "二、判断题\n1. 丙。（　　）\n2. 丁。（　　）\n判断题答案：1.√；2.×\n"
        f"三、多选题\n1、戊（　　）\n{FOUR}\n（多选题答案）1、AB\n"
    )
    assert read(paper) == [
        (ONE, "甲？", ("a",)),
        (ONE, "乙？", ("b",)),
        (JUDGED, "丙。", ("true",)),
        (JUDGED, "丁。", ("false",)),
        (MANY, "戊（  ）", ("a", "b")),
    ]


def test_points_of_an_answer_in_the_key_are_no_questions() -> None:
    paper = (
        "一、填空题\n1.甲____。\n2.乙____。\n二、简答题\n3.丙？\n"
        "答案及评分标准\n一、填空题\n1.一\n2.二\n二、简答题\n3.要点：（1）甲；\n（2）乙。\n"
    )
    assert read(paper) == [
        (FILLED, "甲____。", (("一",),)),
        (FILLED, "乙____。", (("二",),)),
        ("extended_text", "丙？", "要点：（1）甲；\n（2）乙。"),
    ]
