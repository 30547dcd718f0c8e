"""The wire: what a post and the centre say to each other, as typed messages in JSON.

1. A cursor is opaque to the post: it is sent back as it came. Only the centre reads it.
2. An answer names the cursor it answers (`base`); an effect and the result of the op that made it come in one answer.
3. Unknown fields of an answer are ignored (a newer centre may say more); unknown fields of an op are an error.
"""

from datetime import date
from typing import Any, Final, Literal, Self

import msgspec
from msgspec import Struct

from postcmd.ops import Op
from postcmd.puts import Digest, Gone, Puts
from postcmd.records import Moment
from postcmd.scope import Grant

VERSION: Final = 1
"""The `Sync-Version` this program speaks."""
SCHEMA: Final = 4
"""What a program knows of records. What one of another number let go of, because it did not know it, is in no delta: a
cache of an earlier one is shown, and everything is learnt again."""
MOST_OPS: Final = 100
MOST_BYTES: Final = 256 * 1024
MOST_RESULTS: Final = 1_000
PAGE: Final = 2_000
LOG_LENGTH: Final = 20

Status = Literal["applied", "noop", "conflict", "rejected", "blocked", "parked", "void", "unknown"]
NEEDS_ATTENTION: Final[frozenset[Status]] = frozenset({"conflict", "rejected", "blocked", "parked", "unknown"})


class Info(Struct, frozen=True, omit_defaults=True):
    """Why an op ended so. `code` is stable; `facts` fill the sentence; `now`, `by`, `at`, `rev` show their side."""

    code: str = ""
    facts: dict[str, Any] = {}
    now: dict[str, Any] = {}
    by: str = ""
    at: Moment | None = None
    rev: int = 0


class Result(Struct, frozen=True, array_like=True):
    """How the op `n` of this client ended, and in which commit.

    `h` is the hash of the op that the centre has under that number, "" where it has none: a copy of a post's folder
    gives the same numbers to other ops.
    """

    n: int
    status: Status
    seq: int
    info: Info | None = None
    h: str = ""

    @property
    def needs_attention(self) -> bool:
        return self.status in NEEDS_ATTENTION


class Limits(Struct, frozen=True):
    """What the centre takes in one message."""

    ops: int = MOST_OPS
    bytes: int = MOST_BYTES
    page: int = PAGE


class Hello(Struct, frozen=True):
    """Who we are to the centre, and where it stands. `last` is the last op it knows of the asking client.

    `op_at`: the operational moment of the commit that this epoch began at. `kinds`: versioned names of the ops taken.
    """

    epoch: str
    head: int
    t: Moment
    now: Moment
    account: str
    prefixes: list[str]
    grants: list[Grant]
    versions: tuple[int, ...] = (VERSION,)
    limits: Limits = Limits()
    role: Literal["primary", "standby"] = "primary"
    zone: str = "Asia/Shanghai"
    name: str = ""
    last: int = 0
    demo: bool = False
    op_at: Moment | None = None
    kinds: tuple[str, ...] = ()


class PullRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Give me what changed since `cursor` (None: everything), and the results of my ops from `low` on.

    `epoch`: the history that this is about, "" where none is known yet. `seen`: where everything is asked for, a cursor
    that was known before; who has it is shown nothing older.
    `wait`: where nothing is new, the answer may come so many seconds later. `digest`: say the digest of my scope too; a
    snapshot always does.
    """

    client: str
    epoch: str = ""
    cursor: str | None = None
    seen: str | None = None
    held: list[str] = []
    schema: int = SCHEMA
    low: int = 1
    limit: int = PAGE
    page: str | None = None
    wait: int = 0
    digest: bool = False


class PullAnswer(Struct, frozen=True, kw_only=True):
    """One consistent cut, or a page of one. `t` is wall time, `now` operational time, at which it was read.

    While `more` is true the puts are staged by the post; cursor, gone and results count with the last page only.
    `kept_from`: the first day that a post holds of what is over (window.py); an earlier centre names none: all.
    """

    epoch: str
    base: str | None
    kind: Literal["delta", "snapshot"]
    cursor: str
    t: Moment
    now: Moment
    puts: Puts = Puts()
    gone: list[Gone] = []
    prefixes: list[str] = []
    mine: list[Result] = []
    more: bool = False
    page: str | None = None
    safe: int = 0
    digest: Digest | None = None
    kept_from: date | None = None


class PushRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Ops in the order of their numbers. `low` is the smallest number whose result is still unknown to the post."""

    client: str
    epoch: str
    cursor: str | None
    low: int
    ops: list[Op]
    gap_ok: bool = False
    park: bool = False


class PushAnswer(Struct, frozen=True):
    """A transport hint: ops up to here need not be sent again before the next pull. Results come with pulls only."""

    upto: int


class Problem(Struct, frozen=True, omit_defaults=True):
    """RFC 9457 problem+json. `code` is stable, `title` is a sentence; the rest belongs to some codes only."""

    title: str
    status: int
    code: str
    type: str = "about:blank"
    detail: str = ""
    epoch: str | None = None
    expect: int | None = None
    n: int | None = None
    facts: dict[str, Any] = {}


class SignIn(Struct, frozen=True):
    account: str
    password: str


class Token(Struct, frozen=True):
    """An opaque token `pc_ACCOUNT_SECRET`, valid until `expires`."""

    token: str
    account: str
    expires: Moment


PokeKind = Literal["hello", "poke", "hb", "scope", "reset", "bye"]


class Poke(Struct, frozen=True, omit_defaults=True):
    """The data of a server-sent event: where the centre stands (`now` operational, `t` wall time), never a record."""

    seq: int = 0
    epoch: str = ""
    safe: int = 0
    t: Moment | None = None
    now: Moment | None = None
    token_exp_in: int | None = None
    retry_ms: int | None = None
    why: str = ""


class Cursor(Struct, frozen=True):
    """`epoch.seq.nonce`: a place in one history. Posts never take it apart."""

    epoch: str
    seq: int
    nonce: str

    def __str__(self) -> str:
        return f"{self.epoch}.{self.seq}.{self.nonce}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """ValueError where the text is no cursor."""
        epoch, seq, nonce = text.split(".")
        if not (seq.isascii() and seq.isdigit() and len(seq) <= 18):
            raise ValueError(seq[:40])
        return cls(epoch, int(seq), nonce)


encode = msgspec.json.Encoder().encode
