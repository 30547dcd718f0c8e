"""What an edit says: what was done, to which record, and how it ended; mine beside theirs and what both began with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec import UNSET, Struct

from postcmd import ops, panes
from postcmd.board import Board
from postcmd.clean import clean
from postcmd.edits import Edit
from postcmd.ops import Op
from postcmd.quota import heads_text
from postcmd.records import Quota
from postcmd.words import N_, _, ngettext
from postcmd.written import long_text
from tui import detail, terms
from tui.call_words import call_text
from tui.cases import FIELDS, Case, fields_of, now_of, wanted
from tui.event_words import verb_text
from tui.sentences import placeholders, sentence_of_result
from widgets.card import Fact, Section

COUNTED: Final = ("heads", "quantity", "present")
"""Of an op that no words of its own are for, what is told beside its name."""
SHOWN: Final = 40
"""Characters of a note in a line."""


def edit_text(board: Board, edit: Edit) -> str:
    """`+3`, `min 6  max 9`, `→ on post`."""
    return op_text(board, edit.op)


def op_text(board: Board, op: Op) -> str:
    match op:
        case ops.QuotaAdd():
            return _added(op.min, op.max)
        case ops.QuotaSet() | ops.QuotaReport() | ops.SquadReport():
            return values_text(dict(_set(op)))
        case ops.SquadMove() | ops.RequestMove():
            return f"→ {terms.state(op.to)}"
        case ops.QuotaIssue():
            return _("issued {heads}").format(heads=heads_text(op.min, op.max))
        case ops.QuotaWithdraw():
            return f"→ {terms.state('withdrawn')}"
        case ops.QuotaTransfer():
            return _("{heads} to {unit}").format(heads=max(op.min, op.max), unit=panes.unit_name(board, op.to))
        case ops.ClockSet():
            return _("paused") if op.paused else f"×{op.rate:g}"
        case ops.Bulk():
            return _bulk_text(board, op)
        case _:
            return call_text(board, op) or _record_text(op)


def _record_text(op: Op) -> str:
    match op:
        case ops.RequestOpen():
            return _("new request")
        case ops.RecordDelete():
            return _("delete")
        case ops.RecordRestore():
            return _("bring back")
        case ops.NoteSet():
            return _("note: {text}").format(text=_short(op.text))
        case ops.DutyCheck():
            text = _("checked in: {n}") if op.way == "in" else _("checked out: {n}")
            return text.format(n=op.heads)
        case ops.SquadSplit():
            return _("split into {heads}").format(heads=" + ".join(str(part.strength) for part in op.parts))
        case _:
            heads = next((many for name in COUNTED if isinstance(many := getattr(op, name, None), int) and many), "")
            return f"{verb_text(ops.verb(op))} {heads}".rstrip()


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _bulk_text(board: Board, op: ops.Bulk) -> str:
    """`+1 on 3 records`, or what each is where they differ."""
    said = list(dict.fromkeys(op_text(board, item) for item in op.items))
    what = said[0] if len(said) == 1 else " | ".join(said[:3]) + (" …" if len(said) > 3 else "")
    count = len(op.items)
    return ngettext("{what} on {n} record", "{what} on {n} records", count).format(what=what, n=count)


def target_text(board: Board, edit: Edit) -> str:
    """The record by its names, as it was seen where it is gone; by its id where it was never seen."""
    if edit.target is None:
        return ""
    count = len(edit.op.targets)
    if count > 1 and isinstance(edit.op, ops.Bulk):
        return ngettext("{n} record", "{n} records", count).format(n=count)
    if board.get(*edit.target) is None and edit.before is not None and edit.before.id == edit.target[1]:
        return detail.name_of(board, edit.before)
    return detail.title(board, edit.target)


def state_text(edit: Edit) -> str:
    """How far it has come; for one that needs attention, why."""
    if edit.stage == "attention" and edit.result is not None:
        return sentence_of_result(edit.result.status, edit.result.info)
    text = terms.term(terms.STAGE, edit.stage)
    return _("{state}, kept by another session").format(state=text) if edit.foreign else text


SHORT: Final[dict[str, tuple[str, ...]]] = {
    "below_confirmed": (N_("{over} confirmed too many: choose"), N_("more are confirmed")),
    "below_named": (N_("{named} known by name"), N_("more known by name")),
    "full": (N_("free places: {free}"), N_("full")),
    "reserve_short": (N_("in reserve: {available}"), N_("reserve too small")),
    "taken_meanwhile": (N_("{handled_by} has it in hand"), N_("let go of meanwhile")),
    "gear_not_ready": (N_("gear not ready"),),
    "past_parent": (N_("no room above: at most {largest}"), N_("no room in the quota above")),
    "forbidden_scope": (N_("not yours to see or change"),),
    "forbidden_role": (N_("your role does not allow it"),),
    "deleted": (N_("{by} deleted the record"), N_("the record was deleted")),
    "bulk_partly": (N_("{done} done, {failed} not"),),
    "bulk_refused": (N_("none done: all or none"),),
    "in_use": (N_("still in use"),),
    "blocked": (N_("stood on an edit that failed"),),
    "parked": (N_("set aside by the centre"),),
    "outbox_full": (N_("not kept: outbox full"),),
    "disk_full": (N_("not kept: disk full"),),
    "disk_read_only": (N_("not kept: disk read-only"),),
    "disk_error": (N_("not kept: disk fault"),),
}
"""Why, in a line of the list; the card has the sentence."""


def why_text(board: Board, case: Case) -> str:
    """Why it waits for a person, in a few words."""
    if case.edit.stage != "attention" or case.edit.result is None:
        return state_text(case.edit)
    now = standing(board, case)
    if case.status == "conflict" and now.by and now.values:
        return f"{clean(now.by)}: {values_text(now.values)}"
    if case.status == "unknown":
        return _("lost in a restore: check it")
    words = {name: value for name, value in {"by": case.info.by, **case.info.facts}.items() if value or value == 0}
    for way in SHORT.get(case.info.code, ()):
        if placeholders(_(way)) <= words.keys():
            return clean(_(way).format(**words))
    return state_text(case.edit)


class Standing(Struct, frozen=True):
    """What stands at the centre now in the fields of a case, who wrote it, and when."""

    values: dict[str, Any]
    by: str = ""
    at: datetime | None = None


def standing(board: Board, case: Case) -> Standing:
    """As the board has it: it may have changed since the edit was judged."""
    info, target = case.info, case.edit.op.target
    record = board.get(*target) if target is not None else None
    now = now_of(case.edit.op, record)
    if record is None or not now or (now == info.now and info.by):
        return Standing(dict(info.now), info.by, info.at)
    if record.updated_by == board.link.account and info.by:
        return Standing(now, info.by, info.at)
    return Standing(now, record.updated_by, record.updated_at)


def sections(board: Board, case: Case) -> list[Section]:
    """The card of a case: what was done and what became of it, then mine, theirs and base, field by field."""
    edit = case.edit
    facts = [
        Fact(_("edit"), _whole_text(board, edit), "strong"),
        Fact(_("on top of it"), "  ".join(edit_text(board, later) for later in case.after), "strong"),
        Fact(_("made"), long_text(edit.op.made, board.link.zone)),
        Fact(_("state"), state_text(edit), "bad" if edit.stage == "attention" else "normal"),
    ]
    return [Section("", tuple(fact for fact in facts if fact.text)), *_sides(board, case)]


def _whole_text(board: Board, edit: Edit) -> str:
    return _("note: {text}").format(text=edit.op.text) if isinstance(edit.op, ops.NoteSet) else edit_text(board, edit)


def _sides(board: Board, case: Case) -> Iterator[Section]:
    """Where numbers or a status are at stake: what I want, what stands there and by whom, what I had seen."""
    now = standing(board, case)
    if case.edit.stage != "attention" or case.edit.result is None or not now.values:
        return
    who = _(", ").join(filter(None, (now.by, long_text(now.at, board.link.zone))))
    facts = [
        Fact(_("mine"), values_text(dict(_mine(case))), "accent"),
        Fact(_("theirs") if case.status == "conflict" else _("now"), _with(values_text(now.values), who), "warn"),
        Fact(_("base"), values_text(_base(case.edit)), "dim"),
    ]
    heading = _("Both sides") if case.status == "conflict" else _("As it stands")
    yield Section(heading, tuple(fact for fact in facts if fact.text))


def _with(values: str, who: str) -> str:
    return "  ".join(filter(None, (values, f"({who})" if who else "")))


def _mine(case: Case) -> Iterator[tuple[str, Any]]:
    """What would have stood there in the end."""
    op, before = wanted(case)[-1], case.edit.before
    match op:
        case ops.QuotaAdd() | ops.QuotaTransfer() if isinstance(before, Quota):
            sign = -1 if isinstance(op, ops.QuotaTransfer) else 1
            yield "min", before.min + sign * op.min
            yield "max", None if before.max is None else before.max + sign * op.max
        case ops.QuotaSet() | ops.QuotaReport() | ops.SquadReport():
            yield from _set(op)
        case ops.QuotaIssue():
            yield from (("min", op.min), ("max", op.max))
        case ops.QuotaWithdraw():
            yield from (("min", 0), ("max", 0))
        case ops.SquadMove() | ops.RequestMove():
            yield "status", op.to
        case _:
            return


def _base(edit: Edit) -> dict[str, Any]:
    match edit.op:
        case ops.QuotaSet() | ops.QuotaReport() | ops.SquadReport() | ops.QuotaWithdraw() as op:
            return dict(op.base.values)
        case ops.RecordDelete() as op:
            return {name: op.base.values[name] for name in fields_of(op)}
        case ops.SquadMove() | ops.RequestMove() as op:
            return {"status": op.came_from}
        case ops.QuotaAdd() | ops.QuotaTransfer() if isinstance(edit.before, Quota):
            return {"min": edit.before.min, "max": edit.before.max}
        case _:
            return {}


def _set(op: ops.QuotaSet | ops.QuotaReport | ops.SquadReport) -> Iterator[tuple[str, Any]]:
    for field in FIELDS:
        value = getattr(op, field, UNSET)
        if value is not UNSET:
            yield field, value


def values_text(values: Mapping[str, Any]) -> str:
    """`min 6  max 9`; an exact need of 12 is said once; a note is shown as it is."""
    if set(values) == {"min", "max"} and values["min"] == values["max"]:
        return _("{heads} heads").format(heads=values["min"])
    return "  ".join(
        _number(value) if field == "note" else f"{terms.term(terms.FIELD, field)} {_number(value)}"
        for field, value in values.items()
    )


def _number(value: Any) -> str:
    return _("open") if value is None else terms.state(value) if isinstance(value, str) else str(value)


def _added(least: int, most: int) -> str:
    if least == most:
        return f"{most:+d}"
    moved = (("min", least), ("max", most))
    return "  ".join(f"{terms.term(terms.FIELD, field)} {heads:+d}" for field, heads in moved if heads)
