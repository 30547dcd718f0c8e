"""The lines of a live table: a caption, the column titles, then one line for each row in the window.

1. Every line is exactly as wide as the pane, at any width.
2. Focus, cursor, selection and hidden columns each have a mark of their own.
3. An edit is shown in its cell, over its neighbours where it needs the room, with the end of its text in view.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from widgets.columns import GAP, Slot
from widgets.marks import marks
from widgets.paint import Effect, Ink, Line, Piece, blank, exactly, piece
from widgets.rows import Cell, Row
from widgets.sheet import Sheet
from widgets.text import cells, clip, first_cells, fit, fit_number, wrap

HEAD = 2
GUTTER = 4


DIM = Ink("dim")
HEADER = Ink("dim", "header")
CAPTION = Ink("normal", "caption")
RESTING = Ink("dim")
URGENT = Ink("bad")


class Frame(NamedTuple):
    """What stands around the rows; `urgent` is the end of the counts that the eye is to land on.

    A title beside others (`beside`) stands back while one of those has the focus.
    """

    title: str
    counts: str
    empty_text: str
    focused: bool
    urgent: str = ""
    beside: bool = False


class Composer:
    """Makes the lines of a pane, and makes a row's line again only when something in it has changed."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Row, Standing, Line]] = {}
        self._slots: tuple[Slot, ...] = ()

    def compose(self, sheet: Sheet, frame: Frame, width: int, height: int) -> list[Line]:
        """Every line of the pane."""
        lines = [caption(sheet, frame, width), header(sheet, width)]
        if len(sheet.listing):
            lines += self._rows(sheet, frame.focused, width)
        else:
            lines += [_whole(text, DIM, width) for text in wrap(frame.empty_text, max(1, width - GUTTER))]
        lines += [(blank(width),)] * (height - len(lines))
        return lines[:height]

    def _rows(self, sheet: Sheet, focused: bool, width: int) -> list[Line]:
        before = self._kept if self._slots is sheet.slots else {}
        self._slots = sheet.slots
        self._kept = {id: self._row(before.get(id), sheet, id, focused, width) for id in sheet.visible}
        return [line for _, _, line in self._kept.values()]

    def _row(
        self, kept: tuple[Row, Standing, Line] | None, sheet: Sheet, id: str, focused: bool, width: int
    ) -> tuple[Row, Standing, Line]:
        row, standing = sheet.listing.row(id), _standing(sheet, id, focused)
        if kept and kept[0] is row and kept[1] == standing:
            return kept
        return row, standing, row_line(sheet.slots, row, standing, width)


class Standing(NamedTuple):
    """How a row stands to the person: under the cursor, selected, being edited."""

    field: str | None = None
    cursor: bool = False
    focused: bool = False
    selected: bool = False
    edit: tuple[str, str] | None = None


def _standing(sheet: Sheet, id: str, focused: bool) -> Standing:
    edit = (sheet.edit.column, sheet.edit.text) if sheet.edit and sheet.edit.id == id else None
    if id == sheet.cursor:
        return Standing(sheet.field, True, focused, id in sheet.chosen, edit)
    return Standing(selected=id in sheet.chosen, edit=edit)


def caption(sheet: Sheet, frame: Frame, width: int) -> Line:
    """Focus mark, title, counts, and where the cursor stands: `12/345`."""
    position = f"{sheet.line + 1}/{len(sheet.listing)}" if len(sheet.listing) else ""
    room = max(0, width - 2)
    if cells(position) + 2 > room:
        position = ""
    room -= cells(position)
    counts = clip(frame.counts, max(0, room - 2))
    title = clip(frame.title, max(0, room - cells(counts) - 2))
    filler = max(0, width - 1 - cells(title) - cells(counts) - cells(position) - 2)
    ink = RESTING if frame.beside and not frame.focused else CAPTION
    calm = len(frame.counts) - len(frame.urgent)
    pieces = [piece(marks().focus if frame.focused else " ", ink), piece(title, ink), blank(filler)]
    pieces += [piece(counts[:calm]), piece(counts[calm:], URGENT)]
    return exactly([*pieces, blank(2), *_digits(position)], width)


