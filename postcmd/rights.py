"""Rights: who may do what.

1. They come from grants in force at the moment, on the record as it is now. Roles are ordered: observer reads, recorder
   reports, dispatcher orders, admin keeps accounts.
2. Every record that an op would change or reveal is judged: one that stands under the id it makes, the parent it takes
   heads from, the request it names, the pool it draws on.
3. A transfer needs the right to change both quotas. A bulk is judged item by item, not as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from postcmd.judging import Ever, Judge, first
from postcmd.ops import (
    AvailabilityDeclare,
    Bulk,
    ClockSet,
    MusterReport,
    NoteSet,
    NoteSettle,
    NoteWrite,
    NoticeAnswer,
    NoticeIssue,
    Op,
    QuotaAdd,
    QuotaAnswer,
    QuotaIssue,
    QuotaReport,
    QuotaSet,
    QuotaTransfer,
    QuotaWithdraw,
    RecordDelete,
    RecordRestore,
    RequestLink,
    RequestMove,
    RequestNeed,
    RequestOpen,
    RequestSet,
    RequestTake,
    ReserveCall,
    SignUpMove,
    SignUpOffer,
    SquadForm,
    SquadJoin,
    SquadMove,
    SquadReport,
    SquadSplit,
    Void,
)
from postcmd.rights_on_calls import (
    why_not_changed,
    why_not_issued,
    why_not_linked,
    why_not_opened,
    why_not_ordered,
    why_not_reworded,
)
from postcmd.rights_on_people import (
    why_not_answered,
    why_not_called,
    why_not_formed,
    why_not_joined,
    why_not_noted,
    why_not_noticed,
    why_not_signed_up,
)
from postcmd.rights_on_the_ground import why_not_on_the_ground
from postcmd.scope import RANK, Archive, Grant, Role


class Coordinator(Struct, frozen=True):
    """调度员: the person at a post, by account, and what was granted to it; nobody changes what is past."""

    account: str
    grants: tuple[Grant, ...] = ()
    in_the_past: bool = False

    def why_not(self, op: Op, shelf: Archive, at: datetime) -> str | None:
        """The code of the reason why this may not be done now. Whoever was never told the grants cannot know: None."""
        if self.in_the_past:
            return "past"
        return why_refused(op, self.account, self.grants, shelf, at) if self.grants else None

    def holds(self, role: Role) -> bool:
        """Whether the role, or a stronger one, is held anywhere; also where the grants were never told."""
        return not self.grants or any(RANK[grant.role] >= RANK[role] for grant in self.grants)


def why_refused(op: Op, user: str, grants: Iterable[Grant], archive: Archive, at: datetime) -> str | None:
    """The code of the reason why `user` may not do this now, or None: `forbidden_scope` or `forbidden_role`."""
    judge = Judge([grant for grant in grants if grant.holds(at)], Ever(archive))
    match op:
        case Void() | Bulk():
            return None
        case ClockSet():
            return None if judge.holds_anywhere("dispatcher") else "forbidden_role"
        case QuotaAdd() | QuotaSet() | QuotaWithdraw():
            return why_not_changed(op.target, (op.unit, op.request), user, judge)
        case QuotaTransfer():
            sides = ((op.target, op.unit), (op.receiver, op.to))
            return first(why_not_changed(to, (unit, op.request), user, judge) for to, unit in sides)
        case QuotaIssue():
            return why_not_issued(op, judge)
        case RequestOpen():
            return why_not_opened(op, judge)
        case RequestLink():
            return why_not_linked(op, judge)
        case RequestSet() | RequestNeed():
            return why_not_reworded(op.target, judge)
        case RequestMove() | RecordDelete() | RecordRestore():
            return why_not_ordered(op.target, judge)
        case AvailabilityDeclare():
            return judge.why_not("recorder", judge.at(units=[op.unit]))
        case SignUpOffer():
            return why_not_signed_up(op, judge)
        case ReserveCall():
            return why_not_called(op, judge)
        case SquadForm():
            return why_not_formed(op, judge)
        case SquadJoin():
            return why_not_joined(op, judge)
        case NoticeIssue():
            return why_not_noticed(op, judge)
        case NoticeAnswer():
            return why_not_answered(op, judge)
        case NoteWrite():
            return why_not_noted(op, judge)
        case QuotaAnswer() | QuotaReport() | MusterReport() | SquadReport() | SquadMove():
            return judge.why_not("recorder", judge.paths_of_named(op.target))
        case SignUpMove() | NoteSet() | NoteSettle() | RequestTake():
            return judge.why_not("recorder", judge.paths_of_named(op.target))
        case SquadSplit():
            return judge.why_not("dispatcher", judge.paths_of_named(op.target))
        case _:
            return why_not_on_the_ground(op, judge)
