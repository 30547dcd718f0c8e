"""`--plain` says in lines of words what the board shows in panes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from postcmd.board import Board
from postcmd.edits import Edit, Update
from postcmd.ops_on_quotas import QuotaAdd
from postcmd.wire import Info, Result
from tests.cli.november import DAY, QUOTA, board
from tests.cli.running import ROOT, Shell
from tui.cli_plain import NOT_READ, lines_of
from tui.cli_post import Post
from tui.cli_read import Reading
from tui.glyphs import PLAIN
from tui.pane import COLUMNS, DRAWS, ORDER


def said(of: Board, words: str = "") -> list[str]:
    return list(lines_of(Reading(of, Post("https://centre", "centre"), "cache", None), words))  # type: ignore[arg-type]


def test_every_record_is_one_line_in_words() -> None:
    assert said(board())[3:] == [
        "Squads: 1",
        "1. 孙河一队, status mustering, present 3/12, place 孙河地区, unit 链家.",
        "",
        "Requests: 1",
        "1. urgent, 孙河地区, task supplies, need 12, 3 short, due 21:00, status partly met.",
        "",
        "Quotas: 1",
        "1. 孙河地区, unit 链家, task supplies, day 11-20, min 12, max 12, confirmed 9, present 0, 3 short.",
    ]


@pytest.mark.parametrize("pane", ORDER)
def test_nothing_that_a_row_of_the_board_says_is_left_out(pane: str) -> None:
    november, text = board(), "\n".join(said(board()))
    for record_id in november.base[pane]:  # type: ignore[index]
        row = DRAWS[pane](november, PLAIN)(record_id)  # type: ignore[index]
        shown = zip(COLUMNS[pane](), row.cells, strict=True)  # type: ignore[index]
        assert [
            cell.text for column, cell in shown if column.key not in (*NOT_READ, "urgent") and cell.text not in text
        ] == []


def test_what_holds_and_what_needs_a_person_stand_first() -> None:
    offline = board()
    refused = Result(2, "rejected", 9, Info(code="below_zero"))
    op = QuotaAdd(request="sunhe", unit="lianjia", day=DAY, min=1, max=1, n=1)
    waits = Edit(ticket="t1", op=op, stage="saved")
    fails = Edit(ticket="t2", op=op, stage="attention", result=refused)
    offline.apply(Update(edits=(waits, fails)))
    first = said(offline)
    assert first[0] == "offline: The centre cannot be reached."
    assert first[1] == "As of 11-20 20:30."
    assert first[2] == "1 edit waits."
    assert first[3] == f"needs attention: {QUOTA}, Heads cannot be below zero."
    assert first[-1].endswith("needs attention.")


def test_a_filter_leaves_the_rest_out() -> None:
    assert "Quotas: 0" in said(board(), "nowhere")


def test_it_needs_no_screen_and_loads_none(reader: Shell) -> None:
    answer = reader.run("--plain")
    assert answer.code == 0
    assert "Quotas: " in answer.data
    loads = "import sys; import tui.cli_plain; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loads], cwd=ROOT, check=False).returncode == 0
