"""A proposal in words: what a unit has, how old that is, why it got its number, and who is told of a direct quota."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from postcmd import intents_of_requests as meant
from postcmd import panes
from postcmd.board import Board
from postcmd.division import Code, Share, Why
from postcmd.ops import Op, QuotaAdd, QuotaIssue
from postcmd.words import N_, _, ngettext
from postcmd.written import lasting_text

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

WHYS: Final[dict[Code, str]] = {
    "declared": N_("declared {n}"),
    "summed": N_("declared below it: {n} units"),
    "not_declared": N_("declared nothing"),
    "may_enter": N_("may enter: {n}"),
    "full_time": N_("full-time: {n}"),
    "drivers": N_("drivers: {n}"),
    "asked_elsewhere": N_("asked elsewhere: {n}"),
    "holds": N_("holds {n} here"),
    "never_asked": N_("not asked before"),
    "asked_ago": N_("asked {n} d ago"),
    "all_it_has": N_("all it has"),
    "declined": N_("declined this"),
}


def why_text(share: Share) -> str:
    """`declared 30, may enter: 8, asked 3 d ago`."""
    return _(", ").join(_why(one) for one in share.why)


def _why(why: Why) -> str:
    if why.code == "asked_ago" and why.n == 0:
        return _("asked today")
    return _(WHYS[why.code]).format(n=why.n)


def available_text(share: Share) -> str:
    return _("can go: {n}").format(n="?" if share.available is None else share.available)


def age_text(age: timedelta | None) -> str:
    """`12 min`, `3 h`, `2 d`: how old what was declared is."""
    return "" if age is None else lasting_text(age)


def say_issued(screen: BoardScreen, made: Sequence[Op]) -> None:
    """What was issued, and who is told of what passed them by; nothing where it was refused."""
    issued = [op for op in made if isinstance(op, QuotaIssue | QuotaAdd) and screen.board.quota(op.target[1])]
    if screen.overlays.is_open or screen.changing.pending is not None or not issued:
        return
    heads = sum((op.max if isinstance(op, QuotaIssue) else op.max or op.min) or op.min for op in issued)
    text = ngettext("Issued: {heads} to {n} unit.", "Issued: {heads} to {n} units.", len(issued))
    screen.say(" ".join(filter(None, (text.format(heads=heads, n=len(issued)), told_text(screen.board, issued)))))


def told_text(board: Board, made: Sequence[Op]) -> str:
    """`Direct: 朝阳总队 is told.`"""
    told = dict.fromkeys(unit for op in made if isinstance(op, QuotaIssue) for unit in meant.told_of(board, op))
    if not told:
        return ""
    return _("Issued past {units}, who are told.").format(
        units=_(", ").join(panes.unit_name(board, one) for one in told)
    )
