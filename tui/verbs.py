"""What each action of the registry does on the screen.

1. Every action has exactly one verb here, and every verb an action.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from postcmd import panes
from postcmd.panes import Days
from postcmd.words import _, ngettext
from tui import (
    verbs_on_calls,
    verbs_on_people,
    verbs_on_requests,
    verbs_on_squads,
    verbs_on_the_ground,
    verbs_on_the_past,
    verbs_on_work,
)
from tui.keymap import keyed
from tui.pane import ORDER
from tui.situation import Pane
from tui.wishes import Deleting
from widgets.exact import ExactApp

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

Verb = Callable[[str], object]
ELSEWHERE: Final = (
    verbs_on_calls,
    verbs_on_requests,
    verbs_on_people,
    verbs_on_squads,
    verbs_on_the_ground,
    verbs_on_work,
    verbs_on_the_past,
)


def verbs(screen: BoardScreen) -> dict[str, Verb]:
    """Action name → what to call with the character that was typed."""
    on_the_board = (_moving, _changing, _looking, _post)
    parts = (*on_the_board, *(module.verbs for module in ELSEWHERE))
    return {name: verb for part in parts for name, verb in part(screen).items()}


def _moving(screen: BoardScreen) -> dict[str, Verb]:
    return {
        "next_pane": lambda typed: screen.go_to_pane(_beside(screen.pane, 1)),
        "previous_pane": lambda typed: screen.go_to_pane(_beside(screen.pane, -1)),
        "squads": lambda typed: screen.go_to_pane("squad"),
        "requests": lambda typed: screen.go_to_pane("request"),
        "quotas": lambda typed: screen.go_to_pane("quota"),
        "up": lambda typed: screen.view.table.move(-1),
        "down": lambda typed: screen.view.table.move(1),
        "page_up": lambda typed: screen.view.table.page(-1),
        "page_down": lambda typed: screen.view.table.page(1),
        "first": lambda typed: screen.view.table.to_start(),
        "last": lambda typed: screen.view.table.to_end(),
        "left": lambda typed: screen.view.table.choose_field(-1),
        "right": lambda typed: screen.view.table.choose_field(1),
    }


def _beside(pane: Pane, step: int) -> Pane:
    return ORDER[(ORDER.index(pane) + step) % len(ORDER)]


def _changing(screen: BoardScreen) -> dict[str, Verb]:
    return {
        "more": lambda typed: _add(screen, 1),
        "less": lambda typed: _add(screen, -1),
        "type": screen.typing.begin,
        "undo": lambda typed: screen.changing.undo(),
        "select": lambda typed: _select(screen, through=False),
        "select_through": lambda typed: _select(screen, through=True),
        "set_status": lambda typed: screen.overlays.open_moves(),
        "raise_above": lambda typed: screen.changing.raise_above(),
        "transfer": lambda typed: screen.overlays.open_receivers(),
        "note": lambda typed: screen.overlays.open_note(""),
        "delete": lambda typed: _delete(screen),
        "new_request": lambda typed: screen.overlays.open_form(),
        "pause": lambda typed: screen.changing.pause(),
        "slower": lambda typed: screen.changing.change_speed(1 / 2),
        "faster": lambda typed: screen.changing.change_speed(2),
    }


def _add(screen: BoardScreen, heads: int) -> None:
    here = screen.here()
    ids = here.chosen or ((here.id,) if here.id is not None else ())
    screen.changing.add(ids, screen.field, heads, bool(here.chosen))


def _delete(screen: BoardScreen) -> None:
    """Ask first, No first; what cannot be deleted is said instead."""
    from tui import detail

    here = screen.here()
    ids = here.chosen or ((here.id,) if here.id is not None else ())
    wish = Deleting(here.pane, ids)
    trial = wish.trial(screen.board)
    if not trial.changes:
        screen.changing.say_why(trial)
        return
    whom = detail.title(screen.board, (here.pane, ids[0]))
    if len(ids) > 1:
        whom = ngettext("{n} record", "{n} records", len(trial.changes)).format(n=len(trial.changes))
    screen.ask(_("Delete {whom}?").format(whom=whom), lambda: _deleted(screen, wish, whom))


def _deleted(screen: BoardScreen, wish: Deleting, whom: str) -> None:
    screen.changing.wish(wish)
    screen.list_stale()
    if not any(screen.board.get(wish.kind, record_id) for record_id in wish.ids):
        screen.say(keyed(_("Deleted: {whom}; <undo> brings it back.")).format(whom=whom))


def _select(screen: BoardScreen, through: bool) -> None:
    table = screen.view.table
    if through:
        table.select_to_cursor()
    else:
        table.toggle_selected()
    count = len(table.selected)
    text = keyed(ngettext("{n} row selected; <back> lets go", "{n} rows selected; <back> lets go", count))
    screen.say(text.format(n=count) if count else _("Nothing is selected."), "accent")


def _looking(screen: BoardScreen) -> dict[str, Verb]:
    return {
        "detail": lambda typed: screen.overlays.open_detail(),
        "filter": lambda typed: screen.overlays.open_filter(),
        "previous_day": lambda typed: _change_day(screen, -1),
        "next_day": lambda typed: _change_day(screen, 1),
        "all_days": lambda typed: _all_days(screen),
        "back": lambda typed: _back(screen),
        "outbox": lambda typed: screen.overlays.open_outbox(),
        "palette": lambda typed: screen.overlays.open_palette(),
        "keys": lambda typed: screen.overlays.open_keys(),
        "log": lambda typed: screen.overlays.open_log(),
        "export": lambda typed: screen.overlays.open_export(),
    }


def _change_day(screen: BoardScreen, step: int) -> None:
    """To the next day that has a quota in that direction."""
    days = panes.quota_days(screen.board)
    here = screen.days.day if screen.days.mode != "all" else panes.today(screen.board)
    beyond = [day for day in days if (day > here if step > 0 else day < here)]
    if screen.days.mode != "one" and here in days:
        beyond = [here] if step > 0 else beyond
    if not beyond:
        screen.say(_("No quotas on any day after this.") if step > 0 else _("No quotas on any day before this."))
        return
    screen.choose_days(Days("one", _nearest(beyond, step)))


def _nearest(days: list[date], step: int) -> date:
    return min(days) if step > 0 else max(days)


def _all_days(screen: BoardScreen) -> None:
    everything = screen.days.mode == "all"
    screen.choose_days(Days("from", panes.today(screen.board)) if everything else Days("all"))


def _back(screen: BoardScreen) -> None:
    """Let go of the selection, else of the filter, else of the day."""
    if screen.view.table.selected:
        screen.view.table.clear_selection()
    elif screen.words:
        screen.filter_by("")
    elif screen.days.mode == "one":
        screen.choose_days(Days("from", panes.today(screen.board)))
    else:
        screen.let_go_of_all()


def _post(screen: BoardScreen) -> dict[str, Verb]:
    return {
        "sync": lambda typed: _sync(screen),
        "redraw": lambda typed: _redraw(screen),
        "unlock": lambda typed: screen.overlays.open_unlock(),
        "leave": lambda typed: screen.leave(),
    }


def _redraw(screen: BoardScreen) -> None:
    if isinstance(screen.app, ExactApp):
        screen.app.paint_anew()


def _sync(screen: BoardScreen) -> None:
    if screen.desk is not None:
        screen.desk.sync_now()
        screen.say(_("Asking the centre …"))
