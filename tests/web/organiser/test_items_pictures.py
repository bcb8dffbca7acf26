"""Pictures are added to an item while it is written, wait with the form, and are shown to those of the range."""

import os
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from question_bank import Item, Picture
from studyhub.items.queries import get_item, with_bytes
from tests.question_bank.sample_items import png
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene

MAP = png(40, 30, shade=7)
FIELDS: dict[str, Any] = {
    "difficulty": "2",
    "points": "1",
    "stem": "图中\r\n是哪里？",  # as browsers break lines
    "choices__0__code": "a",
    "choices__0__text": "延安",
    "choices__1__code": "b",
    "choices__1__text": "遵义",
    "right": "a",
}
KEPT = ("name", "media_type", "kept")


def upload(name: str = "微信图片 (1).png", data: bytes = MAP, place: str = "stem") -> dict[str, Any]:
    return {"picture_file": (BytesIO(data), name), "picture_place": place}


def waiting(desk: Desk) -> dict[str, str]:
    """The hidden fields of the pictures that the form carries on, and its texts as they stand now."""
    fields = dict(
        re.findall(r'name="(pictures-\d+-(?:name|media_type|kept))" type="hidden" value="([^"]*)"', desk.html)
    )
    fields["stem"] = re.search(r'<textarea[^>]*name="stem"[^>]*>\s*([^<]*)</textarea>', desk.html)[1]  # type: ignore[index]
    return fields


def saved(scene: Scene, desk: Desk) -> Item:
    with scene.database.read() as session:
        detail = get_item(session, scene.cast.organiser_a, int(desk.path.rsplit("/", 1)[1]))
        return with_bytes(session, detail.item)


def test_a_picture_is_added_looked_at_and_saved(scene: Scene, desk: Desk) -> None:
    desk.send("/organiser/items/new", **FIELDS, **upload(), action="take-picture")
    form = waiting(desk)
    assert form["stem"] == "图中\n是哪里？\n[[picture:微信图片-1]]"
    address = re.search(r'src="(/organiser/items/pictures/[0-9a-f]{64})"', desk.html)[1]  # type: ignore[index]
    assert desk.client.get(address).data == MAP
    desk.send(
        "/organiser/items/new", **{**FIELDS, **form}, **{"pictures-0-description": "一张地图"}, action="save"
    )
    item = saved(scene, desk)
    assert item.stem == form["stem"]
    assert item.pictures == (Picture("微信图片-1", "image/png", MAP, "一张地图"),)
    page = desk.html
    assert f'src="{address}"' in page
    assert 'width="40" height="30" alt="一张地图" loading="lazy"' in page
    answer = desk.client.get(address)
    assert (answer.data, answer.mimetype) == (MAP, "image/png")
    assert answer.headers["Cache-Control"] == "private, immutable, max-age=31536000"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_picture_chosen_at_the_last_moment_is_saved_too(scene: Scene, desk: Desk) -> None:
    desk.send("/organiser/items/new", **FIELDS, **upload(place="choice-1"), action="save")
    item = saved(scene, desk)
    assert item.choices[1].text == "遵义[[picture:微信图片-1]]"
    assert [picture.data for picture in item.pictures] == [MAP]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "这个文件不是完好的"),
        (b"", "这个文件不是完好的"),
        (png()[:12], "这个文件不是完好的"),
        (png() + b"\0" * 600_000, "图片超过 512 KB"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused_and_nothing_typed_is_lost(
    scene: Scene, desk: Desk, data: bytes, said: str
) -> None:
    desk.send("/organiser/items/new", **FIELDS, **upload("a.png", data), action="save")
    assert any(said in error for error in desk.errors)
    assert waiting(desk) == {"stem": "图中\n是哪里？"}


def test_a_picture_is_taken_out_with_its_token(scene: Scene, desk: Desk) -> None:
    desk.send("/organiser/items/new", **FIELDS, **upload(), action="take-picture")
    desk.send("/organiser/items/new", **{**FIELDS, **waiting(desk)}, action="remove-picture-0")
    assert waiting(desk) == {"stem": "图中\n是哪里？"}


def test_an_edit_keeps_pictures_and_material(scene: Scene, desk: Desk) -> None:
    stimulus = "材料一：会议记录。"
    desk.send("/organiser/items/new", **FIELDS, **upload(), stimulus=stimulus, action="save")
    path, before = desk.path, saved(scene, desk)
    desk.open(path + "/edit")
    form = waiting(desk)
    desk.send(path + "/edit", **{**FIELDS, **form}, stimulus=stimulus, tags="地理", action="save")
    assert saved(scene, desk) == replace(before, tags=("地理",))
    assert stimulus in desk.html


def test_a_forged_picture_is_nobodys(scene: Scene, desk: Desk, neighbour: Desk) -> None:
    """What another committee has uploaded or saved cannot be had by naming its digest."""
    desk.send("/organiser/items/new", **FIELDS, **upload(), action="take-picture")
    form = waiting(desk)
    desk.send("/organiser/items/new", **{**FIELDS, **form}, action="save")
    neighbour.send("/organiser/items/new", **{**FIELDS, **form}, action="save")
    assert "有图片放置太久，已经失效，请删去后重新添加。" in neighbour.html
    digest = form["pictures-0-kept"].split()[0]
    assert neighbour.open(f"/organiser/items/pictures/{digest}").status == 404
    assert neighbour.open("/organiser/items/pictures/..%2F..%2Fsecret").status == 404
    forged = {**form, "pictures-0-kept": "junk"}
    assert desk.send("/organiser/items/new", **{**FIELDS, **forged}, action="save").status == 200


def test_pictures_wait_as_files_of_the_person_and_expire(scene: Scene, desk: Desk) -> None:
    desk.send("/organiser/items/new", **FIELDS, **upload(), action="take-picture")
    folder = Path(scene.app.extensions["studyhub"].settings.data_dir) / "pictures"
    (kept,) = folder.iterdir()
    assert (kept.stat().st_mode & 0o777, kept.read_bytes()) == (0o600, MAP)
    os.utime(kept, (0, 0))
    desk.send("/organiser/items/new", **FIELDS, **upload("b.png", png(2, 2)), action="take-picture")
    assert [path.read_bytes() for path in folder.iterdir()] == [png(2, 2)]
