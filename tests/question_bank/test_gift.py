"""GIFT is read by its rules, and every doubt is told; what is written reads back equal."""

import time
from base64 import b64encode
from dataclasses import replace
from decimal import Decimal as D
from io import BytesIO

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
    Picture,
    Severity,
    read_items,
    stream_items,
    write_items,
)

from .sample_items import EVERY, FILL, MATCH, MULTIPLE, ORDER, SINGLE, choices, items, png


def read(text: str | bytes) -> tuple[list[Item], list[tuple[str, str]]]:
    result = read_items(BytesIO(text.encode() if isinstance(text, str) else text), "gift")
    return list(result.items), [(problem.severity.value, problem.message) for problem in result.problems]


def write(*stock: Item) -> str:
    stream = BytesIO()
    write_items(stock, stream, "gift")
    return stream.getvalue().decode()


def test_a_chinese_question_as_people_write_it() -> None:
    found, told = read("::一::党的根本组织原则是{=民主集中制#对 ~集体领导 ####见党章总纲}。")
    assert [(i.type, i.stem, i.key, i.explanation) for i in found] == [
        (ItemType.SINGLE_CHOICE, "党的根本组织原则是_____。", ("a",), "见党章总纲")
    ]
    assert found[0].choices == (Choice("a", "民主集中制", feedback="对"), Choice("b", "集体领导"))
    assert told == [("lost", "1 道题写有题名（::…::），题库不保存题名。")]


def test_weights_become_the_marking_rule_that_they_mean() -> None:
    minus = "{~%50%甲 ~%50%乙 ~%-50%丙 ~%-50%丁}"
    none = "{~%50%甲 ~%50%乙 ~%-100%丙}"
    odd = "{~%75%甲 ~%25%乙 ~丙}"
    found, told = read("\n\n".join("题" + answers for answers in (minus, none, odd)))
    assert [item.marking for item in found] == [Marking.RIGHT_MINUS_WRONG, Marking.PARTIAL, None]
    assert told == [("lost", "多选题各选项的权重没有读入，得分按试卷的多选题规则计算。")]


def test_ids_tags_and_categories() -> None:
    found, told = read(
        "\ufeff$CATEGORY: $course$/top/党史/建党//创业\r\n\r\n"
        "// [id:a1] [id:b2] [tag:一大] [tag:x\\]y]\r题{T}\n\n$CATEGORY: top\n\n题二{F}"
    )
    assert [(i.id, i.tags, i.category) for i in found[:1]] == [("a1", ("一大", "x]y"), "党史/建党／创业")]
    assert found[1].category == ""
    assert told == [("warning", "分类名里的斜杠改成了全角“／”。")]


def test_feedback_of_true_false_joins_the_explanation() -> None:
    found, told = read("题{F#不对#对了####总的说明}")
    assert found[0].explanation == "总的说明\n不对\n对了"
    assert told == [("warning", "各答案的反馈已并入解析。")]


def test_html_becomes_text_and_nothing_that_could_run_is_left() -> None:
    source = (
        '[html]<p onclick\\="x()">甲&nbsp;乙<br>丙 10<sup>2</sup></p><script>alert(1)</script>'
        '<img src\\="javascript\\:x" alt\\="党徽">{T}'
    )
    found, told = read(source)
    assert found[0].stem == "甲 乙\n丙 10²\n[图片：党徽]"
    assert told == [
        ("lost", "题里的图片或附件没有读入，只保留了文字。"),
        ("lost", "1 道题带有网页格式，只保留了文字。"),
    ]


def test_text_that_only_looks_like_markup_is_left_alone() -> None:
    found, told = read("若 a < b 且 c > d，AT&T &lt; 成立{T}\n\n[plain]<b> 标签使文字加粗{T}")
    assert [item.stem for item in found] == ["若 a < b 且 c > d，AT&T &lt; 成立", "<b> 标签使文字加粗"]
    assert told == []


