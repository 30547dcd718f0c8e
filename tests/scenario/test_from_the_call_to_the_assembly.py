"""The calls of the record, from the notice to who stood at the gate: every reported figure, and what was chosen."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from postcmd import ops
from postcmd.records import Availability, Notice, Receipt, pool_of
from postcmd.scenario.reference import reference_records
from tests.scenario.shelf import MemoryShelf, script, told

SHANGHAI = ZoneInfo("Asia/Shanghai")
SUNHE = "sunhe.lianjia.2022-11-20"
JIUXIANQIAO = "jiuxianqiao.lianjia.2022-11-21"


def november(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2022, 11, day, hour, minute, tzinfo=SHANGHAI)


def test_the_pool_is_at_least_twenty_six_and_says_so_before_the_call() -> None:
    shelf = told(november(20, 12))
    pool = shelf.sign_up("lianjia-pool")
    assert (pool.heads, pool.reserve, [one.id for one in shelf.signups(pool_of("lianjia"))]) == (26, 26, [pool.id])
    assert "至少 26" in pool.note
    said = shelf.get("availability", "lianjia.2022-11-20")
    assert isinstance(said, Availability)
    assert (said.heads, said.full_time, "至少" in said.note, "推定" in said.note) == (26, 26, True, True)


def test_twenty_six_sign_up_within_the_hour_twelve_confirmed_fourteen_in_reserve() -> None:
    shelf = told(november(20, 20, 30))
    one = shelf.quota(SUNHE)
    assert (one.offered, one.confirmed, one.reserve, one.status) == (26, 12, 14, "accepted")
    held = list(shelf.signups(SUNHE))
    assert sum(sign_up.heads for sign_up in held) == 26
    assert all(sign_up.inferred == ("at", "heads") for sign_up in held)
    assert max(sign_up.at for sign_up in held) < november(20, 20, 30)


def test_about_nine_twelve_are_counted_at_the_gate() -> None:
    one = told(november(20, 21)).quota(SUNHE)
    assert (one.present, one.mustered_at, one.mustered_by) == (12, november(20, 21), "北京链家职工志愿者")
    (report,) = [step.op for step in script() if isinstance(step.op, ops.MusterReport) and step.op.target[1] == SUNHE]
    assert report.reason == "左右"


def test_fifty_of_fifty_assemble_by_ten_and_enter_only_with_their_gear() -> None:
    shelf = told(november(21, 10))
    one = shelf.quota(JIUXIANQIAO)
    assert (one.min, one.max, one.confirmed, one.present, one.mustered_at) == (50, 50, 50, 50, november(21, 10))
    assert one.status == "accepted"
    request = shelf.request("jiuxianqiao")
    assert (request.risk, request.gear_ready) == ("sealed_or_controlled", True)
    assert "due" in request.inferred
    assert told(november(21, 9)).request("jiuxianqiao").gear_ready is None


def test_the_corps_that_was_passed_by_is_told() -> None:
    shelf = told(november(21, 1, 5))
    notice = shelf.get("notice", "jiuxianqiao-told")
    assert isinstance(notice, Notice)
    assert (notice.addressed_to, notice.after_request) == (("chaoyang",), "jiuxianqiao")
    assert "酒仙桥街道直接向北京链家" in notice.title
    assert set(notice.inferred) == {"title", "at"}


def test_notices_go_out_and_some_units_are_heard_of() -> None:
    shelf = told()
    notices = [one for one in shelf.records["notice"].values() if isinstance(one, Notice)]
    receipts = [one for one in shelf.records["receipt"].values() if isinstance(one, Receipt)]
    assert {"at"} <= set.intersection(*(set(one.inferred) for one in notices))
    carried_on = shelf.get("notice", "notice-2")
    assert isinstance(carried_on, Notice)
    assert (carried_on.after_request, carried_on.at) == ("jiuxianqiao", november(21, 1, 10))
    assert {one.state for one in receipts} == {"read", "acknowledged", "accepted"}
    first = shelf.get("notice", "notice-1")
    assert isinstance(first, Notice)
    heard_of = {one.unit for one in receipts if one.notice == "notice-1"}
    assert heard_of < set(first.addressed_to)


def test_thirty_are_counted_for_gulou_by_the_corps_too() -> None:
    shelf = told()
    found = [quota for quota in shelf.quotas() if quota.request == "gulou-call"]
    assert {quota.unit for quota in found} >= {"yihulai"}
    assert {(quota.confirmed, quota.present, quota.mustered_at is not None) for quota in found} == {(30, 30, True)}


def test_whatever_is_chosen_says_so() -> None:
    """A sign-up, a notice: in `inferred`. What has no such field: in the reason that its history shows."""
    chosen = (ops.QuotaAnswer, ops.NoticeAnswer, ops.AvailabilityDeclare, ops.RequestSet)
    for step in script():
        if isinstance(step.op, ops.SignUpOffer | ops.NoticeIssue):
            assert "at" in step.op.inferred
        if isinstance(step.op, chosen):
            assert "推定" in step.op.reason


def test_no_step_needs_to_break_the_rule_of_the_gear() -> None:
    """Nobody is sent into a sealed area for the only reason that it is a replay."""
    shelf = MemoryShelf(reference_records())
    for step in script():
        if isinstance(step.op, ops.SquadMove) and step.op.to in ("en_route", "on_post"):
            squad = shelf.squad(step.op.squad)
            request = shelf.request(squad.request or "")
            sealed = request.risk in ("sealed", "sealed_or_controlled")
            assert not sealed or request.gear_ready, step.op
        shelf.take(step)


@pytest.mark.parametrize("day", range(7, 15))
def test_six_to_nine_are_asked_for_at_hongmincun_each_day(day: int) -> None:
    line = next(line for line in told(november(7, 9)).request("hongmincun").lines if line.day.day == day)
    assert (line.min, line.max) == (6, 9)
