"""Moodle XML, as Moodle writes it: read with its losses told, written so that it reads back equal."""

from base64 import b64encode
from dataclasses import replace
from decimal import Decimal as D
from io import BytesIO
from xml.etree.ElementTree import fromstring

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
    ReadResult,
    read_items,
    write_items,
)

from .sample_items import (
    EVERY,
    FILL,
    JUDGE,
    MULTIPLE,
    ORDER,
    SEEN,
    SINGLE,
    choices,
    items,
    jpeg,
    pictured,
    png,
)


def read(*questions: str) -> tuple[list[Item], list[tuple[str, str]]]:
    text = '<?xml version="1.0" encoding="UTF-8"?><quiz>' + "".join(questions) + "</quiz>"
    return read_bytes(text.encode())


def read_bytes(data: bytes) -> tuple[list[Item], list[tuple[str, str]]]:
    result = read_items(BytesIO(data), "moodle")
    return list(result.items), [(p.severity.value, p.message) for p in result.problems]


def write(*stock: Item) -> bytes:
    stream = BytesIO()
    write_items(stock, stream, "moodle")
    return stream.getvalue()


def question(kind: str, text: str, inside: str = "") -> str:
    return (
        f'<question type="{kind}"><questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
        f"{inside}</question>"
    )


def answer(fraction: str, text: str, feedback: str = "", more: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text>{text}</text>{more}'
        f"<feedback><text>{feedback}</text></feedback></answer>"
    )


TWO = answer("100", "甲", "对") + answer("0", "乙")


def test_a_question_as_moodle_exports_it() -> None:
    found, told = read(
        '<question type="category"><category><text>$course$/top/党史/一//二</text></category></question>',
        question(
            "multichoice",
            "<p>党的<b>根本</b>组织原则？</p>",
            f"<name><text>题一</text></name><generalfeedback format='html'><text>见&lt;i&gt;党章&lt;/i&gt;</text>"
            f"</generalfeedback><defaultgrade>2.0000000</defaultgrade><penalty>0.3333333</penalty><idnumber>n1</idnumber>"
            f"<single>true</single><shuffleanswers>true</shuffleanswers>{TWO}<hint><text>想</text></hint>"
            f"<tags><tag><text>党章</text></tag></tags>",
        ),
    )
    assert found == [
        Item(
            "n1",
            ItemType.SINGLE_CHOICE,
            "党的根本组织原则？",
            (Choice("a", "甲", feedback="对"), Choice("b", "乙")),
            key=("a",),
            explanation="见党章",
            tags=("党章",),
            category="党史/一／二",
            points=D(2),
        )
    ]
    assert told == [
        ("lost", "1 道题的题名没有读入，题库不保存题名。"),
        ("lost", "1 道题带有网页格式，只保留了文字。"),
        ("lost", "1 道题的提示（hint）没有读入。"),
    ]


def test_every_supported_type() -> None:
    pair = "<subquestion><text>{}</text><answer><text>{}</text></answer></subquestion>"
    found, told = read(
        question("truefalse", "一", answer("0", "true") + answer("100", "false")),
        question("shortanswer", "二", answer("100", "北京") + answer("0", "*")),
        question("numerical", "三", answer("100", "3.14", more="<tolerance>0.01</tolerance>")),
        question("matching", "四", pair.format("左", "右") + pair.format("上", "下") + pair.format("", "多")),
        question("ordering", "五", answer("1", "先") + answer("2", "后")),
        question("essay", "六", "<graderinfo><text>要点</text></graderinfo>"),
        question(
            "multichoice",
            "七",
            "<single>false</single><shuffleanswers>0</shuffleanswers>"
            + answer("50", "甲")
            + answer("50", "乙")
            + answer("-50", "丙"),
        ),
    )
    assert [(i.type, i.key, i.blanks) for i in found] == [
        (ItemType.TRUE_FALSE, ("false",), ()),
        (ItemType.FILL_IN, (), (("北京",),)),
        (ItemType.NUMERIC, ("3.14",), ()),
        (ItemType.MATCHING, ("p1 a", "p2 b"), ()),
        (ItemType.ORDERING, ("a", "b"), ()),
        (ItemType.EXTENDED_TEXT, (), ()),
        (ItemType.MULTIPLE_RESPONSE, ("a", "b"), ()),
    ]
    assert (found[2].tolerance, len(found[3].choices), found[5].explanation) == (D("0.01"), 3, "要点")
    assert (found[6].marking, {choice.is_locked for choice in found[6].choices}) == (
        Marking.RIGHT_MINUS_WRONG,
        {True},
    )
    assert told == []


