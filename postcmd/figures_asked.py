"""What is asked of the figures: of which unit or place, from which day to which, as of which moment.

1. A period that ends before it starts, or begins in days to come, is no period; a moment to come is nothing yet.
2. What lies outside the grants is not asked for: the centre would refuse it, and offline there is nobody to do so.
3. Two questions are the same when unit, place, days and moment are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Generic, TypeVar
from urllib.parse import urlencode

from msgspec import Struct

from postcmd.board import Board, Key
from postcmd.errors import BadInput, Refused
from postcmd.figures import FigureKey, Reading, reading_of
from postcmd.figures_wire import LONGEST_PERIOD, FigureReport, FrozenDay, TracePage
from postcmd.scope import EVERYTHING, Grant, under

T = TypeVar("T")
_SEQ: Final = re.compile(r"[0-9]{1,18}")


class Asked(Struct, frozen=True, kw_only=True):
    """A question. `as_of`: a moment with its zone, or the number of a commit; "" is now."""

    unit: str = ""
    place: str = ""
    since: date
    until: date
    as_of: str = ""

    @property
    def said(self) -> dict[str, str]:
        """As it is asked over the wire."""
        days = {"from": self.since.isoformat(), "to": self.until.isoformat()}
        return {"unit": self.unit, "place": self.place, **days, "as_of": self.as_of}

    @property
    def reading(self) -> Reading:
        return reading_of(self.unit, self.place)

    @property
    def is_one_day(self) -> bool:
        return self.since == self.until

    @property
    def scope(self) -> Key:
        return ("unit", self.unit) if self.unit else ("place", self.place)


@dataclass(frozen=True)
class Question(Generic[T]):
    """Something to be asked of the centre, and the shape of its answer. Equal questions have the same key."""

    path: str
    asked: Mapping[str, str]
    shape: type[T]

    @property
    def key(self) -> str:
        return f"{self.path}?{urlencode(sorted((name, said) for name, said in self.asked.items() if said))}"


def figures(asked: Asked) -> Question[FigureReport]:
    return Question("/v1/figures", asked.said, FigureReport)


def trace(asked: Asked, key: FigureKey, task: str = "", after: str = "") -> Question[TracePage]:
    """The records that make a figure, from where the last page named on."""
    return Question("/v1/figures/trace", {**asked.said, "key": key, "task": task, "after": after}, TracePage)


def freezes(asked: Asked) -> Question[list[FrozenDay]]:
    """The frozen days in the period, each version of them."""
    said = {name: word for name, word in asked.said.items() if name != "as_of"}
    return Question("/v1/freezes", said, list[FrozenDay])


def check(board: Board, asked: Asked, today: date, now: datetime | None) -> None:
    """BadInput or Refused where that cannot be asked."""
    if asked.until < asked.since:
        raise BadInput("period_backwards", since=asked.since.isoformat(), until=asked.until.isoformat())
    if asked.since > today:
        raise BadInput("period_to_come", since=asked.since.isoformat())
    if (asked.until - asked.since).days >= LONGEST_PERIOD:
        raise BadInput("period_too_long", most=LONGEST_PERIOD)
    if not (asked.unit or asked.place):
        raise BadInput("unit_or_place")
    moment = moment_of(asked.as_of)
    if moment is not None and now is not None and moment > now:
        raise BadInput("moment_to_come", at=moment)
    _must_be_ours(board, asked)


def moment_of(as_of: str) -> datetime | None:
    """The moment that is named; None where a commit is, or nothing. BadInput `bad_moment`."""
    if not as_of or _SEQ.fullmatch(as_of):
        return None
    try:
        moment = datetime.fromisoformat(as_of)
    except ValueError:
        raise BadInput("bad_moment", text=as_of[:40]) from None
    if moment.tzinfo is None:
        raise BadInput("bad_moment", text=as_of[:40])
    return moment


def _must_be_ours(board: Board, asked: Asked) -> None:
    """Of people at a place, one of both is enough, as it is for whatever lies on both paths."""
    unit = board.unit(asked.unit) if asked.unit else None
    place = board.place_of(asked.place) if asked.place else None
    for named, found in ((asked.unit, unit), (asked.place, place)):
        if named and found is None:
            raise Refused("unknown_record", id=named)
    paths = [f"u:{unit.path}"] if unit is not None else []
    paths += [f"p:{place.path}"] if place is not None else []
    if board.link.grants and not _is_covered(paths, board.link.grants, board.link.as_of):
        raise Refused("forbidden_scope")


def _is_covered(paths: Iterable[str], grants: Iterable[Grant], at: datetime | None) -> bool:
    held = [grant.prefix for grant in grants if at is None or grant.holds(at)]
    return EVERYTHING in held or any(under(path, prefix) for path in paths for prefix in held)
