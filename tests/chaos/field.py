"""The field that posts quarrel over: few records for many hands, and a row of its own for every board.

1. Everything is small on purpose: edits meet on the same fields, and numbers reach their bounds.
2. Only its own board changes the row of a board: what its screen showed can be counted.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from postcmd.records import AnyRecord, Place, Squad
from tests.centre_fixture import DAY, Account, a_quota, a_request

ROWS: Final = ("一号街道", "二号街道", "三号街道", "四号街道")
"""The places of the rows, as a screen names them."""
AT_FIRST: Final = 100
"""Heads in a board's row before anybody pressed a key."""
DAYS: Final = tuple(DAY + timedelta(days=ahead) for ahead in range(3))
PEOPLE: Final = (
    Account("city", "admin", "*"),
    Account("chaoyang", "dispatcher", "u:centre/chaoyang"),
    Account("lianjia", "recorder", "u:centre/chaoyang/lianjia"),
    Account("miyun", "dispatcher", "u:centre/miyun"),
    Account("sunhe", "observer", "p:chaoyang-d/sunhe-p"),
)


def row_request(place: str) -> str:
    """The request that a board's row belongs to."""
    return f"row-{ROWS.index(place)}"


def records() -> list[AnyRecord]:
    calls = [a_request(f"call-{nth}", "sunhe-p" if nth % 2 else "miyun-d", 12) for nth in range(4)]
    asked = [
        a_quota(call.id, unit, 5 + nth, day)
        for nth, call in enumerate(calls)
        for unit in ("lianjia", "miyun")
        for day in DAYS
    ]
    squads = [Squad(id=f"squad-{nth}", unit="lianjia", name=f"链家{nth}队", strength=20) for nth in range(2, 6)]
    return [*calls, *asked, *squads, *_rows()]


def _rows() -> list[AnyRecord]:
    places = [
        Place(id=f"row-{nth}-p", kind="street", name=name, path=f"chaoyang-d/row-{nth}-p", parent="chaoyang-d")
        for nth, name in enumerate(ROWS)
    ]
    requests = [a_request(f"row-{nth}", place.id, AT_FIRST) for nth, place in enumerate(places)]
    return [*places, *requests, *(a_quota(request.id, "lianjia", AT_FIRST) for request in requests)]
