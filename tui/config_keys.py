"""The keys that a configuration binds: `keymap = "vim"`, or a table `[keymap]` of actions and their keys.

1. Every binding knows its line.
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


def _bound(file: Path, text: str, table: Mapping[str, Any]) -> Iterator[Bound]:
    for action, said in table.items():
        if action == "preset":
            continue
        line = line_in_table(text, action)
        keys = [said] if isinstance(said, str) else said
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            wanted = N_('a key, or a list of keys: "u" or ["u", "ctrl+z"]')
            raise BadConfig("bad_value", key=action, wanted=wanted, file=str(file), line=line)
        yield Bound(action, tuple(key for key in keys if key), line)


def line_in_table(text: str, key: str) -> int:
    """Where a key of the table stands; where the table begins if that cannot be seen."""
    lines = text.splitlines()
    opens = re.compile(rf"\s*\[\s*{TABLE}\s*\]|\s*{TABLE}\s*[.=]")
    start = next((number for number, line in enumerate(lines, 1) if opens.match(line)), 1)
    stands = re.compile(rf"""(.*[.{{,])?\s*["']?{re.escape(key)}["']?\s*=""")
    return next((n for n, line in enumerate(lines, 1) if n >= start and stands.match(line)), start)
