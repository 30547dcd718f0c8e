"""What the three panes show: which records, in which order, and what stands beside each.

1. A pane lists ids; the row of an id is made when it is looked at. Both depend on the board alone.
2. Quotas: today first, the days after it, then the past, the latest first; within a day by place, then by unit.
3. Requests: live before ended; urgent before others; short before filled; then by due time.
4. People count once per line: of a cascade only the quotas that pass nothing on are added up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any, Literal, TypeVar

from msgspec import Struct

from postcmd.board import Board
from postcmd.clock import day_of
from postcmd.finding import Finder
from postcmd.moves import Standing, standing
from postcmd.quota import Count, count, total, unallocated
from postcmd.records import Line, Quota, Request, Squad

T = TypeVar("T")

ENDED = ("cancelled", "closed")
NOT_COUNTED = ("withdrawn", "declined")


class Days(Struct, frozen=True):
    """Which days a pane shows: from a day on, that one day, or all."""

    mode: Literal["from", "one", "all"]
    day: date = date.min

    def hold(self, day: date) -> bool:
        return self.mode == "all" or (day == self.day if self.mode == "one" else day >= self.day)


class QuotaRow(Struct, frozen=True):
    """A quota with its names and its arithmetic. `here` counts the present, once due has passed."""

    id: str
    quota: Quota
    request: Request | None
    place: str
    task: str
    unit: str
    heads: Count
    here: Count | None
    left: int | None
    mark: str


class RequestRow(Struct, frozen=True):
    """A request with the line of the day that matters now, and how it is filled."""

    id: str
    request: Request
    place: str
    task: str
    line: Line | None
    confirmed: int
    present: int
    heads: Count
    standing: Standing
    mark: str


class SquadRow(Struct, frozen=True):
    """A squad with the names of its unit and place."""

    id: str
    squad: Squad
    unit: str
    place: str
    mark: str


def now(board: Board) -> datetime | None:
    """The operational moment of what is shown."""
    return board.link.as_of


def today(board: Board) -> date:
    moment = now(board)
    return day_of(moment, board.link.zone) if moment is not None else date.min


# Which, in which order


def quota_ids(board: Board, days: Days, words: str = "") -> list[str]:
    first, finder = today(board), Finder(board, words)
    # Thousands of quotas share a few days, requests and units: each is looked at and put in its place among them once.
    quotas = list(_quotas(board))
    held = {day for day in {quota.day for quota in quotas} if days.hold(day)}
    chosen = [quota for quota in quotas if quota.day in held and (not words or finder.finds("quota", quota.id))]
    days_away = _ranks({quota.day for quota in chosen}, lambda day: (day < first, abs(day - first)))
    places = _ranks({quota.request for quota in chosen}, lambda request: _place_of(board, request))
    paths = _ranks({quota.unit for quota in chosen}, lambda unit: _path_of(board, unit))
    chosen.sort(key=lambda one: (days_away[one.day], places[one.request], paths[one.unit], one.id))
    return [quota.id for quota in chosen]


def request_ids(board: Board, words: str = "") -> list[str]:
    return [row.id for row in request_rows(board, words)]


def request_rows(board: Board, words: str = "") -> list[RequestRow]:
    """The rows in their order: each has to be made to be put in its place."""
    finder = Finder(board, words)
    found = (request_id for request_id in board.ids("request") if finder.finds("request", request_id))
    return sorted((request_row(board, request_id) for request_id in found), key=_request_order)


def squad_ids(board: Board, words: str = "") -> list[str]:
    finder = Finder(board, words)
    squads = [squad for squad in _squads(board) if finder.finds("squad", squad.id)]
    squads.sort(key=lambda squad: (not squad.is_live, place_name(board, squad.place), squad.unit, squad.name, squad.id))
    return [squad.id for squad in squads]


def quota_days(board: Board) -> list[date]:
    """Every day that has a quota, in order."""
    return sorted({quota.day for quota in _quotas(board)})


# What stands in a row


def quota_row(board: Board, quota_id: str) -> QuotaRow:
    """KeyError where the board has no such quota."""
    quota = board.quota(quota_id)
    if quota is None:
        raise KeyError(quota_id)
    request = board.request(quota.request)
    return QuotaRow(
        id=quota_id,
        quota=quota,
        request=request,
        place=_place_of(board, quota.request),
        task=request.task if request else "",
        unit=unit_name(board, quota.unit),
        heads=count(quota.min, quota.max, quota.confirmed),
        here=count(quota.min, quota.max, quota.present) if is_due(board, request, quota.day) else None,
        left=_left(board, quota),
        mark=board.mark("quota", quota_id),
    )


def request_row(board: Board, request_id: str) -> RequestRow:
    """KeyError where the board has no such request."""
    request = board.request(request_id)
    if request is None:
        raise KeyError(request_id)
    line = matters_now(request, today(board))
    is_known = line is not None and not has_left(board, line.day)
    leaves = list(leaf_quotas(board, request_id, line.day)) if line and is_known else []
    confirmed = sum(quota.confirmed for quota in leaves)
    heads = count(line.min, line.max, confirmed) if line and is_known else Count()
    moment = now(board) if is_known or line is None else None
    return RequestRow(
        id=request_id,
        request=request,
        place=place_name(board, request.place),
        task=request.task,
        line=line,
        confirmed=confirmed,
        present=sum(quota.present for quota in leaves),
        heads=heads,
        standing=standing(request, heads, confirmed, moment) if moment else request.status,
        mark=board.mark("request", request_id),
    )


def squad_row(board: Board, squad_id: str) -> SquadRow:
    """KeyError where the board has no such squad."""
    squad = board.squad(squad_id)
    if squad is None:
        raise KeyError(squad_id)
    return SquadRow(
        id=squad_id,
        squad=squad,
        unit=unit_name(board, squad.unit),
        place=place_name(board, squad.place),
        mark=board.mark("squad", squad_id),
    )


def matters_now(request: Request, day: date) -> Line | None:
    """The line of today; before the first day the first, between and after days the last that has begun."""
    if not request.lines:
        return None
    begun = [line for line in request.lines if line.day <= day]
    return max(begun, key=lambda line: line.day) if begun else min(request.lines, key=lambda line: line.day)


def has_left(board: Board, day: date) -> bool:
    """Whether what is over of that day is not held here any more: what is missing of it says nothing."""
    return board.link.kept_from is not None and day < board.link.kept_from


def leaf_quotas(board: Board, request_id: str, day: date) -> Iterator[Quota]:
    """The quotas of a request's day that pass nothing on: each person stands in one of them."""
    for quota in board.quotas_of(request_id, day):
        if quota.status not in NOT_COUNTED and not _parts(board, quota):
            yield quota


