"""What a post has learnt from the centre, and the staging of an answer that comes in pages.

1. What is learnt belongs to one history: one epoch, one cursor, never parts of two.
2. Every text in it was cleaned once, when it arrived.
3. A staged cut changes nothing until its last page is there.
4. What a program of an earlier schema learnt is known as that, on disk too, until everything was learnt again.
5. With every cut it lets go of what was over before the first day that the centre holds at posts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Raw, Struct

from postcmd.clean import clean_record, clean_value
from postcmd.edits import Update
from postcmd.puts import Digest, Put, digest_of, fingerprint
from postcmd.records import KINDS, AnyRecord, Kind, kind_of
from postcmd.scope import Grant, paths_of, visible
from postcmd.window import is_kept
from postcmd.wire import SCHEMA, Hello, PullRequest, Result
from postcmd.wire import PullAnswer as Answer
from sync.formats import AnyShelved, CacheFacts, CacheTables

Key = tuple[Kind, str]
Records = dict[Kind, dict[str, AnyShelved]]


def no_records() -> Records:
    return {kind: {} for kind in KINDS}


class Learnt(Struct):
    """Everything the centre told us. `cursor` None: nothing yet.

    `kept_from`: the first day that is held of what is over; `swept`: for which first day all of it was looked through.
    """

    epoch: str = ""
    cursor: str | None = None
    prefixes: tuple[str, ...] = ()
    safe: int = 0
    as_of: datetime | None = None
    clock_at: datetime | None = None
    kept_from: date | None = None
    swept: date | None = None
    grants: tuple[Grant, ...] = ()
    account: str = ""
    zone: str = "Asia/Shanghai"
    demo: bool = False
    records: Records = msgspec.field(default_factory=no_records)
    results: dict[int, Result] = {}
    schema: int = SCHEMA

    @property
    def is_outdated(self) -> bool:
        """Whether an earlier program learnt it, and let go of what it did not know."""
        return self.schema != SCHEMA

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None:
        shelved = self.records[kind].get(record_id)
        return None if shelved is None else shelved["put"].record

    def records_held(self) -> list[AnyRecord]:
        return [shelved["put"].record for shelf in self.records.values() for shelved in shelf.values()]

    def logs(self) -> dict[Key, Raw]:
        return {(kind, key): doc["put"].log for kind, shelf in self.records.items() for key, doc in shelf.items()}

    def digest(self) -> Digest:
        return digest_of([fingerprint(kind_of(one), one.id, one.rev) for one in self.records_held()])

    def without_records(self) -> Learnt:
        """The same for a cut that is everything there is."""
        return msgspec.structs.replace(self, records=no_records(), results=dict(self.results))

    def anew(self, epoch: str, results: dict[int, Result]) -> Learnt:
        """What is left of it where everything has to be learnt again: who we are."""
        who = {name: getattr(self, name) for name in ("grants", "account", "zone", "demo")}
        return Learnt(epoch=epoch, results=results, **who)

    def question(self, **said: Any) -> PullRequest:
        """What comes after what is known."""
        return PullRequest(cursor=self.cursor, held=list(self.prefixes), **said)

    def take_hello(self, hello: Hello) -> None:
        self.grants, self.account = tuple(hello.grants), hello.account
        self.zone, self.demo = hello.zone, hello.demo
        self.epoch = self.epoch or hello.epoch

    def all_of_it(self) -> Update:
        return Update(puts=tuple(self.records_held()), logs=self.logs(), whole=True)

    def take_records(self, cut: Cut) -> None:
        for kind, key in cut.gone:
            self.records[kind].pop(key, None)
        for (kind, key), shelved in cut.puts.items():
            self.records[kind][key] = shelved

    def take_head(self, answer: Answer) -> bool:
        """Where in the history we are now, and what we see of it; whether that is another scope than before."""
        rescoped = tuple(answer.prefixes) != self.prefixes
        self.epoch, self.cursor, self.safe = answer.epoch, answer.cursor, answer.safe
        self.as_of, self.clock_at, self.prefixes = answer.now, answer.t, tuple(answer.prefixes)
        self.kept_from = answer.kept_from
        return rescoped

    def holds_too_little_for(self, answer: Answer) -> bool:
        """Whether the answer says what changed to somebody who still holds days that we let go of."""
        if answer.kind == "snapshot" or self.kept_from is None:
            return False
        return answer.kept_from is None or answer.kept_from < self.kept_from

    def drop_over(self, cut: Cut) -> list[Key]:
        """Let go of what was over before the days that are held; what that was. Looks at all of it once a day."""
        first, self.swept, before = self.kept_from, self.kept_from, self.swept
        if first is None:
            return []
        looked_at = self._held_of(cut.puts) if first == before else self._held()
        over = [(kind, key) for kind, key, record in looked_at if not is_kept(record, first)]
        for kind, key in over:
            del self.records[kind][key]
        return over

    def _held(self) -> list[tuple[Kind, str, AnyRecord]]:
        shelves = self.records.items()
        return [(kind, key, doc["put"].record) for kind, shelf in shelves for key, doc in shelf.items()]

    def _held_of(self, keys: Iterable[Key]) -> list[tuple[Kind, str, AnyRecord]]:
        found = ((kind, key, self.get(kind, key)) for kind, key in keys)
        return [(kind, key, record) for kind, key, record in found if record is not None]

    def drop_unseen(self) -> list[Key]:
        """Let go of what lies under none of the prefixes; what that was."""
        unseen = [(kind, key) for kind, key, record in self._held() if not self._is_seen(record)]
        for kind, key in unseen:
            del self.records[kind][key]
        return unseen

    def _is_seen(self, record: AnyRecord) -> bool:
        """As far as can be told here: where its request has left, the centre alone knows all that it lies on."""
        request = getattr(record, "request", None)
        has_left = self.kept_from is not None and request and request not in self.records["request"]
        return bool(has_left) or visible(paths_of(record, self), self.prefixes)

    def facts(self, server: str, account: str, client: str, results: str) -> CacheFacts:
        """`results` is what stands for the results beside these facts."""
        return CacheFacts(
            schema=self.schema,
            server=server,
            account=account,
            client=client,
            epoch=self.epoch,
            cursor=self.cursor or "",
            prefixes=self.prefixes,
            safe=self.safe,
            as_of=self.as_of,
            clock_at=self.clock_at,
            kept_from=self.kept_from,
            grants=self.grants,
            zone=self.zone,
            demo=self.demo,
            sum=results,
        )


class Changes(Struct, frozen=True):
    """What was learnt since the last save. `whole`: the puts are everything there is."""

    facts: CacheFacts
    results: dict[int, Result]
    puts: dict[Kind, dict[str, AnyShelved]]
    gone: dict[Kind, set[str]]
    whole: bool


def learnt_from(tables: CacheTables, client: str) -> Learnt:
    """What a cache file holds. Results belong to one client id: those of another are not ours."""
    facts = tables["facts"]["cache"]
    results = {int(n): doc["result"] for n, doc in tables.get("results", {}).items()}
    content: dict[str, Any] = {**tables}
    return Learnt(
        epoch=facts.epoch,
        cursor=facts.cursor or None,
        prefixes=facts.prefixes,
        safe=facts.safe,
        as_of=facts.as_of,
        clock_at=facts.clock_at,
        kept_from=facts.kept_from,
        grants=facts.grants,
        account=facts.account,
        zone=facts.zone,
        demo=facts.demo,
        records={kind: dict(content.get(kind, {})) for kind in KINDS},
        results=results if facts.client == client else {},
        schema=facts.schema,
    )


class Cut:
    """One consistent cut, page by page."""

    def __init__(self) -> None:
        self.puts: dict[Key, AnyShelved] = {}
        self.gone: dict[Key, None] = {}
        self.mine: dict[int, Result] = {}
        self._unread: deque[Put[AnyRecord]] = deque()

    def add(self, answer: Answer) -> None:
        """A page. The records of all but the last may be read later, while the next page is on its way."""
        self._unread.extend(answer.puts.every())
        self.mine.update({result.n: clean_result(result) for result in answer.mine})
        if answer.more and not answer.gone:
            return
        self.read(len(self._unread))
        for gone in answer.gone:
            self.puts.pop((gone.kind, gone.id), None)
            self.gone[gone.kind, gone.id] = None

    def news(self, gone: list[Key]) -> Update:
        """The cut for the screen, without what is `gone` all the same."""
        here = {key: doc["put"] for key, doc in self.puts.items() if key not in gone}
        logs = {key: put.log for key, put in here.items()}
        return Update(puts=tuple(put.record for put in here.values()), logs=logs, gone=tuple(gone))

    def read(self, most: int) -> bool:
        """Read at most so many records; whether there are more."""
        for _ in range(min(most, len(self._unread))):
            self._put(self._unread.popleft())
        return bool(self._unread)

    def _put(self, put: Put[AnyRecord]) -> None:
        key = (kind_of(put.record), put.record.id)
        staged = self.puts.get(key)
        # A snapshot's pages are read at different moments: an older page never covers a newer one.
        if staged is None or staged["put"].record.rev <= put.record.rev:
            self.puts[key] = {"put": Put(clean_record(put.record), clean_log(put.log))}
            self.gone.pop(key, None)


def clean_result(result: Result) -> Result:
    if result.info is None:
        return result
    return msgspec.structs.replace(result, info=clean_record(result.info))


def clean_log(log: Raw) -> Raw:
    """The log as it may be kept; only one with something odd in it is taken apart."""
    text = bytes(log).decode(errors="replace")
    # The centre writes an event a line. JSON has line ends only between its values, never bare inside a text.
    if text.replace("\n", "").isprintable() and "\\" not in text:
        return log
    try:
        return Raw(msgspec.json.encode(clean_value(msgspec.json.decode(text))))
    except msgspec.DecodeError:
        return Raw(b"[]")
