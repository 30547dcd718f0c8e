"""Splitting a squad 拆分: its parts with heads, place and captain, and what is left, before anything is sent.

1. A part that says no number has its share of what is left; with what is typed the parts sum to the whole, or the line
   says by how many they do not.
2. Those present and the helpers are divided beside, by heads, and can be typed too.
3. While heads are left over once every part has said its number, there is one part more.
4. Where there are no more places below that of the squad than parts, each part is proposed one of them, in order.
5. Nothing is sent before Enter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from textual import events

from postcmd import intents_of_squads as intents
from postcmd import panes
from postcmd.board import Board
from postcmd.clean import clean
from postcmd.intents_of_squads import Cut
from postcmd.records import Squad
from postcmd.words import _, pgettext
from tui.answer_line import Ask, ask
from tui.gestures import new_id
from tui.keymap import keyed
from tui.open_layer import RowKey
from tui.over_list import OverList, do
from tui.squad_places import ask_place, places_below
from widgets import told
from widgets.columns import Column
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

NUMBERS: Final = ("heads", "present", "helpers")
MOST_PARTS: Final = 50


class SplitScreen(OverList):
    """The subject is the id of the squad."""

    LAYER = "split"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, ())
        self._cuts: list[Cut] = []

    async def begin(self, subject: Any) -> None:
        self._cuts, self.subject = [Cut(), Cut()], None
        squad = self.board.squad(subject)
        self.set_columns(_columns(squad is not None and squad.helpers > 0))
        await super().begin(subject)
        self.choose_column("heads")

    @property
    def board(self) -> Board:
        return self.board_screen.board

    @property
    def squad(self) -> Squad | None:
        return self.board.squad(self.subject)

    @property
    def nth(self) -> int | None:
        """The part under the cursor."""
        return int(self.cursor.removeprefix("part:")) if self.cursor is not None else None

    # What stands there

    def heading(self) -> str:
        squad = self.squad
        return _("Split: {squad}").format(squad=_name(squad) if squad is not None else self.subject)

    def counts(self) -> str:
        squad = self.squad
        if squad is None:
            return ""
        text = _("{heads} heads, {present} here")
        text = _("{heads} heads, {present} here, {helpers} helpers") if squad.helpers else text
        whole = text.format(heads=squad.strength, present=squad.present, helpers=squad.helpers)
        return f"{whole}  {self._left_text(squad)}"

    def _left_text(self, squad: Squad) -> str:
        found = intents.shares(squad, self._typed())
        left = squad.strength - sum(one.heads for one in found)
        if left < 0:
            return _("{n} too many").format(n=-left)
        return _("{n} left").format(n=left) if left else _("nobody left over")

    def _typed(self) -> list[Cut]:
        """The parts as they are while a number is being typed."""
        edit = self._sheet.edit
        cuts = list(self._cuts)
        if edit is not None and edit.column in NUMBERS and edit.text.isascii() and edit.text.isdigit():
            nth = int(edit.id.removeprefix("part:"))
            cuts[nth] = msgspec.structs.replace(cuts[nth], **{edit.column: int(edit.text[:6])})
        return cuts

    def nothing(self) -> str:
        return _("This squad is no longer here.")

    def rows(self) -> list[Row]:
        squad = self.squad
        if squad is None:
            return []
        cuts = self._typed()
        found = zip(cuts, intents.shares(squad, cuts), strict=True)
        return [self._row(squad, nth, cut, share) for nth, (cut, share) in enumerate(found)]

    def _row(self, squad: Squad, nth: int, cut: Cut, share: intents.Shares) -> Row:
        numbers = NUMBERS if squad.helpers else NUMBERS[:2]
        cells = [_number(getattr(cut, field), getattr(share, field)) for field in numbers]
        place = self._place(nth)
        line = (
            Cell(self._named(squad, nth), "normal" if cut.name else "dim"),
            *cells,
            Cell(panes.place_name(self.board, place or squad.place), "normal" if cut.place else "dim"),
            Cell(cut.leader),
        )
        return Row(f"part:{nth}", line, Cell("*" if cut != Cut() else "", "accent"))

    def _place(self, nth: int) -> str | None:
        """Where the part goes: as chosen, else as proposed; None: where the whole is."""
        if self._cuts[nth].place is not None:
            return self._cuts[nth].place
        below = places_below(self.board, self.squad)
        return below[nth].id if 1 < len(below) <= len(self._cuts) and nth < len(below) else None

    def _named(self, squad: Squad, nth: int) -> str:
        if self._cuts[nth].name:
            return self._cuts[nth].name
        place = self._place(nth)
        twice = [self._place(other) for other in range(len(self._cuts))].count(place) > 1
        if place is None or twice:
            return f"{_name(squad)}-{nth + 1}"
        return panes.place_name(self.board, place)

    # Its keys

    def keys(self) -> list[RowKey]:
        here = "" if self.nth is not None else _("There is nothing under the cursor.")
        few = "" if len(self._cuts) > 2 else _("A split makes at least two parts.")
        send = _("splits into {n}").format(n=len(self._cuts))
        return [
            RowKey("send", self._send, here, label=send),
            RowKey("type", lambda: self.begin_edit(self.typed), here),
            RowKey("add", self._add),
            RowKey("place", self._ask_place, here),
            RowKey("call", self._ask_name, here, label=pgettext("key", "name")),
            RowKey("captain", self._ask_captain, here),
            RowKey("drop", self._drop, here or few),
            RowKey("back", self.leave, label=_("leaves it whole")),
        ]

    def on_key(self, event: events.Key) -> None:
        super().on_key(event)
        if self.is_editing:
            self.set_rows(self.rows())
            self.set_caption(self.heading(), self.counts())

    def on_live_table_committed(self, event: told.Committed) -> None:
        event.stop()
        number = self.number_in(event)
        if number is None:
            return
        nth = int(event.id.removeprefix("part:"))
        self._say(nth, **{event.column: number})
        self._settle_parts()
        self.follow()
        self.go_to(f"part:{min(nth + 1, len(self._cuts) - 1)}")

    def _settle_parts(self) -> None:
        """One part more for those left over, once every part has said its number."""
        squad = self.squad
        said = [cut.heads for cut in self._cuts]
        if squad is not None and None not in said and sum(filter(None, said)) < squad.strength:
            self._add()

    def on_live_table_edit_left(self, event: told.EditLeft) -> None:
        event.stop()
        self.follow()

    def on_live_table_edit_held(self, event: told.EditHeld) -> None:
        event.stop()
        self.board_screen.say(_("An edit is open: Enter keeps it, Esc leaves it."))

    def _say(self, nth: int, **said: Any) -> None:
        self._cuts[nth] = msgspec.structs.replace(self._cuts[nth], **said)

    def _add(self) -> None:
        if len(self._cuts) < MOST_PARTS:
            self._cuts.append(Cut())
        self.follow()

    def _drop(self) -> None:
        if self.nth is not None:
            del self._cuts[self.nth]
        self.follow()

    def _ask_place(self) -> None:
        nth, squad = self.nth, self.squad
        if nth is not None and squad is not None:
            question = _("Where does part {n} go?").format(n=nth + 1)
            ask_place(self.board_screen, squad, question, lambda place: self._take(nth, place=place))

    def _ask_name(self) -> None:
        nth = self.nth
        if nth is not None:
            text = self._cuts[nth].name
            ask(self.board_screen, Ask(_("Name:"), lambda typed: self._take(nth, name=clean(typed)), text))

    def _ask_captain(self) -> None:
        nth = self.nth
        if nth is not None:
            text = self._cuts[nth].leader
            ask(self.board_screen, Ask(_("Captain:"), lambda typed: self._take(nth, leader=clean(typed)), text))

    def _take(self, nth: int, **said: Any) -> None:
        self._say(nth, **said)
        self.follow()

    def _send(self) -> None:
        squad, screen = self.squad, self.board_screen
        if squad is None:
            return
        cuts = [
            msgspec.structs.replace(cut, name=self._named(squad, nth), place=self._place(nth))
            for nth, cut in enumerate(self._cuts)
        ]
        ids = [new_id() for _cut in cuts]
        said = keyed(_("{squad} is in {n} parts; <undo> makes it one again, <lineage> shows them."))
        if do(screen, [intents.split(squad, cuts, ids)], atomic=True):
            screen.overlays.close()
            screen.list_again(["squad"])
            screen.go_to_record("squad", ids[0])
            screen.say(said.format(squad=_name(squad), n=len(ids)), "good")


def _name(squad: Squad) -> str:
    return squad.name or squad.id


def _number(said: int | None, share: int) -> Cell:
    return Cell(str(share), "strong" if said is not None else "dim")


def _columns(has_helpers: bool) -> tuple[Column, ...]:
    helpers = (Column("helpers", _("helpers"), 8, align="right", numeric=True, editable=True),) if has_helpers else ()
    return (
        Column("name", _("part"), 16, min=8, flex=2, shrink=2, pinned=True),
        Column("heads", _("heads"), 6, align="right", numeric=True, editable=True),
        Column("present", _("here"), 6, align="right", numeric=True, editable=True),
        *helpers,
        Column("place", _("place"), 16, min=8, flex=2, shrink=1),
        Column("leader", _("captain"), 10, min=6, flex=1, shrink=3),
    )
