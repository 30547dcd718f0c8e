"""Counts of work by task: how much of it, whom it served, how much of that was verified, against what was wanted.

1. A task is counted in its own unit: quantities of different tasks are never added together.
2. The people it served stand beside the quantity and are never added to it.
3. What was superseded counts no longer; it can still be looked at, the newest first.
4. A qualifier stays with its figure, also in a sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from postcmd.board import Board
from postcmd.qualifiers import together
from postcmd.records import Task, Work


class Counted(Struct, frozen=True):
    """What was done of one task, and the `works` it was counted from. `quantity` None: nothing was counted of it."""

    task: str
    counted_in: str = ""
    quantity: int | None = None
    said: str = ""
    served: int | None = None
    served_said: str = ""
    verified: int | None = None
    goal: int | None = None
    works: tuple[Work, ...] = ()

    @property
    def missing(self) -> int:
        """What is left of the goal."""
        return max(0, (self.goal or 0) - (self.quantity or 0))

    @property
    def is_verified(self) -> bool:
        return bool(self.works) and all(work.state == "verified" for work in self.works)


def works_of(board: Board) -> Iterator[Work]:
    """Every count that counts."""
    return (one for one in board.every("work") if isinstance(one, Work) and one.superseded_by is None)


def of_request(board: Board, request_id: str, day: date | None = None) -> tuple[Counted, ...]:
    """The request's work by task, on a day or in all; a task it wants done stands there before anything was done."""
    request = board.request(request_id)
    goals = {goal.task: goal.quantity for goal in request.goals} if request is not None else {}
    works = [one for one in works_of(board) if one.request == request_id and day in (None, one.day)]
    return by_task(board, works, goals)


def by_task(board: Board, works: Iterable[Work], goals: Mapping[str, int] | None = None) -> tuple[Counted, ...]:
    """These counts by task, those with a goal first, then in the order of their tasks."""
    wanted = dict(goals or {})
    found: dict[str, list[Work]] = {task: [] for task in wanted}
    for work in works:
        if work.counts:
            found.setdefault(work.task, []).append(work)
    order = [*wanted, *sorted(found.keys() - wanted.keys())]
    return tuple(_counted(board, task, found[task], wanted.get(task)) for task in order)


def _counted(board: Board, task_id: str, works: list[Work], goal: int | None) -> Counted:
    task = board.get("task", task_id)
    many = [one for one in works if one.quantity is not None]
    served = [one for one in works if one.served is not None]
    seen = [one.quantity or 0 for one in many if one.state == "verified"]
    return Counted(
        task=task_id,
        counted_in=task.counted_in if isinstance(task, Task) else "",
        quantity=sum(one.quantity or 0 for one in many) if many else None,
        said=together(one.said for one in many),
        served=sum(one.served or 0 for one in served) if served else None,
        served_said=together(one.served_said for one in served),
        verified=sum(seen) if seen else None,
        goal=goal,
        works=tuple(works),
    )


def before(board: Board, work: Work) -> tuple[Work, ...]:
    """What this count corrects, and what that one did, the newest first."""
    found: list[Work] = []
    last: object = work
    while isinstance(last, Work) and last.supersedes is not None and len(found) < len(board.base["work"]) + 1:
        last = board.get("work", last.supersedes)
        if isinstance(last, Work):
            found.append(last)
    return tuple(found)
