"""Whose ops stand at the centre under our client id: ours, or those of a copy of this post's folder.

A folder that was copied or put back to an older state gives numbers anew that were given before.

1. A result is ours only if the op it belongs to is ours: an unsent op that the centre knows by its hash is done, any
   other op under one of our numbers is somebody else's.
2. Results for numbers that we have not given yet, or for ops that we do not know to have sent, mean that there is, or
   was, another one of us.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from postcmd.wire import Result
from sync.formats import Kept
from sync.intents import Intents


class Sifted(NamedTuple):
    """Results that are ours; whether there is another one of us; the first number that is theirs, where one is."""

    ours: dict[int, Result]
    cloned: bool
    theirs: int | None


def sift(results: Mapping[int, Result], intents: Intents) -> Sifted:
    known = {n: result for n, result in sorted(results.items()) if n in intents.kept}
    ours = {n: result for n, result in known.items() if is_ours(intents.kept[n], result)}
    theirs = next((n for n in known if n not in ours), None)
    unsent = any(not intents.kept[n].sealed for n in known)
    beyond = any(n >= intents.next for n in results)
    return Sifted(ours, unsent or beyond or theirs is not None, theirs)


def is_ours(kept: Kept, result: Result) -> bool:
    """Whether the op that ended so is this one. What was taken back or dismissed is void: it has no other meaning."""
    if not result.h:
        return kept.sealed
    return kept.withdrawn or kept.dismissed or result.h == kept.op.h
