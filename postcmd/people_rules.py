"""The rules of people: who can go, who signed up, who is in the reserve, who has come.

1. Of those a unit declares, no part is larger than the whole.
2. Who signs up is confirmed while there is a free place, and stands in the reserve after that; nobody is confirmed
   beyond max. Who was asked all or none, and does not fit, is told `full`.
3. A volunteer stands once on a quota. Naming somebody who was counted before adds nobody, and there are never more
   names than were counted.
4. Heads move between states along SIGN_UP_MOVES; what they fill on the quota moves with them, so a withdrawal or a
   no-show reopens the place at once.
5. The reserve is called in the order of sign-up, then of ids; the pool after it.
6. A muster report counts who has come, and says when and by whom; over somebody else's newer count it is a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Final

import msgspec

from postcmd.merge import Context
from postcmd.ops import AvailabilityDeclare, MusterReport, ReserveCall, SignUpMove, SignUpOffer
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.quota import count
from postcmd.quota_bounds import CLOSED_TO_CHANGE, OVER, about
from postcmd.quota_rules import merged
from postcmd.records import (
    MOST_HEADS,
    SLUG,
    TALLIES,
    AnyRecord,
    Availability,
    Quota,
    Request,
    SignUp,
    Tally,
    Unit,
    pool_of,
    quota_id,
)
from postcmd.surplus import shifted
from postcmd.wire import Info

SIGN_UP_MOVES: Final[dict[Tally, tuple[Tally, ...]]] = {
    "offered": ("reserve", "confirmed", "withdrawn"),
    "reserve": ("confirmed", "withdrawn", "released"),
    "confirmed": ("arrived", "reserve", "no_show", "released", "withdrawn"),
    "arrived": ("confirmed", "released"),
    "no_show": ("arrived", "confirmed"),
    "released": ("reserve", "confirmed"),
    "withdrawn": ("reserve", "confirmed"),
}
FILLS: Final = frozenset({"confirmed", "arrived"})
"""States that fill a place."""
DECLARED: Final = ("heads", "full_time", "sealed", "drivers", "said_by", "note")


def declare(op: AvailabilityDeclare, shelf: Shelf, ctx: Context) -> Outcome:
    if not isinstance(shelf.get("unit", op.unit), Unit):
        return rejected("unknown_unit", unit=op.unit[:80])
    parts = (op.full_time, op.sealed, op.drivers)
    if not 0 <= op.heads <= MOST_HEADS or not all(0 <= part <= op.heads for part in parts):
        return rejected("bounds", heads=op.heads)
    standing = shelf.get(*op.target)
    said = {field: getattr(op, field) for field in DECLARED}
    if isinstance(standing, Availability) and all(getattr(standing, field) == value for field, value in said.items()):
        return NOTHING_TO_DO
    at = (op.at or ctx.now).astimezone(UTC)
    new = Availability(id=op.target[1], unit=op.unit, day=op.day, shift=op.shift, at=at, **said)
    return Outcome("applied", (new,))


def offer(op: SignUpOffer, shelf: Shelf, ctx: Context) -> Outcome:
    if not SLUG.fullmatch(op.signup):
        return rejected("bad_id", id=op.signup[:80])
    if not isinstance(shelf.get("unit", op.unit), Unit):
        return rejected("unknown_unit", unit=op.unit[:80])
    if (op.request is None) != (op.day is None) or not 0 < op.heads <= MOST_HEADS or (op.volunteer and op.heads != 1):
        return rejected("bad_sign_up", heads=op.heads)
    standing = shelf.get(*op.target)
    if isinstance(standing, SignUp):
        return _offered_before(op, standing)
    if shelf.is_deleted(*op.target):
        return missing(op.target, shelf)
    if op.request is None or op.day is None:
        return _taken_on(op, shelf, ctx, None, {"reserve": op.heads})
    quota = _open_quota(quota_id(op.request, op.unit, op.day), shelf)
    return quota if isinstance(quota, Outcome) else _offered_for(op, quota, shelf, ctx)


def _offered_before(op: SignUpOffer, standing: SignUp) -> Outcome:
    said = ("unit", "request", "day", "volunteer", "heads", "counted")
    now = {field: stands for field in said if (stands := getattr(standing, field)) != getattr(op, field)}
    if not now:
        return NOTHING_TO_DO
    info = Info(code="exists", now=now, by=standing.updated_by, at=standing.updated_at, rev=standing.rev)
    return Outcome("conflict", info=info)


def _open_quota(record_id: str, shelf: Shelf) -> Quota | Outcome:
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
        unnamed = quota.confirmed - named(shelf.signups(quota.id))
        if not op.volunteer or unnamed <= 0:
            return Outcome("rejected", info=about(quota, "nobody_unnamed", confirmed=quota.confirmed))
        return _taken_on(op, shelf, ctx, None, {"confirmed": 1})
    if op.to not in ("offered", "reserve", "confirmed"):
        return _illegal("offered", op.to, ("offered", "reserve", "confirmed"))
    if op.to != "confirmed":
        return _taken_on(op, shelf, ctx, quota, {op.to: op.heads})
    free = free_places(quota)
    places = op.heads if free is None else min(free, op.heads)
    if op.all_or_none and places < op.heads:
        return Outcome("rejected", info=about(quota, "full", free=free or 0))
    return _taken_on(op, shelf, ctx, quota, {"confirmed": places, "reserve": op.heads - places})


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
    return Outcome("applied", (new, *([] if quota is None else [filled(quota, new)])))


def _other_of(volunteer: str, signups: Iterable[SignUp]) -> SignUp | None:
    return next((one for one in signups if one.volunteer == volunteer and one.state != "withdrawn"), None)


def named(signups: Iterable[SignUp]) -> int:
    """How many of those confirmed are known by name."""
    return sum(one.confirmed + one.arrived for one in signups if one.volunteer)


def free_places(quota: Quota) -> int | None:
    return count(quota.min, quota.max, quota.confirmed).free


def filled(quota: Quota, new: SignUp, old: SignUp | None = None) -> Quota:
    """The quota with what the sign-up fills on it now, and no more with what it did before."""
    more = {tally: getattr(new, tally) - (getattr(old, tally) if old else 0) for tally in TALLIES}
    stand = sum(more.values()) - more["withdrawn"]
    grown = {"offered": stand, "confirmed": more["confirmed"] + more["arrived"]}
    grown |= {"reserve": more["reserve"], "present": more["arrived"]}
    # A report may have said fewer than signed up: nobody is taken away twice.
    return msgspec.structs.replace(quota, **{field: max(0, getattr(quota, field) + grown[field]) for field in grown})


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
        return rejected("signed_up_already", signup=other.id, state=other.state)
    new = shifted(one, op.came_from, op.to, op.heads)
    if one.quota is None:
        return Outcome("applied", (new,))
    return _moved_for(op, one, new, shelf)


def _illegal(came_from: Tally, to: Tally, legal: tuple[Tally, ...]) -> Outcome:
    return rejected("illegal_move", tally=came_from, to_tally=to, legal_tallies=list(legal))


def _moved_for(op: SignUpMove, one: SignUp, new: SignUp, shelf: Shelf) -> Outcome:
    quota = shelf.get("quota", one.quota or "")
    if not isinstance(quota, Quota):
        return missing(("quota", one.quota or ""), shelf)
    if op.to in FILLS and op.came_from not in FILLS:
        wanted = _open_quota(quota.id, shelf)
        if isinstance(wanted, Outcome):
            return wanted
        free = free_places(quota)
        if free is not None and op.heads > free:
            return Outcome("rejected", info=about(quota, "full", free=free))
    return Outcome("applied", (new, filled(quota, new, one)))


def call(op: ReserveCall, shelf: Shelf, ctx: Context) -> Outcome:
    quota = _open_quota(op.target[1], shelf)
    if isinstance(quota, Outcome):
        return quota
    if op.heads <= 0:
        return rejected("bad_sign_up", heads=op.heads)
    free = free_places(quota)
    if free is not None and op.heads > free:
        return Outcome("rejected", info=about(quota, "full", free=free))
    return _called(op, quota, shelf, ctx)


def _called(op: ReserveCall, quota: Quota, shelf: Shelf, ctx: Context) -> Outcome:
    own = list(shelf.signups(quota.id))
    unnamed = max(0, quota.reserve - sum(one.reserve for one in own))
    puts, left = _promoted(own, op.heads)
    counted = min(left, unnamed)
    reserve, left = op.heads - left + counted, left - counted
    pool: list[SignUp] = []
    if op.pool:
        pool, left = _promoted(list(shelf.signups(pool_of(quota.unit))), left)
    if left:
        return Outcome("rejected", info=about(quota, "reserve_short", available=op.heads - left))
    at = (op.at or ctx.now).astimezone(UTC)
    new = msgspec.structs.replace(
        quota,
        confirmed=quota.confirmed + op.heads,
        reserve=max(0, quota.reserve - reserve),
        offered=quota.offered + op.heads - reserve,
    )
    asked: list[AnyRecord] = [msgspec.structs.replace(one, asked_at=at) for one in (*puts, *pool)]
    return Outcome("applied", (new, *asked))


def _promoted(signups: list[SignUp], heads: int) -> tuple[list[SignUp], int]:
    """The sign-ups whose reserve is called, in order, and how many are still wanted."""
    moved, left = [], heads
    for one in sorted(signups, key=lambda one: (one.at, one.id)):
        many = min(left, one.reserve)
        if many:
            moved.append(shifted(one, "reserve", "confirmed", many))
            left -= many
    return moved, left


def muster(op: MusterReport, shelf: Shelf, ctx: Context) -> Outcome:
    quota = shelf.get(*op.target)
    if not isinstance(quota, Quota):
        return missing(op.target, shelf)
    if not 0 <= op.present <= MOST_HEADS:
        return rejected("bounds", present=op.present)
    verdict = merged("quota", quota, {"present": op.present}, op.base, op.n, shelf, ctx)
    if verdict is not None and (verdict.status != "noop" or quota.mustered_at is not None):
        return verdict
    at = (op.at or ctx.now).astimezone(UTC)
    by = op.on_behalf or ctx.user
    return Outcome("applied", (msgspec.structs.replace(quota, present=op.present, mustered_at=at, mustered_by=by),))
