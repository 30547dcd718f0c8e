"""Sign-ups, the reserve and the assembly, each with few keys."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from postcmd.records import AnyRecord, Quota, Request, SignUp, Squad
from tests.tui.people import JINZHAN, SUNHE, night
from tests.tui.post import Post, a_post
from tui.muster_screen import MusterScreen
from tui.signups_screen import PoolList, SignUpsList

pytestmark = pytest.mark.anyio


def quota(post: Post) -> Quota:
    found = post.centre.records["quota", SUNHE]
    assert isinstance(found, Quota)
    return found


def signup(post: Post, signup_id: str) -> SignUp:
    found = post.centre.records["signup", signup_id]
    assert isinstance(found, SignUp)
    return found


async def test_the_reserve_is_called_with_two_keys() -> None:
    async with a_post(night()) as post:
        await post.on(SUNHE)
        keys = ["R", "enter"]
        await post.press(*keys)
        assert "1 called" in post.said
        await post.sync()
        assert (quota(post).confirmed, signup(post, "s2").confirmed, signup(post, "s3").reserve) == (12, 1, 1)
        assert len(keys) <= 3


async def test_a_no_show_reopens_the_place_and_the_next_is_offered() -> None:
    async with a_post(night()) as post:
        await post.on(SUNHE)
        await post.press("S", "x")
        assert "Next in the reserve: no. v2; R calls" in post.said
        await post.press("R")
        await post.type_at_once("\r")
        await post.sync()
        assert (signup(post, "s1").no_show, signup(post, "s2").confirmed) == (1, 1)


async def test_one_key_moves_a_person_and_one_that_cannot_says_why() -> None:
    async with a_post(night()) as post:
        await post.on(SUNHE)
        await post.press("S")
        assert "10 without a name" in post.text_of(post.over(SignUpsList))
        await post.press("v")
        assert post.said == "no. v1: arrived"
        await post.press("x")
        assert "From reserve nobody becomes no-show" in post.said
        await post.sync()
        assert signup(post, "s1").arrived == 1


async def test_the_reserve_stands_in_order_with_its_rank() -> None:
    async with a_post(night()) as post:
        await post.on(SUNHE)
        await post.press("S")
        lines = post.text_of(post.over(SignUpsList)).splitlines()
        ranks = [line.split()[:3] for line in lines if "reserve  " in line and "no." in line]
        assert [line[0] for line in ranks] == ["1", "2"]


async def test_heads_are_signed_up_by_number_and_moved_in_part() -> None:
    async with a_post(night()) as post:
        await post.on(JINZHAN)
        await post.press("S", "a")
        await post.type_at_once("5\r")
        await post.press("w")
        await post.type_at_once("2\r")
        await post.sync()
        (one,) = [
            record for record in post.centre.records.values() if isinstance(record, SignUp) and record.heads == 5
        ][1:]
        assert (one.confirmed, one.withdrawn) == (3, 2)


async def test_the_pool_shows_who_stands_by_since_when() -> None:
    async with a_post(night()) as post:
        await post.on(SUNHE)
        await post.press("W")
        shown = post.text_of(post.over(PoolList))
        assert "Standby pool: 链家" in shown
        assert "5 stand by" in shown
        await post.press("a")
        await post.type_at_once("v9\r")
        await post.sync()
        assert any(isinstance(one, SignUp) and one.volunteer == "v9" for one in post.centre.records.values())


async def test_the_assembly_says_who_is_missing_and_whom_to_ring() -> None:
    async with a_post(night(), size=(80, 24)) as post:
        await post.on(SUNHE)
        await post.press("m")
        head = post.text_of(post.over(MusterScreen).query("Head").first())
        assert "Ring next: 链家  值班 138-0000-0001" in head
        assert "孙河乡政府东门" in head
        assert "the time has passed" in head


async def test_a_report_of_the_assembly_is_a_number_and_enter() -> None:
    async with a_post(night()) as post:
        await post.on(SUNHE)
        await post.press("m", "9", "enter")
        await post.sync()
        assert (quota(post).present, quota(post).mustered_by) == (9, "centre")


async def test_one_key_calls_the_reserve_from_the_assembly() -> None:
    async with a_post(night()) as post:
        await post.on(SUNHE)
        await post.press("m", "R", "enter")
        await post.sync()
        assert quota(post).confirmed == 12


async def test_latecomers_join_a_squad_and_are_not_lost() -> None:
    async with a_post(night()) as post:
        await post.on(SUNHE)
        await post.press("J")
        await post.type_at_once("2\r")
        await post.sync()
        squad = post.centre.records["squad", "first"]
        assert isinstance(squad, Squad)
        assert (squad.strength, squad.present, quota(post).present) == (14, 12, 6)


def sealed() -> list[AnyRecord]:
    said: dict[str, dict[str, Any]] = {"sunhe": {"risk": "sealed"}, "first": {"status": "mustering"}}
    return [msgspec.structs.replace(record, **said.get(record.id, {})) for record in night()]


async def send_first_squad(post: Post) -> None:
    await post.press("g", "s")
    await post.on("first")
    await post.press("s", "1")


async def test_nobody_goes_into_a_sealed_area_before_the_gear_is_asked_about() -> None:
    async with a_post(sealed()) as post:
        await send_first_squad(post)
        assert not post.desk.edits
        await post.press("escape")
        assert not post.desk.edits
        await post.press("s", "1")
        await post.type_at_once("y\r")
        await post.sync()
        squad, request = post.centre.records["squad", "first"], post.centre.records["request", "sunhe"]
        assert isinstance(squad, Squad)
        assert isinstance(request, Request)
        assert (squad.status, request.gear_ready) == ("en_route", True)


async def test_going_without_gear_needs_a_reason() -> None:
    async with a_post(sealed()) as post:
        await send_first_squad(post)
        await post.type_at_once("孙河乡现场发放\r")
        (edit,) = post.desk.edits.values()
        assert edit.op.reason == "孙河乡现场发放"


async def test_the_assembly_says_that_the_gear_is_ready_with_one_key() -> None:
    async with a_post(sealed()) as post:
        await post.on(SUNHE)
        await post.press("m", "g")
        await post.sync()
        request = post.centre.records["request", "sunhe"]
        assert isinstance(request, Request)
        assert request.gear_ready
