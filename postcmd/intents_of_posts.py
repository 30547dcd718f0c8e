"""From what a coordinator means of posts and duties to an op: shifts typed in one line, plans, reliefs, sending on.

1. Shifts are typed `夜 20:00-08:00 2-3 +1`, several with a comma or `；` between: name, times, volunteers, local staff
   beside. A number alone is both bounds, `2-` has no upper one; without a name a shift is called by when it begins.
2. What is shown of shifts is read as what is meant by it.
3. A duty is planned for the times of the shift on its day; without a shift for the times that are said.
4. Ids are made by whoever asks; nothing is invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from postcmd import ops
from postcmd.board import Board
from postcmd.clean import clean, fold
from postcmd.errors import BadInput
from postcmd.limits import limits_for, shift_times
from postcmd.records import Duty, Limit, LimitOf, Post, PostShift, Squad

_BETWEEN: Final = re.compile(r"[,，;；、\n]+")
_DASH: Final = re.compile(r"\s*[-~—–]+\s*")
_SHIFT: Final = re.compile(
    r"(?:(?P<name>\S.*?)\s+)??(?P<begins>\d{1,2}(?::\d{2})?)-(?P<ends>\d{1,2}(?::\d{2})?)"
    r"(?:\s+(?P<min>\d{1,9})(?P<to>-(?P<max>\d{1,9})?)?)?(?:\s*\+\s*(?P<local>\d{1,9}))?"
)


def read_shifts(text: str) -> tuple[PostShift, ...]:
    """The shifts of a line; BadInput names the one that cannot be read."""
    parts = (part.strip() for part in _BETWEEN.split(clean(text)))
    return tuple(_shift(part) for part in parts if part)


def shifts_text(shifts: Iterable[PostShift]) -> str:
    """As `read_shifts` reads it."""
    return ", ".join(shift_text(one) for one in shifts)


def shift_text(shift: PostShift) -> str:
    heads = heads_text(shift)
    local = f"+{shift.local}" if shift.local else ""
    return " ".join(filter(None, (shift.name, f"{shift.begins}-{shift.ends}", heads, local)))


def heads_text(shift: PostShift) -> str:
    """`2`, `2-3`, `2-` where nobody said how many at most."""
    if shift.max is None:
        return f"{shift.min}-" if shift.min else ""
    return f"{shift.min}" if shift.min == shift.max else f"{shift.min}-{shift.max}"


def open_post(post: str, place: str, name: str, shifts: Sequence[PostShift] = (), **facts: Any) -> ops.PostOpen:
    """Set up a post; `post` is the id made here."""
    return ops.PostOpen(post=post, place=place, name=name.strip(), shifts=tuple(shifts), **facts)


def set_post(post: Post, epoch: str, **facts: Any) -> ops.PostSet:
    """Other shifts, another name or contact; what stood there before goes along, for whoever changed it meanwhile."""
    # A base holds texts and numbers; of lists the rev alone says what was seen.
    seen = {field: seen for field in facts if type(seen := getattr(post, field)) in (str, int)}
    return ops.PostSet(post=post.id, base=ops.Base(epoch=epoch, rev=post.rev, values=seen), **facts)


def close_post(post: Post, until: date | None) -> ops.PostClose:
    """Manned for the last time on that day; None: taken up again."""
    return ops.PostClose(post=post.id, until=until)


def plan_shift(
    duty: str, board: Board, post: Post, shift: PostShift, day: date, who: Squad | str, heads: int
) -> ops.DutyPlan:
    """Heads of a squad, or of the unit with that id, for a shift of the post."""
    boundary = limits_for(post, None, board).boundary
    begins, ends = shift_times(day, shift.begins, shift.ends, boundary)
    return plan(duty, post, day, begins, ends, who, heads, shift.name)


def plan(
    duty: str,
    post: Post,
    day: date,
    begins: datetime,
    ends: datetime | None,
    who: Squad | str,
    heads: int,
    shift: str = "",
) -> ops.DutyPlan:
    """Heads of a squad, or of the unit with that id, from when to when."""
    squad = who if isinstance(who, Squad) else None
    return ops.DutyPlan(
        duty=duty,
        unit=squad.unit if squad is not None else str(who),
        squad=squad.id if squad is not None else None,
        post=post.id,
        day=day,
        begins=begins,
        ends=ends,
        heads=heads,
        shift=shift,
    )


def set_duty(duty: Duty, epoch: str, **facts: Any) -> ops.DutySet:
    """Planned otherwise: so many heads, from when to when."""
    seen = {field: seen for field in facts if type(seen := getattr(duty, field)) in (str, int)}
    return ops.DutySet(duty=duty.id, base=ops.Base(epoch=epoch, rev=duty.rev, values=seen), **facts)


def check(duty: Duty, heads: int, *, out: bool = False) -> ops.DutyCheck:
    """So many more have come, or left; fewer than none takes a slip back."""
    return ops.DutyCheck(duty=duty.id, way="out" if out else "in", heads=heads)


def arrive(
    duty: str, post: Post, day: date, unit: str, heads: int, squad: str | None = None, volunteer: str | None = None
) -> ops.DutyArrive:
    """They stand there though nobody had planned it."""
    return ops.DutyArrive(duty=duty, unit=unit, post=post.id, day=day, heads=heads, squad=squad, volunteer=volunteer)


def set_limit(of: LimitOf, named: str, standing: Limit | None, epoch: str, **said: Any) -> ops.LimitSet:
    """So long may somebody stand: by default, for a task, under a risk, at a post; None leaves it to a wider limit."""
    seen = {field: value for field in said if type(value := getattr(standing, field, None)) in (str, int)}
    base = ops.Base(epoch=epoch, rev=standing.rev if standing is not None else 0, values=seen)
    which: dict[str, Any] = {} if of == "default" else {of: named}
    return ops.LimitSet(of=of, base=base, **which, **said)


def relieve(duty: Duty, by: Duty) -> ops.DutyRelieve:
    """Those of `duty` go, those planned for `by` stand there."""
    return ops.DutyRelieve(duty=duty.id, by=by.id, heads=by.heads)


def move(duty: Duty, to: str, post: Post, heads: int, ends: datetime | None = None) -> ops.DutyMove:
    """So many of those here go on to the other post, as the new duty `to`."""
    return ops.DutyMove(duty=duty.id, to=to, post=post.id, heads=heads, ends=ends)


def _shift(part: str) -> PostShift:
    found = _SHIFT.fullmatch(_DASH.sub("-", fold(part)).strip())
    if found is None:
        raise BadInput("not_a_shift", text=part[:40])
    begins, ends = _clock(found["begins"], part), _clock(found["ends"], part)
    lowest = int(found["min"] or 0)
    most = None if found["min"] is None or found["to"] == "-" else int(found["max"] or lowest)
    return PostShift(found["name"] or begins, begins, ends, lowest, most, int(found["local"] or 0))


def _clock(text: str, part: str) -> str:
    hours, _, minutes = text.partition(":")
    # 24:00 is how the end of a day is said; a shift that ends then ends at midnight.
    hour = 0 if hours == "24" and int(minutes or 0) == 0 else int(hours)
    if hour > 23 or int(minutes or 0) > 59:
        raise BadInput("bad_time_of_day", time=part[:20])
    return f"{hour:02}:{int(minutes or 0):02}"
