"""The cards: the detail of a record, and the keys.

1. A detail follows its record while it is read; when the record is gone it says so and keeps what it showed.
2. The list of keys is made from the registry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from textual import events

from postcmd.board import Key
from postcmd.words import _
from tui import detail
from tui.actions import ACTIONS, GROUPS, reachable
from tui.key_line import Hint
from tui.keymap import help_of, keys_text
from tui.layer import Layer
from tui.layer_keys import first_key_text, hint
from tui.layer_keys import help_of as layer_help
from tui.layer_keys import keys_text as layer_keys_text
from tui.layers import LAYERS
from tui.open_layer import MANY, OpenLayer
from tui.situation import Here
from widgets.card import Card, Fact, Section

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


MOVES: Final[Mapping[str, Callable[[Card], object]]] = {
    "up": lambda card: card.scroll_lines(-1),
    "down": lambda card: card.scroll_lines(1),
    "page_up": lambda card: card.scroll_pages(-1),
    "page_down": lambda card: card.scroll_pages(1),
    "on": lambda card: card.scroll_pages(1),
    "first": lambda card: card.to_start(),
    "last": lambda card: card.to_end(),
}


class BoardCard(OpenLayer, Card):
    """A card over the board, with its keys where the board has its own; leaving it gives the focus back."""

    LAYER = "card"
    MOVES = MOVES

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(classes="over full")
        self._board_screen = screen
        self.stand_over(screen)

    def open(self, title: str, sections: Sequence[Section], hints: str = "") -> None:
        super().open(title, sections)
        self.show_keys()

    def show(self, title: str, sections: Sequence[Section], hints: str = "") -> None:
        super().show(title, sections)
        # A line that was opened above it has keys of its own.
        if self._board_screen.focused is self:
            self.show_keys()

    def hints(self) -> list[Hint]:
        """Its own; then how to read on, and the way back."""
        layer, own = self.keyboard.layer, super().hints()[:-1]
        copies = "copy" in layer.shared and all(one.name != "copy" for one in self.keys())
        return [*own, *([hint(layer, "copy")] if copies else []), *self.reading_hints()][: MANY + 1]

    def reading_hints(self) -> list[Hint]:
        layer = self.keyboard.layer
        both = f"{first_key_text(layer, 'up')} {first_key_text(layer, 'down')}"
        return [(both, _("scroll")), hint(layer, "back")]

    def on_key(self, event: events.Key) -> None:
        self.take_key(event)

    def copy(self) -> None:
        from tui import copying

        copying.copy_card(self._board_screen, self.title, self.sections)

    def on_card_left(self, event: Card.Left) -> None:
        event.stop()
        self.leave()


class DetailCard(BoardCard):
    """A record's facts and last events."""

    _key: Key = ("quota", "")

    async def begin(self, subject: Key) -> None:
        self._key = subject
        board = self._board_screen.board
        self.open(detail.title(board, subject), detail.sections(board, subject))
        self._board_screen.looking.seen(subject)

    def follow(self, touched: Iterable[Key]) -> None:
        board = self._board_screen.board
        if board.get(*self._key) is None:
            self._board_screen.say(_("{id} is no longer here.").format(id=self._key[1]), "warn")
        else:
            self.show(detail.title(board, self._key), detail.sections(board, self._key))


class KeysCard(BoardCard):
    """Every key and what it does."""

    async def begin(self, subject: None) -> None:
        self.open(_("Keys"), keys_sections(self._board_screen.here()))

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
    sections += [Section(_(layer.title), tuple(_own_keys(layer))) for layer in LAYERS if layer.own]
    marks = Fact("· ● ✓ !", _("an edit: being saved, saved here, taken in by the centre, needs attention"))
    too_few = Fact("!4", _("under “here”: so many are there, and more should be by now"))
    return [*sections, Section(_("Marks"), (marks, too_few))]


def _own_keys(layer: Layer) -> Iterator[Fact]:
    """What a layer has keys for beside moving about and leaving."""
    for one in layer.own:
        label, help = _(one.label), layer_help(layer, one.name)
        yield Fact(layer_keys_text(layer, one.name), label if help == label else f"{label}: {help}")
