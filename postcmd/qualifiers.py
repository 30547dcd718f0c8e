"""Qualifiers of figures: 近 nearly, 余 or 超过 over, 约 about; how they are said, and what becomes of them in a sum.

1. A qualifier travels with its figure: a sum keeps the one that its parts share, and is 约 where they differ.
2. What is no qualifier of ours stands behind the figure as it was said.
3. A figure bears a qualifier out where it lies within its bound: 近 at most the number and not far below, 余 and 超过
   at least it, 约 within a twentieth; without one it is the number itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from postcmd.words import N_, Tongue, said_in
from postcmd.written import number_text

ABOUT: Final = "约"
FAMILIES: Final = {"近": "below", "余": "above", "多": "above", "超过": "above", "约": "about", "左右": "about"}
NEARLY: Final = 10
"""近 is not said of less than nine tenths."""
ABOUT_WITHIN: Final = 20
AFTER: Final = ("余", "多", "左右")
IN_ENGLISH: Final = {"below": N_("nearly {n}"), "above": N_("over {n}"), "about": N_("about {n}")}


def together(said: Iterable[str]) -> str:
    """The qualifier of a sum of figures that were said so."""
    found = {one for one in said if one}
    if not found:
        return ""
    families = {FAMILIES.get(one, one) for one in found}
    return min(found, key=_in_order) if len(families) == 1 else ABOUT


def _in_order(said: str) -> tuple[int, str]:
    """Of words that mean the same the first of ours is said, in whatever order the parts come."""
    return (tuple(FAMILIES).index(said) if said in FAMILIES else len(FAMILIES)), said


def qualified(number: float, said: str, tongue: Tongue) -> str:
    """`近2000`, `2000余`; `nearly 2,000`; of hours `近1250.5`."""
    plain = number_text(number, tongue)
    if not said:
        return plain
    family = FAMILIES.get(said)
    if family is None:
        return f"{plain} ({said})" if tongue == "en" else f"{plain}（{said}）"
    if tongue == "en":
        return said_in("en", IN_ENGLISH[family]).format(n=plain)
    return f"{plain}{said}" if said in AFTER else f"{said}{plain}"


MYRIAD: Final = 10_000


def as_written(number: int, said: str, tongue: Tongue) -> str:
    """As a report writes it in a sentence: `近9万`, `300余万`, `17760`; `nearly 90,000`."""
    if tongue == "en" or not number or number % MYRIAD or (said and said not in FAMILIES):
        return qualified(number, said, tongue)
    plain = str(number // MYRIAD)
    if said in ("余", "多"):
        return f"{plain}{said}万"
    return f"{plain}万{said}" if said in AFTER else f"{said}{plain}万"


def bears_out(number: int, said: str, figure: int) -> bool:
    """Whether `figure` is what somebody means who says this number so."""
    match FAMILIES.get(said):
        case "below":
            return number - number // NEARLY <= figure <= number
        case "above":
            return figure >= number
        case "about":
            return abs(figure - number) <= number // ABOUT_WITHIN
        case _:
            return figure == number
