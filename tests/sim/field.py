"""The field of a simulation: two districts, few units, quotas that everybody pulls at, and one of each post's own."""

from __future__ import annotations

from typing import Final

from postcmd.records import AnyRecord, Place, Quota, Request, Squad, Task, Unit
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


def team(name: str, district: str) -> Unit:
    return Unit(id=name, kind="team", name=name, path=f"centre/{district}/{name}", parent=district)


def grants_at_first(account: str) -> list[str]:
    return ["*"] if account == "city" else [*SCOPES[ACCOUNTS.index(account) - 1], OWN_PREFIX]


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
        Task(id="screening", zh="screening"),
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


RECORDS: Final[list[AnyRecord]] = [
    *_units(),
    *_places(),
    *_calls(),
    Squad(id="s0", unit="t0", name="s0", strength=6, request="r0"),
    Squad(id="s1", unit="t2", name="s1", strength=4, place="pd1"),
    *_own(),
]
SHARED_QUOTAS: Final = tuple(one.id for one in RECORDS if isinstance(one, Quota) and one.unit != "mine-t")
SHARED_REQUESTS: Final = tuple(one.id for one in RECORDS if isinstance(one, Request) and one.id not in OWN)