@pytest.mark.parametrize(
    ("source", "severity", "message"),
    [
        ("题{=甲 ~乙", "error", "大括号不成对：答案要写在 { 和 } 之间；文字里的大括号写成 \\{ 和 \\}。"),
        ("题=甲 ~乙}", "error", "大括号不成对：答案要写在 { 和 } 之间；文字里的大括号写成 \\{ 和 \\}。"),
        (
            "题{T} 题二{F}",
            "error",
            "一道题只能有一处 {…} 答案；几道题之间要空一行，文字里的大括号写成 \\{ 和 \\}。",
        ),
        ("题{=%50%甲 ~乙}", "error", "单选题的“=”后面写了权重，看不出是不是正确答案；请改用“~%权重%”。"),
        ("题{=%100%甲 ~乙}", "warning", "单选题的“=”后面不该写权重，已按正确答案读入。"),
        ("题{=甲 =乙 ~丙}", "warning", "有不止一个“=”正确答案，已按多选题读入；如果是单选题，请只留一个。"),
        ("题{~%33%甲 ~%67%乙}", "warning", "权重 33% 不在规定的数值里，其他系统可能拒收。"),
        ("题{~甲 ~乙}", "lost", None),
        ("题{正确}", "warning", "大括号里的“正确”前面没有 = 或 ~，已按填空题读入；判断题请写 {T} 或 {F}。"),
        ("题{true}", "warning", "大括号里的“true”前面没有 = 或 ~，已按填空题读入；判断题请写 {T} 或 {F}。"),
        ("题｛＝甲 ～乙｝", "warning", "大括号写成了全角，已当作半角读入；GIFT 的标记都应是半角。"),
        ("题{＝甲 ～乙}", "warning", "等号或波浪号写成了全角，已当作半角读入。"),
        ('题{=甲 ~乙}";', "warning", '大括号后面还有“";”，请看一看是不是多余的。'),
        ("0\n\n题{T}", "warning", "这一行只有一个 0，GIFT 把它当作空行，题目在此断开。"),
        ("题{=北*}", "lost", "答案“北*”里的通配符 * 不支持，这个答案没有读入，请写出具体答案。"),
        ("题{=甲 =%50%乙}", "lost", "答案“乙”只得部分分，没有读入；只保留得满分的答案。"),
        ("题{#三}", "error", "“三”不是一个数，请写成 {#数值} 或 {#数值:误差}。"),
        ("题{#5..1}", "error", "“5..1”不是一个数值范围，请写成 {#最小..最大}。"),
        ("题{#}", "error", "数值题没有得满分的答案，请写成 {#数值:误差}。"),
        ("题{=甲 -> 乙 =丙}", "error", "连线题的每一对都要写成“=左 -> 右”，请补上缺少的部分。"),
        ("一段说明。\n\n题{T}", "lost", "这一段没有答案，是说明文字，不是题目，没有读入。"),
        ("题\x01{T}", "error", "文字里有看不见的控制字符，请删去后再导入。"),
        ("// [id:a]\n题{T}\n\n// [id:a]\n题二{T}", "error", "编号“a”在前面已经用过，请换一个编号。"),
        ("// [fields:{]}]\n题{T}", "lost", "注释里的 [fields:…] 写得不对，或题目已改动，没有读入。"),
        (
            "题" + "很长" * 1_000_000 + "{T}",
            "error",
            "这道题超过 2000000 个字，没有读入；题与题之间要空一行。",
        ),
    ],
)
def test_every_doubt_is_told(source: str, severity: str, message: str | None) -> None:
    _, told = read(source + "\n\n题末{T}")
    if message is None:
        assert told == [("error", "多选题没有答案，请至少给出一个正确选项。")]
    else:
        assert (severity, message) in told


def test_a_place_is_the_line_where_the_question_starts() -> None:
    result = read_items(BytesIO("// 注\n题{T}\n\n\n题{=".encode()), "gift")
    assert [problem.place for problem in result.problems] == ["第 5 行"]


def test_ranges_and_tolerances() -> None:
    found, _ = read("a{#3.141..3.142}\n\nb{#-5..5}\n\nc{#1822:5}\n\nd{#\n=1822:0\n=%50%1822:2}")
    assert [(item.key, item.tolerance) for item in found] == [
        (("3.1415",), D("0.0005")),
        (("0",), D("5")),
        (("1822",), D(5)),
        (("1822",), D(0)),
    ]


@pytest.mark.parametrize(
    "source", ["题干,答案\n甲,A\n\n乙,B", "第一行\n\n第二行", b"PK\x03\x04\0\0", b"\xff\xff\xff"]
)
def test_another_kind_of_file_is_refused_as_a_whole(source: str | bytes) -> None:
    with pytest.raises(FormatError):
        read(source)


def test_gb18030_is_read_with_a_warning() -> None:
    found, told = read("党的根本组织原则{=民主集中制 ~其他}".encode("gb18030"))
    assert found[0].choices[0].text == "民主集中制"
    assert told == [("warning", "文件不是 UTF-8 编码，已按 GB18030 读入，请看一看文字是否正常。")]


