"""A link that drops or stalls ends the board or does not touch it, and never costs an edit."""

from __future__ import annotations

import select
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from postcmd.records import Quota
from sync.post import open_cache
from tests.centre_fixture import RunningCentre, running_centre
from tests.pty.elsewhere import SUNHE, quota_at, set_quota, until
from tests.pty.seat import Seat, seat

GIVEN_BACK = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l", b"\x1b[?1004l")
ROUND = "gsgq"
"""Keys that paint two panes and leave everything as it was."""
MOST_ROUNDS = 100


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[RunningCentre]:
    """A centre of its own, which may go away."""
    with running_centre(tmp_path) as centre:
        yield centre


def most_cached(centre: RunningCentre, home: Path) -> int | None:
    """The quota as a board without a link would show it."""
    cached = open_cache(centre.url, "city", home / "state" / "postcmd")
    return next(put.max for put in cached.update.puts if isinstance(put, Quota) and put.id == SUNHE)


def nobody_reads(somebody: Seat) -> None:
    """The link stalls, while somebody goes on typing: the program wants to paint, and cannot."""
    for _ in range(MOST_ROUNDS):
        somebody.types(ROUND * 10)
        # Keys that wait together are painted together: each handful is painted before the next.
        select.select([], [], [], 0.1)
        if somebody.takes_no_more():
            break
    assert somebody.is_stuck()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_gives_the_terminal_back_and_leaves_nothing(
    centre: RunningCentre, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    with seat(centre, tmp_path) as somebody:
        assert not somebody.echoes()
        somebody.signal(number)
        assert somebody.ends() == code
        assert somebody.echoes()
        assert all(one in somebody.heard for one in GIVEN_BACK)
        assert somebody.left_behind == []


def test_a_closed_terminal_ends_the_board(centre: RunningCentre, tmp_path: Path) -> None:
    with seat(centre, tmp_path) as somebody:
        somebody.hang_up()
        assert somebody.ends(read=False) == 129
        assert somebody.left_behind == []


def test_a_terminal_nobody_reads_stops_neither_the_outbox_nor_the_sync(alone: RunningCentre, tmp_path: Path) -> None:
    """And a signal still ends the board then, with what it learnt meanwhile written down."""
    with seat(alone, tmp_path) as somebody:
        alone.stop()
        somebody.sees("offline")
        somebody.types("/孙河\r+")
        somebody.sees("13", "●")
        nobody_reads(somebody)

        alone.start()
        until(lambda: quota_at(alone)["max"] == 13)
        until(lambda: most_cached(alone, tmp_path) == 13)
        assert somebody.is_stuck()

        somebody.signal(signal.SIGTERM)
        assert somebody.ends(read=False) == 143
        assert somebody.left_behind == []


def test_a_terminal_that_is_read_again_shows_what_came_meanwhile(alone: RunningCentre, tmp_path: Path) -> None:
    with seat(alone, tmp_path) as somebody:
        somebody.types("/孙河\r")
        nobody_reads(somebody)
        set_quota(alone, 40)
        somebody.sees("online", "40")
