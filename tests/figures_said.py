"""Answers about figures, as a centre would give them; and somebody who gives them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import msgspec

from postcmd.errors import PostError, Refused
from postcmd.figures import CODES, DEFINITIONS_VERSION, UNITS, Figure, FigureKey, reading_of
from postcmd.figures_wire import (
    LONGEST_PERIOD,
    ChildFigures,
    DayFigures,
    FigureReport,
    FrozenDay,
    Target,
    Traced,
    TracePage,
)

T = TypeVar("T")
DAY = date(2022, 11, 20)
NIGHT = datetime(2022, 11, 20, 22, 0, tzinfo=UTC)


def figure(key: FigureKey, value: int, said: str = "", **more: Any) -> Figure:
    fields = {"unit": UNITS.get(key, "人次"), "definition": CODES[key], **more}
    return Figure(key=key, value=value, said=said, **fields)


def report(since: date = DAY, until: date = DAY, **more: Any) -> FigureReport:
    """朝阳总队, with two below it and a day before."""
    fields: dict[str, Any] = {
        "unit": "chaoyang",
        "place": None,
        "name": "朝阳总队",
        "reading": "home",
        "as_of_seq": 4711,
        "as_of": NIGHT,
        "epoch": "e1",
        "definitions": DEFINITIONS_VERSION,
        "figures": (
            figure("heads", 1200),
            figure("participations", 1500),
            figure("served", 90000, "近"),
            figure("minutes", 72000),
            figure("work", 2000, "余", task="screening"),
        ),
        "before": (figure("heads", 1000), figure("participations", 1250), figure("served", 60000, "约")),
        "children": (ChildFigures("unit", "lianjia", "链家", (figure("heads", 900), figure("participations", 1100))),),
        "targets": (Target(key="present", wanted=1300, done=1200, missing=110),),
        "notes": (("not_verified", 3),),
    }
    days = (until - since).days + 1
    told = [DayFigures(since + timedelta(days=n), (figure("participations", 1000 + 100 * n),)) for n in range(days)]
    return FigureReport(since=since, until=until, **{**fields, "days": tuple(told), **more})


def page(key: FigureKey, value: int = 12) -> TracePage:
    """One squad makes it all."""
    record = Traced(kind="squad", id="first", day=DAY, value=value, seq=7, unit="lianjia")
    return TracePage(as_of_seq=4711, figure=figure(key, value), sums=True, records=(record,))


def _must_be_askable(unit: str | None, since: date, until: date) -> None:
    """As the centre would refuse it."""
    if unit == "miyun":
        raise Refused("forbidden_scope")
    if unit == "nowhere":
        raise Refused("not_found")
    if until < since:
        raise Refused("bad_period")
    if (until - since).days >= LONGEST_PERIOD:
        raise Refused("period_too_long", most=LONGEST_PERIOD)


class Teller:
    """Answers as long as nothing is in the way, and remembers what it was asked."""

    def __init__(self, *frozen: FrozenDay) -> None:
        self.frozen = list(frozen)
        self.in_the_way: PostError | None = None
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.more: dict[str, Any] = {}

    def __call__(self, path: str, asked: Mapping[str, str], shape: type[T]) -> T:
        self.asked.append((path, dict(asked)))
        if self.in_the_way is not None:
            raise self.in_the_way
        return msgspec.convert(msgspec.to_builtins(self._answer(path, asked)), shape, strict=False)

    def _answer(self, path: str, asked: Mapping[str, str]) -> object:
        if path == "/v1/figures/trace":
            return page(msgspec.convert(asked["key"], FigureKey))
        if path == "/v1/freezes":
            return self.frozen
        unit, place = asked.get("unit") or None, asked.get("place") or None
        since, until = date.fromisoformat(asked["from"]), date.fromisoformat(asked["to"])
        _must_be_askable(unit, since, until)
        reading = reading_of(unit, place)
        return report(since, until, unit=unit, place=place, reading=reading, **self.more)
