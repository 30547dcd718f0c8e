"""A request that stands: its facts, need, hand and double; gear; and scope that changes meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from postcmd import ops
from postcmd.decide import decide
from postcmd.intents_of_requests import set_facts
from postcmd.outcome import Outcome
from postcmd.records import Line, Request, RiskLevel
from postcmd.rights import why_refused
from postcmd.scope import paths_of
from postcmd.undoing import undo
from tests.builders import (
    DAY,
    EPOCH,
    NOW,
    add,
    edit,
    facts,
    form,
    grant,
    issue,
    line,
    need,
    offer,
    open_,
    place,
    quota,
    request,
    squad,
    unit,
)
from tests.shelf import Shelf, context, shelf_of


def why(outcome: Outcome) -> str:
    return "" if outcome.status == "applied" or outcome.info is None else outcome.info.code


def take(by: str, seen: str = "") -> ops.RequestTake:
    return ops.RequestTake(request="sunhe", by=by, seen=seen)


# Facts and need


def test_facts_are_set_field_by_field_all_or_none() -> None:
    shelf = shelf_of(request())
    before = ops.Base(EPOCH, shelf.request().rev)
    shelf.apply(facts(shelf.request(), before, risk="sealed", due=NOW), user="li", client="c2")
    both = shelf.apply(facts(shelf.request(), before, risk="low", bring="雨衣"))
    assert (both.status, both.info and both.info.by) == ("conflict", "li")
    assert (shelf.request().risk, shelf.request().bring) == ("sealed", "")
    shelf.apply(facts(shelf.request(), before, bring="雨衣"))
    assert (shelf.request().risk, shelf.request().bring, shelf.request().due) == ("sealed", "雨衣", NOW)


@pytest.mark.parametrize(
    ("said", "code"), [({"addressed_unit": "nobody"}, "unknown_unit"), ({"vehicles": -1}, "bounds")], ids=str
)
def test_facts_that_cannot_be_are_refused(said: dict[str, Any], code: str) -> None:
    assert why(shelf_of(request()).apply(facts(request(), **said))) == code


def test_a_day_s_need_is_set_where_it_still_is_what_was_seen() -> None:
    shelf = shelf_of(request())
    first, late = (need(shelf.request(), line(6, heads)) for heads in (9, 8))
    shelf.apply(first, user="li", client="c2")
    clash = shelf.apply(late)
    assert (clash.status, clash.info and clash.info.now) == ("conflict", {"2022-11-20": "6-9"})
    assert shelf.apply(first).status == "noop"
    tomorrow = DAY + timedelta(days=1)
    shelf.apply(need(shelf.request(), Line(tomorrow, 3, None)))
    assert shelf.request().lines == (line(6, 9), Line(tomorrow, 3, None))


@pytest.mark.parametrize(
    ("lines", "code"), [((line(), line(3, 3)), "bad_days"), ((line(9, 6),), "bounds"), ((line(-1, 6),), "bounds")]
)
def test_a_need_that_cannot_be_is_refused(lines: tuple[Line, ...], code: str) -> None:
    assert why(shelf_of(request()).apply(need(request(), *lines))) == code


@pytest.mark.parametrize("status", ["cancelled", "closed"])
def test_what_is_over_is_let_go_of_and_not_changed(status: Any) -> None:
    shelf = shelf_of(request(status=status, handled_by="li"))
    assert why(shelf.apply(facts(shelf.request(), urgent=True))) == "request_over"
    assert why(shelf.apply(need(shelf.request(), line(1, 1)))) == "request_over"
    assert why(shelf.apply(take("wang", "li"))) == "request_over"
    assert why(shelf.apply(take("", "li"))) == ""


# Who has it in hand, what it repeats


def test_two_coordinators_muster_for_the_same_call_and_learn_of_each_other() -> None:
    shelf = shelf_of(request())
    assert shelf.apply(take("li"), user="li", client="c2").status == "applied"
    late = shelf.apply(take("wang"))
    assert (late.status, late.info and (late.info.code, late.info.by)) == ("conflict", ("taken_meanwhile", "li"))
    assert shelf.apply(take("li")).status == "noop"
    assert shelf.apply(take("wang", "li")).status == "applied"
    assert (shelf.request().handled_by, shelf.request().handled_at) == ("wang", NOW)
    shelf.apply(take("", "wang"))
    assert (shelf.request().handled_by, shelf.request().handled_at) == ("", None)


def test_a_repeated_request_is_linked_and_never_hidden() -> None:
    shelf = shelf_of(request(), request("again"))
    shelf.apply(ops.RequestLink(request="again", duplicate_of="sunhe"))
    linked = shelf.request("again")
    assert (linked.duplicate_of, linked.status, linked.lines) == ("sunhe", "ordered", (line(),))
    assert paths_of(linked, shelf) == paths_of(shelf.request(), shelf)
    shelf.apply(ops.RequestLink(request="again", duplicate_of=None))
    assert shelf.request("again").duplicate_of is None


def test_a_request_repeats_another_one_never_itself_on_no_detour_either() -> None:
    shelf = shelf_of(request(), request("b", duplicate_of="sunhe"), request("c", duplicate_of="b"))
    for other in ("sunhe", "b", "c"):
        assert why(shelf.apply(ops.RequestLink(request="sunhe", duplicate_of=other))) == "repeats_itself"
    assert why(shelf.apply(ops.RequestLink(request="sunhe", duplicate_of="nothing"))) == "unknown_record"


def test_a_cancelled_request_reaches_those_assigned_and_asks_nobody_any_more() -> None:
    shelf = shelf_of(request(units=("lianjia",)), quota(6, 6))
    shelf.apply(ops.RequestMove(request="sunhe", came_from="ordered", to="cancelled"))
    assert "u:centre/chaoyang/lianjia" in paths_of(shelf.request(), shelf)
    assert why(shelf.apply(offer())) == "request_over"
    assert why(shelf.apply(add(max=1, min=1))) == "request_over"


def test_task_and_channel_and_who_called_can_be_put_right_and_the_place_cannot() -> None:
    shelf = shelf_of(request(channel="phone", called_by="王"))
    right = set_facts(shelf.request(), EPOCH, task="supplies", called_over="chat", called_by="李")
    assert right.base.values == {"task": "sampling_assist", "channel": "phone", "called_by": "王"}
    assert why(shelf.apply(right)) == ""
    held = shelf.request()
    assert (held.task, held.channel, held.called_by) == ("supplies", "chat", "李")
    assert why(shelf.apply(facts(held, task="nothing"))) == "unknown_task"
    assert "place" not in ops.RequestSet.__struct_fields__
    done = edit(right, stage="done", before=request(channel="phone", called_by="王"))
    back = undo(done, EPOCH)
    assert isinstance(back, ops.RequestSet)
    assert (back.task, back.called_over, back.base.values["channel"]) == ("sampling_assist", "phone", "chat")


def test_a_channel_somebody_else_put_right_is_not_overwritten_unseen() -> None:
    shelf = shelf_of(request(channel="phone"))
    late = set_facts(shelf.request(), EPOCH, called_over="chat")
    shelf.apply(set_facts(shelf.request(), EPOCH, called_over="in person"), user="li", client="c2")
    clash = shelf.apply(late)
    assert (clash.status, clash.info and clash.info.now) == ("conflict", {"channel": "in person"})


# Into a sealed area


def entering(**said: Any) -> ops.SquadMove:
    return ops.SquadMove(**{"squad": "first", "came_from": "mustering", "to": "en_route", **said})


def at_the_gate(risk: Any = "sealed", ready: bool | None = None) -> Shelf:
    return shelf_of(request(risk=risk, gear_ready=ready), squad(status="mustering", request="sunhe"))


@pytest.mark.parametrize("risk", ["sealed", "sealed_or_controlled"])
@pytest.mark.parametrize("ready", [None, False])
@pytest.mark.parametrize("to", ["en_route", "on_post"])
def test_nobody_is_sent_into_a_sealed_area_before_the_gear_is_ready(risk: str, ready: bool | None, to: str) -> None:
    assert why(at_the_gate(risk, ready).apply(entering(to=to))) == "gear_not_ready"
    assert why(at_the_gate(risk, True).apply(entering(to=to))) == ""


@pytest.mark.parametrize("risk", [None, "low", "controlled", "precaution", "high"])
def test_elsewhere_nobody_asks_for_gear(risk: str | None) -> None:
    assert why(at_the_gate(risk).apply(entering())) == ""


def test_a_reason_is_enough_and_what_happened_is_never_refused() -> None:
    assert why(at_the_gate().apply(entering(reason="装备在门口发放"))) == ""
    assert why(at_the_gate().apply(entering(at=NOW - timedelta(minutes=61)))) == ""
    assert why(at_the_gate().apply(entering(at=NOW - timedelta(minutes=59)))) == "gear_not_ready"
    assert why(at_the_gate().apply(entering(to="standby"))) == ""


@pytest.mark.parametrize("status", ["en_route", "on_post"])
def test_a_squad_formed_on_its_way_into_a_sealed_area_needs_its_gear_like_one_that_is_moved(status: Any) -> None:
    shelf = shelf_of(request(risk="sealed"))
    assert why(shelf.apply(form(status=status, request="sunhe"))) == "gear_not_ready"
    assert why(shelf.apply(form("a", status=status, request="sunhe", reason="装备在门口发放"))) == ""
    assert why(shelf.apply(form("b", status=status, request="sunhe", at=NOW - timedelta(minutes=61)))) == ""
    assert why(shelf.apply(form("c", status="mustering", request="sunhe"))) == ""
    assert why(shelf_of(request(risk="sealed", gear_ready=True)).apply(form(status=status, request="sunhe"))) == ""


def test_a_sealed_area_is_one_by_its_place_too_its_own_or_the_nearest_above_that_has_a_level() -> None:
    sealed, low = RiskLevel("sealed", DAY), RiskLevel("low", DAY)
    above = place("chaoyang-d", risks=(sealed,))
    gate = place("chaoyang-d/sunhe-p/gate", kind="estate")
    mustered = squad(status="mustering", request="sunhe")
    assert why(shelf_of(above, mustered).apply(entering())) == "gear_not_ready"
    assert why(shelf_of(above, place(risks=(low,)), mustered).apply(entering())) == ""
    assert why(shelf_of(request(gear_ready=True), above, mustered).apply(entering())) == ""
    free = squad(status="mustering")
    inside = shelf_of(above, place(risks=(low,)), msgspec.structs.replace(gate, risks=(sealed,)), free)
    assert why(inside.apply(entering(place="sunhe-p"))) == ""
    assert why(inside.apply(entering(came_from="en_route", to="on_post", place="gate"))) == "gear_not_ready"


@pytest.mark.parametrize(("hours", "code"), [(4, ""), (5, "gear_not_ready")])
def test_a_risk_counts_from_its_operational_day_on(hours: int, code: str) -> None:
    """The day begins at midnight in the zone of the centre, which is four in the afternoon in UTC."""
    since = RiskLevel("sealed", DAY + timedelta(days=1))
    shelf = shelf_of(place(risks=(since,)), squad(status="mustering", request="sunhe"))
    assert why(decide(entering(), shelf, context(now=NOW + timedelta(hours=hours)))) == code


# Scope that changes meanwhile


def allowed(op: ops.Op, *grants: Any, shelf: Shelf) -> bool:
    return why_refused(op, "wang", grants, shelf, NOW) is None


def test_a_unit_moved_to_another_parent_takes_its_open_quotas_along() -> None:
    shelf = shelf_of(request(units=("chaoyang", "lianjia")), quota(0, 50, unit="chaoyang"))
    shelf.apply(issue(6, 9, parent=shelf.quota("chaoyang").id))
    moved = unit("centre/fengtai/lianjia")
    shelf.records["unit", "lianjia"] = moved
    assert "u:centre/fengtai/lianjia" in paths_of(shelf.quota(), shelf)
    assert allowed(add(max=1), grant(prefix="u:centre/fengtai"), shelf=shelf)
    assert not allowed(add(max=1), grant(prefix="u:centre/chaoyang"), shelf=shelf)
    # It stays a part of the quota it was passed on from: the sum is bounded as before.
    assert why(shelf.apply(add(max=42))) == "past_parent"


def test_a_scope_that_shrinks_while_edits_wait_refuses_them_by_the_grants_of_the_moment() -> None:
    shelf = shelf_of(request(units=("lianjia",)), quota())
    assert allowed(add(max=1), grant(), shelf=shelf)
    assert not allowed(add(max=1), grant(until=NOW), shelf=shelf)
    assert not allowed(add(max=1), grant(prefix="u:centre/fengtai"), shelf=shelf)


def test_a_need_born_on_the_spot_is_handed_in_by_whoever_may_record_there() -> None:
    shelf = shelf_of(squad(request="sunhe", place="sunhe-p"))
    born = open_("born", addressed_unit="lianjia")
    assert allowed(born, grant("recorder", "p:chaoyang-d/sunhe-p"), shelf=shelf)
    assert allowed(born, grant("recorder", "u:centre/chaoyang/lianjia"), shelf=shelf)
    assert not allowed(born, grant("observer"), shelf=shelf)


def test_who_hands_a_request_in_corrects_it_until_it_is_ordered() -> None:
    recorder = grant("recorder", "p:chaoyang-d/sunhe-p")
    for status, may in (("submitted", True), ("approved", False), ("ordered", False)):
        shelf = shelf_of(request(status=status))
        assert allowed(facts(shelf.request(), urgent=True), recorder, shelf=shelf) is may


def test_the_pool_is_drawn_on_by_who_stands_at_the_unit() -> None:
    shelf = shelf_of(request(units=("lianjia",)), quota())
    call = ops.ReserveCall(request="sunhe", unit="lianjia", day=DAY, heads=1)
    place = grant("recorder", "p:chaoyang-d")
    assert allowed(call, place, shelf=shelf)
    assert not allowed(msgspec.structs.replace(call, pool=True), place, shelf=shelf)
    assert allowed(msgspec.structs.replace(call, pool=True), grant("recorder"), shelf=shelf)


def test_what_a_coordinator_takes_in_hand_stays_the_same_request() -> None:
    shelf = shelf_of(request())
    before = shelf.request()
    shelf.apply(take("wang"))
    plain = {"handled_by": "", "handled_at": None, "rev": before.rev, "updated_at": None, "updated_by": ""}
    assert Request(**{**msgspec.structs.asdict(shelf.request()), **plain}) == before
