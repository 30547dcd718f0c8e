"""What the page of a place and of a unit say: what is wanted of it, who is there, whom to ring, what was said.

1. A page is made of what the post holds: it reads the same offline.
2. Of a place everything below it counts too; what is over stands after what is not.
3. What one may go to has a number, in the order shown; there are as many as there are digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, TypeVar

from postcmd import panes
from postcmd.board import Board, Key
from postcmd.quota import heads_text
from postcmd.records import AnyRecord, Availability, Kind, Note, Notice, Place, Quota, Receipt, Request, Squad, Unit
from postcmd.words import _
from postcmd.written import day_text, long_text, short_text
from tui import terms
from tui.post_words import posts_there
from widgets.card import Fact, Section

MOST_CALLS: Final = 8
MOST_ROWS: Final = 14
DIGITS: Final = 9
R = TypeVar("R", bound=AnyRecord)


class Page:
    """The sections of a page, and where its digits go."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.targets: list[Key] = []
        self.sections: list[Section] = []

    def add(self, heading: str, facts: Iterable[Fact]) -> None:
        found = tuple(fact for fact in facts if fact.text)
        if found:
            self.sections.append(Section(heading, found))

    def numbered(self, key: Key, text: str, is_over: bool = False) -> Fact:
        """A line that a digit goes to, while there are digits."""
        label = ""
        if len(self.targets) < DIGITS:
            self.targets.append(key)
            label = str(len(self.targets))
        return Fact(label or "·", text, "dim" if is_over else "normal")


def title(board: Board, key: Key) -> str:
    record = board.get(*key)
    name = record.name if isinstance(record, Place | Unit) else key[1]
    return f"{terms.term(terms.KIND, key[0])}  {name}"


def page_of(board: Board, key: Key) -> Page:
    """The page of a place or unit; an empty one where it is not known (any more)."""
    page, record = Page(board), board.get(*key)
    if isinstance(record, Place):
        _fill_place(page, board, record)
    elif isinstance(record, Unit):
        _fill_unit(page, board, record)
    return page


# A place


def _fill_place(page: Page, board: Board, place: Place) -> None:
    page.add("", _place_facts(board, place))
    requests = [one for one in _of(board, "request", Request) if _lies_in(board, one.place, place)]
    requests.sort(key=lambda one: (one.status in panes.ENDED, not one.urgent, one.due is None, one.due, one.id))
    page.add(
        _("Requests"), [page.numbered(("request", one.id), *_request_line(board, one)) for one in requests[:MOST_ROWS]]
    )
    squads = [one for one in _of(board, "squad", Squad) if one.is_live and _stands_at(board, one, place)]
    page.add(
        _("Squads there now"), [page.numbered(("squad", one.id), _squad_line(board, one)) for one in squads[:MOST_ROWS]]
    )
    page.add(_("Posts now"), _posts(board, place.id))
    page.add(_("Service without a request"), _placements(board, ("place", place.id)))
    mine = {request.id for request in requests}
    notes = [note for note in _of(board, "note", Note) if _is_about_place(board, note, place, mine)]
    page.add(_("Last calls and notes"), _calls(board, notes, requests))


def _posts(board: Board, place_id: str) -> Iterator[Fact]:
    """Who stands there; `B` goes to them."""
    for nth, (text, tone) in enumerate(posts_there(board, place_id, MOST_ROWS)):
        yield Fact("B" if nth == 0 else "·", text, tone)


def _place_facts(board: Board, place: Place) -> Iterator[Fact]:
    above = [panes.place_name(board, one) for one in place.path.split("/")[:-1]]
    yield Fact(_("lies in"), " / ".join(above))
    today = panes.today(board)
    now = place.risk_on(today)
    yield Fact(
        _("risk now"), terms.term(terms.RISK, now) if now else "", "bad" if now not in (None, "low") else "normal"
    )
    levels = sorted(place.risks, key=lambda level: (level.since is not None, level.since))
    for nth, level in enumerate(levels):
        since = _("from {day}").format(day=day_text(level.since)) if level.since else _("since before")
        yield Fact(_("risk") if nth == 0 else "", f"{since}  {terms.term(terms.RISK, level.risk)}")
    yield Fact(_("households"), str(place.households or ""))
    yield Fact(_("contact"), place.contact, "strong")
    callers = (_contact_of(one) for one in _of(board, "request", Request) if one.place == place.id)
    for caller in list(dict.fromkeys(filter(None, callers)))[:3]:
        yield Fact(_("called by"), caller)
    yield Fact(_("note"), place.note)
    yield Fact(_("id"), place.id, "dim")


