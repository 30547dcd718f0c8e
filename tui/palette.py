"""The palette: every action by its name, filtered while one types.

1. It lists the registry; an action that cannot be done now is listed with the reason.
2. `/` goes on to the search over every record.
3. Names are found in both languages, whichever is in use, and by pinyin: hands know the one, manuals may speak the
   other. What is found in the name stands before what is found in the help.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import cache
from gettext import GNUTranslations
from typing import TYPE_CHECKING, Final

from textual import events

from postcmd import pinyin
from postcmd.clean import fold
from postcmd.readable import Text
from postcmd.words import LOCALE, _
from tui.actions import BY_NAME, Action, reachable
from tui.keymap import help_of, keyed, keys_text, why_not
from tui.moving import while_typing
from tui.verbs_on_calls import open_search
from widgets.columns import Column
from widgets.live import LiveTable
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

OF_HELP: Final = 0.3
"""What a word in the help counts, beside one in the name."""


class Palette(LiveTable):
    """Type to filter, Enter does the action under the cursor."""

    free_text = True

    def __init__(self, screen: BoardScreen) -> None:
        columns = (
            Column("label", _("action"), 16, min=10),
            Column("keys", _("keys"), 12, min=6),
            Column("help", _("what it does"), 30, min=10, flex=1, shrink=1),
        )
        super().__init__(columns, classes="over full", title="", empty_text=_("No action has that name."))
        self._board_screen = screen
        self._typed = ""
        self._by_sound = False

    async def begin(self, subject: None) -> None:
        self.add_class("-open")
        self._board_screen.key_line.rest(_("Enter does it  Esc back").split("  "))
        self._look_for("")
        if not self._by_sound:
            self.run_worker(self._learn_to_hear(), name="pinyin", group="pinyin")

    async def _learn_to_hear(self) -> None:
        """Letters are pinyin too, once the dictionary was read: in a thread, so that no key waits for it."""
        await asyncio.to_thread(pinyin.load)
        self._by_sound = True
        if self._typed and self._sheet.line == 0:
            self._look_for(self._typed)

    def follow(self, touched: Iterable[object] = ()) -> None:
        here = self._board_screen.here()
        words = fold(self._typed).casefold().split()
        shown = [action for action in reachable(here) if action.in_palette]
        if words:
            found = [(worth(action, words, self._by_sound), action) for action in shown]
            shown = [action for worth, action in sorted(found, key=lambda pair: -pair[0]) if worth]
        self.set_rows(_row(action, why_not(action, here)) for action in shown)
        self.set_caption(f": {self._typed}_")

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self._board_screen.overlays.close()
        elif event.key == "enter":
            self._choose()
        elif event.key == "backspace":
            self._look_for(self._typed[:-1])
        elif event.is_printable and event.character:
            self._look_for(self._typed + event.character)
        elif move := while_typing(event.key):
            move(self)

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


def worth(action: Action, words: list[str], by_sound: bool) -> float:
    """How well an action answers what was typed; 0 where a word of it is nowhere in it."""
    best = [max(_found(text, word, by_sound) * weight for text, weight in _texts(action.name)) for word in words]
    return sum(best) if all(best) else 0


def _found(text: Text, word: str, by_sound: bool) -> float:
    place = text.where(word, by_sound and word.isascii() and word.isalnum())
    return place[0] if place else 0


@cache
def _texts(name: str) -> tuple[tuple[Text, float], ...]:
    action, chinese = BY_NAME[name], _chinese()
    names = (action.name, action.label, chinese.gettext(action.label))
    helps = (help_of(action), keyed(chinese.gettext(action.help)))
    return (*((Text(text), 1.0) for text in names), *((Text(text), OF_HELP) for text in helps))


@cache
def _chinese() -> GNUTranslations:
    with (LOCALE / "zh_CN" / "LC_MESSAGES" / "postcmd.mo").open("rb") as compiled:
        return GNUTranslations(compiled)


def _row(action: Action, why_not: str | None) -> Row:
    tone = "dim" if why_not else "normal"
    cells = (Cell(_(action.label), "strong" if not why_not else "dim"), Cell(keys_text(action), "dim"))
    return Row(action.name, (*cells, Cell(why_not or help_of(action), tone)))  # type: ignore[arg-type]
