"""The page of keys: docs/keys.md, made from the one registry of actions.

`python -m dev.keys` writes it, and the man pages with it; `--check` only looks. A test holds it against the registry.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dev import man
from postcmd.words import _, use
from tui import layer_keys
from tui.actions import ACTIONS, GROUPS
from tui.key_names import key_text
from tui.keymap import PRESETS, help_of, keys_text
from tui.layer import Layer
from tui.layers import LAYERS

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "keys.md"
HEAD: Final = """# Keys of the board

Made from the registries in `tui/actions.py` and `tui/layers.py` by `python -m dev.keys`; the board shows the same list
under `?`.
Full-width twins (`＋`, `／`, `？`, `０`–`９`, `【`, `】`, `《`, `》` …) do the same.
An action that cannot be done says why.

Keys can be bound anew in `~/.config/postcmd/config.toml`, by the name in the last column; the others keep theirs:

```toml
[keymap]
preset = "vim"
undo = ["u", "ctrl+z"]
quiet = ""
```

`quiet = ""` leaves an action to the palette (`:`). An unknown name, a key that is none, or one that two actions want is
refused when the board opens, with file, line and name. `keymap = "vim"` alone, or `POSTCMD_KEYMAP`, names a preset.
`postcmd config keys` lists what holds.

What opens over the board (lists, sheets, cards) has keys of its own, below. They are bound by their names too, those of
each list in a table of their own; what it shares with the board (rows, leaving, the list of keys, copying) goes by the
keys of the board's actions. A key that two things of one list would want is refused:

```toml
[keymap.chase]
copy_all = "A"
```
"""


def page() -> str:
    """The whole page."""
    use("en")
    return HEAD + "".join(_sections()) + "".join(_presets()) + "".join(_of_layers()) + "\n" + "\n".join(_marks()) + "\n"


def _sections() -> Iterator[str]:
    for group, heading in GROUPS.items():
        actions = [action for action in ACTIONS if action.group == group]
        if actions:
            yield f"\n## {_(heading)}\n\n| keys | action | what it does | name |\n|---|---|---|---|\n"
        for action in actions:
            keys = " ".join(f"`{key}`" for key in keys_text(action).split("  "))
            yield f"| {keys} | {_(action.label)} | {help_of(action)} | `{action.name}` |\n"


def _presets() -> Iterator[str]:
    """What a preset changes."""
    for preset, keys in PRESETS.items():
        if keys:
            yield f"\n## The preset `{preset}`\n\n| name | keys |\n|---|---|\n"
        for name, bound in keys.items():
            yield f"| `{name}` | {' '.join(f'`{key_text(key)}`' for key in bound)} |\n"


def _of_layers() -> Iterator[str]:
    """What each list, sheet or card over the board has keys for, and what it shares with the board."""
    yield "\n# Keys of what opens over the board\n"
    for layer in LAYERS:
        yield f"\n## {_(layer.title)}\n\n| keys | action | what it does | name |\n|---|---|---|---|\n"
        yield from (_layer_row(layer, one.name) for one in layer.own)
        yield f"\nFrom the board: {', '.join(f'`{name}`' for name in layer.shared)}.\n"


def _layer_row(layer: Layer, name: str) -> str:
    keys = " ".join(f"`{key}`" for key in layer_keys.keys_text(layer, name).split("  "))
    label, help = layer_keys.label_of(layer, name), layer_keys.help_of(layer, name)
    return f"| {keys} | {label} | {'' if help == label else help} | `{layer.full_name(name)}` |\n"


def _marks() -> Iterator[str]:
    yield "## Marks beside a record"
    yield ""
    yield "`·` an edit is being saved · `●` saved here, and kept whatever happens · `✓` taken in by the centre ·"
    yield "`!` needs attention (`o`). `>` the cursor, `*` selected, `▌` the pane that has the keys."


def main() -> int:
    if "--check" in sys.argv[1:]:
        if PAGE.read_text(encoding="utf-8") == page():
            return 0
        print("docs/keys.md is not what the registry says: python -m dev.keys", file=sys.stderr)
        return 1
    PAGE.write_text(page(), encoding="utf-8")
    man.write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
