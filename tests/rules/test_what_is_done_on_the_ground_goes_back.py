"""Undo of squads, posts, duties, limits, placements and counts of work, as of any other edit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from postcmd import ops
from postcmd.errors import Refused
from postcmd.records import AnyRecord, Duty, Limit, Placement, Post, Work
from postcmd.undoing import undo
from postcmd.wire import Result
from tests.builders import DAY, EPOCH, NOW, count_squad, edit, part, request, squad
from tests.rules.taking_back import made, picture, taken_back
from tests.shelf import Shelf, shelf_of
from tui.sentences import SENTENCES

EARLIER, LATER = NOW - timedelta(hours=3), NOW + timedelta(hours=8)
WHOLE = squad(
    strength=12, present=10, status="on_post", place="sunhe-p", request="sunhe", since=EARLIER, members=("v1", "v2")
)
SPLIT = ops.SquadSplit(squad="first", parts=(part("a", 7, 6, members=("v1",)), part("b", 5, 4, members=("v2",))))
APART = ops.SquadSplit(
    squad="first", parts=(part("a", 7, 6, place="xinfadi-p", members=("v1",)), part("b", 5, 4, members=("v2",)))
)
MERGE = ops.SquadMerge(squad="first", merged=("a", "b"))
GATE = Post(id="gate", place="sunhe-p", name="北门", units=("lianjia",), contact="王", skills=("driving",))
BASE = ops.Base(EPOCH, 0)


def duty(duty_id: str = "d1", **said: object) -> Duty:
    fields = {"unit": "lianjia", "post": "gate", "place": "sunhe-p", "day": DAY, "begins": NOW, "heads": 5, **said}
    return Duty(id=duty_id, **fields)  # type: ignore[arg-type]


def town(*more: AnyRecord) -> Shelf:
    held: list[AnyRecord] = [
        request(),
        WHOLE,
        GATE,
        duty("d1", ends=LATER),
        duty("d2", came=5, left=2, came_at=EARLIER),
        Limit(id="default", continuous=600, hard=True),
        Placement(id="p1", unit="lianjia", form="paired", place="sunhe-p"),
        Work(id="w1", unit="lianjia", day=DAY, task="supplies", quantity=None, served=40, reported_by="li"),
    ]
    return shelf_of(*held, *more)


ALONE: list[ops.Op] = [
    SPLIT,
    APART,
    ops.SquadName(squad="first", base=BASE, members=("v3",)),
    count_squad(WHOLE, strength=11, closed_loop=True, leader="王", base=ops.Base(EPOCH, 0, {"strength": 12})),
    ops.PostSet(post="gate", base=ops.Base(EPOCH, 0, {"contact": "王"}), contact="李", skills=(), gear="full"),
    ops.PostClose(post="gate", until=DAY),
    ops.DutySet(duty="d1", base=ops.Base(EPOCH, 0, {"heads": 5}), heads=6, ends=None),
    ops.DutyCheck(duty="d1", way="in", heads=3),
    ops.DutyCheck(duty="d2", way="in", heads=2),
    ops.DutyCheck(duty="d2", way="out", heads=3),
    ops.LimitSet(of="default", base=ops.Base(EPOCH, 0, {"continuous": 600}), continuous=300, rest=60, hard=False),
    ops.PlacementEnd(placement="p1", until=DAY),
    ops.WorkVerify(work="w1"),
]


@pytest.mark.parametrize("op", ALONE, ids=ops.name)
def test_undone_all_is_as_it_was(op: ops.Op) -> None:
    shelf = town()
    before = picture(shelf)
    mine = made(shelf, op)
    assert shelf.apply(undo(mine, EPOCH, shelf, "wang")).status == "applied"
    after = picture(shelf)
    assert {key: after[key] for key in before} == before
    assert all(not getattr(after[key], "is_live", True) for key in after.keys() - before.keys())


def test_a_merge_of_the_parts_of_a_split_gives_the_parts_again() -> None:
    shelf = town()
    made(shelf, APART)
    before = picture(shelf)
    mine = made(shelf, MERGE)
    assert shelf.apply(undo(mine, EPOCH, shelf, "wang")).status == "applied"
    # Of what is split up nobody asks where it stands, and since when.
    after = picture(shelf)
    assert shelf.squad().parts == ("a", "b")
    assert {key: after[key] for key in after if key[1] != "first"} == {
        key: before[key] for key in before if key[1] != "first"
    }


def test_squads_that_were_never_one_are_not_told_apart_by_a_key() -> None:
    shelf = town(squad("c", 3))
    mine = made(shelf, ops.SquadMerge(squad="first", merged=("c",)))
    with pytest.raises(Refused, match="squads_are_one"):
        undo(mine, EPOCH, shelf, "wang")


def test_a_limit_that_nobody_had_set_leaves_all_to_the_wider_ones_again() -> None:
    shelf = town()
    mine = made(shelf, ops.LimitSet(of="risk", risk="sealed", base=BASE, rest=480, boundary="08:00", hard=True))
    shelf.apply(undo(mine, EPOCH, shelf, "wang"))
    (left,) = [record for (kind, _id), record in picture(shelf).items() if kind == "limit" and record.id != "default"]
    assert left == Limit(id="risk.sealed")


@pytest.mark.parametrize("left_at", [None, LATER])
def test_whoever_came_unplanned_by_a_slip_has_not_come(left_at: None) -> None:
    shelf = town()
    mine = made(
        shelf, ops.DutyArrive(duty="d3", unit="lianjia", post="gate", day=DAY, heads=4, at=NOW, left_at=left_at)
    )
    assert shelf.apply(undo(mine, EPOCH, shelf, "wang")).status == "applied"
    one = shelf.get("duty", "d3")
    assert isinstance(one, Duty)
    assert (one.came, one.left) == (0, 0)


def test_who_came_beside_them_stays() -> None:
    shelf = town()
    mine = made(shelf, ops.DutyCheck(duty="d1", way="in", heads=3))
    shelf.apply(ops.DutyCheck(duty="d1", way="in", heads=2), user="li", client="c2")
    shelf.apply(undo(mine, EPOCH, shelf, "wang"))
    one = shelf.get("duty", "d1")
    assert isinstance(one, Duty)
    assert one.came == 2


def test_whoever_was_taken_from_another_post_is_not_sent_back_by_a_key() -> None:
    there = duty("d4", volunteer="v1", heads=1, came=1, came_at=EARLIER)
    shelf = town(there, duty("d5", volunteer="v1", heads=1))
    mine = made(shelf, ops.DutyCheck(duty="d5", way="in", reason="换到北门"))
    with pytest.raises(Refused, match="came_from_elsewhere"):
        undo(mine, EPOCH, shelf, "wang")


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (SPLIT, count_squad(squad("a", 7, present=6, rev=99), present=5)),
        (SPLIT, ops.SquadMove(squad="b", came_from="on_post", to="resting")),
        (ops.SquadName(squad="first", base=BASE, members=("v3",)), ops.SquadName(squad="first", base=BASE, members=())),
        (ops.PostClose(post="gate", until=DAY), ops.PostClose(post="gate", until=DAY + timedelta(days=1))),
        (ops.WorkVerify(work="w1"), ops.WorkVerify(work="w1", verified=False)),
        (ops.PlacementEnd(placement="p1", until=DAY), ops.PlacementEnd(placement="p1")),
        (
            ops.DutySet(duty="d1", base=ops.Base(EPOCH, 0, {"heads": 5}), heads=6),
            ops.DutySet(duty="d1", base=ops.Base(EPOCH, 99, {"heads": 6}), heads=9),
        ),
    ],
    ids=ops.name,
)
def test_what_somebody_else_did_in_between_is_never_undone_over(mine: ops.Op, theirs: ops.Op) -> None:
    shelf = town()
    edited = made(shelf, mine)
    if isinstance(theirs, ops.SquadName):
        theirs = ops.SquadName(squad="first", base=ops.Base(EPOCH, shelf.seq), members=())
    assert shelf.apply(theirs, user="zhao", client="c2").status == "applied"
    stood = picture(shelf)
    verdict = taken_back(shelf, edited)
    assert isinstance(verdict, Refused) or verdict.status in ("conflict", "rejected", "noop")
    assert picture(shelf) == stood


FINAL: list[ops.Op] = [
    ops.SquadRoll(squad="first", present=9),
    ops.PostOpen(post="south", place="sunhe-p", name="南门"),
    ops.DutyPlan(duty="d9", unit="lianjia", post="gate", day=DAY, begins=NOW),
    ops.DutyRelieve(duty="d2", by="d1", heads=3),
    ops.DutyMove(duty="d2", to="d9", post="gate", heads=1),
    ops.PlacementSet(placement="p2", unit="lianjia", form="standing"),
    ops.WorkReport(work="w2", unit="lianjia", day=DAY, task="supplies", quantity=None, served=3),
    ops.AttritionReport(attrition="l1", heads=1, loss="sick", squad="first"),
    ops.AttritionRelease(attrition="l1", heads=1),
    ops.HandOverGive(handover="h1", lines=("北门缺 2",), unit="lianjia"),
    ops.HandOverTake(handover="h1"),
    ops.DayFreeze(day=DAY, unit="lianjia"),
]


def test_what_has_no_way_back_says_why_each_in_its_own_words() -> None:
    codes = []
    for op in FINAL:
        with pytest.raises(Refused) as refused:
            undo(edit(op, result=Result(1, "applied", 9)), EPOCH, town(), "wang")
        codes.append(refused.value.code)
    assert len(set(codes)) == len(FINAL)
    assert set(codes) <= SENTENCES.keys() - {"no_way_back"}
