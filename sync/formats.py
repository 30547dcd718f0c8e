"""What stands in a post's two files, and reading them without TinyDB.

    outbox.json   {"facts": {"outbox": …}, "intents": {"7": {"kept": …}, …}}
    cache.json    {"facts": {"cache": …}, "results": {"7": {"result": …}}, "quota": {"sunhe.lianjia.2022-11-20": …}, …}

1. The outbox holds intents, the cache everything learnt from the centre; they meet only in memory.
2. What is read is typed all through, or CacheDamaged is raised: `…_damaged`, `…_newer` (a later program wrote it),
   `cache_schema` (records of a shape that is not read any more).
3. An outbox whose ops, flags or numbers are not exactly what was written is damaged: every op by its hash, the rest
   by `sum`.
"""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Final, Generic, TypedDict, TypeVar

import msgspec
from msgspec import Raw, Struct

from postcmd.decoding import decode
from postcmd.errors import CacheDamaged
from postcmd.ops import Op
from postcmd.puts import Put
from postcmd.records import (
    AnyRecord,
    Attrition,
    Availability,
    Clock,
    Duty,
    Freeze,
    HandOver,
    Kind,
    Limit,
    Note,
    Notice,
    Place,
    Placement,
    Post,
    Quota,
    Receipt,
    Request,
    SignUp,
    Squad,
    Task,
    Unit,
    Work,
)
from postcmd.scope import Grant
from postcmd.wire import SCHEMA, Result
from sync.collection import no_collection
from sync.genuine import is_whole

OUTBOX_VERSION: Final = 2
CACHE_VERSION: Final = 1
READABLE: Final = {"outbox": (1, OUTBOX_VERSION), "cache": (CACHE_VERSION,)}
"""The versions of each file that this program reads. It writes the newest."""
SCHEMAS: Final = (1, 2, 3, SCHEMA)
"""The schemas of records that this program can show."""
R = TypeVar("R")


class Seen(Struct, frozen=True, array_like=True):
    """A record as it was seen when an edit was made."""

    kind: Kind
    record: Raw


class Kept(Struct, frozen=True, omit_defaults=True):
    """An op that is kept until the centre has it for good, and what was done about it since.

    sealed: it may have been sent, so it never changes again. withdrawn: taken back before that; `void` goes in its
    place. dismissed: a person has seen how it ended, and said `why` that may be so.
    """

    op: Op
    sealed: bool = False
    dismissed: bool = False
    withdrawn: bool = False
    before: Seen | None = None
    why: str = ""


class Settled(Struct, frozen=True):
    """An op of a former identity of this post, or of another session's, that ended in a way a person has to see."""

    kept: Kept
    result: Result


class OutboxFacts(Struct, frozen=True, kw_only=True):
    """Whose outbox it is, for which centre, under which client id, and the number of the next op.

    `retired`: nothing new is kept in it; `seen`: a cursor, up to which results were forgotten: it proves itself to the
    centre, and is not summed up; `sum` as in genuine.py.
    """

    version: int = OUTBOX_VERSION
    server: str
    account: str
    client: str
    next: int = 1
    retired: bool = False
    seen: str = ""
    sum: str = ""


class CacheFacts(Struct, frozen=True, kw_only=True):
    """Where in which history the cached records stand, and for whom; no cursor: only results are kept.

    `results_at`: the cursor of the cut that brought those. `sum` stands for the results, so that they can be trusted
    where the rest of the file cannot be read.
    """

    version: int = CACHE_VERSION
    schema: int = SCHEMA
    server: str
    account: str
    client: str
    epoch: str
    cursor: str
    results_at: str = ""
    prefixes: tuple[str, ...] = ()
    safe: int = 0
    as_of: datetime | None = None
    clock_at: datetime | None = None
    kept_from: date | None = None
    grants: tuple[Grant, ...] = ()
    zone: str = "Asia/Shanghai"
    demo: bool = False
    sum: str = ""


class Shelved(TypedDict, Generic[R]):
    """A record and its last events as they came: a document of a cache table."""

    put: Put[R]


class KeptDoc(TypedDict):
    kept: Kept


class SettledDoc(TypedDict):
    settled: Settled


class ResultDoc(TypedDict):
    result: Result


class OutboxTables(TypedDict, total=False):
    facts: dict[str, OutboxFacts]
    intents: dict[str, KeptDoc]
    settled: dict[str, SettledDoc]


class _UnreadOutbox(TypedDict, total=False):
    facts: dict[str, OutboxFacts]
    intents: dict[str, Raw]
    settled: dict[str, Raw]


