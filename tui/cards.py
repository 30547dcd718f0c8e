"""The cards: the detail of a record, and the keys.

1. A detail follows its record while it is read; when the record is gone it says so and keeps what it showed.
2. The list of keys is made from the registry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import events

from postcmd.board import Key
from postcmd.words import _
from tui import detail
from tui.actions import ACTIONS, GROUPS, reachable
from tui.keymap import help_of, keys_text
from tui.situation import Here
from widgets.card import Card, Fact, Section
from widgets.keys import fold_key

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class BoardCard(Card):
    """A card over the board, with its keys where the board has its own; leaving it gives the focus back."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(classes="over full")
        self._board_screen = screen

    def open(self, title: str, sections: Sequence[Section], hints: str = "") -> None:
        super().open(title, sections)
        self._rest_on(hints)

    def show(self, title: str, sections: Sequence[Section], hints: str = "") -> None:
        super().show(title, sections)
        # A line that was opened above it has keys of its own.
        if hints and self._board_screen.focused is self:
            self._rest_on(hints)

    def _rest_on(self, hints: str) -> None:
        self._board_screen.key_line.rest(hints.split("  ") if hints else ())

    def on_key(self, event: events.Key) -> None:
        """`y` copies what stands on any card."""
        if fold_key(event.key, event.character)[0] == "y":
            from tui import copying

            event.stop()
            event.prevent_default()
            copying.copy_card(self._board_screen, self.title, self.sections)

    def on_card_left(self, event: Card.Left) -> None:
        event.stop()
        self._board_screen.overlays.close()


class DetailCard(BoardCard):
    """A record's facts and last events."""

    _key: Key = ("quota", "")

    async def begin(self, subject: Key) -> None:
        self._key = subject
        board = self._board_screen.board
        self.open(detail.title(board, subject), detail.sections(board, subject), _("y copy  Up Down scroll  Esc back"))
        self._board_screen.looking.seen(subject)

    def follow(self, touched: Iterable[Key]) -> None:
        board = self._board_screen.board
        if board.get(*self._key) is None:
            self._board_screen.say(_("{id} is no longer here.").format(id=self._key[1]), "warn")
        else:
            hints = _("y copy  Up Down scroll  Esc back")
            self.show(detail.title(board, self._key), detail.sections(board, self._key), hints)


class KeysCard(BoardCard):
    """Every key and what it does."""

    async def begin(self, subject: None) -> None:
        self.open(_("Keys"), keys_sections(self._board_screen.here()), _("Up Down scroll  Esc back"))

    def follow(self, touched: Iterable[Key]) -> None:
        """The keys stay what they are."""


def keys_sections(here: Here) -> list[Section]:
    shown = reachable(here)
    sections = []
    for group, heading in GROUPS.items():
        facts = tuple(
            Fact(keys_text(action), f"{_(action.label)}: {help_of(action)}")
            for action in ACTIONS
            if action.group == group and action in shown
        )
        if facts:
            sections.append(Section(_(heading), facts))
    from tui.ways import KEYS

    of_cases = tuple(Fact(key, f"{_(label)}: {_(help)}") for _name, key, label, help in KEYS)
    sections.append(Section(_("In the outbox, on what needs attention"), of_cases))
    marks = Fact("· ● ✓ !", _("an edit: being saved, saved here, taken in by the centre, needs attention"))
    too_few = Fact("!4", _("under “here”: so many are there, and more should be by now"))
    return [*sections, Section(_("Marks"), (marks, too_few))]
