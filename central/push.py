"""Taking a post's ops.

1. Each (client, n) takes effect at most once: the same op again has no effect, another one under its number is
   refused (I3).
2. Ops take effect in the order of their numbers, without a gap (I11).
3. The right to do it is judged at that moment, on the record as it is; who may not see a record learns nothing of it
   (I8).
4. A refusal is a result in the ledger, never an HTTP error. What follows a refused op it stands on is `blocked`.
5. An effect and its result are one transaction.
6. What is said to have happened more than FARTHEST_AHEAD from now, by the operational clock, is refused.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, select

from central import tables
from central.accounts import grants_of
from central.history import check, only_a_primary_may
from central.prerequisites import Prerequisites
from central.problems import NotServed
from central.unit_of_work import Author, UnitOfWork
from postcmd.decide import decide
from postcmd.merge import Context
from postcmd.ops import Bulk, Op, Target, Void
from postcmd.outcome import Outcome, Shelf, rejected
from postcmd.rights import why_refused
from postcmd.scope import Grant
from postcmd.wire import Info, PushRequest, Result, Status

FARTHEST_AHEAD: Final = timedelta(days=1)
"""Clocks of posts may be wrong, and days begin elsewhere earlier; more is a slip."""
WIDEST_GAP: Final = 100_000
"""A restored centre has not lost more ops of one client than this."""


_CLIENT: Final = select(tables.clients.c.account, tables.clients.c.last).where(
    tables.clients.c.client == bindparam("client")
)
_CLIENT_LOCKED: Final = _CLIENT.with_for_update()


class Taken(NamedTuple):
    """What a push came to: the commits after `before` up to `seq`. `touched` are the paths of what they changed."""

    upto: int
    before: int
    seq: int
    touched: frozenset[str]
    results: tuple[Result, ...] = ()


class Asker(NamedTuple):
    """Whose ops they are, and what that person may do now."""

    user: str
    client: str
    grants: tuple[Grant, ...]


def take(connection: Connection, push: PushRequest, user: str, wall: datetime) -> Taken:
    """Decide the ops of a push and write what comes of them, in the transaction of `connection`."""
    work = UnitOfWork(connection, wall)
    _must_be_of(work, push)
    check(connection, work.start, push.cursor)
    last = last_of(connection, push.client, user, lock=True)
    known = _ledger_rows(connection, push, last or 0)
    _must_be_the_same(push.ops, known, last or 0)
    fresh = [op for op in push.ops if op.n > (last or 0)]
    if not fresh:
        seq = work.start.seq
        return Taken(push.ops[-1].n if push.ops else last or 0, seq, seq, frozenset())
    work.shelf.preload(fresh)
    work.lock()
    _must_be_of(work, push)
    _bridge_gap(work, push, last or 0, fresh[0].n)
    asker = Asker(user, push.client, grants_of(connection, user))
    results = decide_all(work, fresh, asker, known, park=push.park)
    work.remember(push.client, user, last is None, fresh[-1].n)
    work.write()
    return Taken(fresh[-1].n, work.start.seq, work.seq, frozenset(work.touched), results)


def decide_all(
    work: UnitOfWork, ops: list[Op], asker: Asker, known: dict[int, Any] | None = None, park: bool = False
) -> tuple[Result, ...]:
    """Each op on top of the ones before it. The head is locked."""
    before = Prerequisites()
    for row in (known or {}).values():
        before.learn(row)
    results = []
    for op in ops:
        result = _parked(work, op, asker) if park else _decided(work, op, asker, before)
        before.note(op.n, result.status, result.info, op)
        results.append(result)
    return tuple(results)


def last_of(connection: Connection, client: str, user: str, lock: bool = False) -> int | None:
    """The number of the client's last op; None where it has sent none. Refused to everybody but its own account.

    With `lock`, nobody else takes ops of this client until the transaction ends.
    """
    row = connection.execute(_CLIENT_LOCKED if lock else _CLIENT, {"client": client}).first()
    if row is None:
        return None
    if row.account != user:
        raise NotServed("foreign_client")
    return int(row.last)


def _must_be_of(work: UnitOfWork, push: PushRequest) -> None:
    """Looked at again once the head is ours: the epoch may have changed while we waited for it."""
    if push.epoch != work.start.epoch:
        only_a_primary_may(work.connection)
        raise NotServed("reset", epoch=work.start.epoch)


def _ledger_rows(connection: Connection, push: PushRequest, last: int) -> dict[int, Any]:
    """Results that stand already, of the numbers sent and of the numbers they stand on."""
    numbers = {op.n for op in push.ops} | {op.after for op in push.ops if op.after is not None}
    decided = sorted(n for n in numbers if n <= last)
    if not decided:
        return {}
    ledger = tables.ledger
    rows = connection.execute(
        select(ledger.c.n, ledger.c.hash, ledger.c.status, ledger.c.info, ledger.c.op).where(
            ledger.c.client == push.client, ledger.c.n.in_(decided)
        )
    )
    return {row.n: row for row in rows}


def _must_be_the_same(ops: list[Op], known: dict[int, Any], last: int) -> None:
    """A withdrawn op may come again as void under its number: after a restore its first words may be known here."""
    for op in ops:
        row = known.get(op.n)
        if op.n <= last and row is not None and row.hash not in ("", op.h) and not isinstance(op, Void):
            raise NotServed("op_mismatch", n=op.n)


def _bridge_gap(work: UnitOfWork, push: PushRequest, last: int, first: int) -> None:
    if first == last + 1:
        return
    if not push.gap_ok or first - last > WIDEST_GAP:
        raise NotServed("gap", expect=last + 1)
    work.note_unknown(push.client, range(last + 1, first), work.commit())


def _decided(work: UnitOfWork, op: Op, asker: Asker, before: Prerequisites) -> Result:
    lost = before.lost_to(op)
    if lost and not isinstance(op, Bulk):
        return _noted(work, op, asker, "blocked", Info(code="blocked", facts={"after": op.after}))
    outcome = _judged(work, op, asker, lost)
    status: Status = "void" if isinstance(op, Void) else outcome.status
    return _noted(work, op, asker, status, outcome.info, outcome)


def _judged(work: UnitOfWork, op: Op, asker: Asker, lost: frozenset[Target]) -> Outcome:
    code = _why_not(work, op, asker, work.shelf)
    if code == "bad_time":
        return rejected(code, field="at")
    return rejected(code) if code else decide(op, work.shelf, _context(work, asker, lost))


def _why_not(work: UnitOfWork, op: Op, asker: Asker, shelf: Shelf) -> str | None:
    """The code of what forbids the op, on the records of the shelf, whatever the rules say."""
    code = why_refused(op, asker.user, asker.grants, shelf, work.wall)
    if code is None and op.at is not None and op.at > work.now + FARTHEST_AHEAD:
        return "bad_time"
    return code


def _parked(work: UnitOfWork, op: Op, asker: Asker) -> Result:
    return _noted(work, op, asker, "parked", Info(code="parked"))


def _noted(
    work: UnitOfWork, op: Op, asker: Asker, status: Status, info: Info | None, outcome: Outcome | None = None
) -> Result:
    """The op's commit, with its effect if it has one, and its row in the ledger."""
    seq = work.commit()
    if outcome is not None and outcome.has_effect:
        work.effect(seq, outcome, Author(asker.user, asker.client, op.n), op)
    result = Result(op.n, status, seq, info)
    work.note(asker.client, op, result, keep_op=result.needs_attention)
    return result


def _context(work: UnitOfWork, asker: Asker, lost: frozenset[Target]) -> Context:
    """`lost`: records on which an own earlier op failed; an item on one of them is blocked."""

    def why_not(item: Op, shelf: Shelf) -> str | None:
        return "blocked" if lost.intersection(item.targets) else _why_not(work, item, asker, shelf)

    return Context(
        user=asker.user, client=asker.client, epoch=work.start.epoch, now=work.now, wall=work.wall, why_not=why_not
    )
