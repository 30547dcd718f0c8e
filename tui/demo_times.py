"""The moments of the demo, as a person types them.

1. A moment without a year or zone is one of the record's: `11-20 19:30` and `2022-11-20T21:00` are the same month's.
2. `end` is the moment of the last step.
"""

from __future__ import annotations

from datetime import UTC, datetime

from postcmd.clean import fold
from postcmd.scenario.expand import expand
from postcmd.scenario.read import read_facts


def moment_of(typed: str) -> datetime:
    """The moment, in UTC. ValueError where it is none."""
    meta_zone, year = read_facts().zone, read_facts().meta.year
    text = fold(typed).strip().replace(" ", "T", 1)
    if text[2:3] == "-":
        text = f"{year}-{text}"
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=meta_zone)).astimezone(UTC)


def end_of_record() -> datetime:
    return expand()[-1].at


def zone_of_record() -> str:
    return read_facts().meta.timezone
