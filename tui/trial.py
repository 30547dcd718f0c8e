"""Deciding here, before anything is kept: what a gesture would do to the records as they are seen.

1. Nothing here changes the board; every op is decided on the records with the earlier ops of the gesture applied.
2. What the rights or the rules refuse carries its code and facts; it is no part of what can be submitted.
3. What changes nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from postcmd.board import Board
from postcmd.decide import decide
from postcmd.intent import Choice
from postcmd.intents_of_requests import with_surplus
from postcmd.merge import Context
from postcmd.ops import Op
from postcmd.outcome import Outcome
from postcmd.overlay import Overlay
from postcmd.records import AnyRecord


class Refusal(Struct, frozen=True):
    """Why an op cannot be: a code and the facts of its sentence. `id` is the record it was meant for."""

    id: str
    code: str
    facts: dict[str, Any] = {}
    now: dict[str, Any] = {}
    op: Op | None = None


class Change(Struct, frozen=True):
    """One op that can be: the record as it is and as it would be."""

    op: Op
    before: AnyRecord | None
    after: AnyRecord | None


class Trial(Struct, frozen=True):
    """What of a gesture can be done, and what cannot; `asked` is all that was tried, in order."""

    changes: tuple[Change, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    asked: tuple[Op, ...] = ()


def attempt(board: Board, ops: Iterable[Op]) -> Trial:
    """Decide the ops one after another."""
    shelf, ctx, asked = Overlay(board), context(board), tuple(ops)
    changes: list[Change] = []
    refusals: list[Refusal] = []
    for op in asked:
        verdict = _decided(op, shelf, ctx, board)
        if isinstance(verdict, Refusal):
            refusals.append(verdict)
        elif verdict is not None:
            changes.append(verdict)
    return Trial(tuple(changes), tuple(refusals), asked)


def surplus_of(trial: Trial) -> int:
    """How many would be confirmed beyond what is asked for, as long as nobody said what becomes of them."""
    return sum(int(one.facts.get("over", 0)) for one in trial.refusals if _leaves_surplus(one))


def settled(board: Board, trial: Trial, choice: Choice) -> Trial:
    """The same gesture, with what becomes of those people."""
    unsaid = [one.op for one in trial.refusals if _leaves_surplus(one)]
    return attempt(board, [with_surplus(op, choice) if op in unsaid else op for op in trial.asked])


def _leaves_surplus(refusal: Refusal) -> bool:
    return refusal.code == "below_confirmed" and getattr(refusal.op, "surplus", None) == ""


def _decided(op: Op, shelf: Overlay, ctx: Context, board: Board) -> Change | Refusal | None:
    target = op.target
    if target is None:
        return None
    if refused := _without_right(op, shelf, ctx, board):
        return Refusal(target[1], refused, op=op)
    outcome = decide(op, shelf, ctx)
    if outcome.status == "noop":
        return None
    if outcome.status != "applied":
        return _refusal(op, target[1], outcome)
    before = shelf.get(*target)
    shelf.lay(outcome.puts, outcome.gone)
    return Change(op, before, shelf.get(*target))


def _without_right(op: Op, shelf: Overlay, ctx: Context, board: Board) -> str | None:
    """The code of the right that is missing; a post that was never told its grants leaves that to the centre."""
    return board.link.coordinator.why_not(op, shelf, ctx.wall)


def _refusal(op: Op, record_id: str, outcome: Outcome) -> Refusal:
    info = outcome.info
    if info is None:
        return Refusal(record_id, outcome.status, op=op)
    who = {name: value for name, value in (("by", info.by), ("at", info.at)) if value}
    return Refusal(record_id, info.code, {**who, **info.facts}, info.now, op)


def context(board: Board) -> Context:
    """Who decides here, and when: the centre's moments as far as they are known."""
    link = board.link
    wall = link.clock_at or datetime.now(UTC)
    return Context(user=link.account, client="", epoch=link.epoch, now=link.as_of or wall, wall=wall, zone=link.zone)
