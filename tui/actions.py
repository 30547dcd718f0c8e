"""The actions of the board: what each is called, which keys ask for it, and why it cannot be done where it cannot.

1. This is the only list: the keys, the footer, the palette, the help and docs/keys.md are made from it. The keys are
   those of the preset `default`: `tui/keymap.py` knows which are in use.
2. A key belongs to one action; a sequence is written with a space (`g s`), and its first key to no other action.
3. Keys are ASCII: full-width twins are folded before they are looked up here.
4. No action depends on a key that terminals, multiplexers or editors keep for themselves.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_
from tui import (
    actions_on_calls,
    actions_on_people,
    actions_on_requests,
    actions_on_squads,
    actions_on_the_ground,
    actions_on_the_past,
    actions_on_work,
)
from tui.action import GROUPS, Action, action, nothing_next
from tui.situation import (
    Here,
    in_the_demo,
    on_a_move,
    on_a_quota,
    on_a_record,
    ours_to_delete,
    ours_to_note,
    ours_to_open,
    while_locked,
    with_a_receiver,
    with_days,
    with_something_to_raise,
    with_something_to_undo,
)

__all__ = ["ACTIONS", "BY_NAME", "GROUPS", "Action"]

BOARD: Final[tuple[Action, ...]] = (
    action("next_pane", "tab", N_("next pane"), N_("go to the next pane"), "move"),
    action("previous_pane", "shift+tab", N_("previous pane"), N_("go to the pane before"), "move"),
    action("squads", "g s", N_("squads"), N_("go to the squads"), "move"),
    action("requests", "g r", N_("requests"), N_("go to the requests"), "move"),
    action("quotas", "g q", N_("quotas"), N_("go to the quotas"), "move"),
    action("up", "up|k", N_("up"), N_("one row up"), "move", in_palette=False),
    action("down", "down|j", N_("down"), N_("one row down"), "move", in_palette=False),
    action("page_up", "pageup", N_("page up"), N_("one page up"), "move", in_palette=False),
    action("page_down", "pagedown", N_("page down"), N_("one page down"), "move", in_palette=False),
    action("first", "home", N_("first row"), N_("to the first row"), "move", in_palette=False),
    action("last", "end|G", N_("last row"), N_("to the last row"), "move", in_palette=False),
    action(
        "left",
        "left|h",
        N_("left"),
        N_("the field to the left (min, max), or scroll columns"),
        "move",
        in_palette=False,
    ),
    action(
        "right",
        "right|l",
        N_("right"),
        N_("the field to the right (min, max), or scroll columns"),
        "move",
        in_palette=False,
    ),
    action("more", "plus|equals_sign", N_("more"), N_("one head more on the quota"), "change", on_a_quota, footer=1),
    action("less", "minus|underscore", N_("less"), N_("one head less on the quota"), "change", on_a_quota),
    action(
        "type",
        "0|1|2|3|4|5|6|7|8|9",
        N_("set heads"),
        N_("type 12 or 6-9 on the quota; Enter keeps it, Esc leaves it"),
        "change",
        on_a_quota,
        in_palette=False,
    ),
    action("undo", "u", N_("undo"), N_("take back the last change"), "change", with_something_to_undo, footer=3),
    action(
        "select",
        "space",
        N_("select"),
        N_("select the row, or let it go; keys then act on all selected"),
        "change",
        on_a_record,
    ),
    action(
        "select_through",
        "V",
        N_("select range"),
        N_("select from the last one selected to here"),
        "change",
        on_a_record,
    ),
    action(
        "set_status",
        "s",
        N_("set status"),
        N_("set the status of the squad or request; only legal moves are offered"),
        "change",
        on_a_move,
    ),
    action(
        "raise_above",
        "r",
        N_("raise"),
        N_("raise the quota above that has no room, and do what was refused"),
        "change",
        with_something_to_raise,
    ),
    action(
        "transfer",
        "t",
        N_("transfer"),
        N_("give heads to another quota of the same request and day"),
        "change",
        with_a_receiver,
    ),
    action("note", "N", N_("note"), N_("write a note on the record"), "change", ours_to_note),
    action(
        "delete",
        "D",
        N_("delete"),
        N_("delete what was made by mistake and nothing depends on; <undo> brings it back"),
        "change",
        ours_to_delete,
    ),
    action("new_request", "n", N_("new"), N_("write down a new request"), "change", ours_to_open, footer=5),
    action("detail", "enter", N_("detail"), N_("the record and its last 20 events"), "look", on_a_record, footer=2),
    action(
        "filter", "slash", N_("filter"), N_("show only rows that contain these words; <back> clears"), "look", footer=4
    ),
    action(
        "previous_day", "left_square_bracket", N_("day before"), N_("the quotas of the day before"), "look", with_days
    ),
    action("next_day", "right_square_bracket", N_("day after"), N_("the quotas of the day after"), "look", with_days),
    action("all_days", "a", N_("all days"), N_("all days, or from today on again"), "look", with_days),
    action("back", "escape", N_("back"), N_("let go: selection, then filter"), "look", in_palette=False),
    action("outbox", "o", N_("outbox"), N_("edits on their way, and those that need attention"), "look", footer=6),
    action("palette", "colon|ctrl+p", N_("actions"), N_("find an action by its name"), "look", in_palette=False),
    action("keys", "question_mark", N_("keys"), N_("this list"), "look", footer=7),
    action("log", "g l", N_("log"), N_("what was said on the board, in this session and the last ones"), "look"),
    action(
        "export",
        "number_sign",
        N_("export"),
        N_("write what the pane shows into a file, .csv or .json, all columns"),
        "look",
        reads_only=True,
    ),
    action("sync", "ctrl+r", N_("sync now"), N_("try to reach the centre at once"), "post"),
    action("redraw", "ctrl+l", N_("redraw"), N_("paint the screen anew where something else wrote on it"), "post"),
    action("unlock", "U", N_("unlock"), N_("type the passphrase of the encrypted token"), "post", while_locked),
    action("leave", "q", N_("leave"), N_("leave the board; edits that wait are kept"), "post", footer=8),
    action("pause", "p", N_("pause"), N_("stop the clock, or let it run"), "demo", in_the_demo),
    action("slower", "less_than_sign", N_("slower"), N_("half the clock's speed"), "demo", in_the_demo),
    action("faster", "greater_than_sign", N_("faster"), N_("double the clock's speed"), "demo", in_the_demo),
)

ACTIONS: Final[tuple[Action, ...]] = (
    *BOARD,
    *actions_on_calls.ACTIONS,
    *actions_on_requests.ACTIONS,
    *actions_on_people.ACTIONS,
    *actions_on_squads.ACTIONS,
    *actions_on_the_ground.ACTIONS,
    *actions_on_work.ACTIONS,
    *actions_on_the_past.ACTIONS,
)

BY_NAME: Final = {action.name: action for action in ACTIONS}


def footer_actions() -> list[Action]:
    """The keys always shown, in their order."""
    return sorted((action for action in ACTIONS if action.footer), key=lambda action: action.footer)


def next_actions(here: Here) -> list[Action]:
    """What comes next on the record under the cursor, and can be done; the most sensible first."""
    ranked = [(action.next(here), action) for action in ACTIONS if action.next is not nothing_next]
    ranked.sort(key=lambda pair: -pair[0])
    return [action for rank, action in ranked if rank and not action.why_not(here)]


def reachable(here: Here) -> list[Action]:
    """What belongs on lists for a person: the clock's keys only where there is such a clock."""
    return [action for action in ACTIONS if action.group != "demo" or here.demo]
