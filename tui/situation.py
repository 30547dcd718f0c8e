"""The situation an action is asked for in, and why it cannot be done there.

1. `why_not` looks at the situation alone and answers with a sentence, or None where the action can be done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from postcmd.board import Board
from postcmd.quota_bounds import CLOSED_TO_CHANGE
from postcmd.words import _
from tui import rights

Pane = Literal["squad", "request", "quota"]


class Here(Struct, frozen=True, kw_only=True):
    """The situation an action is asked for in: the pane, the record under the cursor, and what is selected."""

    board: Board
    pane: Pane
    id: str | None = None
    chosen: tuple[str, ...] = ()
    demo: bool = False
    can_undo: bool = False
    can_raise: bool = False


WhyNot = Callable[[Here], str | None]


def always(here: Here) -> str | None:
    return None


def on_a_record(here: Here) -> str | None:
    return None if here.id is not None else _("There is nothing under the cursor.")


def on_a_quota(here: Here) -> str | None:
    if here.pane != "quota":
        return _("Heads are changed on a quota: press <quotas> for the quotas.")
    return on_a_record(here) or ours(here)


def on_a_move(here: Here) -> str | None:
    if here.pane == "quota" or here.id is None:
        return _("A status is set on a squad or a request: press <squads> or <requests>.")
    squad = here.board.squad(here.id) if here.pane == "squad" else None
    if squad is not None and squad.parts:
        return _("This squad was split up; its parts are moved one by one.")
    return ours(here)


def ours(here: Here) -> str | None:
    """The record under the cursor is ours to change; of a selection each row is judged for itself."""
    if here.id is None or here.chosen:
        return None
    return rights.why_not_changed(here.board, here.board.get(here.pane, here.id))


def ours_to_open(here: Here) -> str | None:
    return rights.why_not_opened(here.board)


def ours_to_delete(here: Here) -> str | None:
    if here.chosen:
        return None
    return on_a_record(here) or rights.why_not_deleted(here.board, here.board.get(here.pane, here.id or ""))


def ours_to_note(here: Here) -> str | None:
    return on_a_record(here) or rights.why_not_noted(here.board, here.board.get(here.pane, here.id or ""))


def with_a_receiver(here: Here) -> str | None:
    if here.pane != "quota":
        return _("Heads are transferred between quotas: press <quotas> for the quotas.")
    if why := on_a_record(here) or ours(here):
        return why
    quota = here.board.quota(here.id or "")
    others = here.board.quotas_of(quota.request, quota.day) if quota is not None else ()
    if any(other.id != here.id and other.status not in CLOSED_TO_CHANGE for other in others):
        return None
    return _("This request has no other quota on that day to transfer heads to.")


def with_something_to_raise(here: Here) -> str | None:
    return None if here.can_raise else _("Nothing was refused just now for want of room in the quota above.")


def with_days(here: Here) -> str | None:
    return None if here.pane == "quota" else _("Days are chosen in the quotas: press <quotas>.")


def with_something_to_undo(here: Here) -> str | None:
    return None if here.can_undo else _("Nothing has been changed here yet that could be undone.")


def while_locked(here: Here) -> str | None:
    return None if here.board.link.trouble == "passphrase_needed" else _("No passphrase is needed.")


def in_the_demo(here: Here) -> str | None:
    if here.board.link.state == "past":
        return _("The past can only be looked at: <leave> goes back to the present.")
    if not here.demo or here.board.clock is None:
        return _("Only the demo has a clock that can be set.")
    return None
