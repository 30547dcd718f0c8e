"""A new request, written down while somebody is on the phone.

1. Place and task are found by words of their names; what fits none or several says so beside its field.
2. Heads are `12` or `6-9`, days are `11-21` or `11-21..11-27`; the year is that of the day nearest to today.
3. Nothing is submitted that the rules or the rights refuse; the reason stands in the form, and what was typed stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from postcmd import panes
from postcmd.board import Board
from postcmd.clean import fold
from postcmd.errors import BadInput
from postcmd.ops import RequestOpen
from postcmd.quota import parse_heads
from postcmd.records import Line
from postcmd.words import _, ngettext
from tui.gestures import new_id
from tui.sentences import sentence_of
from tui.times import day_text
from tui.trial import attempt
from widgets.choice import Option
from widgets.form import Field, Form

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

MOST_DAYS: Final = 60
_DAY: Final = re.compile(r"(?:(\d{4})-)?(\d{1,2})[-/.](\d{1,2})")
_RANGE: Final = re.compile(r"\s*(?:\.\.|~|—|to)\s*")


def request_of(board: Board, values: Mapping[str, str]) -> RequestOpen:
    """The op that the form means; BadInput where a field cannot be read."""
    least, most, _is_range = parse_heads(fold(values["heads"]))
    lines = tuple(Line(day=day, min=least, max=most) for day in parse_days(values["days"], panes.today(board)))
    return RequestOpen(
        request=new_id(),
        place=found(board, "place", values["place"]),
        task=found(board, "task", values["task"]),
        lines=lines,
        urgent=values["urgent"] == "yes",
        called_by=values["called_by"].strip(),
        channel=values["channel"].strip(),
        note=values["note"].strip(),
    )


# What was typed


def parse_days(text: str, today: date) -> tuple[date, ...]:
    """`11-21`, `11-21..11-27`, several with spaces; empty means today."""
    days: list[date] = []
    for part in fold(_RANGE.sub("..", text.strip())).split():
        first, _dots, last = part.partition("..")
        days += _days_between(_day(first, today), _day(last or first, today), part)
    return tuple(sorted(set(days))) or (today,)


def _days_between(first: date, last: date, text: str) -> Iterable[date]:
    count = (last - first).days + 1
    if not 1 <= count <= MOST_DAYS:
        raise BadInput("bad_day", text=text[:40])
    return (first + timedelta(days=nth) for nth in range(count))


def _day(text: str, today: date) -> date:
    typed = _DAY.fullmatch(text)
    if not typed:
        raise BadInput("bad_day", text=text[:40])
    years = [int(typed[1])] if typed[1] else [today.year - 1, today.year, today.year + 1]
    possible = [day for year in years if (day := _date(year, int(typed[2]), int(typed[3])))]
    if not possible:
        raise BadInput("bad_day", text=text[:40])
    return min(possible, key=lambda day: abs(day - today))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def found(board: Board, kind: str, words: str) -> str:
    """The id of the one place or task that the words name."""
    matches = search(board, kind, words)
    if len(matches) == 1:
        return matches[0]
    raise BadInput(f"unknown_{kind}", **{kind: words[:40]})


def search(board: Board, kind: str, words: str) -> list[str]:
    """The places or tasks that hold every word; one that is named exactly so is the only one."""
    names = dict(_names(board, kind))
    asked = fold(words).casefold().split()
    if not asked:
        return []
    exact = [record_id for record_id, called in names.items() if " ".join(asked) in called]
    return exact or [
        one for one, called in names.items() if all(any(word in name for name in called) for word in asked)
    ]


def _names(board: Board, kind: str) -> Iterable[tuple[str, list[str]]]:
    if kind == "place":
        for place_id in board.ids("place"):
            yield place_id, [place_id.casefold(), panes.place_name(board, place_id).casefold()]
    else:
        for code in board.ids("task"):
            if task := board.task(code):
                yield code, [code.casefold(), task.zh.casefold(), task.en.casefold()]


# The form


class RequestForm(Form):
    """The fields of a new request; submitted, it becomes an op like any other."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(classes="over")
        self._board_screen = screen

    async def begin(self, subject: None) -> None:
        hints = _("Enter next field  Up Down move  Esc leaves, nothing is kept")
        await self.open(_("New request"), _form_fields(self._board_screen.board), hints=hints)

    def follow(self, touched: Iterable[object] = ()) -> None:
        """A form shows what is typed, not what arrives."""

    def on_form_submitted(self, event: Form.Submitted) -> None:
        event.stop()
        screen = self._board_screen
        trial = attempt(screen.board, [request_of(screen.board, event.values)])
        if not trial.changes:
            screen.changing.say_why(trial)
            return
        screen.overlays.close()
        screen.changing.history.note(screen.changing.submit(trial))
        screen.say(_("The request is written down."))

    def on_form_left(self, event: Form.Left) -> None:
        event.stop()
        self._board_screen.overlays.close()


def _form_fields(board: Board) -> list[Field]:
    today = panes.today(board)
    no, yes = Option("no", _("no")), Option("yes", _("yes"))
    return [
        Field("place", _("place"), placeholder=_("words of its name"), check=_one(board, "place")),
        Field("task", _("task"), placeholder=_("words of its name"), check=_one(board, "task")),
        Field("heads", _("heads"), placeholder="12, 6-9", figures=True, check=_heads),
        Field("days", _("days"), value=day_text(today), figures=True, check=_days(today)),
        Field("urgent", _("urgent"), value="no", options=(no, yes)),
        Field("called_by", _("called by")),
        Field("channel", _("channel"), placeholder=_("phone, chat, in person")),
        Field("note", _("note")),
    ]


def _one(board: Board, kind: str) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
        matches = search(board, kind, text)
        if len(matches) == 1:
            return None
        if not matches:
            return _("nothing is called that")
        names = ", ".join(dict(_names(board, kind))[match][1] for match in matches[:3])
        return ngettext("{n} fits: {names}", "{n} fit: {names}", len(matches)).format(n=len(matches), names=names)

    return check


def _heads(text: str) -> str | None:
    try:
        parse_heads(fold(text))
    except BadInput as bad:
        return sentence_of(bad)
    return None


def _days(today: date) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
        try:
            parse_days(text, today)
        except BadInput as bad:
            return sentence_of(bad)
        return None

    return check
