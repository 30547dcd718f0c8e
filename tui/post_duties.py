"""The duties of a post: who stands there, who is to come, who has left; checked in and out by name or by count.

1. Who is here stands first, the first to leave first, then who is to come, then who has left within a day.
2. Enter does what comes next: they have come, or they have left. `+` and `-` are one head each; a number is how many
   have come in all, and takes a slip back where fewer had.
3. `w` takes one line, as the paste takes many: a name, or a squad or unit with how many of it, planned or not.
4. What happened is never refused; whoever is checked in elsewhere is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from postcmd import intents_of_posts as intents
from postcmd.board import Board
from postcmd.check_lines import Gate, ops_of, read_checks
from postcmd.limits import OPEN_END, Passed, day_of_duty, limits_for
from postcmd.ops import Op
from postcmd.records import Duty, Post
from postcmd.standing_watch import LATE, SOON
from postcmd.words import _, pgettext
from tui import cells
from tui import post_words as words
from tui.answer_line import Ask, ask, ask_heads
from tui.beyond_limits import plan_and
from tui.check_words import why_text
from tui.gestures import new_id
from tui.on_hand_words import passed_text
from tui.over_list import OverList, RowKey
from tui.post_sending import ask_send_on
from tui.post_times import ask_times
from tui.roster_screen import follow_names
from tui.times import short_text
from tui.trial import context
from widgets.columns import Column
from widgets.rows import Cell, Row, Tone

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

DIGITS: Final = frozenset("0123456789")
SHOWN: Final = timedelta(days=1)


class OfPost(NamedTuple):
    """A post, and where its list leads back to."""

    post: str
    back: Callable[[], object]


class DutiesScreen(OverList):
    """The subject is an OfPost."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._duties: dict[str, Duty] = {}

    async def begin(self, subject: Any) -> None:
        await super().begin(subject)
        follow_names(self.board_screen, "", self._with_names)

    def _with_names(self) -> None:
        self.follow() if self.has_class("-open") else self.board_screen.people.forget()

    def leave(self) -> None:
        self.board_screen.people.forget()
        self.subject.back()

    def again(self) -> None:
        """To this list, from what was opened on it."""
        self.board_screen.overlays.open(DutiesScreen, self.subject)

    @property
    def _board(self) -> Board:
        return self.board_screen.board

    @property
    def _post(self) -> Post | None:
        found = self._board.get("post", self.subject.post)
        return found if isinstance(found, Post) else None

    @property
    def _duty(self) -> Duty | None:
        return self._duties.get(self.cursor or "")

    def _who(self, duty: Duty) -> str:
        return words.who(self._board, duty, self.board_screen.people)

    # What stands there

    def heading(self) -> str:
        return _("{post}: on duty").format(post=words.title(self._board, self.subject.post))

    def counts(self) -> str:
        here = sum(one.here for one in self._duties.values())
        post = self._post
        return "  ".join(filter(None, (_("{n} here").format(n=here), post.contact if post is not None else "")))

    def nothing(self) -> str:
        return _("Nobody stands here or is to come: p plans, w says who came.")

    def rows(self) -> list[Row]:
        now = context(self._board).now
        found = [one for one in words.duties_at(self._board, self.subject.post) if _is_shown(one, now)]
        self._duties = {one.id: one for one in sorted(found, key=_order)}
        return [self._row(one, now) for one in self._duties.values()]

    def _row(self, duty: Duty, now: datetime) -> Row:
        leaving = duty.ends is not None and duty.ends <= now + SOON
        late = not duty.came and duty.begins + LATE <= now
        tone: Tone = "bad" if late else "warn" if duty.here and leaving else "normal" if duty.here else "dim"
        line = (
            Cell(self._who(duty), "dim" if duty.is_over else "normal"),
            Cell(words.times(self._board, duty.begins, duty.ends)),
            Cell(str(duty.heads)),
            Cell(str(duty.came or "")),
            Cell(str(duty.left or "")),
            Cell(str(duty.here or ""), "strong"),
            Cell(words.state(self._board, duty, now, late, leaving), tone),
            Cell(self._since(duty), "dim"),
            Cell(_beside(duty), "warn" if duty.beyond else "dim"),
        )
        return Row(duty.id, line, cells.mark_cell(self._board.mark("duty", duty.id), self.board_screen.glyphs))

    def _since(self, duty: Duty) -> str:
        zone, day = self._board.link.zone, duty.day
        return short_text(duty.left_at or duty.came_at, zone, day)

    # Its keys

    def keys(self) -> list[RowKey]:
        duty = self._duty
        none = "" if duty is not None else _("There is nothing under the cursor.")
        nobody = none or ("" if duty is not None and duty.here else _("Nobody of them is here."))
        return [
            RowKey("enter", self._next_label(duty), self._next, none),
            RowKey("w", _("who came"), self._ask_who),
            RowKey("+", _("one came"), lambda: self._check(1), none),
            RowKey("-", _("one left"), lambda: self._check(1, out=True), nobody),
            RowKey("0-9", _("came in all"), lambda: None, none),
            RowKey("x", _("all have left"), self._all_out, nobody),
            RowKey("H", _("relieve"), self._relieve, nobody),
            RowKey("s", _("send on"), self._send_on, nobody),
            RowKey("e", _("plan it otherwise"), self._ask_times, none),
            RowKey("p", pgettext("key", "plan"), self._plan),
            RowKey("b", _("paste who came"), self._paste),
            RowKey("u", _("undo"), self._undo),
            RowKey("Esc", _("back"), self.leave),
        ]

    def _press(self, key: str) -> None:
        duty = self._duty
        if key in DIGITS and duty is not None:
            label = _("{who}: how many have come in all?").format(who=self._who(duty))
            ask_heads(self.board_screen, label, lambda heads: self._came_in_all(duty.id, heads), int(key))
        else:
            super()._press({"underscore": "-"}.get(key, key))

    def _next_label(self, duty: Duty | None) -> str:
        if duty is None:
            return ""
        if duty.came < duty.heads and not duty.left:
            return _("Enter {n} have come").format(n=duty.heads - duty.came)
        return _("Enter {n} have left").format(n=duty.here) if duty.here else _("Enter they are here again")

    def _next(self) -> None:
        duty = self._duty
        if duty is None:
            return
        if duty.came < duty.heads and not duty.left:
            self._check(duty.heads - duty.came)
        elif duty.here:
            self._all_out()
        else:
            self._check(-duty.left, out=True)

    def _all_out(self) -> None:
        if self._duty is not None:
            self._check(self._duty.here, out=True)

    def _check(self, heads: int, *, out: bool = False) -> None:
        duty = self._duty
        if duty is None:
            return
        op = intents.check(duty, heads, out=out)
        if heads < 0:
            said = _("{who}: taken back, {n} are here").format(
                who=self._who(duty), n=duty.here + (1 if out else -1) * -heads
            )
        else:
            text = _("Checked out: {whom}, {n}") if out else _("Checked in: {whom}, {n}")
            said = text.format(whom=self._who(duty), n=heads)
        plan_and(self.board_screen, [op], [], said, self.follow)

    def _came_in_all(self, duty_id: str, heads: int) -> None:
        duty = self._board.get("duty", duty_id)
        if isinstance(duty, Duty):
            self._check(heads - duty.came)

    # By name, planned or not

    def _ask_who(self) -> None:
        placeholder = _("a name, or a squad or unit with how many: 链家 3")
        ask(self.board_screen, Ask(_("Who came?"), self._came, placeholder=placeholder))

    def _came(self, typed: str) -> None:
        board, post, now = self._board, self._post, context(self._board).now
        if post is None or not typed:
            self.board_screen.leave_as_it_was()
            return
        duties = list(self._duties.values())
        gate = Gate(duties, words.groups_at(board, post, duties), self.board_screen.people.all)
        lines = read_checks(typed, gate)
        wrong = next((one for one in lines if not one.counts), None)
        if wrong is not None or not lines:
            why = why_text(wrong.why) if wrong is not None else _("no name")
            self.board_screen.say(_("{text}: {why}").format(text=typed, why=why or _("does not come")), "warn")
            return
        day = day_of_duty(now, limits_for(post, None, board).boundary)
        ops: list[Op] = list(ops_of(lines, duties, post, day, iter(new_id, "")))
        plan_and(
            self.board_screen,
            ops,
            [],
            _("Checked in: {whom}, {n}").format(whom=typed, n=sum(one.heads for one in lines)),
            self.follow,
        )

    # What it leads to

    def _relieve(self) -> None:
        from tui.relief_screen import ReliefScreen, Whom

        self.board_screen.overlays.open(ReliefScreen, Whom((self.cursor or "",), 0, self.again))

    def _send_on(self) -> None:
        if self._duty is not None:
            ask_send_on(self.board_screen, self._duty, self.follow)

    def _ask_times(self) -> None:
        if self._duty is not None:
            ask_times(self.board_screen, self._duty, self.follow)

    def _plan(self) -> None:
        from tui.post_plan import OfShift, PlanScreen

        self.board_screen.overlays.open(PlanScreen, OfShift(self.subject.post, 0, self.again))

    def _paste(self) -> None:
        from tui.checks_screen import AtPost, ChecksList

        self.board_screen.overlays.open(ChecksList, AtPost(self.subject.post, self.again))

    def _undo(self) -> None:
        self.board_screen.changing.undo()
        self.follow()

    def follow(self, touched: Iterable[object] = ()) -> None:
        super().follow(touched)


