"""Finding records by what a person types: the filter of a pane.

1. A record is found when it holds every word typed, in any letter case and width: in its id, its tasks and days, or the
   names of its places and units and of those above them.
2. No words find everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from postcmd.board import Board, Key
from postcmd.clean import fold
from postcmd.records import Kind, Quota, Request, Squad


class Finder:
    """What answers to these words, on the board as it is at this moment."""

    def __init__(self, board: Board, words: str) -> None:
        self._board = board
        self._wanted = plain([words]).split()
        # Thousands of quotas share a few hundred requests and units: each is put into words once.
        self._known: dict[Key, str] = {}

    def finds(self, kind: Kind, record_id: str) -> bool:
        if not self._wanted:
            return True
        text = self._text(kind, record_id)
        return all(word in text for word in self._wanted)

    def _text(self, kind: Kind, record_id: str) -> str:
        """Everything a person might search the record by."""
        match self._board.get(kind, record_id):
            case Quota() as quota:
                own = plain([quota.id, quota.note])
                return f"{own} {self._of_unit(quota.unit)} {self._of_request(quota.request)}"
            case Squad() as squad:
                own = plain([squad.id, squad.name, squad.leader, squad.note, squad.status, *self._places(squad.place)])
                return f"{own} {self._of_unit(squad.unit)} {self._of_request(squad.request)}"
            case Request() as request:
                units = [self._of_unit(unit) for unit in (request.addressed_unit, *request.units)]
                days = plain(line.day.isoformat() for line in request.lines)
                return " ".join([self._of_request(record_id), days, *units])
        return plain([record_id])

    def _of_request(self, request_id: str | None) -> str:
        return self._once(("request", request_id), self._in_request) if request_id else ""

    def _of_unit(self, unit_id: str | None) -> str:
        return self._once(("unit", unit_id), self._units) if unit_id else ""

    def _once(self, key: Key, texts: Callable[[str], Iterable[str]]) -> str:
        if key not in self._known:
            self._known[key] = plain(texts(key[1]))
        return self._known[key]

    def _in_request(self, request_id: str) -> Iterator[str]:
        yield request_id
        request = self._board.request(request_id)
        if request is None:
            return
        yield from (request.called_by, request.note, *self._places(request.place))
        for task in filter(None, map(self._board.task, (request.task, *request.then))):
            yield from (task.zh, task.en)

    def _units(self, unit_id: str) -> Iterator[str]:
        unit = self._board.unit(unit_id)
        for named in filter(None, map(self._board.unit, unit.path.split("/") if unit else ())):
            yield from (named.name, named.short, named.nickname)

    def _places(self, place_id: str | None) -> list[str]:
        place = self._board.place_of(place_id) if place_id else None
        return [named.name for named in filter(None, map(self._board.place_of, place.path.split("/") if place else ()))]


def plain(texts: Iterable[str]) -> str:
    """In one case and one width, so that what is typed in any is found."""
    return fold(" ".join(texts)).casefold()
