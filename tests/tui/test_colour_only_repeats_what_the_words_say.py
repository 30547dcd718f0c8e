"""Nothing is told by colour alone: rows that say the same in words look the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import get_args

import pytest

from postcmd.board import Board
from postcmd.records import AnyRecord, QuotaStatus, RequestStatus, Squad, SquadStatus
from tests.tui.fakes import NOON, FakeCentre, FakeDesk
from tests.tui.post import TODAY, quota, request, world
from tui.glyphs import PLAIN
from tui.pane import DRAWS, ORDER
from tui.situation import Pane


def nights() -> Iterator[AnyRecord]:
    """Quotas, requests and squads in every status, met and unmet, before their time and after it."""
    yield from world()
    hours, heads = (-1, 1), (0, 12, 15)
    for nth, (late, status, confirmed, present) in enumerate(product(hours, get_args(QuotaStatus), heads, heads)):
        yield request(f"q{nth}", due=NOON + timedelta(hours=late))
        yield quota(f"q{nth}", status=status, confirmed=confirmed, present=present)
    for nth, (late, state, urgent) in enumerate(product(hours, get_args(RequestStatus), (True, False))):
        yield request(f"r{nth}", status=state, due=NOON + timedelta(hours=late), urgent=urgent)
    for nth, (standing, there) in enumerate(product(get_args(SquadStatus), heads)):
        yield Squad(id=f"s{nth}", unit="lianjia", name="一队", strength=12, present=there, status=standing, rev=1)


@pytest.mark.parametrize("pane", ORDER)
def test_no_two_rows_differ_in_colour_alone(pane: Pane) -> None:
    board = Board()
    board.apply(FakeDesk(FakeCentre(nights())).first())
    looks = defaultdict(set)
    for record_id in board.base[pane]:
        row = DRAWS[pane](board, PLAIN)(record_id)
        looks[tuple(cell.text for cell in row.cells)].add(tuple(cell.tone for cell in row.cells))
    assert len(looks) > 20
    assert NOON.date() == TODAY
    assert {said: seen for said, seen in looks.items() if len(seen) > 1} == {}
