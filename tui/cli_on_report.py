"""What the command of the report does: asks the centre for figures, and writes them in the format wanted.

1. What cannot be meant is said before anything is asked; what the post was told before is good enough where the centre
   is out of reach, and then it says when that was.
2. A file is written whole or not at all, and over another only when it is said that it may be.
3. Nothing of the figures is reckoned here.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from postcmd import figures_asked as asking
from postcmd import panes
from postcmd.board import Board
from postcmd.briefing import Briefing, briefing
from postcmd.briefing_text import as_csv, as_markdown, as_text
from postcmd.clock import operational
from postcmd.errors import BadConfig, BadInput, SignInNeeded, Unreachable, UpgradeNeeded
from postcmd.figures import LABELS
from postcmd.figures_asked import Asked
from postcmd.figures_wire import FigureReport
from postcmd.ids import ulid
from postcmd.moments import past_moment
from postcmd.sheet_text import task_name
from postcmd.words import Tongue, _, said_in
from sync.figures import Answer, Figures, any_folder, figures_over_http
from sync.instances import home_of
from tui.cli_exit import DONE
from tui.cli_moments import one_day
from tui.cli_on_work import scope_of
from tui.cli_output import json_line, say, tell
from tui.cli_post import Post
from tui.cli_read import Reading, read
from tui.cli_tables import minute
from tui.cli_way import unlocked
from tui.config import Config
from tui.own_templates import tongue as spoken
from tui.sentences import sentence_of

CHARTED: Final = "participations"


class Typed(NamedTuple):
    """The question, as it was typed."""

    unit: str
    place: str
    since: str
    until: str
    as_of: str


class Written(NamedTuple):
    """In which format and language, and where to."""

    shape: Literal["text", "md", "csv", "json", "xlsx", "docx"]
    tongue: Tongue | None
    file: str
    force: bool


class ReportShape(Struct, frozen=True):
    """What `--format json` prints: the centre's answer as it came, and the report in words."""

    figures: FigureReport
    told_at: datetime
    language: Tongue
    title: str
    sentences: tuple[str, ...]
    facts: tuple[str, ...]
    definitions: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def write_report(config: Config, typed: Typed, written: Written) -> int:
    if written.shape in ("xlsx", "docx") and not written.file:
        raise BadInput("file_needed", format=written.shape)
    reading = read(config)
    asked = asked_of(reading.board, typed)
    asking.check(reading.board, asked, panes.today(reading.board), panes.now(reading.board))
    answer = _answer(reading, asked)
    tongue = written.tongue or spoken()
    made = briefing(answer.said, tongue, reading.board.link.zone, lambda code: task_name(reading.board, code, tongue))
    _put_out(_content(answer, made, tongue, written, reading), written)
    return DONE


def asked_of(board: Board, typed: Typed) -> Asked:
    """The question that is meant. Of neither unit nor place, what is ours is meant."""
    unit, place = typed.unit, typed.place
    if not (unit or place):
        kind, own = scope_of(board, unit, place)
        unit, place = (own, "") if kind == "unit" else ("", own)
    since = one_day(board, typed.since)
    until = one_day(board, typed.until) if typed.until else since
    return Asked(unit=unit, place=place, since=since, until=until, as_of=_moment(board, typed.as_of))


def _moment(board: Board, text: str) -> str:
    """A commit stands for itself; a moment is meant as everywhere."""
    if not text or text.isdigit():
        return text
    now = board.link.as_of or operational(board.clock, datetime.now(UTC))
    return past_moment(text, now, board.link.zone).isoformat()


def figures_of_post(post: Post) -> Figures:
    """The door to the figures for a command: a folder is taken for the moment of writing only."""
    home, keys = home_of(post.url, post.account), unlocked(post)
    drawer = any_folder(home, lambda: ulid(int(time.time() * 1000), os.urandom))
    return figures_over_http(post.url, home, keys.token, drawer, keys)


def _answer(reading: Reading, asked: Asked) -> Answer[FigureReport]:
    door, question = figures_of_post(reading.post), asking.figures(asked)
    door.read_kept()
    try:
        return door.ask(question)
    except (Unreachable, SignInNeeded, UpgradeNeeded, BadConfig) as lost:
        known = door.known(question)
        if known is None:
            raise
        at = minute(reading.board, known.at, seconds=True)
        say(_("{why} These figures were told to this post at {time}.").format(why=sentence_of(lost), time=at))
        return known


def _content(
    answer: Answer[FigureReport], made: Briefing, tongue: Tongue, written: Written, reading: Reading
) -> str | bytes:
    match written.shape:
        case "text":
            return as_text(made, tongue)
        case "md":
            return as_markdown(made, tongue)
        case "csv":
            return as_csv(made)
        case "json":
            source: Literal["centre", "cache"] = "centre" if answer.is_fresh else "cache"
            return json_line("report", _shape(answer, made, tongue), answer.said.as_of, source) + "\n"
        case "xlsx" | "docx":
            from tui.briefing_files import excel, word

            return (excel if written.shape == "xlsx" else word)(made, tongue, said_in(tongue, LABELS[CHARTED]))


def _shape(answer: Answer[FigureReport], made: Briefing, tongue: Tongue) -> ReportShape:
    return ReportShape(
        answer.said, answer.at, tongue, made.title, made.sentences, made.facts, made.definitions, made.notes
    )


def _put_out(content: str | bytes, written: Written) -> None:
    if not written.file:
        assert isinstance(content, str)  # noqa: S101 - the formats that are bytes want a file
        tell(content.rstrip("\n"))
        return
    from tui.sheet_files import keep

    # A spreadsheet takes a CSV file without the mark for one of the local encoding.
    mark = "utf-8-sig" if written.shape == "csv" else "utf-8"
    plain = content.encode(mark) if isinstance(content, str) else content
    path = keep(Path(written.file).expanduser(), plain, force=written.force)
    say(_("Written: {files}").format(files=path))
