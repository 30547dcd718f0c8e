"""The rules of sign-ups: who is confirmed, who stands in the reserve, whose place is free again.

1. Who signs up is confirmed while there is a free place that nobody in the reserve waits for, and stands in the reserve
   after that; nobody is confirmed beyond max. Who was asked all or none, and does not fit, is told `full`.
   Who has come is recorded all the same, wherever they stood, and the quota shows `over`: what happened is not refused.
2. A volunteer stands once on a quota. Naming somebody who was counted before adds nobody, and there are never more
   names than were counted.
3. Heads move between states along SIGN_UP_MOVES; what they fill on the quota moves with them, so a withdrawal or a
   no-show reopens the place at once. Where the person named was counted before, the count moves with the name.
4. Those counted at the meeting place are not counted again when they are named: naming raises `present` only where
   more names have arrived than heads were counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Final

import msgspec

from postcmd.merge import Context
from postcmd.ops import SignUpMove, SignUpOffer
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.quota import count
from postcmd.quota_bounds import CLOSED_TO_CHANGE, OVER, about
from postcmd.records import MOST_HEADS, SLUG, TALLIES, Quota, Request, SignUp, Tally, Unit, pool_of, quota_id
from postcmd.surplus import shifted
from postcmd.wire import Info

SIGN_UP_MOVES: Final[dict[Tally, tuple[Tally, ...]]] = {
    "offered": ("reserve", "confirmed", "arrived", "released", "withdrawn"),
    "reserve": ("confirmed", "arrived", "withdrawn", "released"),
    "confirmed": ("arrived", "reserve", "no_show", "released", "withdrawn"),
    "arrived": ("confirmed", "released"),
    "no_show": ("arrived", "confirmed", "withdrawn"),
    "released": ("reserve", "confirmed", "arrived"),
    "withdrawn": ("reserve", "confirmed", "arrived"),
}
FILLS: Final[frozenset[Tally]] = frozenset({"confirmed", "arrived"})
"""States that fill a place."""
OFFERED: Final[tuple[Tally, ...]] = ("offered", "reserve", "confirmed")
"""States that somebody who signs up can be in at once."""


def offer(op: SignUpOffer, shelf: Shelf, ctx: Context) -> Outcome:
    refusal = _why_not_offered(op, shelf)
    if refusal is not None:
        return refusal
    standing = shelf.get(*op.target)
    if isinstance(standing, SignUp):
        return _offered_before(op, standing)
    if shelf.is_deleted(*op.target):
        return missing(op.target, shelf)
    if op.request is None or op.day is None:
        return _taken_on(op, shelf, ctx, None, {"reserve": op.heads})
    quota = open_quota(quota_id(op.request, op.unit, op.day), shelf)
    return quota if isinstance(quota, Outcome) else _offered_for(op, quota, shelf, ctx)


def _why_not_offered(op: SignUpOffer, shelf: Shelf) -> Outcome | None:
    if not SLUG.fullmatch(op.signup):
        return rejected("bad_id", id=op.signup[:80])
    if op.volunteer is not None and not SLUG.fullmatch(op.volunteer):
        # A name typed in the number's place would lie in every cache.
        return rejected("bad_number")
    if not isinstance(shelf.get("unit", op.unit), Unit):
        return rejected("unknown_unit", unit=op.unit[:80])
    if (op.request is None) != (op.day is None) or not 0 < op.heads <= MOST_HEADS or (op.volunteer and op.heads != 1):
        return rejected("bad_sign_up", heads=op.heads)
    return None if op.to in OFFERED else _illegal("offered", op.to, OFFERED)


def _offered_before(op: SignUpOffer, standing: SignUp) -> Outcome:
    said = ("unit", "request", "day", "volunteer", "heads", "counted")
    now = {field: stands for field in said if (stands := getattr(standing, field)) != getattr(op, field)}
    if not now:
        return NOTHING_TO_DO
    info = Info(code="exists", now=now, by=standing.updated_by, at=standing.updated_at, rev=standing.rev)
    return Outcome("conflict", info=info)


def open_quota(record_id: str, shelf: Shelf) -> Quota | Outcome:
    """The quota people are wanted for, or why they are not."""
    quota = shelf.get("quota", record_id)
    if not isinstance(quota, Quota):
        return missing(("quota", record_id), shelf)
    if quota.status in CLOSED_TO_CHANGE:
        return rejected("quota_over", status=quota.status)
    request = shelf.get("request", quota.request)
    if isinstance(request, Request) and request.status in OVER:
        return rejected("request_over", status=request.status)
    return quota


def _offered_for(op: SignUpOffer, quota: Quota, shelf: Shelf, ctx: Context) -> Outcome:
    if op.counted:
        to: Tally = "reserve" if op.to == "reserve" else "confirmed"
        unnamed = getattr(quota, to) - named(shelf.signups(quota.id), in_reserve=to == "reserve")
        if not op.volunteer or unnamed <= 0:
            return Outcome("rejected", info=about(quota, "nobody_unnamed", confirmed=getattr(quota, to)))
        return _taken_on(op, shelf, ctx, None, {to: 1})
    if op.to != "confirmed":
        return _taken_on(op, shelf, ctx, quota, {op.to: op.heads})
    places = _places_for(op.heads, quota)
    if op.all_or_none and places < op.heads:
        return Outcome("rejected", info=about(quota, "full", free=places))
    return _taken_on(op, shelf, ctx, quota, {"confirmed": places, "reserve": op.heads - places})


def _places_for(heads: int, quota: Quota) -> int:
    """How many of those who sign up now have a place: what is free is first of all the reserve's."""
    free = free_places(quota)
    return heads if free is None else min(heads, max(0, free - quota.reserve))


