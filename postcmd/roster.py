"""The roster 名册: volunteers by name, as they travel between the centre and a screen that was opened for them.

1. A person is no record: nothing of this is in the feed, in an op, in a cache or in a log. Records and ops name a
   person by the number of the roster (`SignUp.volunteer`), which looks like any other id.
2. Every text is bounded.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from postcmd.record import Moment

Standing = Literal["", "party_member", "cadre", "worker"]
Word = Annotated[str, Meta(max_length=100)]
Skills = Annotated[tuple[Word, ...], Meta(max_length=30)]

MOST_SEATS: Final = 100
MOST_PEOPLE: Final = 1_000
"""People on one page of a roster."""


class PersonSaid(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """志愿者, as somebody says it. `home` is a place; `availability` in words: 周末, nights, 11-20 to 11-26."""

    unit: Word
    name: Annotated[str, Meta(min_length=1, max_length=100)]
    phone: Annotated[str, Meta(max_length=40, pattern="^[0-9+() -]*$")] = ""
    skills: Skills = ()
    vehicle: Word = ""
    seats: Annotated[int, Meta(ge=0, le=MOST_SEATS)] = 0
    home: Word = ""
    standing: Standing = ""
    availability: Word = ""
    sealed_in: bool = False


class Person(PersonSaid, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=False):
    """志愿者, as the centre keeps it, by its number 工号. `rev` counts how often it was written; If-Match names it."""

    id: str
    rev: int = 0
    updated_at: Moment | None = None
    updated_by: str = ""
