"""The reading commands: status, requests, quotas, squads, outbox.

1. They take no lock and change nothing.
2. The centre is asked for at most ASK seconds; then the newest cache is printed, with a sentence on stderr, and that is
   no failure. Only where there is no cache either does the command end in 3 or 4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct

from postcmd import panes
from postcmd.board import Board
from postcmd.errors import BadInput, CacheDamaged
from postcmd.panes import Days
from postcmd.wire import Result
from postcmd.words import _
from sync.formats import read_cache
from sync.instances import CACHE, OUTBOX, glances, home_of
from sync.post import CachedPost, open_cache, pull_once
from tui import cli_tables, report
from tui.cli_exit import DONE
from tui.cli_output import Form, Source, say, tell, tell_csv, tell_json
from tui.cli_post import Post, post_of
from tui.cli_way import way
from tui.config import Config
from tui.sentences import sentence, sentence_of, sentence_of_result

ASK: Final = 3.0
"""Seconds that a reading command gives the centre."""


class Reading(Struct, frozen=True):
    """A board to print, and where it came from."""

    board: Board
    post: Post
    source: Source
    cached: CachedPost
    unreadable: tuple[CacheDamaged, ...] = ()


def read(config: Config) -> Reading:
    """The board as the centre has it now, or as this machine knows it; where it knows nothing, why."""
    post = post_of(config)
    cached = open_cache(post.url, post.account)
    unreadable = unreadable_files(post)
    for damaged in unreadable:
        say(sentence_of(damaged))
    found = pull_once(cached, way(post), ASK)
    board = board_of(found)
    source: Source = "centre" if board.link.state == "online" else "cache"
    return Reading(board, post, source, found, tuple(unreadable))


def cached_board(post: Post) -> Board:
    """What this machine knows by now."""
    return board_of(open_cache(post.url, post.account))


def board_of(cached: CachedPost) -> Board:
    board = Board()
    board.apply(cached.update)
    return board


def unreadable_files(post: Post) -> list[CacheDamaged]:
    """Files of this post that cannot be read; they are told of and left alone."""
    found = []
    for glance in glances(home_of(post.url, post.account)):
        if glance.trouble:
            found.append(CacheDamaged(glance.trouble, path=str(glance.folder / OUTBOX)))
        try:
            if not glance.cached_at:
                read_cache(glance.folder / CACHE)
        except CacheDamaged as damaged:
            found.append(damaged)
    return found


def status(config: Config, as_json: bool) -> int:
    reading = read(config)
    board, post = reading.board, reading.post
    row = report.status(board, post.url, post.account)
    return _print(reading, "status", row, as_json, lambda: cli_tables.status_text(board, row))


def requests(config: Config, words: str, day: str, form: Form) -> int:
    reading = read(config)
    days = days_of(day, reading.board)
    rows = report.requests(reading.board, days.day if days.mode == "one" else None, words)
    return print_list(reading, "requests", rows, form, cli_tables.request_table)


def quotas(config: Config, words: str, day: str, form: Form) -> int:
    reading = read(config)
    rows = report.quotas(reading.board, days_of(day, reading.board), words)
    return print_list(reading, "quotas", rows, form, cli_tables.quota_table)


def squads(config: Config, words: str, form: Form) -> int:
    reading = read(config)
    return print_list(reading, "squads", report.squads(reading.board, words), form, cli_tables.squad_table)


def outbox(config: Config, form: Form) -> int:
    reading = read(config)
    rows = report.outbox(reading.board.all_edits, told)
    return print_list(reading, "outbox", rows, form, cli_tables.edit_table)


def days_of(typed: str, board: Board) -> Days:
    """`2022-11-20`, `today`, `all` or nothing said; BadInput for anything else."""
    if typed in ("", "all"):
        return Days("all")
    if typed == "today":
        return Days("one", panes.today(board))
    try:
        return Days("one", date.fromisoformat(typed))
    except ValueError:
        raise BadInput("bad_day", text=typed) from None


def told(result: Result | None) -> str:
    return sentence_of_result(result.status, result.info) if result is not None else ""


def print_list(reading: Reading, name: str, rows: Sequence[Any], form: Form, table: Callable[[Board, Any], str]) -> int:
    if form == "csv":
        tell_csv(rows)
        return warned(reading)
    if not rows and form == "words":
        say(_("There is nothing to show."))
        return warned(reading)
    return _print(reading, name, rows, form == "json", lambda: table(reading.board, rows))


def _print(reading: Reading, name: str, body: object, as_json: bool, text: Callable[[], str]) -> int:
    if as_json:
        tell_json(name, body, reading.board.link.as_of, reading.source)
    else:
        tell(text())
    return warned(reading)


def warned(reading: Reading) -> int:
    if reading.source == "cache":
        link = reading.board.link
        as_of = cli_tables.minute(reading.board, link.as_of, seconds=True)
        why = sentence(link.trouble, link.facts)
        say(_("{why} This is from the cache, as of {as_of}.").format(why=why, as_of=as_of))
    return DONE
