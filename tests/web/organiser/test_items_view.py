"""The page of an item: what it says, and what each version changed."""

from dataclasses import replace

from studyhub.items.service import edit_item
from tests.quizzes.bank import bank
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene


def test_a_version_shows_what_was_taken_away_and_put_in(scene: Scene, desk: Desk) -> None:
    with scene.database.write() as session:
        stem = f"<b>{bank()[0].stem}"
        edit_item(
            session,
            scene.cast.organiser_a,
            1,
            replace(bank()[0], stem=stem, difficulty=5),
            now=scene.clock.now(),
        )
    desk.open("/organiser/items/1")
    assert (desk.texts("ins"), desk.texts("del")) == ([], [])
    desk.open("/organiser/items/1?version=2")
    assert "第 2 版改了什么" in desk.texts("h2")
    assert (desk.texts("ins"), desk.texts("del")) == (["<b>", "5"], ["3"])
    for nothing in ("1", "99", "x"):
        assert "改了什么" not in desk.open(f"/organiser/items/1?version={nothing}").html
