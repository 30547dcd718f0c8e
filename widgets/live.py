"""A live table: rows of records that change under the eyes of a coordinator.

1. Cursor, selection and edit belong to record ids; nothing that arrives moves cursor, scroll or focus.
2. A vanished record closes its edit (`EditClosed`) and hands the cursor to the nearest following row (`RowGone`).
3. Only what differs on the screen is repainted; nothing differs, nothing is sent.
4. A number that does not fit shows overflow marks, never some of its digits.
5. Texts are shown as they are, never read as markup.
6. Focus, cursor and selection are marks, not colours alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual import events

from postcmd.clean import fold
from widgets import told
from widgets.columns import Column
from widgets.edit import CellEdit
from widgets.lines import GUTTER, HEAD, Composer, Frame
from widgets.paint import Line
from widgets.painted import Painted
from widgets.rows import Draw, Listing, Row
from widgets.sheet import Sheet

WHEEL = 3


class LiveTable(Painted, can_focus=True):
    """Rows keyed by record id. The application binds the keys and calls the verbs below."""

    CursorMoved, Opened, Committed = told.CursorMoved, told.Opened, told.Committed
    EditLeft, EditClosed, EditHeld, RowGone = told.EditLeft, told.EditClosed, told.EditHeld, told.RowGone

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        title: str = "",
        empty_text: str = "",
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._sheet = Sheet(columns)
        self._title, self._counts, self._urgent, self._empty_text = title, "", "", empty_text
        self.beside = False
        """Whether other panes stand beside it."""
        self._committed: CellEdit | None = None
        self._composer = Composer()

    # What is shown, as facts.

    @property
    def cursor(self) -> str | None:
        """The id of the record under the cursor."""
        return self._sheet.cursor

    @property
    def column(self) -> str | None:
        """The key of the chosen field, if any column is editable."""
        return self._sheet.field

    @property
    def is_editing(self) -> bool:
        return self._sheet.edit is not None

    @property
    def selected(self) -> tuple[str, ...]:
        """The selected ids, in the order shown."""
        return tuple(sorted(self._sheet.chosen, key=self._sheet.listing.line))

    @property
    def top(self) -> int:
        """The line of the list that stands first in the window."""
        return self._sheet.top

    @property
    def count(self) -> int:
        return len(self._sheet.listing)

    def row(self, id: str) -> Row:
        """The row shown for `id`; KeyError if it is not listed."""
        return self._sheet.listing.row(id)

    # What arrives.

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show these rows in this order, in columns as wide as what stands in them."""
        rows = tuple(rows)
        self._sheet.hold(rows, is_same=any(row.id in self._sheet.listing for row in rows))
        self._replace(Listing.of(rows))

    def show_rows(self, ids: Iterable[str], draw: Draw) -> None:
        """Show these ids in this order; `draw` makes a row when it comes into view."""
        self._replace(Listing(ids, draw))

    def _replace(self, listing: Listing) -> None:
        vanished = self._sheet.replace(listing)
        if vanished.edit is not None:
            self.post_message(self.EditClosed(self, vanished.edit.id, vanished.edit.text))
        if vanished.cursor is not None:
            self.post_message(self.RowGone(self, vanished.cursor, self.cursor))
        self.settle()

    def update_rows(self, changed: Mapping[str, Row]) -> None:
        """Show these rows instead of the ones with their ids; ids not listed here are passed over."""
        for id, row in changed.items():
            if id in self._sheet.listing:
                self._sheet.listing.put(row)
        self.settle()

    def redraw(self, ids: Iterable[str]) -> None:
        """Draw these records again (after `show_rows`)."""
        for id in ids:
            self._sheet.listing.forget(id)
        self.settle()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; the chosen field stays if it is still among them."""
        self._sheet.show_columns(columns)
        self.settle()

    def set_caption(self, title: str, counts: str = "", urgent: str = "") -> None:
        """The pane's title and a short text of counts at the right, `urgent` being its end."""
        self._title, self._counts, self._urgent = title, counts, urgent
        self.settle()

    def set_empty_text(self, text: str) -> None:
        """The sentence that stands where there are no rows."""
        self._empty_text = text
        self.settle()

    # Verbs of the person: the cursor.

    def move(self, lines: int) -> None:
        """Move the cursor down (or up, if negative) by so many lines."""
        self._move_to_line(self._sheet.line + lines)

    def page(self, pages: int) -> None:
        self.move(pages * max(1, self._sheet.height - 1))

    def to_start(self) -> None:
        self._move_to_line(0)

    def to_end(self) -> None:
        self._move_to_line(self.count - 1)

    def go_to(self, id: str) -> bool:
        """Put the cursor on a record; False if it is not listed."""
        if id not in self._sheet.listing:
            return False
        self._move_to_line(self._sheet.listing.line(id))
        return True

    def _move_to_line(self, line: int) -> None:
        if self._sheet.move_to_line(line):
            self._tell_cursor()
        self.settle()

    def choose_field(self, step: int) -> None:
        """Choose the next (+1) or previous (-1) editable column, or scroll columns where there is none."""
        if self._sheet.choose_field(step):
            self._tell_cursor()
        self.settle()

    def choose_column(self, key: str) -> bool:
        """Choose the editable column `key`; False if it is not one."""
        chosen = self._sheet.choose_column(key)
        self.settle()
        return chosen

    def _tell_cursor(self) -> None:
        if self.cursor is not None:
            self.post_message(self.CursorMoved(self, self.cursor, self.column))

    def open_row(self) -> None:
        """Ask for the detail of the record under the cursor."""
        if self.cursor is not None:
            self.post_message(self.Opened(self, self.cursor))

    # Verbs of the person: the selection.

    def toggle_selected(self) -> None:
        self._sheet.toggle()
        self.settle()

    def select_to_cursor(self) -> None:
        """Select every row from the last one toggled to here."""
        self._sheet.select_through()
        self.settle()

    def clear_selection(self) -> None:
        self._sheet.chosen.clear()
        self.settle()

    # Verbs of the person: the edit.

    def begin_edit(self, text: str = "") -> bool:
        """Open an edit on the chosen field under the cursor, `text` being typed already; False if it cannot be."""
        begun = self._sheet.begin_edit(text)
        self.settle()
        return begun

    def refuse(self, text: str) -> bool:
        """Open the edit just committed again with `text` in it; False if its record has gone meanwhile."""
        committed, self._committed = self._committed, None
        if committed is None or committed.id not in self._sheet.listing or self._sheet.edit:
            return False
        self._sheet.edit = CellEdit(committed.id, committed.column, text)
        self.settle()
        return True

    def leave_edit(self) -> None:
        """Close an open edit without a change."""
        if edit := self._sheet.end_edit():
            self.post_message(self.EditLeft(self, edit.id))
            self.settle()

    def _commit(self) -> None:
        if edit := self._sheet.end_edit():
            self._committed = edit
            self.post_message(self.Committed(self, edit.id, edit.column, edit.text))
            self.settle()

    def on_key(self, event: events.Key) -> None:
        """While an edit is open every key is its own: none may reach a binding and act on something else."""
        edit = self._sheet.edit
        if edit is None:
            return
        event.stop()
        event.prevent_default()
        verbs = {
            "enter": self._commit,
            "escape": self.leave_edit,
            "backspace": edit.rub_out,
            "ctrl+h": edit.rub_out,
            "ctrl+u": edit.clear,
        }
        if event.key in verbs:
            verbs[event.key]()
        elif event.is_printable and event.character:
            self._type(edit, event.character)
        else:
            self.post_message(self.EditHeld(self, edit.id, event.key))
        self.settle()

    def on_paste(self, event: events.Paste) -> None:
        if edit := self._sheet.edit:
            event.stop()
            self._type(edit, event.text)
            self.settle()

    def _type(self, edit: CellEdit, typed: str) -> None:
        edit.type(typed if self.free_text else fold(typed))

    @property
    def free_text(self) -> bool:
        """Whether full-width characters are meant as typed: in an edit of a column that is not a number."""
        numbers = {column.key for column in self._sheet.columns if column.numeric}
        return self._sheet.edit is not None and self._sheet.edit.column not in numbers

    # The mouse, where it is on.

    def on_click(self, event: events.Click) -> None:
        line = self._sheet.top + event.y - HEAD
        if event.y >= HEAD and line < self.count:
            self._move_to_line(line)

    def on_mouse_scroll_down(self) -> None:
        self.move(WHEEL)

    def on_mouse_scroll_up(self) -> None:
        self.move(-WHEEL)

    # Painting.

    def composed(self, width: int, height: int) -> list[Line]:
        self._sheet.resize(max(0, width - GUTTER), max(0, height - HEAD))
        frame = Frame(self._title, self._counts, self._empty_text, self.has_focus, self._urgent, self.beside)
        return self._composer.compose(self._sheet, frame, width, height)
