"""QTI beyond the public files: written packages read back equal, doubts are told, hostile files are refused."""

import random
import stat
from dataclasses import replace
from decimal import Decimal as D
from io import BytesIO
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank import (
    CannotWrite,
    Choice,
    FormatError,
    Item,
    Marking,
    Picture,
)

from .qti_writing import CHOICE, FORMATS, assessment_item, declaration, package, read, write
from .sample_items import (
    EVERY,
    FILL,
    JUDGE,
    MULTIPLE,
    NUMBER,
    SEEN,
    SINGLE,
    choices,
    items,
    jpeg,
    pictured,
    png,
)


@pytest.mark.parametrize("format", FORMATS)
def test_every_type_reads_back_equal_without_a_word(format: str) -> None:
    assert read(write(format, *EVERY)) == (list(EVERY), [])


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=40, deadline=None)
@given(st.lists(items(), max_size=3, unique_by=lambda item: item.id))
def test_what_is_written_reads_back_equal_or_is_refused(format: str, stock: list[Item]) -> None:
    try:
        data = write(format, *stock)
    except CannotWrite as refusal:
        assert refusal.item_id in {item.id for item in stock}
        return
    assert read(data)[0] == stock


@pytest.mark.parametrize("format", FORMATS)
def test_ids_that_qti_cannot_say_come_back_all_the_same(format: str) -> None:
    stock = [
        replace(SINGLE, id="二〇二二-1", choices=(Choice("1", "甲"), Choice("2", "乙")), key=("2",)),
        replace(SINGLE, id="q1"),
        replace(SINGLE, id="正确", choices=choices("正确", "错误"), key=("b",)),
        replace(MULTIPLE, id="q4", marking=Marking.HALF, difficulty=5, tags=("党章", "组织")),
    ]
    assert read(write(format, *stock)) == (stock, [])


def test_a_repeated_id_is_refused() -> None:
    with pytest.raises(CannotWrite):
        write("qti", SINGLE, SINGLE)


def test_the_same_items_give_the_same_bytes() -> None:
    assert write("qti", *EVERY) == write("qti", *EVERY)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (assessment_item(CHOICE, declaration("Z")), ("error", "答案“Z”不在选项里，请改成其中一个选项。")),
        (
            assessment_item(CHOICE, declaration("")),
            ("error", "没有给出正确答案（correctResponse），没有读入。"),
        ),
        (assessment_item("<p>读一读</p>", ""), ("error", "这是说明文字，没有作答的地方，没有读入。")),
        (
            assessment_item(CHOICE + "<gapMatchInteraction/>", declaration("A")),
            ("error", "一道题里有 2 个作答的地方（选择、拖词填空），题库没有这种题型，请拆成几道题。"),
        ),
        (
            assessment_item(CHOICE, declaration("A"), title="另有题名"),
            ("lost", "1 道题的题名没有读入，题库不保存题名。"),
        ),
        (
            "<questestinterop><item ident='a'><presentation><material><mattext>x</mattext></material>"
            "</presentation></item></questestinterop>",
            ("lost", "这是说明文字，不是题目，没有读入。"),
        ),
    ],
)
def test_every_doubt_is_told(source: str, told: tuple[str, str]) -> None:
    assert told in read(source)[1]


def test_one_bad_file_of_a_package_costs_only_itself() -> None:
    good = assessment_item(CHOICE, declaration("A"))
    files = {"a.xml": "<assessmentItem><broken", "b.xml": good, "imsmanifest.xml": "<manifest/>"}
    found, told = read(package(files))
    assert [item.id for item in found] == ["i1"]
    assert [severity for severity, _ in told] == ["error"]
    missing = '<manifest><resources><resource href="gone.xml"/></resources></manifest>'
    _, told = read(package({"imsmanifest.xml": missing, "b.xml": good}))
    assert told == [("error", "清单（imsmanifest.xml）里的这个文件不在压缩包里。")]


def test_a_latin_file_and_a_chinese_one() -> None:
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?>' + assessment_item(
        CHOICE.replace("甲", "é").replace("乙", "ü"), declaration("A")
    )
    assert read(latin.encode("iso-8859-1"))[0][0].choices[0].text == "é"
    chinese = '<?xml version="1.0" encoding="GB2312"?>' + assessment_item(CHOICE, declaration("A"))
    assert read(chinese.encode("gb18030"))[0][0].choices[0].text == "甲"


def test_two_files_with_one_identifier_are_two_items() -> None:
    one = assessment_item(CHOICE, declaration("A"))
    other = assessment_item(CHOICE.replace("甲", "丙"), declaration("A"))
    found, told = read(package({"a.xml": one, "b.xml": other, "imsmanifest.xml": "<manifest/>"}))
    assert [item.choices[0].text for item in found] == ["甲", "丙"]
    assert len({item.id for item in found}) == 2
    assert told == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{T}",
        b"<html/>",
        b"<assessmentItem",
        b"<assessmentItem><itemBody></assessmentItem",
        b'<!DOCTYPE q [<!ENTITY a "b">]><assessmentItem>&a;</assessmentItem>',
        b'<!DOCTYPE q [<!ENTITY % p SYSTEM "http://example.org/x">%p;]><assessmentItem/>',
        b"<assessmentItem>" + b"<a>" * 200_000,
        b"<assessmentItem " + b" ".join(b'a%d="1"' % n for n in range(500)) + b"/>",
        b'<?xml version="1.0" encoding="no-such"?><assessmentItem/>',
        b"PK\x03\x04 and then nothing",
        package({"readme.txt": "x"}),
        package({"../a.xml": "<assessmentItem/>"}),
        package({"/a.xml": "<assessmentItem/>"}),
        package({"a.xml": "<assessmentItem/>", "A.XML": "<assessmentItem/>"}),
        package({"a.xml": " " * 30_000_000}),
    ],
)
def test_hostile_or_other_files_are_refused_as_a_whole(data: bytes) -> None:
    with pytest.raises(FormatError):
        read(data)


