"""Scope: prefixes, paths, and the table of rights."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd import ops
from postcmd.records import AnyRecord, Clock, Notice, Quota, quota_id
from postcmd.scope import Grant, Role, paths_of, prefixes_of, under, visible, why_refused
from tests.builders import (
    DAY,
    NOW,
    PLACES,
    TASKS,
    UNITS,
    Shelf,
    add,
    count_squad,
    form,
    grant,
    issue,
    open_,
    part,
    quota,
    report,
    request,
    set_,
    shelf_of,
    squad,
)

CHAOYANG = quota_id("sunhe", "chaoyang", DAY)

# Prefixes


@pytest.mark.parametrize(
    ("path", "prefix", "covered"),
    [
        ("u:a/b", "u:a/b", True),
        ("u:a/b/c", "u:a/b", True),
        ("u:a/b/c", "u:a", True),
        ("u:a/bc", "u:a/b", False),
        ("u:a", "u:a/b", False),
        ("p:a/b", "u:a/b", False),
        ("u:a", "*", True),
        ("r:", "r:", True),
        ("u:a", "r:", False),
        ("u:a", "", False),
    ],
)
def test_a_prefix_covers_itself_and_what_lies_below(path: str, prefix: str, covered: bool) -> None:
    assert under(path, prefix) is covered


names = st.lists(st.sampled_from(["a", "b", "ab", "a-b"]), min_size=1, max_size=4)


@given(names, names)
def test_under_means_the_same_as_walking_down_the_tree(path: list[str], prefix: list[str]) -> None:
    assert under("u:" + "/".join(path), "u:" + "/".join(prefix)) == (path[: len(prefix)] == prefix)


def test_one_path_under_one_prefix_is_enough_to_see() -> None:
    assert visible(["u:x", "p:a/b"], ["u:y", "p:a"])
    assert not visible(["u:x", "p:a/b"], ["u:y", "p:b"])
    assert not visible([], ["u:x"])


def test_grants_hold_from_their_first_moment_until_before_their_last() -> None:
    held = grant(since=NOW, until=NOW + timedelta(hours=1))
    assert [held.holds(NOW + timedelta(minutes=m)) for m in (-1, 0, 59, 60)] == [False, True, True, False]
    assert prefixes_of([held], NOW) == ["r:", "u:centre/chaoyang"]
    assert prefixes_of([held], NOW + timedelta(hours=1)) == ["r:"]


# Paths


def everything_on_a_board() -> Shelf:
    return shelf_of(
        request(units=("chaoyang", "lianjia"), addressed_unit="lianjia"),
        request("elsewhere", place="xinfadi-p", units=("fengtai",)),
        quota(0, 50, unit="chaoyang", issued_by="zhao"),
        quota(6, 9, parent=CHAOYANG, issued_by="zhao"),
        quota(6, 9, unit="fengtai", request="elsewhere"),
        squad(request="sunhe", place="xinfadi-p"),
        squad("other", unit="fengtai"),
    )


@pytest.mark.parametrize(
    ("record", "paths"),
    [
        (UNITS[2], {"r:"}),
        (PLACES[1], {"r:"}),
        (TASKS[0], {"r:"}),
        (Clock(id="clock", at=NOW, since=NOW), {"r:"}),
        (request(), {"p:chaoyang-d/sunhe-p"}),
        (
            request(units=("fengtai",), addressed_unit="lianjia"),
            {"p:chaoyang-d/sunhe-p", "u:centre/fengtai", "u:centre/chaoyang/lianjia"},
        ),
        (quota(), {"u:centre/chaoyang/lianjia", "p:chaoyang-d/sunhe-p"}),
        (
            squad(request="sunhe", place="xinfadi-p"),
            {"u:centre/chaoyang/lianjia", "p:fengtai-d/xinfadi-p", "p:chaoyang-d/sunhe-p"},
        ),
        (squad(), {"u:centre/chaoyang/lianjia"}),
        (
            Notice(id="n", title="t", issued_by=("centre",), addressed_to=("fengtai",)),
            {"u:centre", "u:centre/fengtai"},
        ),
    ],
)
def test_a_record_lies_where_its_units_and_places_are(record: AnyRecord, paths: set[str]) -> None:
    assert paths_of(record, shelf_of()) == paths


# The table of rights: role x op

ON_LIANJIA: dict[str, ops.Op] = {
    "add": add(max=1),
    "set": set_(quota(), max=12),
    "issue": issue(unit="shuangyushu"),
    "report": report(quota(), confirmed=3),
    "open": open_("new", addressed_unit="lianjia"),
    "open as ordered": open_("new", addressed_unit="lianjia", status="ordered"),
    "move request": ops.RequestMove(request="sunhe", came_from="ordered", to="closed"),
    "form": form("new"),
    "split": ops.SquadSplit(squad="first", parts=(part("a", 6), part("b", 6))),
    "count": count_squad(squad(), present=3),
    "move squad": ops.SquadMove(squad="first", came_from="standby", to="alerted"),
    "set clock": ops.ClockSet(rate=60.0, paused=True),
    "void": ops.Void(),
}
NEEDED: dict[str, Role | None] = {
    "add": "dispatcher",
    "set": "dispatcher",
    "issue": "dispatcher",
    "report": "recorder",
    "open": "recorder",
    "open as ordered": "dispatcher",
    "move request": "dispatcher",
    "form": "dispatcher",
    "split": "dispatcher",
    "count": "recorder",
    "move squad": "recorder",
    "set clock": "dispatcher",
    "void": None,
}
ROLES: tuple[Role, ...] = get_args(Role)


def why(op: ops.Op, *grants: Grant, user: str = "wang", shelf: Shelf | None = None) -> str | None:
    return why_refused(op, user, grants, shelf or everything_on_a_board(), NOW)


def test_the_table_here_holds_every_op() -> None:
    assert {type(op) for op in ON_LIANJIA.values()} == set(get_args(ops.Op))
    assert ON_LIANJIA.keys() == NEEDED.keys()


@pytest.mark.parametrize("name", ON_LIANJIA)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("prefix", ["u:centre/chaoyang", "*"])
def test_rights_above_the_unit_by_role(name: str, role: Role, prefix: str) -> None:
    needed = NEEDED[name]
    allowed = needed is None or ROLES.index(role) >= ROLES.index(needed)
    assert why(ON_LIANJIA[name], grant(role, prefix)) == (None if allowed else "forbidden_role")


@pytest.mark.parametrize("name", ["add", "set", "issue", "report", "open", "move request"])
@pytest.mark.parametrize("role", ROLES)
def test_rights_over_the_place_by_role(name: str, role: Role) -> None:
    needed = NEEDED[name]
    allowed = needed is None or ROLES.index(role) >= ROLES.index(needed)
    assert why(ON_LIANJIA[name], grant(role, "p:chaoyang-d")) == (None if allowed else "forbidden_role")


@pytest.mark.parametrize("name", [name for name in ON_LIANJIA if name not in ("void", "set clock")])
@pytest.mark.parametrize("prefix", ["u:centre/fengtai", "p:haidian-d", "u:centre/chaoyang/lian", "p:chaoyang-d/sun"])
def test_outside_the_scope_no_role_is_enough(name: str, prefix: str) -> None:
    assert why(ON_LIANJIA[name], grant("admin", prefix)) == "forbidden_scope"


@pytest.mark.parametrize("name", [name for name in ON_LIANJIA if name != "void"])
def test_a_grant_that_has_ended_allows_nothing(name: str) -> None:
    assert why(ON_LIANJIA[name], grant("admin", "*", until=NOW)) is not None
    assert why(ON_LIANJIA[name]) is not None


def test_a_strong_grant_elsewhere_does_not_help_a_weak_one_here() -> None:
    grants = (grant("admin", "u:centre/fengtai"), grant("observer", "u:centre/chaoyang"))
    assert why(add(max=1), *grants) == "forbidden_role"


# A quota is changed by its issuer or from above


def test_a_unit_cannot_raise_what_was_asked_of_it() -> None:
    assert why(add(max=1), grant("admin", "u:centre/chaoyang/lianjia")) == "forbidden_role"
    assert why(set_(quota(), max=1), grant("admin", "u:centre/chaoyang/lianjia")) == "forbidden_role"


def test_a_unit_reports_on_what_was_asked_of_it() -> None:
    assert why(report(quota(), confirmed=3), grant("recorder", "u:centre/chaoyang/lianjia")) is None


def test_the_issuer_changes_a_quota_while_it_is_in_sight() -> None:
    mine = grant("recorder", "u:centre/chaoyang/lianjia")
    assert why(add(max=1), mine, user="zhao") is None
    assert why(add(max=1), grant("observer", "u:centre/chaoyang"), user="zhao") == "forbidden_role"
    assert why(add(max=1), grant("admin", "u:centre/fengtai"), user="zhao") == "forbidden_scope"


def test_at_the_root_the_centre_itself_asks() -> None:
    shelf = shelf_of(request(), quota(unit="centre"))
    assert why(add(quota(unit="centre"), max=1), grant("dispatcher", "u:centre"), shelf=shelf) is None


def test_a_street_asks_an_enterprise_past_its_corps() -> None:
    assert why(issue(unit="lianjia"), grant("dispatcher", "p:chaoyang-d/sunhe-p")) is None


# What an op names besides its target


def test_no_quota_is_issued_for_a_request_out_of_sight() -> None:
    """Issuing writes into the request, which would then be seen from the unit."""
    assert why(issue(request="elsewhere"), grant("dispatcher", "u:centre/chaoyang")) == "forbidden_scope"


def test_no_heads_are_taken_from_a_quota_above_that_is_not_ours() -> None:
    below = grant("dispatcher", "u:centre/chaoyang/lianjia")
    assert why(issue(unit="shuangyushu", parent=quota().id), below) is None
    assert why(issue(unit="shuangyushu", parent=CHAOYANG), below) == "forbidden_scope"


def test_a_request_under_a_taken_id_tells_nothing_to_strangers() -> None:
    assert why(open_("elsewhere"), grant("dispatcher", "p:chaoyang-d")) == "forbidden_scope"
    assert why(open_("sunhe"), grant("dispatcher", "p:chaoyang-d")) is None


def test_a_request_is_no_repeat_of_one_out_of_sight() -> None:
    assert why(open_("new", duplicate_of="elsewhere"), grant("recorder", "p:chaoyang-d")) == "forbidden_scope"
    assert why(open_("new", duplicate_of="sunhe"), grant("recorder", "p:chaoyang-d")) is None


def test_a_squad_under_a_taken_id_tells_nothing_to_strangers() -> None:
    assert why(form("other"), grant("dispatcher", "u:centre/chaoyang")) == "forbidden_scope"


def test_a_squad_is_not_sent_to_a_request_out_of_sight() -> None:
    assert why(form("new", request="elsewhere"), grant("dispatcher", "u:centre/chaoyang")) == "forbidden_scope"
    assert why(form("new", request="sunhe"), grant("dispatcher", "u:centre/chaoyang")) is None


def test_a_unit_that_was_asked_for_heads_cannot_call_off_the_request() -> None:
    shelf = shelf_of(request(units=("lianjia",)), quota())
    cancel = ops.RequestMove(request="sunhe", came_from="ordered", to="cancelled")
    assert why(cancel, grant("admin", "u:centre/chaoyang/lianjia"), shelf=shelf) == "forbidden_role"
    assert why(cancel, grant("dispatcher", "u:centre/chaoyang"), shelf=shelf) is None


def test_a_unit_that_was_called_directly_handles_the_request() -> None:
    move = ops.RequestMove(request="sunhe", came_from="ordered", to="closed")
    assert why(move, grant("dispatcher", "u:centre/chaoyang/lianjia")) is None


def test_the_place_where_a_squad_stands_may_divide_it() -> None:
    divide = ops.SquadSplit(squad="first", parts=(part("a", 6), part("b", 6)))
    assert why(divide, grant("dispatcher", "p:fengtai-d")) is None


def test_a_record_that_lies_nowhere_is_in_nobodys_scope_but_of_who_holds_everything() -> None:
    lost = squad("lost", unit="dissolved")
    shelf = shelf_of(lost)
    op = count_squad(lost, present=1)
    assert why(op, grant("admin", "u:centre"), shelf=shelf) == "forbidden_scope"
    assert why(op, grant("recorder", "*"), shelf=shelf) is None


def test_what_does_not_exist_is_left_to_the_rules() -> None:
    assert why(count_squad(squad("never"), present=1), grant("recorder")) is None
    assert why(open_("new", place="nowhere"), grant("recorder")) is None
    assert why(form("new", unit="nobody"), grant("dispatcher")) is None
    assert why(add(quota(unit="nobody", request="never"), max=1), grant("observer")) is None
    assert why(issue(unit="nobody", request="never"), grant("observer")) is None


def test_a_quota_that_was_never_issued_tells_nothing_to_strangers() -> None:
    never = quota(unit="shuangyushu")
    assert why(add(never, max=1), grant("admin", "u:centre/fengtai")) == "forbidden_scope"
    assert why(add(never, max=1), grant("dispatcher", "u:centre/chaoyang")) is None


@st.composite
def any_op(draw: st.DrawFn) -> Any:
    name = st.sampled_from
    unit, call = draw(name(["chaoyang", "lianjia", "fengtai"])), draw(name(["sunhe", "elsewhere"]))
    target = quota(unit=unit, request=call)
    crew = squad(draw(name(["first", "other"])))
    return draw(
        name(
            [
                add(target, max=1),
                issue(unit=unit, request=call, parent=draw(name([None, CHAOYANG]))),
                report(target, present=1),
                open_(call),
                open_("new", place=draw(name(["sunhe-p", "xinfadi-p"]))),
                ops.RequestMove(request=call, came_from="ordered", to="cancelled"),
                form("new", unit=unit, request=call),
                count_squad(crew, present=1),
                ops.SquadMove(squad=crew.id, came_from="standby", to="alerted"),
            ]
        )
    )


prefixes = st.sampled_from([f"u:{unit.path}" for unit in UNITS] + [f"p:{place.path}" for place in PLACES])


@given(any_op(), prefixes)
def test_no_op_that_is_allowed_touches_a_record_out_of_scope(op: ops.Op, prefix: str) -> None:
    """Before the op, every record it changes was in sight; or it is new and lies in sight."""
    shelf = everything_on_a_board()
    held = grant("dispatcher", prefix)
    if why_refused(op, "wang", [held], shelf, NOW) is not None:
        return
    before = dict(shelf.records)
    for put in shelf.apply(op).puts:
        key = next(key for key in shelf.records if key[1] == put.id)
        lay = paths_of(before[key], shelf) if key in before else paths_of(put, shelf) | above(put)
        assert visible(lay, [prefix]), put


def above(put: AnyRecord) -> set[str]:
    """Who stands above a unit sees the quota that is asked of it."""
    return {"u:centre"} if isinstance(put, Quota) else set()
