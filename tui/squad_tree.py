"""The lineage 来历 of a squad on the screen: the whole above, its parts below, with the heads of today.

1. The heads of today are those of live squads; what the squad had when it was split or merged stands beside.
2. It follows what arrives; Enter goes to the squad, and the keys act on the squad under the cursor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postcmd import panes
from postcmd.lineage import Node, tree
from postcmd.records import Squad
from postcmd.words import _
from tui import cells, terms
from tui.open_layer import RowKey
from tui.over_list import OverList
from tui.situation_of_squads import why_not_live
from widgets.columns import Column
from widgets.rows import Cell, Row, Tone

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class TreeScreen(OverList):
    """The subject is the id of any squad of the tree."""

    LAYER = "lineage"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())

    async def begin(self, subject: Any) -> None:
        await super().begin(subject)
        self.go_to(subject)
        self.show_keys()

    @property
    def squad(self) -> Squad | None:
        return self.board_screen.board.squad(self.cursor or "")

    def heading(self) -> str:
        node = self._tree()
        return _("Lineage: {squad}").format(squad=node.squad.name or node.squad.id if node else self.subject)

    def counts(self) -> str:
        node = self._tree()
        if node is None:
            return ""
        live = sum(one.squad.is_live for _depth, one in node.lines())
        text = _("{squads} live, {present} of {heads} here")
        return text.format(squads=live, present=node.present, heads=node.heads)

    def nothing(self) -> str:
        return _("This squad is no longer here.")

    def _tree(self) -> Node | None:
        return tree(self.board_screen.board, self.subject)

    def rows(self) -> list[Row]:
        node = self._tree()
        return [self._row(depth, one) for depth, one in node.lines()] if node is not None else []

    def _row(self, depth: int, node: Node) -> Row:
        squad, board = node.squad, self.board_screen.board
        tone: Tone = "normal" if squad.is_live else "dim"
        heads = f"{node.present}/{node.heads}" if node.heads or squad.is_live else ""
        was = "" if squad.is_live or node.heads == squad.strength else str(squad.strength)
        line = (
            Cell(f"{'  ' * depth}{squad.name or squad.id}", tone),
            Cell(_state(squad), "good" if squad.is_live and squad.status == "on_post" else tone),
            Cell(heads, "strong" if squad.is_live else "dim"),
            Cell(was, "dim"),
            Cell(f"+{node.helpers}" if node.helpers else "", "dim"),
            Cell(str(squad.lost) if squad.lost else "", "warn"),
            Cell(panes.place_name(board, squad.place), tone),
            Cell(cells.since_text(board, squad.since), "dim"),
            Cell(squad.leader, "dim"),
        )
        return Row(squad.id, line, self.mark(("squad", squad.id)))

    def keys(self) -> list[RowKey]:
        squad = self.squad
        none = "" if squad is not None else _("There is nothing under the cursor.")
        asleep = (why_not_live(squad) or "") if squad is not None else none
        whole = "" if squad is not None and squad.parts else _("Only what was split can be merged back.")
        return [
            RowKey("go", self._go, none),
            RowKey("split", self._split, none or asleep),
            RowKey("merge", self._merge, none or whole),
            RowKey("back", self.leave),
        ]

    def _go(self) -> None:
        squad, screen = self.squad, self.board_screen
        if squad is not None:
            screen.overlays.close()
            screen.go_to_record("squad", squad.id)

    def _split(self) -> None:
        from tui.squad_split import SplitScreen

        self.board_screen.overlays.open(SplitScreen, self.cursor)

    def _merge(self) -> None:
        from tui.squad_merge import make_whole

        squad = self.squad
        if squad is not None:
            self.board_screen.overlays.close()
            make_whole(self.board_screen, squad)


def _state(squad: Squad) -> str:
    """What it does now, or what became of it."""
    return terms.state(squad.standing)


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", _("squad"), 20, min=16, flex=3, pinned=True),
        Column("status", _("status"), 10, min=9, shrink=5),
        Column("heads", _("today"), 7, align="right", numeric=True),
        Column("was", _("was"), 4, align="right", shrink=4, numeric=True),
        Column("helpers", _("helpers"), 8, align="right", shrink=6),
        Column("lost", _("lost"), 4, align="right", shrink=3, numeric=True),
        Column("place", _("place"), 12, min=10, flex=2, shrink=1),
        Column("since", _("since"), 5, shrink=7),
        Column("leader", _("captain"), 8, shrink=8),
    )
