"""What a programme asks of a member, and what comes next: decisions without a database."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyhub.programmes.rules import (
    Element,
    ProgrammeDraft,
    ProgrammeStatus,
    StepState,
    UnitDraft,
    find_circle,
    is_running,
    plan,
    problems_of,
)
from tests.programmes.stage import elective, required

TITLES = {1: "党章", 2: "条例", 3: "三会一课"}


def element(number: int, **more: object) -> Element:
    return replace(Element(number, f"单元{number}", True), **more)


elements = st.lists(
    st.builds(
        Element,
        study_unit_id=st.integers(1, 99),
        title=st.just("单元"),
        is_required=st.booleans(),
        prerequisites=st.frozensets(st.integers(1, 99), max_size=2),
        is_available=st.booleans(),
        is_chosen=st.booleans(),
        has_begun=st.booleans(),
        is_done=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda each: each.study_unit_id,
)


def test_the_next_unit_is_what_was_begun_else_the_first_that_is_open() -> None:
    first, second, third = element(1), element(2, prerequisites=frozenset({1})), element(3)
    found = plan([first, second, third], 0)
    assert [step.state for step in found.steps] == [StepState.TODO, StepState.LOCKED, StepState.TODO]
    assert found.steps[1].waiting_for == ("单元1",)
    assert found.next == found.steps[0]
    begun = plan([first, second, replace(third, has_begun=True)], 0)
    assert begun.next == begun.steps[2]


def test_what_was_read_counts_though_it_is_locked_or_gone() -> None:
    found = plan(
        [
            element(1),
            element(2, prerequisites=frozenset({1}), is_done=True),
            element(3, is_available=False, is_done=True),
        ],
        0,
    )
    assert [step.state for step in found.steps] == [StepState.TODO, StepState.DONE, StepState.DONE]
    assert (found.done, found.count, found.is_complete) == (2, 3, False)


def test_what_nobody_can_read_is_asked_of_nobody_and_holds_nobody_up() -> None:
    found = plan([element(1, is_available=False), element(2, prerequisites=frozenset({1}))], 0)
    assert [step.state for step in found.steps] == [StepState.WITHDRAWN, StepState.TODO]
    assert (found.done, found.count) == (0, 1)


def test_an_elective_counts_once_it_is_chosen() -> None:
    read = element(2, is_required=False, is_done=True)
    offered = plan([element(1, is_done=True), read, element(3, is_required=False)], 1)
    assert [step.state for step in offered.steps] == [StepState.DONE, StepState.OFFERED, StepState.OFFERED]
    assert (offered.done, offered.count, offered.lacks_choices, offered.next) == (1, 2, True, None)
    assert plan([element(1, is_done=True), replace(read, is_chosen=True)], 1).is_complete


def test_more_electives_than_asked_for_are_no_more_than_enough() -> None:
    found = plan([element(n, is_required=False, is_chosen=True, is_done=True) for n in (1, 2, 3)], 2)
    assert (found.done, found.count, found.is_complete) == (2, 2, True)


def test_a_programme_that_asks_for_nothing_is_never_complete() -> None:
    assert not plan([], 0).is_complete
    assert not plan([element(1, is_available=False)], 0).is_complete


@given(elements, st.integers(0, 5))
def test_nobody_is_stuck_and_nothing_is_counted_twice(found: list[Element], elective_count: int) -> None:
    view = plan(found, elective_count)
    assert 0 <= view.done <= view.count <= len(found)
    if view.is_complete:
        assert all(each.is_done or not each.is_available for each in found if each.is_required)
    if view.next is not None:
        assert view.next.element.is_available
        assert view.next.element.counts
        assert not view.next.element.is_done


@given(elements, st.integers(0, 5), st.data())
def test_reading_never_makes_it_less(found: list[Element], elective_count: int, data: st.DataObject) -> None:
    unread = [each for each in found if each.is_available and not each.is_done]
    if not unread:
        return
    one = data.draw(st.sampled_from(unread))
    before = plan(found, elective_count)
    after = plan([replace(each, is_done=True) if each is one else each for each in found], elective_count)
    assert after.count == before.count
    assert before.done <= after.done <= before.done + 1


orders = st.dictionaries(st.integers(1, 8), st.frozensets(st.integers(1, 8), max_size=3))


@given(orders)
def test_a_circle_that_is_found_is_one_and_without_one_there_is_an_order(
    prerequisites: dict[int, frozenset[int]],
) -> None:
    circle = find_circle(prerequisites)
    for before, after in zip(circle, [*circle[1:], *circle[:1]], strict=True):
        assert before in prerequisites[after]
    if not circle:
        placed: set[int] = set(range(1, 9)) - prerequisites.keys()
        while rest := [key for key in prerequisites if key not in placed]:
            free = [key for key in rest if prerequisites[key] <= placed]
            assert free, "neither a circle nor an order"
            placed.update(free)


@pytest.mark.parametrize(
    ("units", "sentence"),
    [
        ((required(1, 1),), "《党章》不能以自己为先修，请去掉。"),
        (
            (required(1, 3), required(2, 1), required(3, 2)),
            "先修关系绕成了圈：《条例》→《三会一课》→《党章》→《条例》，谁也读不了，请去掉其中一处先修。",
        ),
        ((required(1), required(1)), "同一个学习单元只能出现一次，请删去重复的。"),
        ((required(1), required(9)), "第 2 个单元没有发布，或者计划的对象读不到它，请换成已发布的单元。"),
        ((required(2, 1),), "《条例》的先修单元不在这个计划里，请重新勾选。"),
        (
            (elective(1), required(2, 1)),
            "《条例》是必修，不能以选修单元为先修：没选的人会一直读不了它。",
        ),
    ],
)
def test_what_is_wrong_with_the_units_is_said(units: tuple[UnitDraft, ...], sentence: str) -> None:
    draft = ProgrammeDraft("计划", date(2026, 11, 1), units=units)
    assert problems_of(draft, TITLES)["units"] == sentence


def test_all_that_is_wrong_is_said_at_once() -> None:
    draft = ProgrammeDraft(
        " ", date(2026, 11, 2), date(2026, 11, 1), "长" * 301, 2, units=(required(1), elective(2))
    )
    assert problems_of(draft, TITLES) == {
        "title": "请填写名称（60 字以内）。",
        "summary": "说明请控制在 300 字以内。",
        "ends_on": "结束日期不能早于开始日期。",
        "elective_count": "选修单元共 1 个，至少选修的数目应在 0 至 1 之间。",
    }
    assert (
        problems_of(
            ProgrammeDraft("计划", date(2026, 11, 1), date(2026, 11, 1), units=(required(1),)), TITLES
        )
        == {}
    )


def test_a_programme_runs_through_its_last_day() -> None:
    last = date(2026, 12, 31)
    published = ProgrammeStatus.PUBLISHED
    assert is_running(published, last, last)
    assert is_running(published, None, date(2030, 1, 1))
    assert not is_running(published, last, date(2027, 1, 1))
    assert not is_running(ProgrammeStatus.CLOSED, last, last)
    assert not is_running(ProgrammeStatus.DRAFT, last, last)
