"""From the gate to the last count, each edge case of the field has its answer at a real centre, on either database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from postcmd import ops
from postcmd.board import Board
from postcmd.due_on_duty import on_the_ground
from postcmd.edits import Link, Update
from postcmd.lineage import tree
from postcmd.ops import Op
from postcmd.records import (
    AnyRecord,
    Attrition,
    Availability,
    Duty,
    Post,
    Quota,
    Record,
    Request,
    Squad,
    Work,
    quota_id,
)
from postcmd.redeploy import gaps
from postcmd.scope import Grant
from postcmd.sheet import day_sheet
from postcmd.standing_watch import watch
from postcmd.wire import Result
from tests.builders import DAY, NOW, call_reserve, line, open_, part, sign_up
from tests.builders_on_the_ground import (
    ON_THE_GROUND,
    after,
    arrive,
    come,
    go,
    limited,
    lose,
    merge,
    name,
    open_post,
    plan,
    release,
    send_on,
    worked,
)
from tests.central.field import Field, WallClock, a_field, new_app, records_of
from tests.central.field import Post as AtPost
from tests.centre_fixture import ACCOUNTS, a_quota, world
from tests.postgres_pool import lent_database

pytestmark = pytest.mark.anyio

R = TypeVar("R", bound=Record)
FULL = quota_id("full", "lianjia", DAY)


def ground() -> list[AnyRecord]:
    """The small world with two posts, a squad of twelve at a full quota, and three more in its reserve."""
    full = a_quota("full", "lianjia", 12)
    request = Request(
        id="full", place="sunhe-p", task="screening", lines=(line(),), status="ordered", units=("lianjia",)
    )
    return [
        *world(),
        *ON_THE_GROUND[:2],
        request,
        Quota(
            id=FULL,
            request="full",
            unit="lianjia",
            day=full.day,
            min=12,
            max=12,
            offered=15,
            confirmed=12,
            present=12,
            reserve=3,
        ),
        sign_up("signed", 12, request="full", confirmed=12),
        sign_up("waits", 3, request="full", reserve=3),
        Squad(
            id="first", unit="lianjia", name="一队", strength=12, present=12, helpers=2, request="full", place="sunhe-p"
        ),
    ]


@pytest.fixture(params=["sqlite", "postgresql"])
async def field(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Field]:
    wall = WallClock(NOW)
    async with lent_database() if request.param == "postgresql" else nullcontext() as url:
        app, database, tokens = await asyncio.to_thread(new_app, tmp_path, ground(), ACCOUNTS, wall, database=url)
        async with a_field(app, database, tokens, wall) as opened:
            yield opened


class Told:
    """What became of the ops of a post, and what stands at the centre then."""

    def __init__(self, post: AtPost) -> None:
        self.post = post
        self.records: dict[str, AnyRecord] = {}

    async def do(self, *done: Op) -> list[str]:
        """`applied`, or the code of what was said instead."""
        first = self.post.n + 1
        (await self.post.push(*done)).raise_for_status()
        cut = await self.post.pull()
        self.records |= records_of(cut)
        told = {result.n: result for result in cut.mine}
        return [_said(told[n]) for n in range(first, self.post.n + 1)]

    def one(self, kind: type[R], key: str) -> R:
        found = self.records[key]
        assert isinstance(found, kind)
        return found

    async def board(self) -> Board:
        self.post.cursor = None
        puts = records_of(await self.post.pull())
        board = Board()
        board.apply(Update(whole=True, puts=tuple(puts.values()), link=Link(state="online", as_of=NOW)))
        return board


def _said(result: Result) -> str:
    return result.info.code if result.info and result.status in ("rejected", "conflict") else result.status


async def at(field: Field, account: str = "city") -> Told:
    return Told(await field.post(account))


async def test_splitting_conserves_and_merge_is_the_inverse(field: Field) -> None:
    city = await at(field)
    wrong = ops.SquadSplit(squad="first", parts=(part("a", 5, 5, helpers=1), part("b", 6, 6, helpers=1)))
    right = ops.SquadSplit(squad="first", parts=(part("a", 5, 5, helpers=1), part("b", 7, 7, helpers=1)))
    assert await city.do(wrong, right) == ["parts_do_not_sum", "applied"]
    lineage = tree(await city.board(), "a")
    assert lineage is not None
    assert (lineage.squad.id, lineage.heads, lineage.helpers, len(lineage.children)) == ("first", 12, 2, 2)
    assert await city.do(merge("first", "a"), merge("first", "a", "b")) == ["not_all_parts", "applied"]
    whole = city.one(Squad, "first")
    assert (whole.is_live, whole.strength, whole.present, whole.helpers) == (True, 12, 12, 2)
    assert not city.one(Squad, "a").is_live


async def test_nobody_is_in_two_live_squads(field: Field) -> None:
    city = await at(field)
    first, other = (await city.board()).squad("first"), (await city.board()).squad("squad-1")
    assert first is not None
    assert other is not None
    assert await city.do(name(first, "v7"), name(other, "v7")) == ["applied", "in_two_squads"]
    parts = (part("a", 5, 5, members=("v7",)), part("b", 7, 7, helpers=2, members=("v7",)))
    assert await city.do(ops.SquadSplit(squad="first", parts=parts)) == ["in_two_squads"]
    assert await city.do(ops.SquadMove(squad="first", came_from="standby", to="stood_down")) == ["applied"]
    assert await city.do(name(other, "v7")) == ["applied"]
    assert await city.do(ops.SquadMove(squad="first", came_from="stood_down", to="standby")) == ["in_two_squads"]


async def test_count_known_names_not(field: Field) -> None:
    """Twelve are counted first; the names come later, and are never more than the heads."""
    city = await at(field)
    first = (await city.board()).squad("first")
    assert first is not None
    many = [f"v{nth}" for nth in range(13)]
    assert await city.do(name(first, *many), name(first, *many[:2])) == ["more_names_than_heads", "applied"]
    named = city.one(Squad, "first")
    assert (named.strength, named.members) == (12, ("v0", "v1"))


async def test_the_same_person_in_two_places(field: Field) -> None:
    """One open check-in: elsewhere is told, and with a reason they have left there."""
    city = await at(field)
    here, there = plan("d1", 1, volunteer="v7"), plan("d2", 1, volunteer="v7", post="south", reason="两处")
    assert await city.do(here, there, come("d1"), come("d2")) == [
        "applied",
        "applied",
        "applied",
        "checked_in_elsewhere",
    ]
    assert await city.do(come("d2", reason="换点了")) == ["applied"]
    assert (city.one(Duty, "d1").here, city.one(Duty, "d2").here) == (0, 1)


async def test_no_overlapping_duties_beyond_the_grace_unless_overridden_with_a_reason(field: Field) -> None:
    city = await at(field)
    twice = {"squad": "first", "post": "south", "begins": after(7), "ends": after(9)}
    assert await city.do(plan("d1", 12, squad="first"), plan("d2", 12, **twice)) == ["applied", "over_limit"]
    graced = plan("d3", 12, **{**twice, "begins": after(7.5)})
    assert await city.do(graced, plan("d4", 12, **twice, reason="两边跑")) == ["applied", "applied"]
    assert "overlap" in city.one(Duty, "d4").beyond


async def test_fourteen_hours_are_planned_with_a_reason_and_say_who_approved(field: Field) -> None:
    city = await at(field)
    long = {"squad": "first", "begins": NOW, "ends": after(14)}
    assert await city.do(plan("d1", 12, **long)) == ["over_limit"]
    assert await city.do(plan("d1", 12, **long, reason="无人可换", approved_by="王主任")) == ["applied"]
    assert (city.one(Duty, "d1").beyond, city.one(Duty, "d1").approved_by) == (("continuous",), "王主任")


async def test_a_limit_is_hard_where_an_administrator_says_so(field: Field) -> None:
    city, chaoyang = await at(field), await at(field, "chaoyang")
    assert await chaoyang.do(limited(continuous=480, hard=True)) == ["forbidden_scope"]
    assert await city.do(limited(continuous=480, hard=True)) == ["applied"]
    over = plan("d1", 12, squad="first", ends=after(9), reason="无人可换")
    assert await city.do(over, plan("d2", 12, squad="first", ends=after(8))) == ["hard_limit", "applied"]


async def test_recording_what_actually_happened_is_never_refused(field: Field) -> None:
    """Past a hard limit, more than were planned, at a post that is closed: whoever stood there stood there."""
    city = await at(field)
    assert await city.do(limited(continuous=480, hard=True), plan("d1", 3, squad="first")) == ["applied", "applied"]
    happened = come("d1", 5, at=NOW), go("d1", 5, at=after(14))
    closed = ops.PostClose(post="south", until=DAY - timedelta(days=1))
    walked_in = arrive("d2", 4, squad="first", post="south", at=NOW, left_at=after(14))
    assert await city.do(*happened, closed, walked_in) == ["applied"] * 4
    assert (city.one(Duty, "d1").came, city.one(Duty, "d1").left, city.one(Duty, "d2").is_over) == (5, 5, True)


async def test_a_shift_across_midnight_belongs_to_the_day_it_began_on(field: Field) -> None:
    city = await at(field)
    night = plan("d1", 2, squad="first", begins=after(0.5), ends=after(12.5), shift="夜", reason="夜班")
    assert await city.do(night, come("d1", 2, at=after(0.5)), go("d1", 1, at=after(5))) == ["applied"] * 3
    assert await city.do(send_on("d1", "d2", 1, at=after(6), ends=after(7.5))) == ["applied"]
    assert (city.one(Duty, "d1").day, city.one(Duty, "d2").day) == (DAY, DAY)
    sheet = day_sheet(await city.board(), ("unit", "lianjia"), DAY)
    times = {part.of[1]: part.value for one in sheet.figures if one.key == "participations" for part in one.parts}
    assert times["d1"] == 2


async def test_a_need_born_on_the_spot(field: Field) -> None:
    chaoyang = await at(field, "chaoyang")
    born = open_("born", task="screening", born_of="first", addressed_unit="lianjia", lines=(line(0, None),))
    assert await chaoyang.do(born) == ["applied"]
    assert (chaoyang.one(Request, "born").born_of, chaoyang.one(Request, "born").lines[0].max) == ("first", None)


async def test_half_a_squad_sealed_in_overnight(field: Field) -> None:
    """Strength falls, places reopen and the gap goes to the reserve; some come back, some report to another unit."""
    city = await at(field)
    assert await city.do(lose("a1", 6, "sealed_in", request="full", day=DAY)) == ["applied"]
    squad, quota = city.one(Squad, "first"), city.one(Quota, FULL)
    assert (squad.strength, squad.present, squad.lost, quota.confirmed, quota.present) == (6, 6, 6, 6, 6)
    reserve = call_reserve(3, of=quota)
    assert await city.do(reserve) == ["applied"]
    assert (city.one(Quota, FULL).confirmed, city.one(Quota, FULL).reserve) == (9, 0)
    tomorrow = DAY + timedelta(days=1)
    back, free = release("a1", 4, back=True), release("a1", 2, report_to="miyun", day=tomorrow)
    assert await city.do(back, free, release("a1", 1, back=True)) == ["applied", "applied", "not_so_many_lost"]
    assert (city.one(Squad, "first").strength, city.one(Attrition, "a1").still_lost) == (10, 0)
    assert city.one(Availability, f"miyun.{tomorrow}").heads == 2


async def test_residents_sealed_in_serve_inside_and_how_many_is_not_always_told(field: Field) -> None:
    city = await at(field)
    sealed = lose("a1", 0, squad=None, unit="lianjia", place="sunhe-p", serving=True)
    assert await city.do(sealed, release("a1", 0, report_to="miyun", day=DAY)) == ["applied", "applied"]
    assert (city.one(Attrition, "a1").serving, city.one(Attrition, "a1").report_to) == (True, "miyun")


async def test_a_correction_supersedes_and_never_overwrites_and_its_qualifier_travels(field: Field) -> None:
    """Heads, participations, served times and each work count are different quantities and are never added together."""
    city, lianjia = await at(field), await at(field, "lianjia")
    first = worked("w1", 700, task="screening", squad="first", served=90, said="余")
    assert await lianjia.do(
        first, worked("w2", 750, task="screening", squad="first", served=95, said="近", supersedes="w1")
    ) == [
        "applied",
        "applied",
    ]
    assert await lianjia.do(ops.WorkVerify(work="w2")) == ["forbidden_role"]
    assert await city.do(ops.WorkVerify(work="w2")) == ["applied"]
    board = await city.board()
    old, new = board.get("work", "w1"), board.get("work", "w2")
    assert isinstance(old, Work)
    assert isinstance(new, Work)
    assert ((old.quantity, old.said, old.counts), (new.quantity, new.said, new.counts)) == (
        (700, "余", False),
        (750, "近", True),
    )
    figures = {(one.key, one.task): (one.value, one.said) for one in day_sheet(board, ("unit", "lianjia"), DAY).figures}
    assert figures["work", "screening"] == (750, "近")
    assert {value for (key, _task), (value, _said) in figures.items() if key == "served"} == {95}


async def test_a_cancelled_request_stops_nagging_at_its_posts(field: Field) -> None:
    city = await at(field)
    assert (
        await city.do(open_post("north", place="sunhe-p", request="full"), plan("d1", 3, post="north"))
        == ["applied"] * 2
    )
    board, late = await city.board(), after(1)
    assert city.one(Post, "north").units == ("lianjia",)
    assert "north" in {one.post for one in gaps(board, late)}
    assert "d1" in {one.id for one in on_the_ground(board, late, after(2))}
    assert await city.do(ops.RequestMove(request="full", came_from="ordered", to="cancelled")) == ["applied"]
    board = await city.board()
    assert "north" not in {one.post for one in gaps(board, late)} | {
        row.post.id for row in watch(board, None, late).rows
    }
    assert "d1" not in {one.id for one in on_the_ground(board, late, after(2))}
    lianjia = await (await at(field, "lianjia")).board()
    told = lianjia.request("full")
    assert told is not None
    assert told.status == "cancelled", "it reaches those assigned"


async def test_a_coordinators_scope_shrinks_while_edits_wait(field: Field) -> None:
    """What was typed before is judged by the grant of the moment it arrives, and nothing is kept in sight."""
    chaoyang = await at(field, "chaoyang")
    assert await chaoyang.do(plan("d1", 3)) == ["applied"]
    await field.grant("chaoyang", Grant("dispatcher", "u:centre/miyun"))
    assert await chaoyang.do(come("d1", 3)) == ["forbidden_scope"]
    assert {one.id for one in (await chaoyang.board()).every("duty")} == set()
    city = await at(field)
    duty = (await city.board()).get("duty", "d1")
    assert isinstance(duty, Duty)
    assert duty.came == 0
