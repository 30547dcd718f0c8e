"""Who fills which place of a post: people known by name, matched by skill, vehicle and gear, one place each.

1. As many places are filled as can be; a driver who nurses as well fills one of the two.
2. A place that nobody fills says what it asks for; whoever fills none says why.
3. Enter plans those matched, each by name. Names stand in memory only, and are forgotten when the list is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from postcmd import panes
from postcmd.board import Board
from postcmd.matching import Lacking, Matching, Seat, able, lacks, match, seats_of
from postcmd.records import Post
from postcmd.roster import Person
from postcmd.words import N_, _, ngettext
from tui import post_words as words
from tui.open_layer import RowKey
from tui.over_list import OverList
from tui.roster_screen import learn
from widgets.columns import Column
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

LACKS: Final[dict[Lacking, str]] = {
    "skill": N_("lacks the skill"),
    "vehicle": N_("has no vehicle"),
    "gear": N_("has not the gear"),
}


class Places(NamedTuple):
    """A post, the squad whose people are asked (None: all that may be read), how many are missing; what follows."""

    post: str
    squad: str | None
    heads: int
    back: Callable[[], object]
    plan: Callable[[list[tuple[str, str]]], object]


class SeatsScreen(OverList):
    """The subject is a Places."""

    LAYER = "seats"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._people: list[Person] = []
        self._seats: list[Seat] = []
        self._match = Matching({}, ())
        self._said = ""

    async def begin(self, subject: Any) -> None:
        self._said = _("The roster is being read …")
        await super().begin(subject)
        self.board_screen.run_worker(self._read(), group="roster", exclusive=True)

    async def _read(self) -> None:
        squad = self._board.squad(self.subject.squad or "")
        self._said = await learn(self.board_screen, squad.unit if squad is not None else "")
        if self.has_class("-open"):
            self.follow()
        else:
            self.board_screen.people.forget()

    def leave(self) -> None:
        self.subject.back()

    @property
    def _board(self) -> Board:
        return self.board_screen.board

    def heading(self) -> str:
        return _("Who fills which place: {post}").format(post=words.title(self._board, self.subject.post))

    def counts(self) -> str:
        text = _("{filled} of {n} places filled")
        return text.format(filled=len(self._match.filled), n=len(self._seats)) if self._seats else ""

    def nothing(self) -> str:
        return self._said or _("Nobody was found.")

    def rows(self) -> list[Row]:
        post = self._board.get("post", self.subject.post)
        if not isinstance(post, Post):
            return []
        squad = self._board.squad(self.subject.squad or "")
        known = [one for one in self.board_screen.people.all if not one.sealed_in]
        members = [one for one in known if squad is not None and one.id in squad.members]
        mine = [one for one in known if squad is None or one.unit == squad.unit]
        self._people = sorted(members or mine, key=lambda one: one.id)
        self._seats = seats_of(post, self.subject.heads) if self._people else []
        # Gear is given out at the post, not to people by name.
        people = [able(one, post.gear) for one in self._people]
        self._match = match(self._seats, people)
        return [*self._filled(), *self._others()]

    def _filled(self) -> Iterable[Row]:
        for nth, seat in enumerate(self._seats):
            person = self._people[self._match.filled[nth]] if nth in self._match.filled else None
            name = Cell(person.name) if person is not None else Cell(_("nobody"), "bad")
            what = _(", ").join(person.skills) if person is not None else ""
            drives = f"{person.vehicle} {person.seats or ''}".strip() if person is not None else ""
            unit = panes.unit_name(self._board, person.unit) if person is not None else ""
            cells = (Cell(_asks(seat), "strong"), name, Cell(unit, "dim"), Cell(what, "dim"), Cell(drives, "dim"))
            yield Row(f"seat:{nth}", cells, Cell("") if person is not None else Cell("!", "bad"))

    def _others(self) -> Iterable[Row]:
        placed = set(self._match.filled.values())
        for nth, person in enumerate(self._people):
            if nth not in placed:
                cells = (
                    Cell(""),
                    Cell(person.name, "dim"),
                    Cell(panes.unit_name(self._board, person.unit), "dim"),
                    Cell(self._why_not(person), "dim"),
                    Cell(""),
                )
                yield Row(f"person:{person.id}", cells, Cell("×", "dim"))

    def _why_not(self, person: Person) -> str:
        """What they lack for the places that are left."""
        if not self._match.unfilled:
            return _("every place is filled")
        post = self._board.get("post", self.subject.post)
        one = able(person, post.gear if isinstance(post, Post) else "")
        found = {lack: None for nth in self._match.unfilled for lack in lacks(self._seats[nth], one)}
        return _(", ").join(_(LACKS[lack]) for lack in found)

    def keys(self) -> list[RowKey]:
        n = len(self._match.filled)
        enter = ngettext("plans {n} by name", "plans {n} by name", n).format(n=n)
        return [
            RowKey("plan", self._plan, "" if n else _("Nobody here fills a place."), label=enter),
            RowKey("back", self.leave),
        ]

    def _plan(self) -> None:
        people = [self._people[nth] for nth in self._match.filled.values()]
        self.subject.plan([(one.id, one.unit) for one in people])


def _asks(seat: Seat) -> str:
    return _("driver") if seat.drives else seat.skill or _("a head")


def _columns() -> tuple[Column, ...]:
    return (
        Column("seat", _("place asks for"), 14, min=8, flex=1, pinned=True),
        Column("name", _("who"), 10, min=8, flex=1),
        Column("unit", _("unit"), 12, min=6, flex=1, shrink=3),
        Column("skills", _("skills, or why not"), 22, min=10, flex=2, shrink=1),
        Column("vehicle", _("vehicle"), 8, min=5, shrink=4),
    )
