"""Limits 限制: how long somebody may stand, by default, under a risk, for a task, at a post; hard or soft.

1. What a line says itself stands out; what it leaves to a wider limit stands there dim, in brackets.
2. A number typed over a cell sets it, `-` leaves it to the wider limit, `x` makes the line hard or soft.
3. A post says before the task, the task before the risk, the risk before the default.
4. Where the grant does not reach, everything can be read and each key says why it does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from postcmd import intents_of_posts as intents
from postcmd.board import Board
from postcmd.clean import fold
from postcmd.errors import BadInput
from postcmd.limits import BUILT_IN, Bound, limits_for
from postcmd.ops import LimitSet
from postcmd.records import BUILT_IN_BOUNDARY, Limit, LimitOf, Post, Task, limit_id
from postcmd.spans_typed import read_span, span_text
from postcmd.words import N_, _, pgettext
from tui import cells, rights, terms
from tui import post_words as words
from tui.answer_line import Ask, ask
from tui.open_layer import RowKey
from tui.over_list import OverList, do
from tui.pick_list import Pick, PickList
from widgets import told
from widgets.choice import Option
from widgets.columns import Column
from widgets.rows import Cell, Row

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

TITLES: Final[dict[Bound, tuple[str, int]]] = {
    "continuous": (N_("stretch"), 7),
    "per_day": (N_("24 h"), 6),
    "rest": (N_("rest"), 6),
    "days_running": (N_("days on"), 7),
    "grace": (N_("overlap"), 7),
    "roll_every": (N_("roll"), 6),
}
"""What a column is called, and how wide it is: all of them stand on a small screen."""
BOUNDARY: Final = "boundary"
MOST: Final = 9


class At(NamedTuple):
    """The post whose limits are looked at first, and where the list leads back to."""

    post: str | None = None
    back: Callable[[], object] | None = None


class Of(NamedTuple):
    """What a line is the limit of."""

    of: LimitOf
    named: str = ""

    @property
    def id(self) -> str:
        return limit_id(self.of, self.named)


class LimitsScreen(OverList):
    """The subject is an At."""

    LAYER = "limits"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._more: list[Of] = []
        self._of: dict[str, Of] = {}

    async def begin(self, subject: Any) -> None:
        if subject != self.subject:
            self._more = [Of("post", subject.post)] if subject.post else []
        await super().begin(subject)
        if subject.post:
            self.go_to(limit_id("post", subject.post))
        if self.column is None:
            self.choose_column("continuous")
        self.show_keys()

    def leave(self) -> None:
        if self.subject.back is not None:
            self.subject.back()
        else:
            super().leave()

    @property
    def _board(self) -> Board:
        return self.board_screen.board

    def _limit(self, of: Of) -> Limit | None:
        found = self._board.get("limit", of.id)
        return found if isinstance(found, Limit) else None

    # What stands there

    def heading(self) -> str:
        return _("Limits on hours, rest and days")

    def counts(self) -> str:
        of = self._here
        if of is not None and self._why_not():
            return _("read only")
        limit = self._limit(of) if of is not None else None
        if limit is not None and limit.hard:
            return _("hard: no reason lets a plan pass")
        return _("soft: a plan beyond them needs a reason")

    def rows(self) -> list[Row]:
        said = [_of_id(one.id) for one in self._board.every("limit")]
        risks = [Of("risk", risk) for risk in terms.RISK]
        found = [Of("default"), *self._more, *risks, *sorted(filter(None, said))]
        self._of = {one.id: one for one in dict.fromkeys(found)}
        return [self._row(one) for one in self._of.values()]

    def _row(self, of: Of) -> Row:
        limit, wider = self._limit(of), self._wider(of)
        line = [Cell(self._called(of), "strong" if limit is not None else "normal")]
        for bound in BUILT_IN:
            said = getattr(limit, bound) if limit is not None else None
            text = span_text(said if said is not None else wider[bound], bound)
            line.append(Cell(text) if said is not None else Cell(f"({text})", "dim"))
        boundary = limit.boundary if limit is not None else ""
        line.append(Cell(boundary) if boundary else Cell(f"({wider[BOUNDARY]})", "dim"))
        hard = limit is not None and limit.hard
        line.append(Cell(_("hard"), "bad") if hard else Cell(_("soft"), "dim" if limit is None else "normal"))
        return Row(of.id, tuple(line), cells.mark_cell(self._board.mark("limit", of.id), self.board_screen.glyphs))

    def _wider(self, of: Of) -> dict[str, Any]:
        """What holds where the line itself says nothing."""
        if of.of == "default":
            return {BOUNDARY: BUILT_IN_BOUNDARY, **dict(BUILT_IN.items())}
        post = self._board.get("post", of.named) if of.of == "post" else None
        held = limits_for(post if isinstance(post, Post) else None, None, self._board)
        return {BOUNDARY: held.boundary, **dict(held.bounds.items())}

    def _called(self, of: Of) -> str:
        match of.of:
            case "risk":
                return _("risk: {name}").format(name=terms.term(terms.RISK, of.named))
            case "task":
                return _("task: {name}").format(name=terms.task_name(self._board, of.named))
            case "post":
                return _("post: {name}").format(name=words.title(self._board, of.named))
            case _:
                return _("by default")

    # Its keys

    @property
    def _here(self) -> Of | None:
        return self._of.get(self.cursor or "")

    def _why_not(self) -> str:
        of = self._here
        if of is None:
            return _("There is nothing under the cursor.")
        return rights.why_not_done(self._board, self._op(of, hard=True)) or ""

    def _op(self, of: Of, **said: Any) -> LimitSet:
        return intents.set_limit(of.of, of.named, self._limit(of), self._board.link.epoch, **said)

    def keys(self) -> list[RowKey]:
        why, of = self._why_not(), self._here
        limit = self._limit(of) if of is not None else None
        turn = _("make it soft") if limit is not None and limit.hard else _("make it hard")
        return [
            RowKey("type", self._type_over, why),
            RowKey("wider", lambda: self._set(None), why or self._why_not_left(limit)),
            RowKey("hard", self._turn_hard, why, label=turn),
            RowKey("task", lambda: self._ask("task")),
            RowKey("post", lambda: self._ask("post")),
            RowKey("begin", lambda: self.begin_edit(""), why),
            RowKey("back", self.leave),
        ]

    def _why_not_left(self, limit: Limit | None) -> str:
        said = getattr(limit, self.column or "", None)
        return "" if said not in (None, "") else _("It is already left to a wider limit.")

    def moved(self) -> None:
        self.set_caption(self.heading(), self.counts())

    def _type_over(self) -> None:
        self.begin_edit(self.typed)

    def on_live_table_committed(self, event: told.Committed) -> None:
        event.stop()
        text = fold(event.text).strip()
        if not text:
            self.follow()
            return
        try:
            value = text if event.column == BOUNDARY else read_span(text, cast(Bound, event.column))
        except BadInput as bad:
            from tui.sentences import sentence_of

            self.refuse(event.text)
            self.board_screen.say(sentence_of(bad), "bad")
            return
        self._set(value)

    def on_live_table_edit_left(self, event: told.EditLeft) -> None:
        event.stop()
        self.follow()

    def on_live_table_edit_held(self, event: told.EditHeld) -> None:
        event.stop()
        self.board_screen.say(_("An edit is open: Enter keeps it, Esc leaves it."))

    def _set(self, value: int | str | None) -> None:
        column = self.column or ""
        self._do(**{column: "" if value is None and column == BOUNDARY else value})

    def _turn_hard(self) -> None:
        of = self._here
        limit = self._limit(of) if of is not None else None
        self._do(hard=not (limit is not None and limit.hard))

    def _do(self, **said: Any) -> None:
        of = self._here
        if of is None:
            return
        if do(self.board_screen, [self._op(of, **said)], _("{limit}: said.").format(limit=self._called(of))):
            self.follow()

    # One line more

    def _ask(self, of: LimitOf) -> None:
        label = _("Which task?") if of == "task" else _("Which post?")
        ask(self.board_screen, Ask(label, lambda typed: self._found(of, typed)))

    def _found(self, of: LimitOf, typed: str) -> None:
        board = self._board
        tasks = {one.id: terms.task_name(board, one.id) for one in board.every("task") if isinstance(one, Task)}
        posts = {one.id: words.title(board, one.id) for one in board.every("post") if isinstance(one, Post)}
        named = tasks if of == "task" else posts
        hits = [Option(one, name) for one, name in named.items() if typed.casefold() in f"{name} {one}".casefold()]
        if not hits:
            self.board_screen.say(_("Nothing is called {name}.").format(name=typed), "warn")
        elif len(hits) == 1:
            self._add(Of(of, hits[0].value))
        else:
            pick = Pick(_("Which one?"), hits[:MOST], lambda value: self._add(Of(of, value)))
            self.board_screen.overlays.open(PickList, pick, above=True)

    def _add(self, of: Of) -> None:
        self._more = [*self._more, of]
        self.follow()
        self.go_to(of.id)

    def follow(self, touched: Iterable[object] = ()) -> None:
        super().follow(touched)


def _of_id(limit: str) -> Of | None:
    of, _dot, named = limit.partition(".")
    return Of(cast(LimitOf, of), named) if of in ("default", "risk", "task", "post") else None


def _columns() -> tuple[Column, ...]:
    bounds = [Column(bound, _(title), width, align="right", editable=True) for bound, (title, width) in TITLES.items()]
    return (
        Column("of", _("limit of"), 20, min=16, flex=2, shrink=1, pinned=True),
        *bounds,
        Column(BOUNDARY, pgettext("limit", "day at"), 7, align="right", editable=True),
        Column("hard", pgettext("limit", "kind"), 4),
    )
