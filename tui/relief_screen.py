"""Relief 换岗: who can take over from those on a duty, the best first; below them who cannot, and why.

1. Enter relieves with whoever is under the cursor, now and as one gesture; where nobody stands there it sends them.
2. `p` plans them for the end of the duty instead.
3. Whoever passes a limit is marked, and asked a reason for; whoever cannot says why.
4. Those relieved rest where they stand nowhere else; those who relieve are on post where that is one move away.
5. `x` says that they have come after all, or have all left without anybody after them.
6. Where the post asks for skills or drivers, the roster is read for the matching, where it may be; it is forgotten with
   the list.
7. Of several duties the one that ends first is shown; `]` and `[` show the others.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from postcmd import panes
from postcmd.board import Board
from postcmd.hand import Hand
from postcmd.limits import shift_times
from postcmd.on_hand import plan_of
from postcmd.ops import DutyCheck, Op
from postcmd.records import Duty
from postcmd.relief import Relief, relief, relieved, squads_after, until
from postcmd.words import _, ngettext, pgettext
from postcmd.would_pass import Wanted, limits_at
from postcmd.written import short_text
from tui import on_hand_words as words
from tui.beyond_limits import plan_and
from tui.gestures import new_id
from tui.hand_rows import hand_columns, hand_row
from tui.open_layer import RowKey
from tui.over_list import OverList, do
from tui.roster_screen import follow_names
from tui.trial import context
from widgets.rows import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tui.board_screen import BoardScreen

SEEN: Final = frozenset({"duty", "squad", "post", "request", "limit", "availability"})


class Whom(NamedTuple):
    """The duties that can be relieved, which of them is shown, and where it leads back to."""

    duties: tuple[str, ...]
    nth: int = 0
    back: Callable[[], object] | None = None


class ReliefScreen(OverList):
    """The subject is a Whom."""

    LAYER = "relief"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, hand_columns())
        self._found: Relief | None = None
        self._hands: dict[str, Hand] = {}

    async def begin(self, subject: Any) -> None:
        self.subject = None
        self._look(subject.duties[subject.nth])
        await super().begin(subject)
        post = self._found.wanted.post if self._found is not None else None
        if post is not None and (post.skills or post.drivers):
            follow_names(self.board_screen, "", self._with_names)

    def _with_names(self) -> None:
        if self.has_class("-open"):
            self._look(self._duty_id)
            self.follow()
        else:
            self.board_screen.people.forget()

    def leave(self) -> None:
        self.board_screen.people.forget()
        if self.subject is not None and self.subject.back is not None:
            self.subject.back()
        else:
            super().leave()

    def _look(self, duty: str) -> None:
        self._found = relief(self._board, duty, context(self._board).now, self.board_screen.people.all)

    def follow(self, touched: Iterable[object] = ()) -> None:
        if any(isinstance(key, tuple) and key[0] in SEEN for key in touched):
            self._look(self._duty_id)
        super().follow()

    @property
    def _board(self) -> Board:
        return self.board_screen.board

    def _time(self, moment: datetime | None) -> str:
        return short_text(moment, self._board.link.zone, panes.today(self._board))

    @property
    def _duty_id(self) -> str:
        found: str = self.subject.duties[self.subject.nth]
        return found

    # What stands there

    def heading(self) -> str:
        if self._found is None:
            return _("Relief")
        duty = self._found.duty
        text = _("Relief: {whom}, {heads} until {time}") if duty.ends else _("Relief: {whom}, {heads}")
        whom = words.whom(self._board, duty.id)
        return text.format(whom=whom, heads=duty.here or duty.heads, time=self._time(duty.ends))

    def counts(self) -> str:
        if self._found is None:
            return ""
        can = len(self._found.who)
        counts = ngettext("{n} can", "{n} can", can).format(n=can)
        many = len(self.subject.duties)
        return counts if many == 1 else f"{counts}  {self.subject.nth + 1}/{many}"

    def nothing(self) -> str:
        return _("Nobody is known who could relieve them.")

    def rows(self) -> list[Row]:
        if self._found is None:
            return []
        self._hands = {f"{one.kind}:{one.id}": one for one in (*self._found.who, *self._found.who_not)}
        wanted = self._found.wanted.heads
        return [hand_row(self._board, row_id, one, wanted) for row_id, one in self._hands.items()]

    # Its keys

    def keys(self) -> list[RowKey]:
        hand = self._hands.get(self.cursor or "")
        cannot = _("There is nothing under the cursor.") if hand is None else self._cannot(hand)
        one = "" if len(self.subject.duties) > 1 else _("No other duty here needs relief.")
        return [
            RowKey("relieve", self._relieve, cannot, label=self._enter_label(hand)),
            RowKey("plan", self._plan, cannot or self._planned_already(hand), label=self._plan_label()),
            self._check_key(),
            RowKey("next_duty", lambda: self._turn(1), one),
            RowKey("duty_before", lambda: self._turn(-1), one),
            RowKey("back", self.leave),
        ]

    def _check_key(self) -> RowKey:
        """They have come after all, or are gone without anybody after them."""
        duty = self._board.get("duty", self._duty_id)
        here = duty.here if isinstance(duty, Duty) else 0
        label = _("all {n} have left") if here else _("they have all come")
        return RowKey("check", lambda: self._check(out=bool(here)), label=label.format(n=here))

    def _check(self, *, out: bool) -> None:
        duty = self._board.get("duty", self._duty_id)
        if not isinstance(duty, Duty):
            return
        heads = duty.here if out else duty.heads
        op = DutyCheck(duty=duty.id, way="out" if out else "in", heads=heads)
        text = _("Checked out: {whom}, {n}") if out else _("Checked in: {whom}, {n}")
        if do(self.board_screen, [op], text.format(whom=words.whom(self._board, duty.id), n=heads)):
            self._look(duty.id)
            self.follow()

    def _cannot(self, hand: Hand) -> str:
        if not hand.why_not:
            return ""
        text = _("{who}: {why}")
        return text.format(who=words.name(self._board, hand), why=words.against_text(hand))

    def _planned_already(self, hand: Hand | None) -> str:
        return _("They are planned already.") if hand is not None and hand.kind == "duty" else ""

    def _enter_label(self, hand: Hand | None) -> str:
        if self._found is None or hand is None:
            return ""
        text = _("{who} relieves, {n}") if self._found.duty.here else _("sends {who}, {n}")
        return text.format(who=words.name(self._board, hand), n=hand.heads)

    def _plan_label(self) -> str:
        ends = self._found.duty.ends if self._found is not None else None
        return _("plan for {time}").format(time=self._time(ends)) if ends else pgettext("key", "plan")

    def _turn(self, step: int) -> None:
        nth = (self.subject.nth + step) % len(self.subject.duties)
        self.board_screen.overlays.open(ReliefScreen, self.subject._replace(nth=nth))

    # What is done

    def _relieve(self) -> None:
        found, hand = self._found, self._hands.get(self.cursor or "")
        duty = self._board.get("duty", self._duty_id)
        if found is None or hand is None or not isinstance(duty, Duty):
            return
        ops: list[Op] = list(relieved(duty, hand, found.wanted, self._board, new_id()))
        if not duty.here:
            ops = [op for op in ops if op.target != ("duty", duty.id)]
        text = _("{who} relieves {whom}.") if duty.here else _("{who} is planned for {whom}.")
        self._do(ops, list(squads_after(duty, hand, self._board)), text, hand)

    def _plan(self) -> None:
        found, hand = self._found, self._hands.get(self.cursor or "")
        if found is None or hand is None:
            return
        post, begins = found.wanted.post, found.duty.ends or found.wanted.begins
        wanted = Wanted(post, hand.heads, begins, until(self._board, post, begins))
        op = plan_of(hand, wanted, limits_at(self._board, wanted), new_id())
        self._do(
            [msgspec.structs.replace(op, shift=_shift(wanted, op.day))], [], _("{who} is planned for {whom}."), hand
        )

    def _do(self, ops: list[Op], also: list[Op], text: str, hand: Hand) -> None:
        said = text.format(who=words.name(self._board, hand), whom=words.whom(self._board, self._duty_id))
        plan_and(self.board_screen, ops, also, said, self.leave)


def _shift(wanted: Wanted, day: Any) -> str:
    """The shift that the plan is for, where it lies within one."""
    for shift in wanted.post.shifts:
        begins, ends = shift_times(day, shift.begins, shift.ends)
        if begins <= wanted.begins < ends:
            return shift.name
    return ""
