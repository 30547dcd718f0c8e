"""A request, written down while somebody is on the phone; or what is known of one, put right.

1. Place, task and unit are found by words of their names, ids or pinyin; only they and the heads have to be filled.
2. Nothing is submitted that the rules or the rights refuse; the reason stands in the form, and what was typed stays.
3. What was typed survives leaving the form, and a crash: it stands there when the form is opened again. Sent, it goes.
4. A call that this one may repeat is named while it is typed, and again afterwards with the key that links them.
5. Putting right says only what was changed.
6. A need born of a squad names it, and what the squad knows stands there already.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from textual import events

from postcmd import panes, pinyin
from postcmd.board import Board
from postcmd.duplicates import likely_duplicates
from postcmd.errors import BadInput
from postcmd.records import Request
from postcmd.search import Finder, HitKind
from postcmd.words import _
from tui import detail, request_fields
from tui.drafts import Draft
from tui.form_keys import asks_anew
from tui.keymap import keyed
from tui.request_fields import EDITED, NEW
from tui.request_words import parse_days
from tui.sentences import sentence_of
from tui.squad_need import BornOf, known
from tui.trial import attempt
from widgets.choice import Option
from widgets.form import Form
from widgets.wide_form import WideForm

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

MOST_FOUND: Final = 9


class RequestForm(WideForm):
    """The fields of a new request, of one born of a squad (BornOf), or (its id) of one that stands."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(classes="over")
        self._board_screen = screen
        self._editing: Request | None = None
        self._born: BornOf | None = None
        self._draft: Draft | None = None

    async def begin(self, subject: str | BornOf | None) -> None:
        self._born = subject if isinstance(subject, BornOf) else None
        await self._begin(None if isinstance(subject, BornOf) else subject, anew=False)

    async def _begin(self, subject: str | None, anew: bool) -> None:
        screen = self._board_screen
        board, finder = screen.board, Finder(screen.board, by_sound=False)
        self.run_worker(learn_to_hear(finder), group="pinyin")
        self._editing = board.request(subject) if subject else None
        name = _name(self._editing, self._born)
        self._draft = screen.drafts.of(board.link.account, name, self._not_kept)
        title = _("New request") if self._born is None else _("A need of {squad}").format(squad=self._of_born())
        if self._editing is not None:
            title = _("{request}: put right").format(request=detail.name_of(board, self._editing))
        fields = request_fields.fields(board, finds(finder), EDITED if self._editing else NEW)
        keys = _("Enter next needed, then writes it down  Tab next field  Esc leaves, kept")
        self._board_screen.key_line.rest(keys.split("  "))
        await self.open(title, fields)
        if self._editing is not None:
            self._show(request_fields.texts_of(board, self._editing))
        elif self._born is not None:
            self._show(known(board, self._born))
            self.go_to_needed()
        if not anew:
            self._restore(self._draft.read())

    def _of_born(self) -> str:
        return detail.title(self._board_screen.board, ("squad", self._born.squad)) if self._born else ""

    def follow(self, touched: Iterable[object] = ()) -> None:
        """A form shows what is typed, not what arrives."""

    # The draft

    def _restore(self, kept: Mapping[str, tuple[str, str]]) -> None:
        if kept:
            self._show(kept)
            self.go_to_needed()
            self.say(keyed(_("As it was left; <form.anew> empties it.")), "accent")

    def _show(self, texts: Mapping[str, tuple[str, str]]) -> None:
        for key, (text, value) in texts.items():
            if key in self._inputs:
                self.put(key, text, value)

    def _not_kept(self, why: str) -> None:
        self._board_screen.say(_("What is typed here cannot be kept on disk: {why}").format(why=why), "bad")

    def _keep(self, texts: dict[str, tuple[str, str]] | None) -> None:
        if self._draft is not None:
            self._draft.put(texts)
            self.run_worker(self._draft.write(), group="draft")

    def on_wide_form_changed(self, event: WideForm.Changed) -> None:
        event.stop()
        taken = {key: option.value for key, option in self._taken.items()}
        self._keep({key: (text, taken.get(key, "")) for key, text in self.texts.items()})

    def on_key(self, event: events.Key) -> None:
        if asks_anew(event.key):
            event.stop()
            event.prevent_default()
            self._keep(None)
            self.call_later(self._empty)

    async def _empty(self) -> None:
        await self._begin(self._editing.id if self._editing else None, anew=True)

    # What follows from what was taken

    def took(self, key: str) -> None:
        board, values = self._board_screen.board, self.values
        place = board.place_of(values.get("place", ""))
        if key == "place" and place is not None:
            self.put("risk", place.risk_on(_first_day(values, board)) or "")
        if repeated := self._repeated(values):
            text = keyed(_("May repeat {request}; <link_duplicate> links them afterwards"))
            self.say(text.format(request=repeated), "warn")

    def _repeated(self, values: Mapping[str, str]) -> str:
        board = self._board_screen.board
        moment = panes.now(board)
        if self._editing is not None or moment is None or not (values["place"] and values["task"]):
            return ""
        days = _days(values, board)
        found = likely_duplicates(board, values["place"], values["task"], days, moment)
        return _(", ").join(_called(board, one) for one in found[:2])

    # Sent

    def on_form_submitted(self, event: Form.Submitted) -> None:
        event.stop()
        screen = self._board_screen
        try:
            op = request_fields.op_of(screen.board, event.values, self._editing, self._born)
        except BadInput as bad:
            self.say(sentence_of(bad), "bad")
            return
        if op is None:
            self._gone()
            screen.say(_("It is already so."))
            return
        trial = attempt(screen.board, [op])
        if not trial.changes:
            screen.changing.say_why(trial)
            return
        repeated = self._repeated(self.values)
        self._gone()
        screen.changing.history.note(screen.changing.submit(trial))
        self._go_to(op.request)
        screen.say(_written(screen, repeated, self._editing is not None))

    def _gone(self) -> None:
        self._keep(None)
        self._board_screen.overlays.close()

    def _go_to(self, request_id: str) -> None:
        screen = self._board_screen
        if self._editing is None:
            screen.list_again(["request"])
            screen.go_to_record("request", request_id)

    def on_form_left(self, event: Form.Left) -> None:
        event.stop()
        self._board_screen.overlays.close()


