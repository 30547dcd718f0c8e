"""The sheet of a day over the board: every figure with its definition, ready to be copied or written into files.

1. `l` turns the language of the sheet, `[` and `]` the day, `p` from the unit to the place and back.
2. `y` copies the text, and keeps it as the orders are kept; `w` writes text, Word and Excel into a named folder.
3. A file that is there is not replaced from here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from postcmd.board import Board, Key
from postcmd.errors import PostError
from postcmd.sheet import Sheet, day_sheet
from postcmd.sheet_text import heading, remarks, rows, sheet_text
from postcmd.words import Tongue, _
from tui.cards import BoardCard
from tui.open_layer import RowKey
from tui.own_templates import tongue
from widgets.card import Fact, Section

FILES: Final = ("txt", "docx", "xlsx")


class Wanted(NamedTuple):
    """Of what, of which day; and the other scope that `p` turns to."""

    scope: Key
    day: date
    other: Key | None = None


class SheetCard(BoardCard):
    """The subject is a Wanted."""

    LAYER = "sheet"
    _wanted: Wanted
    _sheet: Sheet
    _tongue: Tongue = "zh"

    async def begin(self, subject: Wanted) -> None:
        self._wanted, self._tongue = subject, tongue()
        self._sheet = day_sheet(self._board, subject.scope, subject.day)
        self.open(heading(self._sheet, self._tongue), self._figures())

    @property
    def _board(self) -> Board:
        return self._board_screen.board

    def follow(self, touched: Iterable[Key] = ()) -> None:
        self._sheet = day_sheet(self._board, self._wanted.scope, self._wanted.day)
        self._again()

    def _again(self) -> None:
        self.show(heading(self._sheet, self._tongue), self._figures())

    def _figures(self) -> list[Section]:
        facts = []
        for row in rows(self._board, self._sheet, self._tongue):
            said = "  ".join(filter(None, (f"{row.number} {row.unit}".strip(), row.verified)))
            facts += [Fact(row.label, said, "strong"), Fact("", row.definition, "dim")]
        notes = tuple(Fact("", text) for text in remarks(self._board, self._sheet, self._tongue))
        return [Section("", tuple(facts)), Section(_("How it was counted"), notes)]

    def keys(self) -> list[RowKey]:
        turn = _("place") if self._wanted.scope[0] == "unit" else _("unit")
        alone = "" if self._wanted.other is not None else _("Neither its place nor its unit is known.")
        return [
            RowKey("copy", self.copy),
            RowKey("files", self._ask_folder),
            RowKey("day_before", lambda: self._go_to_day(-1)),
            RowKey("next_day", lambda: self._go_to_day(1)),
            RowKey("scope", self._turn_scope, alone, label=turn),
            RowKey("language", self._turn_language),
        ]

    def _go_to_day(self, step: int) -> None:
        self._open(self._wanted._replace(day=self._wanted.day + timedelta(days=step)))

    def _open(self, wanted: Wanted) -> None:
        self._board_screen.overlays.open(SheetCard, wanted)

    def _turn_language(self) -> None:
        self._tongue = "en" if self._tongue == "zh" else "zh"
        self._again()

    def _turn_scope(self) -> None:
        scope, day, other = self._wanted
        if other is not None:
            self._open(Wanted(other, day, scope))

    def copy(self) -> None:
        from tui import copying

        copying.copy_sheet(self._board_screen, sheet_text(self._board, self._sheet, self._tongue))

    def _ask_folder(self) -> None:
        from tui.text_line import Asked, TextLine

        asked = Asked(_("Folder for txt, docx, xlsx:"), str(Path.home()), self._write)
        self._board_screen.overlays.open(TextLine, asked, above=True)

    def _write(self, folder: str) -> None:
        if folder.strip():
            content = self._contents()
            name = f"{self._sheet.scope[1]}-{self._sheet.day.isoformat()}-{self._tongue}"
            where = Path(folder.strip()).expanduser()
            self._board_screen.run_worker(self._written(where, name, content), group="sheet", exit_on_error=True)

    def _contents(self) -> tuple[bytes, bytes, bytes]:
        from tui import sheet_files

        args = (self._board, self._sheet, self._tongue)
        return sheet_text(*args).encode(), sheet_files.word(*args), sheet_files.excel(*args)

    async def _written(self, folder: Path, name: str, contents: tuple[bytes, ...]) -> None:
        from tui import sheet_files
        from tui.sentences import sentence_of

        screen = self._board_screen
        try:
            for kind, content in zip(FILES, contents, strict=True):
                await asyncio.to_thread(sheet_files.keep, folder / f"{name}.{kind}", content)
        except (OSError, PostError) as wrong:
            screen.say(sentence_of(wrong) if isinstance(wrong, PostError) else str(wrong), "bad")
        else:
            screen.say(_("Written: {files}").format(files=f"{folder / name}.{{{','.join(FILES)}}}"), "good")
