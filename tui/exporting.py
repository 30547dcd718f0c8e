"""What a pane shows, written into a file: as the filter and the days show it, in its order, all columns.

1. The name of the file says which form it has: `.csv` or `.json`. A sensible name is there already.
2. A file that is there is never replaced unasked; No is the first answer.
3. The JSON is that of the commands without a screen, the CSV has the same fields; so both are documented once.
4. Nothing waits for the disk; the file is whole or not there, for its owner alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from postcmd.board import Board
from postcmd.errors import PostError, Refused
from postcmd.panes import Days
from postcmd.words import _, ngettext
from tui import report, sheet_files
from tui.cli_output import Source, json_line
from tui.csv_text import csv_text
from tui.report_shapes import QuotaReport, RequestReport, SquadReport
from tui.situation import Pane

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

BOM: Final = "\ufeff"
"""Without it a spreadsheet takes Chinese for something else."""
NAMES: Final[dict[Pane, str]] = {"squad": "squads", "request": "requests", "quota": "quotas"}
SHAPES: Final[dict[Pane, type[Struct]]] = {"squad": SquadReport, "request": RequestReport, "quota": QuotaReport}


def rows_of(board: Board, pane: Pane, days: Days, words: str) -> Sequence[Any]:
    """The rows of a pane, in its order."""
    if pane == "quota":
        return report.quotas(board, days, words)
    return report.requests(board, None, words) if pane == "request" else report.squads(board, words)


def content_of(board: Board, pane: Pane, rows: Sequence[Any], suffix: str) -> str:
    if suffix == ".csv":
        return BOM + csv_text(rows, SHAPES[pane])
    source: Source = "centre" if board.link.state == "online" else "cache"
    return json_line(NAMES[pane], rows, board.link.as_of, source) + "\n"


def ask_file(screen: BoardScreen, typed: str = "") -> None:
    """Where to; with a name that is not taken yet."""
    from tui.text_line import Asked, TextLine

    asked = Asked(_("Write to (.csv or .json):"), typed or _name_for(screen), lambda name: export(screen, name))
    screen.overlays.open(TextLine, asked)


def _name_for(screen: BoardScreen) -> str:
    board = screen.board
    moment = (board.link.as_of or datetime.now(UTC)).astimezone(ZoneInfo(board.link.zone))
    return f"~/{NAMES[screen.pane]}-{moment:%Y%m%d-%H%M}.csv"


def export(screen: BoardScreen, name: str, *, force: bool = False) -> None:
    """Write what the pane shows now."""
    if not name:
        screen.leave_as_it_was()
        return
    path = Path(name).expanduser()
    if path.suffix not in (".csv", ".json"):
        screen.say(_("A name ends in .csv or .json: {name}").format(name=name), "warn")
        return
    pane, rows = screen.pane, rows_of(screen.board, screen.pane, screen.days, screen.words)
    content = content_of(screen.board, pane, rows, path.suffix).encode()
    screen.run_worker(_written(screen, path, content, len(rows), force), group="export")


async def _written(screen: BoardScreen, path: Path, content: bytes, count: int, force: bool) -> None:
    from tui.copying import short_path
    from tui.sentences import sentence_of

    try:
        await asyncio.to_thread(sheet_files.keep, path, content, force=force)
    except Refused:
        question = _("{path} is there already. Replace it?").format(path=short_path(path))
        screen.ask(question, lambda: export(screen, str(path), force=True))
    except (OSError, PostError) as wrong:
        screen.say(sentence_of(wrong) if isinstance(wrong, PostError) else str(wrong), "bad")
    else:
        text = ngettext("{n} row written to {path}", "{n} rows written to {path}", count)
        screen.say(text.format(n=count, path=short_path(path)), "good")
