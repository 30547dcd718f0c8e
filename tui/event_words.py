"""An event of a record in words: who did what, which of its facts changed, for whom, by which channel, why.

1. Ids are told as names, days and heads as a person writes them; nothing is shown as the wire has it.
2. What a card shows anyway, and no event changes, is left out; so is what nothing was said of.
3. What a newer centre says in another shape is left out, never an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from postcmd import panes
from postcmd.board import Board
from postcmd.clean import clean
from postcmd.decoding import convert
from postcmd.intents_of_posts import shifts_text
from postcmd.records import Event, Goal, Line, PostShift
from postcmd.words import N_, _
from postcmd.written import day_text, long_text
from tui import post_words, terms

VERBS: Final = {
    "quota.add": N_("heads changed"),
    "quota.set": N_("heads set"),
    "quota.issue": N_("issued"),
    "quota.withdraw": N_("withdrawn"),
    "quota.report": N_("reported"),
    "request.open": N_("opened"),
    "request.move": N_("moved"),
    "squad.form": N_("formed"),
    "squad.split": N_("split up"),
    "squad.report": N_("reported"),
    "squad.move": N_("moved"),
    "quota.transfer": N_("heads transferred"),
    "record.delete": N_("deleted"),
    "record.restore": N_("brought back"),
    "note.set": N_("note"),
    "clock.set": N_("clock set"),
    "quota.answer": N_("answered"),
    "muster.report": N_("counted"),
    "reserve.call": N_("reserve called"),
    "request.set": N_("facts changed"),
    "request.need": N_("need changed"),
    "request.take": N_("in hand"),
    "request.link": N_("linked"),
    "squad.join": N_("joined"),
    "availability.declare": N_("declared"),
    "signup.offer": N_("signed up"),
    "signup.move": N_("people moved"),
    "notice.issue": N_("notice issued"),
    "notice.answer": N_("receipt"),
    "note.write": N_("phone note"),
    "note.settle": N_("reminder settled"),
    "squad.merge": N_("merged"),
    "squad.name": N_("named"),
    "squad.roll": N_("roll call"),
    "post.open": N_("post opened"),
    "post.set": N_("post changed"),
    "post.close": N_("last day set"),
    "duty.plan": N_("planned"),
    "duty.set": N_("plan changed"),
    "duty.check": N_("checked in or out"),
    "duty.arrive": N_("came unplanned"),
    "duty.relieve": N_("relieved"),
    "duty.move": N_("sent on"),
    "limit.set": N_("limit set"),
    "placement.set": N_("placed"),
    "placement.end": N_("last day set"),
    "work.report": N_("work counted"),
    "work.verify": N_("verified"),
    "attrition.report": N_("heads lost"),
    "attrition.release": N_("released"),
    "handover.give": N_("watch handed over"),
    "handover.take": N_("watch taken over"),
    "day.freeze": N_("day frozen"),
    "void": N_("nothing"),
}
Words = Callable[[Board, Any], str]


def verb_text(verb: str) -> str:
    """What was done, in words; as the wire has it where there are none."""
    return _(VERBS[verb]) if verb in VERBS else clean(verb)


def event_text(board: Board, event: Event) -> str:
    """`chaoyang: heads set  max 12 → 15  for 孙河乡, phone`."""
    verb = verb_text(event.verb)
    changes = "  ".join(filter(None, (_changed(board, field, *event.changed[field]) for field in _told(event))))
    behalf = _("for {whom}").format(whom=clean(event.on_behalf)) if event.on_behalf else ""
    beside = _(", ").join(filter(None, (behalf, clean(event.channel), clean(event.reason))))
    who_did = _("{who}: {verb}").format(who=clean(event.by), verb=verb)
    return "  ".join(filter(None, (who_did, changes, beside)))


def value_text(board: Board, field: str, value: Any) -> str:
    """`risk sealed`: what is said of a field, as the wire has it; "" where nothing is."""
    return _changed(board, field, None, value) if field in TOLD else ""


def _told(event: Event) -> list[str]:
    told = AT_THE_OPENING if event.verb == "request.open" else TOLD
    return [
        field for field in told if field in event.changed and (event.verb == "post.set" or field not in AS_PUT_RIGHT)
    ]


def _changed(board: Board, field: str, old: Any, new: Any) -> str:
    words, name = TOLD[field], terms.term(terms.FIELD, field)
    try:
        before, after = words(board, old), words(board, new)
    except (TypeError, ValueError):
        return ""
    if not before:
        return f"{name} {after}" if after else ""
    return f"{name} {before} → {after or '-'}"


def _number(board: Board, value: Any) -> str:
    return "" if value is None else str(int(value))


def _state(board: Board, value: Any) -> str:
    return terms.state(str(value)) if value else ""


def _yes_no(board: Board, value: Any) -> str:
    return "" if value is None else _("yes") if value else _("no")


def _risk(board: Board, value: Any) -> str:
    return terms.term(terms.RISK, str(value)) if value else ""


def _receipt(board: Board, value: Any) -> str:
    return terms.term(terms.RECEIPT, str(value)) if value else ""


def _unit(board: Board, value: Any) -> str:
    return panes.unit_name(board, clean(str(value))) if value else ""


def _texts(board: Board, value: Any) -> str:
    return _(", ").join(clean(str(one)) for one in value or ())


def _request(board: Board, value: Any) -> str:
    request = board.request(str(value)) if value else None
    return panes.place_name(board, request.place) if request is not None else _text(board, value)


def _place(board: Board, value: Any) -> str:
    return panes.place_name(board, clean(str(value))) if value else ""


def _task(board: Board, value: Any) -> str:
    return terms.task_name(board, clean(str(value))) if value else ""


def _moment(board: Board, value: Any) -> str:
    return long_text(datetime.fromisoformat(value), board.link.zone) if value else ""


def _text(board: Board, value: Any) -> str:
    return clean(str(value)) if value else ""


def _need(board: Board, value: Any) -> str:
    """`11-20 – 11-26 12`: days in a row with the same need are told together."""
    lines = convert(value or [], list[Line])
    runs = [list(run) for _heads, run in groupby(lines, key=lambda line: (line.min, line.max))]
    return "  ".join(f"{_days(run[0].day, run[-1].day)} {terms.need_text(run[0].min, run[0].max)}" for run in runs)


def _goals(board: Board, value: Any) -> str:
    return goals_text(board, convert(value or [], list[Goal]))


def goals_text(board: Board, goals: Iterable[Goal]) -> str:
    """How much of each task is wanted."""
    return _(", ").join(f"{terms.task_name(board, goal.task)} {goal.quantity}" for goal in goals)


def _post_kind(board: Board, value: Any) -> str:
    return terms.term({str(kind): word for kind, word in post_words.KINDS.items()}, str(value)) if value else ""


def _gear(board: Board, value: Any) -> str:
    return terms.term({str(gear): word for gear, word in post_words.GEARS.items()}, str(value)) if value else ""


def _shifts(board: Board, value: Any) -> str:
    return clean(shifts_text(convert(value or (), tuple[PostShift, ...])))


def _days(first: date, last: date) -> str:
    return day_text(first) if first == last else f"{day_text(first)} – {day_text(last)}"


TOLD: Final[dict[str, Words]] = {
    "min": _number,
    "max": _number,
    "offered": _number,
    "confirmed": _number,
    "present": _number,
    "strength": _number,
    "helpers": _number,
    "status": _state,
    "lines": _need,
    "task": _task,
    "place": _place,
    "due": _moment,
    "note": _text,
    "leader": _text,
    "handled_by": _text,
    "urgent": _yes_no,
    "called_by": _text,
    "contact": _text,
    "addressed_unit": _unit,
    "report_place": _text,
    "hours": _text,
    "full_time_days": _number,
    "risk": _risk,
    "skills": _texts,
    "vehicles": _number,
    "gear_ready": _yes_no,
    "bring": _text,
    "board": _text,
    "passage": _text,
    "duplicate_of": _request,
    "goals": _goals,
    "reserve": _number,
    "declined": _number,
    "answer": _text,
    "answered_by": _text,
    "mustered_by": _text,
    "heads": _number,
    "full_time": _number,
    "sealed": _number,
    "drivers": _number,
    "said_by": _text,
    "arrived": _number,
    "no_show": _number,
    "released": _number,
    "withdrawn": _number,
    "state": _receipt,
    "title": _text,
    "text": _text,
    "remind_at": _moment,
    "settled_by": _text,
    "name": _text,
    "kind": _post_kind,
    "shifts": _shifts,
    "gear": _gear,
    "came": _number,
    "left": _number,
    "closed_loop": _yes_no,
}
"""Field → how its value is told."""
AS_PUT_RIGHT: Final = frozenset({"name", "kind", "shifts", "gear"})
"""Of a post, told when it is put right; what it was set up with the card shows."""

AT_THE_OPENING: Final = ("lines", "task", "place", "due", "status", "note", "handled_by")
"""What the first event of a request tells; the card shows its other facts."""
