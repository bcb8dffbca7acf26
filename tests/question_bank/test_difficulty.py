"""Different papers of one quiz can be made equally hard, and the paper says how hard it is expected to be."""

from dataclasses import replace
from decimal import Decimal as D

import pytest

from question_bank import (
    Blueprint,
    CannotDraw,
    Cell,
    DifficultyReach,
    DifficultyShortfall,
    Item,
    Section,
    difficulty_reach,
    draw_paper,
    expected_difficulty,
    prepare,
    shortfalls,
    verify_paper,
)

from .sample_items import SINGLE

PLAN = Blueprint((Section("一", (Cell(4, D(2)),)), Section("二", (Cell(2, D("0.5")),))))


def bank(*difficulties: int) -> list[Item]:
    return [replace(SINGLE, id=f"q{n:03}", difficulty=d) for n, d in enumerate(difficulties)]


MIXED = bank(*[1, 2, 3, 4, 5] * 8)


def bounded(low: str, high: str) -> Blueprint:
    return replace(PLAN, difficulty_range=(D(low), D(high)))


def difficulty(plan: Blueprint, seed: str, seen: dict[str, int] | None = None) -> D:
    paper = draw_paper(MIXED, plan, seed, seen or {})
    found = expected_difficulty(paper, {item.id: item for item in MIXED})
    assert found is not None
    return found


def test_the_mean_is_weighted_by_points() -> None:
    stock = bank(1, 5)
    plan = Blueprint(
        (
            Section("一", (Cell(1, D(3), difficulties=frozenset({1})),)),
            Section("二", (Cell(1, difficulties=frozenset({5})),)),
        )
    )
    paper = draw_paper(stock, plan, "s")
    assert expected_difficulty(paper, {item.id: item for item in stock}) == D(2)
    assert expected_difficulty(replace(paper, slots=()), {}) is None


def test_every_paper_lies_within_the_bounds() -> None:
    plan = bounded("2.9", "3.1")
    free = [difficulty(PLAN, f"s{n}") for n in range(60)]
    kept = [difficulty(plan, f"s{n}") for n in range(60)]
    assert not all(D("2.9") <= d <= D("3.1") for d in free)
    assert all(D("2.9") <= d <= D("3.1") for d in kept)
    # A paper that is within the bounds anyway is the one drawn without them.
    same = [
        (
            draw_paper(MIXED, plan, f"s{n}") == draw_paper(MIXED, PLAN, f"s{n}"),
            D("2.9") <= free[n] <= D("3.1"),
        )
        for n in range(60)
    ]
    assert all(is_same == was_within for is_same, was_within in same)


def test_the_bounds_themselves_are_within() -> None:
    stock = bank(*[3] * 10)
    plan = replace(PLAN, difficulty_range=(D(3), D(3)))
    assert len(draw_paper(stock, plan, "s").slots) == 6


def test_a_bounded_paper_is_recomputed() -> None:
    plan = bounded("2.5", "2.7")
    paper = draw_paper(MIXED, plan, "s", {"q001": 3})
    assert verify_paper(MIXED, plan, "s", paper, {"q001": 3})
    assert not verify_paper(MIXED, PLAN, "s", paper, {"q001": 3})


def test_a_fixed_vector() -> None:
    paper = draw_paper(MIXED, bounded("2.9", "3.1"), "统一学习日")
    assert [slot.item_id for slot in paper.slots] == ["q035", "q000", "q014", "q029", "q005", "q034"]


def test_what_a_person_has_seen_never_keeps_them_from_a_paper() -> None:
    # The unseen items are all easy; only with seen ones the paper can be as hard as asked.
    seen = {item.id: 1 for item in MIXED if item.difficulty > 1}
    assert D("2.9") <= difficulty(bounded("2.9", "3.1"), "s", seen) <= D("3.1")


def test_bounds_that_cannot_be_met_are_told_before_the_quiz() -> None:
    plan = bounded("4.9", "5")
    (short,) = shortfalls(MIXED, plan)
    assert isinstance(short, DifficultyShortfall)
    assert short.message == (
        "整份试卷的难度要在 4.9 到 5 之间：试抽 200 份，只有 0 份合格。请放宽难度范围，或在各部分限定题目的难度。"
    )
    with pytest.raises(CannotDraw):
        draw_paper(MIXED, plan, "s")
    assert prepare(MIXED, bounded("2.5", "3.5")).short == ()


def test_a_cell_that_falls_short_is_named_first() -> None:
    found = shortfalls(bank(3, 3), bounded("1", "5"))
    assert [(short.section, short.needed, short.available) for short in found] == [("一", 4, 2), ("二", 2, 0)]


def test_the_bounds_travel_as_json_and_old_plans_still_read() -> None:
    plan = bounded("2.50", "3.5")
    assert plan.to_json().endswith(',"difficulty_range":["2.50","3.5"]}')
    assert Blueprint.from_json(plan.to_json()) == plan
    assert "difficulty_range" not in PLAN.to_json()
    assert Blueprint.from_json(PLAN.to_json()) == PLAN
    for wrong in ('["1"]', '"12"', '["a","b"]', "5"):
        with pytest.raises(ValueError):
            Blueprint.from_json(f'{{"sections":[],"difficulty_range":{wrong}}}')


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        ("0.5", "3", ("试卷难度的范围要在 1 到 5 之间，下限不大于上限。",)),
        ("4", "3", ("试卷难度的范围要在 1 到 5 之间，下限不大于上限。",)),
        ("NaN", "3", ("试卷难度的范围要在 1 到 5 之间，下限不大于上限。",)),
        ("2.333", "3", ("试卷难度的上下限最多两位小数。",)),
        ("2", "3", ()),
    ],
)
def test_bounds_that_make_no_sense(low: str, high: str, told: tuple[str, ...]) -> None:
    assert bounded(low, high).problems() == told


def test_how_hard_papers_can_be() -> None:
    """Four items of 2 points and two of half a point: 2 * (1+1+1+1) and 0.5 * (1+1) of 9 points, and so on."""
    stock = bank(1, 1, 1, 2, 4, 5, 5)
    assert difficulty_reach(prepare(stock, PLAN)) == DifficultyReach(D("1.22"), D("2.71"), D("4.11"))
    # What bounds the blueprint sets says nothing of the bank.
    assert difficulty_reach(prepare(stock, bounded("4.5", "5"))) == difficulty_reach(prepare(stock, PLAN))


def test_no_paper_lies_outside_the_reach() -> None:
    reach = difficulty_reach(prepare(MIXED, PLAN))
    assert reach is not None
    drawn = [difficulty(PLAN, f"s{n}") for n in range(300)]
    assert reach.least <= min(drawn)
    assert max(drawn) <= reach.most
    assert abs(sum(drawn) / 300 - reach.mean) < D("0.1")


def test_a_bank_that_is_too_small_has_no_reach() -> None:
    assert difficulty_reach(prepare(bank(1, 2, 3), PLAN)) is None
    assert difficulty_reach(prepare([], Blueprint(()))) is None