def _digits(position: str) -> Iterator[Piece]:
    """Each character by itself: a cursor move repaints the digits that changed."""
    return (piece(char, DIM) for char in position)


def header(sheet: Sheet, width: int) -> Line:
    left = marks().more_left if sheet.shift else " "
    right = marks().more_right if _more_to_the_right(sheet) else " "
    pieces = [piece(fit(left + right, GUTTER), DIM)]
    for slot in sheet.slots:
        pieces += [piece(fit(slot.column.title, slot.width, slot.column.align), HEADER), blank(GAP)]
    return exactly(pieces, width)


def _more_to_the_right(sheet: Sheet) -> bool:
    """Whether scrolling right shows other columns: those past the end, and, unscrolled, those hidden between."""
    ends_early = not sheet.slots or sheet.slots[-1].nth < len(sheet.columns) - 1
    return ends_early or (not sheet.shift and len(sheet.slots) < len(sheet.columns))


def row_line(slots: Sequence[Slot], row: Row, standing: Standing, width: int) -> Line:
    """One record: marks in the gutter, then its cells."""
    cursor_ink = Ink("strong" if standing.focused else "dim")
    pieces = [
        piece(marks().cursor, cursor_ink) if standing.cursor else blank(1),
        piece(marks().selected, Ink("accent")) if standing.selected else blank(1),
        piece(fit(row.mark.text, 1), Ink(row.mark.tone)),
        blank(1),
    ]
    effect: Effect = "chosen" if standing.focused else "resting"
    for slot in slots:
        chosen = standing.field == slot.column.key
        pieces += [_cell(slot, row, effect if chosen else ""), blank(GAP)]
    line = exactly(pieces, width)
    return _with_edit(line, slots, *standing.edit, width) if standing.edit else line


def _cell(slot: Slot, row: Row, effect: Effect) -> Piece:
    cell = row.cells[slot.nth] if slot.nth < len(row.cells) else Cell("")
    shape = fit_number if slot.column.numeric else fit
    text = cell.short if cell.short and cells(cell.text) > slot.width else cell.text
    return Piece(shape(text, slot.width, slot.column.align), Ink(cell.tone, effect), slot.width)


def _with_edit(line: Line, slots: Sequence[Slot], column: str, text: str, width: int) -> Line:
    """The line with the edit laid over it; at the left edge of the cells when its column is out of view."""
    slot = next((slot for slot in slots if slot.column.key == column), None)
    start, room = (GUTTER + slot.x, slot.width) if slot else (GUTTER, 0)
    needed = min(max(room, cells(text) + 1), max(1, width - GUTTER))
    start = max(0, min(start, width - needed))
    shown = piece(fit(_tail(text, needed - 1) + marks().caret, needed), Ink("normal", "edit"))
    return _laid_over(line, shown, start)


def _tail(text: str, width: int) -> str:
    """The end of `text` in at most `width` cells, with a mark where the beginning is out of view."""
    if cells(text) <= width:
        return text
    while text and cells(text) > width - 1:
        text = text[1:]
    return clip(marks().clipped + text, width)


def _laid_over(line: Line, shown: Piece, start: int) -> Line:
    """`shown` instead of what stands from the cell `start` on; half a wide character becomes a space."""
    end = start + shown.width
    pieces: list[Piece] = []
    x = 0
    for part in line:
        left, right = min(part.width, max(0, start - x)), min(part.width, max(0, x + part.width - end))
        if left:
            pieces.append(Piece(first_cells(part.text, left), part.ink, left))
        if x <= start < x + part.width:
            pieces.append(shown)
        if right:
            pieces.append(Piece(first_cells(part.text[::-1], right)[::-1], part.ink, right))
        x += part.width
    return tuple(pieces)


def _whole(text: str, ink: Ink, width: int) -> Line:
    return exactly([blank(GUTTER), piece(text, ink)], width)
