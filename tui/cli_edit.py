"""The commands that change something: quota add, set, transfer, delete and restore, note, sync.

1. An edit is on disk before anything is sent; where the centre cannot be reached it is kept and goes out later (3, 4).
2. What the rules or the grant refuse on the records as they are seen is refused here, and nothing is kept (1).
3. A clash changes nothing: both values wait in the outbox (5).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Literal

import msgspec

from postcmd import intents
from postcmd.board import Board
from postcmd.clean import clean
from postcmd.decide import decide
from postcmd.edits import Edit, Link
from postcmd.errors import BadInput, Refused
from postcmd.intents import add_heads, set_heads
from postcmd.merge import Context
from postcmd.ops import NoteSet, Op, RecordRestore, Target
from postcmd.quota import heads_text
from postcmd.records import AnyRecord, Quota, Request, Squad
from postcmd.rights import why_refused
from postcmd.words import _, ngettext
from sync.post import edit_once
from tui import cli_tables, report
from tui.cli_exit import ATTENTION, DONE, REFUSED, SIGN_IN, UNREACHABLE, USAGE
from tui.cli_output import Source, say, tell, tell_json
from tui.cli_post import Post
from tui.cli_read import Reading, cached_board, read, told
from tui.cli_way import way
from tui.config import Config
from tui.sentences import sentence

Wish = Callable[[Board], Op]


def add_to_quota(config: Config, quota_id: str, heads: str, field: Literal["min", "max"], as_json: bool) -> int:
    more = signed(heads)
    return _change(config, lambda board: add_heads(_quota(board, quota_id), more, field), as_json)


def set_quota(config: Config, quota_id: str, heads: str, as_json: bool) -> int:
    return _change(config, lambda board: set_heads(_quota(board, quota_id), heads, board.link.epoch), as_json)


def transfer(config: Config, giver: str, receiver: str, heads: str, as_json: bool) -> int:
    """`receiver` is the other quota, or the unit that holds it."""
    many = signed(heads)

    def wish(board: Board) -> Op:
        from_, to = _quota(board, giver), _quota(board, _beside(giver, receiver))
        if (from_.request, from_.day) != (to.request, to.day):
            raise BadInput("not_beside")
        return intents.transfer(from_, to, many)

    return _change(config, wish, as_json)


def delete_quota(config: Config, quota_id: str, as_json: bool) -> int:
    return _change(config, lambda board: intents.delete(_quota(board, quota_id), board.link.epoch), as_json)


def restore_quota(config: Config, quota_id: str, as_json: bool) -> int:
    """The board does not hold what was deleted: only the centre can say whether it may come back."""
    op = RecordRestore(kind="quota", id=quota_id)
    return _change(config, lambda board: op, as_json, tried_here=False)


def write_note(config: Config, record_id: str, text: str, as_json: bool) -> int:
    return _change(config, lambda board: intents.note(_noted(board, record_id), clean(text)), as_json)


def sync_now(config: Config, as_json: bool) -> int:
    """Send what waits, and say how every edit ended."""
    reading = read(config)
    edits, link, is_whole = _drain(reading)
    rows = [report.edit_report(edit, told(edit.result)) for edit in edits]
    if as_json:
        source: Source = "centre" if link.state == "online" else "cache"
        tell_json("sync", {"link": link.state, "trouble": link.trouble, "outbox": rows}, link.as_of, source)
    elif rows:
        tell(cli_tables.edit_table(reading.board, rows))
    ours = [edit for edit in edits if not edit.foreign]
    say(_in_numbers(ours, link, is_whole))
    return _worst(ours, link, is_whole)


def _drain(reading: Reading) -> tuple[list[Edit], Link, bool]:
    """Send what this session keeps, then what ended sessions left; one that is open sends its own.

    Also whether every outbox here could be read: edits may wait in one that could not.
    """
    known: dict[str, Edit] = {}
    elsewhere: set[str] = set()
    is_whole = not any(file.code.startswith("outbox_") for file in reading.unreadable)
    while True:
        settled = edit_once(reading.cached, way(reading.post), [])
        _warn_of_files(settled.link)
        is_whole = is_whole and settled.link.trouble != "outbox_set_aside"
        known |= {edit.ticket: edit for edit in settled.edits}
        before, elsewhere = elsewhere, {edit.ticket for edit in settled.edits if edit.foreign and edit.is_pending}
        if settled.link.state != "online" or not elsewhere or elsewhere == before:
            return list(known.values()), settled.link, is_whole


def _warn_of_files(link: Link) -> None:
    """A file that was set aside is told of."""
    if link.trouble in ("cache_set_aside", "outbox_set_aside"):
        say(sentence(link.trouble, link.facts))


def signed(text: str) -> int:
    """`3`, `+3` or `-3`."""
    if not re.fullmatch(r"[+-]?\d{1,9}", text, re.ASCII):
        raise BadInput("not_a_number", text=text)
    if not int(text):
        raise BadInput("no_change")
    return int(text)


def _quota(board: Board, quota_id: str) -> Quota:
    quota = board.quota(quota_id)
    if quota is None:
        raise Refused("unknown_record", id=quota_id)
    return quota


def _beside(quota_id: str, unit_or_id: str) -> str:
    """The quota of a unit for the same request and day; a quota's id says all three itself."""
    request, _dot, rest = quota_id.partition(".")
    return unit_or_id if "." in unit_or_id else f"{request}.{unit_or_id}.{rest.partition('.')[2]}"


