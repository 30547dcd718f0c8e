"""Losses 减员 of a squad, or of a unit whose people are sealed in where they live; and who is free again.

1. One key says the reason, a number how many; the places they filled are free again, and the reserve of the quota is
   one key away.
2. Who is free again goes back to the squad, or reports to a unit and can go from today on.
3. How many live sealed in is not always known: a loss of a unit may be without a number (0).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from postcmd import intents_of_squads as intents
from postcmd import panes
from postcmd.board import Board
from postcmd.ops import Op
from postcmd.panes import NOT_COUNTED
from postcmd.records import Attrition, LossReason, Quota, Squad, Unit
from postcmd.words import _, pgettext
from tui import cells, terms
from tui.answer_line import ask_heads
from tui.gestures import new_id
from tui.keymap import keyed
from tui.open_layer import RowKey
from tui.over_list import OverList, do
from tui.pick_list import Pick, PickList
from tui.reserve import ask_reserve, why_not_called
from tui.situation_of_squads import why_not_live
from widgets.choice import Option
from widgets.columns import Column
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

REASONS: Final[tuple[LossReason, ...]] = ("sick", "positive", "sealed_in", "recalled")
MOST_UNITS: Final = 9


class Of(NamedTuple):
    """The squad that lost people; or the unit whose people are sealed in, at the place of the request."""

    squad: str | None
    unit: str
    place: str | None = None


class LossesScreen(OverList):
    """The subject is an Of."""

    LAYER = "losses"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._losses: dict[str, Attrition] = {}

    @property
    def board(self) -> Board:
        return self.board_screen.board

    @property
    def squad(self) -> Squad | None:
        return self.board.squad(self.subject.squad or "")

    @property
    def lost(self) -> Attrition | None:
        """The loss under the cursor."""
        return self._losses.get(self.cursor or "")

    # What stands there

    def heading(self) -> str:
        squad = self.squad
        if squad is not None:
            return _("Losses: {squad}, {n} heads left").format(squad=squad.name or squad.id, n=squad.strength)
        return _("Sealed in at home: {unit}").format(unit=panes.unit_name(self.board, self.subject.unit))

    def counts(self) -> str:
        still = sum(one.still_lost for one in self._losses.values())
        quota = self._quota()
        free = (quota.min if quota.max is None else quota.max) - quota.confirmed if quota is not None else 0
        said = [_("{n} still lost").format(n=still)]
        return "  ".join([*said, *([_("{n} places free in the quota").format(n=free)] if free > 0 else [])])

    def nothing(self) -> str:
        if self.subject.squad is not None:
            return _("Nobody was lost.")
        return _("Nobody is known to be sealed in. <losses.sealed_in> says how many are.")

    def rows(self) -> list[Row]:
        found = intents.losses(self.board, squad=self.subject.squad, unit=self.subject.unit)
        self._losses = {one.id: one for one in sorted(found, key=lambda one: (one.at, one.id), reverse=True)}
        return [self._row(one) for one in self._losses.values()]

    def _row(self, one: Attrition) -> Row:
        board = self.board
        serving = _("serve inside") if one.serving else ""
        line = (
            Cell(terms.term(terms.LOSS, one.loss), "bad" if one.loss == "positive" else "normal"),
            Cell(str(one.heads) if one.heads else _("some")),
            Cell(_still_text(one), "warn" if one.still_lost else "good"),
            Cell(cells.since_text(board, one.at)),
            Cell(cells.since_text(board, one.released_at), "dim"),
            Cell(panes.unit_name(board, one.report_to)),
            Cell(panes.place_name(board, one.place)),
            Cell("  ".join(filter(None, (serving, one.note))), "dim"),
        )
        return Row(one.id, line, self.mark(("attrition", one.id)))

    # Its keys

    def keys(self) -> list[RowKey]:
        reasons = [RowKey(reason, partial(self._ask, reason), self._why_not_lost(reason)) for reason in REASONS]
        quota, why = self._quota(), _why_not_released(self.lost)
        no_quota = _("The squad was sent for no quota of its unit.")
        return [
            RowKey("call", self._call, (why_not_called(self.board, quota) or "") if quota else no_quota),
            *reasons,
            RowKey("return", self._ask_back, why or self._why_not_back()),
            RowKey("report", self._ask_unit, why),
            RowKey("back", self.leave),
        ]

    def _why_not_lost(self, reason: LossReason) -> str:
        if self.subject.squad is None:
            return "" if reason == "sealed_in" else _("For a unit, only those sealed in at home are noted.")
        squad = self.squad
        if squad is None:
            return _("This squad is no longer here.")
        return why_not_live(squad) or ""

    def _why_not_back(self) -> str:
        lost = self.lost
        if lost is None or not lost.squad:
            return _("They were not lost from a squad.")
        squad = self.board.squad(lost.squad)
        if squad is None:
            return _("This squad is no longer here.")
        return (
            "" if squad.is_live else _("Their squad no longer exists: <losses.report> says which unit they report to.")
        )

    def _quota(self) -> Quota | None:
        squad = self.squad
        return quota_of(self.board, squad) if squad is not None else None

    def _ask(self, reason: LossReason) -> None:
        squad = self.squad
        if squad is None:
            label = _("How many are sealed in (0: not known)?")
            ask_heads(self.board_screen, label, self._sealed_in)
            return
        label = _("{reason}: how many of {n}?").format(reason=terms.term(terms.LOSS, reason), n=squad.strength)
        ask_heads(self.board_screen, label, lambda heads: self._lose(reason, heads))

    def _lose(self, reason: LossReason, heads: int) -> None:
        squad, quota = self.squad, self._quota()
        if squad is None:
            return
        op = intents.lose(new_id(), squad, heads, reason, quota.day if quota is not None else None)
        said = _("{n} lost: {left} are left.").format(n=heads, left=squad.strength - heads)
        ops: list[Op] = [op, *intents.off_post(self.board, squad, heads)]
        if self._do(ops, said) and self._may_call():
            self.board_screen.say(keyed(_("{said} <losses.call> calls the reserve.")).format(said=said), "good")

    def _may_call(self) -> bool:
        quota = self._quota()
        return quota is not None and why_not_called(self.board, quota) is None

    def _sealed_in(self, heads: int) -> None:
        op = intents.sealed_in(new_id(), self.subject.unit, heads, self.subject.place, serving=True)
        self._do([op], _("Noted: they serve inside until they are free."))

    def _do(self, ops: list[Op], said: str) -> bool:
        done = do(self.board_screen, ops, said)
        self.follow()
        return done

    def _call(self) -> None:
        quota = self._quota()
        if quota is not None:
            ask_reserve(self.board_screen, quota.id)

    # Free again

    def _ask_back(self) -> None:
        self._ask_released(_("How many are back?"), intents.back, _("They are back in the squad."))

    def _ask_released(self, label: str, made: Callable[[Attrition, int], Op], said: str) -> None:
        lost = self.lost
        if lost is None:
            return
        if not lost.heads:
            self._do([made(lost, 0)], said)
        else:
            ask_heads(self.board_screen, label, lambda heads: self._do([made(lost, heads)], said), lost.still_lost)

    def _ask_unit(self) -> None:
        options = [Option(one.id, one.name) for one in unions_for(self.board, self.subject.unit)]
        pick = Pick(_("To which unit do they report?"), options, self._report_to)
        self.board_screen.overlays.open(PickList, pick, above=True)

    def _report_to(self, unit: str) -> None:
        day = panes.today(self.board)
        said = _("They report to {unit}, and can go from today on.").format(unit=panes.unit_name(self.board, unit))
        self._ask_released(_("How many are free?"), lambda lost, heads: intents.report_to(lost, heads, unit, day), said)


def quota_of(board: Board, squad: Squad) -> Quota | None:
    """The quota whose places the squad's people fill: the last of its unit that has begun, and has people."""
    if squad.request is None:
        return None
    today = panes.today(board)
    mine = [
        one
        for one in board.every("quota")
        if isinstance(one, Quota) and (one.request, one.unit) == (squad.request, squad.unit) and one.day <= today
    ]
    held = [one for one in mine if one.status not in NOT_COUNTED]
    return max(held, key=lambda one: one.day, default=None)


