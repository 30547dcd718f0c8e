"""How quotas, squads, and records of any kind go back.

1. An add goes back by the opposite add, a transfer to where it came from; what others changed meanwhile stays.
2. A set, a report and a move go back to what stood before, on top of what was set.
3. What was made is deleted, what was deleted brought back, what was withdrawn issued again.
4. A squad is back where it was since when it was there; an assembly that nobody had reported has not reported.
"""

from __future__ import annotations

import msgspec
from msgspec import UNSET

from postcmd import ops
from postcmd.inverse import Applied, Items, again, deleted
from postcmd.moves import SQUAD_MOVES
from postcmd.records import Quota, Request, Squad, quota_id
from postcmd.request_edit_rules import FACTS

Sets = ops.QuotaSet | ops.QuotaReport | ops.SquadReport | ops.RequestSet | ops.PostSet | ops.DutySet | ops.LimitSet


def quota_add(op: ops.QuotaAdd, of: Applied) -> Items:
    return (again(op, min=-op.min, max=-op.max),)


def quota_transfer(op: ops.QuotaTransfer, of: Applied) -> Items:
    return (again(op, unit=op.to, to=op.unit),)


def quota_issue(op: ops.QuotaIssue, of: Applied) -> Items:
    return (deleted("quota", op.target[1], of.base()),) if of.before is None else of.no_way_back()


def quota_withdraw(op: ops.QuotaWithdraw, of: Applied) -> Items:
    """Issued again with the number it had; who was let go, or stands by, is asked anew."""
    before = of.was(Quota)
    of.as_left(of.stands(Quota), status="withdrawn")
    again_asked = ops.QuotaIssue(
        request=op.request,
        unit=op.unit,
        day=op.day,
        min=before.min,
        max=before.max,
        parent=before.parent,
        note=before.note,
        said=before.said,
        inferred=before.inferred,
    )
    return (again_asked,)


def set_back(op: Sets, of: Applied) -> Items:
    fields = [field.name for field in msgspec.structs.fields(op) if field.default is UNSET]
    fields = [field for field in fields if getattr(op, field) is not UNSET]
    into = {field: FACTS.get(field, field) if isinstance(op, ops.RequestSet) else field for field in fields}
    if of.before is None and not set(into.values()) <= op.base.values.keys():
        of.no_way_back()
    old = {field: getattr(of.before, into[field], op.base.values.get(into[field])) for field in fields}
    # Of what is no text or number the rev alone tells what was set.
    said = {into[one]: value for one in fields if (value := getattr(op, one)) is None or type(value) in (str, int)}
    return (again(op, base=of.base(**said), **old),)


def muster_report(op: ops.MusterReport, of: Applied) -> Items:
    before, stands = of.was(Quota), of.stands(Quota)
    if stands is not None and of.me:
        of.as_left(stands, mustered_by="" if op.back_to else op.on_behalf or of.me)
    said = {"base": of.base(present=op.present), "present": before.present}
    if before.mustered_at is None:
        return (again(op, back_to="unreported", **said),)
    # Whoever had reported has reported again by that, at the moment they did.
    return (again(op, at=before.mustered_at, on_behalf=before.mustered_by, back_to="", **said),)


def squad_form(op: ops.SquadForm, of: Applied) -> Items:
    if of.before is not None or op.status != "standby" or op.present:
        of.no_way_back()
    return (deleted("squad", op.squad, of.base()),)


def squad_move(op: ops.SquadMove, of: Applied) -> Items:
    before = of.before
    if isinstance(before, Squad) and before.status in SQUAD_MOVES[op.to]:
        return (again(op, came_from=op.to, to=before.status, place=before.place, at=before.since),)
    if before is None and op.place is None and op.came_from in SQUAD_MOVES[op.to]:
        return (again(op, came_from=op.to, to=op.came_from),)
    return of.no_way_back()


def squad_join(op: ops.SquadJoin, of: Applied) -> Items:
    """Both counts as they were; the squad's report and the quota's are one, all or none."""
    squad = of.was(Squad)
    strength, present = squad.strength + op.heads, squad.present + op.heads
    of.as_left(of.stands(Squad), strength=strength, present=present)
    left = ops.SquadReport(
        squad=op.squad,
        base=of.base(strength=strength, present=present),
        strength=squad.strength,
        present=squad.present,
    )
    if op.request is None or op.day is None:
        return (left,)
    quota = of.shelf.get("quota", quota_id(op.request, squad.unit, op.day))
    if not isinstance(quota, Quota) or quota.present < op.heads:
        of.no_way_back()
    # No value seen: who counted them anew since then is in the right, and the centre knows.
    fewer = ops.QuotaReport(
        request=quota.request, unit=quota.unit, day=quota.day, base=of.base(), present=quota.present - op.heads
    )
    return left, fewer


def record_delete(op: ops.RecordDelete, of: Applied) -> Items:
    return (ops.RecordRestore(kind=op.kind, id=op.id),)


def record_restore(op: ops.RecordRestore, of: Applied) -> Items:
    return (deleted(op.kind, op.id, of.base()),)


def note_set(op: ops.NoteSet, of: Applied) -> Items:
    if not isinstance(of.before, Quota | Squad | Request):
        of.no_way_back()
    of.as_left(of.shelf.get(*op.target), note=op.text)
    return (again(op, text=of.before.note),)
