"""Giving a post its records: a snapshot, or what changed since its cursor.

1. Puts, gone, results and head come from one read transaction: an effect and its result arrive together.
2. A delta holds what is visible and either changed since the cursor or lies under no prefix that was held.
3. `gone` names what was deleted, moved out of sight, or lost with a prefix.
4. Pages go by (kind, id) and remember the seq at which they began; the last page adds what changed since then, so that
   all pages together are one consistent cut. A page of another scope or history is refused.
5. Nothing outside the asker's prefixes leaves, whatever the request says it holds.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple, cast

import msgspec
from msgspec import Raw, Struct
from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select, tuple_

from central import tables
from central.accounts import Session
from central.history import Head, check, cursor_at, head_of, operational_now, safe_seq
from central.problems import NotServed
from central.push import last_of
from postcmd.records import Kind
from postcmd.scope import prefixes_of, under
from postcmd.wire import (
    PAGE,
    Cursor,
    Digest,
    Gone,
    GoneWhy,
    Info,
    PullAnswer,
    PullRequest,
    Put,
    Puts,
    Result,
    Status,
    digest_of,
    fingerprint,
)

MOST_HELD: Final = 500
"""Prefixes that a post says it holds; nobody has so many grants."""

Key = tuple[str, str]
_info_decoder = msgspec.json.Decoder(Info)


class Page(Struct, frozen=True, array_like=True):
    """Where the next page goes on: `since` -1: a snapshot; `start`: the cursor of the first page."""

    since: int
    start: str
    after: tuple[str, str]
    prefixes: str

    @property
    def start_seq(self) -> int:
        return Cursor.parse(self.start).seq


class View(NamedTuple):
    """One read: what is asked, what may be seen, and where the history stands."""

    connection: Connection
    ask: PullRequest
    head: Head
    prefixes: list[str]
    since: int | None
    page: Page | None


_page_decoder = msgspec.json.Decoder(Page)


def pull(connection: Connection, ask: PullRequest, session: Session, wall: datetime) -> PullAnswer:
    """The next cut, or a page of it."""
    view = _view(connection, ask, session, wall)
    limit = min(max(1, ask.limit), PAGE)
    rows = _page_rows(view, limit)
    more = len(rows) > limit
    rows = rows[:limit]
    late = [] if more else _late_rows(view)
    fresh = {(row.kind, row.id): row for row in [*rows, *late]}
    return PullAnswer(
        epoch=view.head.epoch,
        base=ask.cursor,
        kind="snapshot" if view.since is None else "delta",
        cursor=cursor_at(connection, view.head),
        t=wall,
        now=operational_now(connection, wall),
        puts=_puts(fresh.values()),
        gone=[] if more else _gone(view),
        prefixes=view.prefixes,
        mine=[] if more else _results(view),
        more=more,
        page=_next_page(view, rows[-1]) if more else None,
        safe=safe_seq(connection, view.head, wall),
        digest=None if more or not (ask.digest or view.since is None) else digest(view),
    )


def digest(view: View) -> Digest:
    """The fingerprint of everything in scope."""
    records = tables.records
    rows = view.connection.execute(
        select(records.c.kind, records.c.id, records.c.seq).where(_alive(), _seen(view.prefixes))
    )
    return digest_of([fingerprint(cast(Kind, row.kind), row.id, row.seq) for row in rows])


def covers(column: ColumnElement[str], prefixes: Iterable[str]) -> ColumnElement[bool]:
    """Whether a path lies under one of the prefixes, as ranges that an index serves: "0" follows "/"."""
    ranges = [or_(column == prefix, and_(column >= prefix + "/", column < prefix + "0")) for prefix in prefixes]
    return or_(False, *ranges)


def _view(connection: Connection, ask: PullRequest, session: Session, wall: datetime) -> View:
    head = head_of(connection)
    cursor = check(connection, head, ask.cursor)
    if len(ask.held) > MOST_HELD:
        raise NotServed("malformed", detail="held")
    last_of(connection, ask.client, session.account)
    prefixes = prefixes_of(session.grants, wall)
    since = cursor.seq if cursor else None
    return View(connection, ask, head, prefixes, since, _page(connection, ask.page, head, since, prefixes))


def _page(connection: Connection, text: str | None, head: Head, since: int | None, prefixes: list[str]) -> Page | None:
    if text is None:
        return None
    try:
        page = _page_decoder.decode(base64.urlsafe_b64decode(text[:4000].encode()))
    except (ValueError, msgspec.DecodeError):
        raise NotServed("malformed", detail="page") from None
    check(connection, head, page.start)
    if page.prefixes != "\n".join(prefixes) or page.since != _or_snapshot(since):
        raise NotServed("cursor_expired")
    return page


def _next_page(view: View, last: Any) -> str:
    start = view.page.start if view.page else cursor_at(view.connection, view.head)
    page = Page(_or_snapshot(view.since), start, (last.kind, last.id), "\n".join(view.prefixes))
    return base64.urlsafe_b64encode(msgspec.json.encode(page)).decode()


def _or_snapshot(since: int | None) -> int:
    return -1 if since is None else since


def _page_rows(view: View, limit: int) -> list[Any]:
    """Up to one row more than the limit: then there is another page."""
    records = tables.records
    wanted = _columns().where(_alive(), _seen(view.prefixes))
    if view.since is not None:
        wanted = wanted.where(_changed_or_new(view, view.since))
    if view.page is not None:
        wanted = wanted.where(tuple_(records.c.kind, records.c.id) > view.page.after)
    return list(view.connection.execute(wanted.order_by(records.c.kind, records.c.id).limit(limit + 1)))


def _changed_or_new(view: View, since: int) -> ColumnElement[bool]:
    """Changed since the cursor, or under no prefix that the post held."""
    changed = tables.records.c.seq > since
    if all(_covered(prefix, view.ask.held) for prefix in view.prefixes):
        return changed
    return or_(changed, ~_seen(view.ask.held))


def _covered(prefix: str, held: Iterable[str]) -> bool:
    return any(under(prefix, one) for one in held)


def _late_rows(view: View) -> list[Any]:
    """What changed while the pages before were read."""
    if view.page is None:
        return []
    changed = tables.records.c.seq > view.page.start_seq
    return list(view.connection.execute(_columns().where(_alive(), _seen(view.prefixes), changed)))


def _gone(view: View) -> list[Gone]:
    since = view.since if view.since is not None else view.page.start_seq if view.page else view.head.seq
    held = view.ask.held if view.since is not None else view.prefixes
    gone = {**_lost(view, held), **_moved_away(view, since, held), **_deleted(view, since, held)}
    return [Gone(cast(Kind, kind), id_, why) for (kind, id_), why in sorted(gone.items())]


def _deleted(view: View, since: int, held: list[str]) -> dict[Key, GoneWhy]:
    records = tables.records
    dead = select(records.c.kind, records.c.id).where(records.c.deleted, records.c.seq > since, _seen(held))
    return {(row.kind, row.id): "deleted" for row in view.connection.execute(dead)}


def _moved_away(view: View, since: int, held: list[str]) -> dict[Key, GoneWhy]:
    moves = tables.moves
    out = select(moves.c.kind, moves.c.id).distinct().where(moves.c.seq > since, ~_sees(moves, view.prefixes))
    rows = view.connection.execute(out if "*" in held else out.where(covers(moves.c.path, held)))
    return {(row.kind, row.id): "moved" for row in rows}


def _lost(view: View, held: list[str]) -> dict[Key, GoneWhy]:
    lost = [prefix for prefix in held if not _covered(prefix, view.prefixes)]
    if not lost:
        return {}
    records = tables.records
    out = select(records.c.kind, records.c.id).where(_alive(), _seen(lost), ~_seen(view.prefixes))
    return {(row.kind, row.id): "scope" for row in view.connection.execute(out)}


def _results(view: View) -> list[Result]:
    """All of them at once: an outbox is bounded, and a result must not come later than its effect."""
    ledger = tables.ledger
    rows = view.connection.execute(
        select(ledger.c.n, ledger.c.status, ledger.c.seq, ledger.c.info, ledger.c.hash)
        .where(ledger.c.client == view.ask.client, ledger.c.n >= view.ask.low)
        .order_by(ledger.c.n)
    )
    return [Result(row.n, cast(Status, row.status), row.seq, _info(row.info), row.hash) for row in rows]


def _info(text: str | None) -> Info | None:
    return None if text is None else _info_decoder.decode(text)


def _puts(rows: Iterable[Any]) -> Puts:
    """The records as they lie in the database: their JSON goes out untouched."""
    shelves: dict[str, list[Any]] = {}
    for row in rows:
        shelves.setdefault(row.kind, []).append(Put(Raw(row.body.encode()), Raw(row.log.encode())))
    return Puts(**shelves)


def _columns() -> Any:
    records = tables.records
    return select(records.c.kind, records.c.id, records.c.body, records.c.log)


def _alive() -> ColumnElement[bool]:
    return tables.records.c.deleted.is_(False)


def _seen(prefixes: list[str]) -> ColumnElement[bool]:
    """Whether a record lies on a path under one of the prefixes."""
    return _sees(tables.records, prefixes)


def _sees(table: Any, prefixes: list[str]) -> ColumnElement[bool]:
    paths = tables.paths
    same = (paths.c.kind == table.c.kind, paths.c.id == table.c.id)
    if "*" in prefixes:
        return exists().where(*same)
    return exists().where(*same, covers(paths.c.path, prefixes))
