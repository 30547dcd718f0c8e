"""The actions of the board: what each is called, which keys ask for it, and why it cannot be done where it cannot.

1. This is the only list: the keys, the footer, the palette, the help and docs/keys.md are made from it.
2. A key belongs to one action; a sequence is written with a space (`g s`), and its first key to no other action.
3. Keys are ASCII: full-width twins are folded before they are looked up here.
4. No action depends on a key that terminals, multiplexers or editors keep for themselves.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from postcmd.words import N_, _, pgettext
from tui.situation import (
    Here,
    WhyNot,
    always,
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

Group = Literal["move", "change", "look", "demo", "post"]

GROUPS: Final[dict[Group, str]] = {
    "move": N_("Moving about"),
    "change": N_("Changing"),
    "look": N_("Looking"),
    "post": N_("The post"),
    "demo": N_("In the demo"),
}


class Action(Struct, frozen=True, kw_only=True):
    """Something a coordinator can ask for. `footer` is its place among the keys always shown, 0: not shown there."""

    name: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: Group
    why_not: WhyNot = always
    footer: int = 0
    in_palette: bool = True

    @property
    def needs_outbox(self) -> bool:
        """Whether it changes something or leads to what does: it waits while the outbox is being opened."""
        return self.group in ("change", "demo") or self.name in ("sync", "palette", "outbox")


def _action(name: str, keys: str, label: str, help: str, group: Group, why_not: WhyNot = always, **more: int) -> Action:
    return Action(
        name=name,
        keys=tuple(keys.split("|")),
        label=label,
        help=help,
        group=group,
        why_not=why_not,
        footer=more.get("footer", 0),
        in_palette=bool(more.get("in_palette", 1)),
    )


ACTIONS: Final[tuple[Action, ...]] = (
    _action("next_pane", "tab", N_("next pane"), N_("go to the next pane"), "move"),
    _action("previous_pane", "shift+tab", N_("previous pane"), N_("go to the pane before"), "move"),
    _action("squads", "g s", N_("squads"), N_("go to the squads"), "move"),
    _action("requests", "g r", N_("requests"), N_("go to the requests"), "move"),
    _action("quotas", "g q", N_("quotas"), N_("go to the quotas"), "move"),
    _action("up", "up|k", N_("up"), N_("one row up"), "move", in_palette=0),
    _action("down", "down|j", N_("down"), N_("one row down"), "move", in_palette=0),
    _action("page_up", "pageup", N_("page up"), N_("one page up"), "move", in_palette=0),
    _action("page_down", "pagedown", N_("page down"), N_("one page down"), "move", in_palette=0),
    _action("first", "home", N_("first row"), N_("to the first row"), "move", in_palette=0),
    _action("last", "end|G", N_("last row"), N_("to the last row"), "move", in_palette=0),
    _action(
        "left", "left|h", N_("left"), N_("the field to the left (min, max), or scroll columns"), "move", in_palette=0
    ),
    _action(
        "right",
        "right|l",
        N_("right"),
        N_("the field to the right (min, max), or scroll columns"),
        "move",
        in_palette=0,
    ),
    _action("more", "plus|equals_sign", N_("more"), N_("one head more on the quota"), "change", on_a_quota, footer=1),
    _action("less", "minus|underscore", N_("less"), N_("one head less on the quota"), "change", on_a_quota),
    _action(
        "type",
        "0|1|2|3|4|5|6|7|8|9",
        N_("set heads"),
        N_("type 12 or 6-9 on the quota; Enter keeps it, Esc leaves it"),
        "change",
        on_a_quota,
        in_palette=0,
    ),
    _action("undo", "u", N_("undo"), N_("take back the last change"), "change", with_something_to_undo, footer=3),
    _action(
        "select",
        "space",
        N_("select"),
        N_("select the row, or let it go; keys then act on all selected"),
        "change",
        on_a_record,
    ),
    _action(
        "select_through",
        "V",
        N_("select range"),
        N_("select from the last one selected to here"),
        "change",
        on_a_record,
    ),
    _action(
        "set_status",
        "s",
        N_("set status"),
        N_("set the status of the squad or request; only legal moves are offered"),
        "change",
        on_a_move,
    ),
    _action(
        "raise_above",
        "r",
        N_("raise"),
        N_("raise the quota above that has no room, and do what was refused"),
        "change",
        with_something_to_raise,
    ),
    _action(
        "transfer",
        "t",
        N_("transfer"),
        N_("give heads to another quota of the same request and day"),
        "change",
        with_a_receiver,
    ),
    _action("note", "N", N_("note"), N_("write a note on the record"), "change", ours_to_note),
    _action(
        "delete",
        "D",
        N_("delete"),
        N_("delete what was made by mistake and nobody stands on; u brings it back"),
        "change",
        ours_to_delete,
    ),
    _action("new_request", "n", N_("new"), N_("write down a new request"), "change", ours_to_open, footer=5),
    _action("detail", "enter", N_("detail"), N_("the record and its last 20 events"), "look", on_a_record, footer=2),
    _action("filter", "slash", N_("filter"), N_("show only rows that hold these words; Esc clears"), "look", footer=4),
    _action(
        "previous_day", "left_square_bracket", N_("day before"), N_("the quotas of the day before"), "look", with_days
    ),
    _action("next_day", "right_square_bracket", N_("day after"), N_("the quotas of the day after"), "look", with_days),
    _action("all_days", "a", N_("all days"), N_("all days, or from today on again"), "look", with_days),
    _action("back", "escape", N_("back"), N_("let go: selection, then filter"), "look", in_palette=0),
    _action("outbox", "o", N_("outbox"), N_("edits on their way, and those that need attention"), "look", footer=6),
    _action("palette", "colon|ctrl+p", N_("actions"), N_("find an action by its name"), "look", in_palette=0),
    _action("keys", "question_mark", N_("keys"), N_("this list"), "look", footer=7),
    _action("sync", "ctrl+r", N_("sync now"), N_("try to reach the centre at once"), "post"),
    _action("unlock", "U", N_("unlock"), N_("type the passphrase of the encrypted token"), "post", while_locked),
    _action("leave", "q", N_("leave"), N_("leave the board; edits that wait are kept"), "post", footer=8),
    _action("pause", "p", N_("pause"), N_("stop the clock, or let it run"), "demo", in_the_demo),
    _action("slower", "less_than_sign", N_("slower"), N_("half the clock's speed"), "demo", in_the_demo),
    _action("faster", "greater_than_sign", N_("faster"), N_("double the clock's speed"), "demo", in_the_demo),
)

BY_NAME: Final = {action.name: action for action in ACTIONS}
BY_KEY: Final = {key: action for action in ACTIONS for key in action.keys}
FIRST_KEYS: Final = frozenset(key.partition(" ")[0] for key in BY_KEY if " " in key)

SIGNS: Final = {
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
    "underscore": "_",
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "less_than_sign": "<",
    "greater_than_sign": ">",
}
NAMED: Final = {
    "tab": N_("Tab"),
    "shift+tab": N_("Shift+Tab"),
    "space": N_("Space"),
    "enter": N_("Enter"),
    "escape": N_("Esc"),
    "pageup": N_("PgUp"),
    "pagedown": N_("PgDn"),
    "home": N_("Home"),
    "end": N_("End"),
    "up": N_("Up"),
    "down": N_("Down"),
}


def key_text(key: str) -> str:
    """A key as it is written on keyboards: `plus` → `+`, `g s` → `g s`, `ctrl+r` → `Ctrl+R`."""
    if key in SIGNS:
        return SIGNS[key]
    if key in ("left", "right"):
        return pgettext("key", "Left") if key == "left" else pgettext("key", "Right")
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    return _(NAMED[key]) if key in NAMED else key


def keys_text(action: Action) -> str:
    """All keys of an action: `+ =`, `Up k`; the ten digits as one range."""
    if action.keys[0] == "0":
        return "0-9"
    return "  ".join(key_text(key) for key in action.keys)


def footer_actions() -> list[Action]:
    return sorted((action for action in ACTIONS if action.footer), key=lambda action: action.footer)


def reachable(here: Here) -> list[Action]:
    """What belongs on lists for a person: the clock's keys only where there is such a clock."""
    return [action for action in ACTIONS if action.group != "demo" or here.demo]
