"""A paper is what the blueprint asks for, fair, and the same whenever it is recomputed."""

import time
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank import (
    Blueprint,
    CannotDraw,
    Cell,
    Choice,
    Item,
    ItemType,
    Marking,
    Paper,
    Section,
    Shortfall,
    draw_paper,
    prepare,
    shortfalls,
    verify_paper,
)

from .sample_items import MATCH, ORDER, SINGLE, choices, items


def bank(count: int, *tags: str, first: int = 0) -> list[Item]:
    return [replace(SINGLE, id=f"q{n:05}", tags=tags) for n in range(first, first + count)]


def blueprint(*cells: Cell) -> Blueprint:
    return Blueprint((Section("一、单项选择题", cells),))


def drawn(paper: Paper) -> list[str]:
    return [slot.item_id for slot in paper.slots]


def assert_uniform(counts: Counter[str], of: int, draws: int) -> None:
    """Chi-squared at a level that an honest draw passes 999,999 times in a million."""
    expected = sum(counts.values()) / of
    chi = sum((n - expected) ** 2 / expected for n in counts.values()) + (of - len(counts)) * expected
    assert chi < of + 7 * (2 * of) ** 0.5, (chi, of, draws)


def test_a_paper_has_what_the_blueprint_asks_for() -> None:
    plan = Blueprint(
        (
            Section("一、单选", (Cell(2, D(2), types=frozenset({ItemType.SINGLE_CHOICE})),)),
            Section(
                "二、排序", (Cell(1, D("3.5"), types=frozenset({ItemType.ORDERING}), marking=Marking.HALF),)
            ),
        )
    )
    paper = draw_paper([*bank(5), replace(ORDER, marking=None)], plan, "种子")
    assert [(s.number, s.section, s.points, s.marking) for s in paper.slots] == [
        (1, "一、单选", D(2), Marking.ALL_OR_NOTHING),
        (2, "一、单选", D(2), Marking.ALL_OR_NOTHING),
        (3, "二、排序", D("3.5"), Marking.HALF),
    ]
    assert paper.max_points == plan.max_points == D("7.5")
    assert len(set(drawn(paper))) == 3
    assert Paper.from_json(paper.to_json()) == paper


def test_a_fixed_vector() -> None:
    paper = draw_paper(bank(50), blueprint(Cell(5)), "统一学习日", {"q00003": 1})
    assert [(slot.item_id, "".join(slot.choice_order)) for slot in paper.slots] == [
        ("q00045", "abcd"),
        ("q00009", "dabc"),
        ("q00036", "abcd"),
        ("q00024", "bdac"),
        ("q00001", "abdc"),
    ]


def test_the_order_of_the_bank_does_not_matter() -> None:
    stock = bank(30)
    plan = blueprint(Cell(5))
    assert draw_paper(stock, plan, "s") == draw_paper(list(reversed(stock)), plan, "s")


def test_a_paper_is_recomputed_and_a_changed_one_found_out() -> None:
    stock, plan = bank(30), blueprint(Cell(5))
    paper = draw_paper(stock, plan, b"\x00\x01", {"q00001": 2})
    assert verify_paper(stock, plan, b"\x00\x01", paper, {"q00001": 2})
    assert not verify_paper(stock, plan, b"\x00\x02", paper, {"q00001": 2})
    assert not verify_paper(stock[5:], plan, b"\x00\x01", paper, {"q00001": 2})
    forged = replace(paper, slots=(replace(paper.slots[0], points=D(9)), *paper.slots[1:]))
    assert not verify_paper(stock, plan, b"\x00\x01", forged, {"q00001": 2})


def test_each_item_and_each_pair_and_each_key_place_is_equally_likely() -> None:
    pool = prepare(bank(12), blueprint(Cell(4)))
    single: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for n in range(6000):
        paper = draw_paper(pool, pool.blueprint, str(n))
        ids = sorted(drawn(paper))
        single.update(ids)
        pairs.update(a + b for i, a in enumerate(ids) for b in ids[i + 1 :])
        places.update(str(slot.choice_order.index("a")) for slot in paper.slots)
    assert_uniform(single, 12, 6000)
    assert_uniform(pairs, 66, 6000)
    assert_uniform(places, 4, 6000)


