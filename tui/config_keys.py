"""The keys that a configuration binds: `keymap = "vim"`, or a table `[keymap]` of actions and their keys.

1. Every binding knows its line. Those of a layer stand in a table of its own, `[keymap.chase]`, or as `chase.copy`.
2. What is meant by it is for the registry to say: reading it loads nothing of the board.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from postcmd.errors import BadConfig
from postcmd.words import N_

DEFAULT: Final = "default"
PRESETS: Final = (DEFAULT, "vim")
TABLE: Final = "keymap"


class Bound(Struct, frozen=True):
    """An action and the keys it is given, as they were written; no key: it stands in the palette alone."""

    action: str
    keys: tuple[str, ...]
    line: int


def bound_in(file: Path, text: str, table: Mapping[str, Any]) -> tuple[Bound, ...]:
    """What `[keymap]` binds, in its order; BadConfig where it is no key or list of keys."""
    return tuple(_bound(file, text, table))


def _bound(file: Path, text: str, table: Mapping[str, Any], layer: str = "") -> Iterator[Bound]:
    for name, said in table.items():
        if name == "preset" and not layer:
            continue
        if isinstance(said, dict) and not layer:
            yield from _bound(file, text, said, name)
            continue
        action = f"{layer}.{name}" if layer else name
        line = line_in_table(text, name, layer)
        keys = [said] if isinstance(said, str) else said
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            wanted = N_('a key, or a list of keys: "u" or ["u", "ctrl+z"]')
            raise BadConfig("bad_value", key=action, wanted=wanted, file=str(file), line=line)
        yield Bound(action, tuple(key for key in keys if key), line)


def line_in_table(text: str, key: str, layer: str = "") -> int:
    """Where a key of the table, or of a layer's own, stands; where the table begins if that cannot be seen."""
    lines = text.splitlines()
    start = _first(lines, 1, rf"\s*\[\s*{TABLE}\s*[\].]|\s*{TABLE}\s*[.=]") or 1
    if layer:
        own = rf"""["']?{re.escape(layer)}["']?"""
        start = _first(lines, start, rf"\s*\[\s*{TABLE}\s*\.\s*{own}\s*\]|(.*[.{{,]|\s*){own}\s*[.=]") or start
    return _first(lines, start, rf"""(.*[.{{,])?\s*["']?{re.escape(key)}["']?\s*=""") or start


def _first(lines: list[str], start: int, pattern: str) -> int:
    """The number of the first line from `start` on that begins so; 0 where there is none."""
    stands = re.compile(pattern)
    return next((n for n, line in enumerate(lines, 1) if n >= start and stands.match(line)), 0)
