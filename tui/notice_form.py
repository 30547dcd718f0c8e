"""A notice or a call to units and all below them, written on one form.

1. Units are found by words of their names; each stands for its whole subtree, and how many that makes is said.
2. It is issued in the name of the unit whose dispatcher we are.
3. The due time is `13:00`, or `11-21 13:00`; without one the notice is chased for a day.
4. What was typed survives leaving the form, a refusal and a crash: it stands there when the form is opened again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from textual import events
from textual.widgets import Input

from postcmd import intents_of_people as intents
from postcmd import panes
from postcmd.board import Board
from postcmd.clean import fold
from postcmd.errors import BadInput
from postcmd.ops import NoticeIssue
from postcmd.records import Unit
from postcmd.words import _, ngettext, pgettext
from tui.drafts import Draft
from tui.form_keys import asks_anew
from tui.gestures import new_id
from tui.keymap import keyed
from tui.over_list import do
from tui.request_words import parse_days
from tui.trial import attempt
from widgets.form import Field, Form

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

_TIME: Final = re.compile(r"(?:(?P<day>\S+)\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})")
_BETWEEN: Final = re.compile(r"[,;]\s*")
_WRITTEN: Final = ("title", "units", "due", "body", "number")
"""What a person has to have typed; who issues it stands there from the beginning."""


def notice_of(board: Board, values: Mapping[str, str], about: str | None = None) -> NoticeIssue:
    """The op that the form means; BadInput where a field cannot be read."""
    return intents.notice_issue(
        board,
        new_id(),
        values["title"],
        units_named(board, values["issued_by"]),
        units_named(board, values["units"]),
        body=values["body"],
        number=values["number"],
        due=due_of(board, values["due"]),
        after_request=about,
    )


def units_named(board: Board, typed: str) -> list[str]:
    """The units that the words name, several with commas between; BadInput `unknown_unit` where one is none, or two."""
    words = [part.strip() for part in _BETWEEN.split(fold(typed)) if part.strip()]
    return [_unit_named(board, one) for one in words]


def _unit_named(board: Board, words: str) -> str:
    units = [one for one in board.every("unit") if isinstance(one, Unit)]
    asked = fold(words).casefold()
    exact = [one for one in units if asked in {one.id.casefold(), one.name.casefold(), one.short.casefold()}]
    found = exact or [one for one in units if all(part in _called(one) for part in asked.split())]
    if len(found) != 1:
        raise BadInput("unknown_unit", unit=words[:40])
    return found[0].id


def _called(unit: Unit) -> str:
    return fold(f"{unit.id} {unit.name} {unit.short} {unit.nickname}").casefold()


def due_of(board: Board, typed: str) -> datetime | None:
    """`13:00` today, `11-21 13:00`; nothing is no due time."""
    text = fold(typed).strip()
    if not text:
        return None
    found = _TIME.fullmatch(text)
    if found is None or int(found["hour"]) > 23 or int(found["minute"]) > 59:
        raise BadInput("bad_time", text=typed[:40])
    days = parse_days(found["day"] or "", panes.today(board))
    clock = time(int(found["hour"]), int(found["minute"]))
    return datetime.combine(days[0], clock, ZoneInfo(board.link.zone))


def our_unit(board: Board) -> str:
    """The unit we issue for: the one our grant stands on, else the root."""
    grants = board.link.grants or ()
    paths = [grant.prefix.removeprefix("u:") for grant in grants if grant.prefix.startswith("u:")]
    if paths:
        return min(paths, key=len).rpartition("/")[2]
    roots = [one for one in board.every("unit") if isinstance(one, Unit) and "/" not in one.path]
    return next((one.id for one in roots if one.kind == "centre"), roots[0].id if roots else "")


class NoticeForm(Form):
    """The fields of a notice; the subject is the request it carries on, or None."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(classes="over")
        self._board_screen = screen
        self._about: str | None = None
        self._draft: Draft | None = None

    async def begin(self, subject: str | None) -> None:
        screen, self._about = self._board_screen, subject
        name = f"notice-{subject}" if subject else "notice"
        self._draft = screen.drafts.of(screen.board.link.account, name, self._not_kept)
        await self._show(self._draft.read())

    async def _show(self, kept: Mapping[str, tuple[str, str]]) -> None:
        fields = [
            replace(one, value=kept.get(one.key, (one.value, ""))[0]) for one in _fields(self._board_screen.board)
        ]
        self._board_screen.key_line.rest(_("Enter next field  Up Down move  Esc leaves, kept").split("  "))
        await self.open(_("New notice"), fields)
        if kept:
            self._board_screen.say(keyed(_("As it was left; <form.anew> empties it.")), "accent")

    # The draft

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        written = any(self.values[key].strip() for key in _WRITTEN)
        self._keep({key: (text, "") for key, text in self.values.items()} if written else None)

    def _keep(self, texts: dict[str, tuple[str, str]] | None) -> None:
        if self._draft is not None:
            self._draft.put(texts)
            self.run_worker(self._draft.write(), group="draft")

    def _not_kept(self, why: str) -> None:
        self._board_screen.say(_("What is typed here cannot be kept on disk: {why}").format(why=why), "bad")

    def on_key(self, event: events.Key) -> None:
        if asks_anew(event.key):
            event.stop()
            event.prevent_default()
            self._keep(None)
            self.call_later(self._empty)

    async def _empty(self) -> None:
        await self._show({})

    # Sent

    def follow(self, touched: Iterable[object] = ()) -> None:
        """A form shows what is typed, not what arrives."""

    def on_form_submitted(self, event: Form.Submitted) -> None:
        event.stop()
        screen = self._board_screen
        op = notice_of(screen.board, event.values, self._about)
        trial = attempt(screen.board, [op])
        if not trial.changes:
            screen.changing.say_why(trial)
            return
        self._keep(None)
        screen.overlays.close()
        units = len(op.addressed_to)
        said = ngettext(
            "Issued to {n} unit; <notices> shows its receipts",
            "Issued to {n} units; <notices> shows its receipts",
            units,
        )
        do(screen, [op], keyed(said).format(n=units))

    def on_form_left(self, event: Form.Left) -> None:
        event.stop()
        self._board_screen.overlays.close()


def _fields(board: Board) -> list[Field]:
    ours = our_unit(board)
    return [
        Field("title", _("title"), check=_something),
        Field("units", _("to"), placeholder=_("units, with commas; each with all below"), check=_units(board)),
        Field("due", _("due"), placeholder="13:00, 11-21 13:00", figures=True, check=_due(board)),
        Field("body", _("text")),
        Field("number", pgettext("notice", "number")),
        Field("issued_by", _("issued by"), value=panes.unit_name(board, ours), check=_units(board)),
    ]


def _something(text: str) -> str | None:
    return None if text.strip() else _("a title is needed")


def _units(board: Board) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
        from tui.sentences import sentence_of

        try:
            named = units_named(board, text)
        except BadInput as bad:
            return sentence_of(bad)
        return None if named else _("name a unit")

    return check


def _due(board: Board) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
        from tui.sentences import sentence_of

        try:
            due_of(board, text)
        except BadInput as bad:
            return sentence_of(bad)
        return None

    return check
