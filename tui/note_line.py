"""The line that takes a note on the record under the cursor.

1. It begins with the note that stands there: changing a word does not lose the others.
2. A note that somebody else wrote meanwhile is not lost: the last one counts, the record's events keep both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from postcmd.clean import clean
from postcmd.ops import NoteSet
from postcmd.records import Quota, Request, Squad
from postcmd.words import _
from tui.situation import Pane
from tui.wishes import Noting
from widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class NoteLine(Prompt):
    """`Note:` and the text."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(_("Note:"))
        self._board_screen = screen
        self._kind: Pane = "quota"
        self._record_id = ""

    async def begin(self, subject: str) -> None:
        here = self._board_screen.here()
        self._kind, self._record_id = here.pane, here.id or ""
        record = here.board.get(here.pane, self._record_id)
        stands = record.note if isinstance(record, Quota | Request | Squad) else ""
        self.open(text=subject or stands, placeholder=_("what was said; Enter keeps it, Esc leaves it"))

    def follow(self, touched: Iterable[object] = ()) -> None:
        """The line stays as it is typed."""

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        event.stop()

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        event.stop()
        text = clean(self.take()).strip()
        self._board_screen.overlays.close()
        self._board_screen.changing.wish(Noting(NoteSet(kind=self._kind, id=self._record_id, text=text)))

    def on_prompt_left(self, event: Prompt.Left) -> None:
        event.stop()
        self.take()
        self._board_screen.overlays.close()
        self._board_screen.leave_as_it_was()
