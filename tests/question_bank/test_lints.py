"""Advice on questions that are sound but could be better; silence where nothing is amiss."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from question_bank import Choice, Item, lints, starter_items, write_items
from question_bank.__main__ import main

from .sample_items import EVERY, FILL, JUDGE, MULTIPLE, SINGLE, choices, items

GOOD = replace(SINGLE, explanation="党章规定，民主集中制是根本组织原则。")


def told(*stock: Item) -> list[tuple[str, str]]:
    return [(lint.code, lint.message) for lint in lints(stock)]


def codes(*stock: Item) -> list[str]:
    return [lint.code for lint in lints(stock)]


def test_a_good_item_brings_up_nothing() -> None:
    assert told(GOOD) == []


@pytest.mark.parametrize(
    "explanation", ["故选A。", "答案：AB", "B项说的是方法。", "A、C错误。", "正确选项为D", "选 B"]
)
def test_letters_in_an_explanation(explanation: str) -> None:
    assert codes(replace(GOOD, explanation=explanation)) == ["letter_reference"]
    fixed = tuple(replace(choice, is_locked=True) for choice in GOOD.choices)
    assert codes(replace(GOOD, explanation=explanation, choices=fixed)) == []


@pytest.mark.parametrize(
    "explanation", ["选[[a]]。", "A股市场的规定。", "选举产生。", "选择ABC公司", "见 B1 段。"]
)
def test_letters_that_mean_no_choice(explanation: str) -> None:
    assert codes(replace(GOOD, explanation=explanation)) == []


@pytest.mark.parametrize(
    "text", ["以上都对", "以上都不对。", "上述选项皆是", "都正确", "A和B", "ABC都对", "以上说法都是错误的"]
)
def test_a_choice_about_the_others_that_may_move(text: str) -> None:
    item = replace(GOOD, choices=(*choices("甲", "乙", "丙"), Choice("d", text)))
    assert told(item) == [
        (
            "unlocked_choice",
            f"选项“{text}”说的是别的选项，打乱后位置会变；请固定它的位置，或改写成完整的说法。",
        )
    ]
    assert codes(replace(item, choices=(*item.choices[:3], Choice("d", text, is_locked=True)))) == []


@pytest.mark.parametrize("text", ["18岁以上", "全面从严治党", "是", "以上海为中心", "都市圈", "B2B"])
def test_a_choice_that_only_looks_so(text: str) -> None:
    assert codes(replace(GOOD, choices=(*choices("甲", "乙", "丙"), Choice("d", text)))) == []


def test_a_key_much_longer_than_the_rest() -> None:
    item = replace(GOOD, choices=choices("坚持党的全面领导，坚持以人民为中心", "依法治国", "改革开放"))
    assert told(item) == [
        ("longest_key", "正确答案有 17 个字，比别的选项（最长 4 个字）长得多，容易被猜中。")
    ]


def test_a_bank_whose_keys_are_mostly_the_longest() -> None:
    def advice(longest: int, of: int = 30) -> list[str]:
        stock = [
            replace(
                GOOD, id=f"q{n}", choices=choices("三个字" if n < longest else "一", "两字", "二字", "乙")
            )
            for n in range(of)
        ]
        return [lint.message for lint in lints(stock) if (lint.code, lint.item_id) == ("longest_keys", "")]

    assert advice(15) == [
        "30 道单选题里有 15 道的正确答案是最长的选项（50%），不会做的人挑最长的就能得分，请改写一些选项。"
    ]
    assert advice(8) == []
    assert advice(8, of=19) == []
    # Surely more than chance, but too little to be of use to those who guess.
    assert advice(350, of=1000) == []


def test_choices_that_are_the_same_but_for_width() -> None:
    item = replace(GOOD, choices=choices("1921年", "１９２１ 年", "1949年"))
    assert told(item) == [("same_choices", "选项 A 和 B 只差空格、标点或全角半角，看起来是同一个答案。")]


def test_a_choice_that_takes_another_in() -> None:
    item = replace(GOOD, choices=choices("民主集中制", "民主集中制和集体领导", "个别酝酿"))
    assert told(item) == [
        (
            "nested_choices",
            "选项“民主集中制和集体领导”把选项“民主集中制”也包括在内，谁对谁错说不清，请改写其中一个。",
        )
    ]
    assert codes(replace(item, choices=choices("党委", "党委书记", "党委会"))) == []


def test_ranges_of_amounts_that_overlap() -> None:
    item = replace(GOOD, choices=choices("18-25岁", "20—30岁", "31~40岁"))
    assert told(item) == [("overlapping_choices", "选项“18-25岁”和“20—30岁”的范围有重叠，请改成互不重叠的。")]
    # Periods of history overlap and are different all the same.
    assert codes(replace(item, choices=choices("1924—1927年", "1927—1937年", "1921—1937年"))) == []


def test_an_answer_that_the_stem_gives_away() -> None:
    item = replace(FILL, explanation="见二十大报告。", stem="二十大是____年召开的，____的主题是什么。")
    assert told(item) == [("answer_in_stem", "第 2 空的答案“二十大”在题干里已经写着，请改写题干。")]
    number = replace(item, stem="1921年的会议有____人参加。", blanks=(("21",),))
    assert codes(number) == []


def test_what_lacks_an_explanation() -> None:
    assert [message for _, message in told(MULTIPLE, EVERY[-1])] == [
        "没有解析，答错的人学不到东西，请补上。",
        "没有参考答案，评分的人没有依据，请补上。",
    ]


def test_an_absolute_word_gives_a_false_statement_away() -> None:
    false = replace(JUDGE, stem="党员绝对不能有业余爱好。", key=("false",), explanation="没有这样的规定。")
    assert codes(false) == ["absolute_word"]
    assert codes(replace(false, key=("true",))) == []


def test_one_explanation_on_two_items() -> None:
    assert told(GOOD, replace(GOOD, id="q2", stem="另一题")) == [
        ("repeated_explanation", "解析与题目“q1”的完全相同，请看一看是不是贴错了。")
    ]


def test_our_own_starter_items_are_advised_on_rarely() -> None:
    stock = starter_items()
    serious = [lint for lint in lints(stock) if lint.code not in ("longest_key", "longest_keys")]
    assert len(serious) <= len(stock) // 20, serious


@settings(max_examples=150, deadline=None)
@given(items())
def test_advice_never_breaks(item: Item) -> None:
    lints([item])


def test_the_command_line_gives_advice_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bank.jsonl"
    with path.open("wb") as stream:
        write_items([replace(GOOD, explanation="故选A。")], stream, "jsonl")
    assert main(["check", str(path), "--advice"]) == 0
    assert capsys.readouterr().out == (
        "建议 q1：解析里写着“选A”，选项打乱后字母就不对了；请写成 [[选项代号]] 或选项的文字。\n"
    )
