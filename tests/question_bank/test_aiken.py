"""Aiken by its rules: one answer, one line a stem; all else is told."""

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings

from question_bank import CannotWrite, Choice, FormatError, Item, bare_question, read_items, write_items

from .sample_items import JUDGE, SINGLE, choices, items

GOOD = "What is right?\nA. this\nB) that\nANSWER: B\n"


def read(text: str) -> tuple[list[Item], list[tuple[str, str]]]:
    result = read_items(BytesIO(text.encode()), "aiken")
    return list(result.items), [(problem.place, problem.message) for problem in result.problems]


def write(*stock: Item) -> str:
    stream = BytesIO()
    write_items(stock, stream, "aiken")
    return stream.getvalue().decode()


def test_questions_with_and_without_blank_lines_between() -> None:
    found, told = read(
        "\ufeff" + GOOD + "\r\nU.S. history began when?\r\nA.先\r\n\r\nB.后\r\nANSWER:A\r\n" + GOOD
    )
    assert [(i.stem, i.key, i.choices) for i in found[:2]] == [
        ("What is right?", ("b",), (Choice("a", "this"), Choice("b", "that"))),
        ("U.S. history began when?", ("a",), (Choice("a", "先"), Choice("b", "后"))),
    ]
    assert len({item.id for item in found}) == 3
    assert told == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "题\nA. 一\nB. 二\nANSWER: AB",
            "答案“AB”要是一个大写字母；Aiken 只有单选题，多选题请用 GIFT 或表格。",
        ),
        (
            "题\nA. 一\nB. 二\nANSWER: a",
            "答案“a”要是一个大写字母；Aiken 只有单选题，多选题请用 GIFT 或表格。",
        ),
        ("题\nA. 一\nB. 二\nANSWER:", "答案“”要是一个大写字母；Aiken 只有单选题，多选题请用 GIFT 或表格。"),
        ("题\nA. 一\nB. 二\nANSWER: C", "答案 C 没有相应的选项。"),
        ("题\nA. 一\nANSWER: A", "至少要有 2 个选项，现在有 1 个。"),
        ("题\nA. 一\nC. 二\nANSWER: A", "选项字母应依次为 A、B、C……，这里出现了 C。"),
        ("题\n又一行\nA. 一\nB. 二\nANSWER: A", "题干要写在一行里，这道题的题干不止一行（或没有选项）。"),
        (
            "A. 这样开头的题干\nA. 一\nB. 二\nANSWER: A",
            "题干以“A.”这样的字母开头，会被当作选项；请在前面加上别的字。",
        ),
        ("题\nA. 一\nB. 二", "这道题没有“ANSWER:”行，没有读入。"),
        ("题\nA. 一\nB. 二\n下一题", "这道题没有“ANSWER:”行，没有读入。"),
        ("ANSWER: A", "“ANSWER:”前面没有题目。"),
    ],
)
def test_every_doubt_is_told_and_the_next_question_read(text: str, message: str) -> None:
    found, told = read(f"{GOOD}\n{text}\n" + ("" if text[-1] in "二题" else GOOD))
    assert ("第 6 行", message) in told
    assert {item.stem for item in found} == {"What is right?"}


def test_another_kind_of_file_is_refused() -> None:
    for text in ("", "题{T}", "题干,答案\n一,A"):
        with pytest.raises(FormatError):
            read(text)


def test_the_form_on_paper() -> None:
    assert write(SINGLE) == (
        "党的根本组织原则是什么?\nA. 民主集中制\nB. 集体领导\nC. 个别酝酿\nD. 会议决定\nANSWER: A\n\n"
    )


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (JUDGE, "Aiken 只有单选题，请改用其他格式。"),
        (
            replace(SINGLE, explanation="因为"),
            "Aiken 只能写题干、选项和答案，不能带解析、难度、标签等，请改用其他格式。",
        ),
        (replace(SINGLE, stem="两\n行"), "Aiken 的题干和选项不能换行，首尾也不能有空格，请改写。"),
        (replace(SINGLE, stem="A. 开头"), "题干的开头像选项或答案行，Aiken 会读错，请改写。"),
        (replace(SINGLE, choices=choices("一")), "至少要有 2 个选项，现在有 1 个。"),
    ],
)
def test_what_aiken_cannot_say_is_refused(item: Item, reason: str) -> None:
    with pytest.raises(CannotWrite) as refused:
        write(item)
    assert refused.value.reason == reason


@settings(max_examples=60, deadline=None)
@given(items(types=(SINGLE.type,)))
def test_what_is_written_reads_back_with_the_same_words_and_answer(item: Item) -> None:
    item = bare_question(item)
    try:
        text = write(item)
    except CannotWrite:
        return
    (found,), told = read(text)
    assert told == []
    assert found.stem == item.stem
    assert [choice.text for choice in found.choices] == [choice.text for choice in item.choices]
    place = [choice.id for choice in item.choices].index(item.key[0])
    assert found.key == (found.choices[place].id,)
    assert write(found) == text
