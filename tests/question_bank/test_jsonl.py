"""Our own form loses nothing, and says what is wrong line by line."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank import FormatError, Item, ReadProblem, Severity, problems, read_items, write_items

from .sample_items import EVERY, items

GOOD = '{"id":"q1","type":"true_false","stem":"预备期为一年。","key":["true"]}'


def read(text: str | bytes) -> tuple[tuple[Item, ...], tuple[ReadProblem, ...]]:
    result = read_items(io.BytesIO(text.encode() if isinstance(text, str) else text), "jsonl")
    return result.items, result.problems


@settings(max_examples=60, deadline=None)
@given(st.lists(items(), max_size=3, unique_by=lambda item: item.id))
def test_what_is_written_reads_back_equal(stock: list[Item]) -> None:
    stream = io.BytesIO()
    write_items(stock, stream, "jsonl")
    assert read(stream.getvalue()) == (tuple(stock), ())


def test_the_form_on_paper() -> None:
    stream = io.BytesIO()
    write_items(EVERY[2:4], stream, "jsonl")
    assert stream.getvalue().decode() == (
        '{"id":"q3","type":"true_false","stem":"预备党员的预备期为一年。","key":["true"]}\n'
        '{"id":"q4","type":"fill_in","stem":"____召开的是党的____。",'
        '"blanks":[["2022年","二〇二二年"],["二十大","第二十次全国代表大会"]]}\n'
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "这一行不是完整的 JSON 对象，已跳过；请检查括号、引号和编码。"),
        ("[" * 100_000, "这一行不是完整的 JSON 对象，已跳过；请检查括号、引号和编码。"),
        (GOOD.replace('["true"]', "NaN"), "这一行不是完整的 JSON 对象，已跳过；请检查括号、引号和编码。"),
        (GOOD.replace("true_false", "hotspot"), "“type”的值“hotspot”不认识，请改正。"),
        (GOOD.replace('["true"]', '"true"'), "“key”应是一个列表 […]，请改正。"),
        (GOOD.replace('["true"]', "[1]"), "“key”里的每一项都应是文字，请加上引号。"),
        (GOOD.replace('["true"]', '["是"]'), "判断题的答案只能是“正确”或“错误”，请改。"),
        (GOOD[:-1] + ',"points":"1e9999"}', '“points”应是一个数，例如 "2.5"，请改正。'),
        (GOOD[:-1] + ',"valid_from":"2026-02-30"}', "“valid_from”应是日期，例如 2026-01-01，请改正。"),
        (GOOD[:-1] + ',"source":"讲话"}', '“source”应写成 {"unit":…,"paragraph":…,"quote":…}，请改正。'),
        (GOOD[:-1] + ',"difficulty":true}', "“difficulty”应是整数，请改正。"),
        (GOOD, "编号“q1”在前面已经用过，请换一个编号。"),
        (GOOD.replace("预备", "\\ud800"), "文字里有看不见的控制字符或残缺的字符，请重新输入这段文字。"),
    ],
)
def test_a_bad_line_is_reported_and_the_rest_is_read(line: str, message: str) -> None:
    found, reported = read(f"{GOOD}\n{line}\n\n{GOOD.replace('q1', 'q2')}\n")
    assert [item.id for item in found] == ["q1", "q2"]
    assert reported == (ReadProblem("第 2 行", message),)


def test_an_unknown_field_is_said_to_be_lost() -> None:
    found, reported = read(GOOD[:-1] + ',"hint":"想一想"}')
    assert [item.id for item in found] == ["q1"]
    assert reported == (ReadProblem("第 1 行", "不认识的栏目“hint”，其内容没有读入。", Severity.LOST),)


def test_a_line_without_end_is_skipped_without_being_kept() -> None:
    found, reported = read(GOOD + "\n" + "x" * 30_000_000 + "\n" + GOOD.replace("q1", "q2"))
    assert (len(found), [problem.place for problem in reported]) == (2, ["第 2 行"])


@pytest.mark.parametrize("text", ["题干,答案\n甲,A\n", "[1]\n", b"PK\x03\x04", "你好".encode("gb18030")])
def test_another_kind_of_file_is_refused_as_a_whole(text: str | bytes) -> None:
    with pytest.raises(FormatError):
        read(text)


def test_a_byte_order_mark_does_not_matter() -> None:
    found, reported = read(b"\xef\xbb\xbf" + GOOD.encode())
    assert (len(found), reported) == (1, ())
    assert problems(found[0]) == ()
