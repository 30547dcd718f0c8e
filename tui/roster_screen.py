"""The roster 名册 of a unit on the screen: people by name, for whom the grant covers them.

1. It is read from the centre when it is opened, stands in memory only, and is forgotten when it is left.
2. Without the right, or without the centre, it says so; sign-ups then go by number or by count.
3. One key signs the person under the cursor up for the quota it was opened from.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from postcmd import intents_of_people as intents
from postcmd import panes
from postcmd.errors import PostError
from postcmd.roster import Person
from postcmd.words import N_, _, ngettext, pgettext
from tui import detail
from tui.answer_line import Ask, ask
from tui.gestures import new_id
from tui.open_layer import RowKey
from tui.over_list import OverList, do
from widgets.columns import Column
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

STANDING: Final = {"party_member": N_("party member"), "cadre": N_("cadre"), "worker": N_("worker"), "": ""}


class Of(NamedTuple):
    """Whose roster, and the quota that people are wanted for."""

    unit: str = ""
    quota: str | None = None


async def learn(screen: BoardScreen, unit: str, words: str = "") -> str:
    """Take the people into memory; why they cannot be read, or ""."""
    read = screen.roster
    if read is None or not screen.people.may_be_read(screen.board):
        return _("Names need a grant with the roster; sign-ups go by number or by count.")
    try:
        people = await asyncio.to_thread(read, unit, words)
    except PostError as wrong:
        from tui.sentences import sentence_of

        return sentence_of(wrong)
    screen.people.learn(people)
    return ""


def follow_names(screen: BoardScreen, unit: str, then: Callable[[], object]) -> None:
    """Read the names of a unit's people for what stands open, where they may be read; without them it stays."""

    async def read() -> None:
        if not await learn(screen, unit):
            then()

    if screen.roster is not None and screen.people.may_be_read(screen.board):
        screen.run_worker(read(), group="roster", exclusive=True)


class RosterList(OverList):
    """One line for each person; the subject is an `Of`."""

    LAYER = "roster"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._said = ""

    async def begin(self, subject: Any) -> None:
        self.board_screen.people.forget()
        self._said = _("The roster is being read …")
        await super().begin(subject)
        self._read("")

    def leave(self) -> None:
        self.board_screen.people.forget()
        super().leave()

    def _read(self, words: str) -> None:
        async def read() -> None:
            self.board_screen.people.forget()
            self._said = await learn(self.board_screen, self.subject.unit, words)
            if self.has_class("-open"):
                self.follow()
            else:
                self.board_screen.people.forget()

        self.board_screen.run_worker(read(), group="roster", exclusive=True)

    # What stands there

    def heading(self) -> str:
        board, of = self.board_screen.board, self.subject
        if of.quota is not None:
            return _("Roster: {unit}, for {whom}").format(
                unit=panes.unit_name(board, of.unit), whom=detail.title(board, ("quota", of.quota))
            )
        return _("Roster: {unit}").format(unit=panes.unit_name(board, of.unit) or _("all that may be read"))

    def counts(self) -> str:
        count = len(self.board_screen.people.all)
        return ngettext("{n} person", "{n} people", count).format(n=count)

    def nothing(self) -> str:
        return self._said or _("Nobody was found.")

    def rows(self) -> list[Row]:
        return [self._row(one) for one in self.board_screen.people.all]

    def _row(self, one: Person) -> Row:
        board = self.board_screen.board
        seats = f" {one.seats}" if one.seats else ""
        line = (
            Cell(one.name),
            Cell(one.id, "dim"),
            Cell(panes.unit_name(board, one.unit)),
            Cell(one.phone),
            Cell(_(", ").join(one.skills)),
            Cell(f"{one.vehicle}{seats}"),
            Cell(_("sealed in") if one.sealed_in else one.availability, "bad" if one.sealed_in else "normal"),
            Cell(panes.place_name(board, one.home), "dim"),
            Cell(_(STANDING[one.standing]) if one.standing else "", "dim"),
        )
        return Row(one.id, line)

    # Its keys

    def keys(self) -> list[RowKey]:
        here = "" if self.cursor is not None else _("There is nothing under the cursor.")
        no_quota = "" if self.subject.quota else _("Open the roster from a quota to sign people up for it.")
        return [
            RowKey("sign_up", self._sign_up, here or no_quota),
            RowKey("stand_by", self._stand_by, here),
            RowKey("find", self._find),
        ]

    def _person(self) -> Person | None:
        return next((one for one in self.board_screen.people.all if one.id == self.cursor), None)

    def _sign_up(self) -> None:
        person, quota = self._person(), self.board_screen.board.quota(self.subject.quota or "")
        if person is not None and quota is not None:
            said = _("{who} is signed up").format(who=person.name)
            do(self.board_screen, [intents.sign_up(quota, new_id(), volunteer=person.id)], said)

    def _stand_by(self) -> None:
        person = self._person()
        if person is not None:
            said = _("{who} stands by").format(who=person.name)
            do(self.board_screen, [intents.stand_by(person.unit, new_id(), volunteer=person.id)], said)

    def _find(self) -> None:
        ask(
            self.board_screen,
            Ask("/", self._read, placeholder=_("words of a name, a phone, a skill; nothing finds all")),
        )


ReadRoster = Callable[[str, str], Sequence[Person]]
"""Reads the people of a unit and of those below it whom the words find. Raises what is in the way."""


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", _("name"), 10, min=8, flex=2, pinned=True),
        Column("id", pgettext("column", "no."), 8, min=5, shrink=3),
        Column("unit", _("unit"), 12, min=8, flex=1, shrink=5),
        Column("phone", _("phone"), 14, min=11, shrink=1),
        Column("skills", _("skills"), 12, min=6, flex=2, shrink=4),
        Column("vehicle", _("vehicle"), 8, min=5, shrink=6),
        Column("can", _("can go"), 10, min=6, flex=1, shrink=2),
        Column("home", _("home"), 10, min=6, flex=1, shrink=7),
        Column("standing", pgettext("person", "standing"), 8, shrink=8),
    )
