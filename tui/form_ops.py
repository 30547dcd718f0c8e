"""What a form means, once every field will do: the op, or why it cannot be done, on the form's own line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from postcmd.board import Board
from postcmd.errors import BadInput
from postcmd.ops import Op
from tui.changing import refusal_text
from tui.sentences import sentence_of
from tui.trial import Trial, attempt
from widgets.wide_form import WideForm

O = TypeVar("O", bound=Op)


def tried(form: WideForm, board: Board, make: Callable[[], O]) -> tuple[O, Trial] | None:
    """The op with what it would do; None where the form has said why not. `make` reads it from the fields."""
    try:
        op = make()
    except BadInput as bad:
        form.say(sentence_of(bad), "bad")
        return None
    trial = attempt(board, [op])
    if trial.refusals:
        form.say(refusal_text(trial.refusals[0]), "bad")
        return None
    return op, trial
