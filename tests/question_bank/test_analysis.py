"""Statistics by Moodle's definitions, checked by hand on a small class."""

from math import sqrt

import pytest

from question_bank import Observation, item_statistics, reliability

# Five people, three items worth 1, 1 and 2.
MARKS = [(1.0, 1.0, 2.0), (1.0, 0.0, 2.0), (1.0, 1.0, 1.0), (0.0, 0.0, 1.0), (0.0, 0.0, 0.0)]


def observations() -> list[Observation]:
    return [
        Observation(f"q{n}", mark, 2.0 if n == 3 else 1.0, sum(row))
        for row in MARKS
        for n, mark in enumerate(row, 1)
    ]


def test_item_figures() -> None:
    first, second, third = item_statistics(observations())
    # x = 1 1 1 0 0, R = 3 2 2 1 0: cov = 0.55, var x = 0.3, var R = 1.3; sorted the same, so efficiency is 100.
    assert (first.item_id, first.attempts) == ("q1", 5)
    assert first.facility == pytest.approx(0.6)
    assert first.deviation == pytest.approx(sqrt(0.3))
    assert first.discrimination_index == pytest.approx(100 * 0.55 / sqrt(0.3 * 1.3))
    assert first.discriminative_efficiency == pytest.approx(100)
    # x = 1 0 1 0 0, R = 3 3 2 1 0: cov = 0.35, var R = 1.7, cov_max (1 1 0 0 0 by 3 3 2 1 0) = 0.6.
    assert second.facility == pytest.approx(0.4)
    assert second.discrimination_index == pytest.approx(100 * 0.35 / sqrt(0.3 * 1.7))
    assert second.discriminative_efficiency == pytest.approx(100 * 0.35 / 0.6)
    assert third.facility == pytest.approx(0.6)
    # cov(x, T): 0.85, 0.65, 1.2
    roots = [sqrt(0.85), sqrt(0.65), sqrt(1.2)]
    weights = [s.effective_weight for s in (first, second, third)]
    assert weights == pytest.approx([100 * root / sum(roots) for root in roots])


def test_few_attempts_get_no_interval() -> None:
    assert {s.interval for s in item_statistics(observations())} == {None}
    many = [Observation("q", float(n % 2), 1.0, float(n % 2)) for n in range(20)]
    low, high = item_statistics(many)[0].interval or (0.0, 0.0)
    assert (round(low, 3), round(high, 3)) == (0.299, 0.701)


def test_what_cannot_be_said_is_not_said() -> None:
    alone = item_statistics([Observation("q", 1, 1, 1)])[0]
    assert (alone.deviation, alone.discrimination_index, alone.discriminative_efficiency) == (
        None,
        None,
        None,
    )
    everyone_right = item_statistics([Observation("q", 1, 1, total) for total in (1, 2, 3)])[0]
    assert (everyone_right.facility, everyone_right.discrimination_index) == (1, None)


def test_an_item_that_goes_against_the_rest_has_no_weight() -> None:
    against = [Observation("a", x, 1, t) for x, t in ((1, 1), (1, 1), (0, 3))]
    along = [Observation("b", x, 3, t) for x, t in ((0, 1), (0, 1), (3, 3))]
    assert [s.effective_weight for s in item_statistics(against + along)] == [None, 100]


def test_reliability_of_a_test() -> None:
    scores = [{f"q{n}": mark for n, mark in enumerate(row, 1)} for row in MARKS]
    found = reliability(scores)
    # T = 4 3 3 1 0: var T = 2.7; sum of var x = 0.3 + 0.3 + 0.7 = 1.3
    consistency = 100 * 3 / 2 * (1 - 1.3 / 2.7)
    assert (found.attempts, found.items, found.mean) == (5, 3, pytest.approx(2.2))
    assert found.deviation == pytest.approx(sqrt(2.7))
    assert found.internal_consistency == pytest.approx(consistency)
    assert found.error_ratio == pytest.approx(100 * sqrt(1 - consistency / 100))
    assert found.standard_error == pytest.approx(sqrt(1 - consistency / 100) * sqrt(2.7))


def test_drawn_papers_have_no_common_reliability() -> None:
    with pytest.raises(ValueError):
        reliability([{"a": 1}, {"b": 1}])
    assert reliability([]).internal_consistency is None


