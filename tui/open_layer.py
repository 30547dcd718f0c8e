"""What is open over the board takes its keys here: a list, a sheet or a card.

1. Its keys are those of its layer in `tui/layers.py`. Each stands at the bottom while it does something; pressed where
   it does not, it says why.
2. At most eight stand at the bottom; where there are more, the key of the list of keys is among them.
3. Back, and the key by which it was opened, lead to where it was opened from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from textual import events

from postcmd.words import _
from tui.key_line import Hint
from tui.keymap import keyed
from tui.layer_keyboard import LayerKeyboard
from tui.layer_keys import help_of, hint

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

MANY: Final = 7
"""More keys than that do not all stand at the bottom: the list of keys takes the eighth place."""


class RowKey(NamedTuple):
    """A key of a layer: its name there, what it does, why it does nothing here, what it is called just now."""

    name: str
    press: Callable[[], object]
    why_not: str = ""
    label: str = ""


class OpenLayer:
    """What a widget over the board is beside a widget. A subclass says which keys do what, and how it moves about."""

    LAYER: ClassVar[str]
    """What it is called in `tui/layers.py`."""
    MOVES: ClassVar[Mapping[str, Callable[[Any], object]]]
    keyboard: LayerKeyboard
    typed = ""
    """What was typed by the key that is being pressed: a digit begins a number."""
    _screen_below: BoardScreen

    def stand_over(self, screen: BoardScreen) -> None:
        self._screen_below = screen
        self.keyboard = LayerKeyboard(screen, self.LAYER)

    # What a subclass says

    def keys(self) -> list[RowKey]:
        """The keys just now, those that come next first."""
        return []

    def named(self) -> str:
        """What its list of keys is headed by."""
        return _(self.keyboard.layer.title)

    def moved(self) -> None:
        """Something else is in view or under the cursor."""

    def copy(self) -> None:
        """What stands there, as text."""

    def leave(self) -> None:
        self._screen_below.overlays.close()

    # What stands at the bottom

    def show_keys(self) -> None:
        self._screen_below.key_line.rest(self.hints())

    def hints(self) -> list[Hint]:
        layer = self.keyboard.layer
        hints = [hint(layer, one.name, one.label) for one in self.keys() if not one.why_not]
        if len(hints) > MANY and "keys" in layer.shared:
            hints = [hints[0], hint(layer, "keys", _("all keys")), *hints[1:MANY]]
        # The way back is the last to be said, and the first to give way: everybody knows it.
        back = [] if any(one.name == "back" for one in self.keys()) else [hint(layer, "back")]
        return [*hints, *back][: MANY + 1]

    # What is pressed

    def take_key(self, event: events.Key) -> None:
        """One key, which is nobody else's."""
        event.stop()
        event.prevent_default()
        self._screen_below.key_line.clear()
        name = self.keyboard.asked_for(event.key)
        if name is not None:
            self.typed = event.character or ""
            self.press(name)
        if self._screen_below.overlays.is_open:
            self.show_keys()

    def press(self, name: str) -> None:
        """Do what is called so, or say why it cannot be done."""
        mine = next((one for one in self.keys() if one.name == name), None)
        if mine is not None and mine.why_not:
            self._screen_below.say(keyed(mine.why_not), "warn")
        elif mine is not None:
            mine.press()
        else:
            self._press_shared(name)

    def _press_shared(self, name: str) -> None:
        if name in self.MOVES:
            self.MOVES[name](self)
            self.moved()
        elif name in ("keys", "palette"):
            self._list_keys()
        elif name == "copy":
            self.copy()
        elif name in self.keyboard.layer.shared or name == "close":
            self.leave()
        else:
            self._screen_below.say(_("That cannot be done here just now."), "warn")

    def _list_keys(self) -> None:
        """All of its keys, each done when it is chosen; where it has none, those of the board."""
        from tui.pick_list import Pick, PickList
        from widgets.choice import Option

        layer, keys = self.keyboard.layer, self.keys()
        if not keys:
            self._screen_below.overlays.open_keys()
            return
        options = [
            Option(one.name, " ".join(hint(layer, one.name, one.label)), keyed(one.why_not) or help_of(layer, one.name))
            for one in keys
        ]
        self._screen_below.overlays.open(PickList, Pick(self.named(), options, self.press), above=True)