def _contact_of(request: Request) -> str:
    return " ".join(filter(None, (request.called_by, request.contact)))


def _request_line(board: Board, request: Request) -> tuple[str, bool]:
    row = panes.request_row(board, request.id)
    need = terms.need_text(row.line.min, row.line.max) if row.line else ""
    urgent = _("urgent") if request.urgent and row.standing not in panes.ENDED else ""
    due = _("due {time}").format(time=_short(board, request.due)) if request.due else ""
    hand = _("in hand: {who}").format(who=request.handled_by) if request.handled_by else ""
    here = _("{confirmed} confirmed, {present} there").format(confirmed=row.confirmed, present=row.present)
    parts = (row.place, terms.task_name(board, request.task), need, terms.state(row.standing), urgent, here, due, hand)
    return "  ".join(filter(None, parts)), row.standing in panes.ENDED


def _squad_line(board: Board, squad: Squad) -> str:
    heads = f"{squad.present}/{squad.strength}"
    parts = (squad.name or squad.id, panes.unit_name(board, squad.unit), heads, terms.state(squad.status), squad.leader)
    return "  ".join(filter(None, parts))


def _lies_in(board: Board, place_id: str | None, place: Place) -> bool:
    inner = board.place_of(place_id) if place_id else None
    return inner is not None and (inner.path == place.path or inner.path.startswith(place.path + "/"))


def _stands_at(board: Board, squad: Squad, place: Place) -> bool:
    request = board.request(squad.request) if squad.request else None
    return _lies_in(board, squad.place or (request.place if request is not None else None), place)


def _is_about_place(board: Board, note: Note, place: Place, requests: set[str]) -> bool:
    if _lies_in(board, note.place, place):
        return True
    return note.about is not None and note.about[0] == "request" and note.about[1] in requests


# A unit


def _fill_unit(page: Page, board: Board, unit: Unit) -> None:
    page.add("", _unit_facts(board, unit))
    page.add(_("Who can go"), _availability(board, unit))
    quotas = [one for one in _of(board, "quota", Quota) if one.unit == unit.id and one.day >= panes.today(board)]
    quotas.sort(key=lambda one: (one.status in panes.NOT_COUNTED, one.day, one.request))
    page.add(_("Quotas"), [page.numbered(("quota", one.id), *_quota_line(board, one)) for one in quotas[:MOST_ROWS]])
    squads = [one for one in _of(board, "squad", Squad) if one.is_live and one.unit == unit.id]
    page.add(_("Squads"), [page.numbered(("squad", one.id), _squad_of_unit(board, one)) for one in squads[:MOST_ROWS]])
    page.add(_("Service without a request"), _placements(board, ("unit", unit.id)))
    notes = [note for note in _of(board, "note", Note) if note.unit == unit.id or _is_about_unit(board, note, unit)]
    page.add(_("Last calls and notes"), _calls(board, notes, (), _receipts(board, unit)))


def _unit_facts(board: Board, unit: Unit) -> Iterator[Fact]:
    above = [panes.unit_name(board, one) for one in unit.path.split("/")[:-1]]
    yield Fact(_("under"), " / ".join(above))
    yield Fact(_("called"), "  ".join(name for name in (unit.short, unit.nickname) if name and name != unit.name))
    yield Fact(_("serves in"), panes.place_name(board, unit.serves_in) if unit.serves_in else "")
    below = sum(one.parent == unit.id for one in _of(board, "unit", Unit))
    yield Fact(_("units below"), str(below or ""))
    yield Fact(_("on duty"), unit.contact, "strong")
    for squad in [one for one in _of(board, "squad", Squad) if one.is_live and one.unit == unit.id and one.leader][:3]:
        yield Fact(_("leader"), f"{squad.leader}  {squad.name}")
    yield Fact(_("note"), unit.note)
    yield Fact(_("id"), unit.id, "dim")


