"""The grid of a night's work: who served, which tasks, what was counted, and what is typed over it.

1. A row is a squad of the request, or a unit that served there without one; a column is a task, or its people served.
2. What is typed becomes a count, or the correction of the one that stands there; what is not typed stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from postcmd import intents_of_work as intents
from postcmd import panes
from postcmd.board import Board
from postcmd.ops import WorkReport
from postcmd.records import Squad, Work
from postcmd.words import _
from postcmd.work_counts import works_of
from tui import terms
from tui.situation_of_work import Night

SERVED = "served:"


class Typed(NamedTuple):
    """A number, and how it was said."""

    number: int
    said: str = ""


Draft = dict[tuple[str, str], Typed]


class Grid:
    """What stands in the grid, from the records as they are."""

    def __init__(self, board: Board, night: Night, more: tuple[str, ...] = ()) -> None:
        self.board, self.night = board, night
        found = [one for one in works_of(board) if one.request == night.request and one.day == night.day]
        self.works = {(one.squad or f"unit:{one.unit}", one.task): one for one in found}
        self.rows = list(dict.fromkeys([*self._rows(), *(row for row, _task in self.works)]))
        self.tasks = list(dict.fromkeys([*self._tasks(), *(task for _row, task in self.works), *more]))

    def _rows(self) -> Iterator[str]:
        squads = [one for one in self.board.every("squad") if isinstance(one, Squad) and not one.parts]
        mine = [one for one in squads if one.request == self.night.request and one.merged_into is None]
        yield from (one.id for one in sorted(mine, key=lambda one: (one.name, one.id)))
        units = {one.unit for one in mine}
        for quota in panes.leaf_quotas(self.board, self.night.request, self.night.day):
            if quota.unit not in units and quota.present:
                yield f"unit:{quota.unit}"

    def _tasks(self) -> Iterator[str]:
        request = self.board.request(self.night.request)
        if request is not None:
            yield from (goal.task for goal in request.goals)
            yield from (request.task, *request.then)

    def columns(self) -> list[str]:
        """A task that is counted, and for each its people served."""
        return [
            key for task in self.tasks for key in ((task, SERVED + task) if self.counted_in(task) else (SERVED + task,))
        ]

    def title(self, key: str) -> str:
        """People served stand beside the count of their task; alone they name it."""
        task = key.removeprefix(SERVED)
        if not key.startswith(SERVED):
            return f"{task_title(self.board, task)} {self.counted_in(task)}"
        return _("served") if self.counted_in(task) else f"{task_title(self.board, task)} {_('served')}"

    def counted_in(self, task_id: str) -> str:
        task = self.board.task(task_id)
        return task.counted_in if task is not None else ""

    def name(self, row: str) -> str:
        squad = self.board.squad(row)
        return squad.name or row if squad is not None else panes.unit_name(self.board, row.removeprefix("unit:"))

    def work(self, row: str, column: str) -> Work | None:
        return self.works.get((row, column.removeprefix(SERVED)))

    def stands(self, row: str, column: str) -> Typed | None:
        work = self.work(row, column)
        number = None if work is None else work.served if column.startswith(SERVED) else work.quantity
        if work is None or number is None:
            return None
        return Typed(number, work.served_said if column.startswith(SERVED) else work.said)

    def names(self) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
        """How rows and tasks may be called in a pasted list."""
        tasks: dict[str, tuple[str, ...]] = {}
        for task_id in self.tasks:
            task = self.board.task(task_id)
            tasks[task_id] = (task.zh, task.en, task_id) if task is not None else (task_id,)
        return {row: (self.name(row), row) for row in self.rows}, tasks

    def ops(self, draft: Draft, new_id: Callable[[], str]) -> list[WorkReport]:
        """What was typed, as counts and corrections."""
        meant = dict.fromkeys((row, column.removeprefix(SERVED)) for row, column in draft)
        return [self._op(row, task, draft, new_id()) for row, task in meant]

    def _op(self, row: str, task: str, draft: Draft, fresh: str) -> WorkReport:
        old, squad = self.works.get((row, task)), self.board.squad(row)
        many = draft.get((row, task)) or self.stands(row, task) or Typed(-1)
        served = draft.get((row, SERVED + task)) or self.stands(row, SERVED + task) or Typed(-1)
        quantity, people = (None if one.number < 0 else one.number for one in (many, served))
        if old is not None:
            return intents.correct_work(fresh, old, quantity, people, many.said, served.said)
        request = self.board.request(self.night.request)
        place = squad.place if squad is not None and squad.place else request.place if request is not None else None
        return intents.report_work(
            fresh,
            squad.unit if squad is not None else row.removeprefix("unit:"),
            self.night.day,
            task,
            quantity,
            served=people,
            said=many.said,
            served_said=served.said,
            request=self.night.request,
            squad=squad.id if squad is not None else None,
            place=place,
        )


def task_title(board: Board, column: str) -> str:
    return terms.task_name(board, column.removeprefix(SERVED))