def test_overlapping_cells_are_each_drawn_uniformly_and_always_filled() -> None:
    """Three tagged items serve the second cell; the first may take any item, but never starves the second."""
    stock = [*bank(3, "二十大"), *bank(7, first=3)]
    pool = prepare(stock, blueprint(Cell(4), Cell(2, tags=frozenset({"二十大"}))))
    tagged: Counter[str] = Counter()
    for n in range(3000):
        ids = drawn(draw_paper(pool, pool.blueprint, str(n)))
        assert len(set(ids)) == 6
        assert set(ids[4:]) < {"q00000", "q00001", "q00002"}
        tagged.update(ids[4:])
    assert_uniform(tagged, 3, 3000)


def test_a_chain_of_overlaps_with_one_solution_is_found() -> None:
    stock = [replace(SINGLE, id=f"q{n}", tags=(f"t{n}", f"t{n + 1}")) for n in range(6)]
    stock[5] = replace(stock[5], tags=("t5",))
    plan = blueprint(*(Cell(1, tags=frozenset({f"t{n}"})) for n in range(6)))
    for seed in range(20):
        assert drawn(draw_paper(stock, plan, str(seed))) == [f"q{n}" for n in range(6)]


def test_the_cell_that_cannot_be_filled_is_named() -> None:
    stock = [*bank(3, "二十大"), *bank(2, first=3)]
    twenty = Cell(2, tags=frozenset({"二十大"}))
    plan = blueprint(Cell(4), twenty)
    assert shortfalls(stock, plan) == (Shortfall("一、单项选择题", twenty, 2, 1),)
    assert shortfalls(stock, plan)[0].message == (
        "“一、单项选择题”需要 2 道（标签“二十大”），题库里只能凑出 1 道，请补充题目或减少题数。"
    )
    with pytest.raises(CannotDraw) as refused:
        draw_paper(stock, plan, "s")
    assert refused.value.shortfalls == shortfalls(stock, plan)


def test_items_seen_least_come_first() -> None:
    stock = bank(10)
    seen = {f"q{n:05}": 1 for n in range(6)} | {"q00006": 3, "q00007": 3, "q00099": 1}
    for seed in range(50):
        ids = set(drawn(draw_paper(stock, blueprint(Cell(9)), str(seed), seen)))
        assert ids >= {f"q{n:05}" for n in (0, 1, 2, 3, 4, 5, 8, 9)}
        assert len(ids & {"q00006", "q00007"}) == 1


def test_equally_seen_items_are_equally_likely() -> None:
    stock, counts = bank(8), Counter[str]()
    pool = prepare(stock, blueprint(Cell(3)))
    for n in range(3000):
        ids = drawn(draw_paper(pool, pool.blueprint, str(n), {"q00000": 1, "q00001": 1, "q00002": 1}))
        assert set(ids).isdisjoint({"q00000", "q00001", "q00002"})
        counts.update(ids)
    assert_uniform(counts, 5, 3000)


def test_items_that_exclude_each_other_never_meet() -> None:
    stock = bank(6)
    stock[0] = replace(stock[0], excludes=("q00001", "q00002"))  # one side says it, both keep to it
    pool = prepare(stock, blueprint(Cell(4)))
    for n in range(300):
        ids = set(drawn(draw_paper(pool, pool.blueprint, str(n))))
        assert not ("q00000" in ids and ids & {"q00001", "q00002"})
    assert len(shortfalls(stock, blueprint(Cell(6)))) == 1


def test_three_versions_of_one_question_count_as_one() -> None:
    stock = [replace(item, excludes=("q00000", "q00001", "q00002")[:3]) for item in bank(3)]
    stock = [replace(item, excludes=tuple(e for e in item.excludes if e != item.id)) for item in stock]
    assert [s.available for s in shortfalls([*stock, *bank(2, first=3)], blueprint(Cell(4)))] == [3]
    assert shortfalls([*stock, *bank(2, first=3)], blueprint(Cell(3))) == ()


