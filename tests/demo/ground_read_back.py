"""What happened on the ground, as the centre gives it back: who stood where, what was done, what stays open."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

from postcmd.board import Board
from postcmd.edits import Link, Update
from postcmd.records import Attrition, Duty, Event, Placement, Post, Quota, Request, Squad, Work
from postcmd.scenario.read import read_facts
from postcmd.sheet import day_sheet
from postcmd.sheet_text import sheet_text
from tests.demo.people import november
from tests.demo.reader import Reader
from tui.detail import sections

UNDATED: Final = date(2022, 11, 23)
REPORTED: Final = {
    "weilan-antigen-households": ("antigen_households", 2000, "余", "fengtai-a-street"),
    "gulou-call-yihulai-1-quarantine-files": ("quarantine_files", 550, "", "yalanwan-p"),
    "gulou-call-yihulai-1-door-sensors": ("door_sensors", 750, "", "yalanwan-p"),
    "yihulai-door-sensors": ("door_sensors", 400, "", None),
    "yihulai-leaflets": ("leaflets", 800, "", None),
    "yihulai-samples": ("sampling_assist", 3500, "", None),
    "yihulai-ledgers": ("ledgers", 2000, "余", None),
}
"""Count → task, quantity, qualifier, and the place where the report gives one."""


async def eighteen_and_thirty_two_stand_where_they_were_found(reader: Reader) -> None:
    """Not divided over the places that are only listed: 18 are at three estates 等, and the post lies at the street."""
    parts = [await reader.one(Squad, f"jiuxianqiao-lianjia-{number}") for number in (1, 2)]
    assert [(one.strength, one.present, one.status, one.parent) for one in parts] == [
        (18, 18, "on_post", "jiuxianqiao-lianjia"),
        (32, 32, "on_post", "jiuxianqiao-lianjia"),
    ]
    whole = await reader.one(Squad, "jiuxianqiao-lianjia")
    assert (whole.strength, whole.is_live, whole.parts) == (50, False, tuple(one.id for one in parts))
    posts = [await reader.one(Post, f"jiuxianqiao-{number}") for number in (1, 2)]
    assert {post.place for post in posts} == {"jiuxianqiao-p"}
    assert posts[0].name == "炭厂里、魔方公寓、驼房里等"
    assert await standing(reader, "jiuxianqiao") == {"jiuxianqiao-1": 18, "jiuxianqiao-2": 32}


async def a_hundred_and_some_stand_at_nineteen_posts_in_fourteen_villages(reader: Reader) -> None:
    posts = await reader.all(Post, request="lisui")
    assert len(posts) == 19
    assert all(post.place == "lisui-p" and "name" in post.inferred for post in posts)
    assert all("属地卡口值守人员" in post.note and not any(shift.local for shift in post.shifts) for post in posts)
    assert sum((await standing(reader, "lisui")).values()) == 100
    duties = [duty for post in posts for duty in await reader.all(Duty, post=post.id)]
    assert all("heads" in duty.inferred for duty in duties), "how many stand at each post is chosen"
    assert (await reader.one(Quota, "lisui.shunyi-property.2022-11-23")).said == "余"
    assert "村：14；点位：19" in (await reader.one(Request, "lisui")).note


async def thirty_stand_in_three_communities_and_one_need_was_born_there(reader: Reader) -> None:
    squads = [await reader.one(Squad, f"gulou-call-yihulai-{number}") for number in (1, 2, 3)]
    assert [one.place for one in squads] == ["yalanwan-p", "taiyang-p", "tanzhou-p"]
    assert (squads[0].strength, "strength" in squads[0].inferred) == (6, False)
    assert sum(one.strength for one in squads) == 30
    assert sum((await standing(reader, "gulou-call")).values()) == 30
    born = await reader.one(Request, "gulou-call-born-2")
    assert (born.place, born.task, born.born_of) == ("taiyang-p", "door_sensors", "gulou-call-yihulai-2")
    assert (born.lines[0].min, born.lines[0].max) == (0, None)


async def forty_have_stood_since_one_and_somebody_answers_for_it(reader: Reader) -> None:
    duty = await reader.one(Duty, "weilan-antigen-weilan-1123")
    assert (duty.here, duty.beyond, duty.came_at) == (40, ("continuous",), november(23, 13))
    assert duty.approved_by
    assert "approved_by" in duty.inferred


async def one_of_them_is_sent_on_at_midnight(reader: Reader) -> None:
    """Off one post at 00:00, on another until 03:00; a shift across midnight belongs to the day it began on."""
    first = await reader.one(Duty, "weilan-antigen-weilan-1123")
    moved = await reader.one(Duty, "weilan-antigen-weilan-1123-next")
    assert (first.here, moved.here, moved.moved_from) == (39, 1, first.id)
    assert (first.day, moved.ends) == (UNDATED, november(24, 3))
    assert sum((await standing(reader, "weilan-antigen")).values()) == 40


async def all_of_them_have_gone_after_fourteen_hours(reader: Reader) -> None:
    first = await reader.one(Duty, "weilan-antigen-weilan-1123")
    assert (first.is_over, first.left_at) == (True, november(24, 3))
    assert sum((await standing(reader, "weilan-antigen")).values()) == 0


async def every_count_is_as_reported_and_at_a_place_only_where_the_report_says_so(reader: Reader) -> None:
    works = {one.id: one for one in await reader.all(Work)}
    assert {key: (one.task, one.quantity, one.said, one.place) for key, one in works.items()} == REPORTED
    totals: Counter[str] = Counter()
    for one in works.values():
        totals[one.task] += one.quantity or 0
    assert totals["door_sensors"] == 1150
    rest = works["yihulai-door-sensors"]
    assert "quantity" in rest.inferred
    assert "1150" in rest.note
    assert "楼 116" in works["weilan-antigen-households"].note
    assert all(one.on_behalf for one in await logged(reader)), "every count says on whose behalf it was typed"


async def service_without_a_request_is_placed_and_has_no_heads(reader: Reader) -> None:
    placements = await reader.all(Placement)
    assert sorted((one.unit, one.form) for one in placements) == [
        ("fengtai-street", "standing"),
        ("haidian-union", "paired"),
        ("lianjia", "reports_home"),
        ("lianjia", "standing"),
        ("shunyi-transfer", "standing"),
        ("tongzhou", "standing"),
    ]
    assert all(one.heads is None for one in placements)
    tasks = {one.unit: len(one.tasks) for one in placements if one.form == "standing"}
    assert tasks == {"fengtai-street": 5, "shunyi-transfer": 4, "tongzhou": 9, "lianjia": 7}
    assert next(one for one in placements if one.form == "paired").since == date(2022, 11, 24)


async def the_sealed_in_served_inside_and_report_to_the_street(reader: Reader) -> None:
    (sealed,) = await reader.all(Attrition)
    assert (sealed.unit, sealed.loss, sealed.serving, sealed.report_to) == (
        "tongzhou",
        "sealed_in",
        True,
        "street-unions",
    )
    assert (sealed.heads, sealed.released_at is not None, "人数未载" in sealed.note) == (0, True, True)


async def what_the_report_does_not_settle_is_shown_as_a_note(reader: Reader) -> None:
    """Both sides of each question stand in the note of what it is about, and the page of that record shows them."""
    board = await board_of(reader)
    records, _logs = await reader.whole()
    for question in read_facts().open:
        for says in question.says:
            assert any(says in record.note for record in records.values()), says
    page = "\n".join(fact.text for section in sections(board, ("request", "weilan-antigen")) for fact in section.facts)
    assert "116 buildings" in page


async def the_days_sheet_keeps_the_words_beside_the_figures(reader: Reader) -> None:
    board = await board_of(reader)
    text = sheet_text(board, day_sheet(board, ("unit", "yihulai"), UNDATED), "zh")
    assert "建立台账：2000余户" in text
    assert "安装门磁：1150户" in text
    of_the_place = sheet_text(board, day_sheet(board, ("place", "gulou"), UNDATED), "zh")
    assert "安装门磁：750户" in of_the_place
    assert "2000" not in of_the_place, "the ledgers are not given by place"


async def standing(reader: Reader, request: str) -> dict[str, int]:
    """How many stand at each post of the request."""
    here: dict[str, int] = {}
    for post in await reader.all(Post, request=request):
        here[post.id] = sum(duty.here for duty in await reader.all(Duty, post=post.id))
    return here


async def logged(reader: Reader) -> list[Event]:
    _records, logs = await reader.whole()
    return [event for (kind, _key), events in logs.items() if kind == "work" for event in events]


async def board_of(reader: Reader) -> Board:
    """What a board shows of it."""
    records, _logs = await reader.whole()
    board = Board()
    board.apply(Update(whole=True, puts=tuple(records.values()), link=Link(state="online", as_of=november(24, 12))))  # type: ignore[arg-type]
    return board
