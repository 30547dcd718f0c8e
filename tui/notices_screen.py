"""Notices 通知 and their receipts 回执: what was sent to whom, who acknowledged, who has to be chased.

1. The latest notice stands first; each says how many of its units have acknowledged.
2. A receipt is taken for a unit with one key, by the channel that stands beside it; what it declines is kept too.
3. The chase of a notice is copied for all who have not acknowledged.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from postcmd import intents_of_people as intents
from postcmd import panes
from postcmd.board import Board
from postcmd.chase import chase, contact_of
from postcmd.intents_of_people import Answer
from postcmd.records import Notice, Receipt, receipt_id
from postcmd.words import _, pgettext
from postcmd.written import long_text
from tui import copying, terms
from tui.answer_line import ask_heads
from tui.channels import Channel
from tui.open_layer import RowKey
from tui.over_list import OverList, do
from tui.trial import context
from widgets.columns import Column
from widgets.rows import Cell, Row, Tone

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

DONE: Final = frozenset({"acknowledged", "accepted", "declined"})
TONES: Final[dict[str, Tone]] = {"accepted": "good", "acknowledged": "good", "declined": "bad", "sent": "warn"}


def receipts(board: Board, notice: Notice) -> list[Receipt]:
    """One for each unit addressed; of who said nothing, that it was sent."""
    found: list[Receipt] = []
    for unit in notice.addressed_to:
        receipt = board.get("receipt", receipt_id(notice.id, unit))
        blank = Receipt(id=receipt_id(notice.id, unit), notice=notice.id, unit=unit)
        found.append(receipt if isinstance(receipt, Receipt) else blank)
    return found


class NoticesList(OverList):
    """Every notice, the latest first."""

    LAYER = "notices"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _notice_columns())

    @property
    def board(self) -> Board:
        return self.board_screen.board

    def heading(self) -> str:
        return _("Notices")

    def nothing(self) -> str:
        return _("No notices yet; <notices.issue> issues one.")

    def rows(self) -> list[Row]:
        long_ago = datetime.min.replace(tzinfo=UTC)
        notices = [one for one in self.board.every("notice") if isinstance(one, Notice)]
        return [self._row(one) for one in sorted(notices, key=lambda one: one.at or long_ago, reverse=True)]

    def _row(self, notice: Notice) -> Row:
        found = receipts(self.board, notice)
        done = sum(one.state in DONE for one in found)
        issuers = _(", ").join(panes.unit_name(self.board, unit) for unit in notice.issued_by)
        line = (
            Cell(notice.title),
            Cell(notice.number, "dim"),
            Cell(issuers, "dim"),
            Cell(f"{done}/{len(found)}", "good" if done == len(found) else "warn"),
            Cell(long_text(notice.due, self.board.link.zone)),
            Cell(long_text(notice.at, self.board.link.zone), "dim"),
        )
        return Row(notice.id, line, self.mark(("notice", notice.id)))

    def keys(self) -> list[RowKey]:
        here = "" if self.cursor is not None else _("There is nothing under the cursor.")
        return [
            RowKey("open", self._open, here),
            RowKey("copy", lambda: copy_chase(self.board_screen, self.cursor or ""), here),
            RowKey("issue", self._issue),
        ]

    def _open(self) -> None:
        self.board_screen.overlays.open(ReceiptsList, self.cursor)

    def _issue(self) -> None:
        from tui.notice_form import NoticeForm

        self.board_screen.overlays.open(NoticeForm)


class ReceiptsList(OverList):
    """The receipts of one notice; the subject is its id."""

    LAYER = "receipts"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _receipt_columns())
        self._channel = Channel()

    @property
    def board(self) -> Board:
        return self.board_screen.board

    @property
    def notice(self) -> Notice | None:
        found = self.board.get("notice", self.subject or "")
        return found if isinstance(found, Notice) else None

    @property
    def _receipt(self) -> Receipt | None:
        found = receipts(self.board, self.notice) if self.notice is not None else []
        return next((one for one in found if one.id == self.cursor), None)

    def heading(self) -> str:
        notice = self.notice
        return _("Receipts: {title}").format(title=notice.title if notice is not None else self.subject)

    def counts(self) -> str:
        notice = self.notice
        if notice is None:
            return ""
        found = receipts(self.board, notice)
        text = _("{done} of {all} acknowledged").format(done=sum(one.state in DONE for one in found), all=len(found))
        due = long_text(notice.due, self.board.link.zone)
        return f"{text}  {_('due {due}').format(due=due)}" if due else text

    def nothing(self) -> str:
        return _("This notice is no longer here.")

    def rows(self) -> list[Row]:
        notice = self.notice
        return [self._row(one) for one in receipts(self.board, notice)] if notice is not None else []

    def _row(self, one: Receipt) -> Row:
        zone = self.board.link.zone
        at = one.answered_at or one.acknowledged_at or one.read_at
        line = (
            Cell(panes.unit_name(self.board, one.unit)),
            Cell(terms.term(terms.RECEIPT, one.state), TONES.get(one.state, "normal")),
            Cell(str(one.heads) if one.heads else ""),
            Cell(long_text(at, zone), "dim"),
            Cell(" ".join(filter(None, (one.said_by, one.channel))), "dim"),
            Cell(contact_of(self.board, one.unit)),
        )
        return Row(one.id, line, self.mark(("receipt", one.id)))

    def keys(self) -> list[RowKey]:
        one = self._receipt
        here = "" if one is not None else _("There is nothing under the cursor.")
        done = here or (_("It was acknowledged already.") if one is not None and one.state in DONE else "")
        over = here or (_("It was answered already.") if one is not None and one.answered_at is not None else "")
        return [
            RowKey("acknowledge", lambda: self._say("acknowledged"), done),
            RowKey("accept", self._accept, over),
            RowKey("decline", lambda: self._say("declined"), over),
            RowKey("channel", self._channel.turn, over, label=self._channel.label),
            RowKey("copy", lambda: copy_chase(self.board_screen, self.subject), here),
        ]

    def _accept(self) -> None:
        label = _("How many does {unit} take on?")
        one = self._receipt
        if one is not None:
            unit = panes.unit_name(self.board, one.unit)
            ask_heads(self.board_screen, label.format(unit=unit), lambda heads: self._say("accepted", heads))

    def _say(self, state: Answer, heads: int = 0) -> None:
        one, channel = self._receipt, self._channel.name
        if one is not None:
            unit = panes.unit_name(self.board, one.unit)
            op = intents.said_for(intents.notice_answer(one, one.unit, state, heads), unit, channel)
            said = _("{unit}: {state} ({channel})")
            do(self.board_screen, [op], said.format(unit=unit, state=terms.term(terms.RECEIPT, state), channel=channel))


def copy_chase(screen: BoardScreen, notice_id: str) -> None:
    """The text for all who have not acknowledged the notice."""
    found = [one for one in chase(screen.board, notice_id, context(screen.board).now) if one.notice == notice_id]
    copying.copy_chases(screen, found)


def _notice_columns() -> tuple[Column, ...]:
    return (
        Column("title", _("title"), 30, min=12, flex=4, shrink=1, pinned=True),
        Column("number", pgettext("column", "no."), 8, min=4, shrink=5),
        Column("issuers", _("issued by"), 16, min=8, flex=2, shrink=4),
        Column("done", _("acknowledged"), 12, min=8, align="right", numeric=True),
        Column("due", _("due"), 11, shrink=2),
        Column("at", _("issued"), 11, shrink=3),
    )


def _receipt_columns() -> tuple[Column, ...]:
    return (
        Column("unit", _("unit"), 20, min=8, flex=3, shrink=1, pinned=True),
        Column("state", _("state"), 12, min=8),
        Column("heads", _("heads"), 5, align="right", numeric=True),
        Column("at", pgettext("column", "when"), 11, shrink=2),
        Column("by", _("said by, how"), 16, min=8, flex=1, shrink=3),
        Column("contact", _("duty phone"), 19, flex=1),
    )
