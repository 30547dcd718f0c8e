"""Ops: immutable, versioned, numbered, and hashed so that one identity never carries two meanings."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, get_args
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd import ops
from postcmd.errors import BadInput
from postcmd.records import MOST_HEADS, quota_id
from postcmd.sound import check
from tests.builders import DAY, NOW, add, form, issue, line, open_, part, quota, report, set_, transfer
from tests.rules.every_op import EVERY_OP

QUOTA = quota_id("sunhe", "lianjia", DAY)
TARGETS = {
    "quota": ("quota", QUOTA),
    "bulk": ("quota", QUOTA),
    "muster": ("quota", QUOTA),
    "reserve": ("quota", QUOTA),
    "record": ("squad", "first"),
    "note.set": ("squad", "first"),
    "note": ("note", "n1"),
    "request": ("request", "sunhe"),
    "squad": ("squad", "first"),
    "availability": ("availability", "lianjia.2022-11-20.night"),
    "signup": ("signup", "s1"),
    "notice": ("notice", "n"),
    "notice.answer": ("receipt", "n.chaoyang"),
    "clock": ("clock", "clock"),
    "post": ("post", "gate"),
    "duty": ("duty", "d1"),
    "limit": ("limit", "risk.sealed"),
    "placement": ("placement", "paired"),
    "work": ("work", "w1"),
    "attrition": ("attrition", "a1"),
    "handover": ("handover", "h1"),
    "day": ("freeze", "unit.lianjia.2022-11-20.2"),
}


def read(op: ops.Op) -> ops.Op:
    """The op as the other side has it."""
    said: ops.Op = msgspec.json.decode(msgspec.json.encode(op), type=ops.Op)
    return said


def test_the_list_here_holds_every_op() -> None:
    assert {type(op) for op in EVERY_OP} == set(get_args(ops.Op))
    assert [ops.name(op) for op in sorted(EVERY_OP, key=ops.name)] == list(ops.NAMES)


@pytest.mark.parametrize("op", EVERY_OP, ids=ops.name)
def test_an_op_is_known_by_a_versioned_name(op: ops.Op) -> None:
    assert re.fullmatch(r"[a-z]+(\.[a-z]+)?/1", ops.name(op))
    assert ops.verb(op) == ops.name(op)[:-2]
    assert msgspec.json.decode(msgspec.json.encode(op))["k"] == ops.name(op)


@pytest.mark.parametrize("op", EVERY_OP, ids=ops.name)
def test_an_op_names_its_target(op: ops.Op) -> None:
    said = ops.verb(op)
    assert op.target == TARGETS.get(said, TARGETS.get(said.partition(".")[0]))
    assert op.targets[:1] == (() if op.target is None else (op.target,))


def test_an_op_on_several_records_names_each_once() -> None:
    given, taken = transfer(quota(), "fengtai", max=3), add(quota(unit="fengtai"), max=1)
    both = (("quota", QUOTA), ("quota", quota_id("sunhe", "fengtai", DAY)))
    assert given.targets == both
    assert ops.Bulk(items=(add(max=1), given, taken, add(max=2))).targets == both


@pytest.mark.parametrize("op", EVERY_OP, ids=ops.name)
def test_an_op_means_the_same_on_the_other_side(op: ops.Op) -> None:
    sent = ops.numbered(op, 415)
    assert read(sent) == sent
    assert ops.digest(read(sent)) == sent.h


@pytest.mark.parametrize("op", EVERY_OP, ids=ops.name)
def test_an_op_is_immutable(op: ops.Op) -> None:
    with pytest.raises(AttributeError):
        op.n = 7  # type: ignore[misc]


@pytest.mark.parametrize("op", EVERY_OP, ids=ops.name)
@pytest.mark.parametrize(
    "other",
    [
        {"n": 2},
        {"group": "g"},
        {"reason": "r"},
        {"on_behalf": "b"},
        {"channel": "c"},
        {"after": 1},
        {"at": NOW},
        {"made": NOW},
    ],
    ids=str,
)
def test_whatever_is_said_otherwise_changes_the_hash(op: ops.Op, other: dict[str, Any]) -> None:
    assert ops.digest(msgspec.structs.replace(op, **other)) != ops.digest(op)


def test_ops_that_mean_different_things_have_different_hashes() -> None:
    assert len({ops.digest(op) for op in EVERY_OP}) == len(EVERY_OP)


def test_the_hash_is_no_part_of_what_is_hashed() -> None:
    op = ops.numbered(add(max=3), 1)
    assert ops.digest(op) == ops.digest(msgspec.structs.replace(op, h="")) == op.h


def test_a_speed_made_as_a_whole_number_hashes_as_its_readers_see_it() -> None:
    made = ops.numbered(ops.ClockSet(rate=60, paused=False), 1)
    assert ops.digest(read(made)) == made.h


def test_a_time_is_hashed_as_it_is_read_whatever_its_zone_is_called() -> None:
    made = ops.numbered(add(max=1), 1)
    made = ops.with_hash(msgspec.structs.replace(made, at=datetime(2022, 11, 20, tzinfo=ZoneInfo("Asia/Shanghai"))))
    assert ops.digest(read(made)) == made.h


def test_a_relative_change_names_no_base_and_an_absolute_one_must() -> None:
    assert "base" not in ops.QuotaAdd.__struct_fields__
    for kind in (ops.QuotaSet, ops.QuotaReport, ops.SquadReport, ops.MusterReport, ops.RequestSet, ops.RequestNeed):
        assert "base" in kind.__struct_fields__
    for move in (ops.RequestMove, ops.SquadMove, ops.SignUpMove):
        assert "came_from" in move.__struct_fields__
    assert "seen" in ops.RequestTake.__struct_fields__


@pytest.mark.parametrize("op", EVERY_OP, ids=ops.name)
def test_a_field_that_no_op_has_is_refused(op: ops.Op) -> None:
    said = msgspec.json.decode(msgspec.json.encode(op)) | {"colour": "red"}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(said, ops.Op)


def test_ops_of_one_gesture_share_a_group() -> None:
    group = "01JD00000000000000000000GG"
    assert {read(msgspec.structs.replace(op, group=group)).group for op in EVERY_OP} == {group}


# What can be kept and taken at all


@pytest.mark.parametrize("op", EVERY_OP, ids=ops.name)
def test_every_ordinary_op_is_sound(op: ops.Op) -> None:
    assert check(op) is None


LONG = "名" * 401


@pytest.mark.parametrize(
    "op",
    [
        open_(note=LONG),
        open_(called_by="x" * 10_000),
        open_("x" * 200),
        form(name=LONG),
        add(reason=LONG),
        add(group="g" * 200),
        set_(quota(), ops.Base("e", 1, {"max": LONG}), max=3),
        set_(quota(), ops.Base("e", 1, dict.fromkeys(map(str, range(51)), 1)), max=3),
        set_(quota(), ops.Base("e", -1), max=3),
        ops.SquadSplit(squad="first", parts=(part("a", 1, note=LONG), part("b", 1))),
        ops.SquadSplit(squad="first", parts=tuple(part(f"p{i}", 1) for i in range(51))),
        open_(lines=tuple(line(day=DAY + timedelta(days=i)) for i in range(51))),
        open_(skills=("x",) * 51),
        open_(skills=(LONG,)),
        issue(inferred=("x" * 401,)),
        add(max=MOST_HEADS + 1),
        add(max=-(10**30)),
        issue(0, 10**400),
        set_(quota(), max=10**30),
        report(quota(), present=10**30),
        form(strength=2**63),
        add(max=1, n=-1),
        ops.ClockSet(rate=float("nan"), paused=False),
        ops.ClockSet(rate=float("inf"), paused=False),
        open_(note="\ud800"),
        add(at=datetime(2022, 11, 20)),
        add(made=datetime(2022, 11, 20)),
        open_(due=datetime(2022, 11, 20)),
        open_(ordered_at=datetime(2022, 11, 20)),
        add(max="3"),
        issue("6"),  # type: ignore[arg-type]
        ops.RequestMove(request="sunhe", came_from="ordered", to="over"),  # type: ignore[arg-type]
    ],
    ids=ops.name,
)
def test_what_nobody_could_read_is_refused_before_it_is_kept(op: ops.Op) -> None:
    why = check(op)
    assert isinstance(why, BadInput)
    assert why.code == "unsound_op"
    assert len(why.facts["detail"]) < 200
    with pytest.raises(BadInput):
        ops.with_hash(op)


@pytest.mark.parametrize(
    "op",
    [
        add(at=datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))),
        add(at=datetime.max.replace(tzinfo=timezone(timedelta(hours=-14)))),
        add(made=datetime(1, 1, 1, tzinfo=UTC)),
        open_(due=datetime(9999, 12, 31, tzinfo=UTC)),
        open_(lines=(line(day=date.min),)),
        open_(lines=(line(), line(day=date.max))),
        ops.QuotaIssue(request="sunhe", unit="lianjia", day=date.max, min=1, max=1),
    ],
    ids=ops.name,
)
def test_a_time_that_no_screen_can_show_is_refused(op: ops.Op) -> None:
    why = check(op)
    assert why is not None
    assert why.code == "bad_time"
    assert why.facts["field"] in ("at", "made", "due", "lines", "day")


@given(at=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))])))
def test_a_sound_time_can_be_shown_in_any_zone(at: datetime) -> None:
    if check(add(max=1, at=at)) is None:
        for zone in (ZoneInfo("Asia/Shanghai"), ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Etc/GMT+12")):
            assert at.astimezone(zone).date() - timedelta(days=1) < at.astimezone(zone).date() + timedelta(days=1)