def test_an_item_not_valid_on_the_day_is_not_drawn() -> None:
    stock = [
        replace(SINGLE, id="old", valid_until=date(2022, 10, 22)),
        replace(SINGLE, id="new", valid_from=date(2022, 10, 23)),
    ]
    assert drawn(draw_paper(stock, blueprint(Cell(1)), "s", on=date(2022, 10, 22))) == ["old"]
    assert drawn(draw_paper(stock, blueprint(Cell(1)), "s", on=date(2022, 10, 23))) == ["new"]


def test_locked_choices_keep_their_places() -> None:
    locked = (*choices("甲", "乙", "丙"), Choice("d", "以上都对", is_locked=True))
    stock = [replace(SINGLE, choices=locked)]
    orders = {draw_paper(stock, blueprint(Cell(1)), str(n)).slots[0].choice_order for n in range(200)}
    assert len(orders) == 6
    assert {order[3] for order in orders} == {"d"}


def test_the_order_shown_does_not_depend_on_the_key() -> None:
    choices = tuple(Choice(letter, letter) for letter in "ab")
    worlds = [Item("order", ItemType.ORDERING, "先后", choices, key=key) for key in (("a", "b"), ("b", "a"))]
    cells = Blueprint((Section("", (Cell(1, D(1)),)),))
    shown = {seed: [draw_paper([item], cells, seed) for item in worlds] for seed in map(str, range(20))}
    assert all(first == second for first, second in shown.values())
    assert {papers[0].slots[0].choice_order for papers in shown.values()} == {("a", "b"), ("b", "a")}


def test_both_sides_of_a_matching_are_shuffled() -> None:
    papers = [draw_paper([MATCH], blueprint(Cell(1)), str(n)).slots[0] for n in range(100)]
    assert {paper.prompt_order for paper in papers} == {("p1", "p2"), ("p2", "p1")}
    assert len({paper.choice_order for paper in papers}) == 6


def test_categories_include_their_subtree_but_not_their_namesakes() -> None:
    stock = [replace(SINGLE, id=str(n), category=c) for n, c in enumerate(["党史", "党史/一大", "党史新编"])]
    plan = blueprint(Cell(2, categories=frozenset({"党史"})))
    assert sorted(drawn(draw_paper(stock, plan, "s"))) == ["0", "1"]


def test_a_blueprint_survives_json() -> None:
    plan = blueprint(
        Cell(
            3,
            D("2.5"),
            frozenset({ItemType.TRUE_FALSE}),
            frozenset({"甲", "乙"}),
            difficulties=frozenset({1, 5}),
        ),
        Cell(1, categories=frozenset({"a/b"}), units=frozenset({"u"}), marking=Marking.PARTIAL),
    )
    assert Blueprint.from_json(plan.to_json()) == plan


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"sections":[{}]}', '{"sections":[{"title":"","cells":[{"count":"x"}]}]}']
)
def test_what_is_not_a_blueprint_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Blueprint.from_json(text)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_bank_and_blueprint_the_draw_keeps_its_promises(data: st.DataObject) -> None:
    """Every paper of a bank without shortfall is full; a bank with one is refused, and rightly."""
    tags = st.lists(st.sampled_from("甲乙丙丁"), unique=True).map(tuple)
    stock = [
        replace(item, id=f"i{n}", tags=data.draw(tags), excludes=(), valid_from=None)
        for n, item in enumerate(data.draw(st.lists(items(), max_size=9)))
    ]
    if len(stock) > 3:
        stock[0] = replace(stock[0], excludes=(stock[1].id, stock[2].id))
    cell = st.builds(Cell, st.integers(0, 3), tags=st.frozensets(st.sampled_from("甲乙丙丁"), max_size=2))
    plan = blueprint(*data.draw(st.lists(cell, min_size=1, max_size=4)))
    short = shortfalls(stock, plan)
    assert bool(short) == (not can_be_filled(stock, plan))
    if short:
        return
    paper = draw_paper(stock, plan, data.draw(st.binary(max_size=8)))
    by_id = {item.id: item for item in stock}
    wanted = [cell for section in plan.sections for cell in section.cells for _ in range(cell.count)]
    assert all(cell.accepts(by_id[i]) for cell, i in zip(wanted, drawn(paper), strict=True))
    assert len(set(drawn(paper))) == len(wanted)
    assert all(set(by_id[i].excludes).isdisjoint(drawn(paper)) for i in drawn(paper))
    for slot in paper.slots:
        assert sorted(slot.choice_order) == sorted(choice.id for choice in by_id[slot.item_id].choices)


