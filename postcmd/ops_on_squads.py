"""Ops on a squad: form, split, merge, report, name, move, join, roll call."""

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from postcmd.intent import Base, Heads, Id, Intent, Target, Text, Texts
from postcmd.records import SquadStatus

Members = Annotated[tuple[Id, ...], Meta(max_length=1000)]


class OnSquad(Intent, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An op on a squad."""

    squad: Id

    @property
    def target(self) -> Target:
        return "squad", self.squad


class SquadForm(OnSquad, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.form/1"):
    """Make a squad of a unit's people. `squad` is an id made at the post."""

    unit: Id
    name: Text
    strength: Heads
    present: Heads = 0
    helpers: Heads = 0
    leader: Text = ""
    status: SquadStatus = "standby"
    request: Id | None = None
    place: Id | None = None
    closed_loop: bool = False
    said: Text = ""
    note: Text = ""
    inferred: Texts = ()


class Part(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One of the squads that a split makes."""

    squad: Id
    name: Text
    strength: Heads
    present: Heads
    place: Id | None = None
    leader: Text = ""
    note: Text = ""
    inferred: Texts = ()
    helpers: Heads = 0
    members: Members = ()


class SquadSplit(
    OnSquad, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.split/1"
):
    """Divide a squad into parts that sum to the whole."""

    parts: Annotated[tuple[Part, ...], Meta(max_length=50)]

    @property
    def members(self) -> tuple[str, ...]:
        """Those named for a part."""
        return tuple(member for part in self.parts for member in part.members)


class SquadMerge(
    OnSquad, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.merge/1"
):
    """The squads `merged` become one: `squad`, which is one that stands, or the whole that they were split from."""

    merged: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=50)]

    @property
    def targets(self) -> tuple[Target, ...]:
        return (self.target, *(("squad", one) for one in self.merged))


class SquadName(OnSquad, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.name/1"):
    """Who is in the squad, by the numbers of the roster."""

    base: Base
    members: Members


class SquadRoll(OnSquad, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.roll/1"):
    """点名: so many answered the roll call, at the moment `at`."""

    present: Heads


class SquadReport(
    OnSquad, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.report/1"
):
    """How many of a squad there are, how many are present, how many helpers stand beside."""

    base: Base
    strength: Heads | UnsetType = UNSET
    present: Heads | UnsetType = UNSET
    helpers: Heads | UnsetType = UNSET
    closed_loop: bool | UnsetType = UNSET
    leader: Text | UnsetType = UNSET


class SquadMove(OnSquad, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.move/1"):
    """Move a squad from the status seen to another, perhaps at another place."""

    came_from: SquadStatus
    to: SquadStatus
    place: Id | None = None


class SquadJoin(OnSquad, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.join/1"):
    """So many latecomers of the quota of (request, the squad's unit, day) join the squad; they have come by that."""

    heads: Heads
    request: Id | None = None
    day: date | None = None