def _beside(duty: Duty) -> str:
    """The limits that the plan passes and who answers for that; or that nobody had planned it."""
    if not duty.beyond:
        return _("unplanned") if duty.walk_in else ""
    limits = passed_text(cast(tuple[Passed, ...], duty.beyond))
    return _("{limits}, approved by {who}").format(limits=limits, who=duty.approved_by or "?")


def _is_shown(duty: Duty, now: datetime) -> bool:
    return duty.here > 0 or (now - SHOWN <= _ends(duty) and duty.begins <= now + 2 * SHOWN)


def _order(duty: Duty) -> tuple[int, datetime, str]:
    part = 0 if duty.here else 2 if duty.is_over else 1
    return part, _ends(duty) if part == 0 else duty.begins, duty.id


def _ends(duty: Duty) -> datetime:
    return duty.ends or duty.begins + OPEN_END


def _columns() -> tuple[Column, ...]:
    return (
        Column("who", _("who"), 14, min=8, flex=2, pinned=True),
        Column("times", _("when"), 17, min=11, flex=1, shrink=5),
        Column("heads", pgettext("column", "plan"), 4, align="right", numeric=True),
        Column("came", pgettext("column", "came"), 4, align="right", numeric=True),
        Column("left", pgettext("column", "left"), 4, align="right", numeric=True),
        Column("here", pgettext("duty", "here"), 4, align="right", numeric=True),
        Column("state", _("state"), 8),
        Column("since", _("since"), 6, min=5, shrink=6),
        Column("said", _("beside"), 8, min=6, flex=3, shrink=4),
    )