def test_the_same_file_gives_the_same_ids() -> None:
    source = "甲{T}\n\n甲{T}\n\n乙{F}"
    assert [item.id for item in read(source)[0]] == [item.id for item in read(source)[0]]
    assert len({item.id for item in read(source)[0]}) == 3


def test_the_form_on_paper() -> None:
    item = replace(SINGLE, choices=choices("甲=乙", "{丙}"), tags=("党章",), explanation="因为:a\nb")
    assert write(item) == (
        "// [id:q1] [tag:党章]\n党的根本组织原则是什么?{\n\t=甲\\=乙\n\t~\\{丙\\}\n\t####因为\\:a\\nb\n}\n\n"
    )


def test_explanations_that_name_choices_by_their_own_ids_survive() -> None:
    item = replace(
        SINGLE, choices=(Choice("x1", "甲"), Choice("x2", "乙")), key=("x2",), explanation="选[[x2]]"
    )
    assert read(write(item)) == ([item], [])


@settings(max_examples=80, deadline=None)
@given(st.lists(items(), max_size=3, unique_by=lambda item: item.id))
def test_what_is_written_reads_back_equal_or_is_refused(stock: list[Item]) -> None:
    try:
        text = write(*stock)
    except CannotWrite as refusal:
        assert refusal.item_id in {item.id for item in stock}
        return
    result = read_items(BytesIO(text.encode()), "gift") if stock else None
    assert result is None or result.items == tuple(stock)


@pytest.mark.parametrize(
    "item", [i for i in EVERY if i.type not in (ItemType.ORDERING, ItemType.FILL_IN)], ids=str
)
def test_plain_items_need_no_comment_of_ours(item: Item) -> None:
    text = write(replace(item, marking=Marking.PARTIAL if item.type is ItemType.MULTIPLE_RESPONSE else None))
    assert "[fields:" not in text


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (ORDER, "GIFT 没有排序题，请改用 JSON 行等格式导出。"),
        (FILL, "GIFT 的填空题只能有一个空，请拆成几道题或改用其他格式。"),
        (
            replace(MATCH, choices=choices("a->b", "乙", "丙")),
            "连线题的文字里有“->”，GIFT 不能表示，请改写。",
        ),
        (
            replace(MULTIPLE, choices=choices(*"甲乙丙丁戊己庚辛壬癸子丑"), key=tuple("abcdefghijk")),
            "GIFT 的多选题不能有 11 个正确选项（没有相应的权重）。",
        ),
        (replace(SINGLE, stem="题\x01"), "文字里有看不见的控制字符或残缺的字符，请重新输入这段文字。"),
    ],
)
def test_what_gift_cannot_say_is_refused(item: Item, reason: str) -> None:
    with pytest.raises(CannotWrite) as refused:
        write(item)
    assert (refused.value.item_id, refused.value.reason) == (item.id, reason)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("{}=~#:\\%->[]T 1.\n0*甲&<b>/$")))
def test_no_text_breaks_the_reader(source: str) -> None:
    for found in stream_items(BytesIO(("题{T}\n\n" + source).encode()), "gift"):
        assert isinstance(found, Item) or found.severity in Severity


def test_reading_is_quick() -> None:
    """Generous, for slow machines: the figure itself is measured by the bench."""
    question = "关于党的根本组织原则，下列说法第 {} 条正确的是{{\n=民主集中制\n~集体领导\n~个别酝酿\n~会议决定\n}}\n\n"
    data = "".join(question.format(n) for n in range(3000)).encode()
    start = time.perf_counter()
    assert sum(isinstance(found, Item) for found in stream_items(BytesIO(data), "gift")) == 3000
    assert time.perf_counter() - start < 1.5


def test_a_picture_that_the_text_carries_itself_is_shown() -> None:
    address = "data:image/png;base64," + b64encode(png()).decode()
    escaped = address.replace(":", "\\:").replace("=", "\\=")
    source = f'[html]看图<img src\\="{escaped}" alt\\="图">是？{{=对 ~<img src\\="a.png">}}'
    result = read_items(BytesIO(source.encode()), "gift")
    assert result.items[0].stem == "看图[[picture:picture.png]]是？"
    assert result.items[0].choices[1].text == "[图片]"
    assert result.items[0].pictures == (Picture("picture.png", "image/png", png(), "图"),)
    assert [problem.message for problem in result.problems] == ["题里的图片或附件没有读入，只保留了文字。"]
