"""Scope: prefixes, paths, and the table of rights."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd import ops
from postcmd.records import AnyRecord, Clock, Notice
from postcmd.scope import Role, paths_of, prefixes_of, under, visible
from tests.builders import (
    DAY,
    NOW,
    PLACES,
    TASKS,
    UNITS,
    add,
    answer,
    call_reserve,
    count_squad,
    delete,
    facts,
    form,
    grant,
    into_pool,
    issue,
    line,
    move,
    muster,
    need,
    offer,
    open_,
    part,
    quota,
    report,
    request,
    seen,
    set_,
    squad,
    transfer,
    withdraw,
)
from tests.builders_on_the_ground import (
    a_post,
    arrive,
    come,
    duty,
    hand_over,
    limited,
    lose,
    merge,
    name,
    open_post,
    placed,
    plan,
    plan_otherwise,
    release,
    relieve,
    roll,
    send_on,
    worked,
)
from tests.rules.scope_world import why
from tests.shelf import shelf_of

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
    "withdraw": withdraw(quota()),
    "report": report(quota(), confirmed=3),
    "open": open_("new", addressed_unit="lianjia"),
    "open as ordered": open_("new", addressed_unit="lianjia", status="ordered"),
    "move request": ops.RequestMove(request="sunhe", came_from="ordered", to="closed"),
    "form": form("new"),
    "split": ops.SquadSplit(squad="first", parts=(part("a", 6), part("b", 6))),
    "count": count_squad(squad(), present=3),
    "move squad": ops.SquadMove(squad="first", came_from="standby", to="alerted"),
    "transfer": transfer(quota(), "shuangyushu", max=1),
    "delete quota": delete(quota()),
    "delete request": delete(request()),
    "delete squad": delete(squad()),
    "restore": ops.RecordRestore(kind="quota", id=quota().id),
    "note": ops.NoteSet(kind="quota", id=quota().id, text="夜班"),
    "set clock": ops.ClockSet(rate=60.0, paused=True),
    "answer": answer("accepted"),
    "muster": muster(quota(), 3),
    "call reserve": call_reserve(),
    "facts": facts(request(), urgent=True),
    "need": need(request(), line(6, 9)),
    "take": ops.RequestTake(request="sunhe", by="wang"),
    "link": ops.RequestLink(request="sunhe", duplicate_of=None),
    "join": ops.SquadJoin(squad="first", heads=1),
    "declare": ops.AvailabilityDeclare(unit="lianjia", day=DAY, heads=30),
    "sign up": offer(),
    "into the pool": into_pool(),
    "move sign-up": move("s1", "confirmed", "no_show"),
    "notice": ops.NoticeIssue(notice="new", title="通知", issued_by=("chaoyang",), addressed_to=("lianjia",)),
    "receipt": ops.NoticeAnswer(notice="n", unit="lianjia", state="read"),
    "phone note": ops.NoteWrite(id="new", text="回电", unit="lianjia"),
    "settle": ops.NoteSettle(id="n1"),
    "merge": merge("first", "second"),
    "name": name(squad(), "v-1"),
    "roll": roll(),
    "open post": open_post("new", request="sunhe"),
    "set post": ops.PostSet(post="gate", base=seen(a_post()), gear="full"),
    "close post": ops.PostClose(post="gate", until=DAY),
    "plan duty": plan("new"),
    "set duty": plan_otherwise(duty(), heads=4),
    "check in": come(),
    "arrive": arrive("new"),
    "relieve": relieve("d1", "d2"),
    "send on": send_on("d1", "new", post="gate"),
    "limit": limited("post", post="gate"),
    "placement": placed("new"),
    "end placement": ops.PlacementEnd(placement="paired", until=DAY),
    "work": worked("new"),
    "verify": ops.WorkVerify(work="w1"),
    "lose": lose("new"),
    "release": release(),
    "hand over": hand_over("new"),
    "take over": ops.HandOverTake(handover="h1"),
    "freeze": ops.DayFreeze(day=DAY, unit="lianjia"),
    "bulk": ops.Bulk(items=(add(max=1),)),
    "void": ops.Void(),
}
NEEDED: dict[str, Role | None] = {
    "add": "dispatcher",
    "set": "dispatcher",
    "issue": "dispatcher",
    "withdraw": "dispatcher",
    "report": "recorder",
    "open": "recorder",
    "open as ordered": "dispatcher",
    "move request": "dispatcher",
    "form": "dispatcher",
    "split": "dispatcher",
    "count": "recorder",
    "move squad": "recorder",
    "transfer": "dispatcher",
    "delete quota": "dispatcher",
    "delete request": "dispatcher",
    "delete squad": "dispatcher",
    "restore": "dispatcher",
    "note": "recorder",
    "set clock": "dispatcher",
    "answer": "recorder",
    "muster": "recorder",
    "call reserve": "recorder",
    "facts": "dispatcher",
    "need": "dispatcher",
    "take": "recorder",
    "link": "recorder",
    "join": "recorder",
    "declare": "recorder",
    "sign up": "recorder",
    "into the pool": "recorder",
    "move sign-up": "recorder",
    "notice": "dispatcher",
    "receipt": "recorder",
    "phone note": "recorder",
    "settle": "recorder",
    "merge": "dispatcher",
    "name": "recorder",
    "roll": "recorder",
    "open post": "dispatcher",
    "set post": "dispatcher",
    "close post": "dispatcher",
    "plan duty": "dispatcher",
    "set duty": "dispatcher",
    "check in": "recorder",
    "arrive": "recorder",
    "relieve": "recorder",
    "send on": "dispatcher",
    "limit": "admin",
    "placement": "dispatcher",
    "end placement": "dispatcher",
    "work": "recorder",
    "verify": "dispatcher",
    "lose": "recorder",
    "release": "recorder",
    "hand over": "recorder",
    "take over": "recorder",
    "freeze": "dispatcher",
    "bulk": None,
    "void": None,
}
ROLES: tuple[Role, ...] = get_args(Role)


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


@pytest.mark.parametrize(
    "name",
    ["add", "set", "withdraw", "issue", "report", "open", "move request", "answer", "facts", "need", "take", "link"],
)
@pytest.mark.parametrize("role", ROLES)
def test_rights_over_the_place_by_role(name: str, role: Role) -> None:
    needed = NEEDED[name]
    allowed = needed is None or ROLES.index(role) >= ROLES.index(needed)
    assert why(ON_LIANJIA[name], grant(role, "p:chaoyang-d")) == (None if allowed else "forbidden_role")


@pytest.mark.parametrize("name", [name for name in ON_LIANJIA if name not in ("void", "bulk", "set clock")])
@pytest.mark.parametrize("prefix", ["u:centre/fengtai", "p:haidian-d", "u:centre/chaoyang/lian", "p:chaoyang-d/sun"])
def test_outside_the_scope_no_role_is_enough(name: str, prefix: str) -> None:
    assert why(ON_LIANJIA[name], grant("admin", prefix)) == "forbidden_scope"


@pytest.mark.parametrize("name", [name for name in ON_LIANJIA if name not in ("void", "bulk")])
def test_a_grant_that_has_ended_allows_nothing(name: str) -> None:
    assert why(ON_LIANJIA[name], grant("admin", "*", until=NOW)) is not None
    assert why(ON_LIANJIA[name]) is not None


def test_a_strong_grant_elsewhere_does_not_help_a_weak_one_here() -> None:
    grants = (grant("admin", "u:centre/fengtai"), grant("observer", "u:centre/chaoyang"))
    assert why(add(max=1), *grants) == "forbidden_role"
