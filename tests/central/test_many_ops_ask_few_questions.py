"""What the ops of a push need is read together, however many they are, and no more than they need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, event

from central.history import head_of
from central.load import write_records
from central.push import take
from central.shelf import CentreShelf
from central.unit_of_work import Author, UnitOfWork
from postcmd.ops import (
    AvailabilityDeclare,
    MusterReport,
    NoticeAnswer,
    Op,
    QuotaAdd,
    QuotaAnswer,
    ReserveCall,
    SignUpMove,
    SignUpOffer,
    SquadJoin,
    numbered,
)
from postcmd.records import AnyRecord, Notice, Quota, SignUp, Squad, Unit, pool_of, quota_id
from postcmd.wire import PushRequest
from tests.builders import seen
from tests.central.field import SUNHE, Field
from tests.centre_fixture import DAY, WALL, a_quota, a_request

pytestmark = pytest.mark.anyio

ON_BOTH = ("test_a_sign_up_that_others_made_meanwhile_is_caught_up_with",)
MANY = 12
NUMBERS = range(MANY)


def request(number: int) -> str:
    return f"call-{number}"


def a_sign_up(number: int, of: int | None, **tallies: int) -> SignUp:
    day = None if of is None else DAY
    at = WALL + timedelta(seconds=number)
    of_request = None if of is None else request(of)
    one = SignUp(id=f"s-{number}", unit="lianjia", at=at, request=of_request, day=day, heads=sum(tallies.values()))
    return msgspec.structs.replace(one, **tallies)


def squad(number: int) -> Squad:
    return Squad(id=f"late-{number}", unit="lianjia", name="二队", strength=1, request=request(number))


def calls() -> list[AnyRecord]:
    """Quotas of twelve, ten of them confirmed, with one in the reserve; and one in the pool."""
    quotas = [
        msgspec.structs.replace(a_quota(request(number), "lianjia", 12), confirmed=10, reserve=1, offered=11)
        for number in NUMBERS
    ]
    requests = [a_request(request(number), "sunhe-p", 12) for number in NUMBERS]
    signed = [a_sign_up(number, number, confirmed=10, reserve=1) for number in NUMBERS]
    squads = [squad(number) for number in NUMBERS]
    notice = Notice(id="notice", title="全员", issued_by=("centre",), addressed_to=("lianjia",))
    return [*requests, *quotas, *signed, *squads, a_sign_up(100, None, reserve=3), notice]


def on(number: int) -> dict[str, Any]:
    return {"request": request(number), "unit": "lianjia", "day": DAY}


def quota(number: int) -> Quota:
    return next(
        one for one in calls() if one.id == quota_id(request(number), "lianjia", DAY) and isinstance(one, Quota)
    )


KINDS: dict[str, Callable[[int], Op]] = {
    "plain": lambda number: QuotaAdd(min=1, max=1, **on(number)),
    "lowered": lambda number: QuotaAdd(min=-4, max=-4, surplus="reserve", **on(number)),
    "offered": lambda number: SignUpOffer(signup=f"new-{number}", heads=2, **on(number)),
    "by person": lambda number: SignUpOffer(signup=f"new-{number}", volunteer=f"v-{number}", **on(number)),
    "to the pool": lambda number: SignUpOffer(signup=f"new-{number}", unit="lianjia", volunteer=f"v-{number}"),
    "moved": lambda number: SignUpMove(signup=f"s-{number}", came_from="confirmed", to="withdrawn"),
    "joined": lambda number: SquadJoin(squad=f"late-{number}", heads=2, request=request(number), day=DAY),
    "reserve": lambda number: ReserveCall(heads=1, **on(number)),
    "answered": lambda number: QuotaAnswer(answer="acknowledged", **on(number)),
    "mustered": lambda number: MusterReport(present=7, base=seen(quota(number), "present"), **on(number)),
    "declared": lambda number: AvailabilityDeclare(unit="lianjia", day=DAY + timedelta(days=number), heads=30),
    "receipt": lambda number: NoticeAnswer(notice="notice", unit="lianjia", state="acknowledged", heads=number),
}


def taken(connection: Connection, ops: list[Op], client: str) -> tuple[int, list[str]]:
    """How many questions a push asks of the database, and how its ops end."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.extend([statement] if statement.startswith("SELECT") else [])

    event.listen(connection, "before_cursor_execute", note)
    said = [numbered(op, n) for n, op in enumerate(ops, start=1)]
    push = PushRequest(client=client, epoch=head_of(connection).epoch, cursor=None, low=1, ops=said)
    done = take(connection, push, "city", datetime.now(UTC))
    event.remove(connection, "before_cursor_execute", note)
    return len(asked), [result.status for result in done.results]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_push_of_twelve_asks_no_more_questions_than_one_of_two(field: Field, kind: str) -> None:
    def compare(connection: Connection) -> None:
        write_records(connection, calls(), WALL)
        few, ended = taken(connection, [KINDS[kind](number) for number in NUMBERS[:2]], "FEW")
        many, then = taken(connection, [KINDS[kind](number) for number in NUMBERS[2:]], "MANY")
        assert {*ended, *then} <= {"applied", "noop"}
        assert many <= few

    await field.database.write(compare)