def _written(screen: BoardScreen, repeated: str, is_edit: bool) -> str:
    if is_edit:
        return _("Put right.")
    if repeated:
        return keyed(_("Written down. It may repeat {request}: <link_duplicate> links them.")).format(request=repeated)
    return keyed(_("The request is written down: <order> orders it, <divide> divides it."))


def _name(editing: Request | None, born: BornOf | None) -> str:
    if born is not None:
        return f"request-of-{born.squad}"
    return f"request-{editing.id}" if editing else "request"


def _called(board: Board, request: Request) -> str:
    line = panes.matters_now(request, panes.today(board))
    heads = f" {line.min}" if line else ""
    return f"{detail.name_of(board, request)}{heads}"


def _first_day(values: Mapping[str, str], board: Board) -> date:
    return min(_days(values, board))


def _days(values: Mapping[str, str], board: Board) -> tuple[date, ...]:
    today = panes.today(board)
    try:
        return parse_days(values.get("days", ""), today)
    except BadInput:
        return (today,)


async def learn_to_hear(finder: Finder) -> None:
    """Letters are pinyin too, once the dictionary was read: in a thread, so that no key waits for it."""
    await asyncio.to_thread(pinyin.load)
    finder.by_sound = True


def finds(finder: Finder) -> Callable[[HitKind], Callable[[str], list[Option]]]:
    """For a kind, what words may mean; a name typed whole means its own record alone."""

    def of(kind: HitKind) -> Callable[[str], list[Option]]:
        def find(text: str) -> list[Option]:
            hits = finder.find(text, (kind,), MOST_FOUND)
            exact = [hit for hit in hits if text.strip() in (hit.title, hit.id)]
            return [Option(hit.id, hit.title, hit.detail) for hit in exact or hits]

        return find

    return of
