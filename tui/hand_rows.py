"""Those on hand as rows of a list: who, how many, what speaks against them, what for them.

1. Whoever cannot is marked and dim; whoever passes a limit is marked, and the limit is named.
"""

from __future__ import annotations

from postcmd.board import Board
from postcmd.hand import Hand
from postcmd.words import _
from tui import on_hand_words as words
from widgets.columns import Column
from widgets.rows import Cell, Row, Tone


def hand_row(board: Board, row_id: str, hand: Hand, wanted: int) -> Row:
    against = words.against_text(hand)
    tone: Tone = "dim" if hand.why_not else "normal"
    mark = Cell("×", "dim") if hand.why_not else Cell("!", "warn") if hand.passed else Cell("")
    cells = (
        Cell(words.name(board, hand), tone),
        Cell(f"{hand.heads}/{wanted}", tone if hand.heads >= wanted or hand.why_not else "warn"),
        Cell(against, "dim" if hand.why_not else "warn"),
        Cell(words.why_text(hand), "dim"),
    )
    return Row(row_id, cells, mark)


def hand_columns() -> tuple[Column, ...]:
    return (
        Column("who", _("who"), 20, min=12, flex=1, pinned=True),
        Column("heads", _("heads"), 5, align="right", numeric=True),
        Column("against", _("against it"), 28, min=14, flex=2, shrink=1),
        Column("why", _("for it"), 20, min=14, flex=3, shrink=2),
    )
