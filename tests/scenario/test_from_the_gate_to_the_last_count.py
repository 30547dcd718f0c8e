"""The record after the assembly: who stood where, what was done, and what the report leaves open."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from postcmd.records import AnyRecord, Attrition, Duty, Placement, Post, Work
from postcmd.scenario.ground import posts_of
from postcmd.scenario.read import read_facts
from tests.scenario.shelf import MemoryShelf, told

SHANGHAI = ZoneInfo("Asia/Shanghai")
R = TypeVar("R", bound=AnyRecord)


def november(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2022, 11, day, hour, minute, tzinfo=SHANGHAI)


def every(kind: type[R], shelf: MemoryShelf) -> dict[str, R]:
    return {one.id: one for held in shelf.records.values() for one in held.values() if isinstance(one, kind)}


def stand(request: str, shelf: MemoryShelf) -> int:
    """How many stand at the posts of a request."""
    posts = {post.id for post in every(Post, shelf).values() if post.request == request}
    return sum(duty.here for duty in every(Duty, shelf).values() if duty.post in posts)


def test_the_eighteen_and_the_thirty_two_stand_where_they_were_found() -> None:
    shelf = told(november(22, 9))
    posts = every(Post, shelf)
    assert [(duty.heads, duty.here) for name, duty in every(Duty, shelf).items() if name.startswith("jiu")] == [
        (18, 18),
        (32, 32),
    ]
    assert posts["jiuxianqiao-1"].name == "炭厂里、魔方公寓、驼房里等"
    assert {posts[f"jiuxianqiao-{number}"].place for number in (1, 2)} == {"jiuxianqiao-p"}, "not divided by place"


def test_nineteen_posts_in_fourteen_villages_are_manned_by_a_hundred_and_some() -> None:
    shelf = told(november(23, 9))
    posts = [post for post in every(Post, shelf).values() if post.request == "lisui"]
    assert len(posts) == 19
    assert all("属地卡口值守人员" in post.note and post.place == "lisui-p" for post in posts)
    assert stand("lisui", shelf) == 100
    duties = [duty for duty in every(Duty, shelf).values() if duty.id.startswith("lisui")]
    assert all("heads" in duty.inferred for duty in duties), "the report gives no number by post"
    assert "村：14；点位：19" in shelf.request("lisui").note
    assert shelf.quota("lisui.shunyi-property.2022-11-23").said == "余"


def test_forty_for_fourteen_hours_need_a_reason_and_one_goes_on_to_another_post() -> None:
    before, after, end = told(november(23, 23, 59)), told(november(24, 0)), told(november(24, 3))
    duty = every(Duty, before)["weilan-antigen-weilan-1123"]
    assert (duty.here, duty.beyond, bool(duty.approved_by)) == (40, ("continuous",), True)
    assert stand("weilan-antigen", after) == 40
    moved = every(Duty, after)["weilan-antigen-weilan-1123-next"]
    assert (moved.moved_from, moved.here, moved.ends) == (duty.id, 1, november(24, 3))
    assert (stand("weilan-antigen", end), every(Duty, end)[duty.id].left) == (0, 40)
    assert every(Duty, end)[duty.id].day == date(2022, 11, 23), "a shift across midnight belongs to the day it began on"


def test_from_six_to_nine_stand_there_each_day_and_both_ends_are_reached() -> None:
    duties = [duty for duty in every(Duty, told()).values() if duty.post == "hongmincun"]
    assert [duty.came for duty in duties] == [6, 7, 8, 9, 9, 8, 7, 6]
    assert {(duty.came_at.astimezone(SHANGHAI).time().isoformat(),) for duty in duties if duty.came_at} == {
        ("09:30:00",)
    }
    assert all(duty.is_over for duty in duties)


def test_twelve_stand_there_day_after_day_as_far_as_the_record_goes() -> None:
    duties = [duty for duty in every(Duty, told()).values() if duty.post == "sunhe"]
    assert [(duty.day.day, duty.came) for duty in duties] == [(day, 12) for day in range(20, 25)]
    assert duties[0].came_at == november(20, 21)


@pytest.mark.parametrize(("request_id", "heads"), [("xinfadi", 8), ("nancai", 20), ("gulou-call", 30)])
def test_whose_end_is_not_told_stands_there_still(request_id: str, heads: int) -> None:
    assert stand(request_id, told()) == heads


def test_three_squads_stand_in_three_communities() -> None:
    shelf = told(november(23, 16))
    posts = {post.place: post for post in every(Post, shelf).values() if post.request == "gulou-call"}
    assert {place: post.task for place, post in posts.items()} == {
        "yalanwan-p": "quarantine_files",
        "taiyang-p": "door_sensors",
        "tanzhou-p": "ledgers",
    }
    assert every(Duty, shelf)["gulou-call-yihulai-1-1123"].here == 6
    # The third one's "still working at 01:00" is a note; nobody is said to have gone.
    assert stand("gulou-call", told()) == 30


def test_a_need_born_on_the_spot_is_a_request_of_the_squad_that_learnt_of_it() -> None:
    born = told(november(23, 16)).request("gulou-call-born-2")
    assert (born.place, born.task, born.born_of, born.status) == (
        "taiyang-p",
        "door_sensors",
        "gulou-call-yihulai-2",
        "ordered",
    )
    assert (born.lines[0].min, born.lines[0].max) == (0, None), "how many it takes is not told"


def test_every_count_of_work_is_as_reported_and_adds_up_by_task_alone() -> None:
    works = every(Work, told())
    counts: dict[str, int] = {}
    for work in works.values():
        counts[work.task] = counts.get(work.task, 0) + (work.quantity or 0)
    assert counts == {
        "antigen_households": 2000,
        "quarantine_files": 550,
        "door_sensors": 1150,
        "leaflets": 800,
        "sampling_assist": 3500,
        "ledgers": 2000,
    }
    assert {work.task: work.said for work in works.values() if work.said} == {
        "antigen_households": "余",
        "ledgers": "余",
    }
    assert "楼 116" in works["weilan-antigen-households"].note, "buildings are counted by no task"


def test_what_is_not_given_by_place_is_at_no_place() -> None:
    works = every(Work, told())
    assert (works["gulou-call-yihulai-1-door-sensors"].quantity, works["gulou-call-yihulai-1-door-sensors"].place) == (
        750,
        "yalanwan-p",
    )
    rest = works["yihulai-door-sensors"]
    assert (rest.quantity, rest.place, "quantity" in rest.inferred, "1150" in rest.note) == (400, None, True, True)
    assert {work.place for work in works.values() if work.unit == "yihulai" and work.squad is None} == {None}


def test_service_without_a_request_is_placed_and_has_no_heads() -> None:
    placements = every(Placement, told())
    forms = {(placement.unit, placement.form) for placement in placements.values()}
    assert forms == {
        ("haidian-union", "paired"),
        ("lianjia", "reports_home"),
        ("fengtai-street", "standing"),
        ("shunyi-transfer", "standing"),
        ("tongzhou", "standing"),
        ("lianjia", "standing"),
    }
    assert all(placement.heads is None for placement in placements.values())
    tongzhou = next(one for one in placements.values() if one.unit == "tongzhou")
    assert len(tongzhou.tasks) == 9


def test_residents_sealed_in_served_inside_and_report_to_the_street_when_they_are_released() -> None:
    (sealed,) = every(Attrition, told()).values()
    assert (sealed.unit, sealed.serving, sealed.report_to, sealed.heads) == ("tongzhou", True, "street-unions", 0)
    assert sealed.released_at is not None
    assert "未载" in sealed.note


def test_every_post_says_that_its_name_was_chosen() -> None:
    posts = every(Post, told())
    assert set(posts) == set(posts_of(read_facts()))
    assert all("name" in post.inferred for post in posts.values())


def test_what_the_report_does_not_settle_stays_open_as_a_note() -> None:
    shelf = told()
    assert "116 buildings" in shelf.request("weilan-antigen").note
    assert "32 stood at community checkpoints" in shelf.request("jiuxianqiao").note
