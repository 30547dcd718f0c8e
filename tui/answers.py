"""What a unit says to its quota, written down by itself or for it; and to whom it goes when it declines.

1. What is declined goes back to its issuer; the sentence afterwards says how many, and which key passes them on.
2. Passing it on offers the units beside the one that declined, the most suitable first, each with what it could send.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from postcmd import intents, panes
from postcmd import intents_of_requests as meant
from postcmd.board import Board
from postcmd.clean import clean, fold
from postcmd.division import Share, propose
from postcmd.errors import BadInput
from postcmd.ops_on_quotas import Answer
from postcmd.records import Quota, Unit
from postcmd.words import _
from tui import detail, division_words, terms
from tui.keymap import keyed
from tui.over_choice import OverChoice
from tui.wishes import Answering, Doing
from widgets.choice import ChoiceList, Option
from widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class AnswerList(OverChoice):
    """Accepted, in part, declined."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen)
        self._ids: tuple[str, ...] = ()

    async def begin(self, subject: None) -> None:
        here = self._board_screen.here()
        self._ids = here.chosen or ((here.id,) if here.id else ())
        said: list[Answer] = ["accepted", "partly_accepted", "declined"]
        self.offer([Option(one, terms.state(one)) for one in said if one != "partly_accepted" or len(self._ids) == 1])
        self.add_class("-open")
        whom = detail.title(here.board, ("quota", here.id or ""))
        if len(self._ids) > 1:
            whom = _("{n} selected").format(n=len(self._ids))
        text = _("{whom}: what does the unit say? A number or <choice.choose>, <back> leaves")
        self.ask(text, whom=whom)

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        said, screen = cast(Answer, event.value), self._board_screen
        if said == "accepted":
            screen.overlays.close()
            screen.changing.wish(Answering(self._ids, said), len(self._ids) > 1)
        else:
            screen.overlays.open(AnswerLine, (self._ids, said))


class AnswerLine(Prompt):
    """How many it takes on; or why it declines, which may be left empty."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__("")
        self._board_screen = screen
        self._ids: tuple[str, ...] = ()
        self._said: Answer = "declined"

    async def begin(self, subject: tuple[tuple[str, ...], Answer]) -> None:
        self._ids, self._said = subject
        is_part = self._said == "partly_accepted"
        label = _("How many does it take on?") if is_part else _("Declined, because:")
        self.open(label, figures=is_part, placeholder="" if is_part else _("may stay empty; Enter, Esc leaves"))

    def follow(self, touched: Iterable[object] = ()) -> None:
        """The line stays as it is typed."""

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        event.stop()

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        event.stop()
        try:
            heads = intents.bounded_number(fold(self.text)) if self._said == "partly_accepted" else 0
        except BadInput as bad:
            from tui.sentences import sentence_of

            self.say(sentence_of(bad), "bad")
            return
        text = "" if heads else clean(self.text).strip()
        self.take()
        screen = self._board_screen
        screen.overlays.close()
        screen.changing.wish(Answering(self._ids, self._said, heads, text), len(self._ids) > 1)
        _say_what_goes_back(screen, self._ids)

    def on_prompt_left(self, event: Prompt.Left) -> None:
        event.stop()
        self.take()
        self._board_screen.overlays.close()
        self._board_screen.leave_as_it_was()


def _say_what_goes_back(screen: BoardScreen, ids: tuple[str, ...]) -> None:
    quotas = [quota for one in ids if (quota := screen.board.quota(one)) is not None]
    if len(quotas) == 1 and quotas[0].declined:
        text = keyed(_("{n} go back to the issuer; <pass_on> passes them on to another unit."))
        screen.say(text.format(n=quotas[0].declined))


# To another unit


class PassOnList(OverChoice):
    """The units that what was sent back could be asked of."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen)
        self._quota: Quota | None = None

    async def begin(self, subject: None) -> None:
        board = self._board_screen.board
        self._quota = board.quota(self._board_screen.here().id or "")
        shares = others(board, self._quota) if self._quota is not None else []
        self.offer([_option(board, share) for share in shares[:9]])
        self.add_class("-open")
        text = _("{n} were sent back: to which unit? A number or <choice.choose> issues it, <back> leaves")
        self.ask(text if shares else _("There is no unit beside it."), n=_sent_back(self._quota))

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        screen, quota = self._board_screen, self._quota
        screen.overlays.close()
        if quota is None:
            return
        made = meant.issued_to(screen.board, quota.request, quota.day, [(event.value, _sent_back(quota))])
        screen.changing.wish(Doing(tuple(made)))
        division_words.say_issued(screen, made)


def others(board: Board, declined: Quota) -> list[Share]:
    """The units beside the one that declined; those with the most room first."""
    unit = board.unit(declined.unit)
    beside = [
        one.id
        for one in board.every("unit")
        if isinstance(one, Unit) and unit is not None and one.parent == unit.parent and one.id != unit.id
    ]
    rows = propose(board, declined.request, declined.day, sorted(beside), _sent_back(declined)).rows
    return sorted(rows, key=lambda row: (-row.heads, -(row.available or 0), row.unit))


def _sent_back(quota: Quota | None) -> int:
    return quota.declined if quota is not None else 0


def _option(board: Board, share: Share) -> Option:
    standing = division_words.available_text(share)
    return Option(share.unit, panes.unit_name(board, share.unit), f"{standing}  {division_words.why_text(share)}")
