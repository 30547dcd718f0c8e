"""Keys by name: what a terminal calls them, and how they are written on keyboards and in the configuration.

1. `named` reads what `key_text` writes, and small letters of names too: `+`, `g s`, `ctrl+r`, `Enter`, `PgUp`.
2. A key that no terminal tells from another one has no name here: Ctrl+I is Tab, Ctrl+M is Enter.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_, _, pgettext

SIGNS: Final = {
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
    "underscore": "_",
    "slash": "/",
    "backslash": "\\",
    "semicolon": ";",
    "comma": ",",
    "full_stop": ".",
    "exclamation_mark": "!",
    "tilde": "~",
    "grave_accent": "`",
    "apostrophe": "'",
    "quotation_mark": '"',
    "ampersand": "&",
    "asterisk": "*",
    "at": "@",
    "number_sign": "#",
    "dollar_sign": "$",
    "percent_sign": "%",
    "circumflex_accent": "^",
    "vertical_line": "|",
    "colon": ":",
    "question_mark": "?",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "less_than_sign": "<",
    "greater_than_sign": ">",
}
NAMED: Final = {
    "tab": N_("Tab"),
    "shift+tab": N_("Shift+Tab"),
    "space": N_("Space"),
    "enter": N_("Enter"),
    "escape": N_("Esc"),
    "backspace": N_("Backspace"),
    "insert": N_("Insert"),
    "delete": N_("Del"),
    "pageup": N_("PgUp"),
    "pagedown": N_("PgDn"),
    "home": N_("Home"),
    "end": N_("End"),
    "up": N_("Up"),
    "down": N_("Down"),
}
OTHER_NAMES: Final = {"esc": "escape", "pgup": "pageup", "pgdn": "pagedown", "del": "delete", "return": "enter"}
SIDEWAYS: Final = ("left", "right")
FUNCTION_KEYS: Final = tuple(f"f{number}" for number in range(1, 13))
SAME_AS_OTHERS: Final = ("ctrl+i", "ctrl+m", "ctrl+h", "ctrl+j", "ctrl+c")
"""Tab, Enter, Backspace, a new line; and what ends any program."""

_BY_SIGN: Final = {sign: name for name, sign in SIGNS.items()}


def key_text(key: str) -> str:
    """A key as it is written on keyboards: `plus` → `+`, `g s` → `g s`, `ctrl+r` → `Ctrl+R`."""
    return " ".join(map(_one_text, key.split(" ")))


def _one_text(key: str) -> str:
    if key in SIGNS:
        return SIGNS[key]
    if key in SIDEWAYS:
        return pgettext("key", "Left") if key == "left" else pgettext("key", "Right")
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    if key in FUNCTION_KEYS:
        return key.upper()
    return _(NAMED[key]) if key in NAMED else key


def named(text: str) -> str | None:
    """The key, or the two keys one after another, that somebody wrote; None where it is none."""
    keys = [_one_named(part) for part in text.split()]
    return " ".join(key for key in keys if key) if 1 <= len(keys) <= 2 and all(keys) else None


def _one_named(text: str) -> str | None:
    if len(text) == 1:
        return text if text.isascii() and text.isalnum() else _BY_SIGN.get(text)
    name = OTHER_NAMES.get(text.lower(), text.lower())
    if name in SAME_AS_OTHERS:
        return None
    is_control = name.startswith("ctrl+") and len(name) == 6 and name[5].isascii() and name[5].isalpha()
    is_named = name in NAMED or name in SIDEWAYS or name in SIGNS or name in FUNCTION_KEYS
    return name if is_control or is_named else None
