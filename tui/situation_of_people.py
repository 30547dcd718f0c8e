"""Why an action on people cannot be done where it is asked for, and how much it is what comes next there.

1. As in `situation.py`: the situation alone is looked at.
2. What comes next on a quota: the reserve while somebody is missing, then those who sign up, then who has come.
"""

from __future__ import annotations

from datetime import date

from postcmd.panes import NOT_COUNTED, is_due, matters_now, today
from postcmd.people_rules import free_places
from postcmd.quota import count
from postcmd.records import Quota, Squad, pool_of
from postcmd.words import _
from tui.situation import Here, on_a_record, ours


def quota_here(here: Here) -> Quota | None:
    return here.board.quota(here.id) if here.pane == "quota" and here.id is not None else None


def squad_here(here: Here) -> Squad | None:
    return here.board.squad(here.id) if here.pane == "squad" and here.id is not None else None


def unit_here(here: Here) -> str | None:
    """The unit of the record under the cursor."""
    quota, squad = quota_here(here), squad_here(here)
    if quota is not None:
        return quota.unit
    return squad.unit if squad is not None else None


def assembly_here(here: Here) -> tuple[str, date] | None:
    """The request and day whose people come together."""
    quota, squad = quota_here(here), squad_here(here)
    if quota is not None:
        return quota.request, quota.day
    request_id = squad.request if squad is not None else here.id if here.pane == "request" else None
    request = here.board.request(request_id) if request_id is not None else None
    line = matters_now(request, today(here.board)) if request is not None else None
    return (request.id, line.day) if request is not None and line is not None else None


# Why not


def on_sign_ups(here: Here) -> str | None:
    if here.pane != "quota":
        return _("Sign-ups belong to a quota: press <quotas> for the quotas.")
    return on_a_record(here)


def ours_to_sign_up(here: Here) -> str | None:
    return on_sign_ups(here) or ours(here)


def with_a_reserve(here: Here) -> str | None:
    if why := ours_to_sign_up(here):
        return why
    quota = quota_here(here)
    if quota is None:
        return on_a_record(here)
    if free_places(quota) == 0:
        return _("The quota is full: nobody need be called.")
    stands_by = any(one.reserve for one in here.board.signups(pool_of(quota.unit)))
    return None if quota.reserve or stands_by else _("Nobody is in the reserve, and nobody stands by in the unit.")


def with_an_assembly(here: Here) -> str | None:
    if why := on_a_record(here):
        return why
    return None if assembly_here(here) is not None else _("This squad was sent to no request.")


def with_a_unit(here: Here) -> str | None:
    if why := on_a_record(here):
        return why
    return None if unit_here(here) is not None else _("The standby pool belongs to a unit: go to a quota or a squad.")


def on_a_joinable(here: Here) -> str | None:
    if here.pane == "request":
        return _("Latecomers join a squad: go to a quota or a squad.")
    squad = squad_here(here)
    if squad is not None and not squad.is_live:
        return _("Nobody can join a squad that was split up or stood down.")
    return on_a_record(here) or ours(here)


# What comes next


def next_reserve(here: Here) -> int:
    quota = quota_here(here)
    if quota is None or quota.status in NOT_COUNTED or not _missing(quota):
        return 0
    return 60 if with_a_reserve(here) is None else 0


def next_sign_ups(here: Here) -> int:
    quota = quota_here(here)
    return 25 if quota is not None and quota.status not in NOT_COUNTED and _missing(quota) else 0


def next_assembly(here: Here) -> int:
    """Once due, who has come."""
    quota = quota_here(here)
    request = here.board.request(quota.request) if quota is not None else None
    if quota is None or quota.status in NOT_COUNTED or not is_due(here.board, request, quota.day):
        return 0
    return 50 if quota.present < quota.confirmed else 0


def next_copy(here: Here) -> int:
    """An order that nobody has acknowledged yet has perhaps not been sent."""
    quota = quota_here(here)
    return 15 if quota is not None and quota.status == "issued" else 0


def _missing(quota: Quota) -> int:
    return count(quota.min, quota.max, quota.confirmed).missing
