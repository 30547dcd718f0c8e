"""Who stands on from earlier days, in a scope: said beside the figures of a period, in none of them.

1. It says of the present what the sheet of a board says (`postcmd/standing_on.py`). As of the past nothing is said: how
   a duty went on since is not kept as a figure.
2. Only duties that were not over when the period began are looked at, however many there were before.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, text

from central.figures_scope import Asked, Scope
from central.figures_sums import within
from central.history import head_of
from postcmd.decoding import decoder
from postcmd.records import Duty
from postcmd.standing_on import standing_on

_decoder = decoder(Duty)


def of_earlier_days(connection: Connection, scope: Scope, asked: Asked, today: date) -> int:
    """Heads on post when the period began, by duties of the days before it."""
    if asked.seq != head_of(connection).seq:
        return 0
    where, named = within(scope)
    # A day of `ends` is one of UTC: whoever left this morning may have left yesterday there.
    not_over = ("r.ends IS NULL", "r.ends >= :first - 1")
    said = " UNION ALL ".join(
        f"""
            SELECT r.body FROM records r WHERE r.kind = 'duty' AND {still} AND EXISTS (
                SELECT 1 FROM entries e
                WHERE e.kind = 'duty' AND e.id = r.id AND e.until IS NULL AND e.day < :first AND {where}
            )
        """  # noqa: S608 - all ours
        for still in not_over
    )
    found = connection.execute(text(said), {**named, "first": asked.days[0]}).scalars()
    return standing_on((_decoder.decode(body) for body in found), asked.since, today)
