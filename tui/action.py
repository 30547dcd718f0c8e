"""What an action of the board is: its name and keys, what it does, and why it cannot be done where it cannot.

1. `why_not` looks at the situation alone and answers with a sentence, or None where the action can be done.
2. `next` says how much it is what comes next on the record under the cursor: the larger the sooner, 0 not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from msgspec import Struct

from postcmd.words import N_
from tui.situation import Here, WhyNot, always

Group = Literal["move", "change", "call", "ground", "look", "demo", "post"]
Next = Callable[[Here], int]

GROUPS: Final[dict[Group, str]] = {
    "move": N_("Moving about"),
    "change": N_("Changing"),
    "call": N_("From the call to the assembly"),
    "ground": N_("From the gate to the last count"),
    "look": N_("Looking"),
    "post": N_("The post"),
    "demo": N_("In the demo"),
}


def nothing_next(here: Here) -> int:
    return 0


class Action(Struct, frozen=True, kw_only=True):
    """Something a coordinator can ask for. `footer` is its place among the keys always shown, 0: not shown there."""

    name: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: Group
    why_not: WhyNot = always
    next: Next = nothing_next
    footer: int = 0
    in_palette: bool = True
    reads_only: bool = False

    @property
    def needs_outbox(self) -> bool:
        """Whether it changes something or leads to what does: it waits while the outbox is being opened."""
        of_change = self.group in ("change", "call", "ground", "demo")
        leads_to_change = of_change or self.name in ("sync", "palette", "outbox")
        return leads_to_change and not self.reads_only


def action(
    name: str,
    keys: str,
    label: str,
    help: str,
    group: Group,
    why_not: WhyNot = always,
    *,
    next: Next = nothing_next,
    footer: int = 0,
    in_palette: bool = True,
    reads_only: bool = False,
) -> Action:
    """One action; its keys are written one after another with `|` between."""
    return Action(
        name=name,
        keys=tuple(keys.split("|")),
        label=label,
        help=help,
        group=group,
        why_not=why_not,
        next=next,
        footer=footer,
        in_palette=in_palette,
        reads_only=reads_only,
    )
