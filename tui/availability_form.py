"""Who can go 可派: how many of a unit, on a day or in one shift of it, as it says itself or as somebody says for it.

1. The form begins with what was declared last for that day and shift; said anew, the log keeps both.
2. Nobody can be part of what can go without being counted in it: the parts are never larger than the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, cast

from postcmd import panes
from postcmd.board import Board
from postcmd.clean import clean, fold
from postcmd.division import declared
from postcmd.intents import bounded_number
from postcmd.intents_of_requests import declare
from postcmd.ops import AvailabilityDeclare
from postcmd.records import Shift
from postcmd.search import Finder
from postcmd.words import _
from postcmd.written import day_text
from tui.form_ops import tried
from tui.request_form import finds, learn_to_hear
from tui.request_words import parse_days
from tui.situation import Here
from tui.situation_of_requests import quota_here, request_here
from widgets.choice import Option
from widgets.form import Field, Form
from widgets.wide_form import WideForm

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

PARTS = ("full_time", "sealed", "drivers")


class About(NamedTuple):
    """Which unit, if one is known, and which day; `above`: the form lies over another screen."""

    unit: str | None
    day: date
    above: bool = False


def about_here(here: Here) -> About:
    """The unit and day of what stands under the cursor."""
    today = panes.today(here.board)
    quota, request = quota_here(here), request_here(here)
    if quota is not None:
        return About(quota.unit, quota.day)
    squad = here.board.squad(here.id) if here.pane == "squad" and here.id else None
    if squad is not None:
        return About(squad.unit, today)
    line = panes.matters_now(request, today) if request is not None else None
    return About(request.addressed_unit if request else None, line.day if line else today)


class AvailabilityForm(WideForm):
    """Unit, day, shift, heads, and how many of them are full-time, may enter, can drive."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(classes="over")
        self._board_screen = screen

    async def begin(self, subject: About) -> None:
        board = self._board_screen.board
        finder = Finder(board, by_sound=False)
        self.run_worker(learn_to_hear(finder), group="pinyin")
        self._board_screen.key_line.rest(_("Enter says so  Tab next field  Esc leaves").split("  "))
        await self.open(_("Who can go"), _fields(finder, subject))
        if subject.unit is not None:
            self.put("unit", panes.unit_name(board, subject.unit), subject.unit)
            self._show_declared(subject.unit, subject.day)
            self._inputs["heads"].focus()

    def follow(self, touched: Iterable[object] = ()) -> None:
        """A form shows what is typed, not what arrives."""

    def took(self, key: str) -> None:
        if key == "unit":
            self._show_declared(self.values["unit"], panes.today(self._board_screen.board))

    def _show_declared(self, unit: str, day: date) -> None:
        """What was said last, to be typed over."""
        said = declared(self._board_screen.board, unit, day, "")
        if said is None:
            return
        self.put("shift", said.shift)
        for key in ("heads", *PARTS):
            self.put(key, str(getattr(said, key) or "") if key in PARTS else str(said.heads))
        text = _("Declared last by {by}: {n}")
        self.say(text.format(by=said.said_by or said.updated_by or "?", n=said.heads), "accent")

    def on_form_submitted(self, event: Form.Submitted) -> None:
        event.stop()
        screen = self._board_screen
        found = tried(self, screen.board, lambda: _op(screen.board, event.values))
        if found is None:
            return
        op, trial = found
        screen.overlays.close()
        if trial.changes:
            screen.changing.history.note(screen.changing.submit(trial))
        text = _("{unit} can send {n} on {day}.")
        screen.say(text.format(unit=panes.unit_name(screen.board, op.unit), n=op.heads, day=day_text(op.day)))

    def on_form_left(self, event: Form.Left) -> None:
        event.stop()
        self._board_screen.overlays.close()


def _op(board: Board, values: Mapping[str, str]) -> AvailabilityDeclare:
    parts = {key: _number(values[key]) for key in PARTS}
    return declare(
        values["unit"],
        parse_days(values["day"], panes.today(board))[0],
        _number(values["heads"]),
        cast(Shift, values["shift"]),
        said_by=clean(values["said_by"]).strip(),
        **parts,
    )


def _number(text: str) -> int:
    typed = fold(text).strip()
    return bounded_number(typed) if typed else 0


def _fields(finder: Finder, about: About) -> list[Field]:
    shifts = (Option("", _("all day")), Option("day", _("day shift")), Option("night", _("night shift")))
    unit = finds(finder)("unit")
    return [
        Field("unit", _("unit"), placeholder=_("name, id, pinyin"), needed=True, find=unit),
        Field("day", _("day"), value=day_text(about.day), figures=True),
        Field("heads", _("can go"), placeholder="30", figures=True, needed=True),
        Field("shift", _("shift"), options=shifts),
        Field("full_time", _("full-time"), figures=True),
        Field("sealed", _("may enter sealed areas"), figures=True),
        Field("drivers", _("drivers"), figures=True),
        Field("said_by", _("said by")),
    ]
