"""A post as a row of the watch view: its shift, who is here, leaves and comes, where somebody is missing.

1. What has to be looked at is marked: somebody missing or late, now or within the hour.
2. What others changed since one looked has its sign too: in the place of the mark, or behind the name of a post that
   has one.
3. A post at rest is dim, and says from when it is manned, or that it is closed.
"""

from __future__ import annotations

from postcmd import panes
from postcmd.board import Board
from postcmd.standing_watch import Resting, Standing
from postcmd.words import _, pgettext
from postcmd.written import short_text
from tui import post_words as words
from widgets.columns import Column
from widgets.rows import Cell, Row


def post_row(board: Board, one: Standing | Resting, new: str = "") -> Row:
    """`new`: the mark of what others changed there, "" where they changed nothing."""
    row = _standing(board, one) if isinstance(one, Standing) else _resting(board, one)
    if not new:
        return row
    if not row.mark.text:
        return row._replace(mark=Cell(new, "dim"))
    first, *others = row.cells
    return row._replace(cells=(first._replace(text=f"{first.text} {new}"), *others))


def _standing(board: Board, one: Standing) -> Row:
    soon = str(one.short_soon) if one.short_soon > one.short else ""
    cells = (
        Cell(words.title(board, one.post.id)),
        Cell(words.shift_name(one.on)),
        Cell(words.asked(one.on)),
        Cell(str(one.here), "strong"),
        Cell(str(one.leaving or ""), "warn"),
        Cell(str(one.arriving or "")),
        Cell(str(one.late or ""), "bad"),
        Cell(str(one.short or ""), "bad"),
        Cell(soon, "warn"),
        Cell(f"+{one.local}" if one.local else "", "dim"),
    )
    mark = Cell("!", "bad") if one.short or one.late else Cell("!", "warn") if soon else Cell("")
    return Row(one.post.id, cells, mark)


def _resting(board: Board, one: Resting) -> Row:
    said = pgettext("post", "closed") if one.is_over else ""
    if one.next is not None:
        said = _("from {time}").format(time=short_text(one.next.begins, board.link.zone, panes.today(board)))
    title, asked = Cell(words.title(board, one.post.id), "dim"), Cell(words.asked(one.next), "dim")
    return Row(one.post.id, (title, Cell(said, "dim"), asked, *(Cell(""),) * 7))


def post_columns() -> tuple[Column, ...]:
    return (
        Column("post", _("post"), 20, min=16, flex=3, pinned=True),
        Column("shift", _("shift"), 12, min=11, flex=1, shrink=1),
        Column("asked", pgettext("post", "need"), 4, align="right", shrink=4),
        Column("here", pgettext("duty", "here"), 4, align="right", numeric=True),
        Column("leaving", pgettext("column", "leave"), 5, align="right", numeric=True),
        Column("arriving", pgettext("column", "come"), 4, align="right", numeric=True),
        Column("late", pgettext("duty", "late"), 4, align="right", numeric=True),
        Column("short", pgettext("post", "short"), 5, align="right", numeric=True),
        Column("soon", pgettext("column", "then"), 4, align="right", numeric=True, shrink=5),
        Column("local", _("local"), 5, align="right", shrink=6),
    )
