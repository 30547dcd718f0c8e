"""The rules of a squad: form, split, report, move, join.

1. 0 <= present <= strength <= MOST_HEADS, and helpers are counted beside, never among them.
2. A split conserves: strength, present and helpers of the parts sum to the whole's, every part has somebody, and the
   whole is no longer live. Nobody is in two live squads, and who is named for a part was named in the whole. A
   qualifier stays with the figure it was said of. What was merged again can be split again into the same parts.
3. A squad moves only along SQUAD_MOVES, and only from the status that was seen; `since` is when it happened.
4. Forming what is formed already changes nothing; with other words it is a conflict that shows what differs. One that
   was deleted is not formed anew.
5. A squad is sent to requests and places that exist.
6. Latecomers join a live squad: it grows by them, and they have come for their quota by that.
7. Nobody is sent into a sealed area before its gear is said to be ready, unless a reason is given; a squad that is
   formed on its way or on its post neither. What happened is recorded all the same: what was more than an hour ago is
   never refused for that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import UNSET

from postcmd.clock import day_of
from postcmd.merge import Context
from postcmd.moves import SQUAD_MOVES
from postcmd.ops import SquadForm, SquadJoin, SquadMove, SquadReport, SquadSplit
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.quota_rules import merged
from postcmd.records import MOST_HEADS, SLUG, Place, Quota, Request, Squad, SquadStatus, Unit, quota_id
from postcmd.risk import is_closed_off
from postcmd.wire import Info

GOING_IN: Final = frozenset({"en_route", "on_post"})
LONG_AGO: Final = timedelta(hours=1)

_REPORTED: Final = ("strength", "present", "helpers", "closed_loop", "leader")
_SAME: Final = ("unit", "name", "strength", "helpers", "leader", "request", "place", "closed_loop", "said", "note")


def form(op: SquadForm, shelf: Shelf, ctx: Context) -> Outcome:
    if not SLUG.fullmatch(op.squad):
        return rejected("bad_id", id=op.squad[:80])
    if not isinstance(shelf.get("unit", op.unit), Unit):
        return rejected("unknown_unit", unit=op.unit[:80])
    if op.request is not None and not isinstance(shelf.get("request", op.request), Request):
        return missing(("request", op.request), shelf)
    if (refusal := _unknown_place(op.place, shelf)) is not None:
        return refusal
    if not _is_sound(op.strength, op.present, op.helpers):
        return rejected("bounds", strength=op.strength, present=op.present, helpers=op.helpers)
    standing = shelf.get(*op.target)
    if isinstance(standing, Squad):
        return _formed_before(op, standing)
    if shelf.is_deleted(*op.target):
        return missing(op.target, shelf)
    if _lacks_gear(op, op.status, op.request, op.place, shelf, ctx):
        return rejected("gear_not_ready", request=op.request)
    squad = Squad(
        id=op.squad,
        unit=op.unit,
        name=op.name,
        strength=op.strength,
        present=op.present,
        helpers=op.helpers,
        leader=op.leader,
        status=op.status,
        since=_since(op, ctx),
        request=op.request,
        place=op.place,
        closed_loop=op.closed_loop,
        said=op.said,
        note=op.note,
        inferred=op.inferred,
    )
    return Outcome("applied", (squad,))


def split(op: SquadSplit, shelf: Shelf, ctx: Context) -> Outcome:
    whole = shelf.get(*op.target)
    if not isinstance(whole, Squad):
        return missing(op.target, shelf)
    ids = tuple(part.squad for part in op.parts)
    if whole.parts:
        return (
            NOTHING_TO_DO if whole.parts == ids else _conflict(whole, "split_meanwhile", {"parts": list(whole.parts)})
        )
    refusal = _why_not_split(op, whole, ids, shelf)
    if refusal is not None:
        return refusal
    since = _since(op, ctx)
    parts = tuple(
        msgspec.structs.replace(
            whole,
            id=part.squad,
            name=part.name,
            strength=part.strength,
            present=part.present,
            helpers=part.helpers,
            since=since,
            place=part.place or whole.place,
            leader=part.leader,
            parent=whole.id,
            parts=(),
            lost=0,
            members=part.members,
            said="",
            note=part.note,
            inferred=part.inferred,
            rev=_rev_of(part.squad, shelf),
        )
        for part in op.parts
    )
    return Outcome("applied", (msgspec.structs.replace(whole, parts=ids), *parts))


def report(op: SquadReport, shelf: Shelf, ctx: Context) -> Outcome:
    squad = shelf.get(*op.target)
    if not isinstance(squad, Squad):
        return missing(op.target, shelf)
    if squad.parts:
        return rejected("split_up", parts=list(squad.parts))
    wanted: dict[str, Any] = {field: value for field in _REPORTED if (value := getattr(op, field)) is not UNSET}
    verdict = merged("squad", squad, wanted, op.base, op.n, shelf, ctx)
    if verdict is not None:
        return verdict
    after = msgspec.structs.replace(squad, **wanted)
    if not _is_sound(after.strength, after.present, after.helpers):
        return rejected("bounds", strength=after.strength, present=after.present, helpers=after.helpers)
    return Outcome("applied", (after,))


def move(op: SquadMove, shelf: Shelf, ctx: Context) -> Outcome:
    squad = shelf.get(*op.target)
    if not isinstance(squad, Squad):
        return missing(op.target, shelf)
    if squad.parts:
        return rejected("split_up", parts=list(squad.parts))
    if (refusal := _unknown_place(op.place, shelf)) is not None:
        return refusal
    place = op.place or squad.place
    if squad.status == op.to and squad.place == place:
        return NOTHING_TO_DO
    if squad.status != op.came_from:
        return _conflict(squad, "moved_meanwhile", {"status": squad.status, "place": squad.place})
    if op.to != squad.status and op.to not in SQUAD_MOVES[squad.status]:
        return rejected("illegal_move", came_from=squad.status, to=op.to, legal=list(SQUAD_MOVES[squad.status]))
    if squad.status == "stood_down" and is_named_elsewhere(squad.members, squad, shelf):
        return rejected("in_two_squads")
    if squad.status != "on_post" and _lacks_gear(op, op.to, squad.request, place, shelf, ctx):
        return rejected("gear_not_ready", request=squad.request)
    return Outcome("applied", (msgspec.structs.replace(squad, status=op.to, place=place, since=_since(op, ctx)),))


def _lacks_gear(
    op: SquadForm | SquadMove, to: SquadStatus, request_id: str | None, place: str | None, shelf: Shelf, ctx: Context
) -> bool:
    """Whether the squad would go where nobody goes without gear, and nobody has said that it is there."""
    if to not in GOING_IN or op.reason or _is_history(op, ctx):
        return False
    found = shelf.get("request", request_id) if request_id else None
    request = found if isinstance(found, Request) else None
    if request is not None and request.gear_ready:
        return False
    return is_closed_off(request, (place,), day_of(op.at or ctx.now, ctx.zone), shelf)


def _is_history(op: SquadForm | SquadMove, ctx: Context) -> bool:
    """What happened long ago is recorded, not planned."""
    return op.at is not None and ctx.now - op.at > LONG_AGO


def _since(op: SquadForm | SquadSplit | SquadMove, ctx: Context) -> datetime:
    return (op.at or ctx.now).astimezone(UTC)


def _why_not_split(op: SquadSplit, whole: Squad, ids: tuple[str, ...], shelf: Shelf) -> Outcome | None:
    if not whole.is_live:
        return rejected("not_live", status=whole.standing)
    if len(ids) < 2 or len(set(ids)) != len(ids) or not all(SLUG.fullmatch(part) for part in ids):
        return rejected("bad_parts", parts=len(ids))
    if any(_stands(part, whole, shelf) for part in ids):
        return rejected("exists")
    if any(part.strength < 1 or not _is_sound(part.strength, part.present, part.helpers) for part in op.parts):
        return rejected("bad_parts", parts=len(ids))
    places = (_unknown_place(part.place, shelf) for part in op.parts)
    return (
        _why_not_whole(op, whole)
        or _why_not_named(op, whole)
        or next((refusal for refusal in places if refusal is not None), None)
    )


def _stands(part: str, whole: Squad, shelf: Shelf) -> bool:
    """Whether the id is somebody else's: a part that was merged into the whole again may be split off again."""
    standing = shelf.get("squad", part)
    return isinstance(standing, Squad) and standing.merged_into != whole.id


