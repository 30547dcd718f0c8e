"""What a slow link carries: what changed, once, and nothing while nothing changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.seen import Post
from postcmd.intents import add_heads
from tests.centre_fixture import RunningCentre
from tests.pty.elsewhere import FIRST_ROW
from tests.pty.seat import QUIET, Seat, seat

SCREENFUL = 6_000
"""Bytes of one screen at 80x24: every cell, every colour."""
MOUSE = (b"\x1b[?1000h", b"\x1b[?1002h", b"\x1b[?1003h", b"\x1b[?1006h")
BLINKING = (b"\x1b[5m", b"\x1b[6m", b"\x1b[?12h", b"\x1b[?25h", b"\x1b[1 q", b"\x1b[5 q")


def test_while_nothing_happens_nothing_is_sent(board: Seat) -> None:
    assert board.is_silent(1.5)


def test_a_change_costs_its_cells_and_its_marks(board: Seat) -> None:
    board.cost("+")
    assert board.cost("+") <= 500


def test_moving_about_costs_less_than_a_screenful(board: Seat) -> None:
    assert board.cost("\x1b[B") <= 330
    assert board.cost("\x1b[6~") <= SCREENFUL
    board.cost("\x1b[H")


@pytest.mark.parametrize("key", ["?", ":", "\r"], ids=["help", "actions", "detail"])
def test_what_opens_and_closes_again_costs_a_screenful(board: Seat, key: str) -> None:
    assert board.cost(key, "\x1b") <= SCREENFUL


def test_a_line_to_type_into_costs_a_line(board: Seat) -> None:
    before = board.written
    board.types("/")
    board.settle(QUIET)
    assert board.written - before < 500
    assert board.is_silent(1.2), "its cursor blinks"
    board.cost("\x1b")


def test_a_window_that_loses_and_gets_the_focus_costs_next_to_nothing(board: Seat) -> None:
    assert board.cost("\x1b[O", "\x1b[I") < 220


def test_nothing_blinks_and_no_mouse_is_asked_for(board: Seat) -> None:
    assert not [one for one in (*MOUSE, *BLINKING) if one in board.heard]


def test_the_mouse_is_asked_for_where_it_is_wanted(centre: RunningCentre, tmp_path: Path) -> None:
    with seat(centre, tmp_path, "--mouse") as somebody:
        assert all(one in somebody.heard for one in (b"\x1b[?1000h", b"\x1b[?1006h"))


def test_a_slow_link_gets_the_colours_of_the_terminal_itself(centre: RunningCentre, tmp_path: Path) -> None:
    with seat(centre, tmp_path, "--slow-link") as somebody:
        assert b"\x1b[38;5;" not in somebody.heard
        assert b"48;5;" not in somebody.heard
        somebody.cost("+")
        assert somebody.cost("+") <= 400


def test_the_status_line_says_how_long_the_centre_takes(board: Seat) -> None:
    assert "round trip" in board.line_with("online")


def test_what_others_change_costs_its_cells(board: Seat, centre: RunningCentre, tmp_path: Path) -> None:
    """Twenty changes of two people within a second, on rows that are seen: few paints, and only of what differs."""
    post = Post(centre, "chaoyang", tmp_path)
    try:
        post.wait(lambda known: known.link.state == "online" and known.quota(FIRST_ROW) is not None)
        quota = post.board.quota(FIRST_ROW)
        assert quota is not None
        before = board.written
        for _ in range(20):
            post.engine.submit([add_heads(quota, 1)])
        post.wait(lambda known: not known.waiting)
        board.settle(QUIET)
        assert 0 < board.written - before < 1_500
    finally:
        post.engine.stop(5)
