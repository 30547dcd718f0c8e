"""How a fake centre judges an op: the product's own rules, on what the fake remembers."""

from __future__ import annotations

from collections.abc import Sequence

from postcmd.decide import decide
from postcmd.merge import Context
from postcmd.ops import Op, Void
from postcmd.outcome import Outcome
from postcmd.rights import why_refused
from postcmd.scope import Grant
from postcmd.wire import NEEDS_ATTENTION, Info, Status
from tests.sync.fake_history import History


def judged(op: Op, history: History, grants: Sequence[Grant], ctx: Context) -> tuple[Status, Info | None, Outcome]:
    before = history.ledger.get((ctx.client, op.after or 0))
    if before is not None and before[1].status in NEEDS_ATTENTION:
        return "blocked", Info("blocked", {"after": op.after}), Outcome("noop")
    if isinstance(op, Void):
        return "void", None, Outcome("noop")
    if code := why_refused(op, ctx.user, grants, history, ctx.now):
        return "rejected", Info(code), Outcome("noop")
    outcome = decide(op, history, ctx)
    return outcome.status, outcome.info, outcome
