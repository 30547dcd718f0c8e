"""Relief and redeployment: few keys, reasons beside each name, and a reason asked for beyond a limit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from postcmd.board import Board
from postcmd.edits import Update
from postcmd.records import AnyRecord, Duty, HandOver, PostShift, Squad
from postcmd.records import Post as Gate
from tests.tui.fakes import NOON
from tests.tui.post import TODAY, Post, a_post, world
from tui.due_list import DueList
from tui.redeploy_screen import RedeployScreen
from tui.relief_screen import ReliefScreen
from tui.situation import Here
from tui.situation_on_duty import with_posts
from tui.waking import Watchman, wake_text
from tui.watch_screen import WatchScreen

pytestmark = pytest.mark.anyio

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ALL_DAY = (PostShift("日", "08:00", "20:00", 2), PostShift("夜", "20:00", "08:00", 2))


def stands(duty_id: str = "d1", squad: str = "second", hours: float = -4, **said: Any) -> Duty:
    begins = NOON + hours * HOUR
    fields = {"unit": "lianjia", "post": "gate", "place": "sunhe-p", "day": TODAY, "heads": 2, "rev": 1}
    came = {"came": 2, "came_at": begins, "begins": begins, "ends": NOON + HOUR}
    return Duty(**{"id": duty_id, "squad": squad, **fields, **came, **said})


def ground(*more: AnyRecord) -> list[AnyRecord]:
    """At the north gate of 孙河 stands 链家二队; 链家三队 rests beside it."""
    third = Squad(id="third", unit="lianjia", name="链家三队", strength=2, status="resting", place="sunhe-p", rev=1)
    gate = Gate(id="gate", place="sunhe-p", name="北门", shifts=ALL_DAY, units=("lianjia",), rev=1)
    return [*world(), gate, third, stands(), *more]


def duties(post: Post) -> dict[str, Duty]:
    return {one.id: one for one in post.centre.records.values() if isinstance(one, Duty)}


async def test_a_relief_takes_at_most_four_keys_and_the_squads_follow() -> None:
    async with a_post(ground()) as post:
        await post.press("g", "s")
        await post.on("second")
        keys = ["H", "enter"]
        await post.press("H")
        shown = post.text_of(post.over(ReliefScreen))
        assert "链家三队" in shown
        assert "same place" in shown
        await post.press("enter")
        assert len(keys) <= 4
        assert "链家三队 relieves" in post.said
        await post.sync()
        found = duties(post)
        (new,) = [one for one in found.values() if one.id != "d1"]
        assert (found["d1"].relieved_by, found["d1"].here, new.squad, new.here) == (new.id, 0, "third", 2)
        squads = {one.id: one.status for one in post.centre.records.values() if isinstance(one, Squad)}
        assert (squads["second"], squads["third"]) == ("resting", "on_post")


async def test_beyond_a_limit_a_reason_is_asked_for_and_who_cannot_says_why() -> None:
    left = {"left": 2, "left_at": NOON - HOUR, "ends": NOON - HOUR}
    tired = stands("d0", "third", -10, post="south", **left)
    south = Gate(id="south", place="sunhe-p", name="南门", rev=1)
    out = Squad(id="out", unit="lianjia", name="链家四队", strength=3, status="out_of_service", rev=1)
    async with a_post(ground(south, tired, out)) as post:
        await post.press("g", "s")
        await post.on("second")
        await post.press("H")
        shown = post.text_of(post.over(ReliefScreen))
        assert "too little rest" in shown
        assert "out of service" in shown
        await post.press("enter")
        await post.type_at_once("没有别人\r")
        await post.type_at_once("王队长\r")
        await post.sync()
        (new,) = [one for one in duties(post).values() if one.squad == "third" and one.id != "d0"]
        assert new.here == 2
        assert "rest" in new.beyond
        assert new.approved_by == "王队长"
        await post.press("H")
        assert "Nobody is checked in" in post.said


async def test_a_relief_is_planned_for_the_end_of_the_duty() -> None:
    south = Gate(id="south", place="sunhe-p", name="南门", rev=1)
    both = stands("d2", post="south", ends=NOON + 2 * HOUR)
    async with a_post(ground(south, both)) as post:
        await post.press("g", "s")
        await post.on("second")
        await post.press("H")
        assert "1/2" in post.text_of(post.over(ReliefScreen))
        await post.press("]")
        assert "南门" in post.text_of(post.over(ReliefScreen))
        await post.press("[", "p")
        await post.sync()
        (new,) = [one for one in duties(post).values() if one.id not in ("d1", "d2")]
        assert (new.begins, new.came, new.shift) == (NOON + HOUR, 0, "日")


async def test_what_falls_due_on_posts_is_one_key_from_what_it_is_about() -> None:
    late = stands("d2", "third", -1, came=0, came_at=None, ends=NOON + 6 * HOUR, post="south")
    given = HandOver(id="h", lines=("缺 3 人",), unit="centre", given_by="li", given_at=NOON, rev=1)
    south = Gate(id="south", place="sunhe-p", name="南门", rev=1)
    async with a_post(ground(late, south, given)) as post:
        await post.press("L")
        shown = post.text_of(post.over(DueList))
        assert "nobody checked in" in shown
        assert "ends without relief" in shown
        assert "hand-over not accepted" in shown
        await post.press("enter")
        assert "南门  链家三队" in post.text_of(post.over(ReliefScreen))
        await post.press("x")
        assert "Checked in" in post.said
        await post.press("escape", "L")
        assert "nobody checked in" not in post.text_of(post.over(DueList))
        await post.press("enter")
        assert "缺 3 人" in post.text_of(post.over(WatchScreen))
        await post.sync()
        assert duties(post)["d2"].here == 2


async def test_gaps_are_filled_as_proposed_and_why_not_is_told() -> None:
    gone = Squad(id="out", unit="lianjia", name="链家四队", strength=3, status="out_of_service", rev=1)
    async with a_post(ground(gone)) as post:
        await post.press("I")
        screen = post.over(RedeployScreen)
        assert "北门" in post.text_of(screen)
        assert "链家三队" in post.text_of(screen)
        other = msgspec.structs.replace(gone, rev=9, updated_by="li")
        post.centre.records["squad", "out"] = other
        await post.sync()
        assert "changed since" in post.text_of(screen)
        await post.press("r", "w")
        assert "changed since" not in post.text_of(screen)
        assert "out of service" in post.text_of(screen)
        await post.press("enter")
        await post.sync()
        planned = [one for one in duties(post).values() if one.id != "d1"]
        assert planned
        assert planned[0].squad == "third"


def test_that_nobody_relieves_a_duty_is_told_half_an_hour_before_and_once() -> None:
    board = Board()
    board.apply(Update(puts=tuple(ground())))
    watchman = Watchman(board)
    watchman.settle_in(NOON)
    assert watchman.passed(NOON + 29 * MINUTE) == []
    (wake,) = watchman.passed(NOON + 30 * MINUTE)
    assert (wake.about, wake.what) == (("duty", "d1"), "unrelieved")
    assert wake_text(board, [wake]) == "Soon, ends without relief: 孙河乡  北门  链家二队 (L)"
    assert watchman.passed(NOON + HOUR) == []


def test_without_posts_nobody_is_sent_anywhere() -> None:
    board = Board()
    assert with_posts(Here(board=board, pane="squad"))
    board.apply(Update(puts=tuple(ground())))
    assert with_posts(Here(board=board, pane="squad")) is None
