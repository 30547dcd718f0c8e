"""The page of a place or a unit, over the board.

1. It follows what arrives without scrolling.
2. A digit goes to the record beside it, on the board; `B` to the posts of the place; `i` goes round the pages that
   belong together.
3. Leaving it gives the focus back to the pane.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import events

from postcmd.board import Key
from postcmd.words import _
from tui.cards import BoardCard
from tui.page_words import Page, page_of, title

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class PageCard(BoardCard):
    """One page of several that belong to a record."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen)
        self._keys: list[Key] = []
        self._page = Page(screen.board)

    async def begin(self, subject: list[Key]) -> None:
        self._keys = list(subject)
        self._page = page_of(self._board_screen.board, self._keys[0])
        self.open(self._heading, self._page.sections, self._keys_text)

    def follow(self, touched: Iterable[Key]) -> None:
        board = self._board_screen.board
        if board.get(*self._keys[0]) is None:
            self._board_screen.say(_("{id} is no longer here.").format(id=self._keys[0][1]), "warn")
            return
        self._page = page_of(board, self._keys[0])
        self.show(self._heading, self._page.sections, self._keys_text)

    @property
    def _heading(self) -> str:
        return title(self._board_screen.board, self._keys[0])

    @property
    def _keys_text(self) -> str:
        round_ = _("i: {page}").format(page=title(self._board_screen.board, self._keys[1])) if self._keys[1:] else ""
        there = _("1-9 goes there") if self._page.targets else ""
        # What is cut on a narrow screen stands last.
        return "  ".join(
            filter(
                None,
                (_("Esc back"), there, _(";: a note"), _("+ - service without a request"), round_, _("Up Down scroll")),
            )
        )

    def on_key(self, event: events.Key) -> None:
        character = event.character or ""
        if event.key == "i" and self._keys[1:]:
            self._take(event)
            self._board_screen.overlays.open(PageCard, [*self._keys[1:], self._keys[0]])
        elif event.key == "semicolon":
            self._take(event)
            self._note()
        elif event.key == "B" and self._keys[0][0] == "place":
            self._take(event)
            self._watch()
        elif event.key in ("plus", "equals_sign", "minus"):
            self._take(event)
            self._service(ends=event.key == "minus")
        elif character.isascii() and character.isdigit() and 0 < int(character) <= len(self._page.targets):
            self._take(event)
            kind, record_id = self._page.targets[int(character) - 1]
            self._board_screen.overlays.close()
            self._board_screen.go_to_record(kind, record_id)

    def _take(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()

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
