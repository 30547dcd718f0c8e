"""The commands that change something: quota add, set, withdraw, transfer, delete and restore, note, sync.

1. An edit is on disk before anything is sent; where the centre cannot be reached it is kept and goes out later (3, 4).
2. What the rules or the grant refuse on the records as they are seen is refused here, and nothing is kept (1).
3. A clash changes nothing: both values wait in the outbox (5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from postcmd import intents
from postcmd.board import Board
from postcmd.clean import clean
from postcmd.edits import Edit, Link
from postcmd.errors import BadInput, Refused
from postcmd.intent import Choice
from postcmd.intents import add_heads, set_heads
from postcmd.intents_of_requests import with_surplus, withdraw
from postcmd.ops import Op, RecordRestore
from postcmd.records import Quota, Request, Squad
from postcmd.words import _, ngettext
from sync.post import edit_once
from tui import cli_tables, report
from tui.cli_exit import ATTENTION, DONE, SIGN_IN, UNREACHABLE, USAGE
from tui.cli_making import change, quota_of, warn_of_files, why_it_waits
from tui.cli_options import How
from tui.cli_output import Source, say, tell, tell_json
from tui.cli_read import Reading, read, told
from tui.cli_way import way
from tui.config import Config


def add_to_quota(
    config: Config, quota_id: str, heads: str, field: Literal["min", "max"], surplus: Choice, how: How
) -> int:
    more = signed(heads)
    return change(config, lambda board: with_surplus(add_heads(quota_of(board, quota_id), more, field), surplus), how)


def set_quota(config: Config, quota_id: str, heads: str, surplus: Choice, how: How) -> int:
    return change(
        config, lambda board: with_surplus(set_heads(quota_of(board, quota_id), heads, board.link.epoch), surplus), how
    )


def transfer(config: Config, giver: str, receiver: str, heads: str, surplus: Choice, how: How) -> int:
    """`receiver` is the other quota, or the unit that holds it."""
    many = signed(heads)

    def wish(board: Board) -> Op:
        from_, to = quota_of(board, giver), quota_of(board, _beside(giver, receiver))
        if (from_.request, from_.day) != (to.request, to.day):
            raise BadInput("not_beside")
        return with_surplus(intents.transfer(from_, to, many), surplus)

    return change(config, wish, how)


def withdraw_quota(config: Config, quota_id: str, surplus: Choice, how: How) -> int:
    return change(config, lambda board: withdraw(quota_of(board, quota_id), board.link.epoch, surplus), how)


def delete_quota(config: Config, quota_id: str, how: How) -> int:
    return change(config, lambda board: intents.delete(quota_of(board, quota_id), board.link.epoch), how)


def restore_quota(config: Config, quota_id: str, how: How) -> int:
    """The board does not hold what was deleted: only the centre can say whether it may come back."""
    op = RecordRestore(kind="quota", id=quota_id)
    return change(config, lambda board: op, how, tried_here=False)


def write_note(config: Config, record_id: str, text: str, how: How) -> int:
    return change(config, lambda board: intents.note(_noted(board, record_id), clean(text)), how)


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
        warn_of_files(settled.link)
        is_whole = is_whole and settled.link.trouble != "outbox_set_aside"
        known |= {edit.ticket: edit for edit in settled.edits}
        before, elsewhere = elsewhere, {edit.ticket for edit in settled.edits if edit.foreign and edit.is_pending}
        if settled.link.state != "online" or not elsewhere or elsewhere == before:
            return list(known.values()), settled.link, is_whole


def signed(text: str) -> int:
    """`3`, `+3` or `-3`."""
    if not re.fullmatch(r"[+-]?\d{1,9}", text, re.ASCII):
        raise BadInput("not_a_number", text=text)
    if not int(text):
        raise BadInput("no_change")
    return int(text)


def _beside(quota_id: str, unit_or_id: str) -> str:
    """The quota of a unit for the same request and day; a quota's id says all three itself."""
    request, _dot, rest = quota_id.partition(".")
    return unit_or_id if "." in unit_or_id else f"{request}.{unit_or_id}.{rest.partition('.')[2]}"


def _noted(board: Board, record_id: str) -> Quota | Request | Squad:
    record = board.quota(record_id) or board.request(record_id) or board.squad(record_id)
    if record is None:
        raise Refused("unknown_record", id=record_id)
    return record


def _in_numbers(edits: Iterable[Edit], link: Link, is_whole: bool) -> str:
    edits = list(edits)
    waiting = sum(edit.is_pending for edit in edits)
    attention = sum(edit.stage == "attention" for edit in edits)
    if waiting:
        told_waiting = ngettext("{n} edit waits.", "{n} edits wait.", waiting).format(n=waiting)
        return f"{why_it_waits(link)} {told_waiting}"
    if attention:
        return ngettext("{n} edit needs attention.", "{n} edits need attention.", attention).format(n=attention)
    if link.state != "online":
        return why_it_waits(link)
    return _("Everything is in step.") if is_whole else _("Everything else is in step; this needs attention.")


def _worst(edits: Iterable[Edit], link: Link, is_whole: bool) -> int:
    edits = list(edits)
    if link.state != "online":
        return {"sign_in": SIGN_IN, "read_only": USAGE}.get(link.state, UNREACHABLE)
    if not is_whole or any(edit.stage == "attention" for edit in edits):
        return ATTENTION
    return UNREACHABLE if any(edit.is_pending for edit in edits) else DONE
