"""What is typed arrives: from an input method, pasted, full-width, on old terminals and on new ones."""

from __future__ import annotations

from typing import Final

import pytest

from tests.pty.seat import QUIET, Seat
from tests.widgets.test_newer_terminals_type_plain_keys import of_kitty

COMMIT: Final = "孙河北甸西村今晚要五十个人去做核酸扫码登"
"""Twenty characters, as an input method hands them over at once."""
FIELDS: Final = {
    "/": "Quotas",
    ":": "what it does",
    "\x06": "Enter goes there",
    "N": "Note:",
    ";": "Note on",
    "n": "New request",
}
"""Keys that lead to where text is typed, and what stands there then."""
BEGINS_PASTE, ENDS_PASTE = "\x1b[200~", "\x1b[201~"


def leave(board: Seat) -> None:
    """Out of whatever is open, nothing kept."""
    for _ in range(2):
        # A key right after an Escape would be one with Alt.
        board.types("\x1b")
        board.settle(0.3)
    board.sees("? keys")


def arrives(board: Seat, typed: str, seen: str) -> None:
    """What is typed stands there once more than before."""
    before = board.text().count(seen)
    board.types(typed)
    assert board.until(lambda text: text.count(seen) > before) is not None, f"{seen} did not arrive in\n{board.text()}"


@pytest.mark.parametrize("key", FIELDS, ids=["filter", "actions", "search", "note", "phone note", "request"])
def test_a_committed_text_arrives_whole_in_every_field(board: Seat, key: str) -> None:
    try:
        board.types(key)
        board.sees(FIELDS[key])
        board.settle(0.2)  # of the panes beneath nothing is left that could be counted
        for count in (1, 4, 5):
            arrives(board, COMMIT[:count], COMMIT[:count])
            board.types("\x7f" * count)
            board.settle(0.2)
        # Where the field is narrower it shows the end, and at Home the beginning.
        arrives(board, COMMIT, COMMIT[-8:])
        board.types("\x1b[H")
        board.sees(COMMIT[:8])
    finally:
        leave(board)


def test_a_terminal_is_not_asked_to_speak_kitty_and_is_understood_where_it_does(board: Seat) -> None:
    assert b"\x1b[>1u" not in board.heard
    assert b"\x1b[=" not in board.heard
    board.types("\x1b[47u")
    board.types(of_kitty(COMMIT))
    board.sees(f"/ {COMMIT}")
    board.types("\x1b[27u")
    board.sees_no_more(COMMIT)
    assert "? keys" in board.text()


@pytest.mark.parametrize(("key", "seen"), [("？", "Keys"), ("：", "what it does"), ("／", "/ ")])
def test_full_width_signs_do_what_their_twins_do(board: Seat, key: str, seen: str) -> None:
    board.types(key)
    board.sees(seen)
    leave(board)


def test_full_width_figures_are_figures(board: Seat) -> None:
    board.types("６－９")
    board.sees("6-9_")
    leave(board)
    assert "6-9_" not in board.text()


def test_a_pasted_text_lands_in_the_field_and_nowhere_else(board: Seat) -> None:
    pasted = f"{BEGINS_PASTE}孙河乡 今晚 50 人\nq{ENDS_PASTE}"
    before = board.text()
    board.types(pasted)
    board.settle(QUIET)
    assert board.text() == before, "a paste on the board is no row of keys"
    board.types("/")
    board.sees("/ ")
    board.types(pasted)
    board.sees("孙河乡 今晚 50 人")
    leave(board)


def test_half_a_key_that_the_link_cut_off_is_none(board: Seat) -> None:
    before = board.text()
    board.types("\x1b[1;")
    assert board.is_silent(1.0)
    board.types("\x1b[5~")
    board.settle(QUIET)
    assert board.text() == before
