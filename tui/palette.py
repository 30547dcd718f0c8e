"""The palette: every action by its name, filtered while one types.

1. It lists the registry; an action that cannot be done now is listed with the reason.
2. `/` goes on to the search over every record.
3. Names are found in both languages, whichever is in use: hands know the one, manuals may speak the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from gettext import GNUTranslations
from typing import TYPE_CHECKING, Final

from textual import events

from postcmd.clean import fold
from postcmd.words import LOCALE, _
from tui.actions import BY_NAME, Action, reachable
from tui.keymap import help_of, keys_text, why_not
from tui.verbs_on_calls import open_search
from widgets.columns import Column
from widgets.live import LiveTable
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

STEPS: Final = {"up": -1, "down": 1}


class Palette(LiveTable):
    """Type to filter, Enter does the action under the cursor."""

    free_text = True

    def __init__(self, screen: BoardScreen) -> None:
        columns = (
            Column("label", _("action"), 16, min=10),
            Column("keys", _("keys"), 12, min=6),
            Column("help", _("what it does"), 30, min=10, flex=1, shrink=1),
        )
        super().__init__(columns, classes="over full", title="", empty_text=_("No action is called that."))
        self._board_screen = screen
        self._typed = ""

    async def begin(self, subject: None) -> None:
        self.add_class("-open")
        self._look_for("")

    def follow(self, touched: Iterable[object] = ()) -> None:
        here = self._board_screen.here()
        words = fold(self._typed).casefold().split()
        shown = [action for action in reachable(here) if action.in_palette and _answers(action, words)]
        self.set_rows(_row(action, why_not(action, here)) for action in shown)
        self.set_caption(f": {self._typed}_", _("Enter does it  Esc back"))

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if event.key in STEPS:
            self.move(STEPS[event.key])
        elif event.key == "escape":
            self._board_screen.overlays.close()
        elif event.key == "enter":
            self._choose()
        elif event.key == "backspace":
            self._look_for(self._typed[:-1])
        elif event.is_printable and event.character:
            self._look_for(self._typed + event.character)

    def _look_for(self, text: str) -> None:
        if text == "/":
            open_search(self._board_screen)
            return
        self._typed = text
        self.follow()
        self.to_start()

    def _choose(self) -> None:
        name = self.cursor
        self._board_screen.overlays.close()
        if name is not None:
            self._board_screen.keyboard.act(BY_NAME[name])


def _answers(action: Action, words: list[str]) -> bool:
    chinese = _chinese()
    said = (action.label, action.help)
    text = " ".join((action.name, *said, *map(chinese.gettext, said))).casefold()
    return all(word in text for word in words)


@cache
def _chinese() -> GNUTranslations:
    with (LOCALE / "zh_CN" / "LC_MESSAGES" / "postcmd.mo").open("rb") as compiled:
        return GNUTranslations(compiled)


def _row(action: Action, why_not: str | None) -> Row:
    tone = "dim" if why_not else "normal"
    cells = (Cell(_(action.label), "strong" if not why_not else "dim"), Cell(keys_text(action), "dim"))
    return Row(action.name, (*cells, Cell(why_not or help_of(action), tone)))  # type: ignore[arg-type]
