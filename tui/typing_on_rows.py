"""Numbers typed on rows: what the panes tell of an edit, from its first key to its end.

1. An edit knows what stood there when it began.
2. Where its record goes while it is open, what was typed is said again, and nothing is applied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from postcmd.intents import Field
from postcmd.records import Quota
from postcmd.words import _
from tui.wishes import Setting
from widgets import told

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class Typing:
    """What a board screen does about numbers typed on its rows."""

    def __init__(self, screen: BoardScreen) -> None:
        self._screen = screen
        self._saw: Quota | None = None
        self._lost = ""

    def begin(self, text: str, again: bool = False) -> None:
        """Open an edit on the quota under the cursor, and remember what stood there; `again`: for a refused one."""
        screen = self._screen
        if not again:
            screen.changing.instead_of = None
        quota_id = screen.view.table.cursor
        self._saw = screen.board.quota(quota_id) if quota_id is not None else None
        screen.view.table.begin_edit(text)

    def closed(self, event: told.EditClosed) -> None:
        self._lost = event.id
        self._screen.changing.instead_of = None
        text = _("{id} is gone; what was typed ({text}) was not applied.")
        self._screen.say(text.format(id=event.id, text=event.text), "bad")

    def row_gone(self, event: told.RowGone) -> None:
        """It may only be filtered away, or deleted here; or its edit was closed with this reason already."""
        screen = self._screen
        is_gone = screen.board.get(screen.pane, event.id) is None and not screen.board.is_deleted(screen.pane, event.id)
        if event.table is screen.view.table and is_gone and event.id != self._lost:
            screen.say(_("{id} is no longer here.").format(id=event.id), "warn")

    def committed(self, event: told.Committed) -> None:
        table = self._screen.view.table
        chosen = table.selected
        wish = Setting(chosen or (event.id,), cast(Field, event.column), event.text)
        self._screen.changing.set(wish, bool(chosen), table.refuse, self._saw)
