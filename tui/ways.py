"""Ways out: what one key each makes of a case, and why it cannot where it cannot.

1. Every key is offered or disabled with its reason; a way says what would stand there afterwards, before it is pressed.
2. What a way sends is a new edit on top of what the board shows now; trying it changes nothing.
3. An edit that another session keeps can be handed over as text, not resolved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal, get_args

from msgspec import Struct

from postcmd import ops
from postcmd.board import Board
from postcmd.errors import PostError, Refused
from postcmd.intents_of_requests import with_surplus
from postcmd.ops import Op
from postcmd.quota import heads_text
from postcmd.records import Quota
from postcmd.words import _
from tui import room, terms
from tui.cases import MOVES, Case, failing, fields_of, renewed, wanted
from tui.changing import refusal_text
from tui.edit_words import op_text, standing, values_text
from tui.gestures import change_text
from tui.keymap import keyed
from tui.layer_keys import first_key_text, label_of
from tui.layer_keys import help_of as layer_help
from tui.layers import BY_NAME
from tui.trial import Trial, attempt

OUTBOX: Final = BY_NAME["outbox"]
Name = Literal[
    "mine", "theirs", "keep", "reserve", "release", "edit", "part", "raise", "again", "restore", "hand_over", "drop"
]


class Way(Struct, frozen=True):
    """One key of a case. `ops` are what it sends, all or none where `atomic`."""

    name: Name
    key: str
    label: str
    says: str = ""
    why_not: str = ""
    ops: tuple[Op, ...] = ()
    atomic: bool = False


class Offer(Struct, frozen=True):
    """What a way would do, or why not."""

    says: str = ""
    why_not: str = ""
    ops: tuple[Op, ...] = ()
    atomic: bool = False


NAMES: Final[tuple[Name, ...]] = get_args(Name)


def ways(board: Board, case: Case) -> list[Way]:
    """All keys of the case: those that can be pressed now first, in the same order always."""
    return sorted((_way(name, _offer(board, case, name)) for name in NAMES), key=lambda way: bool(way.why_not))


def way(board: Board, case: Case, name: str) -> Way | None:
    """What one of them would do; None where it is none of a case."""
    return next((_way(one, _offer(board, case, one)) for one in NAMES if one == name), None)


def _way(name: Name, offer: Offer) -> Way:
    key, label = first_key_text(OUTBOX, name), label_of(OUTBOX, name)
    return Way(name, key, label, offer.says, offer.why_not, offer.ops, offer.atomic)


def _offer(board: Board, case: Case, name: Name) -> Offer:
    if case.edit.stage != "attention" and name != "hand_over":
        return Offer(why_not=_("This edit needs no decision: it is on its way or done."))
    if case.edit.foreign and name != "hand_over":
        return Offer(why_not=_("Another session keeps this edit; decide it there."))
    return OFFERS[name](board, case)


# Somebody else changed it


def _mine(board: Board, case: Case) -> Offer:
    if case.status != "conflict" or case.is_bulk:
        return Offer(why_not=_no_conflict(case))
    return _sent(board, [renewed(board, op) for op in wanted(case)], _("put mine there all the same: {change}"))


def _theirs(board: Board, case: Case) -> Offer:
    if case.status != "conflict" or case.is_bulk:
        return Offer(why_not=_no_conflict(case))
    stands = values_text(standing(board, case).values)
    return Offer(_("leave it as it stands: {values}").format(values=stands) if stands else _("leave it as it stands"))


def _no_conflict(case: Case) -> str:
    if case.is_bulk:
        return _("Each line below it has its own.")
    return _("Nobody else changed this: there are not two sides to it.")


# Doing it anew


def _edit(board: Board, case: Case) -> Offer:
    op = case.edit.op
    record = board.get(*op.target) if op.target is not None else None
    if isinstance(op, ops.NoteSet) and record is not None:
        return Offer(_("write the note anew; yours is filled in"))
    if isinstance(op, MOVES) and record is not None:
        return Offer(_("choose a status, from “{status}” on").format(status=terms.state(getattr(record, "status", ""))))
    if isinstance(op, ops.QuotaAdd | ops.QuotaSet | ops.QuotaIssue | ops.QuotaReport) and isinstance(record, Quota):
        return Offer(_("type another number; {typed} is filled in").format(typed=typed_text(board, case)))
    return Offer(why_not=_("There is nothing here to type again."))


def typed_text(board: Board, case: Case) -> str:
    """What the open edit begins with: what was wanted in the end."""
    op = wanted(case)[-1]
    quota = board.get(*op.target) if op.target is not None else None
    match op:
        case ops.QuotaReport():
            return str(next((value for name in fields_of(op) if isinstance(value := getattr(op, name), int)), ""))
        case ops.QuotaSet() | ops.QuotaIssue() if isinstance(quota, Quota):
            least = op.min if isinstance(op.min, int) else quota.min
            return heads_text(least, op.max if isinstance(op.max, int) or op.max is None else quota.max)
        case ops.QuotaAdd() if isinstance(quota, Quota):
            most = None if quota.max is None else max(0, quota.max + op.max)
            return heads_text(max(0, quota.min + op.min), most)
        case _:
            return ""


def _again(board: Board, case: Case) -> Offer:
    if case.status == "conflict" and not case.is_bulk:
        return Offer(why_not=keyed(_("<outbox.mine> sends mine again.")))
    if case.is_bulk:
        return _failing_again(board, case)
    return _sent(board, [renewed(board, op) for op in wanted(case)], _("send it as a new edit: {change}"))


def _failing_again(board: Board, case: Case) -> Offer:
    """Of an all-or-none bulk everything, of another what failed."""
    op = case.edit.op
    if isinstance(op, ops.Bulk) and op.atomic:
        return _sent(board, [renewed(board, item) for item in op.items], _("send all of it again: {change}"), True)
    failed = [renewed(board, one.edit.op) for one in failing(board, case)]
    return _sent(board, failed, _("send those that failed again: {change}"))


def _restore(board: Board, case: Case) -> Offer:
    target = case.edit.op.target
    if case.info.code != "deleted" or target is None or target[0] not in ("request", "quota", "squad"):
        return Offer(why_not=_("The record was not deleted."))
    if board.get(*target) is not None:
        return Offer(why_not=keyed(_("The record is back already; <outbox.again> sends this again.")))
    back = ops.RecordRestore(kind=target[0], id=target[1])
    again = [renewed(board, op) for op in wanted(case)]
    text = _("bring the record back, and then: {edit}")
    return Offer(text.format(edit=", ".join(op_text(board, op) for op in again)), ops=(back, *again), atomic=True)


# More confirmed than is asked for


def _surplus(choice: Literal["keep", "reserve", "release"]) -> Callable[[Board, Case], Offer]:
    def offer(board: Board, case: Case) -> Offer:
        if case.info.code != "below_confirmed" or case.is_bulk:
            return Offer(why_not=_("It does not leave more confirmed than is asked for."))
        made = [with_surplus(renewed(board, op), choice) for op in wanted(case)]
        return _sent(board, made, layer_help(OUTBOX, choice) + ": {change}")

    return offer


# A number that was too much


def _part(board: Board, case: Case) -> Offer:
    if case.info.code not in room.OF_ROOM or case.is_bulk:
        return Offer(why_not=_("It was not refused for its number."))
    whole = wanted(case)
    smaller = room.allowed_part(board, renewed(board, whole[0]), case.info.facts) if len(whole) == 1 else None
    if smaller is None:
        return Offer(why_not=_("No part of it would be allowed either."))
    text = _("only {part} of {whole}: {change}")
    return _sent(board, [smaller], text, part=op_text(board, smaller), whole=op_text(board, whole[0]))


def _raise(board: Board, case: Case) -> Offer:
    if case.info.code != "past_parent" or case.is_bulk:
        return Offer(why_not=_("No quota above it stands in the way."))
    parent = board.quota(str(case.info.facts.get("parent")))
    if parent is None:
        return Offer(why_not=_("The quota above lies outside what you see; its coordinator can raise it."))
    again = [renewed(board, op) for op in wanted(case)]
    try:
        more = room.raised(board, again[0])
    except Refused as refused:
        return Offer(why_not=refusal_sentence(refused))
    if len(more) == 1:
        return Offer(why_not=keyed(_("There is room by now; <outbox.again> sends it again.")))
    return _sent(board, [*more, *again[1:]], _("raise {above}, then this"), True, above=room.above_text(board, more))


def refusal_sentence(refused: PostError) -> str:
    from tui.sentences import sentence_of

    return sentence_of(refused)


# Letting it go


def _hand_over(board: Board, case: Case) -> Offer:
    return Offer(_("write it down as a text for a chat group"))


def _drop(board: Board, case: Case) -> Offer:
    return Offer(_("let it go; a reason is asked for"))


# How


def _sent(board: Board, made: Sequence[Op], says: str, atomic: bool = False, **words: str) -> Offer:
    """These ops as they would turn out on the board, all of them."""
    trial = attempt(board, made)
    if trial.refusals:
        return Offer(why_not=refusal_text(trial.refusals[0]))
    if not trial.changes:
        return Offer(why_not=_("It is already so."))
    return Offer(says.format(change=changes_text(trial), **words), ops=tuple(made), atomic=atomic)


def changes_text(trial: Trial) -> str:
    """`12 → 15`, of several one after the other."""
    return ", ".join(change_text(change) for change in trial.changes)


OFFERS: Final[dict[Name, Callable[[Board, Case], Offer]]] = {
    "mine": _mine,
    "theirs": _theirs,
    "keep": _surplus("keep"),
    "reserve": _surplus("reserve"),
    "release": _surplus("release"),
    "edit": _edit,
    "part": _part,
    "raise": _raise,
    "again": _again,
    "restore": _restore,
    "hand_over": _hand_over,
    "drop": _drop,
}
