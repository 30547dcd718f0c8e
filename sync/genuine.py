"""Whether an outbox is exactly what was once written.

1. Every op fits its own hash and stands under its own number.
2. Everything else that is an intent (flags, numbers, whose it is, what waits for a person) fits the file's `sum`.
3. A file of an older version is held to what that version summed up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from postcmd.ops import digest

if TYPE_CHECKING:
    from postcmd.wire import Result
    from sync.formats import Kept, OutboxFacts, OutboxTables, Settled


def is_whole(tables: OutboxTables) -> bool:
    """Whether every op is what was once written, under its number, and nothing was lost or added."""
    facts = tables.get("facts", {}).get("outbox")
    kept = [doc["kept"] for doc in tables.get("intents", {}).values()]
    numbers = [int(key) if key.isdigit() else 0 for key in tables.get("intents", {})]
    settled = {ticket: doc["settled"] for ticket, doc in tables.get("settled", {}).items()}
    genuine = all(is_genuine(one, n) for one, n in zip(kept, numbers, strict=True))
    return facts is not None and genuine and facts.sum == checksum(facts, kept, settled)


def is_genuine(kept: Kept, n: int) -> bool:
    return kept.op.n == n > 0 and kept.op.h == digest(kept.op)


def checksum(facts: OutboxFacts, kept: Collection[Kept], settled: Mapping[str, Settled]) -> str:
    """Stands for numbers, hashes and flags of all ops and for whose they are."""
    whose: tuple[Any, ...] = (facts.version, facts.server, facts.account, facts.client, facts.next)
    ops: list[tuple[Any, ...]] = [(one.op.n, one.op.h, one.sealed, one.dismissed, one.withdrawn) for one in kept]
    if facts.version == 1:
        return _sum((whose, sorted(ops)))
    whose, ops = (*whose, facts.retired), [(*op, one.why) for op, one in zip(ops, kept, strict=True)]
    ends = [(ticket, *_end(one.kept, one.result)) for ticket, one in settled.items()]
    return _sum((whose, sorted(ops), sorted(ends)))


def _end(kept: Kept, result: Result) -> tuple[Any, ...]:
    return kept.op.h, kept.dismissed, kept.why, result.n, result.status, result.seq


def sum_of_results(client: str, epoch: str, results: Mapping[int, Result]) -> str:
    """Stands for all that a cache knows of our own edits."""
    return _sum((client, epoch, [results[n] for n in sorted(results)]))


def _sum(parts: object) -> str:
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=16).hexdigest()
