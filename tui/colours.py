"""Which colours a terminal is shown: the theme asked for, else one that it can draw.

1. Five themes are known; `auto`, the default, is the one that fits the terminal.
2. A terminal without colours, or NO_COLOR, is sent none; where there are sixteen, they are the terminal's own.
3. Over a slow link, unless a theme is asked for, they are the terminal's own too: a change of colour costs 4 bytes
   there and not 20.
4. TERM, COLORTERM and COLORFGBG alone decide; the terminal is asked nothing, and nothing waits for its answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

Theme = Literal["dark", "light", "contrast", "16", "mono"]
THEMES: Final[tuple[Theme, ...]] = get_args(Theme)
AUTO: Final = "auto"

WITHOUT_COLOUR: Final = ("dumb", "unknown", "vt52", "vt100", "vt102", "vt220", "vt320")
MANY_COLOURS: Final = ("256color", "direct", "truecolor", "kitty", "alacritty", "foot", "ghostty", "wezterm")
LIGHT_GROUNDS: Final = ("7", "15")


def theme_for(said: str, env: Mapping[str, str], slow_link: bool = False) -> Theme:
    """The theme that was asked for by name, else the one that fits this terminal and its link."""
    fitting = _fitting(env)
    if slow_link and fitting != "mono":
        fitting = "16"
    return next((theme for theme in THEMES if theme == said), fitting)


def _fitting(env: Mapping[str, str]) -> Theme:
    term = env.get("TERM", "")
    if env.get("NO_COLOR") or not term or term in WITHOUT_COLOUR:
        return "mono"
    has_many = env.get("COLORTERM") in ("truecolor", "24bit") or any(word in term for word in MANY_COLOURS)
    if not has_many:
        return "16"
    # What rxvt, Konsole and others say of themselves: `15;0` is white on black.
    return "light" if env.get("COLORFGBG", "").rpartition(";")[2] in LIGHT_GROUNDS else "dark"
