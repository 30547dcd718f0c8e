"""The doors of the sync room: what it needs of a centre, and what it offers to a screen.

1. A protocol answer that the client core must act on (reset, gap, op_mismatch, cursor_expired, too large, malformed)
   is a `Problem`, not an exception; everything else that goes wrong is one of `postcmd.errors`.
2. A `Secret` shows itself to nobody who did not ask: not in a repr, a log, a traceback or a file.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from random import Random
from typing import Final, Protocol

from msgspec import Struct

from postcmd.edits import Update
from postcmd.ops import Op
from postcmd.records import AnyRecord
from postcmd.wire import Hello, Poke, PokeKind, Problem, PullAnswer, PullRequest, PushAnswer, PushRequest
from sync.files import Disk


class Secret:
    """A token or a password on its way from where it is kept to where it is sent."""

    __slots__ = ("_words",)

    def __init__(self, words: str) -> None:
        self._words = words

    def reveal(self) -> str:
        return self._words

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._words == self._words

    def __hash__(self) -> int:
        return hash(self._words)

    def __reduce__(self) -> str:
        raise TypeError("a secret is never pickled")


class Centre(Protocol):
    """A centre as a post sees it. Raises Unreachable (fact `retry_after`: seconds, where said), SignInNeeded,
    UpgradeNeeded or BadConfig; nothing of the transport's own."""

    async def hello(self, client: str) -> Hello: ...

    async def pull(self, request: PullRequest) -> PullAnswer | Problem: ...

    async def push(self, request: PushRequest) -> PushAnswer | Problem: ...

    def events(self, client: str) -> AsyncIterator[tuple[PokeKind, Poke]]:
        """Pokes until the stream ends. It never ends by itself without an error or a `bye`."""
        ...

    async def renew(self) -> bool:
        """Go on with a fresh token; False where it lies in a place that is not ours to write."""
        ...

    async def close(self) -> None: ...


class Keys(Protocol):
    """Where a token is kept. Asking may take a while."""

    @property
    def is_renewable(self) -> bool:
        """Whether the token found last lies in a place that is ours to write."""
        ...

    def renew(self, fresh: Secret) -> None:
        """Keep this one in the place of the one found last."""
        ...


Connect = Callable[[], Centre]
"""Makes the way to the centre, with its token. Runs in a thread of its own: it may ask a keyring, import, wait.
SignInNeeded where there is no token, BadConfig where the address may not be spoken to."""


class Desk(Protocol):
    """What a screen may ask of the engine, from any thread. Nothing here waits for a disk or a network."""

    def submit(self, ops: Sequence[Op], before: Sequence[AnyRecord | None] = ()) -> list[str]:
        """Keep these ops, in this order, and send them when the centre can be reached: a ticket for each.

        `before` are the targets as they were seen. A repeated `quota.add` is folded into the last unsent one and
        gets the same ticket. An op that cannot be kept shows up in `attention` with the reason in its result.
        """
        ...

    def withdraw(self, tickets: Sequence[str]) -> list[str]:
        """Take back edits that were not sent yet; those for which it was not too late."""
        ...

    def dismiss(self, tickets: Sequence[str], reason: str = "") -> None:
        """A person has seen these refusals or conflicts and wants them out of the way, for this reason."""
        ...

    def sync_now(self) -> None:
        """Try at once, whatever the waiting time; connect anew where a sign-in was missing."""
        ...

    def listen(self, callback: Callable[[Update], None]) -> None:
        """Call back with every update, from the engine's thread. Set before `start`."""
        ...

    def start(self) -> None: ...

    def stop(self, timeout: float) -> bool:
        """Write down what was learnt, let go of everything, wait at most so many seconds: whether it was in time."""
        ...


class Pace(Struct, frozen=True, kw_only=True):
    """How long the engine waits for what, in seconds."""

    poll: float = 60.0
    emit: float = 0.25
    flush: float = 2.0
    silence: float = 20.0
    healthy: float = 60.0
    longest_backoff: float = 15.0
    longest_probe: float = 10.0
    first_backoff: float = 0.5
    sign_in_again: float = 60.0
    park_after: float = 120.0
    long_poll: int = 15
    between_polls: float = 1.0
    compare: float = 300.0


UNHURRIED: Final = Pace(emit=1.0)
"""For a screen at the end of a slow link: what others do is told once a second. Nothing else is slower."""


class Means(Struct, frozen=True):
    """What is handed in: pace, disk, chance, the wall clock, a clock that never goes back, random bytes."""

    pace: Pace
    disk: Disk
    rng: Random
    now: Callable[[], datetime]
    tick: Callable[[], float]
    entropy: Callable[[int], bytes]