async def test_a_call_of_many_out_of_the_pool_asks_no_more_questions_than_one_of_two(field: Field) -> None:
    def compare(connection: Connection) -> None:
        write_records(connection, [*calls(), *(a_sign_up(200 + number, None, reserve=1) for number in NUMBERS)], WALL)
        few, many = (
            taken(
                connection, [QuotaAdd(min=heads, max=heads, **on(0)), ReserveCall(heads=heads, pool=True, **on(0))], who
            )
            for heads, who in ((2, "FEW"), (MANY - 2, "MANY"))
        )
        assert few[1] == many[1] == ["applied", "applied"]
        assert many[0] <= few[0]

    await field.database.write(compare)


async def test_a_plain_change_does_not_read_who_signed_up(field: Field) -> None:
    def look(connection: Connection) -> None:
        write_records(connection, calls(), WALL)
        shelf = CentreShelf(connection)
        shelf.preload([KINDS[kind](0) for kind in ("plain", "offered", "answered", "mustered")])
        held = {key for key, one in shelf._held.items() if one is not None}
        assert not [key for key in held if key[0] == "signup"]
        assert ("quota", quota(0).id) in held

    await field.database.write(look)


async def test_a_sign_up_that_others_made_meanwhile_is_caught_up_with(field: Field) -> None:
    """As it is between reading ahead and the lock, whichever of many or few there are."""

    def look(connection: Connection) -> None:
        write_records(connection, calls(), WALL)
        for many in (2, 600):
            shelf = CentreShelf(connection)
            shelf.preload([KINDS["by person"](0), KINDS["to the pool"](0)])
            before = [len(shelf.signups(of)) for of in (quota(0).id, pool_of("lianjia"))]
            since = head_of(connection).seq
            work = UnitOfWork(connection, WALL)
            work.lock()
            others = [a_sign_up(1000 * many + number, 0, confirmed=1) for number in range(many)]
            work.put(work.commit(), others, Author("city", "OTHER", 1), "load")
            work.write()
            shelf.catch_up(since)
            assert [len(shelf.signups(of)) for of in (quota(0).id, pool_of("lianjia"))] == [before[0] + many, before[1]]

    await field.database.write(look)


async def test_the_parts_of_a_quota_and_its_sign_ups_are_not_mixed_up(field: Field) -> None:
    def look(connection: Connection) -> None:
        part = msgspec.structs.replace(a_quota("sunhe", "centre", 2), parent=SUNHE)
        write_records(connection, [part, Unit(id="x", kind="team", name="x", path="x")], WALL)
        signed = SignUp(id="s-1", unit="lianjia", at=WALL, request="sunhe", day=DAY, confirmed=1)
        write_records(connection, [signed], WALL)
        shelf = CentreShelf(connection)
        assert [one.id for one in shelf.children(SUNHE)] == [part.id]
        assert [one.id for one in shelf.signups(SUNHE)] == ["s-1"]

    await field.database.write(look)
