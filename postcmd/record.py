"""What every record is made of, and the kinds there are."""

import re
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

Kind = Literal[
    "unit",
    "place",
    "task",
    "request",
    "quota",
    "squad",
    "availability",
    "signup",
    "notice",
    "receipt",
    "note",
    "post",
    "duty",
    "limit",
    "placement",
    "work",
    "attrition",
    "handover",
    "freeze",
    "clock",
]

MOST_HEADS: Final = 1_000_000
"""No line, quota or squad is larger; a number beyond it is a slip of the finger."""

SLUG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
"""What an id may look like. No dots: they separate the parts of a quota's key."""


Moment = Annotated[datetime, Meta(tz=True)]
"""A time with its zone; one without is refused where it is read."""


FIRST: Final = datetime(1900, 1, 1, tzinfo=UTC)
LAST: Final = datetime(2999, 1, 1, tzinfo=UTC)
"""Times between them can be shown in any zone; beyond Python's own limits a change of zone fails."""


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What every record carries. `rev` is 0 until the centre has accepted it."""

    id: str
    rev: int = 0
    updated_at: Moment | None = None
    updated_by: str = ""
    inferred: tuple[str, ...] = ()
    note: str = ""
