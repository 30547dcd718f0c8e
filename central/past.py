"""The board as it stood at a commit of the past, for whoever may see it now.

1. What is shown is what the asker's prefixes of today cover, on the paths that records lie on today.
2. A record that was deleted since is there again; tombstones that are gone (`retention.py`) stay gone.
3. Asking changes nothing, and the same commit gives the same answer, page by page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, cast

import msgspec
from msgspec import Raw
from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select, tuple_

from central import sight
from central.accounts import Session
from central.history import head_of, operational_now
from central.problems import NotServed
from central.tables import commits, events, records
from postcmd.decoding import decoder
from postcmd.past import Happened, PastAnswer, PastQuestion, as_it_stood
from postcmd.puts import Put, Puts
from postcmd.records import Event, Kind
from postcmd.scope import prefixes_of
from postcmd.wire import LOG_LENGTH

PAGE: Final = 1_000
AT_ONCE: Final = 200
"""Records whose events are asked for in one statement."""

Key = tuple[str, str]
_event_decoder = decoder(Event)
_encode = msgspec.json.Encoder().encode


def past(connection: Connection, asked: PastQuestion, session: Session, wall: datetime) -> PastAnswer:
    """A page of the board at that commit. NotServed `ahead` where it lies in the future."""
    seq = _seq(connection, asked, operational_now(connection, wall))
    prefixes = prefixes_of(session.grants, wall)
    shape, seen = sight.shape_of(prefixes), sight.under("seen", prefixes)
    rows = connection.execute(_page(shape, bool(asked.after)), {**seen, **_from(asked.after), "seq": seq}).all()
    more, rows = len(rows) > PAGE, rows[:PAGE]
    last = _nearest(connection, shape, seen, seq, up_to=True)
    following = _nearest(connection, shape, seen, seq, up_to=False)
    return PastAnswer(
        epoch=head_of(connection).epoch,
        seq=seq,
        at=_moment(connection, seq) or wall,
        puts=_puts(connection, rows, seq),
        last=last,
        back=last.event.seq - 1 if last is not None else None,
        on=following.event.seq if following is not None else None,
        next=f"{rows[-1].kind}/{rows[-1].id}" if more else "",
    )


def _seq(connection: Connection, asked: PastQuestion, now: datetime) -> int:
    """The commit that is meant: the last one by the moment, 0 where there was none yet."""
    head = head_of(connection).seq
    if asked.seq is not None:
        if asked.seq > head:
            raise NotServed("ahead")
        return max(0, asked.seq)
    if asked.at is None:
        return head
    if asked.at > now:
        raise NotServed("ahead")
    return int(connection.execute(_BY_THEN, {"at": asked.at}).scalar() or 0)


def _from(after: str) -> dict[str, str]:
    kind, _, record_id = after.partition("/")
    return {"after_kind": kind, "after_id": record_id} if after else {}


def _moment(connection: Connection, seq: int) -> datetime | None:
    return connection.execute(select(commits.c.op_at).where(commits.c.seq == seq)).scalar()


# Records


def _page(shape: int, after: bool) -> Select[Any]:
    """Whatever is there, or was deleted only since."""
    found = select(records.c.kind, records.c.id, records.c.seq, records.c.body, records.c.log)
    found = found.where(or_(records.c.deleted.is_(False), records.c.seq > bindparam("seq")))
    found = found.where(sight.sees(records, "seen", shape))
    if after:
        start = tuple_(
            bindparam("after_kind", type_=records.c.kind.type), bindparam("after_id", type_=records.c.id.type)
        )
        found = found.where(tuple_(records.c.kind, records.c.id) > start)
    return found.order_by(records.c.kind, records.c.id).limit(PAGE + 1)


def _puts(connection: Connection, rows: Iterable[Any], seq: int) -> Puts:
    rows = list(rows)
    changed = [(row.kind, row.id) for row in rows if row.seq > seq]
    by_then, since = _events(connection, changed, seq, later=False), _events(connection, changed, seq, later=True)
    shelves: dict[str, list[Any]] = {}
    for row in rows:
        put: Put[Any] | None = Put(Raw(row.body.encode()), Raw(row.log.encode()))
        if row.seq > seq:
            put = _then(row.body, by_then[row.kind, row.id], since[row.kind, row.id])
        if put is not None:
            shelves.setdefault(row.kind, []).append(put)
    return Puts(**shelves)


def _then(body: str, by_then: list[Event], since: list[Event]) -> Put[Any] | None:
    record = as_it_stood(msgspec.json.decode(body), by_then, since)
    return None if record is None else Put(Raw(_encode(record)), Raw(_encode(by_then[-LOG_LENGTH:])))


def _events(connection: Connection, keys: list[Key], seq: int, *, later: bool) -> dict[Key, list[Event]]:
    """The events of these records after the commit, or up to it; oldest first."""
    when = events.c.seq > seq if later else events.c.seq <= seq
    found: dict[Key, list[Event]] = defaultdict(list)
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        asked = select(events.c.kind, events.c.id, events.c.body).where(_are(some), when)
        for row in connection.execute(asked.order_by(events.c.seq, events.c.part)):
            found[row.kind, row.id].append(_event_decoder.decode(row.body))
    return found


def _are(keys: Iterable[Key]) -> Any:
    ids: dict[str, list[str]] = defaultdict(list)
    for kind, record_id in keys:
        ids[kind].append(record_id)
    return or_(False, *(and_(events.c.kind == kind, events.c.id.in_(some)) for kind, some in ids.items()))


# What happened


def _nearest(connection: Connection, shape: int, seen: dict[str, str], seq: int, *, up_to: bool) -> Happened | None:
    """The last event up to the commit, or the first one after it, of anything that is seen."""
    found = select(events.c.kind, events.c.id, events.c.body).where(sight.sees(events, "seen", shape))
    if up_to:
        found = found.where(events.c.seq <= seq).order_by(events.c.seq.desc(), events.c.part.desc())
    else:
        found = found.where(events.c.seq > seq).order_by(events.c.seq, events.c.part)
    row = connection.execute(found.limit(1), seen).first()
    return None if row is None else Happened(cast(Kind, row.kind), row.id, _event_decoder.decode(row.body))


_BY_THEN: Final = select(func.max(commits.c.seq)).where(commits.c.op_at <= bindparam("at", type_=commits.c.op_at.type))
