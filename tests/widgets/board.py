"""A small board for the tests of the widgets, and a terminal that draws what is sent to it."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pyte
from rich.color import ColorSystem
from rich.console import Console
from textual import events, on
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._xterm_parser import XTermParser
from textual.app import ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from widgets.columns import Column
from widgets.keys import FoldingApp
from widgets.live import LiveTable
from widgets.rows import Cell, Row
from widgets.shown import Shown
from widgets.spans import ExactCompositor, ExactScreen, ExactUpdate, WholeUpdate
from widgets.told import Told

COLUMNS = (
    Column("place", "Place", 16, min=8, flex=1, shrink=1, pinned=True),
    Column("min", "min", 5, align="right", numeric=True, editable=True),
    Column("max", "max", 5, align="right", numeric=True, editable=True),
    Column("confirmed", "confirmed", 9, align="right", numeric=True, shrink=2),
    Column("note", "note", 12, min=6, shrink=3, editable=True),
)


def a_row(id: str, *, place: str = "孙河乡", low: int = 12, high: int = 12, note: str = "", mark: str = "") -> Row:
    """A quota as the board would show it."""
    return Row(id, (Cell(place), Cell(str(low)), Cell(str(high)), Cell("0", "bad"), Cell(note, "dim")), Cell(mark))


def some_rows(ids: Iterable[int]) -> list[Row]:
    return [a_row(f"r{nth}", place=f"村{nth}", low=nth, high=nth * 2) for nth in ids]


class Drawn(ExactCompositor):
    """Draws every update on an emulated terminal, as the real one would."""

    def __init__(self) -> None:
        super().__init__()
        self.console = Console(file=io.StringIO(), force_terminal=True, color_system="256", legacy_windows=False)
        self.terminal = pyte.Screen(1, 1)
        self.stream = pyte.Stream(self.terminal)
        self.updates: list[str] = []
        # A second terminal, of an application that knows what stands there.
        self.shown, self.thrifty, self.sent = Shown(erases=True), pyte.Screen(1, 1), list[str]()

    def render_partial_update(self) -> ChopsUpdate | None:
        update = super().render_partial_update()
        if isinstance(update, ExactUpdate):
            self._draw(update)
        return update

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        update = super().render_full_update(simplify)
        assert isinstance(update, WholeUpdate)
        self._draw(update)
        return update

    def _draw(self, update: ExactUpdate | WholeUpdate) -> None:
        self.updates.append(update.render_segments(self.console))
        self.stream.feed(self.updates[-1])
        self.sent.append(self.shown.sent(update.painted(), self.size.width, ColorSystem.EIGHT_BIT))
        pyte.Stream(self.thrifty).feed(self.sent[-1])

    def draw_all(self) -> None:
        """Begin with the whole picture."""
        for terminal in (self.terminal, self.thrifty):
            terminal.resize(self.size.height, self.size.width)
            pyte.Stream(terminal).feed(self._whole())
        self.shown.forget()
        self.updates.clear()
        self.sent.clear()

    def _whole(self) -> str:
        """The whole picture as Textual itself would send it."""
        lines = enumerate(self.render_strips(), 1)
        return "".join(f"\x1b[{y};1H" + strip.render(self.console) for y, strip in lines)

    def picture(self) -> list[list[pyte.screens.Char]]:
        """What stands on the emulated terminal, every cell with its colours."""
        return cells_of(self.terminal)

    def thrifty_picture(self) -> list[list[pyte.screens.Char]]:
        """The same on the terminal that was sent only what did not stand there."""
        return cells_of(self.thrifty)

    def expected(self) -> list[list[pyte.screens.Char]]:
        """What would stand there had Textual sent all of it."""
        terminal = pyte.Screen(self.size.width, self.size.height)
        pyte.Stream(terminal).feed(self._whole())
        return cells_of(terminal)


def cells_of(terminal: pyte.Screen) -> list[list[pyte.screens.Char]]:
    """Every cell as a person sees it."""
    return [[seen(terminal.buffer[y][x]) for x in range(terminal.columns)] for y in range(terminal.lines)]


def seen(cell: pyte.screens.Char) -> pyte.screens.Char:
    """A space without a line under it shows its background only."""
    if cell.data != " " or cell.reverse or cell.underscore:
        return cell
    return cell._replace(fg="default", bold=False, italics=False)


class BoardScreen(ExactScreen[None]):
    """A screen with one or more widgets, drawn on an emulated terminal."""

    CSS = "BoardScreen { layers: base prompt card; } LiveTable { height: 1fr; }"

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self.drawn = Drawn()
        self._compositor = self._exact = self.drawn
        self._widgets = widgets

    def compose(self) -> ComposeResult:
        yield from self._widgets


class BoardApp(FoldingApp[None]):
    """Shows widgets and keeps what they say."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self._widgets = widgets
        self.said: list[Message] = []
        self.acted: list[str] = []

    def get_default_screen(self) -> Screen[None]:
        return BoardScreen(*self._widgets)

    @property
    def board(self) -> BoardScreen:
        assert isinstance(self.screen, BoardScreen)
        return self.screen

    @property
    def lines(self) -> list[str]:
        """What a person would read, as Textual sees it."""
        return [strip.text for strip in self.board.drawn.render_strips()]

    def action_note(self, what: str) -> None:
        self.acted.append(what)

    @on(Told)
    def keep(self, message: Told) -> None:
        self.said.append(message)

    def told(self, kind: type[Told]) -> list[Told]:
        return [message for message in self.said if isinstance(message, kind) and isinstance(message, Told)]


def a_table(rows: Iterable[Row] = (), *, id: str = "quotas") -> LiveTable:
    table = LiveTable(COLUMNS, title="Quotas", empty_text="No quota here yet.", id=id)
    table.set_rows(rows)
    return table


def parsed(typed: str) -> list[events.Key]:
    """The key events Textual makes of what a terminal sends."""
    parser = XTermParser()
    tokens = [*parser.feed(typed), *parser.feed("")]
    return [token for token in tokens if isinstance(token, events.Key)]


async def type_at(pilot: Pilot[None], typed: str) -> None:
    """Type as a terminal does: pilot's own `press` makes up names for keys outside ASCII."""
    for event in parsed(typed):
        pilot.app.post_message(event)
    await pilot.pause()