def test_cloze_with_written_answers_is_a_fill_in() -> None:
    found, told = read(
        question(
            "cloze", "成立于{1:NUMERICAL:=1921:0}年，在{2:SHORTANSWER:%100%上海#对~%50%浙江~=沪\\}~*#错}。"
        ),
        question("cloze", "党的{1:MULTICHOICE_V:~领导~=建设#对}。"),
        question("cloze", "{1:MC:=一~二}和{1:MC:=三~四}"),
    )
    assert [(i.type, i.stem, i.blanks, i.key) for i in found] == [
        (ItemType.FILL_IN, "成立于____年，在____。", (("1921",), ("上海", "沪}")), ()),
        (ItemType.SINGLE_CHOICE, "党的____。", (), ("b",)),
        (ItemType.SINGLE_CHOICE, "第（1）空应填什么？", (), ("a",)),
        (ItemType.SINGLE_CHOICE, "第（2）空应填什么？", (), ("a",)),
    ]
    assert found[2].stimulus == found[3].stimulus == "（1）____和（2）____"
    assert told == [
        ("lost", "空的答案“浙江”只得部分分或带通配符，没有读入。"),
        ("lost", "完形填空题有 2 个空，拆成了 2 道共用材料的题。"),
    ]


def test_cloze_of_every_kind_becomes_questions_about_one_passage() -> None:
    source = "甲{2:SA:=一}乙{1:NM:=3.1:0.1}丙{1:MRS:=五~%50%六~七}丁{3:MCVS:八~=九}<img src='@@PLUGINFILE@@/a.png'>"
    found, _ = read(question("cloze", source).replace("</text>", "</text>" + file("a.png", png()), 1))
    assert [(i.type, i.stem, i.key or i.blanks, i.tolerance, i.points) for i in found] == [
        (ItemType.FILL_IN, "（1）____", (("一",),), None, 2),
        (ItemType.NUMERIC, "第（2）空应填什么？", ("3.1",), D("0.1"), 1),
        (ItemType.MULTIPLE_RESPONSE, "第（3）空应填什么？", ("a", "b"), None, 1),
        (ItemType.SINGLE_CHOICE, "第（4）空应填什么？", ("b",), None, 3),
    ]
    passage = "甲（1）____乙（2）____丙（3）____丁（4）____[[picture:a.png]]"
    assert {i.stimulus for i in found} == {passage}
    assert all(i.pictures == (Picture("a.png", "image/png", png()),) for i in found)


@pytest.mark.parametrize(
    ("source", "severity", "message"),
    [
        (question("ddmarker", "x"), "error", "不支持“ddmarker”这种题型，没有读入。"),
        (question("description", "说明"), "lost", "这是说明文字，不是题目，没有读入。"),
        (
            question("multichoice", "x", answer("50", "甲") + answer("50", "乙")),
            "error",
            "单选题要有且只有一个得满分的选项，这道题有 0 个。",
        ),
        (question("multichoice", "x"), "error", "单选题要有且只有一个得满分的选项，这道题有 0 个。"),
        (
            question("multichoice", "x", "<single>false</single>" + answer("75", "甲") + answer("25", "乙")),
            "lost",
            "多选题各选项的权重没有读入，得分按试卷的多选题规则计算。",
        ),
        (
            question("multichoice", "x", answer("NaN", "甲") + answer("1e999", "乙")),
            "error",
            "单选题要有且只有一个得满分的选项，这道题有 0 个。",
        ),
        (
            question("shortanswer", "x", answer("100", "北*")),
            "lost",
            "答案“北*”里的通配符 * 不支持，这个答案没有读入，请写出具体答案。",
        ),
        (
            question("shortanswer", "x", "<usecase>1</usecase>" + answer("100", "a")),
            "lost",
            "1 道题要求区分大小写，题库判分不区分大小写。",
        ),
        (
            question("truefalse", "x", answer("100", "maybe")),
            "error",
            "判断题的答案只能是“正确”或“错误”，请改。",
        ),
        (question("numerical", "x", answer("0", "1")), "error", "数值题没有得满分的答案。"),
        (
            question("multichoice", "<img src='@@PLUGINFILE@@/a.png'>x", TWO),
            "lost",
            "题里的图片或附件没有读入，只保留了文字。",
        ),
        (
            question("matching", "x", "<subquestion><text>左</text></subquestion>"),
            "error",
            "连线题有一对的右边是空的。",
        ),
    ],
)
def test_every_doubt_is_told(source: str, severity: str, message: str) -> None:
    found, told = read(source, question("multichoice", "好题", TWO))
    assert (severity, message) in told
    assert found[-1].stem == "好题"


