"""Audio and video of a study unit: uploaded to the data folder, signed like the text, played piece by piece."""

import hashlib
import os
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from studyhub.core.errors import Invalid
from studyhub.study import recording_files
from studyhub.study.recording_files import keep_file, media_type_of
from studyhub.web.kit.recordings import PIECE
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene

FRAME = b"\xff\xfb\x90\x00" + bytes(413)
SOUND = FRAME * 6000  # two minutes and a half of silence, more than two pieces
DIGEST = hashlib.sha256(SOUND).hexdigest()


def upload(desk: Desk, scene: Scene, data: bytes = SOUND, title: str = "领学录音") -> str:
    """赵敏 adds a recording; gives the address of the page."""
    path = f"/organiser/study-units/{scene.study_unit_id}/recordings"
    desk.send(path, title=title, file=(BytesIO(data), "录音.mp3"))
    return path


def folder(scene: Scene) -> Path:
    return Path(scene.app.extensions["studyhub"].settings.data_dir) / "recordings"


def sign(desk: Desk, administrator: Desk, scene: Scene) -> None:
    unit = f"/organiser/study-units/{scene.study_unit_id}"
    desk.send(unit + "/review")
    administrator.send(unit + "/signature")


def test_a_recording_is_uploaded_signed_and_played(scene: Scene, desk: Desk, administrator: Desk) -> None:
    path = upload(desk, scene)
    assert desk.said == ["已加上。审定发布之后，成员在学习单元的开头就能播放。"]
    (kept,) = folder(scene).iterdir()
    assert (kept.name, kept.read_bytes(), kept.stat().st_mode & 0o777) == (DIGEST, SOUND, 0o600)
    assert desk.client.get(f"{path}/{DIGEST}").data == SOUND

    member, page = scene.browser_of(scene.cast.wang_xiuying), f"/study-units/{scene.study_unit_id}"
    address = f"{page}/recordings/{DIGEST}"
    assert "<audio" not in member.get(page).text
    assert member.get(address).status_code == 404  # a draft still
    sign(desk, administrator, scene)
    tag = re.search(r"<audio[^>]*>", member.get(page).text)
    assert tag is not None
    assert f'controls preload="none" src="{address}" aria-label="领学录音"' in tag[0]
    assert "autoplay" not in tag[0]
    assert member.get(address).data == SOUND
    assert scene.browser_of(scene.cast.he_yong).get(address).status_code == 404  # of another committee

    desk.send(f"{path}/{DIGEST}/remove")
    assert member.get(address).status_code == 200  # until that is published
    sign(desk, administrator, scene)
    assert member.get(address).status_code == 404


def test_a_player_gets_the_part_that_it_asks_for(scene: Scene, desk: Desk) -> None:
    address = f"{upload(desk, scene)}/{DIGEST}"

    def ask(wanted: str) -> Any:
        return desk.client.get(address, headers={"Range": wanted})

    part = ask("bytes=5-9")
    assert (part.status_code, part.data) == (206, SOUND[5:10])
    assert part.headers["Content-Range"] == f"bytes 5-9/{len(SOUND)}"
    assert part.headers["Cache-Control"] == "private, immutable, max-age=31536000"
    assert part.headers["X-Content-Type-Options"] == "nosniff"
    assert part.mimetype == "audio/mpeg"
    everything = ask("bytes=0-")  # no phone holds a thread for the whole file
    assert (everything.status_code, everything.data) == (206, SOUND[:PIECE])
    assert everything.headers["Content-Range"] == f"bytes 0-{PIECE - 1}/{len(SOUND)}"
    assert ask("bytes=-4").data == SOUND[-4:]
    assert ask(f"bytes={len(SOUND)}-").status_code == 416
    whole = desk.client.get(address)
    assert (whole.status_code, whole.headers["Accept-Ranges"]) == (200, "bytes")


def test_the_place_is_remembered_across_devices(scene: Scene, desk: Desk, administrator: Desk) -> None:
    upload(desk, scene)
    sign(desk, administrator, scene)
    place = f"/api/v1/units/{scene.study_unit_id}/recordings/{DIGEST}"
    phone, tablet = (scene.browser_of(scene.cast.wang_xiuying) for _ in range(2))
    for seconds in (30, 75):
        assert phone.put(place, json={"seconds": seconds}).json == {"seconds": seconds}
    assert phone.put(place, json={"seconds": -1}).status_code == 400
    assert phone.put(place[:-1] + "0", json={"seconds": 5}).status_code == 404
    assert 'data-seconds="75"' in tablet.get(f"/study-units/{scene.study_unit_id}").text
    other = scene.browser_of(scene.cast.li_jianguo)
    assert 'data-seconds="0"' in other.get(f"/study-units/{scene.study_unit_id}").text


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftypheic", b"RIFF1234WAVE"]
)
def test_what_phones_do_not_play_is_refused_and_nothing_is_kept(
    scene: Scene, desk: Desk, data: bytes
) -> None:
    upload(desk, scene, data)
    assert len(desk.errors) == 1
    assert not folder(scene).exists() or list(folder(scene).iterdir()) == []
    assert 'value="领学录音"' in desk.html


def test_kinds_are_told_by_the_first_bytes() -> None:
    heads = (
        SOUND,
        b"ID3\x03",
        b"\0\0\0\x18ftypM4A ",
        b"\0\0\0\x18ftypisom",
        b"\xff\xf1\x50\x80",
        b"\xff\xd8\xff\xe0",
    )
    assert [media_type_of(head) for head in heads] == [
        "audio/mpeg", "audio/mpeg", "audio/mp4", "video/mp4", None, None
    ]  # fmt: skip


def test_a_file_too_large_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording_files, "LARGEST", 2 * recording_files.PIECE)
    with pytest.raises(Invalid, match="文件超过 2 MB"):
        keep_file(tmp_path, BytesIO(FRAME + os.urandom(2 * recording_files.PIECE)))
    assert list(tmp_path.iterdir()) == []
