"""Finding records by what a person types: the filter of a pane.

1. A record is found when it holds every word typed, in any letter case and width: in its id, its tasks and days, or the
   names of its places and units and of those above them.
2. An empty filter finds everything.
"""

from __future__ import annotations

from collections.abc import Iterator

from postcmd.board import Board
from postcmd.clean import fold
from postcmd.records import Kind, Quota, Request, Squad


def holds(board: Board, kind: Kind, record_id: str, words: str) -> bool:
    """Whether the record answers to every word of the filter."""
    wanted = fold(words).casefold().split()
    if not wanted:
        return True
    text = haystack(board, kind, record_id)
    return all(word in text for word in wanted)


def haystack(board: Board, kind: Kind, record_id: str) -> str:
    """Everything a person might search the record by, in one lower-case text."""
    match board.get(kind, record_id):
        case Quota() as quota:
            texts = [quota.id, quota.note, *_above_unit(board, quota.unit), *_of_request(board, quota.request)]
        case Request() as request:
            texts = [request.id, *_of_request(board, request.id), *_above_unit(board, request.addressed_unit)]
            texts += [name for unit in request.units for name in _above_unit(board, unit)]
            texts += [line.day.isoformat() for line in request.lines]
        case Squad() as squad:
            texts = [squad.id, squad.name, squad.leader, squad.note, squad.status]
            texts += [*_above_unit(board, squad.unit), *_above_place(board, squad.place)]
            texts += _of_request(board, squad.request) if squad.request else []
        case _:
            texts = [record_id]
    return fold(" ".join(texts)).casefold()


def _of_request(board: Board, request_id: str) -> list[str]:
    request = board.request(request_id)
    if request is None:
        return [request_id]
    tasks = [task for code in (request.task, *request.then) if (task := board.task(code))]
    named = [text for task in tasks for text in (task.zh, task.en)]
    return [*_above_place(board, request.place), *named, request.called_by, request.note]


def _above_unit(board: Board, unit_id: str | None) -> Iterator[str]:
    unit = board.unit(unit_id) if unit_id else None
    for above in unit.path.split("/") if unit else ():
        if named := board.unit(above):
            yield from (named.name, named.short, named.nickname)


def _above_place(board: Board, place_id: str | None) -> Iterator[str]:
    place = board.place_of(place_id) if place_id else None
    for above in place.path.split("/") if place else ():
        if named := board.place_of(above):
            yield named.name
