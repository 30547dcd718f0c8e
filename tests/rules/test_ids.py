"""Ids made at a post."""

from __future__ import annotations

import os

from hypothesis import given
from hypothesis import strategies as st

from postcmd.ids import ulid
from postcmd.records import SLUG

moments = st.integers(0, 2**48 - 1)


@given(moments, st.binary(min_size=10, max_size=10))
def test_a_ulid_is_26_letters_and_a_sound_id(moment: int, noise: bytes) -> None:
    made = ulid(moment, lambda n: noise[:n])
    assert len(made) == 26
    assert set(made) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert SLUG.fullmatch(made)


@given(moments, moments, st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_ulids_sort_by_when_they_were_made(one: int, other: int, noise: bytes, more: bytes) -> None:
    made, later = ulid(one, lambda n: noise), ulid(other, lambda n: more)
    assert (made < later) == ((one, noise) < (other, more))


def test_clock_and_randomness_are_handed_in() -> None:
    assert ulid(0, bytes) == "0" * 26
    assert ulid(2**48 - 1, lambda n: b"\xff" * n) == "7" + "Z" * 25


def test_no_two_of_one_moment_are_the_same() -> None:
    assert len({ulid(1_700_000_000_000, os.urandom) for _ in range(1_000)}) == 1_000
