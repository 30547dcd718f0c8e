"""The detail of a record: its facts, what this post has changed on it, and its last events.

1. It is made of what the post holds: it reads the same offline.
2. What was inferred or chosen, and not reported, is said to be so beside its value.
3. A log that cannot be read costs the events, not the detail.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from postcmd import panes
from postcmd.board import Board, Key
from postcmd.clean import clean_value
from postcmd.decoding import decode
from postcmd.quota import heads_text
from postcmd.records import AnyRecord, Event, Quota, Request, Squad
from postcmd.words import _
from postcmd.written import day_text, long_text
from tui import cells, record_names, terms
from tui.event_words import event_text, goals_text
from widgets.card import Fact, Section

Facts = Iterator[Fact]
title, name_of = record_names.title, record_names.name_of


def sections(board: Board, key: Key) -> list[Section]:
    """Everything there is to say about a record; KeyError where the board has none."""
    record = board.get(*key)
    if record is None:
        raise KeyError(key)
    facts = [fact for fact in _facts(board, record) if fact.text]
    return [Section("", tuple(facts)), *_own_edits(board, key), *_events(board, key)]


def _facts(board: Board, record: AnyRecord) -> Facts:
    match record:
        case Quota():
            yield from _quota_facts(board, record)
        case Request():
            yield from _request_facts(board, record)
        case Squad():
            yield from _squad_facts(board, record)
        case _:
            pass
    yield Fact(_("note"), record.note)
    yield Fact(_("id"), record.id, "dim")
    if record.updated_by:
        changed = _("{by}, {time}").format(by=record.updated_by, time=long_text(record.updated_at, board.link.zone))
        yield Fact(_("last changed"), changed, "dim")


def _quota_facts(board: Board, quota: Quota) -> Facts:
    row = panes.quota_row(board, quota.id)
    yield Fact(_("place"), row.place)
    yield Fact(_("unit"), row.unit)
    yield Fact(_("task"), terms.task_name(board, row.task))
    yield Fact(_("heads"), _marked(heads_text(quota.min, quota.max), quota, "min", "max"), "strong")
    yield Fact(_("as reported"), quota.said)
    yield Fact(_("offered"), _marked(str(quota.offered), quota, "offered"))
    yield Fact(_("confirmed"), _marked(str(quota.confirmed), quota, "confirmed"))
    yield Fact(_("present"), _marked(str(quota.present), quota, "present"))
    gap = cells.gap_cell(row.heads)
    yield Fact(_("missing"), gap.text, gap.tone)
    yield Fact(_("status"), terms.state(quota.status))
    yield Fact(_("part of"), quota.parent or _("issued directly"))
    if row.left is not None:
        yield Fact(_("not passed on"), str(row.left))
    yield Fact(_("issued by"), quota.issued_by)


def _request_facts(board: Board, request: Request) -> Facts:
    row, zone = panes.request_row(board, request.id), board.link.zone
    yield Fact(_("place"), row.place)
    tasks = (request.task, *request.then)
    yield Fact(_("task"), _(", then ").join(terms.task_name(board, code) for code in tasks))
    yield Fact(_("status"), terms.state(row.standing), "strong")
    if request.urgent:
        yield Fact(_("priority"), _("urgent"), "bad")
    for nth, line in enumerate(request.lines):
        need = _marked(terms.need_text(line.min, line.max), request, "lines")
        yield Fact(_("need") if nth == 0 else "", f"{day_text(line.day)}  {need}  {line.said}".rstrip())
    yield Fact(_("work wanted"), goals_text(board, request.goals))
    yield Fact(_("due"), _marked(long_text(request.due, zone), request, "due"))
    yield Fact(_("ordered"), _marked(long_text(request.ordered_at, zone), request, "ordered_at"))
    yield Fact(_("hours"), request.hours)
    yield Fact(_("called by"), " ".join(filter(None, (request.called_by, request.contact, request.channel))))
    yield Fact(_("asked of"), panes.unit_name(board, request.addressed_unit))
    yield Fact(_("units"), "  ".join(panes.unit_name(board, unit) for unit in request.units))
    yield Fact(_("report to"), request.report_place)
    yield Fact(_("bring"), request.bring)
    yield Fact(_("board and lodging"), request.board)
    yield Fact(_("passage"), request.passage)
    if request.handled_by:
        since = long_text(request.handled_at, zone)
        yield Fact(_("in hand"), " ".join(filter(None, (request.handled_by, since))), "accent")
    yield Fact(_("repeats the request"), request.duplicate_of or "")


def _squad_facts(board: Board, squad: Squad) -> Facts:
    row, zone = panes.squad_row(board, squad.id), board.link.zone
    yield Fact(_("unit"), row.unit)
    yield Fact(_("status"), terms.state(squad.status), "strong")
    yield Fact(_("since"), long_text(squad.since, zone))
    yield Fact(_("here"), _marked(f"{squad.present}/{squad.strength}", squad, "present", "strength"))
    yield Fact(_("as reported"), squad.said)
    yield Fact(_("helpers"), str(squad.helpers) if squad.helpers else "")
    yield Fact(_("place"), row.place)
    yield Fact(_("request"), squad.request or "")
    yield Fact(_("leader"), squad.leader)
    yield Fact(_("closed loop"), _("yes") if squad.closed_loop else "")
    yield Fact(_("part of"), squad.parent or "")
    yield Fact(_("split into"), "  ".join(squad.parts))


def _marked(text: str, record: Quota | Request | Squad, *fields: str) -> str:
    """The value, with a word beside it where nobody reported it."""
    inferred = text and any(field in record.inferred for field in fields)
    return _("{value} (inferred)").format(value=text) if inferred else text


def _own_edits(board: Board, key: Key) -> list[Section]:
    mine = [edit for edit in board.all_edits if edit.target == key and (edit.is_pending or edit.stage == "attention")]
    if not mine:
        return []
    from tui.edit_words import edit_text

    facts = tuple(Fact(terms.term(terms.STAGE, edit.stage), edit_text(board, edit), "accent") for edit in mine)
    return [Section(_("Your edits on their way"), facts)]


def _events(board: Board, key: Key) -> list[Section]:
    try:
        events = clean_value(decode(board.logs.get(key, b"[]"), list[Event]))
    except msgspec.DecodeError:
        return [Section(_("Last events"), (Fact("", _("The events of this record cannot be read."), "warn"),))]
    if not events:
        return []
    facts = tuple(Fact(long_text(event.at, board.link.zone), event_text(board, event)) for event in reversed(events))
    return [Section(_("Last events"), facts)]