# The example that Moodle publishes with its quiz statistics: 22 attempts at questions 8 to 20 of a quiz (question 8 is
# worth 8, the others 1) in the order 8-12, 19, 20, 17, 18, 14, 15, 16, 13, and each attempt's total.
PUBLISHED = """
5.5 .3 .9 1 .3 0 1 1 0 0 0 1 1 = 12
1 .9 .9 .3 .3 0 1 0 1 0 0 1 1 = 7.4
2.5 1 .9 .3 1 1 1 1 1 0 1 1 0 = 11.7
4 .3 .9 1 .3 0 1 1 0 0 0 0 0 = 8.5
3 .9 .3 .9 1 1 0 1 1 1 0 0 0 = 10.1
4.5 .9 1 1 .9 0 0 0 0 1 1 1 0 = 11.3
3 .3 .3 .3 .3 1 1 1 1 0 1 1 1 = 11.2
6 .9 .9 1 .3 0 1 1 0 1 1 1 0 = 14.1
.5 .9 1 .9 .3 0 1 1 1 1 1 0 0 = 8.6
5.5 .9 1 .9 .3 0 0 1 0 1 0 0 1 = 11.6
2.5 .9 1 1 .9 0 1 1 0 1 0 0 0 = 9.3
4 .9 .3 .9 1 0 1 1 1 1 1 1 0 = 13.1
4 .9 .3 .3 1 1 0 0 1 1 1 0 1 = 11.5
3 1 1 .3 1 1 0 1 1 1 0 1 0 = 11.3
1 1 .9 .3 .3 0 0 0 0 0 1 0 1 = 5.5
1 .3 .3 .3 .9 0 1 0 0 0 0 1 0 = 4.8
1.5 1 .3 .9 1 0 0 1 0 1 0 1 1 = 8.7
4 .9 1 .9 1 0 0 0 1 1 1 1 0 = 11.8
2 .9 .9 .3 .9 0 0 0 0 1 0 0 0 = 6
1 1 .3 .3 .3 0 0 1 0 1 1 0 0 = 5.9
6 .9 1 1 .9 1 1 0 0 0 0 1 0 = 12.8
7 .9 .3 .3 .3 0 0 1 1 0 1 1 1 = 13.8
"""
ORDER = (8, 9, 10, 11, 12, 19, 20, 17, 18, 14, 15, 16, 13)

# Question: facility (%), standard deviation, effective weight, discrimination index, discriminative efficiency.
PUBLISHED_FIGURES = {
    8: (41.19318182, 1.912733589, 26.58464457, 25.88327077, 27.23492723),
    9: (81.36363636, 0.2512738111, 3.368456046, 1.170256965, 1.382386552),
    10: (71.36363636, 0.3226312277, 3.253955259, -4.207816809, -4.691171307),
    11: (65.45454545, 0.3334199022, 7.584083694, 28.16930644, 31.12404354),
    12: (65.90909091, 0.3375811591, 3.79658376, -2.513606859, -2.877487579),
    13: (36.36363636, 0.4923659639, 3.183278505, -12.99017581, -17.5074184),
    14: (59.09090909, 0.5032362797, 4.532356904, -8.900638238, -10.27568922),
    15: (50.0, 0.5117663157, 7.78856243, 8.670004606, 10.86956522),
    16: (59.09090909, 0.5032362797, 10.08351572, 29.63337745, 34.58997279),
    17: (63.63636364, 0.4923659639, 8.381139345, 15.18945843, 17.4790556),
    18: (45.45454545, 0.5096471914, 8.727645713, 16.21079629, 20.14359793),
    19: (27.27272727, 0.4558423058, 7.946277111, 15.52451404, 22.06477733),
    20: (50.0, 0.5117663157, 4.769500946, -8.396734802, -10.0),
}


def published() -> list[Observation]:
    found = []
    for line in PUBLISHED.split("\n")[1:-1]:
        marks, total = line.split(" = ")
        assert sum(map(float, marks.split())) == pytest.approx(float(total))
        found += [
            Observation(str(number), float(mark), 8.0 if number == 8 else 1.0, float(total))
            for number, mark in zip(ORDER, marks.split(), strict=True)
        ]
    return found


def test_the_published_example_to_six_digits() -> None:
    found = {
        int(s.item_id): (
            100 * s.facility,
            s.deviation,
            s.effective_weight,
            s.discrimination_index,
            s.discriminative_efficiency,
        )
        for s in item_statistics(published())
    }
    assert found.keys() == PUBLISHED_FIGURES.keys()
    for number, figures in found.items():
        assert figures == pytest.approx(PUBLISHED_FIGURES[number], rel=1e-6, abs=1e-6), number


def test_the_reliability_of_the_published_example_computed_another_way() -> None:
    """Without covariances: from sums and sums of squares alone."""

    def variance(values: list[float]) -> float:
        return (sum(v * v for v in values) - sum(values) ** 2 / len(values)) / (len(values) - 1)

    rows = [list(map(float, line.split(" = ")[0].split())) for line in PUBLISHED.split("\n")[1:-1]]
    totals = [sum(row) for row in rows]
    parts = sum(variance([row[n] for row in rows]) for n in range(13))
    consistency = 100 * 13 / 12 * (1 - parts / variance(totals))
    found = reliability([dict(zip(map(str, ORDER), row, strict=True)) for row in rows])
    assert found.internal_consistency == pytest.approx(consistency, rel=1e-9)
    assert found.standard_error == pytest.approx(sqrt((1 - consistency / 100) * variance(totals)), rel=1e-9)


def test_the_index_has_an_interval_from_ten_attempts_on() -> None:
    eight = next(s for s in item_statistics(published()) if s.item_id == "8")
    # r = 0.2588 of 22: z = 0.26486 -/+ 1.95996 / sqrt(19)
    assert eight.discrimination_interval == pytest.approx((-18.2715, 61.3493), abs=0.001)
    assert {s.discrimination_interval for s in item_statistics(observations())} == {None}
    perfect = [Observation("q", float(n), 12.0, 2.0 * n) for n in range(12)]
    (all_along,) = item_statistics(perfect)
    assert (all_along.discrimination_index, all_along.discrimination_interval) == (pytest.approx(100), None)
