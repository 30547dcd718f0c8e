"""Ops on people: declare who can go; sign up, and what becomes of a sign-up."""

from datetime import date

from postcmd.intent import Heads, Id, Intent, Target, Text, Texts
from postcmd.records import Shift, Tally, availability_id


class AvailabilityDeclare(
    Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="availability.declare/1"
):
    """可派: how many of the unit can go. The last declaration counts; the record's log keeps the others."""

    unit: Id
    day: date
    heads: Heads
    shift: Shift = ""
    full_time: Heads = 0
    sealed: Heads = 0
    drivers: Heads = 0
    said_by: Text = ""
    note: Text = ""

    @property
    def target(self) -> Target:
        return "availability", availability_id(self.unit, self.day, self.shift)


class OnSignUp(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on a sign-up. `signup` is an id made at the post."""

    signup: Id

    @property
    def target(self) -> Target:
        return "signup", self.signup


class SignUpOffer(
    OnSignUp, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="signup.offer/1"
):
    """报名: a volunteer, or so many heads, for a quota, or for the standby pool where no request is named.

    `to` confirmed: as many as there are places, the rest in the reserve; `all_or_none`: refused where not all fit.
    `counted`: it names somebody who was counted before. To the pool, everybody is in the reserve.
    """

    unit: Id
    request: Id | None = None
    day: date | None = None
    volunteer: Id | None = None
    heads: Heads = 1
    to: Tally = "confirmed"
    all_or_none: bool = False
    counted: bool = False
    note: Text = ""
    inferred: Texts = ()


class SignUpMove(
    OnSignUp, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="signup.move/1"
):
    """So many heads of a sign-up from one state to another."""

    came_from: Tally
    to: Tally
    heads: Heads = 1
