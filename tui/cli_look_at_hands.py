"""Whom to send to where posts are short, and who can relieve a duty; each with the reasons, and why others cannot.

1. Nothing is planned by looking: `duty plan` and `duty relieve` do that.
2. Reasons are codes in the JSON and words for people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from postcmd import panes
from postcmd.board import Board
from postcmd.errors import Refused
from postcmd.hand import Hand
from postcmd.records import Post
from postcmd.redeploy import Proposal, gaps, proposals
from postcmd.relief import relief
from postcmd.words import _, pgettext
from tui import on_hand_words as words
from tui.cli_look_at_posts import lies
from tui.cli_moments import now_of
from tui.cli_on_duties import duty_of
from tui.cli_output import Cell, Column, Form, table
from tui.cli_read import print_list, read
from tui.cli_tables import minute
from tui.config import Config
from tui.report_shapes_on_the_ground import GapReport

MOST: Final = 50


def whom_to_send(config: Config, place: str, hours: int, form: Form) -> int:
    reading = read(config)
    board, now = reading.board, now_of(reading.board)
    found = [one for one in gaps(board, now, timedelta(hours=hours)) if lies(board, one.place, place)]
    rows = [_gap(one) for one in proposals(board, found[:MOST], now)]
    return print_list(reading, "gaps", rows, form, _gap_table)


def who_can_relieve(config: Config, duty_id: str, form: Form) -> int:
    reading = read(config)
    duty = duty_of(reading.board, duty_id)
    found = relief(reading.board, duty.id, now_of(reading.board))
    if found is None:
        raise Refused("unknown_record", id=duty.post)
    rows = [*found.who, *found.who_not]
    return print_list(reading, "relief", rows, form, _relief_table)


def _gap(one: Proposal) -> GapReport:
    gap = msgspec.structs.asdict(one.gap)
    return GapReport(**gap, still_short=one.still_short, sent=one.sent, why_not=one.why_not)


def _gap_table(board: Board, rows: Sequence[GapReport]) -> str:
    columns = [
        Column(_("post")),
        Column(pgettext("duty", "from")),
        Column(_("until")),
        Column(_("ID")),
        Column(_("who")),
    ]
    columns += [Column(_("heads"), right=True), Column(_("why, why not"))]
    return table(columns, [cells for one in rows for cells in _gap_cells(board, one)])


def _gap_cells(board: Board, gap: GapReport) -> Iterator[list[Cell]]:
    left = _("{n} stay short").format(n=gap.still_short) if gap.still_short else ""
    yield [_name(board, gap), minute(board, gap.begins), minute(board, gap.ends), "", "", f"-{gap.heads}", left]
    for sent in gap.sent:
        ends = sent.ends if sent.ends != gap.ends else None
        yield _hand_cells(board, sent.hand, f"+{sent.heads}", ends)
    for hand in gap.why_not if gap.still_short else ():
        yield _hand_cells(board, hand, "", None)


def _hand_cells(board: Board, hand: Hand, heads: str, ends: datetime | None) -> list[Cell]:
    return ["", "", minute(board, ends), hand.id, words.name(board, hand), heads, _why(hand)]


def _why(hand: Hand) -> str:
    return _("; ").join(filter(None, (words.against_text(hand), words.why_text(hand))))


def _name(board: Board, gap: GapReport) -> str:
    post = board.get("post", gap.post)
    return f"{panes.place_name(board, gap.place)} {post.name if isinstance(post, Post) else gap.post}"


def _relief_table(board: Board, rows: Sequence[Hand]) -> str:
    columns = [Column(_("ID")), Column(_("who")), Column(_("unit")), Column(_("heads"), right=True)]
    columns.append(Column(_("why, why not")))
    return table(columns, [_relief_cells(board, one) for one in rows])


def _relief_cells(board: Board, hand: Hand) -> list[Cell]:
    heads = None if hand.why_not else hand.heads
    return [hand.id, words.name(board, hand), panes.unit_name(board, hand.unit), heads, _why(hand)]
