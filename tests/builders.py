"""Builders: records and ops that default whatever a story does not care about, and a shelf to decide them on.

The default world: the centre with two corps; under Chaoyang the enterprise lianjia and its team; a call from Sunhe.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from postcmd import ops
from postcmd.edits import Edit, Stage
from postcmd.records import (
    AnyRecord,
    Attrition,
    Availability,
    Clock,
    Duty,
    Freeze,
    HandOver,
    Limit,
    Line,
    Note,
    Notice,
    Place,
    Placement,
    Post,
    PostShift,
    Quota,
    Receipt,
    Request,
    RiskLevel,
    SignUp,
    Squad,
    Tally,
    Task,
    Unit,
    Work,
    availability_id,
    quota_id,
)
from postcmd.request_edit_rules import need_of
from postcmd.scope import Grant, Role

NOW = datetime(2022, 11, 20, 11, 30, tzinfo=UTC)
DAY = date(2022, 11, 20)
EPOCH = "e1"

R = TypeVar("R", bound=AnyRecord)


def unit(path: str = "centre/chaoyang/lianjia", **said: Any) -> Unit:
    """A unit, known by the last part of its path."""
    above, _, unit_id = path.rpartition("/")
    parent = above.rpartition("/")[2] or None
    return Unit(**{"id": unit_id, "kind": "corps", "name": unit_id, "path": path, "parent": parent, **said})


def place(path: str = "chaoyang-d/sunhe-p", **said: Any) -> Place:
    """A place, known by the last part of its path."""
    above, _, place_id = path.rpartition("/")
    parent = above.rpartition("/")[2] or None
    return Place(**{"id": place_id, "kind": "street", "name": place_id, "path": path, "parent": parent, **said})


def task(code: str = "sampling_assist", **said: Any) -> Task:
    return Task(**{"id": code, "zh": "核酸检测辅助", "en": "help with sampling", **said})


UNITS = [
    unit(path)
    for path in (
        "centre",
        "centre/chaoyang",
        "centre/chaoyang/lianjia",
        "centre/chaoyang/lianjia/shuangyushu",
        "centre/fengtai",
    )
]
PLACES = [place(path) for path in ("chaoyang-d", "chaoyang-d/sunhe-p", "fengtai-d", "fengtai-d/xinfadi-p")]
TASKS = [task(), task("supplies", zh="物资转运配送", en="supplies")]
WORLD: list[AnyRecord] = [*UNITS, *PLACES, *TASKS]


def line(least: int = 12, most: int | None = 12, day: date = DAY, **said: Any) -> Line:
    return Line(day=day, min=least, max=most, **said)


def request(request_id: str = "sunhe", **said: Any) -> Request:
    default = {"place": "sunhe-p", "task": "sampling_assist", "lines": (line(),), "status": "ordered"}
    return Request(**{"id": request_id, **default, **said})


def quota(least: int = 6, most: int | None = 9, **said: Any) -> Quota:
    fields: dict[str, Any] = {"request": "sunhe", "unit": "lianjia", "day": DAY, "min": least, "max": most, **said}
    return Quota(**{"id": quota_id(fields["request"], fields["unit"], fields["day"]), **fields})


def squad(squad_id: str = "first", strength: int = 12, **said: Any) -> Squad:
    return Squad(**{"id": squad_id, "unit": "lianjia", "name": "一队", "strength": strength, **said})


def availability(heads: int = 30, **said: Any) -> Availability:
    fields: dict[str, Any] = {"unit": "lianjia", "day": DAY, **said}
    key = availability_id(fields["unit"], fields["day"], fields.get("shift", ""))
    return Availability(id=key, heads=heads, **fields)


def sign_up(sign_up_id: str = "s1", heads: int = 1, **said: Any) -> SignUp:
    """For the quota of `quota()`, unless it says `request=None, day=None`: then in the pool."""
    default = {"unit": "lianjia", "request": "sunhe", "day": DAY, "at": NOW}
    return SignUp(**{"id": sign_up_id, "heads": heads, **default, **said})


def note(text: str = "回电", note_id: str = "n1", **said: Any) -> Note:
    return Note(**{"id": note_id, "text": text, "at": NOW, "unit": "lianjia", **said})


EVERY_KIND: list[AnyRecord] = [
    unit(contact="值班室 010-1234"),
    place(risks=(RiskLevel("sealed", DAY),), households=2000),
    task(),
    request(due=NOW, lines=(line(6, 9, said="近"), line(0, None, DAY + timedelta(days=1))), inferred=("due",)),
    quota(6, None, parent="sunhe.chaoyang.2022-11-20", confirmed=3, said="余", updated_at=NOW, updated_by="li"),
    squad(since=NOW, parts=("a", "b"), closed_loop=True),
    availability(30, full_time=12, at=NOW),
    sign_up("s1", 26, confirmed=12, reserve=14, asked_at=NOW),
    Notice(id="n", title="通知", issued_by=("centre",), addressed_to=("chaoyang",), at=NOW),
    Receipt(id="n.chaoyang", notice="n", unit="chaoyang", state="read", issued_by=("centre",), read_at=NOW),
    note("01:20 回电", remind_at=NOW),
    Post(id="gate", place="sunhe-p", name="门", shifts=(PostShift("夜", "20:00", "08:00", 2, 3),), units=("lianjia",)),
    Duty(id="d1", unit="lianjia", post="gate", place="sunhe-p", day=DAY, begins=NOW, heads=3, came=2, came_at=NOW),
    Limit(id="post.gate", continuous=12 * 60, hard=True),
    Placement(id="paired", unit="lianjia", form="paired", place="sunhe-p", since=DAY),
    Work(id="w1", unit="lianjia", day=DAY, task="supplies", quantity=300, said="余", reported_at=NOW),
    Attrition(id="a1", unit="lianjia", squad="first", heads=2, loss="sealed_in", at=NOW),
    HandOver(id="h1", unit="lianjia", lines=("孙河缺 3",), given_by="li", given_at=NOW),
    Freeze(
        id="unit.lianjia.2022-11-20.1",
        unit="lianjia",
        day=DAY,
        version=1,
        definitions="2",
        frozen_by="li",
        frozen_at=NOW,
    ),
    Clock(id="clock", at=NOW, since=NOW, rate=60.0),
]
"""One of each kind, in the order of KINDS."""


def seen(record: AnyRecord | None = None, *fields: str, epoch: str = EPOCH) -> ops.Base:
    """What a coordinator sees who looks at the record now."""
    if record is None:
        return ops.Base(epoch, 0)
    return ops.Base(epoch, record.rev, {field: getattr(record, field) for field in fields})


def add(of: Quota | None = None, **heads: Any) -> ops.QuotaAdd:
    return ops.QuotaAdd(**_key(of), **heads)


def set_(of: Quota, base: ops.Base | None = None, **bounds: Any) -> ops.QuotaSet:
    names = [name for name in ("min", "max") if name in bounds]
    return ops.QuotaSet(**_key(of), base=base or seen(of, *names), **bounds)


def issue(least: int = 6, most: int | None = 9, **said: Any) -> ops.QuotaIssue:
    return ops.QuotaIssue(**{"request": "sunhe", "unit": "lianjia", "day": DAY, "min": least, "max": most, **said})


def withdraw(of: Quota | None = None, base: ops.Base | None = None, **said: Any) -> ops.QuotaWithdraw:
    return ops.QuotaWithdraw(**_key(of), base=base or seen(of or quota(), "min", "max"), **said)


def report(of: Quota, base: ops.Base | None = None, **counts: Any) -> ops.QuotaReport:
    names = [name for name in ("offered", "confirmed", "present") if name in counts]
    return ops.QuotaReport(**_key(of), base=base or seen(of, *names), **counts)


def transfer(giver: Quota, to: str, **heads: Any) -> ops.QuotaTransfer:
    return ops.QuotaTransfer(**_key(giver), to=to, **heads)


def delete(record: Request | Quota | Squad, base: ops.Base | None = None) -> ops.RecordDelete:
    kinds: dict[type[AnyRecord], ops.Deletable] = {Request: "request", Quota: "quota", Squad: "squad"}
    return ops.RecordDelete(kind=kinds[type(record)], id=record.id, base=base or seen(record))


def open_(request_id: str = "sunhe", **said: Any) -> ops.RequestOpen:
    default = {"place": "sunhe-p", "task": "sampling_assist", "lines": (line(),)}
    return ops.RequestOpen(**{"request": request_id, **default, **said})


def form(squad_id: str = "first", strength: int = 12, **said: Any) -> ops.SquadForm:
    return ops.SquadForm(**{"squad": squad_id, "unit": "lianjia", "name": "一队", "strength": strength, **said})


def part(squad_id: str, strength: int, present: int = 0, **said: Any) -> ops.Part:
    return ops.Part(**{"squad": squad_id, "name": squad_id, "strength": strength, "present": present, **said})


def count_squad(of: Squad, base: ops.Base | None = None, **counts: Any) -> ops.SquadReport:
    return ops.SquadReport(squad=of.id, base=base or seen(of, *counts), **counts)


def answer(said: ops.Answer, heads: int = 0, of: Quota | None = None, **beside: Any) -> ops.QuotaAnswer:
    return ops.QuotaAnswer(**_key(of), answer=said, heads=heads, **beside)


def muster(of: Quota, present: int, base: ops.Base | None = None, **said: Any) -> ops.MusterReport:
    return ops.MusterReport(**_key(of), base=base or seen(of, "present"), present=present, **said)


def call_reserve(heads: int = 1, pool: bool = False, of: Quota | None = None, **said: Any) -> ops.ReserveCall:
    return ops.ReserveCall(**_key(of), heads=heads, pool=pool, **said)


def offer(sign_up_id: str = "s1", heads: int = 1, **said: Any) -> ops.SignUpOffer:
    """For the quota of `quota()`."""
    default = {"unit": "lianjia", "request": "sunhe", "day": DAY}
    return ops.SignUpOffer(**{"signup": sign_up_id, "heads": heads, **default, **said})


def into_pool(sign_up_id: str = "p1", heads: int = 1, unit: str = "lianjia", **said: Any) -> ops.SignUpOffer:
    return ops.SignUpOffer(signup=sign_up_id, heads=heads, unit=unit, **said)


def move(sign_up_id: str, came_from: Tally, to: Tally, heads: int = 1, **said: Any) -> ops.SignUpMove:
    return ops.SignUpMove(signup=sign_up_id, came_from=came_from, to=to, heads=heads, **said)


def facts(of: Request, base: ops.Base | None = None, **said: Any) -> ops.RequestSet:
    return ops.RequestSet(request=of.id, base=base or ops.Base(EPOCH, of.rev), **said)


def need(of: Request, *lines: Line) -> ops.RequestNeed:
    """The need of these days, on top of what the request says of them."""
    values = {line.day.isoformat(): need_of(of.line(line.day)) for line in lines}
    return ops.RequestNeed(request=of.id, base=ops.Base(EPOCH, of.rev, dict(values)), lines=lines)


def grant(role: Role = "dispatcher", prefix: str = "u:centre/chaoyang", **said: Any) -> Grant:
    return Grant(role, prefix, **said)


def edit(op: ops.Op, ticket: str = "t1", stage: Stage = "saved", **said: Any) -> Edit:
    return Edit(ticket=ticket, op=op, stage=stage, **said)


def _key(of: Quota | None) -> dict[str, Any]:
    of = of or quota()
    return {"request": of.request, "unit": of.unit, "day": of.day}
