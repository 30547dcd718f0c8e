"""The line that asks why an edit is dismissed.

1. A digit alone is one of the usual reasons, anything else is the reason itself; Enter on nothing gives none.
2. Escape dismisses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from postcmd.clean import clean, fold
from postcmd.words import N_, _
from widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

USUAL: Final = (N_("handed over"), N_("not needed"), N_("a mistake"))


def reason_of(typed: str) -> str:
    """The reason that was meant; "" where none was given."""
    digit = fold(typed).strip()
    if digit in {str(nth) for nth in range(1, len(USUAL) + 1)}:
        return _(USUAL[int(digit) - 1])
    return clean(typed).strip()


class ReasonLine(Prompt):
    """`Why?` and a line; what is done with the reason comes with it."""

    _then: Callable[[str], None]

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(_("Why?"))
        self._board_screen = screen

    async def begin(self, subject: Callable[[str], None]) -> None:
        self._then = subject
        usual = "  ".join(f"{nth} {_(reason)}" for nth, reason in enumerate(USUAL, 1))
        self.open(placeholder=_("{usual}, or your words; Enter: no reason").format(usual=usual))

    def follow(self, touched: Iterable[object] = ()) -> None:
        """The line stays as it is."""

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        event.stop()
        meant = reason_of(self.text)
        self.say(meant if meant != self.text.strip() else "")

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        event.stop()
        reason = reason_of(self.take())
        self._board_screen.overlays.close()
        self._then(reason)

    def on_prompt_left(self, event: Prompt.Left) -> None:
        event.stop()
        self.take()
        self._board_screen.overlays.close()
        self._board_screen.say(_("It stays on the list."))
