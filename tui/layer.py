"""What a layer is: something open over the board, a list, a form's sheet or a card, with keys of its own.

1. What can be asked for there has a name within it, `chase.copy`; by that the configuration binds it.
2. What a layer shares with the board (moving about, leaving, the list of keys) goes by the keys of the board's actions.
3. Digits are always numbers: a key that types one cannot be another.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from postcmd.words import N_
from tui.key_names import named

Keys = tuple[str, ...]

DIGITS: Final[Keys] = tuple("0123456789")
ROWS: Final = ("up", "down", "page_up", "page_down", "first", "last")
SIDES: Final = ("left", "right")
LEAVING: Final = ("back", "leave")
ALWAYS: Final = (*LEAVING, "keys", "palette")
LIST: Final = (*ROWS, *ALWAYS, "copy")
"""What most lists share with the board."""


class LayerKey(Struct, frozen=True):
    """Something a layer can be asked for: `help` says more than the label where that does not say it all."""

    name: str
    keys: Keys
    label: str
    help: str = ""

    @property
    def is_fixed(self) -> bool:
        return self.keys == DIGITS


class Layer(Struct, frozen=True):
    """One screen over the board: its own keys, and the actions of the board whose keys hold there."""

    name: str
    title: str
    own: tuple[LayerKey, ...] = ()
    shared: tuple[str, ...] = LIST

    def key(self, name: str) -> LayerKey:
        """The one of that name; KeyError where there is none."""
        found = next((one for one in self.own if one.name == name), None)
        if found is None:
            raise KeyError(f"{self.name}.{name}")
        return found

    def full_name(self, name: str) -> str:
        """By what the configuration knows it: `chase.copy`; of what is shared, the action of the board."""
        return name if name in self.shared else f"{self.name}.{name}"


def key(name: str, keys: str, label: str, help: str = "") -> LayerKey:
    """One of them; its keys are written as on a keyboard, one after another with `|` between."""
    known = tuple(found for text in keys.split("|") if (found := named(text)))
    return LayerKey(name, known, label, help)


def digits(name: str, label: str, help: str = "") -> LayerKey:
    """One that begins with a digit."""
    return LayerKey(name, DIGITS, label, help)


READING: Final = (
    key("close", "enter", N_("close"), N_("back to where it was opened")),
    key("on", "space", N_("page on"), N_("one page down")),
)
"""Of what is read like a page."""