def can_be_filled(stock: list[Item], plan: Blueprint) -> bool:
    """By trying everything."""
    wanted = [cell for section in plan.sections for cell in section.cells for _ in range(cell.count)]

    def fill(place: int, used: tuple[Item, ...]) -> bool:
        if place == len(wanted):
            return True
        return any(
            wanted[place].accepts(item)
            and item not in used
            and all(item.id not in u.excludes and u.id not in item.excludes for u in used)
            and fill(place + 1, (*used, item))
            for item in stock
        )

    return len(wanted) <= len(stock) and fill(0, ())


def test_drawing_20_of_2000_is_quick() -> None:
    """Generous, for slow machines: the figure itself is measured by the bench."""
    pool = prepare(bank(2000), blueprint(Cell(20)))
    seen = {f"q{n:05}": 1 for n in range(0, 2000, 2)}
    start = time.process_time()
    for n in range(200):
        draw_paper(pool, pool.blueprint, str(n), seen)
    assert (time.process_time() - start) / 200 < 0.003


MATERIALS = [
    replace(item, stimulus=("材料甲", "材料乙", None, "")[n % 4], difficulty=1 + n % 2)
    for n, item in enumerate(bank(16))
]


def test_a_fixed_vector_with_materials() -> None:
    plan = Blueprint((Section("一", (Cell(4), Cell(3, D(2)))), Section("二", (Cell(3),))))
    paper = draw_paper(MATERIALS, plan, "材料题", {"q00000": 2})
    assert [(slot.item_id, str(slot.points), "".join(slot.choice_order)) for slot in paper.slots] == [
        ("q00011", "1", "cdba"),
        ("q00005", "1", "bdac"),
        ("q00013", "1", "cabd"),
        ("q00009", "2", "adbc"),
        ("q00010", "1", "cdba"),
        ("q00006", "2", "abcd"),
        ("q00003", "2", "dcba"),
        ("q00014", "1", "dbca"),
        ("q00004", "1", "dbac"),
        ("q00001", "1", "bcda"),
    ]


def test_items_of_one_material_stand_together_where_the_first_of_them_would() -> None:
    """In each section, whichever cell drew them; without the materials the same items stand as they were drawn."""
    plan = Blueprint((Section("一", (Cell(4), Cell(3, D(2)))), Section("二", (Cell(6),))))
    bare = [replace(item, stimulus=None) for item in MATERIALS]
    material_of = {item.id: item.stimulus or item.id for item in MATERIALS}
    moved = 0
    for seed in map(str, range(50)):
        plain, grouped = (draw_paper(stock, plan, seed).slots for stock in (bare, MATERIALS))
        assert [slot.number for slot in grouped] == list(range(1, 14))
        points = {slot.item_id: slot.points for slot in plain}
        assert all(slot.points == points[slot.item_id] for slot in grouped)
        for part in (slice(0, 7), slice(7, None)):
            drawn_ids = [slot.item_id for slot in plain[part]]
            wanted: list[str] = []
            for first in drawn_ids:
                if first not in wanted:
                    wanted += [one for one in drawn_ids if material_of[one] == material_of[first]]
            assert [slot.item_id for slot in grouped[part]] == wanted
            moved += wanted != drawn_ids
    assert moved > 50
