"""The chase list 催办清单 on the screen: whom to ring, about what, since when, with the duty phone beside.

1. It shows everything live, or with one key what the record under the cursor of the board is about.
2. One key copies the text for that unit, one that for all of the same request or notice.
3. One key acknowledges for the unit, by the channel that stands beside it; another key changes the channel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from postcmd import intents_of_people as intents
from postcmd import panes
from postcmd.board import Board
from postcmd.chase import Chase, Why, chase
from postcmd.intents_of_requests import answer
from postcmd.ops import Item
from postcmd.records import Notice
from postcmd.words import N_, _, ngettext, pgettext
from postcmd.written import day_text
from tui import cells, copying, detail
from tui.channels import Channel
from tui.open_layer import RowKey
from tui.over_list import OverList, do
from tui.reserve import ask_reserve, why_not_called
from tui.trial import context
from widgets.columns import Column
from widgets.rows import Cell, Row, Tone

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

WHYS: Final[dict[Why, str]] = {
    "not_acknowledged": N_("not acknowledged"),
    "short": N_("{n} short"),
    "not_assembled": N_("{n} not there"),
}
TONES: Final[dict[Why, Tone]] = {"not_acknowledged": "warn", "short": "bad", "not_assembled": "bad"}


class ChaseList(OverList):
    """One line for each unit to be rung; the subject is a request or notice, or None for all."""

    LAYER = "chase"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._found: dict[str, Chase] = {}
        self._about: str | None = None
        self._channel = Channel()

    async def begin(self, subject: Any) -> None:
        self._about = None
        await super().begin(subject)

    @property
    def board(self) -> Board:
        return self.board_screen.board

    @property
    def here(self) -> Chase | None:
        return self._found.get(self.cursor or "")

    # What stands there

    def heading(self) -> str:
        if self._about is None:
            return _("Chase list")
        return _("Chase list: {whom}").format(whom=_subject(self.board, self._about))

    def counts(self) -> str:
        count = len(self._found)
        return ngettext("{n} unit to ring", "{n} units to ring", count).format(n=count)

    def nothing(self) -> str:
        return _("Nobody has to be chased.")

    def rows(self) -> list[Row]:
        found = chase(self.board, self._about, context(self.board).now)
        self._found = {one.id: one for one in found}
        return [self._row(one) for one in found]

    def _row(self, one: Chase) -> Row:
        quota = self.board.quota(one.id)
        line = (
            Cell(pgettext("mark", "!!") if one.is_urgent else "", "bad"),
            Cell(panes.unit_name(self.board, one.unit)),
            Cell(_(WHYS[one.why]).format(n=one.heads), TONES[one.why]),
            Cell(_subject(self.board, one.notice or one.request or "")),
            Cell(day_text(quota.day) if quota is not None else "", "dim"),
            Cell(cells.since_text(self.board, one.since), "dim"),
            Cell(one.contact),
        )
        return Row(one.id, line)

    # Its keys

    def keys(self) -> list[RowKey]:
        one = self.here
        here = "" if one is not None else _("There is nothing under the cursor.")
        answered = "" if one is None or one.why == "not_acknowledged" else _("It was acknowledged already.")
        return [
            RowKey("copy", lambda: self._copy(whole=False), here),
            RowKey("copy_all", lambda: self._copy(whole=True), here),
            RowKey("acknowledge", self._answer, here or answered),
            RowKey("channel", self._channel.turn, here or answered, label=self._channel.label),
            RowKey("call", self._call, here or self._why_not_called()),
            RowKey(
                "narrow",
                self._narrow,
                here if self._about is None else "",
                label=_("all") if self._about else _("only this"),
            ),
            RowKey("go", self._go, here),
        ]

    def _copy(self, *, whole: bool) -> None:
        one = self.here
        if one is not None:
            same = [
                other for other in self._found.values() if (other.request, other.notice) == (one.request, one.notice)
            ]
            copying.copy_chases(self.board_screen, same if whole else [one])

    def _answer(self) -> None:
        one, channel = self.here, self._channel.name
        op = _acknowledged(self.board, one) if one is not None else None
        if one is not None and op is not None:
            unit = panes.unit_name(self.board, one.unit)
            said = _("{unit} acknowledged ({channel})").format(unit=unit, channel=channel)
            do(self.board_screen, [intents.said_for(op, unit, channel)], said)

    def _why_not_called(self) -> str:
        quota = self.board.quota(self.cursor or "")
        return (why_not_called(self.board, quota) or "") if quota is not None else _("A notice has no reserve.")

    def _call(self) -> None:
        if self.here is not None:
            ask_reserve(self.board_screen, self.here.id)

    def _narrow(self) -> None:
        one = self.here
        self._about = None if self._about is not None or one is None else one.notice or one.request
        self.follow()

    def _go(self) -> None:
        one, screen = self.here, self.board_screen
        if one is None:
            return
        screen.overlays.close()
        if one.kind == "quota":
            screen.go_to_record("quota", one.id)
        elif one.notice is not None:
            from tui.notices_screen import ReceiptsList

            screen.overlays.open(ReceiptsList, one.notice)


def _acknowledged(board: Board, one: Chase) -> Item | None:
    if one.kind == "quota":
        quota = board.quota(one.id)
        return answer(quota, "acknowledged") if quota is not None else None
    notice = board.get("notice", one.notice or "")
    return intents.notice_answer(notice, one.unit, "acknowledged") if isinstance(notice, Notice) else None


def _subject(board: Board, record_id: str) -> str:
    notice = board.get("notice", record_id)
    return notice.title if isinstance(notice, Notice) else detail.title(board, ("request", record_id))


def _columns() -> tuple[Column, ...]:
    return (
        Column("urgent", "", 2),
        Column("unit", _("unit"), 14, min=8, flex=2, shrink=1, pinned=True),
        Column("why", _("why"), 16, min=10, flex=1),
        Column("subject", _("about"), 20, min=10, flex=3, shrink=2),
        Column("day", _("day"), 5, shrink=5),
        Column("since", _("since"), 5, shrink=4),
        Column("contact", _("duty phone"), 19, flex=1),
    )