def _taken_on(op: SignUpOffer, shelf: Shelf, ctx: Context, quota: Quota | None, tallies: dict[Tally, int]) -> Outcome:
    """The sign-up, and what it fills on the quota."""
    of = quota_id(op.request, op.unit, op.day) if op.request and op.day else pool_of(op.unit)
    if op.volunteer and (other := _other_of(op.volunteer, shelf.signups(of))) is not None:
        return rejected("signed_up_already", signup=other.id, tally=other.state)
    new = SignUp(
        id=op.signup,
        unit=op.unit,
        heads=op.heads,
        at=(op.at or ctx.now).astimezone(UTC),
        request=op.request,
        day=op.day,
        volunteer=op.volunteer,
        counted=op.counted,
        note=op.note,
        inferred=op.inferred,
    )
    new = msgspec.structs.replace(new, **tallies)
    return Outcome("applied", (new, *([] if quota is None else [filled(quota, None, new)])))


def _other_of(volunteer: str, signups: Iterable[SignUp]) -> SignUp | None:
    return next((one for one in signups if one.volunteer == volunteer and one.state != "withdrawn"), None)


def named(signups: Iterable[SignUp], in_reserve: bool = False) -> int:
    """How many of those confirmed (or in the reserve) are known by name."""
    return sum(one.reserve if in_reserve else one.confirmed + one.arrived for one in signups if one.volunteer)


def free_places(quota: Quota) -> int | None:
    return count(quota.min, quota.max, quota.confirmed).free


def filled(quota: Quota, before: SignUp | None, after: SignUp) -> Quota:
    """The quota with what the sign-up fills on it now, in place of what it filled before. `present` is left alone.

    A report may have said less than the sign-ups did: no number goes below zero by what they take away.
    """
    changed = {field: max(0, getattr(quota, field) + _of(field, after) - _of(field, before)) for field in _FILLED}
    return msgspec.structs.replace(quota, **changed)


_FILLED: Final = ("offered", "confirmed", "reserve")


def _of(field: str, one: SignUp | None) -> int:
    if one is None:
        return 0
    whole = {"offered": one.heads - one.withdrawn, "confirmed": one.confirmed + one.arrived, "reserve": one.reserve}
    return whole[field]


def move(op: SignUpMove, shelf: Shelf, ctx: Context) -> Outcome:
    one = shelf.get(*op.target)
    if not isinstance(one, SignUp):
        return missing(op.target, shelf)
    if op.came_from == op.to or op.to not in SIGN_UP_MOVES[op.came_from]:
        return _illegal(op.came_from, op.to, SIGN_UP_MOVES[op.came_from])
    if op.heads <= 0:
        return rejected("bad_sign_up", heads=op.heads)
    if op.heads > getattr(one, op.came_from):
        now = {str(tally): getattr(one, tally) for tally in TALLIES if getattr(one, tally)}
        info = Info(code="moved_meanwhile", facts={"tallies": now}, now=now, by=one.updated_by, rev=one.rev)
        return Outcome("conflict", info=msgspec.structs.replace(info, at=one.updated_at))
    if one.volunteer and one.state == "withdrawn" and (other := _other_of(one.volunteer, shelf.signups(one.of))):
        return rejected("signed_up_already", signup=other.id, tally=other.state)
    if one.quota is None:
        return Outcome("applied", (shifted(one, op.came_from, op.to, op.heads),))
    return _moved_for(op, one, shelf)


