"""Colours that carry a state are legible, and differ for whoever sees no red, no green or no blue."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import pytest
from textual.theme import Theme

from widgets.themes import THEMES, TONE_VARIABLES

Light = tuple[float, float, float]

# How the world looks without one kind of cone: Machado, Oliveira and Fernandes 2009, severity 1.0, on linear light.
SIGHTS: Final[dict[str, tuple[Light, Light, Light]]] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
COLOURED = [theme for theme in THEMES.values() if not theme.ansi]
CUBE = (0x00, 0x5F, 0x87, 0xAF, 0xD7, 0xFF)
LEAST_DIFFERENCE = 15
"""In CIE 1976 units; about 2 is what an eye can just tell, side by side."""
LEAST_CONTRAST = {"dark": 4.5, "light": 4.5, "contrast": 7.0}
"""WCAG 2.2: 1.4.3 and, for high contrast, 1.4.6."""


def tones(theme: Theme) -> dict[str, str]:
    return {tone: theme.variables[variable] for tone, variable in TONE_VARIABLES.items()}


def light(colour: str) -> Light:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def seen(colour: str, sight: str) -> Light:
    red, green, blue = (sum(a * b for a, b in zip(row, light(colour), strict=True)) for row in SIGHTS[sight])
    return _within(red), _within(green), _within(blue)


def _within(channel: float) -> float:
    return min(1.0, max(0.0, channel))


def difference(one: Light, other: Light) -> float:
    return float(sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5)


def lab(colour: Light) -> Light:
    """CIE L*a*b* under D65."""
    red, green, blue = colour
    x = _root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505)
    y = _root(luminance(colour))
    z = _root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(part: float) -> float:
    return float(part ** (1 / 3)) if part > 0.008856 else 7.787 * part + 16 / 116


def luminance(colour: Light) -> float:
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(light(one)), luminance(light(other))))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_whoever_sees_no_red_green_or_blue_tells_the_states_apart(theme: Theme, sight: str) -> None:
    states = {tone: colour for tone, colour in tones(theme).items() if tone != "dim"}
    for (one, first), (other, second) in combinations(states.items(), 2):
        assert difference(seen(first, sight), seen(second, sight)) >= LEAST_DIFFERENCE, f"{one} and {other}"


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_everything_is_legible_on_the_board_and_on_a_card(theme: Theme) -> None:
    for ground in (theme.background, theme.surface):
        for text in (theme.foreground, *tones(theme).values()):
            assert ground is not None
            assert text is not None
            assert contrast(text, ground) >= LEAST_CONTRAST[theme.name], f"{text} on {ground}"


@pytest.mark.parametrize("theme", COLOURED, ids=lambda theme: theme.name)
def test_no_colour_changes_on_a_terminal_of_256(theme: Theme) -> None:
    for colour in (theme.background, theme.surface, theme.foreground, *tones(theme).values()):
        assert colour is not None
        channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        is_grey = len(set(channels)) == 1 and (channels[0] - 8) % 10 == 0
        assert is_grey or all(channel in CUBE for channel in channels), colour
