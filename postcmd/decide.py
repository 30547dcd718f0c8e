"""Deciding an op: one pure function for both sides, the centre for good, the post until the centre has spoken.

1. The outcome depends on the op, the records read through the shelf and the context, and on nothing else.
2. No value is ever clamped: an op applies as it was meant, or not at all.
3. What the shelf does not hold (a parent quota out of scope) is left to the centre to judge.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from postcmd import (
    answer_rules,
    assembly_rules,
    bulk_rules,
    call_rules,
    duty_rules,
    freeze_rules,
    loss_rules,
    ops,
    people_rules,
    post_rules,
    quota_rules,
    record_rules,
    request_edit_rules,
    request_rules,
    squad_rules,
    squad_union_rules,
    transfer_rules,
    withdraw_rules,
    work_rules,
)
from postcmd.merge import Context
from postcmd.outcome import Outcome, Shelf

Rule = Callable[[Any, Shelf, Context], Outcome]


def decide(op: ops.Op, shelf: Shelf, ctx: Context) -> Outcome:
    """Apply `op` to the records on the shelf. The caller has made sure of the right to do so."""
    return RULES[type(op)](op, shelf, ctx)


RULES: Final[dict[type[ops.Op], Rule]] = {
    ops.QuotaAdd: quota_rules.add,
    ops.QuotaSet: quota_rules.set_bounds,
    ops.QuotaIssue: quota_rules.issue,
    ops.QuotaWithdraw: withdraw_rules.withdraw,
    ops.QuotaReport: quota_rules.report,
    ops.QuotaTransfer: transfer_rules.transfer,
    ops.QuotaAnswer: answer_rules.answer,
    ops.MusterReport: assembly_rules.muster,
    ops.ReserveCall: assembly_rules.call,
    ops.AvailabilityDeclare: assembly_rules.declare,
    ops.SignUpOffer: people_rules.offer,
    ops.SignUpMove: people_rules.move,
    ops.RequestOpen: request_rules.open_request,
    ops.RequestMove: request_rules.move,
    ops.RequestSet: request_edit_rules.set_facts,
    ops.RequestNeed: request_edit_rules.set_need,
    ops.RequestTake: request_edit_rules.take,
    ops.RequestLink: request_edit_rules.link,
    ops.NoticeIssue: call_rules.issue,
    ops.NoticeAnswer: call_rules.answer,
    ops.NoteWrite: call_rules.write,
    ops.NoteSettle: call_rules.settle,
    ops.ClockSet: request_rules.set_clock,
    ops.SquadForm: squad_rules.form,
    ops.SquadSplit: squad_rules.split,
    ops.SquadReport: squad_rules.report,
    ops.SquadMove: squad_rules.move,
    ops.SquadJoin: squad_rules.join,
    ops.SquadMerge: squad_union_rules.merge,
    ops.SquadName: squad_union_rules.name,
    ops.SquadRoll: squad_union_rules.roll,
    ops.PostOpen: post_rules.open_post,
    ops.PostSet: post_rules.set_post,
    ops.PostClose: post_rules.close,
    ops.DutyPlan: duty_rules.plan,
    ops.DutySet: duty_rules.set_plan,
    ops.DutyCheck: duty_rules.check,
    ops.DutyArrive: duty_rules.arrive,
    ops.DutyRelieve: duty_rules.relieve,
    ops.DutyMove: duty_rules.send_on,
    ops.LimitSet: post_rules.set_limit,
    ops.PlacementSet: post_rules.place,
    ops.PlacementEnd: post_rules.end,
    ops.AttritionReport: loss_rules.report,
    ops.AttritionRelease: loss_rules.release,
    ops.WorkReport: work_rules.report,
    ops.WorkVerify: work_rules.verify,
    ops.HandOverGive: work_rules.give,
    ops.HandOverTake: work_rules.take,
    ops.DayFreeze: freeze_rules.freeze,
    ops.RecordDelete: record_rules.delete,
    ops.RecordRestore: record_rules.restore,
    ops.NoteSet: record_rules.note,
    ops.Bulk: lambda op, shelf, ctx: bulk_rules.bulk(op, shelf, ctx, decide),
    ops.Void: lambda op, shelf, ctx: Outcome("noop"),
}
