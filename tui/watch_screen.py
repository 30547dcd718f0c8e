"""The hand-over of a watch 交接班: what is left, line by line; given by one watch and accepted by the next.

1. Where a hand-over waits that somebody else gave, it is shown as it was written, and Enter accepts it.
2. Else what is left is read from the records as they are now; a line can be left out or added, and Enter gives it.
3. Nothing is given or accepted before Enter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postcmd.board import Board, Key
from postcmd.intents_of_work import give_over, take_over
from postcmd.ops import Op
from postcmd.records import HandOver, Place, Unit
from postcmd.watch_handover import TOPICS, Left, begins, last_of, lines_of, waiting, what_is_left
from postcmd.words import _, ngettext
from postcmd.written import long_text
from tui.gestures import new_id
from tui.keymap import keyed
from tui.open_layer import RowKey
from tui.over_list import OverList, do
from tui.record_names import told
from tui.trial import context
from widgets.columns import Column
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class WatchScreen(OverList):
    """One line for each thing that is left; the subject is the scope."""

    LAYER = "watch"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._left: list[Left] = []
        self._out: set[str] = set()
        self._more: list[str] = []

    async def begin(self, subject: Any) -> None:
        self._out, self._more = set(), []
        await super().begin(subject)

    @property
    def _board(self) -> Board:
        return self.board_screen.board

    @property
    def _given(self) -> HandOver | None:
        """What waits for us to accept it."""
        found = waiting(self._board, self.subject)
        return found if found is not None and found.given_by != self._board.link.account else None

    # What stands there

    def heading(self) -> str:
        top = self._board.get(*self.subject)
        name = top.name if isinstance(top, Unit | Place) else self.subject[1]
        text = _("Hand-over to accept: {name}") if self._given is not None else _("Hand-over: {name}")
        return text.format(name=name)

    def counts(self) -> str:
        last, zone = last_of(self._board, self.subject), self._board.link.zone
        if last is None:
            return _("none before")
        if last.taken_by:
            text = _("accepted by {who} at {time}")
            return text.format(who=last.taken_by, time=long_text(last.taken_at, zone))
        text = _("given by {who} at {time}, not accepted yet")
        return text.format(who=last.given_by, time=long_text(last.given_at, zone))

    def nothing(self) -> str:
        return _("Nothing is left over. <watch.add> adds a line of your own.")

    def rows(self) -> list[Row]:
        given = self._given
        if given is not None:
            return [Row(f"given:{nth}", (Cell(""), Cell(line))) for nth, line in enumerate(given.lines)]
        now = context(self._board).now
        self._left = what_is_left(self._board, self.subject, begins(self._board, self.subject, now), now, told)
        rows = []
        for nth, one in enumerate(self._left):
            is_out = _key(nth, one) in self._out
            topic = Cell(_(TOPICS[one.topic]), "dim" if is_out else "warn" if one.topic == "short" else "normal")
            text = f"({one.text})" if is_out else one.text
            rows.append(Row(_key(nth, one), (topic, Cell(text, "dim" if is_out else "normal"))))
        own = [Row(f"own:{nth}", (Cell(_("own line")), Cell(line))) for nth, line in enumerate(self._more)]
        return [*own, *rows]

    # Its keys

    def keys(self) -> list[RowKey]:
        if self._given is not None:
            return [RowKey("give", self._take, label=_("accepts it")), RowKey("back", self.leave)]
        lines = len(self._texts())
        give = ngettext("gives {n} line", "gives {n} lines", lines).format(n=lines)
        here = "" if self.cursor is not None else _("There is nothing under the cursor.")
        return [
            RowKey("give", self._give, "" if lines else _("A hand-over says something."), label=give),
            RowKey("leave_out", self._leave_out, here),
            RowKey("add", self._add),
            RowKey("go", self._go, "" if self._target() else _("This is on no record.")),
            RowKey("back", self.leave),
        ]

    def _texts(self) -> list[str]:
        kept = [one for nth, one in enumerate(self._left) if _key(nth, one) not in self._out]
        return [*self._more, *lines_of(kept)]

    def _leave_out(self) -> None:
        cursor = self.cursor or ""
        if cursor.startswith("own:"):
            del self._more[int(cursor.removeprefix("own:"))]
        else:
            self._out ^= {cursor}
        self.follow()

    def _add(self) -> None:
        from tui.text_line import Asked, TextLine

        asked = Asked(_("To hand over:"), "", self._added)
        self.board_screen.overlays.open(TextLine, asked, above=True)

    def _added(self, text: str) -> None:
        if text.strip():
            self._more.append(text.strip())
        self.follow()

    def _target(self) -> Key | None:
        return next((one.of for nth, one in enumerate(self._left) if _key(nth, one) == self.cursor), None)

    def _go(self) -> None:
        target, screen = self._target(), self.board_screen
        if target is None:
            return
        screen.overlays.close()
        if target[0] in ("request", "quota", "squad"):
            screen.go_to_record(*target)
        elif target[0] in ("place", "unit"):
            from tui.verbs_on_calls import open_pages

            open_pages(screen, [target])

    def _give(self) -> None:
        now = context(self._board).now
        op = give_over(new_id(), self.subject, self._texts(), begins(self._board, self.subject, now))
        self._leave_with([op], keyed(_("Handed over; the next watch accepts it with <hand_over>, <watch.give>.")))

    def _take(self) -> None:
        given = self._given
        if given is not None:
            self._leave_with([take_over(given)], _("Accepted: the watch is yours."))

    def _leave_with(self, ops: list[Op], said: str) -> None:
        """It is said on the board: what was said here is gone with the list."""
        if do(self.board_screen, ops):
            self.leave()
            self.board_screen.say(said, "good")


def _key(nth: int, one: Left) -> str:
    return f"{one.topic}:{one.of[0]}:{one.of[1]}" if one.of is not None else f"{one.topic}:{nth}"


def _columns() -> tuple[Column, ...]:
    return (
        Column("topic", _("what"), 19, min=8, shrink=1),
        Column("text", _("what is left"), 40, min=20, flex=1),
    )
