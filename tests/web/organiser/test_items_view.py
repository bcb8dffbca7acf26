"""The page of an item: what it says, and what each version changed."""

from dataclasses import replace
from datetime import timedelta

from studyhub.cli.publication import publish_as_two
from studyhub.core.clock import local_date
from studyhub.items.service import edit_item
from studyhub.study.rules import ParagraphDraft, SectionDraft
from studyhub.study.service import edit_study_unit
from tests.quizzes.bank import bank
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import PARAGRAPHS, Scene


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


def test_an_item_whose_paragraph_changed_shows_the_old_words_beside_the_new(scene: Scene, desk: Desk) -> None:
    """Item 1 quotes what its paragraph says; item 2 names the next paragraph, which says something else."""
    assert "出处已变，请核对这道题" not in desk.open("/organiser/items/1").texts("h2")
    desk.open("/organiser/items/2")
    assert "出处已变，请核对这道题" in desk.texts("h2")
    assert {"支部委员会召集", PARAGRAPHS[1]} <= set(desk.texts("p"))
    assert "这一段已经不在了。" in desk.open("/organiser/items/3").texts("p")


def test_a_correction_of_the_material_is_told_with_the_version_that_was_quoted(
    scene: Scene, desk: Desk
) -> None:
    cast, now = scene.cast, scene.clock.now()
    assert "道题的出处已变" not in desk.open("/organiser/").html
    with scene.database.write() as session:
        edit_study_unit(
            session, cast.organiser_a, scene.study_unit_id, title="三会一课怎么开", summary="", sources=[], now=now,
            sections=[SectionDraft("一", tuple(
                ParagraphDraft(text, anchor)
                for anchor, text in zip(("s1p1", "s1p2", "s2p1"), ("支委会召集。", *PARAGRAPHS[1:]), strict=True)
            ))],
        )  # fmt: skip
        publish_as_two(session, cast.organiser_a, cast.administrator, scene.study_unit_id, now=now)
    desk.open("/organiser/items/1")
    assert "出题时依据的原文（第 1 版）" in desk.texts("h3") and "支委会召集。" in desk.texts("p")
    assert "6 道题的出处已变" in desk.open("/organiser/").texts("span")


def test_an_item_says_how_long_it_is_valid(scene: Scene, desk: Desk) -> None:
    today = local_date(scene.clock.now())
    dated = replace(bank()[0], valid_from=today - timedelta(days=9), valid_until=today)
    with scene.database.write() as session:
        edit_item(session, scene.cast.organiser_a, 1, dated, now=scene.clock.now())
    facts = desk.open("/organiser/items/1").texts("dd")
    assert f"{dated.valid_from} 起 至 {today} 将失效" in facts