def _rev_of(part: str, shelf: Shelf) -> int:
    standing = shelf.get("squad", part)
    return standing.rev if standing is not None else 0


def _why_not_named(op: SquadSplit, whole: Squad) -> Outcome | None:
    named = op.members
    if len(set(named)) != len(named) or not set(named) <= set(whole.members):
        return rejected("in_two_squads", squad=whole.id)
    if any(len(part.members) > part.strength for part in op.parts):
        return rejected("more_names_than_heads", strength=whole.strength)
    return None


def is_named_elsewhere(members: Iterable[str], squad: Squad, shelf: Shelf) -> bool:
    """Whether one of them is in another live squad, whatever it was sent to. Which is not told: it may be hidden."""
    named = frozenset(members)
    return bool(named) and any(
        one.id != squad.id and one.is_live and not named.isdisjoint(one.members) for one in shelf.named_squads()
    )


def _why_not_whole(op: SquadSplit, whole: Squad) -> Outcome | None:
    strength, present, helpers = (
        sum(getattr(part, field) for part in op.parts) for field in ("strength", "present", "helpers")
    )
    if (strength, present, helpers) == (whole.strength, whole.present, whole.helpers):
        return None
    return rejected(
        "parts_do_not_sum",
        strength=whole.strength,
        present=whole.present,
        helpers=whole.helpers,
        parts=strength,
        parts_present=present,
        parts_helpers=helpers,
    )


