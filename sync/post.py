"""The post, for the board and for the command line: what is known without the centre, and the ways to ask it.

1. Opening the cache takes no lock, writes nothing, and reaches no network; it imports no httpx, TinyDB or keyring.
2. A question that gets no answer in time falls back on the cache; where there is none, it fails as what it is.
3. An edit given once is on disk before anything is sent, whoever else is at work on this machine.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from postcmd.edits import Edit, Link, LinkState, Update
from postcmd.errors import BadConfig, CacheDamaged, PostError, SignInNeeded, Unreachable, UpgradeNeeded
from postcmd.ids import ulid
from postcmd.ops import Op
from postcmd.records import AnyRecord
from postcmd.wire import Problem, PullAnswer, PullRequest, Token
from sync.formats import KnownCache, read_known_cache
from sync.instances import CACHE, Glance, Home, glances, home_of, must_be_ours
from sync.intents import Intents
from sync.learnt import Learnt, learnt_from
from sync.linkstate import facts_of, state_after
from sync.ports import Centre, Connect, Keys, Pace, Secret

if TYPE_CHECKING:
    # The engine brings TinyDB with it, which the first frame does not wait for.
    from sync.engine import Engine


class CachedPost(Struct, frozen=True):
    """What this machine knows. `client` and `cursor` say of which instance, `learnt` is for those who go on from it."""

    home: Home
    update: Update
    client: str
    cursor: str | None
    learnt: Learnt
    intents: Intents = Intents()
    known: KnownCache | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever learnt here."""
        return self.cursor is None


class Settled(Struct, frozen=True):
    """What became of edits given once, and how we stood with the centre then."""

    edits: tuple[Edit, ...]
    link: Link


def open_cache(url: str, account: str, state: Path | None = None) -> CachedPost:
    """The records of the instance that a board would take, and the edits that wait in all of them.

    Nothing of it where others could read or write: the link says why.
    """
    home = home_of(url, account, state)
    try:
        must_be_ours(home)
    except BadConfig as open_to_others:
        nothing = _cached(home, "", Learnt(), Intents(), (), "read_only", open_to_others.code)
        return _retold(nothing, open_to_others, "read_only")
    found = glances(home, to_open=True)
    chosen = next((one for one in found if one.cached_at), found[0] if found else None)
    known = None if chosen is None else _read(chosen)
    intents = Intents() if chosen is None else chosen.intents
    learnt = Learnt() if known is None else learnt_from(known.tables, intents.client)
    edits = tuple(edit for one in found for edit in one.edits(foreign=one is not chosen))
    return _cached(home, intents.client, learnt, intents, edits, "starting", "", known)


def way_to(url: str, token: Callable[[], Secret], keys: Keys | None = None) -> Connect:
    """How an engine gets to the centre. `token` may ask a keyring: it is called in a thread that may wait.

    `keys`: where a renewed token goes, if the one found lies there.
    """

    def connect() -> Centre:
        from sync.http import HttpCentre

        return HttpCentre(url, token(), keys=keys)

    return connect


def start_engine(
    cached: CachedPost, connect: Connect, listener: Callable[[Update], None], pace: Pace | None = None
) -> Engine:
    """The engine for what is on the screen, running."""
    from sync.engine import Engine

    shown = None if cached.cursor is None else (cached.client, cached.cursor)
    engine = Engine(cached.home, connect, shown=shown, known=cached.known, pace=pace)
    engine.listen(listener)
    engine.start()
    return engine


def pull_once(cached: CachedPost, connect: Connect, limit: float = 3.0) -> CachedPost:
    """The cache brought up to date in memory, or as it was, with the reason in its link.

    Where there is no cache: Unreachable, SignInNeeded, UpgradeNeeded or BadConfig.
    """
    from sync.once import cut_of

    client = cached.client or ulid(int(time.time() * 1000), os.urandom)
    try:
        learnt = cut_of(connect, cached.home, client, cached.learnt, cached.intents, limit)
        edits = edits_after(cached, learnt)
        return _cached(cached.home, cached.client, learnt, cached.intents, edits, "online", "")
    except (Unreachable, SignInNeeded, UpgradeNeeded, BadConfig) as failed:
        if cached.is_empty:
            raise
        return _retold(cached, failed)


def edit_once(
    cached: CachedPost,
    connect: Connect,
    ops: Sequence[Op],
    before: Sequence[AnyRecord | None] = (),
    limit: float = 10.0,
) -> Settled:
    """Keep the edits, send them, and wait for how they end; at most `limit` seconds, and not at all without a link.

    Without ops: send what waits, also what ended sessions left behind, and learn what is new. An edit that is still
    `saved` or `sent` goes out later.
    """
    from sync.engine import Engine

    waiter = _Waiter()
    engine = Engine(cached.home, lambda: _Overheard(connect(), waiter.took_a_cut))
    engine.listen(waiter.take)
    tickets = engine.submit(ops, before)
    engine.start()
    try:
        return waiter.wait(tickets, limit)
    finally:
        engine.stop(5.0)


