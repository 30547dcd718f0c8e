"""The district that is measured could be a real one: what is counted in it adds up."""

from __future__ import annotations

from collections import Counter, defaultdict

from postcmd.board import Board
from postcmd.edits import Link, Update
from postcmd.records import TALLIES, Duty, Post, Quota, Request, SignUp, Squad, Unit, Work, kind_of
from postcmd.standing_watch import watch
from tests.district import DISTRICT, Size, district, volunteers
from tests.month import Month, month

SMALL = Size(brigades=2, teams=6, streets=3, communities=2, requests=3, days=2, volunteers=60)


def test_the_same_numbers_make_the_same_district() -> None:
    assert list(district(SMALL)) == list(district(SMALL))
    assert volunteers(SMALL) == volunteers(SMALL)
    keys = Counter((kind_of(one), one.id) for one in district(SMALL))
    assert max(keys.values()) == 1


def test_what_is_counted_in_a_district_adds_up() -> None:
    records = list(district(SMALL))
    units = {one.id for one in records if isinstance(one, Unit)}
    quotas = {one.id: one for one in records if isinstance(one, Quota)}
    requests = {one.id: one for one in records if isinstance(one, Request)}
    parts: defaultdict[str | None, int] = defaultdict(int)
    reserve, confirmed = Counter[str](), Counter[str]()
    for quota in quotas.values():
        assert quota.unit in requests[quota.request].units
        parts[quota.parent] += quota.max or 0
    for one in records:
        if isinstance(one, SignUp):
            assert sum(getattr(one, tally) for tally in TALLIES) == one.heads
            reserve[one.of] += one.reserve
            confirmed[one.of] += one.confirmed
    for quota in quotas.values():
        assert parts.get(quota.id, 0) <= (quota.max or 0)
        assert (quota.confirmed, quota.reserve) == (confirmed[quota.id], reserve[quota.id])
    assert {person.unit for person in volunteers(SMALL).values()} <= units


def test_a_district_is_as_large_as_was_asked() -> None:
    assert (DISTRICT.brigades * DISTRICT.teams, DISTRICT.requests, DISTRICT.days) == (200, 40, 14)
    assert (DISTRICT.streets * (DISTRICT.communities + 1), DISTRICT.volunteers) == (500, 20_000)


def test_a_month_of_it_is_over_but_for_who_stands_there_now_and_who_is_awaited() -> None:
    size = Month(days=2, posts=12, squads=20, duties=120, works=6)
    records = list(month(size, SMALL))
    assert max(Counter((kind_of(one), one.id) for one in records).values()) == 1
    held = {one.id for one in records if isinstance(one, Post | Squad)}
    duties = [one for one in records if isinstance(one, Duty)]
    assert {one.post for one in duties} | {one.squad for one in duties if one.squad} <= held
    assert all(one.is_over for one in duties if one.day < size.last and one.ends and one.ends < size.now)
    assert sum(isinstance(one, Work) for one in records) == 12
    board = Board()
    board.apply(Update(whole=True, puts=tuple(records), link=Link(state="online", as_of=size.now)))
    rows = watch(board, None, size.now).rows
    assert sum(row.arriving for row in rows) == 60 - 2 * 3
    assert len([row for row in rows if row.short]) == 12, "nobody of the night has come yet"
