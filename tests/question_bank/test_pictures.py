"""Pictures stand where their tokens stand; what cannot be shown, or should not be, is said."""

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings

from question_bank import (
    CannotWrite,
    Item,
    Picture,
    PictureName,
    problems,
    read_items,
    render_explanation,
    text_parts,
    write_items,
)
from question_bank.formats.jsonl import item_from_dict, item_to_dict
from question_bank.pictures import media_type, picture_size
from question_bank.text import picture_names

from .sample_items import PICTURE, SEEN, SINGLE, jpeg, pictured, png

GIF = b"GIF89a\x05\x00\x04\x00\x00\x00\x00;"
WEBP = b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0" + b"\0\0\0\0" + b"\x06\0\0" + b"\x07\0\0"


def showing(*pictures: Picture) -> Item:
    stem = "看图。" + "".join(f"[[picture:{picture.name}]]" for picture in pictures)
    return replace(SINGLE, stem=stem, pictures=pictures)


def test_a_text_falls_into_words_and_pictures() -> None:
    assert text_parts("图[[picture:党徽.png]]与[[a]][[picture:2.gif]]") == [
        "图",
        PictureName("党徽.png"),
        "与[[a]]",
        PictureName("2.gif"),
    ]
    assert text_parts("没有图") == ["没有图"]
    assert text_parts("") == []


def test_neither_token_swallows_the_other() -> None:
    item = replace(SEEN, explanation="[[a]]见[[picture:c.jpg]]，不是[[picture:]]，也不是[[picture:a b]]。")
    assert render_explanation(item, ("c", "a", "b")) == (
        "B见[[picture:c.jpg]]，不是[[picture:]]，也不是[[picture:a b]]。"
    )
    assert picture_names(item) == ("党徽.png", "c.jpg")


@pytest.mark.parametrize(
    ("data", "kind", "size"),
    [
        (png(7, 5), "image/png", (7, 5)),
        (jpeg(640, 480), "image/jpeg", (640, 480)),
        (GIF, "image/gif", (5, 4)),
        (WEBP, "image/webp", (7, 8)),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None, None),
        (b"", None, None),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(
    data: bytes, kind: str | None, size: tuple[int, int] | None
) -> None:
    assert (media_type(data), picture_size(data)) == (kind, size)


def test_a_sound_item_with_pictures() -> None:
    assert problems(SEEN) == ()
    assert problems(showing(Picture("a", "image/gif", GIF), Picture("b", "image/webp", WEBP))) == ()


@pytest.mark.parametrize(
    ("item", "codes"),
    [
        (replace(SEEN, pictures=(PICTURE,)), ["unknown_picture"]),
        (replace(SINGLE, pictures=(PICTURE,)), ["unused_picture"]),
        (showing(replace(PICTURE, media_type="image/jpeg")), ["bad_picture"]),
        (showing(Picture("a.svg", "image/svg+xml", b"<svg/>")), ["bad_picture"]),
        (showing(replace(PICTURE, data=png() + b"\0" * 512_000)), ["large_picture"]),
        (showing(replace(PICTURE, data=png(1, 1)[:20])), ["bad_picture"]),
        (showing(replace(PICTURE, data=png()[:16] + b"\x7f\xff\xff\xff" * 2)), ["bad_picture"]),
        (showing(Picture("a", "image/gif", GIF), Picture("A", "image/gif", GIF)), ["repeated_picture"]),
        (showing(*(Picture(f"{n}", "image/gif", GIF) for n in range(13))), ["too_many_pictures"]),
        (showing(replace(PICTURE, description="\0")), ["unprintable"]),
        (
            replace(SINGLE, pictures=(Picture("../a", "image/gif", GIF),)),
            ["unused_picture", "bad_picture_name"],
        ),
    ],
)
def test_an_unsound_picture(item: Item, codes: list[str]) -> None:
    assert [problem.code for problem in problems(item)] == codes


@settings(max_examples=60, deadline=None)
@given(pictured())
def test_json_lines_carry_pictures(item: Item) -> None:
    assert problems(item) == ()
    stream = io.BytesIO()
    write_items([item], stream, "jsonl")
    assert read_items(io.BytesIO(stream.getvalue()), "jsonl").items == (item,)


def test_a_dozen_pictures_of_the_largest_size_fit_on_one_line() -> None:
    large = png() + b"\0" * (512_000 - len(png()))
    item = showing(*(Picture(f"{n}.png", "image/png", large) for n in range(12)))
    stream = io.BytesIO()
    write_items([item], stream, "jsonl")
    assert read_items(io.BytesIO(stream.getvalue()), "jsonl").items == (item,)


def test_somebody_may_keep_the_bytes_elsewhere() -> None:
    shelf = {picture.name: picture.data for picture in SEEN.pictures}
    document = item_to_dict(SEEN, lambda picture: f"sha-of-{picture.name}")
    assert document["pictures"] == [
        {
            "name": "党徽.png",
            "media_type": "image/png",
            "data": "sha-of-党徽.png",
            "description": "镰刀和锤头",
        },
        {"name": "c.jpg", "media_type": "image/jpeg", "data": "sha-of-c.jpg"},
    ]
    assert item_from_dict(document, lambda entry: shelf[entry["data"].removeprefix("sha-of-")]) == SEEN


@pytest.mark.parametrize(
    ("pictures", "message"),
    [
        ('"a.png"', "“pictures”应是一个列表 […]，请改正。"),
        ('["a.png"]', '“pictures”里的每一项都应写成 {"name":…,"media_type":…,"data":…}，请改正。'),
        (
            '[{"name":"a.png","media_type":"image/png","data":"not base64"}]',
            "“pictures”里的图片数据残缺，请重新导出。",
        ),
        (
            '[{"name":"a.png","media_type":"image/png","data":"图"}]',
            "“pictures”里的图片数据残缺，请重新导出。",
        ),
        ('[{"name":"a.png","media_type":"image/png"}]', "“data”应是一段文字，请补上或改正。"),
    ],
)
def test_a_malformed_picture_in_json_lines(pictures: str, message: str) -> None:
    line = (
        f'{{"id":"q1","type":"true_false","stem":"[[picture:a.png]]","key":["true"],"pictures":{pictures}}}'
    )
    result = read_items(io.BytesIO(line.encode()), "jsonl")
    assert (result.items, [problem.message for problem in result.problems]) == ((), [message])


@pytest.mark.parametrize("format", ["gift", "aiken", "csv", "xlsx"])
def test_a_format_without_pictures_refuses_by_name(format: str) -> None:
    with pytest.raises(CannotWrite) as caught:
        write_items([SEEN], io.BytesIO(), format)
    assert caught.value.item_id == "q9"
    assert "放不下图片" in caught.value.reason
