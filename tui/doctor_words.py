"""What the doctor found: one thing looked at, in one line.

1. `ok` stands before what is as it must be, `--` before advice, `!!` before a fault; words, not colours.
2. Advice costs no exit code: the post works without it.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from postcmd.errors import PostError
from postcmd.words import _
from tui.cli_exit import DONE, exit_code
from tui.sentences import sentence_of

State = Literal["ok", "advice", "fault"]
SIGNS: Final[dict[State, str]] = {"ok": "ok", "advice": "--", "fault": "!!"}


class Finding(Struct, frozen=True):
    """One thing looked at: what, what was found or is to be done, the exit code, and whether it is advice."""

    what: str
    words: str
    code: int = DONE
    is_advice: bool = False

    @property
    def state(self) -> State:
        return "fault" if self.code != DONE else "advice" if self.is_advice else "ok"


def advice(what: str, words: str) -> Finding:
    return Finding(what, words, is_advice=True)


def of_error(what: str, error: PostError) -> Finding:
    return Finding(what, sentence_of(error), exit_code(error))


def line_of(finding: Finding) -> str:
    return f"{SIGNS[finding.state]}  {_(finding.what)}{_(': ')}{finding.words}"
