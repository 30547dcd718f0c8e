"""Marks of what others changed since this account last looked."""

from __future__ import annotations

from postcmd.since_last_look import Looked, all_looked_at, is_new, latest, looked_at, new_ones
from tests.builders import EPOCH, quota
from tests.rules.a_board import board_of

LOOKED = Looked(EPOCH, 5)


def test_what_somebody_else_changed_since_is_new() -> None:
    assert is_new(LOOKED, board_of(), quota(rev=6, updated_by="li"))


def test_our_own_changes_and_what_stood_there_are_not() -> None:
    board = board_of()
    assert not is_new(LOOKED, board, quota(rev=6, updated_by="wang"))
    assert not is_new(LOOKED, board, quota(rev=5, updated_by="li"))
    assert not is_new(LOOKED, board, None)


def test_looking_at_everything_ends_all_marks() -> None:
    board = board_of(quota(rev=9, updated_by="li"))
    assert [one.rev for one in new_ones(LOOKED, board)] == [9]
    assert (latest(board), new_ones(all_looked_at(board), board)) == (9, [])


def test_looking_at_one_ends_its_mark_until_it_changes_again() -> None:
    looked = looked_at(LOOKED, quota(rev=6, updated_by="li"))
    assert not is_new(looked, board_of(), quota(rev=6, updated_by="li"))
    assert is_new(looked, board_of(), quota(rev=7, updated_by="li"))


def test_in_another_history_we_begin_anew() -> None:
    assert not is_new(Looked("another", 5), board_of(), quota(rev=9, updated_by="li"))
