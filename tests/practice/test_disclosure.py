"""Disclosure control, table by table: what is hidden, and that nothing hidden can be worked out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance_monitor.practice.disclosure import blocks, is_small, suppressed, suppressed_throughout
from tests.support.extent import extent
from tests.support.linear_programme import Attacker

Cells = dict[str, tuple[int, ...]]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [((5, 5), False), ((4, 90), True), ((90, 4), True), ((0, 90), True), ((5,), False), ((), False)],
)
def test_a_cell_is_small_when_any_part_has_fewer_than_five_clients(cell: tuple[int, ...], expected: bool) -> None:
    assert is_small(cell) is expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"a": (9, 9), "b": (9, 9)}, set()),
        ({"a": (2, 9), "b": (9, 9), "c": (20, 20)}, {"a", "b"}),
        ({"a": (2, 9), "b": (2, 8), "c": (20, 20)}, {"a", "b", "c"}),
        ({"a": (2, 9), "b": (3, 8), "c": (20, 20)}, {"a", "b"}),
        ({"a": (0, 0), "b": (9, 9), "c": (20, 20)}, {"a", "b"}),
        ({"a": (1, 1)}, {"a"}),
    ],
    ids=[
        "nothing small",
        "a partner is hidden too",
        "one partner is not enough",
        "two small ones add up",
        "nobody",
        "one",
    ],
)
def test_small_cells_and_their_partners_are_hidden(cells: Cells, expected: set[str]) -> None:
    assert suppressed(cells) == expected


def test_a_group_hidden_elsewhere_is_hidden_here_with_a_partner() -> None:
    assert suppressed({"a": (9, 9), "b": (30, 30), "c": (20, 20)}, also={"b"}) == {"a", "b"}


def test_months_that_share_clients_do_not_add_up() -> None:
    months = {"May": (3, 3), "June": (3, 3), "July": (9, 9), "August": (8, 8)}
    assert suppressed(months) == {"May", "June"}
    assert suppressed(months, overlapping=True) == {"May", "June", "August"}


def test_a_higher_threshold_hides_more() -> None:
    cells = {"a": (9, 9), "b": (12, 12), "c": (30, 30)}
    assert suppressed(cells, 5) == set()
    assert suppressed(cells, 11) == {"a", "b"}


def added(series: Sequence[tuple[int, ...]]) -> Callable[[int, int], tuple[int, ...]]:
    return lambda first, last: tuple(map(sum, zip(*series[first:last], strict=True)))


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ([(5, 5), (5, 5)], [(0, 1), (1, 2)]),
        ([(3, 9), (3, 9), (5, 5)], [(0, 2), (2, 3)]),
        ([(5, 5), (5, 5), (4, 4)], [(0, 1), (1, 3)]),
        ([(1, 1), (1, 1)], []),
        ([], []),
    ],
)
def test_neighbours_are_joined_until_no_block_is_small(
    series: list[tuple[int, ...]], expected: list[tuple[int, int]]
) -> None:
    assert list(blocks(len(series), added(series))) == expected


THRESHOLDS = st.integers(5, 11)


@st.composite
def tables(draw: st.DrawFn, groups: int = 6) -> Cells:
    count = draw(st.integers(1, groups))
    return {str(name): tuple(draw(st.lists(st.integers(0, 25), min_size=2, max_size=2))) for name in range(count)}


@settings(max_examples=extent(150, 25))
@given(tables(), THRESHOLDS)
def test_no_hidden_part_can_be_worked_out_from_the_total_and_the_rest(cells: Cells, threshold: int) -> None:
    total = tuple(map(sum, zip(*cells.values(), strict=True)))
    if is_small(total, threshold):
        return  # then nothing is shown at all
    away = suppressed(cells, threshold)
    attacker = Attacker()
    for part, clients in enumerate(total):
        attacker.learns([(name, part) for name in cells], clients)
        for name in set(cells) - away:
            attacker.learns([(name, part)], cells[name][part])
    for name in away:
        for part in range(2):
            low, high = attacker.bounds([(name, part)])
            assert high - low >= threshold
    assert len(away) != 1


@settings(max_examples=extent(100, 20))
@given(st.lists(tables(4), min_size=1, max_size=4), THRESHOLDS)
def test_what_is_shown_in_one_period_is_shown_in_all(several: list[Cells], threshold: int) -> None:
    names = set.union(*(set(table) for table in several))
    whole = [{name: table.get(name, (0, 0)) for name in names} for table in several]
    away = suppressed_throughout(whole, threshold)
    for table in whole:
        assert suppressed(table, threshold, also=away) == away
        assert not any(is_small(table[name], threshold) for name in names - away)


@settings(max_examples=extent(200, 50))
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12), THRESHOLDS)
def test_blocks_cover_the_whole_series_and_none_is_small(series: list[tuple[int, int]], threshold: int) -> None:
    found = blocks(len(series), added(series), threshold)
    covered = [place for block in found for place in range(*block)]
    assert covered in ([], list(range(len(series))))
    for block in found:
        assert not is_small(added(series)(*block), threshold)
