"""Ops on a squad: form, split, report, move, join."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from postcmd.intent import Base, Heads, Id, Intent, Target, Text, Texts
from postcmd.records import SquadStatus


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


class SquadSplit(
    OnSquad, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.split/1"
):
    """Divide a squad into parts that sum to the whole."""

    parts: Annotated[tuple[Part, ...], Meta(max_length=50)]


class SquadReport(
    OnSquad, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag="squad.report/1"
):
    """How many of a squad there are, how many are present, how many helpers stand beside."""

    base: Base
    strength: Heads | UnsetType = UNSET
    present: Heads | UnsetType = UNSET
    helpers: Heads | UnsetType = UNSET


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