def test_a_link_or_a_locked_member_is_refused() -> None:
    for change in ("link", "lock"):
        stream = BytesIO()
        member = ZipInfo("a.xml")
        if change == "link":
            member.external_attr = (stat.S_IFLNK | 0o777) << 16
        with ZipFile(stream, "w") as archive:
            archive.writestr(member, assessment_item(CHOICE, declaration("A")))
        data = bytearray(stream.getvalue())
        if change == "lock":
            data[data.index(b"PK\x01\x02") + 8] |= 1
        with pytest.raises(FormatError):
            read(bytes(data))


def test_a_harmless_document_type_is_overlooked() -> None:
    typed = '<!DOCTYPE q SYSTEM "q.dtd" [<!ATTLIST a b (x|y) "x">]>' + assessment_item(
        CHOICE, declaration("A")
    )
    assert len(read(typed)[0]) == 1


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=40, deadline=None)
@given(st.lists(pictured(), max_size=3, unique_by=lambda item: item.id))
def test_pictures_read_back_equal_or_the_item_is_refused(format: str, stock: list[Item]) -> None:
    kept = []
    for item in stock:
        try:
            write(format, item)
            kept.append(item)
        except CannotWrite as refusal:
            assert refusal.item_id == item.id
            assert "读不回原样" in refusal.reason
    assert read(write(format, *kept))[0] == kept


@pytest.mark.parametrize("format", FORMATS)
def test_items_share_their_stimulus_and_their_pictures(format: str) -> None:
    material = "读图。[[picture:党徽.png]]\n回答问题。"
    one = replace(SEEN, id="a", stimulus=material)
    two = replace(JUDGE, id="b", stimulus=material, pictures=SEEN.pictures[:1])
    other = replace(
        JUDGE, id="c", stimulus="[[picture:党徽.png]]", pictures=(Picture("党徽.png", "image/jpeg", jpeg()),)
    )
    data = write(format, one, two, JUDGE, other)
    assert read(data) == ([one, two, JUDGE, other], [])
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
    assert len([name for name in names if name.startswith("stimuli/")]) == 2
    assert len([name for name in names if name.startswith("pictures/")]) == 3


def test_a_package_too_large_to_be_read_again_is_not_written() -> None:
    noise = random.Random(1).randbytes(500_000)
    stock = [
        replace(
            JUDGE,
            id=f"q{n}",
            stem="[[picture:a.png]]",
            pictures=(Picture("a.png", "image/png", png(n + 1) + noise),),
        )
        for n in range(42)
    ]
    with pytest.raises(CannotWrite, match="20 MB"):
        write("qti", *stock)


def test_others_find_plain_qti_in_it() -> None:
    stock = (
        replace(MULTIPLE, marking=Marking.RIGHT_MINUS_WRONG, points=D(3), explanation="见党章", difficulty=2),
        FILL,
        NUMBER,
    )
    with ZipFile(BytesIO(write("qti", *stock))) as archive:
        manifest = fromstring(archive.read("imsmanifest.xml"))
        one, two, three = (fromstring(archive.read(f"items/{n}.xml")) for n in (1, 2, 3))
    q = "{http://www.imsglobal.org/xsd/imsqti_v2p2}"
    assert [r.get("href") for r in manifest.iter("{http://www.imsglobal.org/xsd/imscp_v1p1}resource")] == [
        "items/1.xml",
        "items/2.xml",
        "items/3.xml",
    ]
    lom = "{http://ltsc.ieee.org/xsd/LOM}"
    assert manifest.findtext(f".//{lom}difficulty/{lom}value") == "easy"
    assert [value.text for value in one.iter(f"{q}value")] == ["a", "b", "c", "3"]
    mapping = one.find(f".//{q}mapping")
    assert mapping is not None
    assert (mapping.get("defaultValue"), mapping.get("lowerBound")) == ("-1", "0")
    assert [entry.get("mappedValue") for entry in mapping] == ["1", "1", "1"]
    assert one.findtext(f"{q}modalFeedback/{q}p") == "见党章"
    assert [entry.get("mapKey") for entry in two.iter(f"{q}mapEntry")] == [
        "2022年",
        "二〇二二年",
        "二十大",
        "第二十次全国代表大会",
    ]
    equal = three.find(f".//{q}equal")
    assert equal is not None
    assert equal.get("tolerance") == "0.01 0.01"
    with ZipFile(BytesIO(write("qti3", stock[0]))) as archive:
        third = fromstring(archive.read("items/1.xml"))
    q3 = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"
    interaction = third.find(f".//{q3}qti-choice-interaction")
    assert interaction is not None
    assert interaction.get("max-choices") == "0"
    assert third.findtext(f".//{q3}qti-content-body/{q3}p") == "见党章"
