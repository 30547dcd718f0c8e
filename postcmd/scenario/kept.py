"""What is kept as a note: facts that no field or op of this version holds yet.

1. KEPT names them, table by table. Every key of the facts is a field of a record, an effect in an op, or named here.
2. A note holds the figure as it was reported, qualifier and all, under the key of the record.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct

from postcmd.scenario.facts import Facts, Figure
from postcmd.scenario.words_kept import WORDS

KEPT: Final[dict[str, tuple[str, ...]]] = {
    "meta": ("as_of",),
    "unit": ("mixed",),
    "placement": ("kind", "date", "task"),
    "release": ("serve_while_sealed", "report_to"),
    "pool": ("recruited_for", "full_time", "size_at_least"),
    "request": (
        "signed_up",
        "from_pool",
        "arrived",
        "asks",
        "entered",
        "who",
        "numbers_to",
        "floors_to",
        "villages",
        "posts",
        "beside",
        "work",
    ),
    "request.snapshot.parts": ("places", "places_open", "risk", "tasks"),
    "request.redeployed": ("heads", "off_post", "on_next_until"),
    "request.squad": (
        "leader",
        "volunteers",
        "task",
        "work",
        "born_on_site",
        "still_working_at",
        "skilled",
        "pickup",
        "vehicle_short",
        "own_cars",
    ),
    "standing": ("tasks",),
    "total": (
        "period",
        "from_",
        "to",
        "days",
        "volunteer_times",
        "volunteers",
        "teams",
        "posts",
        "communities",
        "services",
        "served_times",
        "door_sensors",
        "leaflets",
        "samples",
        "ledgers",
    ),
    "open": ("says",),
}


def kept(table: str, entry: Struct, facts: Facts) -> str:
    """The kept facts of one entry: `人员：干部；村：14`."""
    shown = ((key, getattr(entry, key)) for key in KEPT[table])
    return "；".join(f"{WORDS.get(key, key)}：{_text(value, facts)}" for key, value in shown if value)


def unit_note(unit_id: str, facts: Facts) -> str:
    """Everything said of a unit beside its own entry: where it stands, serves and is counted, and what stays open."""
    tables: tuple[tuple[str, Iterable[Any]], ...] = (
        ("placement", facts.placement),
        ("release", facts.release),
        ("pool", facts.pool),
        ("standing", facts.standing),
        ("total", facts.total),
    )
    said = [
        f"{WORDS[table]}：{kept(table, entry, facts)}"
        for table, entries in tables
        for entry in entries
        if entry.unit == unit_id
    ]
    about_totals = open_note("totals", facts) if any(total.unit == unit_id for total in facts.total) else ""
    return joined(*said, open_note(unit_id, facts), about_totals)


def open_note(about: str, facts: Facts) -> str:
    """The questions that the report leaves open about a record: both sides, nothing derived."""
    return joined(*(kept("open", question, facts) for question in facts.open if question.about == about))


def joined(*notes: str) -> str:
    return " | ".join(note for note in notes if note)


def _text(value: Any, facts: Facts) -> str:
    match value:
        case Figure():
            late = f"（不到{value.less_than_minutes}分钟）" if value.less_than_minutes else ""
            return f"{value}{late}"
        case dict():
            return ", ".join(f"{_word(key, facts)} {_text(part, facts)}" for key, part in value.items())
        case tuple():
            parts = [_text(part, facts) for part in value]
            return (" / " if any(" " in part for part in parts) else "、").join(parts)
        case True:
            return "是"
        case str():
            return _word(value, facts)
        case _:
            return str(value)


def _word(word: str, facts: Facts) -> str:
    """The Chinese name of a task, the name of a unit or place, or the word itself."""
    task = facts.task.get(word)
    return task.zh if task else WORDS.get(word) or facts.name_of(word)
