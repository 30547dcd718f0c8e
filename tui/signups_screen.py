"""The sign-ups of a quota, and the standby pool of a unit: who goes, who stands by in which order, who has come.

1. A sign-up has a line for each state its heads are in; those who come first, then the reserve in order with its rank.
2. People are shown by number, and by name only while the roster is open; heads that nobody named show as a gap.
3. A withdrawal or a no-show reopens the place at once, and who is next in the reserve is named.
4. Who has a place elsewhere that day is told of beside the name, and not refused.
5. One key moves a person; of several heads it asks how many.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from postcmd import intents_of_people as intents
from postcmd import panes
from postcmd.board import Board
from postcmd.errors import BadInput
from postcmd.ops import SignUpOffer
from postcmd.people_rules import SIGN_UP_MOVES, free_places, named
from postcmd.quota import heads_text
from postcmd.records import TALLIES, Quota, SignUp, Tally, pool_of
from postcmd.words import _, ngettext, pgettext
from tui import cells, detail, terms
from tui.answer_line import Ask, ask, ask_heads
from tui.elsewhere import Elsewhere, elsewhere
from tui.gestures import new_id
from tui.keymap import keyed
from tui.open_layer import RowKey
from tui.over_list import OverList, do
from tui.reserve import ask_reserve, next_in_reserve
from tui.roster_screen import follow_names
from widgets.columns import Column
from widgets.rows import Cell, Row, Tone

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

ORDER: Final[tuple[Tally, ...]] = ("arrived", "confirmed", "reserve", "offered", "no_show", "released", "withdrawn")
TONES: Final[dict[Tally, Tone]] = {"arrived": "good", "reserve": "accent", "no_show": "bad", "withdrawn": "dim"}
MOVES: Final[tuple[Tally, ...]] = ("arrived", "confirmed", "reserve", "no_show", "withdrawn", "released")
"""The states a sign-up can be moved to; each has a key of its name."""
GONE: Final = frozenset({"no_show", "released", "withdrawn"})
"""Who does not come here is in no two places."""
REOPENS: Final = frozenset({"no_show", "withdrawn", "released", "reserve"})


class Standing(NamedTuple):
    """The heads of one sign-up in one state; `rank` is its first place in the reserve."""

    one: SignUp
    tally: Tally
    heads: int
    rank: int = 0

    @property
    def id(self) -> str:
        return f"{self.one.id}:{self.tally}"


def standings(board: Board, of: str) -> list[Standing]:
    """Every line of the sign-ups found by `of`, in the order shown."""
    signups = sorted(board.signups(of), key=lambda one: (one.at, one.id))
    lines = [Standing(one, tally, heads) for one in signups for tally in TALLIES if (heads := getattr(one, tally))]
    lines.sort(key=lambda line: (ORDER.index(line.tally), line.one.at, line.one.id))
    return list(_ranked(lines))


def _ranked(lines: list[Standing]) -> Iterator[Standing]:
    rank = 1
    for line in lines:
        if line.tally != "reserve":
            yield line
        else:
            yield line._replace(rank=rank)
            rank += line.heads


class SignUpsList(OverList):
    """The sign-ups of one quota; the subject is its id."""

    LAYER = "signups"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._standings: dict[str, Standing] = {}

    async def begin(self, subject: Any) -> None:
        await super().begin(subject)
        follow_names(self.board_screen, self._unit(), self.follow)

    def leave(self) -> None:
        self.board_screen.people.forget()
        super().leave()

    def _unit(self) -> str:
        return self.quota.unit if self.quota is not None else ""

    @property
    def board(self) -> Board:
        return self.board_screen.board

    @property
    def quota(self) -> Quota | None:
        return self.board.quota(self.subject)

    @property
    def line(self) -> Standing | None:
        """The line under the cursor."""
        return self._standings.get(self.cursor or "")

    # What stands there

    def heading(self) -> str:
        return _("Sign-ups: {whom}").format(whom=detail.title(self.board, ("quota", self.subject)))

    def counts(self) -> str:
        quota = self.quota
        if quota is None:
            return ""
        wanted = _("{heads} wanted").format(heads=heads_text(quota.min, quota.max))
        texts = [wanted, _("{n} confirmed").format(n=quota.confirmed), _("{n} in reserve").format(n=quota.reserve)]
        unnamed = quota.confirmed - named(self.board.signups(quota.id))
        if unnamed > 0:
            texts.append(ngettext("{n} without a name", "{n} without a name", unnamed).format(n=unnamed))
        return "  ".join(texts)

    def nothing(self) -> str:
        return _("Nobody signed up one by one; what was reported as a number is above.")

    def rows(self) -> list[Row]:
        lines = standings(self.board, self.subject)
        self._standings = {line.id: line for line in lines}
        twice = elsewhere(self.board, self.quota)
        return [_row(self.board_screen, line, twice) for line in lines]

    # Its keys

    def keys(self) -> list[RowKey]:
        keys = [*self._moves(), RowKey("add", self._add), RowKey("paste", self._paste)]
        return [*keys, RowKey("call", self._call, self._why_not_called())]

    def _moves(self) -> Iterator[RowKey]:
        line = self.line
        for to in MOVES:
            why = _("There is nothing under the cursor.") if line is None else ""
            if line is not None and to not in SIGN_UP_MOVES[line.tally]:
                why = _("From {state} nobody becomes {to}.").format(
                    state=terms.term(terms.SIGN_UP, line.tally), to=terms.term(terms.SIGN_UP, to)
                )
            yield RowKey(to, partial(self._move, to), why)

    def _move(self, to: Tally) -> None:
        line = self.line
        if line is None:
            return
        if line.heads == 1:
            self._moved(line, to, 1)
        else:
            label = _("How many of {n}: {state}?").format(n=line.heads, state=terms.term(terms.SIGN_UP, to))
            ask_heads(self.board_screen, label, lambda heads: self._moved(line, to, heads))

    def _moved(self, line: Standing, to: Tally, heads: int) -> None:
        op = intents.sign_up_move(line.one, to, heads, line.tally)
        who = who_text(self.board_screen, line.one)
        said = _("{who}: {state}").format(who=who, state=terms.term(terms.SIGN_UP, to))
        if do(self.board_screen, [op], said) and to in REOPENS and line.tally in ("confirmed", "arrived"):
            self._offer_next(said)

    def _offer_next(self, said: str) -> None:
        """The place is open again: who is next, and the key."""
        quota = self.quota
        free = free_places(quota) if quota is not None else None
        if quota is None or free == 0:
            return
        following = next_in_reserve(self.board_screen, quota)
        calls = keyed(_("{said}. Next in the reserve: {who}; <signups.call> calls"))
        text = calls if following else _("{said}. Nobody is in the reserve.")
        self.board_screen.say(text.format(said=said, who=following), "accent")

    def _add(self) -> None:
        ask(
            self.board_screen,
            Ask(_("Sign up:"), self._added, placeholder=_("how many heads, or a roster number")),
        )

    def _added(self, typed: str) -> None:
        quota = self.quota
        if quota is not None and typed:
            do(self.board_screen, [_offer(quota, typed)])

    def _paste(self) -> None:
        from tui.paste_screen import PasteList

        self.board_screen.overlays.open(PasteList, self.subject)

    def _call(self) -> None:
        ask_reserve(self.board_screen, self.subject)

    def _why_not_called(self) -> str:
        return "" if self.quota is not None else _("This quota is no longer here.")


class PoolList(SignUpsList):
    """The standby pool of a unit; the subject is the unit."""

    LAYER = "pool"

    def _unit(self) -> str:
        return str(self.subject)

    def heading(self) -> str:
        return _("Standby pool: {unit}").format(unit=panes.unit_name(self.board, self.subject))

    def counts(self) -> str:
        waiting = sum(one.reserve for one in self.board.signups(pool_of(self.subject)))
        return ngettext("{n} stands by", "{n} stand by", waiting).format(n=waiting)

    def nothing(self) -> str:
        return _("Nobody stands by in this unit; <pool.add> adds heads or a person.")

    def rows(self) -> list[Row]:
        lines = standings(self.board, pool_of(self.subject))
        self._standings = {line.id: line for line in lines}
        return [_row(self.board_screen, line, {}) for line in lines]

    def keys(self) -> list[RowKey]:
        return [*(one for one in self._moves() if one.name in ("reserve", "withdrawn")), RowKey("add", self._add)]

    def _added(self, typed: str) -> None:
        if typed:
            heads, person = _read(typed)
            do(self.board_screen, [intents.stand_by(self.subject, new_id(), heads, volunteer=person)])

    def _offer_next(self, said: str) -> None:
        """Nobody is called from here: a pool has no places."""


def _offer(quota: Quota, typed: str) -> SignUpOffer:
    heads, person = _read(typed)
    return intents.sign_up(quota, new_id(), heads, volunteer=person)


def _read(typed: str) -> tuple[int, str | None]:
    """`5` heads, or the person of that number."""
    from postcmd.intents import bounded_number

    try:
        return bounded_number(typed), None
    except BadInput:
        return 1, typed


# What is read


def who_text(screen: BoardScreen, one: SignUp) -> str:
    """A person by name while the roster is open, else by number; heads as a number."""
    if one.volunteer is None:
        return ngettext("{n} head", "{n} heads", one.heads).format(n=one.heads)
    return screen.people.name_of(one.volunteer) or _("no. {number}").format(number=one.volunteer)


def _row(screen: BoardScreen, line: Standing, twice: Elsewhere) -> Row:
    one, board = line.one, screen.board
    also = twice.get(one.volunteer or "", "") if line.tally not in GONE else ""
    state = terms.term(terms.SIGN_UP, line.tally)
    return Row(
        line.id,
        (
            Cell(str(line.rank) if line.rank else "", "dim"),
            Cell(who_text(screen, one)),
            Cell(str(line.heads)),
            Cell(state, TONES.get(line.tally, "normal")),
            Cell(_since(board, one.at)),
            Cell(_since(board, one.asked_at), "dim"),
            Cell(also or one.note or (_("counted before") if one.counted else ""), "warn" if also else "dim"),
        ),
        cells.mark_cell(board.mark("signup", one.id), screen.glyphs),
    )


def _since(board: Board, moment: datetime | None) -> str:
    return cells.since_text(board, moment)


def _columns() -> tuple[Column, ...]:
    return (
        Column("rank", pgettext("column", "rank"), 4, align="right", numeric=True),
        Column("who", _("who"), 20, min=10, flex=3, shrink=2, pinned=True),
        Column("heads", _("heads"), 5, align="right", numeric=True),
        Column("state", _("state"), 12, min=8, flex=1, shrink=1),
        Column("at", _("signed up"), 9, min=5, shrink=3),
        Column("asked", _("asked"), 5, shrink=4),
        Column("note", _("note"), 16, min=8, flex=2, shrink=5),
    )
