"""What one watch leaves to the next 交接班: written down from the records, as lines of text.

1. It says what is short, what is open and in nobody's hand, what falls due, who is on post, reminders and notes, edits
   that need a person, and what others and we changed since the watch began.
2. Nothing of a cancelled or closed request is left over; a unit's or place's hand-over says what lies in it alone.
3. What comes first is what the next watch has to do first; there are never more lines than a hand-over may have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, Literal

from msgspec import Struct

from postcmd import panes
from postcmd.board import Board, Key
from postcmd.due import WHATS, Due, falling_due
from postcmd.edits import Edit
from postcmd.intents_of_calls import own_unit
from postcmd.intents_of_work import MOST_LINES
from postcmd.records import AnyRecord, Duty, HandOver, Kind, Note, Place, Post, Request, Squad
from postcmd.sheet import Inside, inside
from postcmd.words import N_, _, lang
from postcmd.written import long_text

Topic = Literal["short", "open", "due", "on_post", "notes", "conflicts", "changed"]
TOPICS: Final[dict[Topic, str]] = {
    "short": N_("Short"),
    "open": N_("In nobody's hands"),
    "due": N_("Falls due"),
    "on_post": N_("On post"),
    "notes": N_("Notes and reminders"),
    "conflicts": N_("Needs attention"),
    "changed": N_("Changed since"),
}
KINDS: Final[dict[Kind, str]] = {
    "request": N_("requests"),
    "quota": N_("quotas"),
    "squad": N_("squads"),
    "duty": N_("duties"),
    "work": N_("counts of work"),
    "note": N_("notes"),
    "attrition": N_("losses"),
    "post": N_("posts"),
}
WITHIN: Final = timedelta(hours=8)
WATCH: Final = timedelta(hours=12)
"""How long a watch is taken to be where nobody handed over before."""


Told = Callable[[Board, Edit], str]
"""An edit that needs a person, in words: which record, what was wanted, why not."""


class Left(Struct, frozen=True):
    """One line, what it is about, and the record where there is one."""

    topic: Topic
    text: str
    of: Key | None = None


def own_scope(board: Board) -> Key | None:
    """The watch we hold: of our unit, else of our place."""
    unit = own_unit(board)
    if unit is not None:
        return "unit", unit
    held = [grant.prefix.removeprefix("p:") for grant in board.link.grants if grant.prefix.startswith("p:")]
    found = [one.id for one in board.every("place") if isinstance(one, Place) and one.path in held]
    return ("place", found[0]) if found else None


def last_of(board: Board, scope: Key) -> HandOver | None:
    """The last hand-over of the scope."""
    found = [one for one in board.every("handover") if isinstance(one, HandOver) and _scope_of(one) == scope]
    return max(found, key=lambda one: (one.given_at.timestamp() if one.given_at else 0.0, one.id), default=None)


def waiting(board: Board, scope: Key) -> HandOver | None:
    """What was given and nobody has taken yet."""
    last = last_of(board, scope)
    return last if last is not None and not last.taken_by else None


def begins(board: Board, scope: Key, now: datetime) -> datetime:
    """When this watch began: at the last hand-over that was taken."""
    found = [one for one in board.every("handover") if isinstance(one, HandOver) and _scope_of(one) == scope]
    moments = [one.taken_at for one in found if one.taken_at is not None]
    return max(moments, default=now - WATCH)


def by_code(board: Board, edit: Edit) -> str:
    """Where nobody has better words for it."""
    named = _name(board, edit.targets[0]) if edit.targets else ""
    code = edit.result.info.code if edit.result is not None and edit.result.info is not None else ""
    text = _("{record}: an edit of {who} was not taken in ({code})")
    return text.format(record=named, who=board.link.account, code=code or "?")


def what_is_left(board: Board, scope: Key, since: datetime, now: datetime, told: Told = by_code) -> list[Left]:
    """`told` says what is wrong with an edit; by itself it says by which code it was refused."""
    within = inside(board, scope)
    requests = {one.id: one for one in _requests(board, within)}
    found = [
        *_short(board, requests.values()),
        *_open(board, requests.values()),
        *_due(board, requests, within, now),
        *_on_post(board, within),
        *_notes(board, within, since),
        *_conflicts(board, told),
        *_changed(board, within, since),
    ]
    return found[:MOST_LINES]


def lines_of(left: Iterable[Left]) -> list[str]:
    """As they are written into the hand-over: each line says its topic."""
    ends = "：" if lang() == "zh_CN" else ": "
    return [f"{_(TOPICS[one.topic])}{ends}{one.text}" for one in left]


def _requests(board: Board, within: Inside) -> Iterator[Request]:
    for one in board.every("request"):
        if isinstance(one, Request) and one.status not in panes.ENDED:
            units = [unit for unit in (one.addressed_unit, *one.units) if unit]
            is_nobodys = not units and within.kind == "unit" and within.is_topmost
            if (
                (within.kind == "place" and one.place in within.ids)
                or is_nobodys
                or any(unit in within.ids for unit in units)
            ):
                yield one


def _short(board: Board, requests: Iterable[Request]) -> Iterator[Left]:
    rows = [panes.request_row(board, one.id) for one in requests]
    for row in sorted(rows, key=lambda row: (not row.request.urgent, -row.heads.missing, row.id)):
        if row.heads.missing:
            text = _("{n} missing of {need}, {present} there: {place} {task}")
            need = row.line.min if row.line else 0
            named = {"place": row.place, "task": _task(board, row.task)}
            yield Left(
                "short",
                text.format(**named, n=row.heads.missing, need=need, present=row.present),
                ("request", row.id),
            )


def _open(board: Board, requests: Iterable[Request]) -> Iterator[Left]:
    for one in sorted(requests, key=lambda one: (not one.urgent, one.id)):
        if one.status in ("submitted", "approved") or (one.urgent and not one.handled_by):
            who = " ".join(filter(None, (one.called_by, one.contact)))
            text = _("{place} {task}, called by {who}") if who else "{place} {task}"
            named = {"place": panes.place_name(board, one.place), "task": _task(board, one.task), "who": who}
            yield Left("open", text.format(**named), ("request", one.id))


def _due(board: Board, requests: dict[str, Request], within: Inside, now: datetime) -> Iterator[Left]:
    for one in falling_due(board, now, WITHIN):
        record = board.get(one.kind, one.id)
        request_id = one.id if one.kind == "request" else getattr(record, "request", None)
        if one.what == "reminder" or (request_id is not None and request_id not in requests):
            continue
        if one.kind == "notice" and within.kind == "place":
            continue
        if isinstance(record, Duty | Squad | HandOver) and not _lies_in(board, record, within):
            continue
        yield Left("due", _due_text(board, one), (one.kind, one.id))


def _due_text(board: Board, due: Due) -> str:
    record = board.get(due.kind, due.id)
    request = board.request(due.id if due.kind == "request" else getattr(record, "request", "") or "")
    about = f"{panes.place_name(board, request.place)} {_task(board, request.task)}" if request else ""
    about = _about(board, record) or about or str(getattr(record, "title", "") or due.id)
    late = _("late") if due.is_late else ""
    heads = str(due.heads) if due.heads else ""
    # What it is stands first: a small screen cuts the end.
    return " ".join(filter(None, (_moment(board, due.at), late, _(WHATS[due.what]), heads, about)))


def _about(board: Board, record: AnyRecord | None) -> str:
    """What stands on the ground, by its names: nobody knows it by its id."""
    match record:
        case Duty():
            return _duty_text(board, record)
        case Squad():
            return " ".join(filter(None, (panes.place_name(board, record.place), record.name)))
        case HandOver():
            return panes.unit_name(board, record.unit) if record.unit else panes.place_name(board, record.place)
        case _:
            return ""


def _duty_text(board: Board, duty: Duty) -> str:
    """Where it is, and whose."""
    post, squad = board.get("post", duty.post), board.squad(duty.squad) if duty.squad else None
    whose = (squad.name if squad is not None else "") or duty.volunteer or panes.unit_name(board, duty.unit)
    name = post.name if isinstance(post, Post) else ""
    place = panes.place_name(board, duty.place)
    return " ".join(filter(None, (place, name if name != place else "", whose)))


def _on_post(board: Board, within: Inside) -> Iterator[Left]:
    """Who stands where now: by duty where there are duties, else by squad."""
    here: Counter[tuple[str, str]] = Counter()
    squads_on_duty: set[str | None] = set()
    for duty in board.every("duty"):
        if isinstance(duty, Duty) and duty.here > 0 and within.holds(duty.unit, duty.place):
            here[duty.place, duty.unit] += duty.here
            squads_on_duty.add(duty.squad)
    for squad in board.every("squad"):
        is_there = isinstance(squad, Squad) and squad.is_live and squad.status == "on_post"
        if is_there and isinstance(squad, Squad) and squad.id not in squads_on_duty:
            request = board.request(squad.request) if squad.request else None
            place = squad.place or (request.place if request is not None else "")
            if within.holds(squad.unit, place):
                here[place, squad.unit] += squad.present
    for (place, unit), heads in sorted(here.items()):
        text = _("{place}: {heads} of {unit}")
        yield Left(
            "on_post",
            text.format(place=panes.place_name(board, place) or "?", heads=heads, unit=panes.unit_name(board, unit)),
            ("place", place) if place else None,
        )


def _notes(board: Board, within: Inside, since: datetime) -> Iterator[Left]:
    notes = [one for one in board.every("note") if isinstance(one, Note)]
    for one in sorted(notes, key=lambda one: (one.remind_at is None or one.settled_at is not None, one.at)):
        reminds = one.remind_at is not None and one.settled_at is None
        # A note in the book of the watch belongs to whoever holds the watch, whatever it is about.
        is_ours = within.holds(one.unit, one.place) or (one.unit is None and one.place is None)
        if is_ours and (reminds or one.at >= since):
            reminder = f"({_moment(board, one.remind_at)})" if reminds else ""
            yield Left("notes", " ".join(filter(None, (one.text, one.phoned_by, reminder))), ("note", one.id))


def _conflicts(board: Board, told: Told) -> Iterator[Left]:
    """Edits of this account that wait for a person: nobody else sees them."""
    for edit in board.attention:
        yield Left("conflicts", told(board, edit), edit.targets[0] if edit.targets else None)


def _changed(board: Board, within: Inside, since: datetime) -> Iterator[Left]:
    for kind, named in KINDS.items():
        changed = [
            one
            for one in board.every(kind)
            if one.updated_at is not None and one.updated_at > since and _lies_in(board, one, within)
        ]
        if changed:
            text = _("{kind}: {n} since {time}")
            yield Left("changed", text.format(n=len(changed), kind=_(named), time=_moment(board, since)))


def _lies_in(board: Board, record: object, within: Inside) -> bool:
    unit, place = getattr(record, "unit", None), getattr(record, "place", None)
    if isinstance(record, Request):
        return record.place in within.ids or any(one in within.ids for one in record.units)
    if within.kind == "place" and place is None and (request_id := getattr(record, "request", None)):
        request = board.request(request_id)
        place = request.place if request is not None else None
    return within.holds(unit, place)


def _name(board: Board, key: Key) -> str:
    record = board.get(*key)
    return str(getattr(record, "name", "") or key[1])


def _scope_of(one: HandOver) -> Key | None:
    if one.unit is not None:
        return "unit", one.unit
    return ("place", one.place) if one.place is not None else None


def _task(board: Board, code: str) -> str:
    task = board.task(code)
    if task is None:
        return code
    return task.zh if lang() == "zh_CN" or not task.en else task.en


def _moment(board: Board, moment: datetime | None) -> str:
    return long_text(moment, board.link.zone)
