"""The page of a place or a unit, over the board.

1. It follows what arrives without scrolling.
2. A digit goes to the record beside it, on the board; `B` to the posts of the place; `i` goes round the pages that
   belong together.
3. Leaving it gives the focus back to the pane.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from postcmd.board import Key
from postcmd.words import _
from tui.cards import BoardCard
from tui.open_layer import RowKey
from tui.page_words import Page, page_of, title

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class PageCard(BoardCard):
    """One page of several that belong to a record."""

    LAYER = "page"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen)
        self._keys: list[Key] = []
        self._page = Page(screen.board)

    async def begin(self, subject: list[Key]) -> None:
        self._keys = list(subject)
        self._page = page_of(self._board_screen.board, self._keys[0])
        self.open(self._heading, self._page.sections)

    def follow(self, touched: Iterable[Key]) -> None:
        board = self._board_screen.board
        if board.get(*self._keys[0]) is None:
            self._board_screen.say(_("{id} is no longer here.").format(id=self._keys[0][1]), "warn")
            return
        self._page = page_of(board, self._keys[0])
        self.show(self._heading, self._page.sections)

    @property
    def _heading(self) -> str:
        return title(self._board_screen.board, self._keys[0])

    def keys(self) -> list[RowKey]:
        alone, nothing = _("No other page belongs to this."), _("There is nothing beside it.")
        other = title(self._board_screen.board, self._keys[1]) if self._keys[1:] else ""
        no_place = "" if self._keys[0][0] == "place" else _("Posts are those of a place.")
        return [
            RowKey("target", self._go, "" if self._page.targets else nothing),
            RowKey("note", self._note),
            RowKey("serve", lambda: self._service(ends=False)),
            RowKey("end", lambda: self._service(ends=True)),
            RowKey("page", self._turn, "" if other else alone, label=other),
            RowKey("posts", self._watch, no_place),
        ]

    def _go(self) -> None:
        nth = int(self.typed) - 1
        if 0 <= nth < len(self._page.targets):
            self._board_screen.overlays.close()
            self._board_screen.go_to_record(*self._page.targets[nth])

    def _turn(self) -> None:
        self._board_screen.overlays.open(PageCard, [*self._keys[1:], self._keys[0]])

    def _service(self, ends: bool) -> None:
        """Service without a request: one more, or one that ends."""
        from tui.placements import ServiceForm, end_one

        if ends:
            end_one(self._board_screen, self._keys[0])
        else:
            self._board_screen.overlays.open(ServiceForm, self._keys[0], above=True)

    def _watch(self) -> None:
        """Who stands at the posts of the place."""
        from tui.posts_screen import From, PostsScreen

        self._board_screen.overlays.open(PostsScreen, From(None, self._keys[0][1]))

    def _note(self) -> None:
        from tui.phone_note import PhoneNoteLine

        self._board_screen.overlays.open(PhoneNoteLine, self._keys[0], above=True)
