"""Whatever people do, a quota counts what its sign-ups say: nobody twice, nobody lost, nobody beyond max."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postcmd import ops
from postcmd.people_rules import SIGN_UP_MOVES
from postcmd.quota import count
from postcmd.records import TALLIES, SignUp
from tests.builders import NOW, add, call_reserve, into_pool, move, offer, quota
from tests.shelf import Shelf, shelf_of

ids = st.sampled_from([f"s{number}" for number in range(6)])
tallies = st.sampled_from(TALLIES)
heads = st.integers(1, 4)
minutes = st.integers(0, 9).map(lambda minute: NOW + timedelta(minutes=minute))


def offers() -> st.SearchStrategy[ops.Op]:
    by_count = st.builds(
        offer, ids, st.integers(1, 9), to=st.sampled_from(["offered", "reserve", "confirmed"]), at=minutes
    )
    person = st.sampled_from(["v1", "v2", "v3"])
    by_person = st.builds(
        offer, ids, volunteer=person, counted=st.booleans(), to=st.sampled_from(["reserve", "confirmed"]), at=minutes
    )
    pool = st.builds(into_pool, st.sampled_from(["p1", "p2"]), st.integers(1, 5), at=minutes)
    standing_by = st.builds(into_pool, st.sampled_from(["p3", "p4"]), volunteer=person, at=minutes)
    return by_count | by_person | pool | standing_by


def changes() -> st.SearchStrategy[ops.Op]:
    moves = tallies.flatmap(
        lambda came_from: st.builds(move, ids, st.just(came_from), st.sampled_from(SIGN_UP_MOVES[came_from]), heads)
    )
    bounds = st.builds(
        lambda by, choice: add(min=by, max=by, surplus=choice),
        st.integers(-3, 3),
        st.sampled_from(["", "reserve", "release"]),
    )
    return moves | bounds | st.builds(call_reserve, heads, pool=st.booleans())


def own(shelf: Shelf) -> list[SignUp]:
    return list(shelf.signups(shelf.quota().id))


def _over(shelf: Shelf) -> int:
    held = shelf.quota()
    return count(held.min, held.max, held.confirmed).over


def summed(shelf: Shelf) -> dict[str, int]:
    """What the sign-ups say; a name given to somebody counted is no head of its own."""
    held = [one for one in own(shelf) if not one.counted]
    return {
        "offered": sum(one.heads - one.withdrawn for one in held),
        "confirmed": sum(one.confirmed + one.arrived for one in held),
        "reserve": sum(one.reserve for one in held),
        "present": sum(one.arrived for one in held),
    }


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(offers() | changes(), max_size=25))
def test_a_quota_counts_what_its_sign_ups_say_and_never_too_many(said: list[Any]) -> None:
    shelf = shelf_of(quota(4, 6))
    for op in said:
        was = _over(shelf)
        shelf.apply(op)
        held = shelf.quota()
        assert {field: getattr(held, field) for field in summed(shelf)} == summed(shelf)
        # Who has come is counted, and stays although the number was lowered.
        has_come = isinstance(op, ops.SignUpMove) and op.to == "arrived"
        assert has_come or _over(shelf) <= max(was, held.present - (held.max or 0))
        for one in [record for record in shelf.records.values() if isinstance(record, SignUp)]:
            assert sum(getattr(one, tally) for tally in TALLIES) == one.heads
            assert all(getattr(one, tally) >= 0 for tally in TALLIES)
        names = [one for one in own(shelf) if one.volunteer]
        assert sum(one.confirmed + one.arrived for one in names) <= held.confirmed
        assert sum(one.reserve for one in names) <= held.reserve
        staying = [one.volunteer for one in names if one.state != "withdrawn"]
        assert len(staying) == len(set(staying))
