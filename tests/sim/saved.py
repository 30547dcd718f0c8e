"""Edits that were shown as saved, as the oracle knows them: what they said, under which names, and what became of them.

1. An edit is one and the same under every number and client id that it was ever kept under.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from postcmd.ops import Op, QuotaAdd
from sync.intents import Intents


@dataclass
class Edit:
    """An edit that was shown as saved. Its tag is the op's `reason`: numbers and hashes may change, it never does."""

    op: Op
    names: set[tuple[str, int, str]] = field(default_factory=set)
    """Client, number and hash, under which it was ever kept."""
    withdrawn: bool = False
    dismissed: bool = False
    excused: bool = False
    """A person threw it away: took back an older copy of the home, or restored an older backup than was promised."""
    set_back: bool = False
    """A person put the home back to before it was made. What the centre has of it is shown with the next cut."""


def tags_in(intents: Intents) -> Iterator[str]:
    """The edits that an outbox holds."""
    yield from (one.op.reason for one in intents.kept.values())
    yield from (one.kept.op.reason for one in intents.settled.values())


def known_as(held: list[Intents]) -> dict[str, tuple[str, str]]:
    """Under which client id and hash the edits are kept."""
    return {one.op.reason: (intents.client, one.op.h) for intents in held for one in intents.kept.values()}


def heads_of(op: Op) -> int:
    return op.max if isinstance(op, QuotaAdd) else 0


def is_on(op: Op, own: str) -> bool:
    return isinstance(op, QuotaAdd) and op.request == own
