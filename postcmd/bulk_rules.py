"""The rule of a bulk: ops on a selection, one after another.

1. Each item is judged for itself, its right too, on the records as the items before it left them.
2. `atomic`: all of them take effect, or none. Otherwise the good ones do, as if each had come alone, and the bulk ends
   as its worst item did.
3. The result lists the items that failed, each with its status and code, the records they name, and how many came
   through.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from postcmd.merge import Context
from postcmd.ops import Bulk, Item, Op
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, Step, rejected
from postcmd.overlay import Overlay
from postcmd.wire import Info

GOOD: Final = frozenset({"applied", "noop"})

Decide = Callable[[Op, Shelf, Context], Outcome]
Ended = list[tuple[Item, Outcome]]


def bulk(op: Bulk, shelf: Shelf, ctx: Context, decide: Decide) -> Outcome:
    after = Overlay(shelf)
    ended: Ended = []
    for item in op.items:
        outcome = _judged(_of(op, item), after, ctx, decide)
        after.lay(outcome.puts, outcome.gone)
        ended.append((item, outcome))
    failed = any(outcome.status not in GOOD for _item, outcome in ended)
    if failed and op.atomic:
        return rejected("bulk_refused", **_listed(ended, done=0))
    if not failed and not any(outcome.status == "applied" for _item, outcome in ended):
        return NOTHING_TO_DO
    steps = tuple(step for item, outcome in ended for step in outcome.steps_of(_of(op, item)))
    return _partly(ended, after, steps) if failed else _whole(ended, after, steps)


def first_refused(op: Bulk, shelf: Shelf, ctx: Context, decide: Decide) -> Outcome | None:
    """What became of the first item that the rules do not take, with its facts."""
    after = Overlay(shelf)
    for item in op.items:
        outcome = _judged(_of(op, item), after, ctx, decide)
        if outcome.status not in GOOD:
            return outcome
        after.lay(outcome.puts, outcome.gone)
    return None


def _of(op: Bulk, item: Item) -> Item:
    """The item under the bulk's number; who said it, and when, is said once for all."""
    said: dict[str, Any] = {
        field: getattr(item, field) or getattr(op, field) for field in ("at", "on_behalf", "channel", "reason")
    }
    return msgspec.structs.replace(item, n=op.n, **said)


def _judged(item: Item, shelf: Shelf, ctx: Context, decide: Decide) -> Outcome:
    code = ctx.why_not(item, shelf)
    return rejected(code) if code else decide(item, shelf, ctx)


def _whole(ended: Ended, after: Overlay, steps: tuple[Step, ...]) -> Outcome:
    landed = [
        [index, outcome.info.now] for index, (_item, outcome) in enumerate(ended) if outcome.info and outcome.info.now
    ]
    on = Info(code="on", facts={"items": landed}) if landed else None
    return Outcome("applied", after.puts, on, after.gone, steps)


def _partly(ended: Ended, after: Overlay, steps: tuple[Step, ...]) -> Outcome:
    done = sum(outcome.status in GOOD for _item, outcome in ended)
    clashed = any(outcome.status == "conflict" for _item, outcome in ended)
    info = Info(code="bulk_partly", facts=_listed(ended, done))
    return Outcome("conflict" if clashed else "rejected", after.puts, info, after.gone, steps)


def _listed(ended: Ended, done: int) -> dict[str, Any]:
    failing = [(index, *one) for index, one in enumerate(ended) if one[1].status not in GOOD]
    return {
        "items": [[index, outcome.status, outcome.info.code if outcome.info else ""] for index, _i, outcome in failing],
        "records": [list(target) for target in {target: None for _n, item, _o in failing for target in item.targets}],
        "done": done,
        "failed": len(failing),
    }
