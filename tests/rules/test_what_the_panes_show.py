"""The panes: which records, in which order, and what stands beside each; and finding them by what is typed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd.board import Board
from postcmd.edits import Link, Update
from postcmd.finding import Finder
from postcmd.panes import (
    Days,
    leaf_quotas,
    matters_now,
    quota_days,
    quota_ids,
    quota_row,
    request_ids,
    request_row,
    shown_total,
    squad_ids,
    squad_row,
    today,
)
from postcmd.quota import Count
from postcmd.records import AnyRecord, Kind, QuotaStatus, quota_id
from tests.builders import DAY, NOW, WORLD, add, edit, line, place, quota, request, squad, task, unit

ALL = Days("all")
NAMED: list[AnyRecord] = [
    *WORLD,
    unit("centre/chaoyang", name="朝阳总队", short="朝阳"),
    unit("centre/chaoyang/lianjia", name="北京链家", nickname="Lianjia"),
    place("chaoyang-d", name="朝阳区"),
    place("chaoyang-d/sunhe-p", name="孙河乡"),
    place("fengtai-d/xinfadi-p", name="新发地"),
    task("supplies", zh="物资转运配送", en="Moving supplies"),
]


def board_of(*records: AnyRecord, now: datetime = NOW, edits: Any = ()) -> Board:
    board = Board()
    link = Link(state="online", as_of=now, clock_at=now, epoch="e1")
    board.apply(Update(puts=(*NAMED, *records), link=link, edits=tuple(edits)))
    return board


def on(offset: int) -> date:
    return DAY + timedelta(days=offset)


# Quotas


def test_today_comes_first_then_the_days_after_it_then_the_past_the_latest_first() -> None:
    quotas = [quota(day=on(offset)) for offset in (-2, 3, 0, -1, 1)]
    shown = quota_ids(board_of(request(), *quotas), ALL)
    assert [record_id[-10:] for record_id in shown] == [on(n).isoformat() for n in (0, 1, 3, -1, -2)]


def test_within_a_day_quotas_stand_by_place_then_by_unit_from_the_top_of_the_tree() -> None:
    far = request("far", place="xinfadi-p")
    quotas = [
        quota(unit="lianjia", request="far"),
        quota(unit="lianjia"),
        quota(unit="chaoyang"),
        quota(unit="centre"),
    ]
    shown = quota_ids(board_of(request(), far, *quotas), ALL)
    assert [record_id.rpartition(".")[0] for record_id in shown] == [
        "sunhe.centre",
        "sunhe.chaoyang",
        "sunhe.lianjia",
        "far.lianjia",
    ]


@pytest.mark.parametrize(
    ("days", "offsets"),
    [(ALL, [0, 1, -1]), (Days("from", DAY), [0, 1]), (Days("one", on(-1)), [-1]), (Days("one", on(9)), [])],
)
def test_a_pane_shows_all_days_those_from_one_on_or_one(days: Days, offsets: list[int]) -> None:
    board = board_of(request(), *(quota(day=on(offset)) for offset in (-1, 0, 1)))
    assert [record_id[-10:] for record_id in quota_ids(board, days)] == [on(n).isoformat() for n in offsets]


def test_days_are_those_that_have_a_quota() -> None:
    assert quota_days(board_of(request(), quota(day=on(1)), quota(), quota(unit="centre"))) == [DAY, on(1)]


def test_today_is_the_day_of_what_is_shown_in_the_operational_zone() -> None:
    assert today(board_of(now=datetime.fromisoformat("2022-11-20T15:59:00+00:00"))) == date(2022, 11, 20)
    assert today(board_of(now=datetime.fromisoformat("2022-11-20T16:00:00+00:00"))) == date(2022, 11, 21)
    assert today(Board()) == date.min


def test_a_row_of_a_quota_has_its_names_and_its_arithmetic() -> None:
    row = quota_row(board_of(request(), quota(12, 12, confirmed=9), edits=[edit(add(min=3, max=3))]), quota().id)
    assert (row.place, row.unit, row.task) == ("孙河乡", "北京链家", "sampling_assist")
    assert (row.quota.max, row.heads, row.mark) == (15, Count(missing=6, free=6), "●")


def test_the_present_are_counted_once_due_has_passed() -> None:
    due = NOW + timedelta(hours=1)
    records = request(due=due), quota(12, 12, present=10)
    assert quota_row(board_of(*records), quota().id).here is None
    assert quota_row(board_of(*records, now=due), quota().id).here == Count(missing=2, free=2)


@pytest.mark.parametrize(("days", "counted"), [(0, False), (1, True)])
def test_without_a_due_time_the_present_are_counted_when_the_day_is_over(days: int, counted: bool) -> None:
    board = board_of(request(due=None), quota(), now=NOW + timedelta(days=days))
    assert (quota_row(board, quota().id).here is not None) is counted


def test_what_was_not_passed_on_is_shown_and_what_was_declined_is_not_passed_on() -> None:
    parent = quota(0, 50, unit="chaoyang")
    part = quota(0, 18, parent=parent.id)
    declined = quota(0, 20, unit="shuangyushu", parent=parent.id, status="declined")
    board = board_of(request(), parent, part, declined)
    assert quota_row(board, parent.id).left == 32
    assert quota_row(board, part.id).left is None


# People count once


def cascade(**child: Any) -> Board:
    parent = quota(50, 50, unit="chaoyang", confirmed=18)
    return board_of(request(lines=(line(50, 50),)), parent, quota(18, 20, parent=parent.id, confirmed=18, **child))


def test_of_a_cascade_only_the_quotas_that_pass_nothing_on_are_added_up() -> None:
    assert [held.unit for held in leaf_quotas(cascade(), "sunhe", DAY)] == ["lianjia"]
    assert request_row(cascade(), "sunhe").confirmed == 18


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_where_the_part_was_declined_the_people_stand_in_the_whole(status: QuotaStatus) -> None:
    assert [held.unit for held in leaf_quotas(cascade(status=status), "sunhe", DAY)] == ["chaoyang"]


def test_the_total_of_a_list_counts_a_cascade_once() -> None:
    board = cascade()
    parent, part = quota_id("sunhe", "chaoyang", DAY), quota().id
    assert shown_total(board, [parent, part]) == Count(missing=0, free=2)
    assert shown_total(board, [parent]) == Count(missing=32, free=32)


def test_the_total_adds_row_by_row_and_leaves_out_what_was_declined() -> None:
    quotas = [
        quota(2, 2, confirmed=3, unit="centre"),
        quota(2, 2, confirmed=1, unit="fengtai"),
        quota(9, 9, status="declined"),
    ]
    assert shown_total(board_of(request(), *quotas), [held.id for held in quotas]) == Count(missing=1, free=1, over=1)


# Requests


def test_requests_stand_live_then_urgent_then_short_then_by_due() -> None:
    def call(name: str, **said: Any) -> list[AnyRecord]:
        confirmed = said.pop("confirmed", 0)
        return [request(name, **said), quota(12, 12, request=name, confirmed=confirmed)]

    calls = [
        call("over", status="closed", urgent=True),
        call("filled", confirmed=12, due=NOW),
        call("later", due=NOW + timedelta(hours=2)),
        call("sooner", due=NOW + timedelta(hours=1)),
        call("whenever"),
        call("urgent-filled", confirmed=12, urgent=True),
        call("urgent", urgent=True),
    ]
    board = board_of(*(record for records in calls for record in records))
    assert request_ids(board) == ["urgent", "urgent-filled", "sooner", "later", "whenever", "filled", "over"]


@pytest.mark.parametrize(("offset", "matters"), [(-9, 0), (0, 0), (1, 1), (2, 1), (9, 3)])
def test_the_line_that_matters_is_todays_else_the_last_that_has_begun(offset: int, matters: int) -> None:
    call = request(lines=tuple(line(n, n, on(n)) for n in (0, 1, 3)))
    assert matters_now(call, on(offset)) == line(matters, matters, on(matters))
    assert matters_now(request(lines=()), DAY) is None


def test_a_row_of_a_request_is_called_by_its_numbers() -> None:
    row = request_row(board_of(request(), quota(12, 12, confirmed=5, present=4)), "sunhe")
    assert (row.standing, row.confirmed, row.present, row.heads) == ("partly_met", 5, 4, Count(missing=7, free=7))


# Squads


def test_live_squads_come_first() -> None:
    squads = [squad("a", status="stood_down"), squad("b", place="sunhe-p"), squad("c", parts=("x", "y")), squad("d")]
    assert squad_ids(board_of(*squads)) == ["d", "b", "a", "c"]
    assert squad_row(board_of(*squads), "b").place == "孙河乡"


@pytest.mark.parametrize("row", [quota_row, request_row, squad_row])
def test_what_is_not_on_the_board_has_no_row(row: Any) -> None:
    with pytest.raises(KeyError):
        row(board_of(), "never")


records = st.lists(
    st.builds(
        lambda unit_id, offset, least: quota(least, least, unit=unit_id, day=on(offset)),
        st.sampled_from(["centre", "chaoyang", "lianjia"]),
        st.integers(-3, 3),
        st.integers(0, 9),
    ),
    unique_by=lambda held: held.id,
)


@given(records.flatmap(lambda held: st.tuples(st.just(held), st.permutations(held))))
def test_the_order_depends_on_the_records_alone_not_on_how_they_came(orders: Any) -> None:
    here, there = (board_of(request(), *held) for held in orders)
    assert quota_ids(here, ALL) == quota_ids(there, ALL)
    assert sorted(quota_ids(here, ALL)) == sorted(here.ids("quota"))


# Finding


@pytest.mark.parametrize(
    ("kind", "record_id", "words", "found"),
    [
        ("quota", quota().id, "", True),
        ("quota", quota().id, "   ", True),
        ("quota", quota().id, "朝阳", True),
        ("quota", quota().id, "朝阳区 链家", True),
        ("quota", quota().id, "链家 丰台", False),
        ("quota", quota().id, "LIANJIA", True),
        ("quota", quota().id, "ｌｉａｎｊｉａ　孙河", True),
        ("quota", quota().id, "11-20", True),
        ("quota", quota().id, "11-21", False),
        ("request", "sunhe", "孙河乡", True),
        ("request", "sunhe", "moving", True),
        ("request", "sunhe", "物资", True),
        ("request", "sunhe", "总队", True),
        ("request", "sunhe", "2022-11-20", True),
        ("squad", "first", "一队", True),
        ("squad", "first", "新发地 朝阳", True),
        ("squad", "first", "standby", True),
        ("squad", "first", "nothing", False),
        ("unit", "fengtai", "feng", True),
    ],
)
def test_a_record_is_found_by_every_word_typed(kind: Kind, record_id: str, words: str, found: bool) -> None:
    call = request(then=("supplies",), units=("lianjia",))
    board = board_of(call, quota(), squad(place="xinfadi-p", request="sunhe"))
    assert Finder(board, words).finds(kind, record_id) is found


def test_a_filter_keeps_the_order_and_drops_the_rest() -> None:
    board = board_of(request(), quota(), quota(unit="centre", day=on(1)), quota(unit="fengtai"))
    assert quota_ids(board, ALL, "链家") == [quota().id]
    assert request_ids(board, "never") == []
    assert squad_ids(board, "x") == []
