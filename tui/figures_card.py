"""Cards over the figures: by which definitions they are counted, and a record that the centre alone holds.

1. Each definition stands under its figure's name, with how its days become a period.
2. It names no volunteer: a service record is told by its number.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from postcmd import panes
from postcmd.figures import CODES, DEFINITIONS, DEFINITIONS_VERSION, LABELS, OVER_A_PERIOD, READINGS, WAYS
from postcmd.figures_wire import FigureReport, Traced
from postcmd.sheet_text import task_name
from postcmd.words import _
from tui import terms
from tui.cards import BoardCard
from tui.figure_rows import MEANT, OF_THE_BOARD
from tui.own_templates import tongue
from widgets.card import Fact, Section


class DefinitionsCard(BoardCard):
    """The subject is the answer whose figures are meant, None for all there are."""

    async def begin(self, subject: FigureReport | None) -> None:
        version = subject.definitions if subject is not None else DEFINITIONS_VERSION
        self.open(_("Definitions, version {n}").format(n=version), _sections(subject))

    def follow(self, touched: Iterable[Any] = ()) -> None:
        """A definition stays what it is."""


class TracedCard(BoardCard):
    """The subject is a Traced, with its number as it stands in the list."""

    async def begin(self, subject: tuple[Traced, str]) -> None:
        board = self._board_screen.board
        traced, number = subject
        kind = _("service record") if traced.kind == "service" else terms.term(terms.KIND, traced.kind)
        facts = [
            Fact(_("day"), traced.day.isoformat()),
            Fact(_("value"), number, "strong"),
            Fact(_("unit"), panes.unit_name(board, traced.unit)),
            Fact(_("place"), panes.place_name(board, traced.place)),
            Fact(_("task"), task_name(board, traced.task, tongue()) if traced.task else ""),
            Fact(_("commit"), str(traced.seq)),
        ]
        told = tuple(fact for fact in facts if fact.text)
        why = Fact("", _("The centre alone keeps this record: the board holds no events of it."), "dim")
        self.open(f"{kind} {traced.id}", [Section("", (*told, why))])

    def follow(self, touched: Iterable[Any] = ()) -> None:
        """What a commit said stays said."""


def _sections(said: FigureReport | None) -> list[Section]:
    keys = list(dict.fromkeys(one.key for one in said.figures)) if said is not None else list(CODES)
    facts = []
    for key in keys:
        facts += [Fact(_(LABELS[key]), _(DEFINITIONS[CODES[key]]))]
        facts += [Fact("", _("Over a period: {way}.").format(way=_(WAYS[OVER_A_PERIOD[key]])), "dim")]
    own = tuple(Fact(_(OF_THE_BOARD[key]), _(text)) for key, text in MEANT.items())
    readings = tuple(Fact("", _(text)) for text in READINGS.values())
    return [
        Section(_("Figures"), tuple(facts)),
        Section(_("Shares and times"), own),
        Section(_("Whose work counts where"), readings),
    ]
