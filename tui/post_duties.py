"""The duties of a post: who stands there, who is to come, who has left; checked in and out by name or by count.

1. Who is here stands first, the first to leave first, then who is to come, then who has left within a day.
2. Enter does what comes next: they have come, or they have left. `+` and `-` are one head each; a number is how many
   have come in all, and takes a slip back where fewer had.
3. `w` takes one line, as the paste takes many: a name, or a squad or unit with how many of it, planned or not.
4. What happened is never refused; whoever is checked in elsewhere is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from postcmd import intents_of_posts as intents
from postcmd.board import Board
from postcmd.check_lines import CheckLine, Gate, ops_of, read_checks
from postcmd.limits import day_of_duty, limits_for
from postcmd.ops import Op
from postcmd.records import Duty, Post
from postcmd.words import _, pgettext
from tui import post_words as words
from tui.answer_line import Ask, ask, ask_heads
from tui.beyond_limits import plan_and
from tui.check_words import why_text
from tui.duty_rows import duty_columns, duty_row, is_shown, order
from tui.gestures import new_id
from tui.keymap import keyed
from tui.open_layer import RowKey
from tui.over_list import OverList
from tui.post_sending import ask_send_on
from tui.post_times import ask_times
from tui.roster_screen import follow_names
from tui.trial import context
from widgets.rows import Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class OfPost(NamedTuple):
    """A post, and where its list leads back to."""

    post: str
    back: Callable[[], object]


class DutiesScreen(OverList):
    """The subject is an OfPost."""

    LAYER = "duties"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, duty_columns())
        self._duties: dict[str, Duty] = {}

    async def begin(self, subject: Any) -> None:
        await super().begin(subject)
        follow_names(self.board_screen, "", self._with_names)

    def _with_names(self) -> None:
        self.follow() if self.has_class("-open") else self.board_screen.people.forget()

    def leave(self) -> None:
        self.board_screen.looking.all_of([("post", self.subject.post), *(("duty", one) for one in self._duties)])
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
        return _("Nobody is here or expected: <duties.plan> plans, <duties.who_came> says who came.")

    def rows(self) -> list[Row]:
        now = context(self._board).now
        found = [one for one in words.duties_at(self._board, self.subject.post) if is_shown(one, now)]
        self._duties = {one.id: one for one in sorted(found, key=order)}
        people = self.board_screen.people
        return [duty_row(self._board, one, now, people, self.mark(("duty", one.id))) for one in self._duties.values()]

    # Its keys

    def keys(self) -> list[RowKey]:
        duty = self._duty
        none = "" if duty is not None else _("There is nothing under the cursor.")
        nobody = none or ("" if duty is not None and duty.here else _("None of them is here."))
        return [
            RowKey("next", self._next, none, label=self._next_label(duty)),
            RowKey("who_came", self._ask_who),
            RowKey("one_came", lambda: self._check(1), none),
            RowKey("one_left", lambda: self._check(1, out=True), nobody),
            RowKey("in_all", self._ask_in_all, none),
            RowKey("all_left", self._all_out, nobody),
            RowKey("relieve", self._relieve, nobody),
            RowKey("send_on", self._send_on, nobody),
            RowKey("times", self._ask_times, none),
            RowKey("withdraw", self._withdraw, none or self._why_not_withdrawn(duty)),
            RowKey("plan", self._plan, label=pgettext("key", "plan")),
            RowKey("paste", self._paste),
            RowKey("undo", self._undo),
            RowKey("back", self.leave),
        ]

    def _ask_in_all(self) -> None:
        duty = self._duty
        if duty is not None:
            label = _("{who}: how many have come in all?").format(who=self._who(duty))
            ask_heads(self.board_screen, label, lambda heads: self._came_in_all(duty.id, heads), int(self.typed))

    def _next_label(self, duty: Duty | None) -> str:
        if duty is None:
            return ""
        if duty.came < duty.heads and not duty.left:
            return _("{n} have come").format(n=duty.heads - duty.came)
        if duty.is_withdrawn:
            return _("one came all the same")
        return _("{n} have left").format(n=duty.here) if duty.here else _("they are here again")

    def _why_not_withdrawn(self, duty: Duty | None) -> str:
        if duty is not None and duty.came:
            return _("They have come: check them out.")
        return _("This plan is withdrawn already.") if duty is not None and duty.is_withdrawn else ""

    def _withdraw(self) -> None:
        duty = self._duty
        if duty is not None:
            op = intents.set_duty(duty, self._board.link.epoch, heads=0)
            text = keyed(_("{who}: nobody is to come any more; <duties.undo> takes that back."))
            said = text.format(who=self._who(duty))
            plan_and(self.board_screen, [op], [], said, self.follow)

    def _next(self) -> None:
        duty = self._duty
        if duty is None:
            return
        if duty.came < duty.heads and not duty.left:
            self._check(duty.heads - duty.came)
        elif duty.here:
            self._all_out()
        elif duty.is_withdrawn:
            self._check(1)
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
        # A plan of tomorrow is nobody who came just now.
        duties = words.duties_now(board, post.id, now)
        gate = Gate(duties, words.groups_at(board, post, duties), self.board_screen.people.all)
        lines = read_checks(typed, gate)
        wrong = next((one for one in lines if not one.counts), None)
        if wrong is not None or not lines:
            why = why_text(wrong.why) if wrong is not None else _("no name")
            self.board_screen.say(_("{text}: {why}").format(text=typed, why=why or _("will not come")), "warn")
            return
        day = day_of_duty(now, limits_for(post, None, board).boundary)
        ops: list[Op] = list(ops_of(lines, duties, post, day, iter(new_id, "")))
        heads = sum(one.heads for one in lines)
        said = _("Checked in: {whom}, {n}").format(whom=self._named(lines), n=heads)
        plan_and(self.board_screen, ops, [], said, self.follow)

    def _named(self, lines: list[CheckLine]) -> str:
        names = (one.name or (words.group_name(self._board, one.group) if one.group else "") for one in lines)
        return _(", ").join(filter(None, names))

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
