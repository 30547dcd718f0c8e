"""Looking at posts: which there are, who stands there now, the duties of a day.

1. They take no lock and change nothing; like every reading command they answer from the cache where there is no centre.
2. Local staff stand beside as a number of their own and fill no place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from postcmd import panes
from postcmd.board import Board
from postcmd.errors import Refused
from postcmd.intents_of_posts import shifts_text
from postcmd.quota import heads_text
from postcmd.records import Duty, Post
from postcmd.standing_watch import Standing
from postcmd.standing_watch import watch as watch_of
from postcmd.words import _, pgettext
from tui.cli_making import squad_of
from tui.cli_moments import now_of, one_day
from tui.cli_on_posts import post_of
from tui.cli_output import Cell, Column, Form, table
from tui.cli_read import print_list, read
from tui.cli_tables import minute
from tui.config import Config
from tui.report_shapes_on_the_ground import DutyReport, PostReport, StandingReport


def posts(config: Config, place: str, form: Form) -> int:
    reading = read(config)
    board = reading.board
    here: Counter[str] = Counter()
    for one in board.every("duty"):
        if isinstance(one, Duty):
            here[one.post] += one.here
    found = [one for one in board.every("post") if isinstance(one, Post) and lies(board, one.place, place)]
    rows = [_post(board, one, here[one.id]) for one in found]
    rows.sort(key=lambda one: (one.place_name, one.name, one.id))
    return print_list(reading, "posts", rows, form, _post_table)


def watch(config: Config, place: str, form: Form) -> int:
    reading = read(config)
    board = reading.board
    below = _known(board, place) or None
    rows = [_standing(one) for one in watch_of(board, below, now_of(board)).rows]
    return print_list(reading, "watch", rows, form, _watch_table)


def duties(config: Config, post: str, squad: str, day: str, form: Form) -> int:
    reading = read(config)
    board = reading.board
    of_post = post_of(board, post).id if post else ""
    of_squad = squad_of(board, squad).id if squad else ""
    on = None if day == "all" else one_day(board, day)
    found = [
        one
        for one in _duties(board)
        if (not of_post or one.post == of_post)
        and (not of_squad or one.squad == of_squad)
        # Whoever still stands there is of today as well.
        and (on is None or one.day == on or (not day and one.here > 0))
    ]
    rows = [_duty(board, one) for one in sorted(found, key=lambda one: (one.begins, one.post, one.id))]
    return print_list(reading, "duties", rows, form, _duty_table)


def _duties(board: Board) -> Iterator[Duty]:
    return (one for one in board.every("duty") if isinstance(one, Duty))


def lies(board: Board, place_id: str, below: str) -> bool:
    """Whether a place is, or lies in, that one; of none named all do."""
    if not _known(board, below) or place_id == below:
        return True
    place = board.place_of(place_id)
    return place is not None and below in place.path.split("/")


def _known(board: Board, place: str) -> str:
    if place and board.place_of(place) is None:
        raise Refused("unknown_record", id=place)
    return place


# Posts


def _post(board: Board, post: Post, here: int) -> PostReport:
    return PostReport(
        **_of(post, PostReport),
        place_name=panes.place_name(board, post.place),
        here=here,
        mark=board.mark("post", post.id),
    )


def _post_table(board: Board, rows: Sequence[PostReport]) -> str:
    columns = [Column(_("ID")), Column(_("place")), Column(_("name")), Column(_("shifts"))]
    columns += [Column(_("here"), right=True), Column(_("last day")), Column("")]
    return table(columns, [_post_cells(one) for one in rows])


def _post_cells(row: PostReport) -> list[Cell]:
    last = row.until.isoformat() if row.until else ""
    return [row.id, row.place_name, row.name, shifts_text(row.shifts), row.here, last, row.mark]


# The watch


def _standing(row: Standing) -> StandingReport:
    on = row.on
    return StandingReport(
        post=row.post.id,
        name=row.post.name,
        place=row.post.place,
        place_name=row.place,
        shift=on.shift.name if on else "",
        day=on.day if on else None,
        begins=on.begins if on else None,
        ends=on.ends if on else None,
        min=on.shift.min if on else None,
        max=on.shift.max if on else None,
        here=row.here,
        leaving=row.leaving,
        arriving=row.arriving,
        late=row.late,
        short=row.short,
        short_soon=row.short_soon,
        local=row.local,
        duties=row.duties,
    )


def _watch_table(board: Board, rows: Sequence[StandingReport]) -> str:
    columns = [Column(_("ID")), Column(_("place")), Column(_("post")), Column(_("shift")), Column(_("until"))]
    columns += [
        Column(pgettext("watch", "asked"), right=True),
        Column(_("here"), right=True),
        Column(_("leaving"), right=True),
    ]
    columns += [
        Column(_("arriving"), right=True),
        Column(pgettext("watch", "late"), right=True),
        Column(_("short"), right=True),
    ]
    columns += [Column(_("short soon"), right=True), Column(_("local staff"), right=True)]
    return table(columns, [_standing_cells(board, one) for one in rows])


def _standing_cells(board: Board, row: StandingReport) -> list[Cell]:
    asked = "" if row.min is None else heads_text(row.min, row.max)
    many: list[Cell] = [row.leaving or None, row.arriving or None, row.late or None]
    gaps: list[Cell] = [row.short or None, row.short_soon or None, row.local or None]
    until = minute(board, row.ends)
    return [row.post, row.place_name, row.name, row.shift, until, asked, row.here, *many, *gaps]


# Duties


def _duty(board: Board, duty: Duty) -> DutyReport:
    post = board.get("post", duty.post)
    squad = board.squad(duty.squad) if duty.squad else None
    return DutyReport(
        **_of(duty, DutyReport),
        post_name=post.name if isinstance(post, Post) else "",
        place_name=panes.place_name(board, duty.place),
        unit_name=panes.unit_name(board, duty.unit),
        squad_name=squad.name if squad is not None else "",
        mark=board.mark("duty", duty.id),
    )


def _duty_table(board: Board, rows: Sequence[DutyReport]) -> str:
    columns = [
        Column(_("ID")),
        Column(_("place")),
        Column(_("post")),
        Column(_("who")),
        Column(pgettext("duty", "from")),
    ]
    columns += [Column(_("until")), Column(_("heads"), right=True), Column(_("came"), right=True)]
    columns += [Column(pgettext("duty", "left"), right=True), Column(_("here"), right=True), Column(""), Column("")]
    return table(columns, [_duty_cells(board, one) for one in rows])


def _duty_cells(board: Board, row: DutyReport) -> list[Cell]:
    who = row.volunteer or row.squad_name or row.unit_name
    state = _("walk-up") if row.walk_in else _("relieved") if row.relieved_by else ""
    times = minute(board, row.begins), minute(board, row.ends)
    return [
        row.id,
        row.place_name,
        row.post_name,
        who,
        *times,
        row.heads,
        row.came,
        row.left or None,
        row.here,
        state,
        row.mark,
    ]


def _of(record: Struct, shape: type[Struct]) -> dict[str, Any]:
    """The record's own values for the fields of the same name."""
    both = set(record.__struct_fields__) | set(dir(record))
    return {field: getattr(record, field) for field in shape.__struct_fields__ if field in both}
