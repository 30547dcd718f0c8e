"""The changes that can be made to what an outbox keeps; `intents.Draft` makes them."""

from __future__ import annotations

from msgspec import Struct

from postcmd.ops import Op, QuotaAdd
from postcmd.wire import Result
from sync.formats import Seen, Settled


class Add(Struct, frozen=True):
    """Keep a new op."""

    ticket: str
    op: Op
    before: Seen | None = None


class Amend(Struct, frozen=True):
    """The key was repeated: so many heads more."""

    ticket: str
    op: QuotaAdd


class Withdraw(Struct, frozen=True):
    ticket: str


class Dismiss(Struct, frozen=True):
    """A person has seen how it ended, and says why that may be so."""

    ticket: str
    reason: str = ""


class Seal(Struct, frozen=True):
    """These may be sent from now on."""

    numbers: tuple[int, ...]


class Prune(Struct, frozen=True):
    """Forget what the centre has for good; in the cut of the cursor `seen` it stood."""

    numbers: tuple[int, ...]
    seen: str = ""


class Postpone(Struct, frozen=True):
    """The centre does not take these yet: they wait behind the others."""

    numbers: frozenset[int]


class Settle(Struct, frozen=True):
    """Keep, until a person has seen them, ends of edits that another session of the same person made."""

    settled: dict[str, Settled]


class GiveUp(Struct, frozen=True):
    """The centre cannot read this op: `void` goes in its place, and a person has to see how it `ended`."""

    ended: Result


class Clear(Struct, frozen=True):
    """Forget settled edits that were dismissed and that nobody else keeps any more."""

    tickets: tuple[str, ...]


class Rename(Struct, frozen=True):
    """Another post uses our client id: go on under a new one, with the ops the centre does not know, from 1.

    `drop` are the ops it has answered, in the cut of the cursor `seen`; those that need a person go on as `settled`.
    """

    client: str
    settled: dict[str, Settled] = {}
    drop: frozenset[int] = frozenset()
    seen: str = ""


Change = Add | Amend | Withdraw | Dismiss | Seal | Prune | Postpone | Settle | GiveUp | Clear | Rename