def unions_for(board: Board, unit: str) -> list[Unit]:
    """The unions that people may report to: that of the unit first, then those above and beside it."""
    units = [one for one in board.every("unit") if isinstance(one, Unit)]
    own = board.unit(unit)
    line = {own.line_of, *own.path.split("/")} if own is not None else set()
    unions = [one for one in units if one.kind == "union"] or units
    return sorted(unions, key=lambda one: (one.id not in line, one.path))[:MOST_UNITS]


def _still_text(one: Attrition) -> str:
    if one.heads:
        return str(one.still_lost)
    return _("some") if one.released_at is None else "0"


def _why_not_released(lost: Attrition | None) -> str:
    if lost is None:
        return _("There is nothing under the cursor.")
    is_free = lost.released_at is not None if not lost.heads else not lost.still_lost
    return _("They are all free already.") if is_free else ""


def _columns() -> tuple[Column, ...]:
    return (
        Column("loss", _("reason"), 10, min=6, flex=1, pinned=True),
        Column("heads", _("lost"), 5, align="right"),
        Column("still", _("still"), 6, align="right"),
        Column("at", _("since"), 5),
        Column("released", pgettext("column", "free"), 5, shrink=3),
        Column("unit", _("reports to"), 14, min=8, flex=2, shrink=2),
        Column("place", _("place"), 12, min=8, flex=1, shrink=4),
        Column("note", _("note"), 12, min=8, flex=1, shrink=5),
    )
