"""What was asked for, and what came of it: heads of quotas, day by day, against those present.

1. Of a cascade only the quotas that pass nothing on are counted: each person stands in one of them.
2. What is missing is added up quota by quota: what one has over fills no place of another.
3. It is told of the present alone: bounds that stood once are not kept as figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, text

from central.figures_scope import Asked, Scope
from central.figures_sums import within
from central.history import head_of
from postcmd.figures_wire import Target

LONGEST: Final = 31
"""Days; of a longer time nobody asks what was wanted of a single day."""
_NUMBER: Final = {
    "sqlite": "coalesce(json_extract(r.body, '$.{name}'), 0)",
    "postgresql": "coalesce((r.body::json->>'{name}')::bigint, 0)",
}


def targets(connection: Connection, scope: Scope, asked: Asked) -> dict[int, Target]:
    """By day; nothing where none were asked for, as of the past, and of a long time."""
    if asked.length > LONGEST or asked.seq != head_of(connection).seq:
        return {}
    where, named = within(scope)
    number = _NUMBER[connection.dialect.name]
    wanted, present = number.format(name="min"), number.format(name="present")
    first, last = asked.days
    said = f"""
        SELECT day, sum(wanted), sum(present), sum(CASE WHEN wanted > present THEN wanted - present ELSE 0 END)
        FROM (
            SELECT e.day AS day, {wanted} AS wanted, {present} AS present
            FROM (
                SELECT id, day FROM entries
                WHERE kind = 'quota' AND until IS NULL AND {where} AND day BETWEEN :first AND :last
            ) e JOIN records r ON r.kind = 'quota' AND r.id = e.id
            WHERE NOT EXISTS (
                SELECT 1 FROM records p JOIN entries c ON c.kind = 'quota' AND c.id = p.id AND c.until IS NULL
                WHERE p.parent = r.id AND p.kind = 'quota'
            )
        ) quotas
        GROUP BY day
    """  # noqa: S608 - all ours
    rows = connection.execute(text(said), {**named, "first": first, "last": last})
    found = ((int(day), Target("present", int(heads), int(came), int(short))) for day, heads, came, short in rows)
    return {day: one for day, one in found if one.wanted or one.done}


def in_all(by_day: Mapping[int, Target]) -> tuple[Target, ...]:
    """Of the whole period: what is missing on one day is not made up for on another."""
    if not by_day:
        return ()
    each = by_day.values()
    wanted, done, missing = (sum(one) for one in zip(*((t.wanted, t.done, t.missing) for t in each), strict=True))
    return (Target("present", wanted, done, missing),)
