"""Keys, footer, palette, help and the page of keys come from one list."""

from __future__ import annotations

import pytest

from dev.keys import PAGE, page
from postcmd.board import Board
from tests.tui.fakes import FakeCentre, FakeDesk
from tests.tui.post import SUNHE, a_post, world
from tui.actions import ACTIONS, BY_NAME, Action, footer_actions
from tui.captions import footer_parts
from tui.cards import keys_sections
from tui.key_names import key_text
from tui.keymap import keymap
from tui.situation import Here, Pane
from widgets.status import status_line

KEPT_BY_OTHERS = {
    "tmux": {"ctrl+b"},
    "screen": {"ctrl+a"},
    "a terminal": {
        "ctrl+c",
        "ctrl+d",
        "ctrl+h",
        "ctrl+i",
        "ctrl+j",
        "ctrl+m",
        "ctrl+q",
        "ctrl+s",
        "ctrl+z",
        "ctrl+enter",
    },
    "VS Code": {"ctrl+b", "ctrl+e", "ctrl+f", "ctrl+g", "ctrl+j", "ctrl+k", "ctrl+l", "ctrl+n", "ctrl+p", "ctrl+q"}
    | {"ctrl+r", "ctrl+t", "ctrl+w"},
    "PuTTY": {"shift+pageup", "shift+pagedown", "shift+insert", "ctrl+pageup", "ctrl+pagedown"},
    "a phone": {"insert", "ctrl+home", "ctrl+end"},
}
"""Keys that do not reach a program, or not always; nor does what begins with Alt, and the function keys."""


def is_free(key: str) -> bool:
    """Whether nothing between the keyboard and the board takes it."""
    first = key.split(" ", maxsplit=1)[0]
    is_function_key = first[0] == "f" and first[1:].isdigit()
    return not (is_function_key or first.startswith("alt+") or any(first in kept for kept in KEPT_BY_OTHERS.values()))


def a_board() -> Board:
    board = Board()
    board.apply(FakeDesk(FakeCentre(world())).first())
    return board


def test_no_key_asks_for_two_actions() -> None:
    keys = [key for action in ACTIONS for key in action.keys]
    assert len(keys) == len(set(keys))


def test_the_first_key_of_a_sequence_asks_for_nothing_itself() -> None:
    assert not keymap().first_keys & keymap().by_key.keys()


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_every_action_can_be_reached_by_a_key_that_nobody_else_takes(action: Action) -> None:
    """Its own, or its line among the actions, which have such a key."""
    assert any(map(is_free, action.keys)) or action.in_palette


def test_the_list_of_actions_can_be_reached_by_a_key_that_nobody_else_takes() -> None:
    assert any(map(is_free, BY_NAME["palette"].keys))


@pytest.mark.anyio
async def test_every_action_has_a_verb_and_every_verb_an_action() -> None:
    async with a_post() as post:
        assert set(post.screen.keyboard.verbs) == {action.name for action in ACTIONS}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_an_action_that_cannot_be_done_says_why_in_a_sentence(action: Action) -> None:
    panes: tuple[Pane, ...] = ("squad", "request", "quota")
    for pane in panes:
        why = action.why_not(Here(board=Board(), pane=pane))
        assert why is None or (why[0].isupper() and why.endswith("."))


def test_at_most_eight_keys_always_stand_at_the_bottom_and_the_list_of_keys_gives_way_last() -> None:
    assert len(footer_actions()) <= 8
    parts = footer_parts(Here(board=a_board(), pane="quota", id=SUNHE))
    line = status_line(parts, 80)
    assert "? keys" in "".join(piece.text for piece in line)


@pytest.mark.parametrize("pane", ["squad", "request", "quota"])
def test_no_key_stands_at_the_bottom_that_does_nothing_there(pane: Pane) -> None:
    here = Here(board=a_board(), pane=pane)
    shown = " ".join(part.text for part in footer_parts(here))
    cannot = [action for action in ACTIONS if action.why_not(here)]
    assert [action.name for action in cannot if f"{key_text(action.keys[0])} {action.label}" in shown] == []


def test_the_list_of_keys_names_every_action_that_can_be_done_here() -> None:
    text = str(keys_sections(Here(board=a_board(), pane="quota", demo=True)))
    assert [action.name for action in ACTIONS if action.label not in text] == []


def test_the_clock_is_no_key_of_a_real_post() -> None:
    assert "clock" not in str(keys_sections(Here(board=a_board(), pane="quota")))


def test_the_page_of_keys_is_what_the_registry_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m dev.keys"


@pytest.mark.parametrize(
    ("key", "text"), [("plus", "+"), ("g s", "g s"), ("ctrl+r", "Ctrl+R"), ("escape", "Esc"), ("less_than_sign", "<")]
)
def test_a_key_is_written_as_on_a_keyboard(key: str, text: str) -> None:
    assert key_text(key) == text
