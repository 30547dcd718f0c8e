"""One unit more on the sheet that is open: found by words of its name.

1. What was found is handed to the sheet below; nothing is issued by that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from postcmd.search import Finder
from postcmd.words import _
from tui.request_form import finds, learn_to_hear
from widgets.form import Field, Form
from widgets.wide_form import WideForm

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class UnitLine(WideForm):
    """`unit:` and words of a name."""

    _then: Callable[[str], None]

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(classes="over")
        self._board_screen = screen

    async def begin(self, subject: Callable[[str], None]) -> None:
        self._then = subject
        finder = Finder(self._board_screen.board, by_sound=False)
        self.run_worker(learn_to_hear(finder), group="pinyin")
        find = finds(finder)("unit")
        unit = Field("unit", _("unit"), placeholder=_("name, id, pinyin"), needed=True, find=find)
        self._board_screen.key_line.rest(_("Enter takes it  Up Down choose  Esc leaves").split("  "))
        await self.open(_("One unit more"), [unit])

    def follow(self, touched: Iterable[object] = ()) -> None:
        """A form shows what is typed, not what arrives."""

    def on_form_submitted(self, event: Form.Submitted) -> None:
        event.stop()
        self._board_screen.overlays.close()
        self._then(event.values["unit"])

    def on_form_left(self, event: Form.Left) -> None:
        event.stop()
        self._board_screen.overlays.close()
