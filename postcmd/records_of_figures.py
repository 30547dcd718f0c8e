"""What was frozen of the figures: a day of a unit or a place, as it was known then.

1. A freeze is never changed: whoever freezes the day again makes its next version.
2. It holds no figure: the figures of a frozen day are those as of the commit it was made in.
"""

from datetime import date

from postcmd.record import Moment, Record


class Freeze(Record, frozen=True, kw_only=True, omit_defaults=True):
    """日结: a day of a unit, a place, or a unit's people at a place, by the definitions of that time."""

    day: date
    version: int
    definitions: str
    unit: str | None = None
    place: str | None = None
    frozen_by: str = ""
    frozen_at: Moment | None = None


def freeze_id(unit: str | None, place: str | None, day: date, version: int) -> str:
    """`unit.chaoyang.2022-11-20.1`, `place.sunhe-p.2022-11-20.2`, `both.chaoyang.sunhe-p.2022-11-20.1`."""
    return f"{freezes_of(unit, place, day)}{version}"


def freezes_of(unit: str | None, place: str | None, day: date) -> str:
    """What the ids of a day's freezes begin with."""
    kind = "both" if unit and place else "unit" if unit else "place"
    return ".".join([kind, *(one for one in (unit, place) if one), day.isoformat(), ""])
