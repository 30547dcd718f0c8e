"""Posts and duties in words: kinds, gear, shifts, who it is, and what squads and units are called at a post."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from postcmd import panes
from postcmd.board import Board
from postcmd.check_lines import Group
from postcmd.clock import day_of
from postcmd.intents_of_posts import heads_text
from postcmd.limits import OPEN_END
from postcmd.records import Duty, Gear, Post, PostKind, Squad, Unit
from postcmd.standing_watch import DAY, SOON, OnShift, Standing, watch
from postcmd.words import N_, _, pgettext
from postcmd.written import short_text
from tui.people_now import PeopleNow
from tui.trial import context

if TYPE_CHECKING:
    # A command uses these words too, and draws nothing.
    from widgets.rows import Tone

KINDS: Final[dict[PostKind, str]] = {
    "checkpoint": N_("checkpoint"),
    "gate": N_("gate"),
    "building": N_("building"),
    "sampling_site": N_("sampling site"),
    "supply_point": N_("supply point"),
    "desk": N_("desk"),
    "market": N_("market"),
    "patrol": N_("patrol"),
}
GEARS: Final[dict[Gear, str]] = {"": N_("no gear"), "basic": N_("basic gear"), "full": N_("full gear")}


def title(board: Board, post_id: str) -> str:
    """`孙河乡 北门`; a name that begins with that of its place stands alone."""
    post = board.get("post", post_id)
    if not isinstance(post, Post):
        return post_id
    place = panes.place_name(board, post.place)
    return post.name if post.name.startswith(place) else f"{place} {post.name}"


def shift_name(on: OnShift | None) -> str:
    """`20:00-08:00 夜`, what a small screen cuts last; a shift called by when it begins is not called so twice."""
    if on is None:
        return ""
    shift = on.shift
    name = "" if shift.name == shift.begins else f" {shift.name}"
    return f"{shift.begins}-{shift.ends}{name}"


def asked(on: OnShift | None) -> str:
    """`2-3`."""
    return heads_text(on.shift) if on is not None else ""


def who(board: Board, duty: Duty, people: PeopleNow | None = None) -> str:
    """The squad, the person by name where it may be shown, else the unit."""
    squad = board.squad(duty.squad) if duty.squad else None
    if duty.volunteer:
        named = people.name_of(duty.volunteer) if people is not None else ""
        return named or _("no. {number}").format(number=duty.volunteer)
    return (squad.name or squad.id) if squad is not None else panes.unit_name(board, duty.unit)


def times(board: Board, begins: datetime, ends: datetime | None) -> str:
    """`20:00-08:00`, the next morning too; what begins on another day, or ends later, has its day before it."""
    zone, today = board.link.zone, panes.today(board)
    lasts_a_day = ends is not None and ends - begins < DAY
    until = short_text(ends, zone, day_of(ends, zone)) if ends and lasts_a_day else short_text(ends, zone, today)
    return f"{short_text(begins, zone, today)}-{until or '?'}"


def state(duty: Duty, late: bool, leaving: bool) -> str:
    """How it stands with those of a duty."""
    if duty.is_withdrawn:
        return pgettext("duty", "withdrawn")
    if duty.here:
        relieved = _("relieved") if duty.relieved_by else ""
        return relieved or (_("to leave") if leaving else pgettext("duty", "here"))
    if duty.is_over:
        return _("relieved") if duty.relieved_by else pgettext("duty", "left")
    return pgettext("duty", "late") if late else _("to come")


def groups_at(board: Board, post: Post, duties: Iterable[Duty]) -> dict[str, Group]:
    """What squads and units are called: those of the post first, of the others those whose name is theirs alone.

    Who has a duty there is called so also after their squad was merged, split up or stood down.
    """
    found: dict[str, Group] = {}
    on_duty = {one.squad for one in duties if one.squad}
    named = [one for one in board.every("squad") if isinstance(one, Squad) and one.name]
    squads = [one for one in named if one.is_live or one.id in on_duty]
    near = [one for one in squads if one.id in on_duty or (one.request is not None and one.request == post.request)]
    for squad in sorted(near, key=lambda one: one.id not in on_duty):
        found.setdefault(squad.name, Group(squad.unit, squad.id))
    for unit in filter(None, (board.unit(one) for one in (*(duty.unit for duty in duties), *post.units))):
        _name_unit(found, unit)
    once = Counter(one.name for one in squads)
    for squad in squads:
        if once[squad.name] == 1:
            found.setdefault(squad.name, Group(squad.unit, squad.id))
    for unit in (one for one in board.every("unit") if isinstance(one, Unit)):
        _name_unit(found, unit)
    return found


def _name_unit(found: dict[str, Group], unit: Unit) -> None:
    for name in (unit.name, unit.short):
        if name:
            found.setdefault(name, Group(unit.id))


def duties_at(board: Board, post_id: str) -> list[Duty]:
    return [one for one in board.every("duty") if isinstance(one, Duty) and one.post == post_id]


def duties_now(board: Board, post_id: str, now: datetime) -> list[Duty]:
    """Those of people who are there, are to come within two hours, or were there within the day."""
    found = (one for one in duties_at(board, post_id) if one.here or one.begins <= now + 2 * SOON)
    return [
        one for one in found if one.here or (one.ends or one.begins + OPEN_END) >= now - (DAY if one.came else SOON)
    ]


def group_name(board: Board, group: Group) -> str:
    squad = board.squad(group.squad) if group.squad else None
    return (squad.name or squad.id) if squad is not None else panes.unit_name(board, group.unit)


def posts_there(board: Board, place_id: str, most: int) -> list[tuple[str, Tone]]:
    """The posts of a place and below it as they are manned now, a line each; the short ones first."""
    rows = watch(board, place_id, context(board).now).rows[:most]
    return [(_post_line(board, row), "bad" if row.short else "normal") for row in rows]


def _post_line(board: Board, row: Standing) -> str:
    here, missing = _("{n} here").format(n=row.here), _("{n} missing").format(n=row.short) if row.short else ""
    beside = _("local staff {n}").format(n=row.local) if row.local else ""
    return "  ".join(filter(None, (title(board, row.post.id), shift_name(row.on), here, missing, beside)))


def whose(board: Board, duties: Sequence[Duty]) -> str:
    """`孙河乡 北门  链家二队`."""
    # Only a screen needs the words of whole records.
    from tui import detail

    return _(", ").join(detail.title(board, ("duty", one.id)) for one in duties)
