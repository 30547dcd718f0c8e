"""Doing what passes a limit, or takes somebody from where they stand: it is said, a reason is asked for, and with it
the same is done once more.

1. Without a reason nothing is done; a hard limit takes none and says so. Beyond a limit it is asked who answers for it.
2. Ops of one gesture are kept together: all of the first ones or none. What else follows from them is left out where it
   cannot be done by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from postcmd.ops import DutyArrive, DutyCheck, DutyMove, DutyPlan, DutyRelieve, DutySet, Op
from postcmd.words import _
from tui import detail
from tui.answer_line import Ask, ask
from tui.on_hand_words import passed_text
from tui.trial import Refusal, attempt

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

PLANS = DutyPlan | DutySet | DutyMove
CHECKS = DutyCheck | DutyArrive | DutyRelieve


class Gesture(Struct, frozen=True):
    """What is to be done, what `also` follows, what is `said` of it and done `then`."""

    ops: Sequence[Op]
    also: Sequence[Op]
    said: str
    then: Callable[[], object]


def plan_and(
    screen: BoardScreen, ops: Sequence[Op], also: Sequence[Op], said: str, then: Callable[[], object] = lambda: None
) -> None:
    """Do the ops, and what `also` follows; `then` once it was done."""
    _try(screen, Gesture(ops, also, said, then))


def _try(screen: BoardScreen, wanted: Gesture) -> None:
    trial = attempt(screen.board, wanted.ops)
    asks = next((one for one in trial.refusals if one.code in ("over_limit", "checked_in_elsewhere")), None)
    if asks is not None:
        _ask_why(screen, wanted, asks)
        return
    if trial.refusals or not trial.changes:
        screen.changing.say_why(trial)
        return
    whole = attempt(screen.board, [*wanted.ops, *wanted.also])
    screen.changing.history.note(screen.changing.submit(whole, atomic=True))
    wanted.then()
    screen.say(wanted.said, "good")


def _ask_why(screen: BoardScreen, wanted: Gesture, refusal: Refusal) -> None:
    if refusal.code == "over_limit":
        passed = passed_text(refusal.facts.get("passed", ()), refusal.facts)
        question = _("Beyond a limit ({limits}): why?").format(limits=passed)
        ask(screen, Ask(question, lambda reason: _ask_who(screen, wanted, reason)))
        return
    post = detail.title(screen.board, ("post", str(refusal.facts.get("post", ""))))
    question = _("Still checked in at {post}; why did they leave there?").format(post=post)
    ask(screen, Ask(question, lambda reason: _again(screen, wanted, CHECKS, reason=reason)))


def _ask_who(screen: BoardScreen, wanted: Gesture, reason: str) -> None:
    """Somebody answers for a plan beyond a limit; nothing typed is whoever plans it."""
    if not reason:
        screen.leave_as_it_was()
        return
    me = screen.board.link.account
    question = Ask(
        _("Who approves it?"),
        lambda who: _again(screen, wanted, PLANS, reason=reason, approved_by=who),
        placeholder=_("Enter: {who}").format(who=me),
    )
    ask(screen, question)


def _again(screen: BoardScreen, wanted: Gesture, kinds: Any, **said: str) -> None:
    if not said["reason"]:
        screen.leave_as_it_was()
        return
    given = [msgspec.structs.replace(op, **said) if isinstance(op, kinds) else op for op in wanted.ops]
    _try(screen, msgspec.structs.replace(wanted, ops=given))
