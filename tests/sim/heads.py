"""What must be true of people, whatever happens: asked of every commit that an op of a post made.

P1   A sign-up's heads are each in one state, and stay as many as signed up.
P2   Nobody is confirmed beyond the max by signing up, by being moved, or out of the reserve: of two coordinators at the
     last place exactly one gets it. Who has come is counted all the same.
P3   What an op moves in sign-ups it moves on their quota: none is counted twice, and none is lost.
P4   A quota that is lowered drops nobody silently: whoever is confirmed no more was moved by a choice that was said.
P5   A volunteer stands once on a quota.
P6   No count of those confirmed, or of the reserve, is reported that is smaller than the names known there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple, Protocol

from msgspec import UNSET

from postcmd.ops import (
    Op,
    QuotaAdd,
    QuotaReport,
    QuotaSet,
    QuotaTransfer,
    QuotaWithdraw,
    ReserveCall,
    SignUpMove,
    SignUpOffer,
)
from postcmd.records import TALLIES, Kind, SignUp

Key = tuple[Kind, str]
FILLS: Final = ("confirmed", "arrived")


class Told(Protocol):
    """The history as the audit tells it."""

    def value(self, key: Key, field: str, seq: int) -> Any:
        """What the field was after the commit."""
        ...

    def of_kind(self, kind: Kind) -> Iterable[Key]:
        """All records of a kind there are."""
        ...


class Change(NamedTuple):
    """What a commit did to a record: by field, what it was and what it is."""

    key: Key
    fields: dict[str, tuple[Any, Any]]

    def more(self, *names: str) -> int:
        """By how much these have grown, together."""
        return sum((new or 0) - (old or 0) for old, new in (self.fields.get(name, (0, 0)) for name in names))


def of_sign_ups(signups: Iterable[SignUp]) -> Iterator[str]:
    """P1 and P5: what is wrong with those that stand now."""
    places: Counter[tuple[str, str]] = Counter()
    for one in signups:
        tallies = [getattr(one, tally) for tally in TALLIES]
        if min(tallies) < 0 or sum(tallies) != one.heads:
            yield f"P1: {one.heads} heads signed up as {one.id}, which are {tallies}"
        if one.volunteer and one.state != "withdrawn":
            places[one.of, one.volunteer] += 1
    yield from (f"P5: {volunteer} stands {many} times on {of}" for (of, volunteer), many in places.items() if many > 1)


def of_op(op: Op, seq: int, changes: list[Change], told: Told) -> Iterator[str]:
    """P1 to P4: what is wrong with what an op did that was applied."""
    quotas = [change for change in changes if change.key[0] == "quota"]
    signups = [change for change in changes if change.key[0] == "signup"]
    if any(old is not None for one in signups for old, _ in [one.fields.get("heads", (None, None))]):
        yield f"P1: another number signed up, by {op}"
    # A name given to somebody counted is no head of its own, unless the count was only reported.
    heads = [one for one in signups if not told.value(one.key, "counted", seq)] or signups
    moved = sum(one.more(*FILLS) for one in heads)
    match op:
        case SignUpMove(to="arrived"):
            yield from _uneven(op, quotas, moved, seq, told)
        case QuotaReport():
            yield from _unnamed(op, seq, told)
        case SignUpOffer() | SignUpMove() | ReserveCall():
            yield from (wrong for quota in quotas for wrong in _beyond(op, quota, seq, told))
            yield from _uneven(op, quotas, moved, seq, told)
        case QuotaAdd() | QuotaSet() | QuotaTransfer() | QuotaWithdraw():
            yield from _dropped(op, quotas, moved)
        case _:
            pass


def _unnamed(op: QuotaReport, seq: int, told: Told) -> Iterator[str]:
    own = [key for key in told.of_kind("signup") if _is_named_on(op.target, key, seq, told)]
    for field, states in (("confirmed", FILLS), ("reserve", ("reserve",))):
        names = sum(told.value(key, state, seq) or 0 for key in own for state in states)
        counted = getattr(op, field)
        if counted is not UNSET and counted < names and counted < told.value(op.target, field, seq - 1):
            yield f"P6: {names} of {counted} are known by name, by {op}"


def _is_named_on(quota: Key, signup: Key, seq: int, told: Told) -> bool:
    said = [told.value(signup, field, seq) for field in ("request", "unit", "day")]
    return bool(told.value(signup, "volunteer", seq)) and ".".join(map(str, said)) == quota[1]


def _beyond(op: Op, quota: Change, seq: int, told: Told) -> Iterator[str]:
    confirmed, most = (told.value(quota.key, field, seq) for field in ("confirmed", "max"))
    if quota.more("confirmed") > 0 and most is not None and confirmed > most:
        yield f"P2: {confirmed} are confirmed for {most}, by {op}"


def _uneven(
    op: SignUpOffer | SignUpMove | ReserveCall, quotas: list[Change], moved: int, seq: int, told: Told
) -> Iterator[str]:
    grown = sum(quota.more("confirmed") for quota in quotas)
    # A report may have said fewer than signed up; of those nobody can be taken away twice.
    at_zero = any(not told.value(quota.key, "confirmed", seq) for quota in quotas)
    if isinstance(op, ReserveCall):
        # The rest of the reserve was counted, and is in no sign-up.
        alike = grown == op.heads >= moved
    elif isinstance(op, SignUpOffer) and op.counted:
        alike = not grown
    else:
        alike = grown == moved or not quotas or at_zero
    if not alike:
        yield f"P3: {moved} heads of sign-ups and {grown} of the quota were moved by {op}"


def _dropped(
    op: QuotaAdd | QuotaSet | QuotaTransfer | QuotaWithdraw, quotas: list[Change], moved: int
) -> Iterator[str]:
    dropped = -sum(quota.more("confirmed") for quota in quotas)
    reserve = sum(quota.more("reserve") for quota in quotas)
    if dropped and (op.surplus not in ("reserve", "release") or -moved > dropped):
        yield f"P4: {dropped} are confirmed no more, {-moved} of them in sign-ups, by {op}"
    if reserve != (dropped if op.surplus == "reserve" else 0):
        yield f"P4: {dropped} are confirmed no more, {reserve} stand by, by {op}"
