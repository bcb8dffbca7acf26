"""The second implementation of the draw, in the page's own script, against the first."""

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from question_bank import Blueprint, Cell, Choice, Item, ItemType, Section, Source, draw_paper, shortfalls
from studyhub.core.settings import PROJECT_ROOT
from studyhub.quizzes.models import Quiz
from studyhub.quizzes.rules.commitment import canonical, commitment, paper_seed, record_of
from tests.browser.conftest import LiveSite, Phone
from tests.browser.seeing import faults

pytestmark = pytest.mark.browser

DRAW = PROJECT_ROOT / "studyhub" / "web" / "static" / "draw.js"
MEMBER = 7


def some_bank(chance: random.Random) -> dict[int, Item]:
    """A bank with locked choices, overlapping tags and items that exclude each other, by version id."""
    count = chance.randint(3, 25)
    items = {}
    for number in range(1, count + 1):
        kind = chance.choice(
            [ItemType.SINGLE_CHOICE, ItemType.ORDERING, ItemType.TRUE_FALSE, ItemType.MATCHING]
        )
        choices = tuple(
            Choice(f"c{place}", str(place), is_locked=chance.random() < 0.15)
            for place in range(chance.randint(2, 6))
        )
        items[number] = Item(
            str(number),
            kind,
            "题干",
            () if kind is ItemType.TRUE_FALSE else choices,
            prompts=tuple(Choice(f"p{place}", str(place)) for place in range(3))
            if kind is ItemType.MATCHING
            else (),
            difficulty=chance.randint(1, 3),
            tags=tuple(chance.sample("abc", chance.randint(0, 2))),
            category=chance.choice(["党史", "党史/一大", "党史新编"]),
            source=chance.choice([None, Source("u1", "p", "q"), Source("u2", "p", "q")]),
            excludes=tuple(str(chance.randint(1, count)) for _ in range(chance.choice([0, 0, 0, 1, 2]))),
            stimulus=chance.choice([None, None, "", "材料甲", "材料乙"]),
        )
    return items


def some_blueprint(chance: random.Random) -> Blueprint:
    """One to four cells whose conditions overlap."""
    kinds = [ItemType.SINGLE_CHOICE, ItemType.ORDERING, ItemType.TRUE_FALSE]
    cells = tuple(
        Cell(
            chance.randint(0, 3),
            Decimal(chance.choice(["1", "2.5"])),
            types=frozenset(chance.sample(kinds, chance.randint(0, 2))),
            tags=frozenset(chance.sample("abc", chance.choice([0, 0, 1]))),
            categories=frozenset(chance.choice([[], ["党史"], ["党史/一大", "党史新编"]])),
            units=frozenset(chance.choice([[], [], ["u1"]])),
            difficulties=frozenset(chance.choice([[], [], [1, 2]])),
        )
        for _ in range(chance.randint(1, 4))
    )
    bounds = chance.choice([None, None, (Decimal("1.5"), Decimal("2.5"))])
    split = chance.randint(0, len(cells))
    return Blueprint((Section("一、试题", cells[:split]), Section("二、试题", cells[split:])), bounds)


def some_sight(chance: random.Random, items: dict[int, Item]) -> dict[str, int]:
    """How often somebody has met some of the items, and one of another bank."""
    return {str(number): chance.randint(1, 3) for number in items if chance.random() < 0.4} | {"999": 1}


def places(written: tuple[Choice, ...], shown: tuple[str, ...]) -> list[int]:
    ids = [choice.id for choice in written]
    return [ids.index(one) for one in shown]


def by_python(
    items: dict[int, Item], blueprint: Blueprint, draw_seed: str, seen: dict[str, int]
) -> list[dict[str, Any]]:
    """The paper in the form of the page."""
    paper = draw_paper(items.values(), blueprint, paper_seed(draw_seed, MEMBER), seen)
    return [
        {
            "number": slot.number,
            "item": slot.item_id,
            "choices": places(items[int(slot.item_id)].choices, slot.choice_order),
            "prompts": places(items[int(slot.item_id)].prompts, slot.prompt_order),
        }
        for slot in paper.slots
    ]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page with the script and nothing else."""
    page = browser.new_page()
    page.add_script_tag(path=str(DRAW))
    yield page
    page.close()


def test_two_implementations_draw_the_same_papers(page: Page) -> None:
    chance = random.Random(20261120)
    compared = 0
    while compared < 60:
        items, blueprint, draw_seed = (
            some_bank(chance),
            some_blueprint(chance),
            f"{chance.getrandbits(256):064x}",
        )
        if shortfalls(items.values(), blueprint):
            continue
        seen, prefers_unseen = some_sight(chance, items), chance.random() < 0.7
        record = record_of(items, blueprint, prefers_unseen=prefers_unseen)
        drawn = page.evaluate(
            "([record, seed, member, seen]) => "
            "StudyHubDraw.drawPaper(record, StudyHubDraw.paperSeed(seed, member), seen)",
            [record, draw_seed, MEMBER, seen],
        )
        assert drawn == by_python(items, blueprint, draw_seed, seen if prefers_unseen else {})
        promised = page.evaluate(
            "([seed, text]) => StudyHubDraw.sha256(seed + '\\n' + text)", [draw_seed, canonical(record)]
        )
        assert promised == commitment(draw_seed, record)
        compared += 1


def test_a_member_recomputes_a_paper_that_avoided_what_was_known(phone: Phone, live_site: LiveSite) -> None:
    stage, member = live_site.prepared.stage, live_site.prepared.cast.feng_li
    quizzes = [stage.publish(f"核验（{number}）") for number in (1, 2)]
    for quiz_id in quizzes:
        stage.schedule(quiz_id, live_site.prepared.cast.branch_a4.id)
        stage.start(member, quiz_id)
    with stage.database.write() as session:
        session.execute(
            update(Quiz)
            .where(Quiz.id.in_(quizzes))
            .values(closes_at=stage.clock.now() - timedelta(minutes=1))
        )
    page = phone.sign_in(member)
    known = []
    for quiz_id in quizzes:
        phone.go(f"/verification/{quiz_id}")
        page.click("#verification button")
        expect(page.locator("#verdict")).to_contain_text("全部一致")
        known.append("排在了后面" in page.inner_text("#verdict"))
        # Of somebody else the page can only say what was drawn for who had met nothing.
        page.fill("#member", "999999")
        page.click("#verification button")
        expect(page.locator("#verdict")).to_contain_text("请本人登录后核验")
    assert known[1]
    assert faults(page) == []
