"""The keyboard: which action a key on the panes asks for, and when.

1. A key does what the registry says; where that cannot be done now, the line at the bottom says why.
2. Keys typed ahead of the outbox wait for it, in their order: a change made at the first frame is not lost.
3. While a preview waits for its Enter, no key reaches anything else.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from textual import events

from postcmd.words import _
from tui.actions import Action
from tui.key_names import key_text
from tui.keymap import keyed, keymap, second_keys, why_not

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen
    from tui.verbs import Verb


KEEPS_ROOM: Final = ("raise_above", "back")
"""Actions after which what was refused just now can still be raised for; any other one leaves it."""


class Keyboard:
    """Takes the keys that nothing over the panes and no open edit had a use for."""

    def __init__(self, screen: BoardScreen) -> None:
        self._screen = screen
        self.asked = ""
        """The name of the action that was done last."""
        self._prefix = ""
        self._early: list[events.Key] = []

    @cached_property
    def verbs(self) -> dict[str, Verb]:
        """What each action does."""
        from tui.verbs import verbs

        return verbs(self._screen)

    def press(self, event: events.Key) -> None:
        """One key, now or when the outbox is open."""
        if self._must_wait(event.key):
            self._early.append(event)
        else:
            self._take(event)

    def press_early_ones(self) -> None:
        """The outbox is open: what was typed ahead of it."""
        early, self._early = self._early, []
        for event in early:
            table = self._screen.view.table
            if table.is_editing:
                table.on_key(event)
            else:
                self._take(event)

    @property
    def has_early_ones(self) -> bool:
        return bool(self._early)

    def act(self, action: Action, typed: str = "") -> None:
        """Do it, or say why it cannot be done."""
        if why := why_not(action, self._screen.here()):
            self._screen.say(why, "warn")
        else:
            self.asked = action.name
            self.verbs[action.name](typed)

    def _must_wait(self, key: str) -> bool:
        action = keymap().by_key.get(key)
        return self._screen.desk is None and (bool(self._early) or (action is not None and action.needs_outbox))

    def _take(self, event: events.Key) -> None:
        screen = self._screen
        if screen.changing.pending is not None:
            self._take_on_preview(event)
            return
        screen.key_line.clear()
        action = self._asked_for(event.key)
        if action is None or action.name not in KEEPS_ROOM:
            screen.changing.raising = ()
        if action:
            self.act(action, event.character or "")

    def _asked_for(self, key: str) -> Action | None:
        """The action of a key, or of the second key of a sequence."""
        prefix, self._prefix = self._prefix, ""
        if not prefix and key in keymap().first_keys:
            self._prefix = key
            self._screen.say(
                _("{key}, then: {choices}").format(key=key_text(key), choices=second_keys(key)),
                "accent",
                in_passing=True,
            )
            return None
        action = keymap().by_key.get(f"{prefix} {key}" if prefix else key)
        if action is None and (prefix or len(key) == 1):
            text = keyed(_("{key} means nothing here; <keys> shows all keys."))
            self._screen.say(text.format(key=f"{prefix} {key}".strip()), in_passing=True)
        return action

    def _take_on_preview(self, event: events.Key) -> None:
        from tui.layer_keys import by_key
        from tui.layers import BY_NAME as LAYERS

        changing, asked = self._screen.changing, by_key(LAYERS["preview"]).get(event.key)
        if asked == "do":
            self._screen.key_line.clear()
            changing.confirm()
        elif asked == "back":
            changing.let_go()
        elif asked is not None:
            self.verbs[asked](event.character or "")
        else:
            changing.remind()
