"""How sign-ups, declarations and reminders go back.

1. Who signed up has withdrawn afterwards, from wherever they were put; not once somebody has moved them on.
2. Heads that were moved go back to where they came from, by way of the confirmed where there is no other.
3. A unit declares again what it had declared, as of then; where it had declared nothing, there is nothing to declare.
4. A reminder that was put off is due again as before; settled stays settled.
"""

from __future__ import annotations

from typing import Final

import msgspec

from postcmd import ops
from postcmd.assembly_rules import DECLARED
from postcmd.errors import Refused
from postcmd.inverse import Applied, Items, again
from postcmd.people_rules import OFFERED, SIGN_UP_MOVES
from postcmd.records import TALLIES, Availability, Note, SignUp, Tally

_VIA: Final[Tally] = "confirmed"


def sign_up_offer(op: ops.SignUpOffer, of: Applied) -> Items:
    if op.counted:
        raise Refused("name_stays")
    one = of.stands(SignUp)
    if one is None:
        raise Refused("unknown_record", id=op.signup)
    of.not_by_another(one)
    standing: dict[Tally, int] = {tally: heads for tally in TALLIES if (heads := getattr(one, tally))}
    if not standing.keys() <= set(OFFERED):
        raise Refused("moved_meanwhile", by=one.updated_by, tallies=standing)
    return tuple(
        ops.SignUpMove(signup=op.signup, came_from=tally, to="withdrawn", heads=heads)
        for tally, heads in standing.items()
    )


def sign_up_move(op: ops.SignUpMove, of: Applied) -> Items:
    if op.came_from in SIGN_UP_MOVES[op.to]:
        return (again(op, came_from=op.to, to=op.came_from),)
    if _VIA in SIGN_UP_MOVES[op.to] and op.came_from in SIGN_UP_MOVES[_VIA]:
        return again(op, came_from=op.to, to=_VIA), again(op, came_from=_VIA, to=op.came_from)
    raise Refused("no_move_back", tally=op.came_from)


def availability_declare(op: ops.AvailabilityDeclare, of: Applied) -> Items:
    if not isinstance(of.before, Availability):
        raise Refused("never_declared")
    of.as_left(of.stands(Availability), **{field: getattr(op, field) for field in DECLARED})
    said = {field: getattr(of.before, field) for field in DECLARED}
    return (msgspec.structs.replace(again(op, **said), at=of.before.at),)


def note_settle(op: ops.NoteSettle, of: Applied) -> Items:
    if op.remind_at is None:
        raise Refused("reminder_settled")
    before = of.was(Note)
    if before.remind_at is None:
        raise Refused("reminder_new")
    of.as_left(of.stands(Note), remind_at=op.remind_at)
    return (again(op, remind_at=before.remind_at),)
