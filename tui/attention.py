"""The outbox on the screen: what needs a person first, then edits on their way, then what arrived.

1. What was refused or clashed stays here until a person says what becomes of it (I4).
2. Each case says its keys; a key that does nothing there says why.
3. An edit that another session keeps can be read and handed over, not resolved.
4. A file that could not be read is named here as long as it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from postcmd.board import Board
from postcmd.edits import Edit
from postcmd.words import _
from tui import cells, edit_words, ways
from tui.cards import BoardCard
from tui.cases import Case, wanted
from tui.key_line import Hint
from tui.open_layer import RowKey
from tui.over_list import OverList
from widgets.card import Fact, Section
from widgets.columns import Column
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

ON_THE_WAY: Final = ("writing", "saved", "sent")
ASIDE: Final = "file:"


def on_their_way(board: Board) -> list[Edit]:
    """What is on its way, then what arrived; in each the latest first."""
    edits = [edit for edit in reversed(board.all_edits) if edit.stage in (*ON_THE_WAY, "done")]
    return sorted(edits, key=lambda edit: edit.stage == "done")


class OutboxList(OverList):
    """Every case and every edit on a line of its own."""

    LAYER = "outbox"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._cases: dict[str, Case] = {}

    def heading(self) -> str:
        return _("Outbox")

    def nothing(self) -> str:
        return _("No edits: nothing waits.")

    def rows(self) -> list[Row]:
        screen = self.board_screen
        waiting = [Case(edit) for edit in on_their_way(screen.board)]
        self._cases = {case.id: case for case in (*screen.resolving.open_cases(), *waiting)}
        aside = [_row_of_file(name) for name in screen.board.link.set_aside]
        return [*(self._row(case) for case in self._cases.values()), *aside]

    def _row(self, case: Case) -> Row:
        board, edit = self.board_screen.board, case.edit
        needs = edit.stage == "attention"
        record = edit_words.target_text(board, edit)
        line = (
            Cell(cells.since_text(board, edit.op.made), "dim"),
            Cell(f"└ {record}" if case.whole else record),
            Cell(_(", ").join(edit_words.op_text(board, op) for op in wanted(case)), "strong"),
            Cell(edit_words.why_text(board, case), "bad" if needs else "dim"),
        )
        return Row(case.id, line, Cell("!" if needs else "", "bad"))

    def keys(self) -> list[RowKey]:
        case, here = self._cases.get(self.cursor or ""), self.cursor is not None
        nothing = "" if here else _("There is nothing under the cursor.")
        file = nothing or _("This file is no edit: `postcmd doctor` says what is in it.")
        return [
            *(_ways(self.board_screen, case) if case is not None else _no_ways(file)),
            RowKey("open", lambda: self.board_screen.overlays.open_edit(self.cursor or ""), nothing),
        ]

    def hints(self) -> list[Hint]:
        """Of an edit that needs no decision, only how it is read."""
        case, hints = self._cases.get(self.cursor or ""), super().hints()
        return hints if case is None or case.edit.stage == "attention" else hints[-2:]


class EditCard(BoardCard):
    """One case with both sides and every key of it."""

    LAYER = "outbox"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen)
        self._row_id = ""
        self._case: Case | None = None

    async def begin(self, subject: str) -> None:
        self._row_id, self._case = subject, None
        self._find()
        self.open(self._heading, self._all_of_it())

    def follow(self, touched: Iterable[object]) -> None:
        self._find()
        self.show(self._heading, self._all_of_it())

    def _find(self) -> None:
        """The case as it is by now; one that is over stays as it was read."""
        screen = self._board_screen
        waiting = (Case(edit) for edit in screen.board.all_edits if edit.stage != "attention")
        known = {case.id: case for case in (*waiting, *screen.resolving.open_cases())}
        self._case = known.get(self._row_id, self._case)

    @property
    def _heading(self) -> str:
        """The record, under which everything else stands."""
        named = edit_words.target_text(self._board_screen.board, self._case.edit) if self._case is not None else ""
        return named or _("Edit")

    def _all_of_it(self) -> list[Section]:
        board = self._board_screen.board
        if self._case is None:
            return _file_sections(self._row_id.removeprefix(ASIDE))
        keys = _keys(ways.ways(board, self._case))
        return [*edit_words.sections(board, self._case), *_items(self._board_screen, self._case), *keys]

    def keys(self) -> list[RowKey]:
        return [] if self._case is None else _ways(self._board_screen, self._case, self.leave)

    def hints(self) -> list[Hint]:
        """Its keys stand on it, each with what it would do."""
        return self.reading_hints()

    def leave(self) -> None:
        self._board_screen.overlays.open_outbox()


def _ways(screen: BoardScreen, case: Case, decided: Callable[[], object] = lambda: None) -> list[RowKey]:
    """A key for each way out of a case; `decided` follows where one ended it."""

    def take(way: ways.Way) -> None:
        if screen.resolving.press(case, way.name):
            decided()

    return [RowKey(way.name, partial(take, way), way.why_not) for way in ways.ways(screen.board, case)]


def _no_ways(why: str) -> list[RowKey]:
    """What is no edit has none."""
    return [RowKey(name, lambda: None, why) for name in ways.NAMES]


def _keys(offers: list[ways.Way]) -> Iterator[Section]:
    """Every key: what it would do, or why it would do nothing."""
    whys = {way.why_not for way in offers if way.why_not}
    can = tuple(Fact(f"{way.key} {way.label}", way.says, "accent") for way in offers if not way.why_not)
    cannot = tuple(Fact(f"{way.key} {way.label}", way.why_not, "dim") for way in offers if way.why_not)
    yield Section(_("What you can do"), can)
    # The same reason for every key is said once.
    yield Section(_("Not here"), cannot if len(whys) > 1 else tuple(Fact("", why, "dim") for why in whys))


def _items(screen: BoardScreen, case: Case) -> list[Section]:
    """Of a bulk, how many were done and which were not."""
    if not case.is_bulk or case.edit.stage != "attention":
        return []
    failed = [one for one in screen.resolving.open_cases() if one.whole is not None and one.whole.ticket == case.id]
    done = case.info.facts.get("done", 0)
    facts = [
        Fact(
            edit_words.edit_text(screen.board, one.edit),
            f"{edit_words.target_text(screen.board, one.edit)}  {why}",
            "bad",
        )
        for one in failed
        if (why := edit_words.state_text(one.edit))
    ]
    return [Section(_("{done} done, {failed} not").format(done=done, failed=len(failed)), tuple(facts))]


# Files set aside


def _row_of_file(name: str) -> Row:
    return Row(f"{ASIDE}{name}", (Cell(""), Cell(_("a file set aside")), Cell(""), Cell(name, "warn")))


def _file_sections(name: str) -> list[Section]:
    facts = (
        Fact(_("file"), name, "strong"),
        Fact(_("state"), _("It could not be read. It is kept as it was; what was whole in it was saved."), "warn"),
        Fact(_("what to do"), _("`postcmd doctor` names its folder. Give it to whoever looks after this host.")),
    )
    return [Section("", facts)]


def _columns() -> tuple[Column, ...]:
    return (
        Column("made", _("made"), 5),
        Column("record", _("record"), 28, min=16, flex=2, shrink=2),
        Column("edit", _("edit"), 15, min=10, flex=1, shrink=1),
        Column("state", _("state"), 25, min=10, flex=3, shrink=1),
    )
