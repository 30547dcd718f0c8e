"""Two coordinators reach for the same thing at the same moment, each at a process of its own: one gets it, the other
is told why not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import msgspec
import pytest

from postcmd.decoding import decode
from postcmd.ops import Op, QuotaAdd, RequestTake, ReserveCall, SignUpMove, SignUpOffer
from postcmd.records import AnyRecord, Quota, SignUp
from postcmd.wire import Result
from tests.central.field import Field, WallClock, a_field, app_on, new_app
from tests.centre_fixture import ACCOUNTS, DAY, WALL, a_quota, a_request, world
from tests.postgres_pool import lent_database

pytestmark = pytest.mark.anyio

ROUNDS = 8
Ends = list[tuple[str, str]]


def calls() -> list[AnyRecord]:
    """In each round a call for one, and another whose place was given back while one waits in its reserve."""
    found: list[AnyRecord] = []
    for number in range(ROUNDS):
        call, back = f"call-{number}", f"back-{number}"
        waiting = SignUp(id=f"waits-{number}", unit="lianjia", at=WALL, request=back, day=DAY, reserve=1)
        given_back = msgspec.structs.replace(a_quota(back, "lianjia", 1), reserve=1, offered=1)
        found += [a_request(name, "sunhe-p", 1) for name in (call, back)]
        found += [a_quota(call, "lianjia", 1), given_back, waiting]
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
async def sides(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[tuple[Field, Field]]:
    """Two processes' worth of centre on one database."""
    wall = WallClock()
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(lent_database()) if request.param == "postgresql" else None
        app, database, tokens = await asyncio.to_thread(
            new_app, tmp_path, [*world(), *calls()], ACCOUNTS, wall, database=url
        )
        other_app, other_database = app_on(url or tmp_path / "central.sqlite", wall)
        one = await stack.enter_async_context(a_field(app, database, tokens, wall))
        other = await stack.enter_async_context(a_field(other_app, other_database, tokens, wall))
        other._posts = 100
        yield one, other


async def ends(sides: tuple[Field, Field], makes: Callable[[int, str], Op]) -> list[Ends]:
    """What both are told, round by round: status and code of each, sorted."""
    posts = [await sides[0].post("chaoyang"), await sides[1].post("lianjia")]
    for number in range(ROUNDS):
        for answer in await asyncio.gather(*[post.push(makes(number, post.client)) for post in posts]):
            answer.raise_for_status()
    both = [await post.results() for post in posts]
    return [sorted((str(told[n].status), code(told[n])) for told in both) for n in range(1, ROUNDS + 1)]


def code(result: Result) -> str:
    return result.info.code if result.info and result.status not in ("applied", "noop") else ""


def on(number: int, call: str = "call") -> dict[str, Any]:
    return {"request": f"{call}-{number}", "unit": "lianjia", "day": DAY}


async def stand(sides: tuple[Field, Field], call: str = "call") -> set[tuple[int, ...]]:
    """How many offered, are confirmed, and stand in the reserve, of each quota."""
    headers = {"authorization": f"Bearer {sides[0].tokens['city']}"}
    listed = await sides[0].http.get("/v1/quotas", headers=headers)
    quotas = [one for one in decode(listed.content, list[Quota]) if one.request.startswith(call)]
    return {(quota.offered, quota.confirmed, quota.reserve) for quota in quotas}


async def test_at_the_last_place_exactly_one_is_confirmed_and_the_other_told_full(sides: tuple[Field, Field]) -> None:
    def one_more(number: int, client: str) -> Op:
        return SignUpOffer(signup=f"{client}-{number}", all_or_none=True, **on(number))

    assert await ends(sides, one_more) == [[("applied", ""), ("rejected", "full")]] * ROUNDS
    assert await stand(sides) == {(1, 1, 0)}


async def test_who_does_not_insist_stands_in_the_reserve(sides: tuple[Field, Field]) -> None:
    def one_more(number: int, client: str) -> Op:
        return SignUpOffer(signup=f"{client}-{number}", **on(number))

    assert await ends(sides, one_more) == [[("applied", ""), ("applied", "")]] * ROUNDS
    assert await stand(sides) == {(2, 1, 1)}


async def test_the_same_volunteer_signs_up_once(sides: tuple[Field, Field]) -> None:
    def same(number: int, client: str) -> Op:
        return SignUpOffer(signup=f"{client}-{number}", volunteer="v-1", to="reserve", **on(number))

    assert await ends(sides, same) == [[("applied", ""), ("rejected", "signed_up_already")]] * ROUNDS


async def test_the_reserve_is_called_into_the_last_place_from_one_side_only(sides: tuple[Field, Field]) -> None:
    def call(number: int, _client: str) -> Op:
        return ReserveCall(heads=1, **on(number, "back"))

    assert await ends(sides, call) == [[("applied", ""), ("rejected", "full")]] * ROUNDS
    assert await stand(sides, "back") == {(1, 1, 0)}


async def test_one_of_the_reserve_is_not_called_twice(sides: tuple[Field, Field]) -> None:
    def call(number: int, _client: str) -> Op:
        return ReserveCall(heads=1, **on(number, "back"))

    await (await sides[0].post("city")).push(
        *[QuotaAdd(min=1, max=1, **on(number, "back")) for number in range(ROUNDS)]
    )
    assert await ends(sides, call) == [[("applied", ""), ("rejected", "reserve_short")]] * ROUNDS
    assert await stand(sides, "back") == {(1, 1, 0)}


async def test_one_head_is_moved_once(sides: tuple[Field, Field]) -> None:
    def move(number: int, _client: str) -> Op:
        return SignUpMove(signup=f"waits-{number}", came_from="reserve", to="confirmed")

    assert await ends(sides, move) == [[("applied", ""), ("conflict", "moved_meanwhile")]] * ROUNDS


async def test_of_two_who_take_a_request_in_hand_one_learns_of_the_other(sides: tuple[Field, Field]) -> None:
    def take(number: int, client: str) -> Op:
        return RequestTake(request=f"call-{number}", by=client, seen="")

    assert await ends(sides, take) == [[("applied", ""), ("conflict", "taken_meanwhile")]] * ROUNDS
