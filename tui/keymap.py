"""Which key asks for which action: what the registry says, the preset over it, and the configuration over that.

1. A key belongs to one action, and the first key of a sequence to none.
2. What cannot be meant is refused with file, line and action; no key is dropped in silence.
3. Whatever shows a key asks here: the footer, the list of keys, the palette, and sentences that name one.
   What opens over the board has keys of its own: `tui/layer_keys.py`.
4. The keys of what opens over the board are looked at only where the configuration binds any.
5. The palette and the list of keys are always at hand; the digits are always numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from postcmd.errors import BadConfig
from postcmd.words import _
from tui.actions import ACTIONS, BY_NAME, Action
from tui.config import Config
from tui.config_keys import DEFAULT, Bound
from tui.key_names import key_text, named
from tui.situation import Here

Keys = tuple[str, ...]

PRESETS: Final[Mapping[str, Mapping[str, Keys]]] = {
    DEFAULT: {},
    "vim": {
        "next_pane": ("tab", "g t"),
        "previous_pane": ("shift+tab", "g T"),
        "first": ("home", "g g"),
        "page_down": ("pagedown", "ctrl+d"),
        "page_up": ("pageup", "ctrl+u"),
        "delete": ("d d",),
        "divide": ("d q",),
        "rolls.go": ("g o",),
        "watch.go": ("g o",),
        "muster.gear": ("g e",),
    },
}
FIXED: Final = ("type",)
NEEDED: Final = ("palette", "keys")
_NAMES_A_KEY: Final = re.compile(r"<([a-z_]+(?:\.[a-z_]+)?)>")


class Keymap(Struct, frozen=True):
    """The keys of every action, in the order they are shown; `over` has those of layers that are not as by default."""

    keys: Mapping[str, Keys]
    by_key: Mapping[str, Action]
    first_keys: frozenset[str]
    over: Mapping[str, Keys] = {}


def keymap_from(preset: str = DEFAULT, bound: Sequence[Bound] = (), file: str = "") -> Keymap:
    """The keys under a preset and what the configuration binds; BadConfig where they cannot all be meant."""
    keys = {action.name: action.keys for action in ACTIONS}
    keys.update(PRESETS[preset])
    lines = {one.action: one.line for one in bound}
    for one in bound:
        keys[_known(one, file)] = tuple(_readable(one, text, file) for text in one.keys)
        if not one.keys and one.action in NEEDED:
            raise BadConfig("key_needed", file=file, line=one.line, action=one.action)
    over = {name: keys.pop(name) for name in list(keys) if "." in name}
    by_key = _without_clash(keys, lines, file)
    made = Keymap(keys, by_key, frozenset(key.partition(" ")[0] for key in by_key if " " in key), over)
    if bound:
        from tui.layer_keys import refuse_clashes

        refuse_clashes(made, lines, file)
    return made


def keymap_of(config: Config) -> Keymap:
    """The keys that the configuration asks for."""
    return keymap_from(config.preset, config.bound, str(config.file))


def _known(one: Bound, file: str) -> str:
    facts: dict[str, Any] = {"file": file, "line": one.line, "action": one.action}
    if one.action in FIXED:
        raise BadConfig("key_fixed", **facts)
    if one.action in BY_NAME:
        return one.action
    from difflib import get_close_matches

    from tui.layer_keys import layer_key, names

    if found := layer_key(one.action):
        if found.is_fixed:
            raise BadConfig("key_fixed", **facts)
        return one.action
    close = get_close_matches(one.action, [*BY_NAME, *names()], 1)
    raise BadConfig("unknown_action", **facts, **({"like": close[0]} if close else {}))


def _readable(one: Bound, text: str, file: str) -> str:
    key = named(text)
    if key is None:
        raise BadConfig("bad_key", file=file, line=one.line, action=one.action, text=text)
    return key


def _without_clash(keys: Mapping[str, Keys], lines: Mapping[str, int], file: str) -> dict[str, Action]:
    """The action of each key. What the configuration binds comes last, so that it is what is told of."""
    by_key: dict[str, Action] = {}
    for name in sorted(keys, key=lambda name: lines.get(name, 0)):
        for key in keys[name]:
            if other := _taken(key, by_key):
                facts = {"action": name, "key": key_text(key), "other": other.name}
                raise BadConfig("key_clash", file=file, line=lines.get(name, 0), **facts)
            by_key[key] = BY_NAME[name]
    return by_key


def _taken(key: str, by_key: Mapping[str, Action]) -> Action | None:
    """Who has the key already, or a sequence that begins with it, or its own first key."""
    first = key.partition(" ")[0]
    if " " in key:
        return by_key.get(key) or by_key.get(first)
    begun = (action for taken, action in by_key.items() if taken.startswith(f"{key} "))
    return by_key.get(key) or next(begun, None)


_keymap = keymap_from()


def use(keymap: Keymap | None = None) -> None:
    """These keys from now on; without, those of the registry again."""
    global _keymap
    _keymap = keymap or keymap_from()


def keymap() -> Keymap:
    """The keys in use."""
    return _keymap


def keys_text(action: Action) -> str:
    """All keys of an action: `+  =`, `Up  k`; the ten digits as one range."""
    keys = _keymap.keys[action.name]
    return "0-9" if keys[:1] == ("0",) else "  ".join(map(key_text, keys))


def first_key_text(action: Action) -> str:
    """The key of an action that is shown where there is room for one."""
    keys = _keymap.keys[action.name]
    return key_text(keys[0]) if keys else f"{key_text(_keymap.keys['palette'][0])}{action.name}"


def keyed(text: str) -> str:
    """The sentence with the key in use for each `<action>` that it names."""
    return _NAMES_A_KEY.sub(_key_of, text) if "<" in text else text


def _key_of(found: re.Match[str]) -> str:
    action = BY_NAME.get(found[1])
    if action is None and "." in found[1]:
        from tui.layer_keys import key_of_name

        return key_of_name(found[1]) or found[0]
    return first_key_text(action) if action else found[0]


def help_of(action: Action) -> str:
    """What it does, in the language and with the keys in use."""
    return keyed(_(action.help))


def why_not(action: Action, here: Here) -> str | None:
    """Why it cannot be done here, with the keys in use; None where it can."""
    why = action.why_not(here)
    return keyed(why) if why else None


def second_keys(first: str) -> str:
    """What a first key waits for: `s squads, r requests, q quotas`."""
    pairs: Iterable[tuple[tuple[str, str, str], Action]] = (
        (key.partition(" "), action) for key, action in _keymap.by_key.items()
    )
    said = [f"{key_text(then)} {_(action.label)}" for (begun, _space, then), action in pairs if then and begun == first]
    return _(", ").join(said)
