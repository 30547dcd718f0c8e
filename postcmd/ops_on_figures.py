"""Ops on figures: a day is frozen."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from postcmd.intent import Id, Intent, Target, Text
from postcmd.records_of_figures import freeze_id

Version = Annotated[int, Meta(ge=1, le=10_000)]


class DayFreeze(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="day.freeze/1"):
    """日结: the figures of a day are what they are now, of a unit, a place or both; a later version says its number."""

    day: date
    unit: Id | None = None
    place: Id | None = None
    version: Version = 1
    note: Text = ""

    @property
    def target(self) -> Target:
        return "freeze", freeze_id(self.unit, self.place, self.day, self.version)
