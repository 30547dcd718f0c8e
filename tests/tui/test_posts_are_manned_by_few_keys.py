"""The watch view and what it leads to: posts, check-ins, plans, limits, each with few keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from postcmd.records import AnyRecord, Duty, Limit, PostShift, Squad
from postcmd.records import Post as Gate
from postcmd.roster import Person
from postcmd.scope import Grant
from tests.tui.fakes import NOON, FakeCentre, FakeDesk
from tests.tui.post import TODAY, Post, a_post, world
from tui.checks_screen import ChecksList
from tui.limits_screen import LimitsScreen
from tui.pages import PageCard
from tui.post_duties import DutiesScreen
from tui.post_form import PostForm
from tui.post_plan import PlanScreen
from tui.posts_screen import PostsScreen
from tui.relief_screen import ReliefScreen
from tui.seats_screen import SeatsScreen

pytestmark = pytest.mark.anyio

HOUR = timedelta(hours=1)
ALL_DAY = (PostShift("日", "08:00", "20:00", 2, 6, 1), PostShift("夜", "20:00", "08:00", 2))


def of(duty_id: str, squad: str | None = "second", **said: Any) -> Duty:
    fields = {"unit": "lianjia", "post": "gate", "place": "sunhe-p", "day": TODAY, "heads": 2, "rev": 1}
    times = {"begins": NOON - HOUR, "ends": NOON + 5 * HOUR}
    return Duty(**{"id": duty_id, "squad": squad, **fields, **times, **said})


def ground(*more: AnyRecord) -> list[AnyRecord]:
    """The north gate of 孙河 is short; nobody asks for anybody at the south gate."""
    third = Squad(id="third", unit="lianjia", name="链家三队", strength=60, status="resting", place="sunhe-p", rev=1)
    north = Gate(id="gate", place="sunhe-p", name="北门", shifts=ALL_DAY, units=("lianjia",), rev=1)
    south = Gate(id="south", place="sunhe-p", name="南门", shifts=(PostShift("日", "08:00", "20:00"),), rev=1)
    return [*world(), third, north, south, *more]


def records(post: Post, kind: type[AnyRecord]) -> dict[str, Any]:
    return {one.id: one for one in post.centre.records.values() if isinstance(one, kind)}


def duties(post: Post) -> dict[str, Duty]:
    return records(post, Duty)


async def test_the_watch_view_shows_the_short_posts_first_and_one_key_each_does_what_is_done_there() -> None:
    come = of("d1", begins=NOON)
    gone = of("d2", "third", post="south", came=2, came_at=NOON - HOUR, ends=NOON)
    async with a_post(ground(come, gone)) as post:
        await post.press("B")
        screen = post.over(PostsScreen)
        shown = post.text_of(screen)
        assert shown.index("北门") < shown.index("南门")
        assert "2 missing" in shown
        assert post.table is not None
        await post.press("c")
        assert "nobody missing" in post.text_of(screen)
        await post.press("j", "x")
        assert "Checked out: 孙河乡  南门  链家三队, 2" in post.said
        await post.press("k", "H")
        post.over(ReliefScreen)
        await post.press("escape")
        post.over(PostsScreen)
        await post.press("escape", "g", "r")
        await post.on("sunhe")
        await post.press("i")
        assert "北门  08:00-20:00 日  2 here  local staff 1" in post.text_of(post.over(PageCard))
        await post.press("B")
        assert "Posts: 孙河乡" in post.text_of(post.over(PostsScreen))
        await post.sync()
        assert (duties(post)["d1"].here, duties(post)["d2"].here) == (2, 0)


async def test_what_others_changed_at_a_post_is_marked_until_its_duties_were_looked_at() -> None:
    async with a_post(ground(of("d1", begins=NOON))) as post:
        await post.press("tilde")
        came = msgspec.structs.replace(duties(post)["d1"], came=2, rev=99, updated_by="li")
        post.centre.records["duty", "d1"] = came
        await post.sync()
        await post.press("B", "home")
        screen = post.over(PostsScreen)
        assert "°" in post.text_of(screen)
        await post.press("enter")
        assert "°" in post.text_of(post.over(DutiesScreen))
        await post.press("escape")
        assert "°" not in post.text_of(post.over(PostsScreen))


async def test_a_post_is_set_up_for_a_request_with_its_shifts_in_one_line_changed_closed_and_taken_up_again() -> None:
    async with a_post(ground()) as post:
        await post.press("g", "r")
        await post.on("sunhe")
        await post.press("B", "n")
        await post.type_at_once("西门\t\t夜 20:00-08:00 2-3 +1；08-20 2\r")
        await post.sync()
        (west,) = [one for one in records(post, Gate).values() if one.name == "西门"]
        assert (west.place, west.request, west.task) == ("sunhe-p", "sunhe", "screening")
        assert west.shifts == (PostShift("夜", "20:00", "08:00", 2, 3, 1), PostShift("08:00", "08:00", "20:00", 2, 2))
        screen = post.over(PostsScreen)
        assert isinstance(screen, PostsScreen)
        screen.go_to(west.id)
        await post.press("e")
        await post.press("shift+tab", *["backspace"] * 3)
        await post.type_at_once("金盏地区\r")
        form = post.over(PostForm)
        assert isinstance(form, PostForm)
        assert "At another place it is another post" in form.told
        await post.press("escape", "e", *["backspace"] * 2)
        await post.type_at_once(" 4\t")
        await post.press("right", "enter")
        await post.press("d", "enter")
        await post.sync()
        changed = records(post, Gate)[west.id]
        assert (changed.shifts[1].min, changed.kind, changed.task, changed.until) == (4, "gate", "screening", TODAY)
        await post.press("d")
        await post.sync()
        assert records(post, Gate)[west.id].until is None


async def test_fifty_check_ins_pasted_take_at_most_six_keys_and_a_line_that_is_not_clear_says_why() -> None:
    fifty = [f"{nth}. 张{chr(0x4E00 + nth)}" for nth in range(1, 51)]
    awaited = (of("d1", "third", heads=50, begins=NOON), of("d2", heads=6, begins=NOON))
    async with a_post(ground(*awaited)) as post:
        keys = ["B", "b", "the paste", "enter"]
        await post.press("B", "b")
        text = "\n".join(["第二队未到", "链家三队：", *fifty, "链家二队 6人", "51. 张一人 请假", fifty[0]])
        await post.type_at_once(f"\x1b[200~{text}\x1b[201~")
        shown = post.text_of(post.over(ChecksList))
        assert "0 → 56 here" in shown
        assert "of which squad or unit" in shown
        assert "already further up" in post.text_of(post.over(ChecksList)) or "duplicate 1" in shown
        await post.press("enter")
        assert len(keys) <= 6
        await post.sync()
        assert (duties(post)["d1"].here, duties(post)["d2"].here) == (50, 6)
        post.over(PostsScreen)


async def test_people_are_checked_in_by_count_or_name_and_a_slip_is_taken_back() -> None:
    later = of("d3", None, begins=NOON + HOUR)
    async with a_post(ground(of("d1", heads=6), later)) as post:
        await post.press("B", "enter")
        screen = post.over(DutiesScreen)
        await post.press("plus", "5", "enter")
        assert "链家二队" in post.text_of(screen)
        await post.press("4", "enter", "minus")
        await post.press("w")
        await post.type_at_once("链家三队 3\r")
        assert screen.go_to("d3")  # type: ignore[attr-defined]
        await post.press("D")
        await post.sync()
        found = duties(post)
        (walk_in,) = [one for one in found.values() if one.squad == "third"]
        assert (found["d1"].came, found["d1"].left) == (4, 1)
        assert (walk_in.walk_in, walk_in.here) == (True, 3)
        assert found["d3"].is_withdrawn
        await post.press("u")
        await post.sync()
        assert duties(post)["d3"].heads == 2


async def test_heads_are_planned_for_a_shift_and_beyond_a_limit_with_a_reason_and_who_answers_for_it() -> None:
    nights = [
        of(f"n{nth}", begins=NOON - nth * 24 * HOUR, ends=NOON - nth * 24 * HOUR + HOUR, came=2, left=2)
        for nth in range(1, 8)
    ]
    async with a_post(ground(*nights)) as post:
        await post.press("B", "p")
        screen = post.over(PlanScreen)
        assert isinstance(screen, PlanScreen)
        assert "0 of 2-6 planned" in post.text_of(screen)
        assert "too many days running" in post.text_of(screen)
        await post.press("enter")
        assert "2 of 2-6 planned" in post.text_of(screen)
        await post.press("w")
        await post.type_at_once("链家二队 2\r")
        await post.type_at_once("没有别人\r")
        await post.type_at_once("王队长\r")
        await post.press("w")
        await post.type_at_once("链家三队 2\r")
        await post.press("enter")
        assert "As many are planned as the shift asks for" in post.said
        await post.sync()
        planned = [one for one in duties(post).values() if one.id not in {night.id for night in nights}]
        assert {(one.squad, one.heads, one.shift) for one in planned} == {("third", 2, "日"), ("second", 2, "日")}
        (beyond,) = [one for one in planned if one.beyond]
        assert (beyond.beyond, beyond.approved_by) == (("days_running",), "王队长")


async def test_people_known_by_name_are_matched_to_the_places_of_a_post_one_to_one() -> None:
    clinic = Gate(id="gate", place="sunhe-p", name="核酸点", shifts=ALL_DAY, skills=("护理",), drivers=1, rev=1)
    desk = FakeDesk(FakeCentre([*(one for one in ground() if one.id != "gate"), clinic]))
    desk.grants = desk.rights = (Grant("dispatcher", "*", roster=True),)
    people = [
        Person(id="p1", unit="lianjia", name="张一", skills=("护理",), vehicle="京A1"),
        Person(id="p2", unit="lianjia", name="王二", vehicle="京A2"),
        Person(id="p3", unit="lianjia", name="李三"),
    ]
    async with a_post(desk=desk) as post:
        post.screen.roster = lambda unit, words: people
        await post.press("B", "p", "m")
        await post.app.workers.wait_for_complete()
        await post.settle()
        shown = post.text_of(post.over(SeatsScreen))
        assert "2 of 2 places filled" in shown
        assert "every place is filled" in shown
        await post.press("enter")
        await post.sync()
        assert {one.volunteer for one in duties(post).values()} == {"p1", "p2"}


async def test_who_is_checked_in_elsewhere_is_checked_in_with_a_reason() -> None:
    there = of("d1", None, volunteer="p1", heads=1, came=1, came_at=NOON - HOUR, post="south")
    here = of("d2", None, volunteer="p1", heads=1, begins=NOON)
    async with a_post(ground(there, here)) as post:
        await post.press("B", "c")
        await post.type_at_once("人已过来\r")
        await post.sync()
        assert (duties(post)["d1"].here, duties(post)["d2"].here) == (0, 1)


async def test_heads_are_sent_on_to_the_post_that_is_short() -> None:
    there = of("d1", heads=3, came=3, came_at=NOON - HOUR, post="south")
    async with a_post(ground(there)) as post:
        await post.press("B", "j", "s", "1")
        await post.press("backspace", "2", "enter")
        await post.sync()
        (moved,) = [one for one in duties(post).values() if one.moved_from]
        assert (moved.post, moved.heads, duties(post)["d1"].here) == ("gate", 2, 1)


async def test_limits_are_set_where_the_grant_allows_and_say_why_not_elsewhere() -> None:
    admin = FakeDesk(FakeCentre(ground()))
    admin.grants = admin.rights = (Grant("admin", "*"),)
    async with a_post(desk=admin) as post:
        await post.press("F")
        screen = post.over(LimitsScreen)
        assert "(12h)" in post.text_of(screen)
        await post.press("1", "0", "enter", "x")
        assert "10h" in post.text_of(screen)
        await post.sync()
        limit = records(post, Limit)["default"]
        assert (limit.continuous, limit.hard) == (600, True)
        await post.press("minus")
        await post.sync()
        assert records(post, Limit)["default"].continuous is None
    desk = FakeDesk(FakeCentre(ground()))
    desk.grants = desk.rights = (Grant("dispatcher", "*"),)
    async with a_post(desk=desk) as post:
        await post.press("F", "1")
        assert post.said
        assert not records(post, Limit)
