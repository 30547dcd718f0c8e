"""Two edits touch each other where a field of a record is in both: the later then stands on the earlier."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from postcmd import ops
from postcmd.ops import Base, Op
from postcmd.records import Line
from postcmd.rights_on_the_ground import OnTheGround
from sync.folding import can_fold, fields_of
from sync.intents import Draft, Intents
from sync.outbox_changes import Add
from tests.builders import DAY, add, form, issue, quota, report, set_, withdraw
from tests.rules.every_op import EVERY_OP

BASE = Base("e1", 1)
KEY: dict[str, Any] = {"request": "sunhe", "unit": "lianjia", "day": DAY}
LATER = date(2022, 11, 21)
AT = datetime(2022, 11, 20, 12, 0, tzinfo=UTC)


def answer(what: ops.Answer, heads: int = 0) -> ops.QuotaAnswer:
    return ops.QuotaAnswer(**KEY, answer=what, heads=heads)


def muster(present: int) -> ops.MusterReport:
    return ops.MusterReport(**KEY, base=BASE, present=present)


def call(heads: int) -> ops.ReserveCall:
    return ops.ReserveCall(**KEY, heads=heads)


def need(*days: date) -> ops.RequestNeed:
    return ops.RequestNeed(request="sunhe", base=BASE, lines=tuple(Line(day, 6, 9) for day in days))


def facts(**said: object) -> ops.RequestSet:
    return ops.RequestSet(request="sunhe", base=BASE, **said)  # type: ignore[arg-type]  # any facts


def take(by: str) -> ops.RequestTake:
    return ops.RequestTake(request="sunhe", by=by)


def link(to: str | None) -> ops.RequestLink:
    return ops.RequestLink(request="sunhe", duplicate_of=to)


def close() -> ops.RequestMove:
    return ops.RequestMove(request="sunhe", came_from="ordered", to="closed")


def offer(signup: str) -> ops.SignUpOffer:
    return ops.SignUpOffer(signup=signup, **KEY)


def move(came_from: str, to: str) -> ops.SignUpMove:
    return ops.SignUpMove(signup="a", came_from=came_from, to=to)  # type: ignore[arg-type]  # tallies


def declare(heads: int) -> ops.AvailabilityDeclare:
    return ops.AvailabilityDeclare(unit="lianjia", day=DAY, heads=heads)


def notice(title: str) -> ops.NoticeIssue:
    return ops.NoticeIssue(notice="n1", title=title, issued_by=("union",), addressed_to=("lianjia",))


def receipt(state: str) -> ops.NoticeAnswer:
    return ops.NoticeAnswer(notice="n1", unit="lianjia", state=state)  # type: ignore[arg-type]  # a state


def write() -> ops.NoteWrite:
    return ops.NoteWrite(id="c1", text="孙河来电", unit="lianjia")


def settle() -> ops.NoteSettle:
    return ops.NoteSettle(id="c1")


def join(heads: int) -> ops.SquadJoin:
    return ops.SquadJoin(squad="s1", heads=heads)


def squad_report(present: int) -> ops.SquadReport:
    return ops.SquadReport(squad="s1", base=BASE, present=present)


PAIRS: list[tuple[Op, Op, bool]] = [
    (issue(), answer("accepted"), True),
    (answer("acknowledged"), answer("accepted"), True),
    (add(max=1), answer("accepted"), False),
    (add(max=1), answer("partly_accepted", 4), True),
    (report(quota(), present=3), muster(4), True),
    (report(quota(), confirmed=3), muster(4), False),
    (report(quota(), reserve=3), call(2), True),
    (add(max=-1), call(2), False),
    (add(max=-1, surplus="reserve"), call(2), True),
    (add(max=-1, surplus="keep"), call(2), False),
    (set_(quota(), max=2, surplus="release"), call(2), True),
    (withdraw(quota()), add(max=1), True),
    (withdraw(quota()), answer("accepted"), True),
    (withdraw(quota()), call(2), False),
    (withdraw(quota(), surplus="reserve"), call(2), True),
    (need(DAY), need(DAY, LATER), True),
    (need(DAY), need(LATER), False),
    (facts(urgent=True), facts(hours="8-18"), False),
    (facts(urgent=True), facts(urgent=False, hours="8-18"), True),
    (facts(urgent=True), need(DAY), False),
    (take("li"), take(""), True),
    (take("li"), close(), False),
    (link("a"), link(None), True),
    (offer("a"), move("confirmed", "arrived"), True),
    (offer("a"), offer("b"), False),
    (move("reserve", "confirmed"), move("confirmed", "arrived"), True),
    (move("reserve", "confirmed"), move("offered", "withdrawn"), False),
    (declare(30), declare(28), True),
    (notice("a"), notice("b"), True),
    (receipt("read"), receipt("accepted"), True),
    (write(), settle(), True),
    (settle(), settle(), True),
    (form("s1"), join(2), True),
    (join(2), squad_report(4), True),
]


@pytest.mark.parametrize(
    ("first", "second", "touch"), PAIRS, ids=lambda one: ops.verb(one) if one not in (True, False) else str(one)
)
def test_the_later_stands_on_the_earlier_where_they_say_something_of_the_same(
    first: Op, second: Op, touch: bool
) -> None:
    draft = Draft(Intents("post"), {}, ()).take([Add("e1", first), Add("e2", second)])
    assert draft.kept[2].op.after == (1 if touch else None)


def test_every_kind_of_edit_touches_something() -> None:
    """One that touched nothing would stand on nothing, whatever became of what it was made on."""
    tried = {type(op): op for first, second, _ in PAIRS for op in (first, second)}
    new = {kind for kind in get_args(ops.Item) if kind not in tried}
    assert {kind.__name__ for kind in new} == {
        "ClockSet",
        "NoteSet",
        "QuotaTransfer",
        "RecordDelete",
        "RecordRestore",
        "RequestOpen",
        "SquadMove",
        "SquadSplit",
        *(kind.__name__ for kind in get_args(OnTheGround)),
    }
    assert all(fields_of(op) for op in EVERY_OP if isinstance(op, get_args(OnTheGround)))
    assert all(fields_of(op) for op in tried.values())


def test_a_repeated_key_is_folded_only_under_the_same_choice_for_those_left_over() -> None:
    release = add(max=-1, surplus="release", made=AT)
    assert can_fold(release, release)
    assert not can_fold(release, add(max=-1, surplus="keep", made=AT))
    assert not can_fold(add(max=-1, made=AT), release)