def test_script_becomes_nothing_and_handlers_vanish() -> None:
    found, _ = read(
        question("multichoice", "<p onclick='x()'>题</p><script>alert(1)</script><svg onload=x></svg>", TWO)
    )
    assert found[0].stem == "题"


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>',
        b'<!DOCTYPE q SYSTEM "http://example.org/x.dtd"><quiz/>',
        b"<quiz>" + b"<a>" * 200_000,
        b"<quiz><question " + b" ".join(b'a%d="1"' % n for n in range(500)) + b"/></quiz>",
        b"<quiz><question",
        b"<html/>",
        b"{T}",
        b"",
        b'<?xml version="1.0" encoding="no-such"?><quiz/>',
    ],
)
def test_hostile_or_other_files_are_refused_as_a_whole(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_bytes(data)


def test_every_type_reads_back_equal() -> None:
    assert read_bytes(write(*EVERY))[0] == list(EVERY)


def test_others_find_plain_moodle_in_it() -> None:
    quiz = fromstring(write(replace(SINGLE, category="党史/一大"), MULTIPLE, FILL, ORDER))
    assert quiz.findtext("question[@type='category']/category/text") == "$course$/top/党史/一大"
    assert [a.get("fraction") for a in quiz.iterfind("question[2]/answer")] == ["100", "0", "0", "0"]
    assert [a.get("fraction") for a in quiz.iterfind("question[4]/answer")] == [
        "33.33333",
        "33.33333",
        "33.33333",
        "-100",
    ]
    assert quiz.findtext("question[@type='cloze']/questiontext/text") == (
        "{1:SHORTANSWER:=2022年~=二〇二二年}召开的是党的{1:SHORTANSWER:=二十大~=第二十次全国代表大会}。"
    )
    assert [a.get("fraction") for a in quiz.iterfind("question[@type='ordering']/answer")] == ["1", "2", "3"]


@settings(max_examples=80, deadline=None)
@given(st.lists(items(), max_size=3, unique_by=lambda item: item.id))
def test_what_is_written_reads_back_equal_or_is_refused(stock: list[Item]) -> None:
    try:
        data = write(*stock)
    except CannotWrite as refusal:
        assert refusal.item_id in {item.id for item in stock}
        return
    assert read_bytes(data)[0] == stock


def test_what_looks_like_a_gap_in_a_text_is_refused_rather_than_changed() -> None:
    with pytest.raises(CannotWrite):
        write(replace(FILL, stem="{1:SHORTANSWER:=甲} ____ ____"))
    plain = replace(SINGLE, stem="{1:SHORTANSWER:=甲}", choices=choices("<b>", "&amp;", "]]>", "x"))
    assert read_bytes(write(plain))[0] == [plain]


@settings(max_examples=60, deadline=None)
@given(st.lists(pictured(), max_size=3, unique_by=lambda item: item.id))
def test_pictures_read_back_equal_or_the_item_is_refused(stock: list[Item]) -> None:
    kept = []
    for item in stock:
        try:
            write(item)
            kept.append(item)
        except CannotWrite as error:
            assert error.item_id == item.id
            assert "读不回原样" in error.reason or "连线题右栏" in error.reason
    assert read_items(BytesIO(write(*kept)), "moodle") == ReadResult(tuple(kept), ())


def test_a_stimulus_is_written_once_for_the_questions_that_share_it() -> None:
    material = "读图。[[picture:党徽.png]]\n回答问题。"
    one = replace(SEEN, id="a", stimulus=material)
    two = replace(JUDGE, id="b", stimulus=material, pictures=SEEN.pictures[:1])
    other = replace(JUDGE, id="c", stimulus="另一段")
    data = write(one, two, JUDGE, other)
    assert read_items(BytesIO(data), "moodle") == ReadResult((one, two, JUDGE, other), ())
    assert data.count(b'type="description"') == 2
    assert data.decode().count("读图。") == 1


def test_questions_with_one_text_but_other_pictures_do_not_share_it() -> None:
    one = replace(JUDGE, id="a", stimulus="[[picture:x]]", pictures=(Picture("x", "image/png", png()),))
    two = replace(JUDGE, id="b", stimulus="[[picture:x]]", pictures=(Picture("x", "image/jpeg", jpeg()),))
    assert read_items(BytesIO(write(one, two)), "moodle") == ReadResult((one, two), ())


def file(name: str, data: bytes, path: str = "/") -> str:
    return f'<file name="{name}" path="{path}" encoding="base64">{b64encode(data).decode()}</file>'


def test_pictures_as_moodle_exports_them() -> None:
    found, told = read(
        '<question type="multichoice"><questiontext format="html"><text><![CDATA[<p>看图'
        '<img src="@@PLUGINFILE@@/a%20b.png" alt="图一" width="20">和'
        '<img src="data:image/jpeg;base64,'
        + b64encode(jpeg()).decode()
        + '"></p>]]></text>'
        + file("a b.png", png())
        + "</questiontext>"
        + answer("100", "&lt;img src='@@PLUGINFILE@@/x/c.png'&gt;", more=file("c.png", png(2), "/x/"))
        + answer("0", "乙")
        + "</question>"
    )
    assert told == [("lost", "1 道题带有网页格式，只保留了文字。")]
    assert found[0].stem == "看图[[picture:a_b.png]]和[[picture:picture.jpg]]"
    assert found[0].choices[0].text == "[[picture:c.png]]"
    assert found[0].pictures == (
        Picture("a_b.png", "image/png", png(), "图一"),
        Picture("picture.jpg", "image/jpeg", jpeg()),
        Picture("c.png", "image/png", png(2)),
    )


@pytest.mark.parametrize(
    ("inside", "stem", "message"),
    [
        ("x<img src='@@PLUGINFILE@@/a.png'>", "x[图片]", "题里的图片或附件没有读入，只保留了文字。"),
        (
            "x<img alt='图' src='http://example.com/a.png'>",
            "x[图片：图]",
            "题里的图片或附件没有读入，只保留了文字。",
        ),
        (
            "x<img src='data:image/svg+xml;base64,PHN2Zy8+'>",
            "x[图片]",
            "有图片不是 PNG、JPEG、GIF 或 WebP，没有读入，只保留了文字。",
        ),
    ],
)
def test_a_picture_that_cannot_be_kept_is_told(inside: str, stem: str, message: str) -> None:
    found, told = read(question("multichoice", inside, TWO))
    assert (found[0].stem, found[0].pictures) == (stem, ())
    assert ("lost", message) in told


def test_two_pictures_of_one_name_stay_two() -> None:
    shown = "&lt;img src='@@PLUGINFILE@@/a.png'&gt;"
    found, _ = read(
        f'<question type="multichoice"><questiontext format="html"><text>甲{shown}</text>{file("a.png", png(1))}</questiontext>'
        + answer("100", shown, more=file("a.png", png(2)))
        + answer("0", shown, more=file("a.png", png(1)))
        + "</question>"
    )
    assert (found[0].stem, [choice.text for choice in found[0].choices]) == (
        "甲[[picture:a.png]]",
        ["[[picture:a-2.png]]", "[[picture:a.png]]"],
    )
    assert found[0].pictures == (
        Picture("a.png", "image/png", png(1)),
        Picture("a-2.png", "image/png", png(2)),
    )
