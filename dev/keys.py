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
from tui.actions import ACTIONS, GROUPS
from tui.key_names import key_text
from tui.keymap import PRESETS, help_of, keys_text
from tui.ways import KEYS

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "keys.md"
HEAD: Final = """# Keys of the board

Made from the registry of actions in `tui/actions.py` by `python -m dev.keys`; the board shows the same list under `?`.
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
`postcmd config keys` lists what holds. What stands open over the board (lists, forms, cards) has keys of its own, and
shows them.
"""


def page() -> str:
    """The whole page."""
    use("en")
    return HEAD + "".join(_sections()) + "".join(_presets()) + "".join(_of_cases()) + "\n" + "\n".join(_marks()) + "\n"


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


def _of_cases() -> Iterator[str]:
    """The keys of the outbox's cases stand in a registry of their own: what they do depends on the case."""
    yield f"\n## {_('In the outbox, on what needs attention')}\n\n| key | action | what it does |\n|---|---|---|\n"
    for _name, key, label, help in KEYS:
        yield f"| `{key}` | {_(label)} | {_(help)} |\n"


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
