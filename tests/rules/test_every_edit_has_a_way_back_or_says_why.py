"""Undo after sending: what was changed is as it was, what others made of it stays, what cannot go back says why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

import msgspec
import pytest

from postcmd import ops
from postcmd.errors import Refused
from postcmd.records import AnyRecord, SignUp
from postcmd.undoing import FOR_GOOD, INVERSES, inverse, undo
from postcmd.wire import Result
from tests.builders import (
    DAY,
    EPOCH,
    NOW,
    add,
    availability,
    call_reserve,
    count_squad,
    delete,
    edit,
    facts,
    line,
    move,
    muster,
    need,
    note,
    offer,
    quota,
    report,
    request,
    set_,
    sign_up,
    squad,
    transfer,
)
from tests.rules.taking_back import made, picture, taken_back
from tests.shelf import Shelf, shelf_of
from tui.sentences import SENTENCES

EARLIER = NOW - timedelta(hours=2)
LATER = NOW + timedelta(minutes=10)
TOMORROW = DAY + timedelta(days=1)
QUOTA = quota(6, 12, offered=26, confirmed=12, present=4, reserve=14)
COUNTED = quota(6, 12, offered=26, confirmed=12, present=4, reserve=14, mustered_at=NOW, mustered_by="li")
CALL = request(risk="sealed", skills=("driving",), bring="雨衣", handled_by="li", handled_at=NOW, note="夜班")
HEADS = sign_up("s1", 26, confirmed=6, arrived=4, reserve=14, no_show=1, released=1)
PUT_OFF = ops.NoteSettle(id="n1", remind_at=LATER)
DECLARED = ops.AvailabilityDeclare(unit="lianjia", day=DAY, heads=20, sealed=8, note="夜里")
LINK = ops.RequestLink(request="sunhe", duplicate_of="elsewhere")
TAKE = ops.RequestTake(request="sunhe", by="wang", seen="li")
JOIN = ops.SquadJoin(squad="first", heads=3, request="sunhe", day=DAY)


def town(*other: AnyRecord) -> Shelf:
    held: list[AnyRecord] = [
        CALL,
        request("elsewhere"),
        quota(6, 9, unit="fengtai"),
        squad(present=9, since=EARLIER),
        availability(30, full_time=12, said_by="王", at=NOW),
        HEADS,
        note(remind_at=NOW),
    ]
    return shelf_of(*held, *(other or (QUOTA,)))


def _around(op: ops.Op) -> Shelf:
    """The world an op is made in; whoever is moved about, or stands by, has room."""
    if isinstance(op, ops.SignUpOffer):
        return shelf_of(quota(6, 12), request("elsewhere"))
    return town(msgspec.structs.replace(QUOTA, max=13)) if isinstance(op, ops.SignUpMove) else town()


def test_every_op_has_an_inverse_or_a_reason_and_every_reason_its_sentence() -> None:
    known = {str(kind.__struct_config__.tag): kind for kind in get_args(ops.Op)}
    neither = [name for name in ops.NAMES if known[name] not in {*INVERSES, *FOR_GOOD, ops.Bulk}]
    assert neither == []
    assert not INVERSES.keys() & FOR_GOOD.keys()
    assert set(FOR_GOOD.values()) <= SENTENCES.keys()


ALONE = [
    add(max=3),
    set_(QUOTA, min=3, max=None),
    report(QUOTA, offered=20, present=12),
    transfer(QUOTA, "fengtai", min=-2, max=-2),
    muster(QUOTA, 9),
    ops.RequestMove(request="sunhe", came_from="ordered", to="closed"),
    facts(CALL, bring="手电", vehicles=2, urgent=True),
    facts(CALL, due=NOW, risk=None, skills=("medical", "english"), gear_ready=True),
    need(CALL, line(20, 30)),
    TAKE,
    ops.RequestTake(request="sunhe", by="", seen="li"),
    LINK,
    ops.SquadMove(squad="first", came_from="standby", to="alerted"),
    count_squad(squad(present=9), present=12, helpers=2),
    ops.SquadJoin(squad="first", heads=3),
    JOIN,
    DECLARED,
    PUT_OFF,
    ops.NoteSet(kind="request", id="sunhe", text="改在东门"),
    delete(request("elsewhere")),
    move("s1", "confirmed", "no_show", 2),
    move("s1", "confirmed", "arrived", 6),
    move("s1", "reserve", "withdrawn", 14),
    move("s1", "reserve", "confirmed", 1),
    move("s1", "arrived", "released", 2),
    move("s1", "no_show", "withdrawn"),
]


@pytest.mark.parametrize("op", ALONE, ids=ops.name)
def test_undone_all_is_as_it_was(op: ops.Op) -> None:
    shelf = _around(op)
    before = picture(shelf)
    mine = made(shelf, op)
    assert picture(shelf) != before
    assert shelf.apply(undo(mine, EPOCH, shelf, "wang")).status == "applied"
    assert picture(shelf) == before


@pytest.mark.parametrize(
    "op", [op for op in ALONE if not isinstance(op, ops.SquadJoin | ops.RecordDelete)], ids=ops.name
)
def test_undoing_twice_is_doing_again(op: ops.Op) -> None:
    shelf = _around(op)
    mine = made(shelf, op)
    after = picture(shelf)
    back = made(shelf, undo(mine, EPOCH, shelf, "wang"))
    shelf.apply(undo(back, EPOCH, shelf, "wang"))
    assert picture(shelf) == after


def test_a_report_of_the_assembly_goes_back_to_who_had_reported_before_and_when() -> None:
    shelf = town(COUNTED)
    before = picture(shelf)
    mine = made(shelf, muster(COUNTED, 9, at=LATER))
    assert shelf.apply(undo(mine, EPOCH, shelf, "wang")).status == "applied"
    assert picture(shelf) == before


def test_a_first_report_that_was_a_slip_leaves_the_unit_unreported() -> None:
    shelf = town()
    shelf.apply(undo(made(shelf, muster(QUOTA, 9)), EPOCH, shelf, "wang"))
    assert (shelf.quota().present, shelf.quota().mustered_at, shelf.quota().mustered_by) == (4, None, "")


@pytest.mark.parametrize(("heads", "to"), [(26, "confirmed"), (1, "reserve"), (2, "offered"), (3, "confirmed")])
def test_who_signed_up_has_withdrawn_from_wherever_they_were_put(heads: int, to: Any) -> None:
    shelf = shelf_of(quota(6, 12))
    before = shelf.quota()
    mine = made(shelf, offer("s2", heads, to=to))
    assert shelf.apply(undo(mine, EPOCH, shelf, "wang")).status == "applied"
    one = shelf.get("signup", "s2")
    assert isinstance(one, SignUp)
    assert one.withdrawn == heads
    fields = ("offered", "confirmed", "reserve", "present")
    assert [getattr(shelf.quota(), field) for field in fields] == [getattr(before, field) for field in fields]


def test_out_of_the_pool_too() -> None:
    shelf = shelf_of()
    mine = made(shelf, ops.SignUpOffer(signup="p1", unit="lianjia", heads=5))
    shelf.apply(undo(mine, EPOCH, shelf, "wang"))
    assert shelf.get("signup", "p1").withdrawn == 5  # type: ignore[union-attr]


def test_a_name_given_to_somebody_counted_stays() -> None:
    mine = edit(offer(volunteer="v1", counted=True), result=Result(1, "applied", 9))
    with pytest.raises(Refused, match="name_stays"):
        undo(mine, EPOCH, town(), "wang")


def test_a_day_that_nothing_was_needed_for_needs_nobody_afterwards() -> None:
    shelf = town()
    mine = made(shelf, need(shelf.request(), line(20, 30), line(5, 5, TOMORROW)))
    assert shelf.apply(undo(mine, EPOCH, shelf, "wang")).status == "applied"
    assert shelf.request().lines == (*CALL.lines, line(0, 0, TOMORROW))


def test_a_need_that_was_said_again_is_left_to_whoever_changes_it() -> None:
    shelf = town()
    mine = made(shelf, need(shelf.request(), line(), line(5, 5, TOMORROW)))
    shelf.apply(need(shelf.request(), line(30, 30)), user="li", client="c2")
    assert shelf.apply(undo(mine, EPOCH, shelf, "wang")).status == "applied"
    assert shelf.request().lines == (line(30, 30), line(0, 0, TOMORROW))


THEIRS: list[tuple[ops.Op, ops.Op]] = [
    (muster(QUOTA, 9), muster(quota(present=9, rev=99), 12)),
    (muster(QUOTA, 9), muster(quota(present=9, rev=99), 9, at=LATER)),
    (facts(CALL, bring="手电"), facts(request(bring="手电", rev=99), bring="雨伞")),
    (facts(CALL, skills=("medical",)), facts(request(rev=99), skills=())),
    (need(CALL, line(20, 30)), need(request(lines=(line(20, 30),)), line(40, 40))),
    (TAKE, ops.RequestTake(request="sunhe", by="zhao", seen="wang")),
    (LINK, ops.RequestLink(request="sunhe", duplicate_of=None)),
    (DECLARED, ops.AvailabilityDeclare(unit="lianjia", day=DAY, heads=15)),
    (JOIN, count_squad(squad(strength=15, present=12, rev=99), strength=14)),
    (JOIN, muster(quota(present=7, rev=99), 5)),
    (offer("s2", to="reserve"), move("s2", "reserve", "released")),
    (offer("s2", to="reserve"), call_reserve(1)),
    (move("s1", "confirmed", "no_show"), move("s1", "no_show", "arrived", 2)),
    (PUT_OFF, ops.NoteSettle(id="n1", remind_at=LATER + timedelta(hours=1))),
    (ops.NoteSet(kind="request", id="sunhe", text="东门"), ops.NoteSet(kind="request", id="sunhe", text="西门")),
]
WITHOUT_A_BASE = (ops.RequestLink, ops.AvailabilityDeclare, ops.NoteSettle, ops.NoteSet)
"""The last word counts: over what the post has not seen yet, undo is as any other word."""


def names(value: Any) -> str:
    return value if isinstance(value, str) else ops.name(value)


@pytest.mark.parametrize(("mine", "theirs"), THEIRS, ids=names)
def test_what_somebody_else_did_in_between_is_never_undone_over(mine: ops.Op, theirs: ops.Op) -> None:
    shelf = _around(mine)
    edited = made(shelf, mine)
    assert shelf.apply(theirs, user="li", client="c2").status == "applied"
    stood = picture(shelf)
    verdict = taken_back(shelf, edited)
    assert isinstance(verdict, Refused) or verdict.status in ("conflict", "rejected")
    assert picture(shelf) == stood


@pytest.mark.parametrize(
    ("mine", "theirs"), [pair for pair in THEIRS if not isinstance(pair[0], WITHOUT_A_BASE)], ids=names
)
def test_nor_over_what_this_post_has_not_heard_of_yet(mine: ops.Op, theirs: ops.Op) -> None:
    shelf = _around(mine)
    back = undo(made(shelf, mine), EPOCH, shelf, "wang")
    shelf.apply(theirs, user="li", client="c2")
    stood = picture(shelf)
    assert shelf.apply(back).status in ("conflict", "rejected")
    assert picture(shelf) == stood


FINAL: list[tuple[ops.Op, str]] = [
    (ops.QuotaAnswer(request="sunhe", unit="lianjia", day=DAY, answer="accepted"), "answer_stays"),
    (call_reserve(1), "reserve_was_called"),
    (ops.NoticeIssue(notice="n", title="通知", issued_by=("centre",), addressed_to=("chaoyang",)), "notice_is_out"),
    (ops.NoticeAnswer(notice="n", unit="chaoyang", state="accepted"), "receipt_stays"),
    (ops.NoteWrite(id="n2", text="回电", unit="lianjia"), "note_stays"),
    (ops.NoteSettle(id="n1"), "reminder_settled"),
    (ops.AvailabilityDeclare(unit="fengtai", day=DAY, heads=3), "never_declared"),
    (move("s2", "offered", "confirmed"), "no_move_back"),
]


@pytest.mark.parametrize(("op", "code"), FINAL, ids=names)
def test_what_has_no_way_back_says_why_in_its_own_words(op: ops.Op, code: str) -> None:
    with pytest.raises(Refused) as refused:
        undo(edit(op, result=Result(1, "applied", 9)), EPOCH, town(), "wang")
    assert refused.value.code == code
    assert code in SENTENCES


def test_a_reminder_that_was_new_cannot_be_taken_off() -> None:
    shelf = shelf_of(note())
    with pytest.raises(Refused, match="reminder_new"):
        undo(made(shelf, PUT_OFF), EPOCH, shelf, "wang")


def test_what_takes_several_ops_is_undone_wholly_or_not_at_all() -> None:
    shelf = shelf_of(quota(6, 12), squad())
    back = undo(made(shelf, offer("s2", 26)), EPOCH, shelf, "wang")
    assert isinstance(back, ops.Bulk)
    assert back.atomic
    shelf.apply(move("s2", "reserve", "released", 3), user="li", client="c2")
    stood = picture(shelf)
    assert shelf.apply(back).status == "rejected"
    assert picture(shelf) == stood


def test_the_ops_of_a_bulk_are_undone_in_one_even_where_one_takes_several() -> None:
    shelf = shelf_of(quota(6, 12))
    mine = made(shelf, ops.Bulk(items=(add(max=3), offer("s2", 26))))
    back = undo(mine, EPOCH, shelf, "wang")
    assert isinstance(back, ops.Bulk)
    assert [ops.name(item) for item in back.items] == ["signup.move/1", "signup.move/1", "quota.add/1"]
    assert shelf.apply(back).status == "applied"
    assert (shelf.quota().max, shelf.quota().confirmed, shelf.quota().offered) == (12, 0, 0)


def test_an_edit_that_is_still_on_its_way_is_undone_on_top_of_itself() -> None:
    shelf = town()
    before = picture(shelf)
    sent = edit(TAKE, stage="sent", before=CALL)
    shelf.apply(TAKE)
    (back,) = inverse(sent, EPOCH, shelf, "wang")
    assert shelf.apply(back).status == "applied"
    assert picture(shelf) == before