def _noted(board: Board, record_id: str) -> Quota | Request | Squad:
    record = board.quota(record_id) or board.request(record_id) or board.squad(record_id)
    if record is None:
        raise Refused("unknown_record", id=record_id)
    return record


def _change(config: Config, wish: Wish, as_json: bool, tried_here: bool = True) -> int:
    reading = read(config)
    op = msgspec.structs.replace(wish(reading.board), made=datetime.now(UTC))
    before = {key: reading.board.get(*key) for key in op.targets}
    if tried_here and _changes_nothing(reading.board, reading.post, op):
        say(_("It was so already."))
        return DONE
    settled = edit_once(reading.cached, way(reading.post), [op], list(before.values())[:1])
    _warn_of_files(settled.link)
    [edit] = settled.edits
    _tell_edit(cached_board(reading.post), before, edit, as_json)
    return _end_of(edit, settled.link)


def _changes_nothing(board: Board, post: Post, op: Op) -> bool:
    """Whether the op would leave everything as it is; Refused where it may not be, or cannot be."""
    link = board.link
    moment = link.as_of or datetime.now(UTC)
    why = why_refused(op, post.account, link.grants, board, link.clock_at or moment)
    if why is not None:
        raise Refused(why)
    ctx = Context(user=post.account, client="", epoch=link.epoch, now=moment, wall=link.clock_at or moment)
    outcome = decide(op, board, ctx)
    if outcome.status == "rejected" and outcome.info is not None:
        raise Refused(outcome.info.code, **outcome.info.facts)
    return outcome.status == "noop"


def _tell_edit(board: Board, before: Mapping[Target, AnyRecord | None], edit: Edit, as_json: bool) -> None:
    row = report.edit_report(edit, told(edit.result))
    if as_json:
        quota_id = next((record_id for kind, record_id in before if kind == "quota"), "")
        quota = report.quota_report(board, quota_id) if board.quota(quota_id) else None
        body = msgspec.to_builtins(row) | {"quota": quota}
        tell_json("edit", body, board.link.as_of, "centre" if edit.stage == "done" else "cache")
    elif edit.stage == "done":
        for (kind, record_id), record in before.items():
            tell(f"{record_id}  {_told_of(record, edit.op)} → {_told_of(board.get(kind, record_id), edit.op)}")


def _told_of(record: AnyRecord | None, op: Op) -> str:
    """What the edit was about; a dash where there is no record (any more)."""
    if record is None:
        return "—"
    if isinstance(op, NoteSet):
        return clean(record.note) or "—"
    return heads_text(record.min, record.max) if isinstance(record, Quota) else record.id


def _end_of(edit: Edit, link: Link) -> int:
    """The exit code, and on stderr what it means."""
    if edit.stage == "attention":
        say(told(edit.result))
        return REFUSED if edit.result is not None and edit.result.status == "rejected" else ATTENTION
    if edit.is_pending:
        say(_why_it_waits(link) + " " + _("The edit is kept and goes out later."))
        return SIGN_IN if link.state == "sign_in" else UNREACHABLE
    return DONE


def _why_it_waits(link: Link) -> str:
    return sentence(link.trouble, link.facts) if link.trouble else _("The centre did not answer in time.")


def _in_numbers(edits: Iterable[Edit], link: Link, is_whole: bool) -> str:
    edits = list(edits)
    waiting = sum(edit.is_pending for edit in edits)
    attention = sum(edit.stage == "attention" for edit in edits)
    if waiting:
        told_waiting = ngettext("{n} edit waits.", "{n} edits wait.", waiting).format(n=waiting)
        return f"{_why_it_waits(link)} {told_waiting}"
    if attention:
        return ngettext("{n} edit needs attention.", "{n} edits need attention.", attention).format(n=attention)
    if link.state != "online":
        return _why_it_waits(link)
    return _("Everything is in step.") if is_whole else _("Everything else is in step; this needs attention.")


def _worst(edits: Iterable[Edit], link: Link, is_whole: bool) -> int:
    edits = list(edits)
    if link.state != "online":
        return {"sign_in": SIGN_IN, "read_only": USAGE}.get(link.state, UNREACHABLE)
    if not is_whole or any(edit.stage == "attention" for edit in edits):
        return ATTENTION
    return UNREACHABLE if any(edit.is_pending for edit in edits) else DONE
