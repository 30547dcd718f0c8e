"""A centre in memory, with weather. It keeps the contract of the real one: test_a_centre_keeps_its_contract.py."""

from __future__ import annotations

import copy
import itertools
import threading
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, cast

import msgspec
from msgspec.structs import replace

from postcmd.errors import SignInNeeded, Unreachable, UpgradeNeeded
from postcmd.merge import Context, Stamp
from postcmd.ops import Op, Void, digest
from postcmd.outcome import Outcome
from postcmd.puts import Put, puts_of
from postcmd.records import AnyRecord, Kind, Quota, kind_of
from postcmd.scope import Grant, prefixes_of
from postcmd.wire import (
    Cursor,
    Hello,
    Info,
    Poke,
    PokeKind,
    Problem,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
    Result,
)
from tests.centre_fixture import ACCOUNTS, world
from tests.sync.fake_history import History, Page, place_of
from tests.sync.fake_judge import judged
from tests.sync.fake_streams import Streams

Weather = Literal[
    "fine",
    "reply lost",
    "gone after a push",
    "gone",
    "stream lost",
    "stream silent",
    "signed out",
    "breaks on push",
    "takes no edits",
    "cannot read edits",
]
START = datetime(2022, 11, 20, 11, 30, tzinfo=UTC)


class FakeCentre:
    """`weather` says what happens to questions from now on. Used from any thread."""

    def __init__(self, records: Sequence[AnyRecord] = (), account: str = "chaoyang", page: int = 2_000) -> None:
        self.epoch = "e1"
        self._epochs = 1
        self._nonce = itertools.count(1)
        self.history = History()
        self.grants = {person.name: [Grant(person.role, person.prefix)] for person in ACCOUNTS}
        self.account = account
        self.page = page
        self.safe: int | None = None
        self.now = START
        self.began: datetime | None = START
        self.weather: Weather = "fine"
        self.questions: list[PullRequest | PushRequest] = []
        self.min_seq = 0
        self.kinds: tuple[str, ...] = ()
        self.renewals = 0
        self._backups: list[History] = []
        self._lock = threading.RLock()
        self._streams = Streams()
        for record in [*world(), *records]:
            self.put(record)

    # What others do at the centre

    def put(self, record: AnyRecord, by: str = "city") -> None:
        """Somebody else changes a record."""
        with self._lock:
            seq = self._commit()
            self.history.store(record, seq, Stamp(seq, "elsewhere", seq, by, self.now))
        self._streams.poke("poke")

    def remove(self, kind: Kind, record_id: str) -> None:
        with self._lock:
            seq = self._commit()
            self.history.bury((kind, record_id), seq)
        self._streams.poke("poke")

    def grant(self, account: str, *grants: Grant) -> None:
        with self._lock:
            self._commit()
            self.grants[account] = list(grants)
        self._streams.poke("scope")

    def backup(self) -> None:
        self._backups.append(copy.deepcopy(self.history))
        self.safe = self.history.seq

    def restore(self, announced: bool = True) -> None:
        """Somebody puts the last backup back in place."""
        with self._lock:
            self.history = copy.deepcopy(self._backups[-1])
            if announced:
                self._new_epoch()
        self._streams.poke("reset")

    def quota(self, quota_id: str) -> Quota:
        return cast(Quota, self.history.records["quota", quota_id])

    def effects_of(self, client: str, n: int) -> int:
        """How often this op took effect."""
        return self.history.effects.count((client, n))

    def drop_streams(self) -> None:
        self._streams.poke("bye")

    # The port

    async def hello(self, client: str) -> Hello:
        self._pass_weather()
        return Hello(
            epoch=self.epoch,
            head=self.history.seq,
            t=self.now,
            now=self.now,
            account=self.account,
            prefixes=self._prefixes(),
            grants=self.grants[self.account],
            last=self.history.last.get(client, 0),
            op_at=self.began,
            kinds=self.kinds,
        )

    async def pull(self, request: PullRequest) -> PullAnswer | Problem:
        self._pass_weather()
        with self._lock:
            self.questions.append(request)
            return self._pull(request)

    async def push(self, request: PushRequest) -> PushAnswer | Problem:
        self._pass_weather()
        if self.weather == "cannot read edits" and not all(isinstance(op, Void) for op in request.ops):
            return Problem("malformed", 422, "malformed_op", n=request.ops[0].n)
        if self.weather == "breaks on push" and not request.park:
            raise Unreachable("centre_failed", status=500)
        if self.weather == "takes no edits":
            raise UpgradeNeeded("upgrade_needed")
        with self._lock:
            self.questions.append(request)
            answer = self._push(request)
        if self.weather == "gone after a push":
            self.weather = "gone"
        if self.weather == "gone":
            raise Unreachable("connection_lost")
        if isinstance(answer, PushAnswer):
            self._streams.poke("poke")
        if self.weather == "reply lost":
            raise Unreachable("connection_lost")
        return answer

    async def events(self, client: str) -> AsyncIterator[tuple[PokeKind, Poke]]:
        self._pass_weather()
        if self.weather == "stream lost":
            raise Unreachable("connection_lost")
        hello = Poke(seq=self.history.seq, epoch=self.epoch)
        async for kind in self._streams.words(silent=self.weather == "stream silent"):
            yield kind, hello if kind == "hello" else Poke(seq=self.history.seq)
        raise Unreachable("connection_lost")

    async def renew(self) -> bool:
        self.renewals += 1
        return True

    async def close(self) -> None:
        pass

    def answer(self, question: PullRequest | PushRequest) -> PullAnswer | PushAnswer | Problem:
        """The answer without a network in between."""
        with self._lock:
            return self._pull(question) if isinstance(question, PullRequest) else self._push(question)

    # How

    def _pull(self, ask: PullRequest) -> PullAnswer | Problem:
        if reset := self._unknown(ask.cursor) or self._older_than_seen(ask):
            return reset
        since = Cursor.parse(ask.cursor).seq if ask.cursor else None
        if since is not None and since < self.min_seq:
            return Problem("expired", 410, "cursor_expired")
        prefixes = self._prefixes()
        page = Page(self.epoch, self.history.seq, prefixes, (-1, ""))
        if ask.page is not None:
            page = msgspec.json.decode(ask.page, type=Page)
        if page.epoch != self.epoch:
            return Problem("reset", 409, "reset", epoch=self.epoch)
        if page.prefixes != prefixes:
            return Problem("expired", 410, "cursor_expired")
        fresh = [record for record in self.history.seen(prefixes) if self.history.is_news(record, since, ask.held)]
        left = [record for record in fresh if place_of(record) > page.after]
        rows, more = left[: self.page], len(left) > self.page
        late = [] if more else [record for record in self.history.seen(prefixes) if record.rev > page.start]
        puts = {(kind_of(record), record.id): record for record in [*rows, *late]}
        return PullAnswer(
            epoch=self.epoch,
            base=ask.cursor,
            kind="snapshot" if since is None else "delta",
            cursor=self._cursor(),
            t=self.now,
            now=self.now,
            puts=puts_of([Put(record, self.history.log(record)) for record in puts.values()]),
            gone=[] if more else self.history.gone_since(page.start if since is None else since, ask.held, prefixes),
            prefixes=prefixes,
            mine=[] if more else self.history.mine(ask),
            more=more,
            page=msgspec.json.encode(replace(page, after=place_of(rows[-1]))).decode() if more else None,
            safe=self.safe if self.safe is not None else 0,
            digest=self.history.digest(prefixes) if (ask.digest or since is None) and not more else None,
        )

    def _push(self, push: PushRequest) -> PushAnswer | Problem:
        if push.epoch != self.epoch:
            return Problem("reset", 409, "reset", epoch=self.epoch)
        if reset := self._unknown(push.cursor):
            return reset
        last = self.history.last.get(push.client, 0)
        for one, following in itertools.pairwise(push.ops):
            if following.n != one.n + 1:
                return Problem("malformed", 422, "malformed_op", n=following.n)
        for op in push.ops:
            known = self.history.ledger.get((push.client, op.n))
            if known is not None and known[0] not in ("", op.h) and not isinstance(op, Void):
                return Problem("mismatch", 409, "op_mismatch", n=op.n)
        fresh = [op for op in push.ops if op.n > last]
        if fresh and fresh[0].n != last + 1:
            if not push.gap_ok:
                return Problem("gap", 409, "gap", expect=last + 1)
            for n in range(last + 1, fresh[0].n):
                self.history.ledger[push.client, n] = ("", Result(n, "unknown", self._commit()))
        for op in fresh:
            self._take(op, push)
        return PushAnswer(push.ops[-1].n)

    def _take(self, op: Op, push: PushRequest) -> None:
        assert op.h == digest(op)
        client, seq = push.client, self._commit()
        ctx = Context(user=self.account, client=client, epoch=self.epoch, now=self.now, wall=self.now)
        status, info, outcome = judged(op, self.history, self.grants[self.account], ctx)
        if push.park:
            status, info, outcome = "parked", Info("parked"), Outcome("noop")
        if outcome.has_effect:
            self.history.effects.append((client, op.n))
        for key in outcome.gone:
            self.history.bury(key, seq)
        for record in outcome.puts:
            self.history.store(record, seq, Stamp(seq, client, op.n, self.account, self.now))
        self.history.ledger[client, op.n] = (op.h, Result(op.n, status, seq, info, op.h))
        self.history.last[client] = op.n

    def _commit(self) -> int:
        self.history.seq += 1
        self.history.nonces[self.history.seq] = f"x{next(self._nonce)}"
        self.now += timedelta(seconds=1)
        self.history.at = self.now
        return self.history.seq

    def _unknown(self, cursor: str | None) -> Problem | None:
        if cursor is None:
            return None
        known = Cursor.parse(cursor)
        if known.epoch == self.epoch and self.history.nonces.get(known.seq) == known.nonce:
            return None
        if known.epoch == self.epoch:
            self._new_epoch()
        return Problem("reset", 409, "reset", epoch=self.epoch)

    def _older_than_seen(self, ask: PullRequest) -> Problem | None:
        if ask.epoch not in ("", self.epoch):
            return Problem("reset", 409, "reset", epoch=self.epoch)
        is_of_now = ask.seen is not None and ask.seen.startswith(f"{self.epoch}.")
        return self._unknown(ask.seen) if is_of_now else None

    def _new_epoch(self) -> None:
        self._epochs += 1
        self.epoch = f"e{self._epochs}"
        self.began = self.history.at

    def _cursor(self) -> str:
        return str(Cursor(self.epoch, self.history.seq, self.history.nonces[self.history.seq]))

    def _prefixes(self) -> list[str]:
        return prefixes_of(self.grants[self.account], self.now)

    def _pass_weather(self) -> None:
        if self.weather == "gone":
            raise Unreachable("no_connection")
        if self.weather == "signed out":
            raise SignInNeeded("token_expired")
