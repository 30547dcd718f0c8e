"""The rules of who can go, who is called and who has come.

1. Of those a unit declares, no part is larger than the whole.
2. The reserve is called in the order of sign-up, then of ids; the pool after it. Whoever is called out of the pool
   signs up for the quota by that, and stands in the pool as called.
3. A muster report counts who has come, and says when and by whom; over somebody else's newer count it is a conflict.
   The same number, counted later, is news: nobody else has come until then. A report that was a slip is taken back
   only where nobody else has reported since.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Final

import msgspec

from postcmd.merge import Context
from postcmd.ops import AvailabilityDeclare, MusterReport, ReserveCall
from postcmd.outcome import NOTHING_TO_DO, Outcome, Shelf, missing, rejected
from postcmd.people_rules import filled, free_places, open_quota
from postcmd.quota_bounds import about
from postcmd.quota_rules import merged
from postcmd.records import MOST_HEADS, Availability, Quota, SignUp, Tally, Unit, pool_of
from postcmd.surplus import shifted, surplus_names, turns

DECLARED: Final = ("heads", "full_time", "sealed", "drivers", "said_by", "note")


def declare(op: AvailabilityDeclare, shelf: Shelf, ctx: Context) -> Outcome:
    if not isinstance(shelf.get("unit", op.unit), Unit):
        return rejected("unknown_unit", unit=op.unit[:80])
    parts = (op.full_time, op.sealed, op.drivers)
    if not 0 <= op.heads <= MOST_HEADS or not all(0 <= part <= op.heads for part in parts):
        return rejected("bounds", heads=op.heads)
    standing = shelf.get(*op.target)
    said = {field: getattr(op, field) for field in DECLARED}
    at = _when(op, ctx)
    if isinstance(standing, Availability):
        is_same = all(getattr(standing, field) == value for field, value in said.items())
        if is_same and (standing.at is None or at <= standing.at):
            return NOTHING_TO_DO
    new = Availability(id=op.target[1], unit=op.unit, day=op.day, shift=op.shift, at=at, **said)
    return Outcome("applied", (new,))


def call(op: ReserveCall, shelf: Shelf, ctx: Context) -> Outcome:
    quota = open_quota(op.target[1], shelf)
    if isinstance(quota, Outcome):
        return quota
    if op.heads <= 0:
        return rejected("bad_sign_up", heads=op.heads)
    free = free_places(quota)
    if free is not None and op.heads > free:
        return Outcome("rejected", info=about(quota, "full", free=free))
    return _called(op, quota, shelf, _when(op, ctx))


def _called(op: ReserveCall, quota: Quota, shelf: Shelf, at: datetime) -> Outcome:
    own = list(shelf.signups(quota.id))
    waiting = turns(own, "reserve", op.heads)
    # A reserve that was only reported has no order of its own: it comes after those who are known.
    known = sum(heads for _one, heads in waiting)
    reported = min(op.heads - known, max(0, quota.reserve - sum(one.reserve for one in own if not one.counted)))
    own_heads = known + reported
    pool = turns(_pool(quota, own, shelf), "reserve", op.heads - own_heads) if op.pool else []
    available = own_heads + sum(heads for _one, heads in pool)
    if available < op.heads:
        return Outcome("rejected", info=about(quota, "reserve_short", available=available))
    new = msgspec.structs.replace(
        quota, confirmed=quota.confirmed + own_heads, reserve=max(0, quota.reserve - own_heads)
    )
    called = [_asked(one, "confirmed", heads, at) for one, heads in waiting]
    called += [_asked(one, "confirmed", 1, at) for one in surplus_names(own, called, "reserve", new.reserve)]
    return _with_the_pool(new, called, pool, own, at)


def _pool(quota: Quota, own: list[SignUp], shelf: Shelf) -> list[SignUp]:
    """Who stands by in the unit's pool, but for those who stand on the quota themselves."""
    here = {one.volunteer for one in own if one.volunteer and one.state != "withdrawn"}
    return [one for one in shelf.signups(pool_of(quota.unit)) if one.volunteer not in here]


def _asked(one: SignUp, to: Tally, heads: int, at: datetime) -> SignUp:
    return msgspec.structs.replace(shifted(one, "reserve", to, heads), asked_at=at)


def _with_the_pool(
    quota: Quota, called: list[SignUp], pool: list[tuple[SignUp, int]], own: list[SignUp], at: datetime
) -> Outcome:
    """Whoever is called out of the pool has left it, and has signed up for the quota."""
    for nth, (one, heads) in enumerate(pool, start=len(own)):
        after = _signed_up(one, heads, quota, nth, at)
        quota = filled(quota, None, after)
        called += [_asked(one, "released", heads, at), after]
    return Outcome("applied", (*called, quota))


def _signed_up(one: SignUp, heads: int, quota: Quota, nth: int, at: datetime) -> SignUp:
    """What a sign-up in the pool becomes on a quota; its id is the same wherever it is worked out."""
    made_of = hashlib.blake2b(f"{one.id} {quota.id} {nth}".encode(), digest_size=8).hexdigest()
    return SignUp(
        id=f"{one.id[:47]}-{made_of}",
        unit=one.unit,
        heads=heads,
        at=one.at,
        request=quota.request,
        day=quota.day,
        volunteer=one.volunteer,
        asked_at=at,
        confirmed=heads,
        note=one.note,
    )


def muster(op: MusterReport, shelf: Shelf, ctx: Context) -> Outcome:
    quota = shelf.get(*op.target)
    if not isinstance(quota, Quota):
        return missing(op.target, shelf)
    if not 0 <= op.present <= MOST_HEADS:
        return rejected("bounds", present=op.present)
    if op.back_to:
        return _unreported(op, quota, shelf, ctx)
    at = _when(op, ctx)
    verdict = merged("quota", quota, {"present": op.present}, op.base, op.n, shelf, ctx)
    is_news = quota.mustered_at is None or at > quota.mustered_at
    if verdict is not None and (verdict.status != "noop" or not is_news):
        return verdict
    by = op.on_behalf or ctx.user
    return Outcome("applied", (msgspec.structs.replace(quota, present=op.present, mustered_at=at, mustered_by=by),))


def _unreported(op: MusterReport, quota: Quota, shelf: Shelf, ctx: Context) -> Outcome:
    wanted = {"present": op.present, "mustered_at": None}
    verdict = merged("quota", quota, wanted, op.base, op.n, shelf, ctx)
    return verdict or Outcome("applied", (msgspec.structs.replace(quota, mustered_by="", **wanted),))


def _when(op: AvailabilityDeclare | ReserveCall | MusterReport, ctx: Context) -> datetime:
    return (op.at or ctx.now).astimezone(UTC)
