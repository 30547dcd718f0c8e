"""The report from the figures screen: its text for the clipboard, and its files in a folder.

1. It is the same report that the command writes.
2. A file that is there is not replaced from here.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from postcmd.board import Board
from postcmd.briefing import Briefing, briefing
from postcmd.briefing_text import as_markdown, as_text
from postcmd.errors import PostError
from postcmd.figures import LABELS
from postcmd.figures_wire import FigureReport
from postcmd.sheet_text import task_name
from postcmd.words import Tongue, _, said_in
from tui.own_templates import tongue
from tui.text_line import Asked, TextLine

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


def report_of(board: Board, said: FigureReport, spoken: Tongue) -> Briefing:
    return briefing(said, spoken, board.link.zone, lambda code: task_name(board, code, spoken))


def report_text(board: Board, said: FigureReport) -> str:
    """Ready to be pasted, in the language of the screen."""
    return as_text(report_of(board, said, tongue()), tongue())


def ask_folder(screen: BoardScreen, said: FigureReport) -> None:
    """Where the files go; then they are written."""

    def write(folder: str) -> None:
        if folder.strip():
            where = Path(folder.strip()).expanduser()
            report = report_of(screen.board, said, tongue())
            screen.run_worker(_written(screen, where, _name(said), report), group="report", exit_on_error=True)

    asked = Asked(_("Folder for txt, md, docx, xlsx:"), str(Path.home()), write)
    screen.overlays.open(TextLine, asked, above=True)


def _name(said: FigureReport) -> str:
    scope = "-".join(filter(None, (said.unit, said.place)))
    days = said.until.isoformat() if said.since == said.until else f"{said.since.isoformat()}-{said.until.isoformat()}"
    return f"{_('report')}-{scope}-{days}"


async def _written(screen: BoardScreen, folder: Path, name: str, report: Briefing) -> None:
    from tui.sentences import sentence_of

    try:
        kinds = await asyncio.to_thread(_write, folder, name, report, tongue())
    except (OSError, PostError) as wrong:
        screen.say(sentence_of(wrong) if isinstance(wrong, PostError) else str(wrong), "bad")
    else:
        screen.say(_("Written: {files}").format(files=f"{folder / name}.{{{','.join(kinds)}}}"), "good")


def _write(folder: Path, name: str, report: Briefing, spoken: Tongue) -> list[str]:
    from tui.briefing_files import excel, word
    from tui.sheet_files import keep

    charted = said_in(spoken, LABELS["participations"])
    contents = {
        "txt": as_text(report, spoken).encode(),
        "md": as_markdown(report, spoken).encode(),
        "docx": word(report, spoken, charted),
        "xlsx": excel(report, spoken, charted),
    }
    for kind, content in contents.items():
        keep(folder / f"{name}.{kind}", content)
    return list(contents)
