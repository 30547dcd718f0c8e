"""Transfer 调剂: heads of the quota under the cursor go over to another quota of the same request and day.

1. Only quotas that can take them are offered: of the same request and day, not ended, with their numbers beside them.
2. The heads are typed; both quotas change or neither, and both are shown before and after.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from postcmd import intents, panes
from postcmd.board import Board
from postcmd.clean import fold
from postcmd.errors import BadInput
from postcmd.quota import heads_text
from postcmd.quota_bounds import CLOSED_TO_CHANGE
from postcmd.records import Quota
from postcmd.words import _
from tui import cells, detail
from tui.over_choice import OverChoice
from tui.wishes import Transferring
from widgets.choice import ChoiceList, Option
from widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


def receivers(board: Board, quota_id: str) -> list[Quota]:
    """The quotas that heads of this one could go to."""
    giver = board.quota(quota_id)
    if giver is None:
        return []
    found = board.quotas_of(giver.request, giver.day)
    others = [one for one in found if one.id != giver.id and one.status not in CLOSED_TO_CHANGE]
    return sorted(others, key=lambda one: (one.parent != giver.parent, panes.unit_name(board, one.unit), one.id))


class Receivers(OverChoice):
    """One line for each quota that could take heads; a number or Enter chooses it."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen)
        self._giver = ""

    async def begin(self, subject: None) -> None:
        board = self._board_screen.board
        self._giver = self._board_screen.here().id or ""
        self.offer([_option(board, quota) for quota in receivers(board, self._giver)])
        self.add_class("-open")
        whom = detail.title(board, ("quota", self._giver))
        self.ask(_("{whom}: to which quota? A number or <choice.choose>, <back> leaves"), whom=whom)

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        self._board_screen.overlays.open_heads(self._giver, event.value)


class HeadsLine(Prompt):
    """`heads to 链家:` and a number."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__("", figures=True)
        self._board_screen = screen
        self._giver = self._receiver = ""

    async def begin(self, subject: tuple[str, str]) -> None:
        self._giver, self._receiver = subject
        board = self._board_screen.board
        to = board.quota(self._receiver)
        unit = panes.unit_name(board, to.unit) if to is not None else self._receiver
        self.open(_("How many heads to {unit}?").format(unit=unit))

    def follow(self, touched: Iterable[object] = ()) -> None:
        """The line stays as it is typed."""

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        event.stop()

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        event.stop()
        screen = self._board_screen
        try:
            heads = intents.bounded_number(fold(self.text))
        except BadInput as bad:
            from tui.sentences import sentence_of

            self.say(sentence_of(bad), "bad")
            return
        self.take()
        screen.overlays.close()
        before = self._both()
        screen.changing.wish(Transferring(self._giver, self._receiver, heads))
        if before != (after := self._both()):
            sides = (f"{was} → {is_}" for was, is_ in zip(before, after, strict=True))
            screen.say(_("Transferred: {sides}").format(sides=_(", ").join(sides)))

    def _both(self) -> tuple[str, ...]:
        """Both quotas as they stand."""
        quotas = (self._board_screen.board.quota(one) for one in (self._giver, self._receiver))
        return tuple(heads_text(quota.min, quota.max) for quota in quotas if quota is not None)

    def on_prompt_left(self, event: Prompt.Left) -> None:
        event.stop()
        self.take()
        self._board_screen.overlays.close()
        self._board_screen.leave_as_it_was()


def _option(board: Board, quota: Quota) -> Option:
    gap = cells.gap_cell(panes.quota_row(board, quota.id).heads)
    return Option(quota.id, panes.unit_name(board, quota.unit), f"{heads_text(quota.min, quota.max)}  {gap.text}")