def shown_total(board: Board, ids: list[str]) -> Count:
    """Missing, free and over of the quotas listed, added row by row; those whose parts are listed count there."""
    listed = set(ids)
    rows = (quota for quota_id in ids if (quota := board.quota(quota_id)) and quota.status not in NOT_COUNTED)
    return total(
        count(quota.min, quota.max, quota.confirmed)
        for quota in rows
        if not any(part.id in listed for part in _parts(board, quota))
    )


def unit_name(board: Board, unit_id: str | None) -> str:
    unit = board.unit(unit_id) if unit_id else None
    return (unit.short or unit.name) if unit else unit_id or ""


def place_name(board: Board, place_id: str | None) -> str:
    place = board.place_of(place_id) if place_id else None
    return place.name if place else place_id or ""


# How


def _quotas(board: Board) -> Iterator[Quota]:
    return (record for record in board.every("quota") if isinstance(record, Quota))


def _squads(board: Board) -> Iterator[Squad]:
    return (record for record in board.every("squad") if isinstance(record, Squad))


def _ranks(them: Iterable[T], order: Callable[[T], Any]) -> dict[T, int]:
    """Where each stands among the others; those that are alike stand together."""
    ordered = {one: order(one) for one in them}
    ranks = {each: rank for rank, each in enumerate(sorted(set(ordered.values())))}
    return {one: ranks[each] for one, each in ordered.items()}


def _place_of(board: Board, request_id: str) -> str:
    request = board.request(request_id)
    return place_name(board, request.place) if request else ""


def _path_of(board: Board, unit_id: str) -> str:
    unit = board.unit(unit_id)
    return unit.path if unit else unit_id


def _request_order(row: RequestRow) -> tuple[bool, bool, bool, float, str]:
    due = row.request.due.timestamp() if row.request.due else float("inf")
    return row.standing in ENDED, not row.request.urgent, not row.heads.missing, due, row.id


def is_due(board: Board, request: Request | None, day: date) -> bool:
    """Once people should be there: after the due time on the due day, on the days before today, else not yet."""
    moment = now(board)
    if moment is None:
        return False
    if request is not None and request.due is not None and day_of(request.due, board.link.zone) >= day:
        return moment >= request.due
    return today(board) > day


def _left(board: Board, quota: Quota) -> int | None:
    """What was not passed on; None where nothing was, or it has no bound."""
    parts = [part.max for part in _parts(board, quota)]
    return unallocated(quota.max, parts) if parts else None


def _parts(board: Board, quota: Quota) -> list[Quota]:
    """What of the quota was passed on, and not sent back."""
    return [part for part in board.children(quota.id) if part.status not in NOT_COUNTED]
