"""The looks of a terminal: what each tone is drawn in, by theme.

1. Colours come from the 256 that every usual terminal has, so that none is drawn as another.
2. Good, warn, bad and accent are legible on their ground, and told apart by whoever sees no red, green or blue.
3. `16` names the terminal's own colours and draws on its own ground; `mono` sends no colour at all.
4. A tone only repeats what the words say: in `mono` nothing is lost but ease.
"""

from __future__ import annotations

from typing import Any, Final

from rich.style import Style
from textual.app import App
from textual.filter import Monochrome, NoColor
from textual.theme import Theme

from widgets.rows import Tone

TONE_VARIABLES: Final[dict[Tone, str]] = {
    "dim": "text-muted",
    "good": "text-success",
    "warn": "text-warning",
    "bad": "text-error",
    "accent": "text-accent",
}
STRONG: Final = Style(bold=True)
FAINT: Final = Style(dim=True)
PLAIN: Final = Style.null()
# Textual's own styles ask for these; a cursor turned round is seen on any ground.
OF_ENTRIES: Final = {
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
    "input-cursor-background": "ansi_default",
    "input-cursor-foreground": "ansi_default",
    "input-cursor-text-style": "reverse",
}


def _colours(
    name: str,
    ground: str,
    card: str,
    text: str,
    dim: str,
    good: str,
    warn: str,
    bad: str,
    accent: str,
    dark: bool = True,
) -> Theme:
    tones: dict[Tone, str] = {"dim": dim, "good": good, "warn": warn, "bad": bad, "accent": accent}
    return Theme(
        name=name,
        primary=accent,
        accent=accent,
        success=good,
        warning=warn,
        error=bad,
        foreground=text,
        background=ground,
        surface=card,
        panel=card,
        dark=dark,
        variables={TONE_VARIABLES[tone]: colour for tone, colour in tones.items()},
    )


def _of_the_terminal(name: str, good: str, warn: str, bad: str, accent: str) -> Theme:
    tones: dict[Tone, str] = {"good": good, "warn": warn, "bad": bad, "accent": accent}
    return Theme(
        name=name,
        primary=accent,
        accent=accent,
        success=good,
        warning=warn,
        error=bad,
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        ansi=True,
        variables=OF_ENTRIES | {TONE_VARIABLES[tone]: colour for tone, colour in tones.items()},
    )


THEMES: Final = {
    theme.name: theme
    for theme in (
        _colours("dark", "#121212", "#1c1c1c", "#d0d0d0", "#8a8a8a", "#afd7af", "#ffd75f", "#ff5f5f", "#5fafff"),
        _colours(
            "light", "#eeeeee", "#e4e4e4", "#262626", "#5f5f5f", "#005f5f", "#875f00", "#af005f", "#005fd7", dark=False
        ),
        _colours("contrast", "#000000", "#000000", "#ffffff", "#bcbcbc", "#d7ffd7", "#ffd700", "#ff5f5f", "#5fafff"),
        _of_the_terminal("16", "ansi_green", "ansi_yellow", "ansi_bright_red", "ansi_cyan"),
        _of_the_terminal("mono", "ansi_default", "ansi_default", "ansi_default", "ansi_default"),
    )
}
ON_BARE_GROUND: Final[dict[str, dict[Tone, Style]]] = {
    # Bright black is the ground itself in some palettes; faint is dimmer in all of them.
    "16": {"dim": FAINT, "bad": STRONG},
    "mono": {"dim": FAINT, "bad": STRONG, "warn": STRONG},
}


def dress(app: App[Any], name: str) -> None:
    """Draw in this theme from the first frame on."""
    app.register_theme(THEMES[name])
    app.theme = name
    # Textual has looked at NO_COLOR itself, and makes greys of all colours: greys are colours too.
    app._filters = [one for one in app._filters if not isinstance(one, Monochrome | NoColor)]
    if name == "mono":
        app._filters.append(NoColor())


def added(theme: str, tone: Tone) -> Style:
    """What a tone is beside its colour, in this theme."""
    return STRONG if tone == "strong" else ON_BARE_GROUND.get(theme, {}).get(tone, PLAIN)
