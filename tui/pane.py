"""A pane: one kind of record on one live table, with its caption and its totals.

1. What is listed follows from the board, the days and the filter alone; it is listed again only when a record came,
   went or may stand elsewhere, never for a changed number.
2. Totals add the missing and the over of each row shown; a quota whose parts are shown counts in its parts.
3. A record that changed is drawn again; what is out of view costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from postcmd import panes
from postcmd.board import Board, Key
from postcmd.panes import Days
from postcmd.quota import Count, count
from postcmd.records import Quota
from postcmd.words import _, ngettext
from postcmd.written import day_text
from tui import cells
from tui.glyphs import NEW, Glyphs
from tui.situation import Pane
from widgets.columns import Column
from widgets.live import LiveTable
from widgets.rows import Cell, Draw, Row

TITLES: Final[dict[Pane, Callable[[], str]]] = {
    "squad": lambda: _("Squads"),
    "request": lambda: _("Requests"),
    "quota": lambda: _("Quotas"),
}
ORDER: Final[tuple[Pane, ...]] = ("squad", "request", "quota")

COLUMNS: Final[dict[Pane, Callable[[], tuple[Column, ...]]]] = {
    "squad": cells.squad_columns,
    "request": cells.request_columns,
    "quota": cells.quota_columns,
}
DRAWS: Final[dict[Pane, Callable[[Board, Glyphs], Draw]]] = {
    "squad": cells.squad_draw,
    "request": cells.request_draw,
    "quota": cells.quota_draw,
}
LISTS: Final[dict[Pane, Callable[[Board, Days, str], list[str]]]] = {
    "squad": lambda board, days, words: panes.squad_ids(board, words),
    "request": lambda board, days, words: panes.request_ids(board, words),
    "quota": panes.quota_ids,
}
MOVES_ROWS: Final[dict[Pane, frozenset[str]]] = {
    "squad": frozenset({"unit", "place", "request", "squad"}),
    "request": frozenset({"unit", "place", "request", "quota", "task"}),
    "quota": frozenset({"unit", "place", "request"}),
}
"""A changed record of these kinds may put rows of the pane elsewhere."""


class PaneView:
    """What one pane shows now, and how it follows the board."""

    def __init__(self, pane: Pane, board: Board, glyphs: Glyphs) -> None:
        self.pane = pane
        self.ids: list[str] = []
        self.is_stale = True
        self._board, self._glyphs = board, glyphs
        self.is_new: Callable[[Key], bool] = lambda key: False
        self._drawn = DRAWS[pane](board, glyphs)
        self._known: frozenset[str] = frozenset()
        self._gaps: dict[str, tuple[int, int]] | None = None
        self._missing = self._over = 0
        # Of requests, as they were listed just now: to add them up their rows need not be made again.
        self._heads: dict[str, Count] = {}
        self._caption, self._empty_text = ("", ""), ""
        self.table = LiveTable(COLUMNS[pane](), id=pane)

    def _draw(self, record_id: str) -> Row:
        # A record may have gone since the pane was listed: its row stays empty until it is listed again.
        if self._board.get(self.pane, record_id) is None:
            return Row(record_id, ())
        row = self._drawn(record_id)
        is_new = not row.mark.text and self.is_new((self.pane, record_id))
        return row._replace(mark=Cell(self._glyphs.mark(NEW), "dim")) if is_new else row

    def fill(self, days: Days, words: str) -> None:
        """List what the board holds now."""
        self.ids = self._listed(days, words)
        self._known = frozenset(self.ids)
        self._gaps = None
        self.is_stale = False
        self.table.show_rows(self.ids, self._draw)

    def _listed(self, days: Days, words: str) -> list[str]:
        if self.pane != "request":
            return LISTS[self.pane](self._board, days, words)
        rows = panes.request_rows(self._board, words)
        self._heads = {row.id: row.heads for row in rows}
        return [row.id for row in rows]

    def follow(self, touched: Iterable[Key]) -> None:
        """Draw the records that changed again; note whether rows may have come, gone or moved."""
        mine = []
        for kind, record_id in touched:
            if kind == self.pane:
                mine.append(record_id)
                is_new = record_id not in self._known
                is_gone = self._board.get(kind, record_id) is None
                self.is_stale = self.is_stale or is_new or is_gone
            if kind in MOVES_ROWS[self.pane]:
                self.is_stale = True
        for record_id in mine:
            self._count_with_parent(record_id)
        if mine:
            # What a part takes is what the quota above has not passed on any more.
            above = [quota.parent for one in mine if self.pane == "quota" and (quota := self._board.quota(one))]
            self.table.redraw([*mine, *(one for one in above if one is not None)])

    def redraw_all(self) -> None:
        """Draw every row again: something that stands in all of them changed (the day, the names)."""
        self.table.redraw(self.ids)

    # The caption

    def caption(self, title: str, counts: str, empty_text: str) -> None:
        """Say what stands around the rows, where it is not said already."""
        if (title, counts) != self._caption:
            self._caption = title, counts
            short = self.short_text
            self.table.set_caption(title, counts, short if counts.endswith(short) else "")
        if empty_text != self._empty_text:
            self._empty_text = empty_text
            self.table.set_empty_text(empty_text)

    def counts_text(self, days: Days, words: str) -> str:
        """What stands at the right of the caption: filter, days, totals."""
        parts = [f"/{words}"] if words else []
        if self.pane == "quota":
            parts.append(days_text(days))
        parts += self._totals()
        return "  ".join(parts)

    def count_text(self, words: str) -> str:
        """`87`, or `12/87` under a filter."""
        held = len(self._board.base[self.pane])
        return f"{len(self.ids)}/{held}" if words else str(len(self.ids))

    def _totals(self) -> list[str]:
        if self._gaps is None:
            return []
        texts = [_("{n} over").format(n=self._over)] if self._over else []
        return [*texts, self.short_text] if self._missing else texts

    @property
    def short_text(self) -> str:
        """What the rows are short of, in all: what the eye is to land on stands last."""
        return _("{n} short").format(n=self._missing) if self._missing else ""

    # Totals

    def add_up(self) -> None:
        """Count the rows, if that was not done since they were listed: the first frame does not wait for it."""
        if self._gaps is None:
            self._gaps, self._missing, self._over = {}, 0, 0
            for record_id in self.ids:
                self._count(record_id)
            self._heads = {}

    def _count(self, record_id: str) -> None:
        """Take the row's part out of the totals and put in what it is now."""
        if self._gaps is None or self.pane == "squad" or record_id not in self._known:
            return
        missing, over = self._gaps.pop(record_id, (0, 0))
        gap = self._gap(record_id)
        self._missing += gap.missing - missing
        self._over += gap.over - over
        if gap.missing or gap.over:
            self._gaps[record_id] = (gap.missing, gap.over)

    def _count_with_parent(self, record_id: str) -> None:
        self._count(record_id)
        quota = self._board.quota(record_id) if self.pane == "quota" else None
        if quota is not None and quota.parent is not None:
            self._count(quota.parent)

    def _gap(self, record_id: str) -> Count:
        if self.pane == "request":
            request = self._board.request(record_id)
            ended = request is None or request.status in panes.ENDED
            heads = self._heads.get(record_id)
            return Count() if ended else heads or panes.request_row(self._board, record_id).heads
        quota = self._board.quota(record_id)
        if quota is None or quota.status in panes.NOT_COUNTED or self._is_passed_on(quota):
            return Count()
        return count(quota.min, quota.max, quota.confirmed)

    def _is_passed_on(self, quota: Quota) -> bool:
        """Whether parts of it are listed: its heads count there."""
        parts = self._board.children(quota.id)
        return any(part.id in self._known and part.status not in panes.NOT_COUNTED for part in parts)


def days_text(days: Days) -> str:
    if days.mode == "all":
        return _("all days")
    if days.mode == "one":
        return day_text(days.day)
    return _("from {day}").format(day=day_text(days.day))


def waiting_text(count: int) -> str:
    return ngettext("{n} edit waits", "{n} edits wait", count).format(n=count)
