"""Service without a request 对口, 报到, 常态: how it is said on a page, set by a form and ended by a key.

1. What is over is not shown; a qualifier stays with its number.
2. A place is needed but for standing service; nothing is set before Enter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, cast

from postcmd import panes
from postcmd.board import Board, Key
from postcmd.clean import clean, fold
from postcmd.intents import bounded_number
from postcmd.intents_of_work import end_placement, set_placement
from postcmd.ops import PlacementSet
from postcmd.qualifiers import FAMILIES, qualified
from postcmd.records import Placement, PlacementForm
from postcmd.search import Finder
from postcmd.words import N_, _
from postcmd.written import day_text
from tui import terms
from tui.form_ops import tried
from tui.gestures import new_id
from tui.over_list import do
from tui.own_templates import tongue
from tui.request_form import finds, learn_to_hear
from tui.request_words import parse_days
from widgets.choice import Option
from widgets.form import Field, Form
from widgets.wide_form import WideForm

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

FORMS: Final[dict[PlacementForm, str]] = {
    "paired": N_("paired"),
    "reports_home": N_("reports to where they live"),
    "standing": N_("standing service"),
}


def in_force(board: Board, keys: Iterable[Key]) -> list[Placement]:
    """What goes on today at one of these places (below it too) or of one of these units."""
    found = (one for one in board.every("placement") if isinstance(one, Placement) and _goes_on(board, one))
    wanted = set(keys)
    return sorted((one for one in found if wanted & set(_lies(board, one))), key=lambda one: (one.unit, one.id))


def text_of(board: Board, one: Placement) -> str:
    heads = _("{n} people").format(n=qualified(one.heads, one.said, tongue())) if one.heads else ""
    tasks = _(", ").join(terms.task_name(board, task) for task in one.tasks)
    since = _("since {day}").format(day=day_text(one.since)) if one.since else ""
    until = _("until {day}").format(day=day_text(one.until)) if one.until else ""
    place = panes.place_name(board, one.place) if one.place else ""
    parts = (_(FORMS[one.form]), panes.unit_name(board, one.unit), place, heads, tasks, since, until)
    return "  ".join(filter(None, parts))


def _goes_on(board: Board, one: Placement) -> bool:
    return one.until is None or one.until >= panes.today(board)


def _lies(board: Board, one: Placement) -> Iterator[Key]:
    yield "unit", one.unit
    place = board.place_of(one.place) if one.place else None
    for step in place.path.split("/") if place is not None else ():
        yield "place", step


def end_one(screen: BoardScreen, key: Key) -> None:
    """Which of them ends today."""
    from tui.pick_list import Pick, PickList

    board = screen.board
    found = {one.id: one for one in in_force(board, [key])}
    if not found:
        screen.say(_("There is no service without a request here."), "warn")
        return

    def ended(placement_id: str) -> None:
        one = found[placement_id]
        do(screen, [end_placement(one, panes.today(board))], _("Ended: {what}").format(what=text_of(board, one)))

    options = [Option(one.id, text_of(board, one)) for one in found.values()]
    screen.overlays.open(PickList, Pick(_("Which one ends today?"), options, ended), above=True)


class ServiceForm(WideForm):
    """Form, unit, place, tasks, heads, since; the subject is the page it was opened on."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(classes="over")
        self._board_screen = screen

    async def begin(self, subject: Key) -> None:
        board = self._board_screen.board
        finder = Finder(board, by_sound=False)
        self.run_worker(learn_to_hear(finder), group="pinyin")
        find = finds(finder)
        fields = [
            Field("form", _("form"), options=tuple(Option(form, _(named)) for form, named in FORMS.items())),
            Field("unit", _("unit"), placeholder=_("name, id, pinyin"), needed=True, find=find("unit")),
            Field("place", _("place"), placeholder=_("name, id, pinyin"), find=find("place")),
            Field("task", _("task"), placeholder=_("name, id, pinyin"), find=find("task")),
            Field("heads", _("heads"), placeholder="近30", figures=True),
            Field("since", _("since"), value=day_text(panes.today(board)), figures=True),
        ]
        self._board_screen.key_line.rest(_("Enter sets it  Tab next field  Esc leaves").split("  "))
        await self.open(_("Service without a request"), fields)
        kind, record_id = subject
        name = panes.unit_name(board, record_id) if kind == "unit" else panes.place_name(board, record_id)
        self.put(kind, name, record_id)
        self._inputs["place" if kind == "unit" else "unit"].focus()

    def follow(self, touched: Iterable[object] = ()) -> None:
        """A form shows what is typed, not what arrives."""

    def on_form_submitted(self, event: Form.Submitted) -> None:
        event.stop()
        screen = self._board_screen
        found = tried(self, screen.board, lambda: _op(screen.board, event.values))
        if found is None:
            return
        op, _trial = found
        screen.overlays.close()
        do(
            screen,
            [op],
            _("{unit} serves: {what}").format(unit=panes.unit_name(screen.board, op.unit), what=_(FORMS[op.form])),
        )

    def on_form_left(self, event: Form.Left) -> None:
        event.stop()
        self._board_screen.overlays.close()


def _op(board: Board, values: Mapping[str, str]) -> PlacementSet:
    typed = clean(values["heads"]).strip()
    said = next((word for word in sorted(FAMILIES, key=len, reverse=True) if word in typed), "")
    number = fold(typed.replace(said, "")).strip()
    return set_placement(
        new_id(),
        values["unit"],
        cast(PlacementForm, values["form"]),
        values["place"] or None,
        tasks=[values["task"]] if values["task"] else [],
        heads=bounded_number(number) if number else None,
        since=parse_days(values["since"], panes.today(board))[0],
        said=said,
    )