def _illegal(came_from: Tally, to: Tally, legal: tuple[Tally, ...]) -> Outcome:
    return rejected("illegal_move", tally=came_from, to_tally=to, legal_tallies=list(legal))


def _moved_for(op: SignUpMove, one: SignUp, shelf: Shelf) -> Outcome:
    quota = shelf.get("quota", one.quota or "")
    if not isinstance(quota, Quota):
        return missing(("quota", one.quota or ""), shelf)
    beside = {held.id: held for held in shelf.signups(quota.id)}
    counted = _counted_with(op, one, beside.values())
    follows = not counted and _went_before(op, one, beside.values())
    # Whoever is confirmed takes a place that must be there; whoever has come is there.
    enters = op.to == "confirmed" and op.came_from not in FILLS and not follows
    if enters and (refusal := _why_no_place(op, quota, shelf)) is not None:
        return refusal
    moving = [one, *counted]
    moved = [shifted(held, op.came_from, op.to, op.heads) for held in moving]
    after = {**beside, **{held.id: held for held in moved}}
    if _more_names_than_heads(quota, op, one, after.values()):
        return Outcome("rejected", info=about(quota, "nobody_unnamed", confirmed=quota.confirmed))
    # The count that the name stands for is what fills the quota; a name whose count was reported fills it itself.
    new = quota if follows else filled(quota, moving[-1], moved[-1])
    present = _present(quota, beside.values(), after.values())
    return Outcome("applied", (*moved, msgspec.structs.replace(new, present=present)))


def _why_no_place(op: SignUpMove, quota: Quota, shelf: Shelf) -> Outcome | None:
    wanted = open_quota(quota.id, shelf)
    if isinstance(wanted, Outcome):
        return wanted
    free = free_places(quota)
    return Outcome("rejected", info=about(quota, "full", free=free)) if free is not None and op.heads > free else None


def _counted_with(op: SignUpMove, one: SignUp, signups: Iterable[SignUp]) -> list[SignUp]:
    """The count that the named person is one of, where there is one that was not only reported: the latest."""
    held_beside = list(signups)
    if op.to == "arrived" and _went_before(op, one, held_beside):
        return []
    counts = [held for held in held_beside if not held.volunteer and getattr(held, op.came_from) >= op.heads]
    return [max(counts, key=lambda held: (held.at, held.id))] if one.counted and counts else []


def _went_before(op: SignUpMove, one: SignUp, signups: Iterable[SignUp]) -> bool:
    """Whether more heads were counted where the named person goes than have a name there: that person's is one."""
    there = [held for held in signups if held.counted or not held.volunteer]
    unnamed = sum(-getattr(held, op.to) if held.volunteer else getattr(held, op.to) for held in there)
    return one.counted and unnamed >= op.heads


def _more_names_than_heads(quota: Quota, op: SignUpMove, one: SignUp, after: Iterable[SignUp]) -> bool:
    """Whether heads would go of whom all are known by name: then it has to be said who."""
    if one.volunteer:
        return False
    if op.came_from == "reserve":
        waiting = [held for held in after if held.volunteer and held.reserve]
        return any(held.counted for held in waiting) and len(waiting) > max(0, quota.reserve - op.heads)
    if op.came_from not in FILLS or op.to in FILLS:
        return False
    standing = [held for held in after if held.volunteer and (held.confirmed or held.arrived)]
    return any(held.counted for held in standing) and len(standing) > max(0, quota.confirmed - op.heads)


def _present(quota: Quota, before: Iterable[SignUp], after: Iterable[SignUp]) -> int:
    """How many are present: as many as have arrived by the sign-ups, or as were counted beyond them."""
    was, now = _arrived(before), _arrived(after)
    if now > was:
        return max(quota.present, now)
    return now if quota.present == was else quota.present


def _arrived(signups: Iterable[SignUp]) -> int:
    """A name and the count it is one of are the same heads."""
    held = list(signups)
    names = sum(one.arrived for one in held if one.volunteer)
    return max(names, sum(one.arrived for one in held if not one.counted))