class CacheTables(TypedDict, total=False):
    facts: dict[str, CacheFacts]
    results: dict[str, ResultDoc]
    unit: dict[str, Shelved[Unit]]
    place: dict[str, Shelved[Place]]
    task: dict[str, Shelved[Task]]
    request: dict[str, Shelved[Request]]
    quota: dict[str, Shelved[Quota]]
    squad: dict[str, Shelved[Squad]]
    availability: dict[str, Shelved[Availability]]
    signup: dict[str, Shelved[SignUp]]
    notice: dict[str, Shelved[Notice]]
    receipt: dict[str, Shelved[Receipt]]
    note: dict[str, Shelved[Note]]
    post: dict[str, Shelved[Post]]
    duty: dict[str, Shelved[Duty]]
    limit: dict[str, Shelved[Limit]]
    placement: dict[str, Shelved[Placement]]
    work: dict[str, Shelved[Work]]
    attrition: dict[str, Shelved[Attrition]]
    handover: dict[str, Shelved[HandOver]]
    freeze: dict[str, Shelved[Freeze]]
    clock: dict[str, Shelved[Clock]]


class CacheHead(TypedDict, total=False):
    """The part of a cache that says what is known of our own edits; the records are skipped unread."""

    facts: dict[str, CacheFacts]
    results: dict[str, ResultDoc]


AnyShelved = Shelved[AnyRecord]


class KnownCache(Struct, frozen=True):
    """A cache as it was read, and the marks of its file at that moment."""

    path: Path
    marks: tuple[int, int, int]
    tables: CacheTables


class _Version(Struct):
    version: int = 0
    schema: int = SCHEMA


class _Versions(Struct):
    facts: dict[str, _Version] = {}


def read_cache(path: Path) -> CacheTables | None:
    """The cache, None where there is none yet."""
    known = read_known_cache(path)
    return None if known is None else known.tables


def read_known_cache(path: Path) -> KnownCache | None:
    """The cache, and by what it can be told later that the file is still the same."""
    try:
        with path.open("rb") as file:
            marks, content = _marks(os.fstat(file.fileno())), file.read()
    except FileNotFoundError:
        return None
    try:
        with no_collection():
            tables = decode(content, CacheTables)
    except (msgspec.DecodeError, UnicodeDecodeError) as bad:
        raise damaged("cache", path, content) from bad
    _check(content, "cache", path, tables.get("facts", {}))
    return KnownCache(path, marks, tables)


def is_unchanged(known: KnownCache) -> bool:
    """Whether the file is the one that was read. A cache is replaced, never written into."""
    try:
        return _marks(known.path.stat()) == known.marks
    except OSError:
        return False


def _marks(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_ino, found.st_mtime_ns, found.st_size


def read_cache_head(path: Path) -> CacheHead | None:
    """Only the facts and results of a cache, None where it is missing, unreadable or of another version."""
    try:
        content = read_if_there(path)
        head = None if content is None else decode(content, CacheHead)
    except (msgspec.DecodeError, UnicodeDecodeError, OSError):
        return None
    return head if head is not None and _is_ours((head.get("facts") or {}).get("cache")) else None


def read_outbox(path: Path) -> OutboxTables | None:
    """The outbox, None where there is none yet."""
    content = read_if_there(path)
    if content is None:
        return None
    try:
        tables = _tables_of_outbox(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as bad:
        raise damaged("outbox", path, content) from bad
    _check(content, "outbox", path, tables.get("facts", {}))
    if not is_whole(tables):
        raise CacheDamaged("outbox_damaged", path=str(path))
    return tables


def _tables_of_outbox(content: bytes) -> OutboxTables:
    """Where nothing waits, nobody has to know what all the ops look like: that takes as long as a hundred of them."""
    unread = decode(content, _UnreadOutbox)
    if unread.get("intents") or unread.get("settled"):
        return decode(content, OutboxTables)
    return OutboxTables(facts=unread["facts"]) if "facts" in unread else OutboxTables()


def read_if_there(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def damaged(what: str, path: Path, content: bytes) -> CacheDamaged:
    """Why the file cannot be read: a later program wrote it, its records have another shape, or it is broken."""
    try:
        facts = decode(content, _Versions).facts.get(what, _Version())
    except (msgspec.DecodeError, UnicodeDecodeError):
        return CacheDamaged(f"{what}_damaged", path=str(path))
    if facts.version > max(READABLE[what]) or (what == "cache" and facts.schema > SCHEMA):
        return CacheDamaged(f"{what}_newer", path=str(path), version=facts.version)
    if what == "cache" and facts.schema not in SCHEMAS:
        return CacheDamaged("cache_schema", path=str(path), schema=facts.schema)
    return CacheDamaged(f"{what}_damaged", path=str(path))


def _check(content: bytes, what: str, path: Path, facts: dict[str, CacheFacts] | dict[str, OutboxFacts]) -> None:
    found = facts.get(what)
    if not _is_ours(found):
        raise damaged(what, path, content)


def _is_ours(found: CacheFacts | OutboxFacts | None) -> bool:
    if found is None:
        return False
    if isinstance(found, OutboxFacts):
        return found.version in READABLE["outbox"]
    return found.version in READABLE["cache"] and found.schema in SCHEMAS


def seen(kind: Kind, record: AnyRecord) -> Seen:
    return Seen(kind, Raw(msgspec.json.encode(record)))
