"""Giving a post its records: a snapshot, or what changed since its cursor.

1. Puts, gone, results and head come from one read transaction: an effect and its result arrive together (I2).
2. A delta holds what is visible and either changed since the cursor or lies under no prefix that was held.
3. `gone` names what was deleted, moved out of sight, or lost with a prefix.
4. Pages go by (kind, id) and remember the seq at which they began; the last page adds what changed since then, so that
   all pages together are one consistent cut. A page of another scope or history is refused (I5).
5. Nothing outside the asker's prefixes leaves, whatever the request says it holds (I8).
6. The answer names the first day that is held of what is over, by the operational clock as this transaction sees it.
   The post lets go of the rest, and both digests are of the same records. Of pages the last one says it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final, NamedTuple, cast

import msgspec
from msgspec import Raw, Struct
from sqlalchemy import Connection

from central import sight
from central.accounts import Session
from central.history import Head, check, check_seen, cursor_at, head_of, operational_now, safe_seq
from central.problems import NotServed
from central.push import last_of
from postcmd.decoding import decoder
from postcmd.puts import Digest, Gone, GoneWhy, Put, Puts, digest_of, fingerprint
from postcmd.records import Kind
from postcmd.scope import prefixes_of, under
from postcmd.window import first_day
from postcmd.wire import PAGE, Cursor, Info, PullAnswer, PullRequest, Result, Status

MOST_HELD: Final = 500
"""Prefixes that a post says it holds; nobody has so many grants."""

Key = tuple[str, str]
_info_decoder = decoder(Info)


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
    """One read: what is asked, what may be seen, where the history stands, and what time it is there."""

    connection: Connection
    ask: PullRequest
    head: Head
    prefixes: list[str]
    since: int | None
    page: Page | None
    now: datetime

    @property
    def first(self) -> date:
        return first_day(self.now)

    @property
    def shape(self) -> int:
        return sight.shape_of(self.prefixes)


_page_decoder = decoder(Page)


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
        now=view.now,
        puts=_puts(fresh.values()),
        gone=[] if more else _gone(view),
        prefixes=view.prefixes,
        mine=[] if more else _results(view),
        more=more,
        page=_next_page(view, rows[-1]) if more else None,
        safe=safe_seq(view.head),
        kept_from=view.first,
        digest=None if more or not (ask.digest or view.since is None) else digest(view),
    )


def digest(view: View) -> Digest:
    """The fingerprint of everything in scope that posts hold."""
    asked = {**sight.under("seen", view.prefixes), "first": view.first}
    rows = view.connection.execute(sight.revs(view.shape), asked)
    return digest_of([fingerprint(cast(Kind, row.kind), row.id, row.seq) for row in rows])


def _view(connection: Connection, ask: PullRequest, session: Session, wall: datetime) -> View:
    head = head_of(connection)
    cursor = check(connection, head, ask.cursor)
    if cursor is None:
        check_seen(connection, head, ask.epoch, ask.seen)
    if len(ask.held) > MOST_HELD:
        raise NotServed("malformed", detail="held")
    last_of(connection, ask.client, session.account)
    prefixes = prefixes_of(session.grants, wall)
    since = cursor.seq if cursor else None
    page = _page(connection, ask.page, head, since, prefixes)
    return View(connection, ask, head, prefixes, since, page, operational_now(connection, wall))


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
    asked: dict[str, Any] = sight.under("seen", view.prefixes) | {"most": limit + 1, "since": view.since}
    asked["first"] = view.first
    held = None
    if view.since is not None and not all(_covered(prefix, view.ask.held) for prefix in view.prefixes):
        held = sight.shape_of(view.ask.held)
        asked |= sight.under("held", view.ask.held)
    if view.page is not None:
        asked["after_kind"], asked["after_id"] = view.page.after
    statement = sight.page(view.shape, view.since is not None, held, view.page is not None)
    return list(view.connection.execute(statement, asked))


def _covered(prefix: str, held: Iterable[str]) -> bool:
    return any(under(prefix, one) for one in held)


def _late_rows(view: View) -> list[Any]:
    """What changed while the pages before were read."""
    if view.page is None:
        return []
    asked = {**sight.under("seen", view.prefixes), "since": view.page.start_seq}
    return list(view.connection.execute(sight.late(view.shape), asked))


def _gone(view: View) -> list[Gone]:
    since = view.since if view.since is not None else view.page.start_seq if view.page else view.head.seq
    held = view.ask.held if view.since is not None else view.prefixes
    if view.page is not None:
        # What earlier pages brought lies under the prefixes of now, held before or not.
        held = list(dict.fromkeys([*held, *view.prefixes]))
    gone = {**_lost(view, held), **_moved_away(view, since, held), **_deleted(view, since, held)}
    return [Gone(cast(Kind, kind), id_, why) for (kind, id_), why in sorted(gone.items())]


def _deleted(view: View, since: int, held: list[str]) -> dict[Key, GoneWhy]:
    asked = {**sight.under("held", held), "since": since}
    rows = view.connection.execute(sight.deleted(sight.shape_of(held)), asked)
    return {(row.kind, row.id): "deleted" for row in rows}


def _moved_away(view: View, since: int, held: list[str]) -> dict[Key, GoneWhy]:
    asked = {**sight.under("seen", view.prefixes), **sight.under("held", held), "since": since}
    rows = view.connection.execute(sight.moved_away(view.shape, sight.shape_of(held)), asked)
    return {(row.kind, row.id): "moved" for row in rows}


def _lost(view: View, held: list[str]) -> dict[Key, GoneWhy]:
    lost = [prefix for prefix in held if not _covered(prefix, view.prefixes)]
    if not lost:
        return {}
    asked = {**sight.under("seen", view.prefixes), **sight.under("held", lost), "first": view.first}
    rows = view.connection.execute(sight.lost(view.shape, sight.shape_of(lost)), asked)
    return {(row.kind, row.id): "scope" for row in rows}


def _results(view: View) -> list[Result]:
    """All of them at once: an outbox is bounded, and a result must not come later than its effect."""
    rows = view.connection.execute(sight.RESULTS, {"client": view.ask.client, "low": view.ask.low})
    return [Result(row.n, cast(Status, row.status), row.seq, _info(row.info), row.hash) for row in rows]


def _info(text: str | None) -> Info | None:
    return None if text is None else _info_decoder.decode(text)


def _puts(rows: Iterable[Any]) -> Puts:
    """The records as they lie in the database: their JSON goes out untouched."""
    shelves: dict[str, list[Any]] = {}
    for row in rows:
        shelves.setdefault(row.kind, []).append(Put(Raw(row.body.encode()), Raw(row.log.encode())))
    return Puts(**shelves)