def _availability(board: Board, unit: Unit) -> Iterator[Fact]:
    told = [one for one in _of(board, "availability", Availability) if one.unit == unit.id]
    for one in sorted(told, key=lambda one: (one.day, one.shift)):
        if one.day >= panes.today(board):
            shift = terms.term(terms.SHIFT, one.shift) if one.shift else ""
            yield Fact(f"{day_text(one.day)} {shift}".strip(), _who_can_go(board, one))


def _who_can_go(board: Board, one: Availability) -> str:
    of_them = (
        _("{n} full-time").format(n=one.full_time) if one.full_time else "",
        _("{n} may enter sealed areas").format(n=one.sealed) if one.sealed else "",
        _("{n} drivers").format(n=one.drivers) if one.drivers else "",
    )
    said = _("said {time} by {who}").format(time=_short(board, one.at), who=one.said_by) if one.at else ""
    return "  ".join(filter(None, (_("{n} can go").format(n=one.heads), *of_them, said)))


def _quota_line(board: Board, quota: Quota) -> tuple[str, bool]:
    row = panes.quota_row(board, quota.id)
    here = _("{confirmed} confirmed, {present} there").format(confirmed=quota.confirmed, present=quota.present)
    heads = heads_text(quota.min, quota.max)
    parts = (day_text(quota.day), row.place, terms.task_name(board, row.task), heads, here, terms.state(quota.status))
    return "  ".join(filter(None, parts)), quota.status in panes.NOT_COUNTED


def _squad_of_unit(board: Board, squad: Squad) -> str:
    place = panes.place_name(board, squad.place)
    return "  ".join(filter(None, (_squad_line(board, squad), place)))


def _is_about_unit(board: Board, note: Note, unit: Unit) -> bool:
    if note.about == ("unit", unit.id):
        return True
    record = board.get(*note.about) if note.about is not None else None
    return isinstance(record, Quota | Squad) and record.unit == unit.id


def _receipts(board: Board, unit: Unit) -> Iterator[tuple[datetime, str]]:
    for one in _of(board, "receipt", Receipt):
        at = one.answered_at or one.acknowledged_at or one.read_at
        if one.unit == unit.id and at is not None:
            notice = board.get("notice", one.notice)
            named = notice.title if isinstance(notice, Notice) else one.notice
            yield at, "  ".join(filter(None, (named, terms.term(terms.RECEIPT, one.state), one.answer, one.said_by)))


# Both


def _placements(board: Board, key: Key) -> list[Fact]:
    from tui.placements import in_force, text_of

    return [Fact("·", text_of(board, one)) for one in in_force(board, [key])[:MOST_ROWS]]


def _calls(
    board: Board, notes: Iterable[Note], requests: Iterable[Request], more: Iterable[tuple[datetime, str]] = ()
) -> Iterator[Fact]:
    """What was said, the latest first: notes, and the calls that requests came by."""
    told = [(note.at, note_text(board, note)) for note in notes]
    called = [
        (
            one.ordered_at,
            _("{who} called: {request}").format(who=_contact_of(one), request=terms.task_name(board, one.task)),
        )
        for one in requests
        if one.ordered_at is not None and _contact_of(one)
    ]
    for at, text in sorted((*told, *called, *more), key=lambda pair: pair[0], reverse=True)[:MOST_CALLS]:
        yield Fact(long_text(at, board.link.zone), text)


def note_text(board: Board, note: Note) -> str:
    """The note, who wrote it, and whether it still reminds."""
    reminder = ""
    if note.remind_at is not None and note.settled_at is None:
        reminder = _("reminds at {time}").format(time=_short(board, note.remind_at))
    return "  ".join(filter(None, (note.text, note.phoned_by, note.updated_by, reminder)))


def _short(board: Board, moment: datetime | None) -> str:
    return short_text(moment, board.link.zone, panes.today(board))


def _of(board: Board, kind: Kind, shape: type[R]) -> Iterator[R]:
    return (one for one in board.every(kind) if isinstance(one, shape))
