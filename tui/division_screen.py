"""Dividing a request's day, or a quota, over units: who can go and since when that is known, who was asked last, why.

1. The proposal stands there as it was made; what arrives changes what is known beside it, never its numbers.
2. Numbers can be changed; nothing is issued before Enter, and then everything at once, as one gesture.
3. What is still short is said all the time, and whom a direct quota passes by.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from postcmd import intents_of_requests as meant
from postcmd import panes
from postcmd.board import Board
from postcmd.division import Proposal, Share, propose
from postcmd.quota_bounds import holds_heads
from postcmd.records import Quota, Unit
from postcmd.words import _, pgettext
from postcmd.written import day_text
from tui import division_words
from tui.division_words import age_text, why_text
from tui.keymap import keyed
from tui.open_layer import RowKey
from tui.over_list import OverList
from tui.situation import Here
from tui.situation_of_requests import quota_here, request_here
from tui.wishes import Doing
from widgets import told
from widgets.columns import Column
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class Subject(NamedTuple):
    """What is divided: a request's day, or what was asked of a unit (`quota`) for it."""

    request: str
    day: date
    quota: str | None = None


def subject_of(here: Here) -> Subject | None:
    """A quota whose unit has units below it; else the request's day."""
    quota, request = quota_here(here), request_here(here)
    if quota is not None and holds_heads(quota) and _below(here.board, quota.unit):
        return Subject(quota.request, quota.day, quota.id)
    if request is None:
        return None
    line = panes.matters_now(request, panes.today(here.board))
    day = quota.day if quota is not None else line.day if line is not None else None
    return Subject(request.id, day) if day is not None else None


def to_divide(board: Board, subject: Subject) -> int:
    """The heads that were not passed on yet."""
    if subject.quota is not None:
        quota = board.quota(subject.quota)
        return _heads(quota) - sum(_heads(one) for one in board.children(subject.quota) if holds_heads(one))
    request = board.request(subject.request)
    line = request.line(subject.day) if request is not None else None
    tops = [one for one in board.quotas_of(subject.request, subject.day) if one.parent is None and holds_heads(one)]
    whole = 0 if line is None else line.min if line.max is None else line.max
    return max(0, whole - sum(_heads(one) for one in tops))


def units_of(board: Board, subject: Subject) -> list[str]:
    """Whom it could be divided over: those below the quota's unit; the unit called; else those below our own."""
    quota = board.quota(subject.quota) if subject.quota else None
    request = board.request(subject.request)
    if quota is not None:
        return _below(board, quota.unit)
    if request is not None and request.addressed_unit:
        return [request.addressed_unit]
    return _ours(board)


def _ours(board: Board) -> list[str]:
    """The units below those our grants name; with a grant on everything, the corps."""
    units = [one for one in board.every("unit") if isinstance(one, Unit)]
    named = [grant.prefix[2:] for grant in board.link.grants if grant.prefix.startswith("u:")]
    tops = [one for one in units if one.path in named]
    below = [unit for top in tops for unit in _below(board, top.id) or [top.id]]
    return below or sorted(one.id for one in units if one.kind == "corps")


def _below(board: Board, unit_id: str) -> list[str]:
    return sorted(one.id for one in board.every("unit") if isinstance(one, Unit) and one.parent == unit_id)


def _heads(quota: Quota | None) -> int:
    if quota is None:
        return 0
    return quota.min if quota.max is None else quota.max


