"""Planning heads for a shift of a post: who could stand there, the best first, with what speaks for and against them.

1. Enter plans as many of them as the shift is short of; a number plans that many.
2. Whoever passes a limit is marked, and asked a reason and who answers for it; whoever cannot says why.
3. `w` plans heads of any squad or unit that is typed, `链家 3`. `v` plans one volunteer, by the roster's number, or by
   name where the roster may be read.
4. Where the post asks for skills or drivers, `m` matches people to its places, one to one.
5. `]` and `[` go to the next shift and the one before; what is planned belongs to the day that the shift begins on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import msgspec

from postcmd.board import Board
from postcmd.check_lines import read_group
from postcmd.hand import Hand, by_cost
from postcmd.limits import limits_for
from postcmd.on_hand import Hands, plan_of
from postcmd.ops import DutyPlan
from postcmd.records import Post
from postcmd.standing_watch import OnShift, planned_heads, shifts_around
from postcmd.words import _, ngettext
from postcmd.would_pass import Wanted, limits_at
from postcmd.written import day_text
from tui import on_hand_words, rights
from tui import post_words as words
from tui.answer_line import Ask, ask, ask_heads
from tui.beyond_limits import plan_and
from tui.gestures import new_id
from tui.hand_rows import hand_columns, hand_row
from tui.open_layer import RowKey
from tui.over_list import OverList
from tui.post_volunteers import ask_volunteer
from tui.roster_screen import follow_names
from tui.trial import context
from widgets.rows import Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

SEEN: Final = frozenset({"duty", "squad", "post", "request", "limit", "availability"})


class OfShift(NamedTuple):
    """A post, which of its next shifts, and where the list leads back to."""

    post: str
    nth: int
    back: Callable[[], object]


class PlanScreen(OverList):
    """The subject is an OfShift."""

    LAYER = "plan"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, hand_columns())
        self._hands: dict[str, Hand] = {}
        self._on: OnShift | None = None
        self._shifts: list[OnShift] = []
        self._planned = 0

    async def begin(self, subject: Any) -> None:
        self._look(subject)
        await super().begin(subject)
        follow_names(self.board_screen, "", self._with_names)

    def _with_names(self) -> None:
        if self.has_class("-open"):
            self._look(self.subject)
            self.follow()
        else:
            self.board_screen.people.forget()

    def leave(self) -> None:
        self.board_screen.people.forget()
        self.subject.back()

    @property
    def _board(self) -> Board:
        return self.board_screen.board

    @property
    def _post(self) -> Post | None:
        found = self._board.get("post", self.subject.post)
        return found if isinstance(found, Post) else None

    def _look(self, of: OfShift) -> None:
        """Who is planned for the shift, and who else could stand there."""
        board, post, now = self._board, self._board.get("post", of.post), context(self._board).now
        self._hands, self._on, self._planned = {}, None, 0
        if not isinstance(post, Post):
            return
        self._shifts = shifts_around(post, now, limits_for(post, None, board).boundary, board.link.zone)
        if not self._shifts:
            return
        self._on = self._shifts[of.nth % len(self._shifts)]
        self._planned = planned_heads(words.duties_at(board, post.id), self._on, now)
        wanted = self._wanted(post)
        hands = Hands(board, now, self.board_screen.people.all)
        could, cannot = hands.look(wanted)
        tried = [hands.tried(one, wanted) for one in could]
        can = sorted((one for one in tried if not one.why_not), key=by_cost)
        found = (*can, *(one for one in tried if one.why_not), *cannot)
        self._hands = {f"{one.kind}:{one.id}": one for one in found}

    def _wanted(self, post: Post) -> Wanted:
        on = self._on
        assert on is not None  # noqa: S101 - asked of a shift only
        return Wanted(post, self._missing or 1, max(on.begins, context(self._board).now), on.ends)

    @property
    def _missing(self) -> int:
        """As many as the shift asks for at least; once it has them, as it may have at most."""
        if self._on is None:
            return 0
        shift = self._on.shift
        return max(0, shift.min - self._planned) or max(0, (shift.max or 0) - self._planned)

    def follow(self, touched: Iterable[object] = ()) -> None:
        if any(isinstance(key, tuple) and key[0] in SEEN for key in touched):
            self._look(self.subject)
        super().follow()

    # What stands there

    def heading(self) -> str:
        text = _("Plan: {post}  {day} {shift}")
        day = day_text(self._on.day) if self._on is not None else ""
        title = words.title(self._board, self.subject.post)
        return text.format(post=title, day=day, shift=words.shift_name(self._on))

    def counts(self) -> str:
        if self._on is None:
            return ""
        nth = self._shifts.index(self._on) + 1
        asked = words.asked(self._on) or "0"
        text = _("{planned} of {asked} planned  shift {nth}/{all}")
        return text.format(planned=self._planned, asked=asked, nth=nth, all=len(self._shifts))

    def nothing(self) -> str:
        if self._on is None:
            return _("No shift of this post begins within a day: <posts.edit> says when it is manned.")
        return _("Nobody is known who could be there; <plan.volunteer> plans a volunteer.")

    def rows(self) -> list[Row]:
        return [hand_row(self._board, row_id, one, self._missing or 1) for row_id, one in self._hands.items()]

    # Its keys

    @property
    def _hand(self) -> Hand | None:
        return self._hands.get(self.cursor or "")

    def keys(self) -> list[RowKey]:
        hand = self._hand
        why = _("There is nothing under the cursor.") if hand is None else self._cannot(hand)
        one = "" if len(self._shifts) > 1 else _("This post has one shift.")
        none = "" if self._on is not None else self.nothing()
        return [
            RowKey("plan", self._plan_hand, why or self._why_full(), label=self._enter_label(hand)),
            RowKey("some", self._ask_how_many, why),
            RowKey("volunteer", self._ask_volunteer, none),
            RowKey("others", self._ask_others, none),
            RowKey("seats", self._match, none or self._why_not_matched()),
            RowKey("next_shift", lambda: self._turn(1), one),
            RowKey("shift_before", lambda: self._turn(-1), one),
            RowKey("back", self.leave),
        ]

    def _why_full(self) -> str:
        """One key too many plans nobody beyond what is asked for."""
        most = self._on.shift.max if self._on is not None else None
        full = bool(most) and self._planned >= (most or 0)
        return _("As many are planned as the shift asks for: a number plans more.") if full else ""

    def _cannot(self, hand: Hand) -> str:
        if not hand.why_not:
            return ""
        return _("{who}: {why}").format(who=on_hand_words.name(self._board, hand), why=on_hand_words.against_text(hand))

    def _enter_label(self, hand: Hand | None) -> str:
        if hand is None:
            return ""
        return _("plans {who}, {n}").format(who=on_hand_words.name(self._board, hand), n=hand.heads)

    def _ask_how_many(self) -> None:
        hand = self._hand
        if hand is not None:
            label = _("{who}: how many of {n}?").format(who=on_hand_words.name(self._board, hand), n=hand.free)
            ask_heads(self.board_screen, label, lambda heads: self._plan(hand, heads), int(self.typed))

    def _turn(self, step: int) -> None:
        nth = (self.subject.nth + step) % len(self._shifts)
        self.board_screen.overlays.open(PlanScreen, self.subject._replace(nth=nth))

    # What is done

    def _plan_hand(self) -> None:
        if self._hand is not None:
            self._plan(self._hand, self._hand.heads)

    def _plan(self, hand: Hand, heads: int) -> None:
        post, on = self._post, self._on
        if post is None or on is None:
            return
        wanted = self._wanted(post)
        op = plan_of(msgspec.structs.replace(hand, heads=heads), wanted, limits_at(self._board, wanted), new_id())
        said = _("{who}: {n} planned.").format(who=on_hand_words.name(self._board, hand), n=heads)
        plan_and(self.board_screen, [_of_shift(op, on)], [], said, self._anew)

    def _anew(self) -> None:
        self._look(self.subject)
        self.follow()

    # Others

    def _ask_others(self) -> None:
        question = Ask(_("Who, how many?"), self._others, placeholder=_("a squad or unit, and how many: 链家 3"))
        ask(self.board_screen, question)

    def _others(self, typed: str) -> None:
        post = self._post
        if post is None or not typed:
            self.board_screen.leave_as_it_was()
            return
        found = read_group(typed, words.groups_at(self._board, post, words.duties_at(self._board, post.id)))
        if found is None:
            self.board_screen.say(
                _("“{text}” names no squad or unit with a number: 链家 3.").format(text=typed), "warn"
            )
            return
        group, heads = found
        kind: Literal["squad", "unit"] = "squad" if group.squad else "unit"
        self._plan(Hand(kind, group.squad or group.unit, group.unit, heads, heads), heads)

    # A volunteer

    def _ask_volunteer(self) -> None:
        post = self._post
        if post is not None:
            hand = self._hand
            unit = hand.unit if hand is not None else post.units[0] if len(post.units) == 1 else ""
            ask_volunteer(self.board_screen, unit, lambda person: self._plan_people([person]))

    # People matched to places

    def _why_not_matched(self) -> str:
        post = self._post
        if post is None or not (post.skills or post.drivers):
            return _("This post asks for no skill and no driver: <posts.edit> says what it asks for.")
        if not self.board_screen.people.may_be_read(self._board):
            return rights.sentence_of_code("forbidden_roster") or ""
        return ""

    def _match(self) -> None:
        from tui.seats_screen import Places, SeatsScreen

        hand, post = self._hand, self._post
        if post is not None:
            squad = hand.id if hand is not None and hand.kind == "squad" else None
            places = Places(post.id, squad, self._missing, self._back_here, self._plan_people)
            self.board_screen.overlays.open(SeatsScreen, places)

    def _plan_people(self, people: list[tuple[str, str]]) -> None:
        """Each by name: (number, unit)."""
        post, on = self._post, self._on
        if post is None or on is None:
            return
        wanted = self._wanted(post)
        limits = limits_at(self._board, wanted)
        plans = [plan_of(Hand("unit", unit, unit, 1), wanted, limits, new_id()) for _number, unit in people]
        ops = [
            msgspec.structs.replace(_of_shift(plan, on), volunteer=number)
            for plan, (number, _unit) in zip(plans, people, strict=True)
        ]
        n = len(ops)
        said = ngettext("{n} planned by name.", "{n} planned by name.", n).format(n=n)
        plan_and(self.board_screen, ops, [], said, self._back_here)

    def _back_here(self) -> None:
        if self.has_class("-open"):
            self._anew()
        else:
            self.board_screen.overlays.open(PlanScreen, self.subject)


def _of_shift(op: DutyPlan, on: OnShift) -> DutyPlan:
    return msgspec.structs.replace(op, shift=on.shift.name, day=on.day)
