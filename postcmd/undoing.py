"""Undo: the op that takes back an edit that was sent.

1. Every op has its inverse here, or the reason why it has none, which says what to do instead.
2. Undone is what the op changed, and only where that still stands; what somebody else made of it since is never
   overwritten: that is refused, or a conflict at the centre.
3. What takes several ops is one bulk, all or none. A bulk is undone item by item, the last first.
4. What was not applied is not undone. Undoing twice is doing again.
"""

from __future__ import annotations

from typing import Final

import msgspec

from postcmd import inverses_of_people as people
from postcmd import inverses_of_records as records
from postcmd import inverses_of_requests as requests
from postcmd import inverses_of_service as service
from postcmd import inverses_of_squads as squads
from postcmd import ops
from postcmd.edits import Edit
from postcmd.errors import Refused
from postcmd.inverse import Applied, Inverse, Items
from postcmd.records import AnyRecord, Kind
from postcmd.scope import Reader

INVERSES: Final[dict[type[ops.Op], Inverse]] = {
    ops.QuotaAdd: records.quota_add,
    ops.QuotaSet: records.set_back,
    ops.QuotaIssue: records.quota_issue,
    ops.QuotaWithdraw: records.quota_withdraw,
    ops.QuotaReport: records.set_back,
    ops.QuotaTransfer: records.quota_transfer,
    ops.MusterReport: records.muster_report,
    ops.RequestOpen: requests.request_open,
    ops.RequestMove: requests.request_move,
    ops.RequestSet: records.set_back,
    ops.RequestNeed: requests.request_need,
    ops.RequestTake: requests.request_take,
    ops.RequestLink: requests.request_link,
    ops.SquadForm: records.squad_form,
    ops.SquadReport: records.set_back,
    ops.SquadMove: records.squad_move,
    ops.SquadJoin: records.squad_join,
    ops.SquadSplit: squads.squad_split,
    ops.SquadMerge: squads.squad_merge,
    ops.SquadName: squads.squad_name,
    ops.AvailabilityDeclare: people.availability_declare,
    ops.SignUpOffer: people.sign_up_offer,
    ops.SignUpMove: people.sign_up_move,
    ops.NoteSettle: people.note_settle,
    ops.RecordDelete: records.record_delete,
    ops.RecordRestore: records.record_restore,
    ops.NoteSet: records.note_set,
    ops.PostSet: records.set_back,
    ops.PostClose: service.post_close,
    ops.DutySet: records.set_back,
    ops.DutyCheck: service.duty_check,
    ops.DutyArrive: service.duty_arrive,
    ops.LimitSet: service.limit_set,
    ops.PlacementEnd: service.placement_end,
    ops.WorkVerify: service.work_verify,
}
"""The ops that take back one of this kind."""

FOR_GOOD: Final[dict[type[ops.Op], str]] = {
    ops.QuotaAnswer: "answer_stays",
    ops.ReserveCall: "reserve_was_called",
    ops.NoticeIssue: "notice_is_out",
    ops.NoticeAnswer: "receipt_stays",
    ops.NoteWrite: "note_stays",
    ops.SquadRoll: "roll_call_stays",
    ops.PostOpen: "post_stays",
    ops.DutyPlan: "duty_stays",
    ops.DutyRelieve: "relief_stays",
    ops.DutyMove: "sent_on",
    ops.PlacementSet: "placement_stays",
    ops.WorkReport: "work_stays",
    ops.AttritionReport: "loss_stays",
    ops.AttritionRelease: "release_stays",
    ops.HandOverGive: "hand_over_stays",
    ops.HandOverTake: "watch_is_yours",
    ops.DayFreeze: "frozen_for_good",
    ops.ClockSet: "no_way_back",
    ops.Void: "nothing_to_undo",
}
"""Why there is no way back from one of this kind."""


class _Nothing:
    """No record is in sight."""

    def get(self, kind: Kind, record_id: str) -> AnyRecord | None:
        return None


NOTHING: Final = _Nothing()


def undo(edit: Edit, epoch: str, shelf: Reader = NOTHING, me: str = "") -> ops.Op:
    """The op by which `me` takes back an edit that was sent, from the records as they stand on the shelf.

    Refused `nothing_to_undo`, or with the reason why there is no way back.
    """
    back = inverse(edit, epoch, shelf, me)
    if isinstance(edit.op, ops.Bulk):
        return ops.Bulk(items=back, atomic=edit.op.atomic)
    return back[0] if len(back) == 1 else ops.Bulk(items=back, atomic=True)


def inverse(edit: Edit, epoch: str, shelf: Reader = NOTHING, me: str = "") -> Items:
    """The same, one op after another."""
    if isinstance(edit.op, ops.Bulk):
        return tuple(item for one in _items_done(edit.op, edit) for item in inverse(one, epoch, shelf, me))
    if edit.result is not None and edit.result.status != "applied":
        raise Refused("nothing_to_undo", status=edit.result.status)
    kind = type(edit.op)
    if kind in FOR_GOOD:
        raise Refused(FOR_GOOD[kind], verb=ops.verb(edit.op))
    rev = edit.result.seq if edit.result else edit.before.rev if edit.before else 0
    return INVERSES[kind](edit.op, Applied(edit.op, edit.before, rev, epoch, shelf, me, edit.result is not None))


def _items_done(op: ops.Bulk, edit: Edit) -> list[Edit]:
    """The items that came through as edits of their own, the last first."""
    result, failed = edit.result, set[int]()
    if result is not None and result.status != "applied":
        info = result.info
        if info is None or info.code != "bulk_partly" or not info.facts.get("done"):
            raise Refused("nothing_to_undo", status=result.status)
        failed = {item[0] for item in info.facts.get("items", ())}
        result = msgspec.structs.replace(result, status="applied")
    done = [item for index, item in enumerate(op.items) if index not in failed]
    return [msgspec.structs.replace(edit, op=item, result=result, before=None) for item in reversed(done)]
