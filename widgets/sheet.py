"""What a live table shows, without a screen: rows, cursor, window, selection, edit.

1. The cursor stands on a listed record whenever there is one, and inside the window.
2. What arrives never moves the cursor to another record, unless its own has vanished.
3. The cursor's row keeps its line on the screen whenever the list allows it.
4. Only listed records are selected, and an edit belongs to a listed record.
5. Where columns hold what stands in them, none becomes narrower while some of the same records are listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from widgets import window
from widgets.columns import Column, Slot, holding, last_shift, lay_out, widths_of
from widgets.edit import CellEdit
from widgets.rows import Listing, Row


class Vanished(NamedTuple):
    """What the arrival of other rows took away."""

    cursor: str | None = None
    edit: CellEdit | None = None


class Sheet:
    """Rows seen through a window of `height` lines, `width` cells wide."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = self._asked = tuple(columns)
        self._widest: dict[str, int] = {}
        self.listing = Listing()
        self.cursor: str | None = None
        self.field = next(iter(self._editable()), None)
        self.top = self.shift = self.width = self.height = 0
        self.slots: tuple[Slot, ...] = ()
        self.chosen: set[str] = set()
        self.edit: CellEdit | None = None
        self._anchor: str | None = None

    # The window.

    @property
    def visible(self) -> Sequence[str]:
        """The ids in the window."""
        return self.listing.ids[self.top : self.top + self.height]

    @property
    def line(self) -> int:
        """The line of the list under the cursor; 0 in an empty list."""
        return 0 if self.cursor is None else self.listing.line(self.cursor)

    def resize(self, width: int, height: int) -> None:
        if (width, height) == (self.width, self.height):
            return
        self.width, self.height = width, height
        self._lay_out(min(self.shift, last_shift(self.columns, width)))
        self._look_at(self.line)

    def _lay_out(self, shift: int) -> None:
        self.shift, self.slots = shift, lay_out(self.columns, self.width, shift)

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; the chosen field stays if it is still among them."""
        self.columns = self._asked = tuple(columns)
        self._widest = {}
        self._lay_out(0)
        editable = self._editable()
        self.field = self.field if self.field in editable else next(iter(editable), None)

    def hold(self, rows: Iterable[Row], is_same: bool) -> None:
        """Make the columns as wide as what stands in these rows; `is_same`: some of them were listed before."""
        widest = widths_of(self._asked, rows)
        if is_same:
            widest = {key: max(width, self._widest.get(key, 0)) for key, width in widest.items()}
        if widest != self._widest:
            self._widest, self.columns = widest, holding(self._asked, widest)
            self._lay_out(min(self.shift, last_shift(self.columns, self.width)))

    def _look_at(self, line: int) -> None:
        self.top = window.showing(line, self.top, self.height, len(self.listing))

    # What arrives.

    def replace(self, listing: Listing) -> Vanished:
        """Show another list; says which of cursor and edit lost their record."""
        before, gone = self.listing, self.cursor
        old_line = self.line
        self.listing = listing
        self.chosen = {id for id in self.chosen if id in listing}
        vanished = Vanished(None if gone is None or gone in listing else gone, self._lost_edit())
        if vanished.cursor is not None:
            self.cursor = before.heir(vanished.cursor, listing)
        elif gone is None:
            self.cursor = next(iter(listing.ids), None)
        self.top = window.holding(old_line, self.line, self.top, self.height, len(listing))
        return vanished

    def _lost_edit(self) -> CellEdit | None:
        lost = self.edit if self.edit and self.edit.id not in self.listing else None
        if lost:
            self.edit = None
        return lost

    # The cursor.

    def move_to_line(self, line: int) -> bool:
        """Put the cursor on the nearest line there is; False if it stood there."""
        if not len(self.listing):
            return False
        line = max(0, min(line, len(self.listing) - 1))
        moved = self.listing.ids[line] != self.cursor
        self.cursor = self.listing.ids[line]
        self._look_at(line)
        return moved

    def choose_field(self, step: int) -> bool:
        """Choose the next editable column in view, else scroll one column; False if there is nothing that way."""
        if step < 0 and self.shift:
            return self._scroll(-1)
        fields = [slot.column.key for slot in self.slots if slot.column.editable]
        at = fields.index(self.field) + step if self.field in fields else 0
        if fields and 0 <= at < len(fields) and fields[at] != self.field:
            self.field = fields[at]
            return True
        return step > 0 and self._scroll(1)

    def _scroll(self, step: int) -> bool:
        """Scroll until other columns show; False if there are none that way."""
        before, last = self.slots, last_shift(self.columns, self.width)
        while self.slots == before and 0 <= self.shift + step <= last:
            self._lay_out(self.shift + step)
        return self.slots != before

    def choose_column(self, key: str) -> bool:
        """Choose the editable column `key`, and scroll to it; False if it is not one."""
        if key not in self._editable():
            return False
        self.field = key
        # Before it has a place on the screen everything is out of view.
        if self.width and not self._is_in_view(key):
            self._lay_out(0)
            while not self._is_in_view(key) and self._scroll(1):
                pass
        return True

    def _is_in_view(self, key: str) -> bool:
        return any(slot.column.key == key for slot in self.slots)

    def _editable(self) -> list[str]:
        return [column.key for column in self.columns if column.editable]

    # The selection.

    def toggle(self) -> None:
        """Select the row under the cursor, or let it go; a later `select_through` starts here."""
        if self.cursor is not None:
            self.chosen ^= {self.cursor}
            self._anchor = self.cursor

    def select_through(self) -> None:
        """Select every row from the last one toggled to the cursor."""
        if self.cursor is None:
            return
        anchor = self._anchor if self._anchor and self._anchor in self.listing else self.cursor
        first, last = sorted((self.listing.line(anchor), self.line))
        self.chosen |= set(self.listing.ids[first : last + 1])
        self._anchor = self.cursor

    # The edit.

    def begin_edit(self, text: str) -> bool:
        """Open an edit on the chosen field under the cursor; False if there is none or one is open."""
        if self.edit or self.cursor is None or self.field is None:
            return False
        self.edit = CellEdit(self.cursor, self.field, text)
        return True

    def end_edit(self) -> CellEdit | None:
        """Close the edit and hand it over."""
        edit, self.edit = self.edit, None
        return edit