def sign_in(url: str, account: str, password: Secret) -> Token:
    """A fresh token from the centre."""
    from sync.once import signed_in

    return signed_in(url, account, password)


def sign_out(url: str, token: Secret) -> None:
    """Let the centre forget a token."""
    from sync.once import signed_out

    signed_out(url, token)


class _Waiter:
    """Stands in for a screen: waits until certain edits have come to an end, or cannot for now."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._seen = Update()
        self._has_a_cut = False

    def took_a_cut(self) -> None:
        with self._news:
            self._has_a_cut = True
            self._news.notify_all()

    def take(self, update: Update) -> None:
        with self._news:
            self._seen = self._seen.merged(Update(edits=update.edits, link=update.link))
            self._news.notify_all()

    def wait(self, tickets: Sequence[str], limit: float) -> Settled:
        with self._news:
            self._news.wait_for(lambda: self._is_over(tickets), limit)
            edits, link = self._seen.edits or (), self._seen.link or Link()
        wanted = set(tickets)
        return Settled(tuple(edit for edit in edits if not wanted or edit.ticket in wanted), link)

    def _is_over(self, tickets: Sequence[str]) -> bool:
        edits, link = self._seen.edits, self._seen.link
        if edits is None or link is None:
            return False
        ours = [edit for edit in edits if (edit.ticket in tickets if tickets else not edit.foreign)]
        if len(ours) < len(set(tickets)) or any(edit.stage == "writing" for edit in ours):
            return False
        # The link is up before anything was pulled; a cut without news brings no update.
        settled = link.state == "online" and self._has_a_cut and not any(edit.is_pending for edit in ours)
        if settled and not tickets:
            return link.orphans == 0
        return settled or link.state in ("offline", "sign_in", "upgrade", "read_only")


class _Overheard:
    """A way to the centre that tells when a whole cut has come."""

    def __init__(self, centre: Centre, on_cut: Callable[[], None]) -> None:
        self._centre, self._on_cut = centre, on_cut
        self.hello, self.push, self.events = centre.hello, centre.push, centre.events
        self.renew, self.close = centre.renew, centre.close

    async def pull(self, request: PullRequest) -> PullAnswer | Problem:
        answer = await self._centre.pull(request)
        if isinstance(answer, PullAnswer) and not answer.more:
            self._on_cut()
        return answer


def _read(chosen: Glance) -> KnownCache | None:
    """An unreadable cache is as none here; the engine sets it aside."""
    if chosen.known is not None:
        return chosen.known
    try:
        return read_known_cache(chosen.folder / CACHE)
    except (CacheDamaged, OSError):
        return None


def _cached(
    home: Home,
    client: str,
    learnt: Learnt,
    intents: Intents,
    edits: tuple[Edit, ...],
    state: LinkState,
    trouble: str,
    known: KnownCache | None = None,
) -> CachedPost:
    link = Link(
        state=state,
        trouble=trouble,
        as_of=learnt.as_of,
        clock_at=learnt.clock_at,
        kept_from=learnt.kept_from,
        account=home.account,
        grants=learnt.grants,
        epoch=learnt.epoch,
        zone=learnt.zone,
        demo=learnt.demo,
    )
    update = Update(puts=tuple(learnt.records_held()), logs=learnt.logs(), whole=True, edits=edits, link=link)
    return CachedPost(home, update, client, learnt.cursor, learnt, intents, known)


def _retold(cached: CachedPost, failed: PostError, state: LinkState | None = None) -> CachedPost:
    known, state = cached.update.link or Link(), state or state_after(failed)
    link = msgspec.structs.replace(known, state=state, trouble=failed.code, facts=facts_of(failed))
    return msgspec.structs.replace(cached, update=msgspec.structs.replace(cached.update, link=link))


def edits_after(cached: CachedPost, learnt: Learnt) -> tuple[Edit, ...]:
    """The edits of the cache, with the results that have come since."""
    from sync.view import edit_of

    results, kept = learnt.results, cached.intents.kept
    ours = {
        f"{cached.client}.{n}": edit_of(f"{cached.client}.{n}", one, False, results.get(n)) for n, one in kept.items()
    }
    edits = [ours.get(edit.ticket, edit) for edit in cached.update.edits or ()]
    return tuple(edit for edit in edits if edit.is_pending or edit.stage == "attention")
