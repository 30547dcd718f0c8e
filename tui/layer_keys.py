"""The keys in use of what opens over the board: what is shown there, and what a key asks for.

1. Within a layer a key belongs to one thing to do; a clash is refused when the configuration is read, by file, line
   and name.
2. What a layer shares with the board goes by the key that the board's action has.
3. Whatever shows a key of a layer asks here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from postcmd.errors import BadConfig
from postcmd.words import _
from tui import key_names
from tui.actions import BY_NAME as ACTIONS
from tui.keymap import Keymap, Keys, keyed, keymap
from tui.layer import DIGITS, LEAVING, Layer, LayerKey
from tui.layers import BY_NAME, LAYERS


def layer_key(full_name: str) -> LayerKey | None:
    """What the configuration knows as `chase.copy`."""
    layer, _dot, name = full_name.partition(".")
    found = BY_NAME.get(layer)
    return next((one for one in found.own if one.name == name), None) if found is not None else None


def names() -> Iterator[str]:
    """Everything that a configuration may bind in a layer."""
    return (f"{layer.name}.{one.name}" for layer in LAYERS for one in layer.own)


def keys_of(layer: Layer, name: str, using: Keymap | None = None) -> Keys:
    """All keys in use of what the layer calls so."""
    using = using or keymap()
    if name in layer.shared:
        return using.keys[name]
    return using.over.get(f"{layer.name}.{name}", layer.key(name).keys)


def by_key(layer: Layer, using: Keymap | None = None) -> dict[str, str]:
    """What each key asks for there."""
    each = (*(one.name for one in layer.own), *layer.shared)
    return {key: name for name in each for key in keys_of(layer, name, using)}


def label_of(layer: Layer, name: str) -> str:
    return _(ACTIONS[name].label if name in layer.shared else layer.key(name).label)


def help_of(layer: Layer, name: str) -> str:
    """What it does: its label says it all where there is nothing more to say."""
    if name in LEAVING:
        return _("back to where it was opened")
    if name in layer.shared:
        return keyed(_(ACTIONS[name].help))
    one = layer.key(name)
    return keyed(_(one.help)) if one.help else _(one.label)


def first_key_text(layer: Layer, name: str) -> str:
    """The key that stands at the bottom; the palette's where it has none of its own."""
    keys = keys_of(layer, name)
    if keys == DIGITS:
        return "0-9"
    return key_names.key_text(keys[0]) if keys else key_names.key_text(keymap().keys["palette"][0])


def hint(layer: Layer, name: str, label: str = "") -> tuple[str, str]:
    """As it stands at the bottom: its key, and what it is called just now."""
    return first_key_text(layer, name), label or label_of(layer, name)


def keys_text(layer: Layer, name: str) -> str:
    """All of its keys: `+  =`; the ten digits as one range."""
    keys = keys_of(layer, name)
    return "0-9" if keys == DIGITS else "  ".join(map(key_names.key_text, keys))


def key_of_name(full_name: str) -> str:
    """The key for a sentence that names `<chase.copy>`; nothing where nothing is called that."""
    layer, _dot, name = full_name.partition(".")
    return first_key_text(BY_NAME[layer], name) if layer_key(full_name) else ""


def second_keys(layer: Layer, first: str) -> str:
    """What a first key waits for there."""
    pairs = ((key.partition(" "), name) for key, name in by_key(layer).items())
    said = [
        f"{key_names.key_text(then)} {label_of(layer, name)}"
        for (one, _space, then), name in pairs
        if then and one == first
    ]
    return _(", ").join(said)


# What cannot be meant


def refuse_clashes(using: Keymap, lines: Mapping[str, int], file: str) -> None:
    """BadConfig where two things to do of one layer want the same key."""
    for layer in LAYERS:
        taken: dict[str, str] = {}
        for name, key in _last_bound_last(layer, using, lines):
            if other := _taken(key, taken):
                facts = {
                    "action": layer.full_name(name),
                    "key": key_names.key_text(key),
                    "other": layer.full_name(other),
                }
                raise BadConfig("key_clash", file=file, line=lines.get(layer.full_name(name), 0), **facts)
            taken[key] = name


def _last_bound_last(layer: Layer, using: Keymap, lines: Mapping[str, int]) -> list[tuple[str, str]]:
    """Every name with each of its keys: what the configuration binds comes last, so that it is what is told of."""
    each = [*layer.shared, *(one.name for one in layer.own)]
    each.sort(key=lambda name: lines.get(layer.full_name(name), 0))
    return [(name, key) for name in each for key in keys_of(layer, name, using)]


def _taken(key: str, taken: Mapping[str, str]) -> str | None:
    """Who has the key there already, or a sequence that begins with it, or its own first key."""
    first = key.partition(" ")[0]
    if " " in key:
        return taken.get(key) or taken.get(first)
    return taken.get(key) or next((name for one, name in taken.items() if one.startswith(f"{key} ")), None)
