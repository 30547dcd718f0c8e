"""The search over everything with a name, one line typed, Enter goes there.

1. The best hit stands first and under the cursor; hits of one kind stand together.
2. Enter on a place or unit opens its page, on a request or squad goes to its row, on a task filters the board by it;
   on a contact it goes to whom the contact belongs to.
3. The pinyin dictionary is read in a thread of its own; until then letters are only letters.
4. What arrives while it is open is found, and does not move the cursor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from textual import events

from postcmd import pinyin
from postcmd.board import Key
from postcmd.search import Finder, Hit
from postcmd.words import _
from tui import terms
from tui.moving import while_typing
from tui.verbs_on_calls import open_pages
from widgets.columns import Column
from widgets.live import LiveTable
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

LONGEST: Final = 60


class SearchList(LiveTable):
    """Type to find, Enter goes to what is under the cursor."""

    free_text = True

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(_columns(), classes="over full")
        self._board_screen = screen
        self._finder = Finder(screen.board, by_sound=False)
        self._typed = ""
        self._hits: dict[str, Hit] = {}

    async def begin(self, subject: str) -> None:
        self.add_class("-open")
        self._finder.start_over()
        self._look_for(subject)
        self._board_screen.key_line.rest(_("Enter goes there  Esc back").split("  "))
        if not self._finder.by_sound:
            self.run_worker(self._learn_to_hear(), name="pinyin", group="pinyin")

    async def _learn_to_hear(self) -> None:
        await asyncio.to_thread(pinyin.load)
        self._finder.by_sound = True
        self._show_hits()

    def follow(self, touched: Iterable[Key]) -> None:
        self._finder.update(touched)
        self._show_hits()

    def _look_for(self, text: str) -> None:
        self._typed = text[:LONGEST]
        self._show_hits()
        self.to_start()

    def _show_hits(self) -> None:
        hits = _grouped(self._finder.find(self._typed))
        self._hits = {_id(hit): hit for hit in hits}
        kinds = [hit.kind for hit in hits]
        self.set_empty_text(_nothing(self._typed))
        self.set_rows(_row(hit, is_first=nth == 0 or kinds[nth - 1] != hit.kind) for nth, hit in enumerate(hits))
        self.set_caption(_("Find: {typed}_").format(typed=self._typed))

    # Keys

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self._board_screen.overlays.close()
        elif event.key == "enter":
            self._go()
        elif event.key in ("backspace", "ctrl+h"):
            self._look_for(self._typed[:-1])
        elif event.key == "ctrl+u":
            self._look_for("")
        elif event.is_printable and event.character:
            self._look_for(self._typed + event.character)
        elif move := while_typing(event.key):
            move(self)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self._look_for(self._typed + " ".join(event.text.split()))

    def _go(self) -> None:
        hit, screen = self._hits.get(self.cursor or ""), self._board_screen
        if hit is None:
            return
        screen.overlays.close()
        kind, record_id = hit.key
        if kind in ("place", "unit"):
            open_pages(screen, [hit.key])
        elif kind == "task":
            screen.filter_by(hit.title)
        else:
            screen.go_to_record(kind, record_id)


def _grouped(hits: list[Hit]) -> list[Hit]:
    """Kinds in the order of their best hits, of each the best first."""
    order = list(dict.fromkeys(hit.kind for hit in hits))
    return sorted(hits, key=lambda hit: order.index(hit.kind))


def _id(hit: Hit) -> str:
    return f"{hit.kind}:{hit.of}:{hit.id}"


def _row(hit: Hit, is_first: bool) -> Row:
    kind = terms.term(terms.KIND, hit.kind) if hit.kind != "contact" else _("contact")
    cells = (Cell(kind if is_first else "", "dim"), Cell(hit.title), Cell(hit.detail, "dim"))
    return Row(_id(hit), cells)


def _nothing(typed: str) -> str:
    if typed.strip():
        return _("Nothing has that name.")
    return _("Type a name, an id, a number to ring, or pinyin: hsjc finds 核酸检测.")


def _columns() -> tuple[Column, ...]:
    return (
        Column("kind", _("kind"), 8),
        Column("title", _("name"), 30, min=16, flex=2, shrink=1),
        Column("detail", _("where"), 30, min=10, flex=3, shrink=2),
    )
