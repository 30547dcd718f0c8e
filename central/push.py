"""Taking a post's ops.

1. Each (client, n) takes effect at most once: the same op again has no effect, another one under its number is refused.
2. Ops take effect in the order of their numbers, without a gap.
3. The right to do it is judged at that moment, on the record as it is; who may not see a record learns nothing of it.
4. A refusal is a result in the ledger, never an HTTP error. What follows a refused op it stands on is `blocked`.
5. An effect and its result are one transaction.
6. What is said to have happened more than FARTHEST_AHEAD from now, by the operational clock, is refused.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, insert, select, update

from central import tables
from central.accounts import grants_of
from central.history import check
from central.problems import NotServed
from central.unit_of_work import Author, UnitOfWork
from postcmd.decide import decide
from postcmd.merge import Context
from postcmd.ops import Op, Void
from postcmd.outcome import Outcome, rejected
from postcmd.scope import Grant, why_refused
from postcmd.wire import NEEDS_ATTENTION, Info, PushRequest, Result, Status

FARTHEST_AHEAD: Final = timedelta(days=1)
"""Clocks of posts may be wrong, and days begin elsewhere earlier; more is a slip."""
WIDEST_GAP: Final = 100_000
"""A restored centre has not lost more ops of one client than this."""


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
    if push.epoch != work.start.epoch:
        raise NotServed("reset", epoch=work.start.epoch)
    check(connection, work.start, push.cursor)
    last = last_of(connection, push.client, user)
    known = _ledger_rows(connection, push)
    _must_be_the_same(push.ops, known, last or 0)
    fresh = [op for op in push.ops if op.n > (last or 0)]
    if not fresh:
        return Taken(push.ops[-1].n if push.ops else last or 0, work.seq, work.seq, frozenset())
    _bridge_gap(work, push, last or 0, fresh[0].n)
    asker = Asker(user, push.client, grants_of(connection, user))
    results = decide_all(work, fresh, asker, known, park=push.park)
    remember_last(connection, push.client, user, last, fresh[-1].n)
    work.write()
    return Taken(fresh[-1].n, work.start.seq, work.seq, frozenset(work.touched), results)


def decide_all(
    work: UnitOfWork, ops: list[Op], asker: Asker, known: dict[int, Any] | None = None, park: bool = False
) -> tuple[Result, ...]:
    """Each op on top of the ones before it."""
    work.shelf.preload(ops)
    statuses: dict[int, Status] = {n: row.status for n, row in (known or {}).items()}
    results = []
    for op in ops:
        result = _parked(work, op, asker) if park else _decided(work, op, asker, statuses)
        statuses[op.n] = result.status
        results.append(result)
    return tuple(results)


def last_of(connection: Connection, client: str, user: str) -> int | None:
    """The number of the client's last op; None where it has sent none. Refused to everybody but its own account."""
    clients = tables.clients
    row = connection.execute(select(clients.c.account, clients.c.last).where(clients.c.client == client)).first()
    if row is None:
        return None
    if row.account != user:
        raise NotServed("foreign_client")
    return int(row.last)


def remember_last(connection: Connection, client: str, user: str, before: int | None, last: int) -> None:
    clients = tables.clients
    if before is None:
        connection.execute(insert(clients).values(client=client, account=user, last=last))
    else:
        connection.execute(update(clients).where(clients.c.client == client).values(last=last))


def _ledger_rows(connection: Connection, push: PushRequest) -> dict[int, Any]:
    """Results that stand already, of the numbers sent and of the numbers they stand on."""
    numbers = {op.n for op in push.ops} | {op.after for op in push.ops if op.after is not None}
    ledger = tables.ledger
    rows = connection.execute(
        select(ledger.c.n, ledger.c.hash, ledger.c.status).where(
            ledger.c.client == push.client, ledger.c.n.in_(sorted(numbers))
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


def _decided(work: UnitOfWork, op: Op, asker: Asker, statuses: dict[int, Status]) -> Result:
    if op.after is not None and statuses.get(op.after) in NEEDS_ATTENTION:
        return _noted(work, op, asker, "blocked", Info(code="blocked", facts={"after": op.after}))
    outcome = _judged(work, op, asker)
    status: Status = "void" if isinstance(op, Void) else outcome.status
    return _noted(work, op, asker, status, outcome.info, outcome)


def _judged(work: UnitOfWork, op: Op, asker: Asker) -> Outcome:
    code = why_refused(op, asker.user, asker.grants, work.shelf, work.wall)
    if code:
        return rejected(code)
    if op.at is not None and op.at > work.now + FARTHEST_AHEAD:
        return rejected("bad_time", field="at")
    return decide(op, work.shelf, _context(work, asker))


def _parked(work: UnitOfWork, op: Op, asker: Asker) -> Result:
    return _noted(work, op, asker, "parked", Info(code="parked"))


def _noted(
    work: UnitOfWork, op: Op, asker: Asker, status: Status, info: Info | None, outcome: Outcome | None = None
) -> Result:
    """The op's commit, with its effect if it has one, and its row in the ledger."""
    seq = work.commit()
    if outcome is not None and outcome.puts:
        work.put(seq, outcome.puts, Author(asker.user, asker.client, op.n), "", op)
    result = Result(op.n, status, seq, info)
    work.note(asker.client, op, result, keep_op=result.needs_attention)
    return result


def _context(work: UnitOfWork, asker: Asker) -> Context:
    return Context(user=asker.user, client=asker.client, epoch=work.start.epoch, now=work.now, wall=work.wall)
