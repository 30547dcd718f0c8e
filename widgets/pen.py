"""A pen that changes colour only where the colour changes.

Rich sets every attribute anew before each run of text and takes all of them back after it: 28 bytes around one digit.

1. What a terminal shows is what it would show had every run been set and reset.
2. A run that looks like the one before costs its text only; of one that differs, only what differs is said.
3. Blanks are written in whatever look has their ground and shows nothing else on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style

ATTRIBUTES = {
    "bold": "1",
    "dim": "2",
    "italic": "3",
    "underline": "4",
    "blink": "5",
    "blink2": "6",
    "reverse": "7",
    "conceal": "8",
    "strike": "9",
    "underline2": "21",
    "frame": "51",
    "encircle": "52",
    "overline": "53",
}
ANY = ""
"""The foreground of what shows none."""
SHOWN_ON_BLANKS = frozenset(ATTRIBUTES.values()) - {ATTRIBUTES[name] for name in ("bold", "dim", "italic")}


class Look(NamedTuple):
    """The state of a terminal's pen, in the codes that bring it about."""

    attributes: tuple[str, ...] = ()
    foreground: str = "39"
    background: str = "49"

    @property
    def is_ground(self) -> bool:
        """Whether this is the look of blanks: any look will do that has this background."""
        return self.foreground == ANY


BARE = Look()


class Pen:
    """Turns styled text into what the terminal must be sent."""

    def __init__(self, system: ColorSystem) -> None:
        self._system = system
        self._look = BARE

    def write(self, segments: Iterable[Segment]) -> str:
        """The text of the segments, each in its style."""
        looks = ((text, style, look_of(style, self._system)) for text, style, _ in segments if text)
        return "".join(self.turned(look) + _linked(text, style) for text, style, look in looks)

    def lift(self) -> str:
        """Leave the terminal as bare as it was found."""
        return self.turned(BARE)

    def turned(self, look: Look) -> str:
        """What makes it write in this look from now on."""
        old, self._look = self._look, _on_ground(self._look, look.background) if look.is_ground else look
        return turn(old, self._look)


@lru_cache(maxsize=4096)
def look_of(style: Style | None, system: ColorSystem) -> Look:
    """What a style looks like on a terminal with these colours."""
    if style is None:
        return BARE
    attributes = tuple(code for name, code in ATTRIBUTES.items() if getattr(style, name))
    return Look(attributes, _codes(style.color, system, True), _codes(style.bgcolor, system, False))


def _codes(color: Color | None, system: ColorSystem, foreground: bool) -> str:
    if color is None:
        return BARE.foreground if foreground else BARE.background
    return ";".join(color.downgrade(system).get_ansi_codes(foreground))


def ground_of(look: Look) -> Look:
    """The look of blanks written in this one."""
    return look if SHOWN_ON_BLANKS.intersection(look.attributes) else Look((), ANY, look.background)


def _on_ground(look: Look, background: str) -> Look:
    if SHOWN_ON_BLANKS.intersection(look.attributes):
        return BARE._replace(background=background)
    return look._replace(background=background)


@lru_cache(maxsize=4096)
def turn(old: Look, new: Look) -> str:
    """The shortest sequence that makes a pen in the state `old` write as `new`."""
    if new == old:
        return ""
    if new == BARE:
        return "\x1b[0m"
    codes: list[str] = []
    if set(old.attributes) - set(new.attributes):
        # Not every terminal knows the codes that take one attribute back, but all know how to forget everything.
        codes, old = ["0"], BARE
    codes += [code for code in new.attributes if code not in old.attributes]
    codes += [code for code, before in zip(new[1:], old[1:], strict=True) if code != before]
    return f"\x1b[{';'.join(codes)}m"


def _linked(text: str, style: Style | None) -> str:
    if style is None or not style.link:
        return text
    return f"\x1b]8;id={style.link_id};{style.link}\x1b\\{text}\x1b]8;;\x1b\\"
