"""Making an edit from the command line: decided here first, kept on disk, sent, and told how it ended.

1. An edit is on disk before anything is sent; where the centre cannot be reached it is kept and goes out later (3, 4).
2. What the rules or the grant refuse on the records as they are seen is refused here, and nothing is kept (1).
3. A clash changes nothing: both values wait in the outbox (5).
4. Of several edits each is decided on top of those before it; the worst end is the end of the command. A refused one
   keeps the others back, unless the command tells of it by itself.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from postcmd.board import Board
from postcmd.bulk_rules import first_refused
from postcmd.decide import decide
from postcmd.edits import Edit, Link
from postcmd.errors import Refused
from postcmd.ids import ulid
from postcmd.merge import Context
from postcmd.ops import Bulk, Op, Target
from postcmd.overlay import Overlay
from postcmd.records import AnyRecord, Quota, Request, SignUp, Squad
from postcmd.rights import why_refused
from postcmd.wire import Info
from postcmd.words import _
from sync.post import edit_once
from tui import report
from tui.cli_exit import ATTENTION, DONE, REFUSED, SIGN_IN, UNREACHABLE
from tui.cli_options import How
from tui.cli_output import Source, say, tell, tell_json
from tui.cli_post import Post
from tui.cli_read import cached_board, read, told
from tui.cli_told import change_text
from tui.cli_way import way
from tui.config import Config
from tui.sentences import sentence

Wish = Callable[[Board], Op | Sequence[Op]]
Known = tuple[Edit, Mapping[Target, AnyRecord | None]]
Refusals = Callable[[int, Refused], None]
"""Told which of the edits, counted from 0, was refused, and why; the others go on."""


def change(config: Config, wish: Wish, how: How, tried_here: bool = True, refused: Refusals | None = None) -> int:
    """Make what is wished for on the board as it is now. `tried_here`: the board knows enough to judge it."""
    reading = read(config)
    made = wish(reading.board)
    asked = [_said(op, how) for op in (made if isinstance(made, Sequence) else (made,))]
    ops = _worth_sending(reading.board, reading.post, asked, refused or _at_once) if tried_here else asked
    if not ops:
        say(_("It was already so."))
        return DONE
    before = [{key: reading.board.get(*key) for key in op.targets} for op in ops]
    settled = edit_once(reading.cached, way(reading.post), ops, [next(iter(one.values()), None) for one in before])
    warn_of_files(settled.link)
    _tell(cached_board(reading.post), list(zip(settled.edits, before, strict=True)), how.as_json)
    ends = [_end_of(edit, settled.link) for edit in settled.edits]
    for sentence_said in dict.fromkeys(said for _code, said in ends if said):
        say(sentence_said)
    return max(code for code, _said in ends)


def fresh_id() -> str:
    """The id of a record that is made here."""
    return ulid(int(time.time() * 1000), os.urandom)


def fresh_ids() -> Iterator[str]:
    """Rising, though many are made in one moment."""
    first = fresh_id()
    return (f"{first}-{nth:03}" for nth in range(1, 1_000))


def quota_of(board: Board, quota_id: str) -> Quota:
    quota = board.quota(quota_id)
    if quota is None:
        raise Refused("unknown_record", id=quota_id)
    return quota


def request_of(board: Board, request_id: str) -> Request:
    request = board.request(request_id)
    if request is None:
        raise Refused("unknown_record", id=request_id)
    return request


def squad_of(board: Board, squad_id: str) -> Squad:
    squad = board.squad(squad_id)
    if squad is None:
        raise Refused("unknown_record", id=squad_id)
    return squad


def signup_of(board: Board, signup_id: str) -> SignUp:
    one = board.get("signup", signup_id)
    if not isinstance(one, SignUp):
        raise Refused("unknown_record", id=signup_id)
    return one


def warn_of_files(link: Link) -> None:
    """A file that was set aside is told of."""
    if link.trouble in ("cache_set_aside", "outbox_set_aside"):
        say(sentence(link.trouble, link.facts))


def why_it_waits(link: Link) -> str:
    return sentence(link.trouble, link.facts) if link.trouble else _("The centre did not answer in time.")


def _said(op: Op, how: How) -> Op:
    return msgspec.structs.replace(op, made=datetime.now(UTC), on_behalf=how.whom, channel=how.channel)


def _at_once(nth: int, why: Refused) -> None:
    raise why


def _worth_sending(board: Board, post: Post, ops: Sequence[Op], refused: Refusals) -> list[Op]:
    """Those that would change something; `refused` is told of one that may not be, or cannot be."""
    link, shelf = board.link, Overlay(board)
    moment = link.as_of or datetime.now(UTC)
    wall = link.clock_at or moment
    ctx = Context(user=post.account, client="", epoch=link.epoch, now=moment, wall=wall, zone=link.zone)
    kept: list[Op] = []
    for nth, op in enumerate(ops):
        why = why_refused(op, post.account, link.grants, shelf, wall)
        if why is not None:
            refused(nth, Refused(why))
            continue
        outcome = decide(op, shelf, ctx)
        if outcome.status == "rejected" and outcome.info is not None:
            refused(nth, _refusal(op, outcome.info, shelf, ctx))
            continue
        shelf.lay(outcome.puts, outcome.gone)
        kept += [] if outcome.status == "noop" else [op]
    return kept


def _refusal(op: Op, info: Info, shelf: Overlay, ctx: Context) -> Refused:
    """Of several that are done whole or not at all, why the first of them cannot be."""
    first = first_refused(op, shelf, ctx, decide) if isinstance(op, Bulk) and op.atomic else None
    why = first.info if first is not None and first.info is not None else info
    return Refused(why.code, **why.facts)


def _tell(board: Board, edits: Sequence[Known], as_json: bool) -> None:
    if as_json:
        bodies = [_body(board, edit, before) for edit, before in edits]
        source: Source = "centre" if all(edit.stage == "done" for edit, _before in edits) else "cache"
        name, said = ("edit", bodies[0]) if len(bodies) == 1 else ("edits", bodies)
        tell_json(name, said, board.link.as_of, source)
        return
    for edit, before in edits:
        if edit.stage == "done":
            for key, record in before.items():
                tell(f"{key[1]}  {change_text(board, edit.op, record, board.get(*key))}")


def _body(board: Board, edit: Edit, before: Mapping[Target, AnyRecord | None]) -> dict[str, object]:
    row = report.edit_report(edit, told(edit.result))
    quota_id = next((record_id for kind, record_id in before if kind == "quota"), "")
    quota = report.quota_report(board, quota_id) if board.quota(quota_id) else None
    record = next((board.get(*key) for key in before), None)
    body: dict[str, object] = msgspec.to_builtins(row)
    return body | {"quota": quota, "record": record}


def _end_of(edit: Edit, link: Link) -> tuple[int, str]:
    """The exit code, and what it means in a sentence."""
    if edit.stage == "attention":
        is_refused = edit.result is not None and edit.result.status == "rejected"
        return REFUSED if is_refused else ATTENTION, told(edit.result)
    if edit.is_pending:
        kept = why_it_waits(link) + " " + _("The edit is kept and goes out later.")
        return SIGN_IN if link.state == "sign_in" else UNREACHABLE, kept
    return DONE, ""
