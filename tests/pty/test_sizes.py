"""Whatever becomes of the window, the board stands in it, or says in a sentence that it cannot."""

from __future__ import annotations

import random
from pathlib import Path

from tests.centre_fixture import RunningCentre
from tests.pty.seat import LONG, QUIET, Seat, seat


def test_a_storm_of_sizes_leaves_a_whole_picture(centre: RunningCentre, tmp_path: Path) -> None:
    dice = random.Random(20221120)
    with seat(centre, tmp_path) as somebody:
        before = somebody.written
        for _ in range(60):
            somebody.resize(dice.randrange(20, 200), dice.randrange(5, 60))
        somebody.resize(90, 28)
        somebody.sees("online", "Quotas", "? keys")
        somebody.settle(2 * QUIET)
        assert somebody.written - before < 100_000
        assert somebody.text() == painted_anew(somebody)


def test_the_same_size_again_paints_a_window_that_another_program_left(centre: RunningCentre, tmp_path: Path) -> None:
    with seat(centre, tmp_path) as somebody:
        picture = somebody.text()
        somebody.screen.erase_in_display(2)
        assert somebody.text() != picture
        somebody.resize(81, 24)
        somebody.resize(80, 24)
        assert somebody.until(lambda text: text == picture, LONG) is not None, somebody.text()


def test_twenty_by_five_says_in_a_sentence_what_it_needs(centre: RunningCentre, tmp_path: Path) -> None:
    with seat(centre, tmp_path) as somebody:
        somebody.resize(20, 5)
        somebody.sees("20x5", "40x8")
        words = " ".join(somebody.text().split())
        assert words == "This terminal has 20x5 cells; the board needs 40x8."
        somebody.resize(80, 24)
        somebody.sees("online", "Quotas")


def painted_anew(somebody: Seat) -> str:
    somebody.types("\x0c")
    somebody.settle(QUIET)
    return somebody.text()