class DivisionScreen(OverList):
    """A unit on each line, with what is proposed for it."""

    LAYER = "division"
    _subject: Subject

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._heads: dict[str, int] = {}
        self._proposal = Proposal((), 0)

    async def begin(self, subject: Subject) -> None:
        self._subject, self._heads = subject, {}
        self.choose_column("heads")
        self._propose(units_of(self.board_screen.board, subject))
        # Who gets something stands on top: of two hundred units most get nothing.
        self._heads = dict(sorted(self._heads.items(), key=lambda one: -one[1]))
        await super().begin(subject)
        self.to_start()

    def _propose(self, units: Iterable[str]) -> None:
        board, subject = self.board_screen.board, self._subject
        asked = propose(board, subject.request, subject.day, list(units), to_divide(board, subject))
        self._heads = {row.unit: row.heads for row in asked.rows}

    def nothing(self) -> str:
        return keyed(_("No unit stands below: <division.add_unit> adds one."))

    def rows(self) -> list[Row]:
        board, subject = self.board_screen.board, self._subject
        self._proposal = propose(board, subject.request, subject.day, list(self._heads), to_divide(board, subject))
        return [self._row(share) for share in self._proposal.rows]

    def _row(self, share: Share) -> Row:
        board = self.board_screen.board
        available = "?" if share.available is None else str(share.available)
        last = day_text(share.last_asked) if share.last_asked else "-"
        heads = self._heads[share.unit]
        cells = (
            Cell(panes.unit_name(board, share.unit)),
            Cell(str(heads), "strong" if heads else "dim"),
            Cell(available, "dim" if share.available is None else "normal"),
            Cell(age_text(share.age), "dim"),
            Cell(last, "dim"),
            Cell(" ".join(filter(None, (why_text(share), self._passing(share.unit)))), "dim"),
        )
        return Row(share.unit, cells)

    def _passing(self, unit: str) -> str:
        op = meant.issue(self.board_screen.board, self._subject.request, unit, self._subject.day, (1, 1))
        return division_words.told_text(self.board_screen.board, [op])

    def heading(self) -> str:
        board, subject = self.board_screen.board, self._subject
        request = board.request(subject.request)
        place = panes.place_name(board, request.place) if request is not None else ""
        quota = board.quota(subject.quota) if subject.quota else None
        whose = panes.unit_name(board, quota.unit) if quota is not None else ""
        return "  ".join(filter(None, (place, whose, day_text(subject.day))))

    def counts(self) -> str:
        whole = to_divide(self.board_screen.board, self._subject)
        given = sum(self._heads.values())
        text = _("{n} to divide, {given} given, {short} short")
        drivers = self._proposal.drivers_short
        more = _("; {n} drivers short").format(n=drivers) if drivers else ""
        if given > whole:
            text = _("{n} to divide, {given} given: {over} too many")
        return text.format(n=whole, given=given, short=max(0, whole - given), over=given - whole) + more

    # Its keys

    def keys(self) -> list[RowKey]:
        here = "" if self.cursor is not None else _("There is nothing under the cursor.")
        return [
            RowKey("issue", self._issue),
            RowKey("more", lambda: self._add(1), here),
            RowKey("less", lambda: self._add(-1), here),
            RowKey("type", lambda: self.begin_edit(self.typed), here),
            RowKey("who_can_go", self._declare, here),
            RowKey("add_unit", self._ask_unit),
            RowKey("propose", self._propose_anew),
            RowKey("day_before", lambda: self._go_to_day(-1)),
            RowKey("next_day", lambda: self._go_to_day(1)),
            RowKey("back", self.leave, label=_("leaves")),
        ]

    def leave(self) -> None:
        super().leave()
        self.board_screen.leave_as_it_was()

    def _ask_unit(self) -> None:
        from tui.unit_line import UnitLine

        self.board_screen.overlays.open(UnitLine, self._add_unit, above=True)

    def _propose_anew(self) -> None:
        self._propose(self._heads)
        self.follow()

    def _add(self, step: int) -> None:
        unit = self.cursor
        if unit is not None:
            self._put(unit, self._heads[unit] + step)

    def _put(self, unit: str, heads: int) -> None:
        self._heads[unit] = max(0, heads)
        self.follow()

    def _declare(self) -> None:
        from tui.availability_form import About, AvailabilityForm

        if self.cursor is not None:
            self.board_screen.overlays.open(AvailabilityForm, About(self.cursor, self._subject.day), above=True)

    def _add_unit(self, unit: str) -> None:
        self._heads.setdefault(unit, 0)
        self.follow()
        self.go_to(unit)

    def _go_to_day(self, step: int) -> None:
        request = self.board_screen.board.request(self._subject.request)
        days = [line.day for line in request.lines] if request is not None else []
        beyond = [day for day in days if (day > self._subject.day if step > 0 else day < self._subject.day)]
        if not beyond or self._subject.quota is not None:
            self.board_screen.say(_("The quota is of this day.") if self._subject.quota else _("No other day there."))
            return
        self._subject = self._subject._replace(day=min(beyond) if step > 0 else max(beyond))
        self._propose(self._heads)
        self.follow()

    def on_live_table_committed(self, event: told.Committed) -> None:
        event.stop()
        number = self.number_in(event)
        if number is not None:
            self._put(event.id, number)

    def _issue(self) -> None:
        screen, subject = self.board_screen, self._subject
        made = meant.issued_to(screen.board, subject.request, subject.day, self._heads.items())
        if not made:
            screen.say(_("Nobody is given anything yet: type a number."), "warn")
            return
        screen.overlays.close()
        screen.changing.wish(Doing(tuple(made)))
        screen.list_again(["quota"])
        division_words.say_issued(screen, made)


def _columns() -> tuple[Column, ...]:
    return (
        Column("unit", _("unit"), 14, min=8, flex=1, shrink=4, pinned=True),
        Column("heads", _("heads"), 5, align="right", numeric=True, editable=True),
        Column("available", _("can go"), 6, align="right", numeric=True),
        Column("age", pgettext("column", "age"), 6, align="right"),
        # The reasons say it too.
        Column("last", pgettext("column", "asked"), 6, shrink=5),
        Column("why", pgettext("column", "why"), 60, min=38, flex=3, shrink=1),
    )
