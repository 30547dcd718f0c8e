"""The frozen days 日结 of a scope: every version, what differs from the one before, and which records made it so.

1. A version stays as it was frozen; what came in since stands below the newest, with who said it.
2. Enter on a version shows the figures as they were frozen, on a record its events.
3. Esc leads back to the figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from postcmd import figures_asked as asking
from postcmd.board import Board
from postcmd.figures_asked import Asked
from postcmd.figures_wire import Changed, Difference, FrozenDay
from postcmd.words import N_, _
from postcmd.written import day_text, long_text
from tui import detail, terms
from tui.event_words import VERBS
from tui.figure_rows import Rows
from tui.figures_screen import FiguresScreen
from tui.figures_told import Wanted, days_text, scope_name
from tui.open_layer import RowKey
from tui.over_list import OverList
from tui.own_templates import tongue
from widgets.columns import Column
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

AT_LEAST: Final = timedelta(days=6)
"""Of a single day the frozen days of the week that ends with it are listed."""
SERVICE: Final = N_("service record")


class FreezesScreen(OverList):
    """The subject is the Wanted of the figures that it was opened from."""

    LAYER = "freezes"

    subject: Wanted

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._trouble = ""
        self._leads: dict[str, Changed | FrozenDay] = {}

    async def begin(self, subject: Any) -> None:
        self._trouble = ""
        await super().begin(subject)
        self._ask()

    def _ask(self) -> None:
        wanted = self._asked

        async def ask() -> None:
            self._trouble = await self.board_screen.figures.ask(asking.freezes(wanted))
            if self.has_class("-open") and self._asked == wanted:
                self.follow()

        self.board_screen.run_worker(ask(), group="figures", exclusive=True)

    @property
    def _asked(self) -> Asked:
        asked = self.subject.asked
        since = min(asked.since, asked.until - AT_LEAST)
        return Asked(unit=asked.unit, place=asked.place, since=since, until=asked.until)

    @property
    def _board(self) -> Board:
        return self.board_screen.board

    @property
    def _days(self) -> Sequence[FrozenDay] | None:
        known = self.board_screen.figures.known(asking.freezes(self._asked))
        return known.said if known is not None else None

    # What stands there

    def heading(self) -> str:
        name = scope_name(self._board, self._asked)
        return _("Frozen days: {name} {days}").format(name=name, days=days_text(self._asked))

    def counts(self) -> str:
        return _("centre not reached") if self._trouble and self._days is not None else ""

    def nothing(self) -> str:
        if self._trouble:
            return self._trouble
        return (
            _("The frozen days are being asked for …") if self._days is None else _("No day has been frozen here yet.")
        )

    def rows(self) -> list[Row]:
        self._leads = {}
        return [row for one in self._days or () for row in self._of(one)]

    def _of(self, one: FrozenDay) -> Iterator[Row]:
        mark = one.mark
        row_id = f"{mark.day}:{mark.version}"
        self._leads[row_id] = one
        told = _("version {n}, definitions {version}").format(n=mark.version, version=mark.definitions)
        who = " ".join((mark.by, self._moment(mark.at)))
        yield Row(row_id, (Cell(day_text(mark.day), "strong"), Cell(told, "strong"), Cell(""), Cell(""), Cell(who)))
        if one.since:
            yield self._caption(f"{row_id}:since", _("changed since it was frozen:"), "warn")
            yield from self._differences(f"{row_id}:since", one.since)
        if one.differs:
            before = _("other than in version {n}:").format(n=mark.version - 1)
            yield self._caption(f"{row_id}:differs", before, "dim")
            yield from self._differences(f"{row_id}:differs", one.differs)

    def _caption(self, row_id: str, text: str, tone: Any) -> Row:
        return Row(row_id, (Cell(""), Cell(f"  {text}", tone), Cell(""), Cell(""), Cell("")))

    def _differences(self, above: str, differences: Sequence[Difference]) -> Iterator[Row]:
        labels = Rows(self._board, self._asked, None, tongue())
        for one in differences:
            row_id = f"{above}:{one.key}:{one.task}"
            was, now = Cell(str(one.was), "dim"), Cell(str(one.now), "strong")
            yield Row(row_id, (Cell(""), Cell(f"    {labels.label(one.key, one.task)}"), was, now, Cell("")))
            for nth, record in enumerate(one.records):
                self._leads[f"{row_id}:{nth}"] = record
                yield self._record(f"{row_id}:{nth}", record)

    def _record(self, row_id: str, one: Changed) -> Row:
        kind = _(SERVICE) if one.kind == "service" else terms.term(terms.KIND, one.kind)
        on_board = one.kind != "service" and self._board.get(one.kind, one.id) is not None
        named = detail.title(self._board, (one.kind, one.id)) if on_board and one.kind != "service" else one.id
        verb = _(VERBS[one.verb]) if one.verb in VERBS else ""
        who = " ".join(filter(None, (one.by, self._moment(one.at), verb)))
        cells = (Cell(""), Cell(f"      {kind} {named}"), Cell(str(one.was), "dim"), Cell(str(one.now)), Cell(who))
        return Row(row_id, cells)

    def _moment(self, moment: datetime | None) -> str:
        return long_text(moment, self._board.link.zone)

    # Its keys

    def keys(self) -> list[RowKey]:
        lead = self._leads.get(self.cursor or "")
        label = _("as frozen") if isinstance(lead, FrozenDay) else _("events")
        nothing = "" if lead is not None else _("There is nothing behind this line.")
        return [
            RowKey("open", self._enter, nothing, label=label),
            RowKey("again", self._ask),
            RowKey("back", self.leave, label=_("figures")),
        ]

    def _enter(self) -> None:
        lead = self._leads.get(self.cursor or "")
        if isinstance(lead, FrozenDay):
            asked, mark = self.subject.asked, lead.mark
            day = Asked(unit=asked.unit, place=asked.place, since=mark.day, until=mark.day, as_of=str(mark.seq))
            then = Wanted(day, chosen=self.subject.chosen, back=self.subject)
            self.board_screen.overlays.open(FiguresScreen, then)
        elif isinstance(lead, Changed) and lead.kind != "service" and self._board.get(lead.kind, lead.id) is not None:
            from tui.cards import DetailCard

            self.board_screen.overlays.open(DetailCard, (lead.kind, lead.id), above=True)
        else:
            self.board_screen.say(_("The centre alone keeps this record: the board holds no events of it."))

    def leave(self) -> None:
        self.board_screen.overlays.open(FiguresScreen, self.subject)


def _columns() -> tuple[Column, ...]:
    return (
        Column("day", _("day"), 6),
        Column("what", _("figure, record"), 30, min=22, flex=2, pinned=True),
        Column("was", _("was"), 8, min=6, align="right", numeric=True),
        Column("now", _("is"), 8, min=6, align="right", numeric=True),
        Column("who", _("who, when"), 22, min=12, flex=1, shrink=1),
    )
