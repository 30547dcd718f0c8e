"""Redeployment: where posts are short in the next hours, who is proposed for each, and why others are not.

1. Nothing is planned before Enter: on a gap all that is proposed for it, on one of those proposed that one.
2. A proposal stands as it was made; what changed since is said, and `r` makes it anew. What is planned is decided on
   the records as they are.
3. Asked for a post, the cursor stands on its gap, and leaving leads back to where it was asked.
4. Why nobody is sent stands below each gap that stays short; `w` shows it for all of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from postcmd import panes
from postcmd.board import Board
from postcmd.clock import day_of
from postcmd.hand import Hand
from postcmd.ops import Op
from postcmd.records import Post
from postcmd.redeploy import Gap, Proposal, gaps, ops_of, proposals
from postcmd.words import _, ngettext
from postcmd.written import short_text
from tui import on_hand_words as words
from tui.beyond_limits import plan_and
from tui.gestures import new_id
from tui.open_layer import RowKey
from tui.over_list import OverList
from tui.trial import context
from widgets.columns import Column
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tui.board_screen import BoardScreen

MOST: Final = 50
ALL_OF_THEM: Final = "gaps"
SEEN: Final = frozenset({"duty", "squad", "post", "request", "limit", "availability"})


class AtPost(NamedTuple):
    """The post that somebody is wanted for, and where it leads back to."""

    post: str
    back: Callable[[], object]


class RedeployScreen(OverList):
    """Gaps, with who is proposed below each. The subject is None or an AtPost."""

    LAYER = "redeploy"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._proposals: list[Proposal] = []
        self._of: dict[str, tuple[Proposal, str]] = {}
        self._all_gaps = 0
        self._shows_all = False
        self._is_stale = False
        self._asked: AtPost | None = None

    async def begin(self, subject: Any) -> None:
        self._look()
        self.subject, self._asked = None, subject
        await super().begin(ALL_OF_THEM)
        at = (nth for nth, one in enumerate(self._proposals) if subject is not None and one.gap.post == subject.post)
        self.go_to(str(next(at, 0)))
        self.show_keys()

    def leave(self) -> None:
        if self._asked is not None:
            self._asked.back()
        else:
            super().leave()

    def _look(self) -> None:
        now = context(self._board).now
        found = gaps(self._board, now)
        self._all_gaps, self._is_stale = len(found), False
        self._proposals = proposals(self._board, found[:MOST], now, self.board_screen.people.all)

    def follow(self, touched: Iterable[object] = ()) -> None:
        if any(isinstance(key, tuple) and key[0] in SEEN for key in touched):
            self._is_stale = True
        super().follow()

    @property
    def _board(self) -> Board:
        return self.board_screen.board

    def _time(self, moment: datetime) -> str:
        """The time of day alone: whatever is short here is so within hours."""
        zone = self._board.link.zone
        return short_text(moment, zone, day_of(moment, zone))

    # What stands there

    def heading(self) -> str:
        return _("Short posts, and whom to send")

    def counts(self) -> str:
        n, filled = self._all_gaps, sum(not one.still_short for one in self._proposals)
        text = ngettext("{n} gap, {filled} can be filled", "{n} gaps, {filled} can be filled", n)
        stale = _("changed since: <redeploy.anew> looks anew") if self._is_stale else ""
        return "  ".join(filter(None, (text.format(n=n, filled=filled), stale)))

    def nothing(self) -> str:
        return _("No post is short in the next hours.")

    def rows(self) -> list[Row]:
        self._of, rows = {}, []
        for nth, one in enumerate(self._proposals):
            rows.append(self._gap(f"{nth}", one))
            for sent in one.sent:
                ends = sent.ends if sent.ends != one.gap.ends else None
                rows.append(self._sent(f"{nth}>{sent.hand.kind}:{sent.hand.id}", one, sent.hand, sent.heads, ends))
            if self._shows_all or not one.sent:
                rows += [self._not_sent(f"{nth}-{hand.kind}:{hand.id}", one, hand) for hand in one.why_not]
        return rows

    def _gap(self, row_id: str, one: Proposal) -> Row:
        self._of[row_id] = one, ""
        gap = one.gap
        times = f"{self._time(gap.begins)}-{self._time(gap.ends)}"
        short = one.still_short
        left = _("{n} stay short").format(n=short) if short else ""
        cells = (Cell(times, "strong"), Cell(_post(self._board, gap), "strong"), Cell(f"-{gap.heads}", "bad"))
        return Row(row_id, (*cells, Cell(left, "bad")), Cell("!" if short else "", "bad"))

    def _sent(self, row_id: str, one: Proposal, hand: Hand, heads: int, ends: datetime | None) -> Row:
        self._of[row_id] = one, f"{hand.kind}:{hand.id}"
        until = _("until {time}").format(time=self._time(ends)) if ends else ""
        why = words.why_text(hand)
        against = words.against_text(hand)
        cells = (
            Cell(until, "warn"),
            Cell(f"  {words.name(self._board, hand)}"),
            Cell(f"+{heads}", "good"),
            Cell(_("; ").join(filter(None, (against, why))), "warn" if against else "dim"),
        )
        return Row(row_id, cells)

    def _not_sent(self, row_id: str, one: Proposal, hand: Hand) -> Row:
        self._of[row_id] = one, f"-{hand.kind}:{hand.id}"
        who = Cell(f"  {words.name(self._board, hand)}", "dim")
        return Row(row_id, (Cell(""), who, Cell(""), Cell(words.against_text(hand), "dim")), Cell("×", "dim"))

    # Its keys

    def keys(self) -> list[RowKey]:
        chosen = self._chosen
        heads = sum(one.heads for one in chosen.sent) if chosen is not None else 0
        send = ngettext("plans {n}", "plans {n}", heads).format(n=heads)
        why_not = _("Nobody is proposed here.") if self._proposals else _("No post is short in the next hours.")
        hide = _("hide why not") if self._shows_all else _("why not")
        return [
            RowKey("send", self._send, "" if heads else why_not, label=send),
            RowKey("whys", self._toggle, "" if self._proposals else why_not, label=hide),
            RowKey("anew", self._anew),
            RowKey("back", self.leave),
        ]

    @property
    def _chosen(self) -> Proposal | None:
        """What Enter plans: all of the gap's, or the one under the cursor."""
        found = self._of.get(self.cursor or "")
        if found is None or not found[1]:
            return found[0] if found is not None else None
        sent = tuple(one for one in found[0].sent if f"{one.hand.kind}:{one.hand.id}" == found[1])
        return msgspec.structs.replace(found[0], sent=sent)

    def _send(self) -> None:
        chosen = self._chosen
        if chosen is None or not chosen.sent:
            return
        ops: list[Op] = list(ops_of(self._board, chosen, [new_id() for _one in chosen.sent]))
        who = _(", ").join(words.name(self._board, one.hand) for one in chosen.sent)
        said = _("{who}: planned for {post}").format(who=who, post=_post(self._board, chosen.gap))
        plan_and(self.board_screen, ops, [], said, self._anew)

    def _toggle(self) -> None:
        self._shows_all = not self._shows_all
        self.follow()

    def _anew(self) -> None:
        self._look()
        self.follow()


def _post(board: Board, gap: Gap) -> str:
    post = board.get("post", gap.post)
    name = post.name if isinstance(post, Post) else gap.post
    return f"{panes.place_name(board, gap.place)} {name}"


def _columns() -> tuple[Column, ...]:
    return (
        Column("time", _("when"), 11, min=11),
        Column("who", _("post, who"), 22, min=14, flex=2, pinned=True),
        Column("heads", _("heads"), 5, align="right", numeric=True),
        Column("why", _("why, why not"), 30, min=16, flex=3, shrink=1),
    )
