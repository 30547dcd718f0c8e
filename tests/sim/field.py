"""The field of a simulation: two districts, few units, quotas that everybody pulls at, and one of each post's own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import msgspec

from postcmd.records import (
    AnyRecord,
    Attrition,
    Duty,
    HandOver,
    Place,
    Placement,
    Post,
    PostShift,
    Quota,
    Request,
    Squad,
    Task,
    Unit,
    Work,
)
from postcmd.scope import Grant
from tests.centre_fixture import DAY, a_quota, a_request

ACCOUNTS: Final = ("city", "a0", "a1", "a2")
OWN_HEADS: Final = 1_000
"""What an own quota begins with: nobody's plus and minus will leave its bounds."""
DISTRICTS: Final = ("d0", "d1")
TEAMS: Final = ("t0", "t1", "t2")
CALLS: Final = ("r0", "r1", "r2")
SQUADS: Final = ("s0", "s1")
OWN: Final = tuple(f"own{number}" for number in range(8))
"""Requests with one quota each, which nobody changes but the post it belongs to."""
SCOPES: Final = (
    ["*"],
    ["u:centre/d0"],
    ["u:centre/d1", "p:pd0"],
    ["u:centre/d0/t0", "p:pd1"],
    ["p:pd0/p0", "u:centre"],
)
OWN_PREFIX: Final = "u:mine"
BEGAN: Final = datetime(2022, 11, 20, 1, 0, tzinfo=UTC)
DAY_SHIFT: Final = PostShift("day", "08:00", "20:00", 1, 3)
NIGHT: Final = PostShift("night", "20:00", "08:00", 1, 2, 1)


def team(name: str, district: str) -> Unit:
    return Unit(id=name, kind="team", name=name, path=f"centre/{district}/{name}", parent=district)


def grants_at_first(account: str) -> list[str]:
    return ["*"] if account == "city" else [*SCOPES[ACCOUNTS.index(account) - 1], OWN_PREFIX]


def grant(prefix: str) -> Grant:
    """Who holds a unit knows its people by name, too."""
    return Grant("admin", prefix, roster=prefix.startswith("u:"))


def quota_key(request: str, unit: str) -> str:
    return f"{request}.{unit}.{DAY}"


def own_key(own: str) -> str:
    return quota_key(own, "mine-t")


def _units() -> list[AnyRecord]:
    districts = [Unit(id=one, kind="corps", name=one, path=f"centre/{one}", parent="centre") for one in DISTRICTS]
    mine = [
        Unit(id="mine", kind="corps", name="mine", path="mine"),
        Unit(id="mine-t", kind="team", name="mine-t", path="mine/mine-t", parent="mine"),
    ]
    teams = [team("t0", "d0"), team("t1", "d0"), team("t2", "d1")]
    return [Unit(id="centre", kind="centre", name="centre", path="centre"), *districts, *teams, *mine]


def _places() -> list[AnyRecord]:
    return [
        Place(id="pd0", kind="district", name="pd0", path="pd0"),
        Place(id="p0", kind="street", name="p0", path="pd0/p0", parent="pd0"),
        Place(id="pd1", kind="district", name="pd1", path="pd1"),
        Task(id="screening", zh="screening", counted_in="tubes"),
    ]


def _calls() -> list[AnyRecord]:
    places = ("p0", "pd0", "pd1")
    requests: list[AnyRecord] = [a_request(call, place, 9) for call, place in zip(CALLS, places, strict=True)]
    quotas: list[AnyRecord] = [
        a_quota("r0", "t0", 6),
        a_quota("r0", "t2", 3),
        a_quota("r1", "t1", 4),
        a_quota("r2", "t2", 8),
    ]
    return [*requests, *quotas]


def _own() -> list[AnyRecord]:
    own = [(a_request(one, "pd1", OWN_HEADS), a_quota(one, "mine-t", OWN_HEADS)) for one in OWN]
    return [record for pair in own for record in pair]


def _ground() -> list[AnyRecord]:
    """Two gates, who stands there, what was counted and lost, and what the city's watch left."""
    heads = [("d0", "t0", "k0", 3), ("d1", "t2", "k0", 2), ("d2", "t2", "k1", 2)]
    places = {"k0": "p0", "k1": "pd1"}
    gates = [Post(id=k, place=place, name=k, shifts=(DAY_SHIFT, NIGHT), units=TEAMS) for k, place in places.items()]
    duties = [
        Duty(id=one, unit=unit, post=k, place=places[k], day=DAY, begins=BEGAN, heads=many, came=came, came_at=at)
        for (one, unit, k, many), (came, at) in zip(heads, ((3, BEGAN), (0, None), (2, BEGAN)), strict=True)
    ]
    work = [
        Work(id=f"w{n}", unit=unit, day=DAY, task="screening", quantity=90, reported_by="city")
        for n, unit in enumerate(TEAMS)
    ]
    lost = Attrition(id="x0", unit="t0", heads=2, loss="sealed_in", at=BEGAN, squad="s0", place="p0")
    left = HandOver(id="h0", unit="t0", lines=("short by 3",), given_by="city", given_at=BEGAN)
    paired = Placement(id="pl0", unit="t2", form="paired", place="p0")
    return [*gates, *duties, *work, *_divided(), lost, left, paired]


def _divided() -> list[AnyRecord]:
    """A squad in two parts."""
    whole = Squad(id="s2", unit="t1", name="s2", strength=5, present=2, request="r1")
    parts = [("s2-a", 3, 2), ("s2-b", 2, 0)]
    return [
        msgspec.structs.replace(whole, parts=("s2-a", "s2-b")),
        *(msgspec.structs.replace(whole, id=i, name=i, strength=n, present=h, parent="s2") for i, n, h in parts),
    ]


RECORDS: Final[list[AnyRecord]] = [
    *_units(),
    *_places(),
    *_calls(),
    Squad(id="s0", unit="t0", name="s0", strength=6, present=4, helpers=2, lost=2, request="r0"),
    Squad(id="s1", unit="t2", name="s1", strength=4, place="pd1"),
    *_ground(),
    *_own(),
]
SHARED_QUOTAS: Final = tuple(one.id for one in RECORDS if isinstance(one, Quota) and one.unit != "mine-t")
SHARED_REQUESTS: Final = tuple(one.id for one in RECORDS if isinstance(one, Request) and one.id not in OWN)