def _unknown_place(place: str | None, shelf: Shelf) -> Outcome | None:
    if place is None or isinstance(shelf.get("place", place), Place):
        return None
    return rejected("unknown_place", place=place[:80])


def _formed_before(op: SquadForm, standing: Squad) -> Outcome:
    now = {field: stands for field in _SAME if (stands := getattr(standing, field)) != getattr(op, field)}
    return _conflict(standing, "exists", now) if now else NOTHING_TO_DO


def _conflict(squad: Squad, code: str, now: dict[str, Any]) -> Outcome:
    info = Info(code=code, now=now, by=squad.updated_by, at=squad.updated_at, rev=squad.rev)
    return Outcome("conflict", info=info)


def _is_sound(strength: int, present: int, helpers: int) -> bool:
    return 0 <= present <= strength <= MOST_HEADS and 0 <= helpers <= MOST_HEADS


def join(op: SquadJoin, shelf: Shelf, ctx: Context) -> Outcome:
    squad = shelf.get(*op.target)
    if not isinstance(squad, Squad):
        return missing(op.target, shelf)
    if squad.parts:
        return rejected("split_up", parts=list(squad.parts))
    if not squad.is_live:
        return rejected("not_live", status=squad.standing)
    if not 0 < op.heads <= MOST_HEADS - squad.strength:
        return rejected("bounds", heads=op.heads)
    grown = msgspec.structs.replace(squad, strength=squad.strength + op.heads, present=squad.present + op.heads)
    if op.request is None or op.day is None:
        return Outcome("applied", (grown,))
    key = quota_id(op.request, squad.unit, op.day)
    quota = shelf.get("quota", key)
    if not isinstance(quota, Quota):
        return missing(("quota", key), shelf)
    return Outcome("applied", (grown, msgspec.structs.replace(quota, present=quota.present + op.heads)))
