"""A write of another system as an op: decided, recorded and answered in one transaction.

1. The answer is kept with its key in the transaction of the effect: the same key again gets it word for word.
2. A change is made from the version it names; the op's base is that version, so nothing is overwritten unseen.
3. What is stale, unreadable or out of sight uses up no key.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import UNSET, Struct
from sqlalchemy import Connection, insert, select

from central import tables
from central.accounts import Session, grants_of
from central.browse import one
from central.problems import SENTENCES, NotServed
from central.push import Asker, decide_all, last_of
from central.shelf import encode
from central.unit_of_work import UnitOfWork
from postcmd.intent import Choice
from postcmd.intents_of_requests import withdraw
from postcmd.ops import Base, Op, QuotaReport, QuotaSet, RequestMove, SquadMove, SquadReport, numbered
from postcmd.records import AnyRecord, Kind, Quota, Request, Squad
from postcmd.wire import Info, Problem, Result
from postcmd.words import _

_BOUNDS: Final = ("min", "max")
_COUNTS: Final = ("offered", "confirmed", "present", "reserve")
_WITHDRAWN: Final = {"status": "withdrawn"}
_HEADS: Final = ("strength", "present", "helpers")
_MOVE: Final = ("status", "place")


class Change(NamedTuple):
    """What was asked: `wanted` is an op for something new, else the fields to change of `target`, seen at `seen`."""

    status: int
    seen: str
    target: tuple[Kind, str] | None
    wanted: Any
    key: str

    @property
    def hash(self) -> str:
        said = msgspec.json.encode([self.seen, self.target, type(self.wanted).__name__, self.wanted])
        return "b2:" + hashlib.blake2b(said, digest_size=16).hexdigest()


class Written(NamedTuple):
    """The answer, and what the feed must know: the commits after `before` up to `seq` touched these paths."""

    status: int
    etag: str
    body: str
    before: int
    seq: int
    touched: frozenset[str] = frozenset()


def apply(connection: Connection, change: Change, user: str, wall: datetime) -> Written:
    """Make the change, or give the answer that its key got before."""
    client = f"rest:{user}"
    last = last_of(connection, client, user, lock=True)
    before = _answered(connection, client, change)
    if before is not None:
        return before
    work = UnitOfWork(connection, wall)
    work.lock()
    asker = Asker(user, client, grants_of(connection, user))
    op = numbered(_op(connection, change, asker, work), (last or 0) + 1)
    (result,) = decide_all(work, [op], asker)
    work.remember(client, user, last is None, op.n)
    written = _written(work, change, op, result)
    _keep(connection, client, change, written, wall)
    work.write()
    return written


def _answered(connection: Connection, client: str, change: Change) -> Written | None:
    answers = tables.answers
    row = connection.execute(select(answers).where(answers.c.client == client, answers.c.key == change.key)).first()
    if row is None:
        return None
    if row.hash != change.hash:
        raise NotServed("key_reused")
    return Written(row.status, row.etag, row.body, 0, 0)


def _keep(connection: Connection, client: str, change: Change, written: Written, wall: datetime) -> None:
    connection.execute(
        insert(tables.answers).values(
            client=client,
            key=change.key,
            hash=change.hash,
            status=written.status,
            etag=written.etag,
            body=written.body,
            at=wall,
        )
    )


def _written(work: UnitOfWork, change: Change, op: Op, result: Result) -> Written:
    record = work.shelf.get(*op.target) if op.target else None
    if result.status in ("applied", "noop") and record is not None:
        status, tag, body = change.status, f'"{record.rev}"', encode(record)
    else:
        problem = _problem(result.status, result.info or Info())
        status, tag, body = problem.status, "", encode(problem)
    return Written(status, tag, body.decode(), work.start.seq, work.seq, frozenset(work.touched))


def _problem(ended: str, info: Info) -> Problem:
    """A refusal of the rules as a problem: its code, and the facts that fill the sentence."""
    known = {"conflict": "conflict"}.get(ended, "refused")
    status, sentence = SENTENCES.get(info.code, SENTENCES[known])
    facts = {**info.facts, **({"now": info.now} if info.now else {})}
    return Problem(title=_(sentence), status=status, code=info.code or known, facts=facts)


def _op(connection: Connection, change: Change, asker: Asker, work: UnitOfWork) -> Op:
    if change.target is None:
        made: Op = change.wanted
        return made
    session = Session(asker.user, work.wall, asker.grants)
    record = one(connection, *change.target, session, work.wall)
    if not _is_current(change.seen, record):
        raise NotServed("stale", rev=record.rev)
    return _changing(record, change.wanted, work)


def _is_current(seen: str, record: AnyRecord) -> bool:
    """`*` is any version there is; else one of the versions named must be the record's."""
    named = [version.strip() for version in seen.split(",")]
    return named == ["*"] or f'"{record.rev}"' in named


def _changing(record: AnyRecord, wanted: Struct, work: UnitOfWork) -> Op:
    """The op that changes this record, as it is now, into what is wanted."""
    said = {name: value for name, value in msgspec.structs.asdict(wanted).items() if value is not UNSET}
    reason, choice = said.pop("reason", ""), said.pop("surplus", "")
    seen: dict[str, Any] = {name: getattr(record, name) for name in said}
    base = Base(epoch=work.start.epoch, rev=record.rev, values=seen)
    match record:
        case Request():
            return RequestMove(request=record.id, came_from=record.status, to=said["status"], reason=reason)
        case Quota():
            key: dict[str, Any] = {"request": record.request, "unit": record.unit, "day": record.day}
            if said == _WITHDRAWN:
                return _withdrawn(record, choice, reason, work)
            make: Any = _either(said, {_BOUNDS: QuotaSet, _COUNTS: QuotaReport})
            key |= {"surplus": choice} if make is QuotaSet else {}
            made: Op = make(**key, base=base, reason=reason, **said)
        case Squad() if _either(said, {_MOVE: SquadMove, _HEADS: SquadReport}) is SquadMove:
            to, place = said.get("status", record.status), said.get("place")
            return SquadMove(squad=record.id, came_from=record.status, to=to, place=place, reason=reason)
        case Squad():
            made = SquadReport(squad=record.id, base=base, reason=reason, **said)
        case _:
            raise NotServed("not_found")
    return made


def _withdrawn(quota: Quota, choice: Choice, reason: str, work: UnitOfWork) -> Op:
    return msgspec.structs.replace(withdraw(quota, work.start.epoch, choice), reason=reason)


def _either(said: dict[str, Any], kinds: dict[tuple[str, ...], type[Op]]) -> type[Op]:
    """The one kind of op that says all of this; a change of two kinds, or of nothing, is refused."""
    for fields, op in kinds.items():
        if said and set(said) <= set(fields):
            return op
    one, other = (", ".join(fields) for fields in kinds)
    raise NotServed("malformed", detail=_("Give either {one} or {other}, not both.").format(one=one, other=other))
