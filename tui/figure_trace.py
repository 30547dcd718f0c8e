"""The records that make a figure: each with how much of it, from which commit; Enter goes on to its events.

1. The pages come from the centre one after the other, as they are looked at; what was told before stands there at once.
2. What a record is called the board knows; where it does not hold the record, its number stands there.
3. Esc leads back to the figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from postcmd import board_trends, panes
from postcmd import figures_asked as asking
from postcmd.between_figures import figure_text
from postcmd.board import Board
from postcmd.figures import FigureKey
from postcmd.figures_asked import Asked, Question
from postcmd.figures_wire import Traced, TracePage
from postcmd.qualifiers import qualified
from postcmd.records import Kind
from postcmd.sheet import inside
from postcmd.sheet_text import task_name
from postcmd.words import N_, _
from postcmd.written import day_text, hours_text
from tui import detail, terms
from tui.figure_rows import MEANT, Picked, Rows
from tui.figures_screen import FiguresScreen
from tui.figures_told import Wanted, days_text, scope_name
from tui.open_layer import RowKey
from tui.over_list import OverList
from tui.own_templates import tongue
from widgets.columns import Column
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

MOST_PAGES: Final = 20
SERVICE: Final = N_("service record")


class Behind(NamedTuple):
    """Behind which figure of which answer."""

    wanted: Wanted
    picked: Picked


class TraceScreen(OverList):
    """The subject is a Behind."""

    LAYER = "trace"

    subject: Behind

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._trouble = ""
        self._pages: list[TracePage] = []
        self._is_asking = False

    async def begin(self, subject: Any) -> None:
        self.subject, self._trouble, self._is_asking = subject, "", False
        self._pages = self._known()
        await super().begin(subject)
        self.to_start()
        self._ask(0)

    @property
    def _is_of_the_board(self) -> bool:
        return self.subject.picked.key in MEANT

    def _question(self, after: str = "") -> Question[TracePage]:
        key, task = self.subject.picked
        return asking.trace(self.subject.wanted.asked, cast(FigureKey, key), task, after)

    def _known(self) -> list[TracePage]:
        """What was told before, page after page."""
        found: list[TracePage] = []
        while not self._is_of_the_board and len(found) < MOST_PAGES and (not found or found[-1].next):
            known = self.board_screen.figures.known(self._question(found[-1].next if found else ""))
            if known is None:
                break
            found.append(known.said)
        return found

    def _ask(self, nth: int) -> None:
        """The page of that number anew, and what follows from it."""
        if self._is_of_the_board or self._is_asking:
            return
        self._is_asking, subject = True, self.subject
        question = self._question(self._pages[nth - 1].next if nth else "")

        async def ask() -> None:
            self._trouble = await self.board_screen.figures.ask(question)
            self._is_asking = False
            if self.has_class("-open") and self.subject == subject:
                self._pages = self._known()
                self.follow()

        self.board_screen.run_worker(ask(), group="figures", exclusive=True)

    # What stands there

    @property
    def _board(self) -> Board:
        return self.board_screen.board

    def heading(self) -> str:
        asked = self.subject.wanted.asked
        label = Rows(self._board, asked, None, tongue()).label(*self.subject.picked)
        number = figure_text(self._pages[0].figure, tongue()) if self._pages else ""
        what = f"{label} {number}".strip()
        return _("{what}: {name} {days}").format(what=what, name=scope_name(self._board, asked), days=days_text(asked))

    def counts(self) -> str:
        if self._trouble and self._pages:
            return _("centre not reached")
        if not self._pages:
            return ""
        return _("they add up to it") if self._pages[0].sums else _("no sum: <trace.define> says how it is counted")

    def nothing(self) -> str:
        if self._is_of_the_board:
            return _(MEANT[self.subject.picked.key])
        if self._trouble:
            return self._trouble
        return _("The records are being asked for …") if not self._pages else _("No record makes this figure.")

    def rows(self) -> list[Row]:
        return [self._row(nth, one) for nth, one in enumerate(self._records)]

    @property
    def _records(self) -> list[Traced]:
        if self._is_of_the_board:
            return quotas_behind(self._board, self.subject.picked.key, self.subject.wanted.asked)
        return [one for page in self._pages for one in page.records]

    def _row(self, nth: int, one: Traced) -> Row:
        kind = _(SERVICE) if one.kind == "service" else terms.term(terms.KIND, one.kind)
        task = task_name(self._board, one.task, tongue()) if one.task else ""
        where = panes.place_name(self._board, one.place) if one.place else ""
        line = (
            Cell(day_text(one.day), "dim"),
            Cell(f"{kind} {self._called(one)}".strip()),
            Cell(panes.unit_name(self._board, one.unit) if one.unit else ""),
            Cell(" ".join(filter(None, (where, task)))),
            Cell(one.said if self._is_of_the_board else self._number(one), "strong"),
            Cell(str(one.seq), "dim"),
        )
        return Row(f"{nth}", line)

    def _number(self, one: Traced) -> str:
        is_time = self.subject.picked.key == "minutes"
        return qualified(round(one.value / 60, 1) if is_time else one.value, one.said, tongue())

    def _called(self, one: Traced) -> str:
        if one.kind == "service" or self._board.get(one.kind, one.id) is None:
            return one.id
        return detail.title(self._board, (one.kind, one.id))

    # Its keys

    def keys(self) -> list[RowKey]:
        here = "" if self.cursor is not None else _("There is nothing under the cursor.")
        more = "" if self._pages and self._pages[-1].next else _("These are all.")
        return [
            RowKey("open", self._open, here),
            RowKey("more", self._more, more),
            RowKey("define", self._define),
            RowKey("again", lambda: self._ask(0)),
            RowKey("back", self.leave, label=_("figures")),
        ]

    def _open(self) -> None:
        from tui.cards import DetailCard
        from tui.figures_card import TracedCard

        one = self._records[int(self.cursor or 0)]
        if one.kind != "service" and self._board.get(one.kind, one.id) is not None:
            key: tuple[Kind, str] = (one.kind, one.id)
            self.board_screen.overlays.open(DetailCard, key, above=True)
        else:
            self.board_screen.overlays.open(TracedCard, (one, self._number(one)), above=True)

    def _more(self) -> None:
        self._ask(len(self._pages))

    def _define(self) -> None:
        from tui.figures_card import DefinitionsCard

        answer = self.board_screen.figures.known(asking.figures(self.subject.wanted.asked))
        self.board_screen.overlays.open(DefinitionsCard, answer.said if answer is not None else None, above=True)

    def leave(self) -> None:
        self.board_screen.overlays.open(FiguresScreen, self.subject.wanted)


def quotas_behind(board: Board, key: str, asked: Asked) -> list[Traced]:
    """The quotas that a share or a time of the board is made of: short ones first, or the last filled."""
    within = inside(board, asked.scope)
    if key == "fill":
        found = [
            (quota, max(0, quota.min - quota.confirmed), f"{quota.confirmed}/{quota.min}")
            for quota in board_trends.leaves(board, within, asked.since, asked.until)
        ]
        found.sort(key=lambda one: (-one[1], one[0].day, one[0].id))
    elif key == "pace":
        hours = board_trends.filled(board, within, asked.since, asked.until)
        found = [(quota, int(took), hours_text(took, tongue())) for quota, took in hours]
    else:
        found = []
    return [
        Traced(kind="quota", id=quota.id, day=quota.day, value=number, seq=quota.rev, said=said, unit=quota.unit)
        for quota, number, said in found
    ]


def _columns() -> tuple[Column, ...]:
    return (
        Column("day", _("day"), 6),
        Column("record", _("record"), 30, min=26, flex=3, shrink=1, pinned=True),
        Column("unit", _("unit"), 12, min=8, flex=1, shrink=2),
        Column("where", _("where, task"), 16, min=8, flex=1, shrink=3),
        Column("value", _("value"), 12, min=8, align="right", numeric=True, shrink=1),
        Column("seq", _("commit"), 8, align="right", shrink=4),
    )
