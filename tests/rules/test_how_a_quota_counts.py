"""Missing, free and over; totals of rows; numbers of heads as they are typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd.errors import BadInput
from postcmd.quota import Count, Fill, bounded, count, heads_text, parse_heads, total, unallocated
from postcmd.records import MOST_HEADS

heads = st.integers(0, MOST_HEADS)


def in_order(least: int, most: int | None) -> tuple[int, int | None]:
    return (least, most) if most is None else (min(least, most), max(least, most))


bounds = st.builds(in_order, heads, heads | st.none())
counts = st.builds(lambda pair, confirmed: count(pair[0], pair[1], confirmed), bounds, heads)


@pytest.mark.parametrize(
    ("least", "most", "confirmed", "missing", "free", "over"),
    [
        (12, 12, 26, 0, 0, 14),  # 26 for 12
        (12, 12, 12, 0, 0, 0),
        (6, 9, 4, 2, 5, 0),
        (6, 9, 7, 0, 2, 0),
        (6, None, 40, 0, None, 0),  # min met while max is open
        (6, None, 2, 4, None, 0),
        (0, None, 0, 0, None, 0),
    ],
)
def test_missing_free_and_over(
    least: int, most: int | None, confirmed: int, missing: int, free: int | None, over: int
) -> None:
    assert count(least, most, confirmed) == Count(missing, free, over)


@given(bounds, heads)
def test_missing_free_and_over_are_what_the_definition_says(pair: tuple[int, int | None], confirmed: int) -> None:
    least, most = pair
    counted = count(least, most, confirmed)
    assert counted.missing == max(0, least - confirmed)
    assert counted.over == (0 if most is None else max(0, confirmed - most))
    assert counted.free == (None if most is None else max(0, most - confirmed))


@given(bounds, heads)
def test_nothing_is_missing_and_over_at_once(pair: tuple[int, int | None], confirmed: int) -> None:
    counted = count(*pair, confirmed)
    assert not (counted.missing and counted.over)
    assert counted.over == 0 or counted.free == 0


def test_three_of_two_and_one_of_two_is_one_missing() -> None:
    assert total([count(2, 2, 3), count(2, 2, 1)]) == Count(missing=1, free=1, over=1)


@given(st.lists(counts))
def test_totals_add_the_missing_free_and_over_of_each_row(rows: list[Count]) -> None:
    added = total(rows)
    assert added.missing == sum(row.missing for row in rows)
    assert added.over == sum(row.over for row in rows)
    free = [row.free for row in rows]
    assert added.free == (None if None in free else sum(part or 0 for part in free))


@given(counts, counts, counts)
def test_rows_may_be_added_in_any_order(a: Count, b: Count, c: Count) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)


@pytest.mark.parametrize(
    ("least", "most", "confirmed", "fill"),
    [(6, 9, 5, "short"), (6, 9, 6, "met"), (6, 9, 9, "full"), (6, 9, 10, "over"), (6, None, 99, "met")],
)
def test_a_state_follows_from_the_numbers(least: int, most: int | None, confirmed: int, fill: Fill) -> None:
    assert count(least, most, confirmed).fill == fill


def test_what_is_not_passed_on_is_unallocated() -> None:
    assert unallocated(50, [18, 20]) == 12
    assert unallocated(None, [18]) is None
    assert unallocated(50, [18, None]) is None


# Heads as they are typed


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12", (12, 12, False)),
        ("6-9", (6, 9, True)),
        ("6+", (6, None, True)),
        ("9-9", (9, 9, True)),
        ("6~9", (6, 9, True)),
        (" 6 - 9 ", (6, 9, True)),
        ("６－９", (6, 9, True)),
        ("１２", (12, 12, False)),
        ("６～９", (6, 9, True)),
        ("6–9", (6, 9, True)),
        ("0000000000012", (12, 12, False)),
        ("0", (0, 0, False)),
        ("1000000", (1_000_000, 1_000_000, False)),
    ],
)
def test_heads_are_read_as_a_coordinator_types_them(typed: str, read: tuple[int, int | None, bool]) -> None:
    assert parse_heads(typed) == read


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("abc", "not_a_number"),
        ("", "not_a_number"),
        ("-3", "not_a_number"),
        ("+3", "not_a_number"),
        ("6-9-12", "not_a_number"),
        ("6.5", "not_a_number"),
        ("٣", "not_a_number"),
        ("6²", "not_a_number"),
        ("6\n9", "not_a_number"),
        ("[/x]", "not_a_number"),
        ("9-6", "max_below_min"),
        ("99999999999", "too_many"),
        ("1000001", "too_many"),
        ("1-1000001", "too_many"),
        ("9" * 10_000, "too_many"),
    ],
)
def test_what_is_no_number_of_heads_is_refused_with_its_reason(typed: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_heads(typed)
    assert refused.value.code == code


@given(bounds)
def test_what_is_shown_is_read_back(pair: tuple[int, int | None]) -> None:
    least, most, _ = parse_heads(heads_text(*pair))
    assert (least, most) == pair


@given(st.text(max_size=30) | st.from_regex(re.compile(r"[0-9 ]{0,12}[-~+－]?[0-9]{0,12}"), fullmatch=True))
def test_whatever_is_typed_is_sound_or_refused(typed: str) -> None:
    try:
        least, most, is_range = parse_heads(typed)
    except BadInput:
        return
    assert 0 <= least <= (MOST_HEADS if most is None else most) <= MOST_HEADS
    assert is_range or least == most


@given(st.integers(0, 10**12))
def test_a_slip_of_the_finger_is_no_number_of_heads(number: int) -> None:
    if number <= MOST_HEADS:
        assert bounded(str(number)) == number
    else:
        with pytest.raises(BadInput):
            bounded(str(number))
