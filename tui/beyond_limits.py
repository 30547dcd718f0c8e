"""Doing what passes a limit: it is said which, a reason is asked for, and with it the same is done once more.

1. Without a reason nothing is done; a hard limit takes none and says so.
2. Ops of one gesture are kept together: all of the first ones or none. What else follows from them is left out where it
   cannot be done by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from postcmd.ops import DutyMove, DutyPlan, DutySet, Op
from postcmd.words import _
from tui.answer_line import Ask, ask
from tui.on_hand_words import passed_text
from tui.trial import attempt

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


def plan_and(
    screen: BoardScreen, ops: Sequence[Op], also: Sequence[Op], said: str, then: Callable[[], object] = lambda: None
) -> None:
    """Do the ops, and what `also` follows; `then` once it was done."""
    trial = attempt(screen.board, ops)
    over = next((one for one in trial.refusals if one.code == "over_limit"), None)
    if over is not None:
        passed = passed_text(tuple(over.facts.get("passed", ())))
        question = _("Beyond a limit ({limits}): why?").format(limits=passed)
        ask(screen, Ask(question, lambda reason: _again(screen, ops, also, said, then, reason)))
        return
    if trial.refusals or not trial.changes:
        screen.changing.say_why(trial)
        return
    whole = attempt(screen.board, [*ops, *also])
    screen.changing.history.note(screen.changing.submit(whole, atomic=True))
    then()
    screen.say(said, "good")


def _again(
    screen: BoardScreen,
    ops: Sequence[Op],
    also: Sequence[Op],
    said: str,
    then: Callable[[], object],
    reason: str,
) -> None:
    if not reason:
        screen.leave_as_it_was()
        return
    plans = (DutyPlan, DutySet, DutyMove)
    given = [msgspec.structs.replace(op, reason=reason) if isinstance(op, plans) else op for op in ops]
    plan_and(screen, given, also, said, then)
