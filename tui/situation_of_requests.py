"""Why an action on requests and quotas cannot be done where the cursor stands, and how much it is what comes next.

1. Both look at the situation alone; a post that was never told its grants leaves rights to the centre.
"""

from __future__ import annotations

from datetime import UTC, datetime

from postcmd import intents_of_requests as intents
from postcmd import panes
from postcmd.board import Board
from postcmd.duplicates import likely_duplicates
from postcmd.ops import Op, RequestMove
from postcmd.quota_bounds import CLOSED_TO_CHANGE, OVER
from postcmd.records import Quota, Request
from postcmd.words import _
from tui import rights
from tui.situation import Here


def request_here(here: Here) -> Request | None:
    """The request under the cursor, or that of the quota or squad under it."""
    record = here.board.get(here.pane, here.id) if here.id is not None else None
    if isinstance(record, Request):
        return record
    named = getattr(record, "request", None)
    return here.board.request(named) if named else None


def quota_here(here: Here) -> Quota | None:
    return here.board.quota(here.id) if here.pane == "quota" and here.id is not None else None


# Why not


def on_a_request(here: Here) -> str | None:
    """There is a request, and it is not over."""
    request = request_here(here)
    if request is None:
        return _("There is no request under the cursor: press <requests> for the requests.")
    return _("The request is over.") if request.status in OVER else None


def reworded_here(here: Here) -> str | None:
    request = request_here(here)
    if why := on_a_request(here):
        return why
    assert request is not None  # noqa: S101 - said by on_a_request
    return _refused(here.board, intents.set_need(request, (), here.board.link.epoch))


def ordered_here(here: Here) -> str | None:
    request = request_here(here)
    if request is None or request.status in OVER:
        return on_a_request(here)
    if request.status == "ordered":
        return _("The request was ordered already.")
    return _refused(here.board, RequestMove(request=request.id, came_from=request.status, to="ordered"))


def linked_here(here: Here) -> str | None:
    request = request_here(here) if here.pane == "request" else None
    if request is None:
        return _("Requests are linked in their pane: press <requests>.")
    if request.duplicate_of is None and not duplicates_of(here.board, request):
        return _("No other request asks for this there on these days.")
    return _refused(here.board, intents.link(request, None))


def answered_here(here: Here) -> str | None:
    if here.pane != "quota":
        return _("Units answer quotas: press <quotas> for the quotas.")
    quota = quota_here(here)
    if quota is None:
        return _("There is nothing under the cursor.")
    if here.chosen:
        return None
    if quota.status in CLOSED_TO_CHANGE:
        return _("The quota was sent back or taken back: it can no longer be answered.")
    return _refused(here.board, intents.answer(quota, "acknowledged"))


def acknowledged_here(here: Here) -> str | None:
    quota = quota_here(here)
    if quota is not None and not here.chosen and quota.status in ("acknowledged", "accepted", "partly_accepted"):
        return _("It was acknowledged already.")
    return answered_here(here)


def withdrawn_here(here: Here) -> str | None:
    quota = quota_here(here)
    if quota is None:
        return _("Only a quota is taken back: press <quotas> for the quotas.")
    if here.chosen:
        return None
    if quota.status in CLOSED_TO_CHANGE:
        return _("The quota was sent back or taken back already.")
    return _refused(here.board, intents.withdraw(quota, here.board.link.epoch))


def passed_on_here(here: Here) -> str | None:
    quota = quota_here(here)
    if quota is None or not quota.declined:
        return _("Nothing of the quota under the cursor was sent back.")
    return on_a_request(here) or divided_here(here)


def divided_here(here: Here) -> str | None:
    request = request_here(here)
    if why := on_a_request(here):
        return why
    assert request is not None  # noqa: S101 - said by on_a_request
    if not request.lines:
        return _("The request names no day.")
    return None if here.board.link.coordinator.holds("dispatcher") else rights.sentence_of_code("forbidden_role")


def declared_here(here: Here) -> str | None:
    return None if here.board.link.coordinator.holds("recorder") else rights.sentence_of_code("forbidden_role")


def _refused(board: Board, op: Op) -> str | None:
    wall = board.link.clock_at or datetime.now(UTC)
    return rights.sentence_of_code(board.link.coordinator.why_not(op, board, wall))


# What comes next


def next_order(here: Here) -> int:
    request = request_here(here) if here.pane == "request" else None
    return 9 if request is not None and request.status in ("submitted", "approved") else 0


def next_link(here: Here) -> int:
    request = request_here(here) if here.pane == "request" else None
    if request is None or request.duplicate_of is not None or request.status != "submitted":
        return 0
    return 8 if duplicates_of(here.board, request) else 0


def next_divide(here: Here) -> int:
    """Something is not passed on yet: of a request's day, or of a quota that has units below."""
    if here.pane == "request":
        request = request_here(here)
        line = panes.matters_now(request, panes.today(here.board)) if request is not None else None
        if request is None or line is None or request.status in OVER:
            return 0
        held = [quota for quota in here.board.quotas_of(request.id, line.day) if quota.parent is None]
        return 4 if held else 7
    quota = quota_here(here)
    if quota is None or quota.status in CLOSED_TO_CHANGE or quota.confirmed:
        return 0
    left = panes.quota_row(here.board, quota.id).left
    return 5 if left or (left is None and quota.status in ("acknowledged", "accepted", "not_passed_on")) else 0


def next_acknowledge(here: Here) -> int:
    quota = quota_here(here)
    return 6 if quota is not None and quota.status in ("issued", "not_passed_on") else 0


def next_answer(here: Here) -> int:
    quota = quota_here(here)
    return 6 if quota is not None and quota.status == "acknowledged" else 0


def next_pass_on(here: Here) -> int:
    quota = quota_here(here)
    return 9 if quota is not None and quota.declined and quota.status != "withdrawn" else 0


def duplicates_of(board: Board, request: Request) -> list[Request]:
    """The standing calls that this one may repeat; those that repeat it already are none of them."""
    moment = panes.now(board)
    if moment is None:
        return []
    found = likely_duplicates(board, request.place, request.task, [line.day for line in request.lines], moment)
    return [one for one in found if request.id not in (one.id, one.duplicate_of)]
