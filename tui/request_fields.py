"""The fields of a request's form, and what their texts mean as an op.

1. Days, heads and times are checked as they are left; what they mean stands in `request_words.py`.
2. What was not changed is not said: putting a request right sets only the fields that differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, cast

from postcmd import panes
from postcmd.board import Board
from postcmd.clean import clean, fold
from postcmd.errors import BadInput
from postcmd.intents import bounded_number
from postcmd.intents_of_requests import set_facts
from postcmd.ops import RequestOpen, RequestSet
from postcmd.quota import parse_heads
from postcmd.records import Line, Request, Risk
from postcmd.search import HitKind
from postcmd.words import _
from postcmd.written import day_text, long_text
from tui import terms
from tui.gestures import new_id
from tui.request_words import parse_days, parse_time, parse_words
from tui.sentences import sentence_of
from tui.squad_need import BornOf
from tui.terms import task_name
from widgets.choice import Option
from widgets.form import Field

Finds = Callable[[HitKind], Callable[[str], Sequence[Option]]]

FACTS: Final = (
    "hours",
    "urgent",
    "risk",
    "full_time_days",
    "skills",
    "vehicles",
    "called_by",
    "contact",
    "channel",
    "addressed_unit",
    "report_place",
    "due",
    "bring",
    "board",
    "passage",
)
NEW: Final = ("place", "task", "heads", "days", *FACTS, "note")
EDITED: Final = (*FACTS, "task")
"""What can be said anew of a request that stands; its days are changed in the days matrix."""

NUMBERS: Final = frozenset({"full_time_days", "vehicles"})
TEXTS: Final = ("hours", "called_by", "contact", "report_place", "bring", "board", "passage")


def fields(board: Board, finds: Finds, keys: Sequence[str]) -> list[Field]:
    today = panes.today(board)
    made = [
        Field("place", _("place"), placeholder=_("name, id, pinyin"), needed=True, find=finds("place")),
        Field("task", _("task"), placeholder=_("name, id, pinyin"), needed="place" in keys, find=finds("task")),
        Field("heads", _("heads"), placeholder="12, 6-9", figures=True, check=_read(parse_heads), needed=True),
        Field(
            "days",
            _("days"),
            placeholder=_("today, {day}; 11-22..28").format(day=day_text(today)),
            figures=True,
            check=_read(lambda text: parse_days(text, today)),
        ),
        Field("hours", _("hours"), placeholder="09:30-20:00", figures=True),
        Field("urgent", _("urgent"), value="no", options=(Option("no", _("no")), Option("yes", _("yes")))),
        Field("risk", _("risk"), options=_risks()),
        Field("full_time_days", _("full-time days"), figures=True, check=_read(_number)),
        Field("skills", _("skills"), placeholder=_("commas between")),
        Field("vehicles", _("vehicles"), figures=True, check=_read(_number)),
        Field("called_by", _("called by")),
        Field("contact", _("contact"), figures=True),
        Field("channel", _("channel"), placeholder=_("phone, chat, in person")),
        Field("addressed_unit", _("asked of"), placeholder=_("name, id, pinyin"), find=finds("unit")),
        Field("report_place", _("report to")),
        Field(
            "due",
            _("due"),
            placeholder="18:30, 11-22 18:30",
            figures=True,
            check=_read(lambda text: parse_time(text, today, board.link.zone)),
        ),
        Field("bring", _("bring")),
        Field("board", _("board and lodging")),
        Field("passage", _("passage")),
        Field("note", _("note")),
    ]
    return sorted((field for field in made if field.key in keys), key=lambda field: keys.index(field.key))


def _risks() -> tuple[Option, ...]:
    return (Option("", _("not said")), *(Option(risk, terms.term(terms.RISK, risk)) for risk in terms.RISK))


def _read(parse: Callable[[str], object]) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
        try:
            parse(fold(text).strip())
        except BadInput as bad:
            return sentence_of(bad)
        return None

    return check


def _number(text: str) -> int:
    return bounded_number(text) if text else 0


# What they mean


def op_of(
    board: Board, values: Mapping[str, str], editing: Request | None, born: BornOf | None = None
) -> RequestOpen | RequestSet | None:
    """The op that the form means; None where it changes nothing. BadInput where a field cannot be read."""
    if editing is None:
        return _opened(board, values, born.squad if born is not None else None)
    first = editing.lines[0].day if editing.lines else panes.today(board)
    said = {
        "task": values["task"] or editing.task,
        "channel": clean(values["channel"]).strip(),
        **_facts(board, values, first),
    }
    changed = {name: value for name, value in said.items() if getattr(editing, name) != value}
    if "channel" in changed:
        changed["called_over"] = changed.pop("channel")
    return set_facts(editing, board.link.epoch, **changed) if changed else None


def _opened(board: Board, values: Mapping[str, str], born_of: str | None) -> RequestOpen:
    least, most, _is_range = parse_heads(fold(values["heads"]))
    days = parse_days(values["days"], panes.today(board))
    return RequestOpen(
        request=new_id(),
        place=values["place"],
        task=values["task"],
        lines=tuple(Line(day=day, min=least, max=most) for day in days),
        channel=clean(values["channel"]).strip(),
        note=clean(values["note"]).strip(),
        born_of=born_of,
        **_facts(board, values, min(days)),
    )


def _facts(board: Board, values: Mapping[str, str], first_day: date) -> dict[str, Any]:
    said: dict[str, Any] = {name: clean(values[name]).strip() for name in TEXTS}
    said |= {name: _number(fold(values[name]).strip()) for name in NUMBERS}
    return {
        **said,
        "urgent": values["urgent"] == "yes",
        "risk": cast(Risk, values["risk"]) if values["risk"] else None,
        "skills": parse_words(clean(values["skills"])),
        "addressed_unit": values["addressed_unit"] or None,
        "due": parse_time(values["due"], first_day, board.link.zone),
    }


def texts_of(board: Board, request: Request) -> dict[str, tuple[str, str]]:
    """What stands in the fields of a request, as it would be typed."""
    unit = request.addressed_unit or ""
    typed = {name: str(getattr(request, name)) for name in TEXTS}
    typed |= {name: str(getattr(request, name) or "") for name in NUMBERS}
    typed |= {"urgent": "yes" if request.urgent else "no", "risk": request.risk or ""}
    typed |= {"skills": ", ".join(request.skills), "due": long_text(request.due, board.link.zone)}
    return {
        **{name: (text, "") for name, text in typed.items()},
        "addressed_unit": (panes.unit_name(board, unit), unit),
        "task": (task_name(board, request.task), request.task),
        "channel": (request.channel, ""),
    }
