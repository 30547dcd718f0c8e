"""What opens over the board about people: sign-ups, rosters, pasted lists, assemblies, chases, notices; and their keys.

1. Part of the one list in `tui/layers.py`.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_
from tui.layer import LEAVING, LIST, ROWS, Layer, digits, key

MOVES: Final = (
    key("arrived", "v", N_("arrived"), N_("they have come")),
    key("confirmed", "c", N_("confirm"), N_("they have the place")),
    key("reserve", "r", N_("reserve"), N_("they stand by")),
    key("no_show", "x", N_("no-show"), N_("they did not come; the place is open again")),
    key("withdrawn", "w", N_("withdraws"), N_("they say they will not come; the place is open again")),
    key("released", "e", N_("release"), N_("they need not come")),
)
ADD: Final = key("add", "a", N_("add"), N_("so many heads, or a person by number"))
ACKNOWLEDGED: Final = key("acknowledge", "v", N_("acknowledged"), N_("the unit has read it"))
CHANNEL: Final = key("channel", "c", N_("channel"), N_("by phone, in the group, on the spot …: how they said so"))
CALL: Final = key("call", "R", N_("call the reserve"), N_("call the reserve of the unit's quota"))
COPY_CHASE: Final = key("copy", "y", N_("copy the chase"), N_("the text for all who have not acknowledged"))
NO_COPY: Final = tuple(name for name in LIST if name != "copy")
"""What is shared by a list in which `y` copies something else, or whose lines are names."""
PASTED: Final = (*ROWS, *LEAVING)
"""What is shared where any other sign may begin a list that is typed."""

LAYERS: Final[tuple[Layer, ...]] = (
    Layer(
        "signups",
        N_("Sign-ups"),
        (
            *MOVES,
            ADD,
            key("paste", "b", N_("paste a list"), N_("paste a list of names out of a chat group")),
            key("call", "R", N_("call the reserve"), N_("call the reserve, in its order")),
        ),
    ),
    Layer("pool", N_("Standby pool"), (*(one for one in MOVES if one.name in ("reserve", "withdrawn")), ADD)),
    Layer(
        "roster",
        N_("Roster"),
        (
            key("sign_up", "a", N_("sign up"), N_("sign the person up for the quota")),
            key("stand_by", "p", N_("to the standby pool"), N_("the person stands by in the pool of the unit")),
            key("find", "/", N_("find"), N_("people by words of a name, a phone or a skill")),
        ),
    ),
    Layer(
        "paste",
        N_("Pasting a list of names"),
        (
            key("send", "enter", N_("signs up"), N_("sign up whom the list names")),
            key("take", "space", N_("take the line"), N_("take an ambiguous line, or let it go again")),
            key(
                "counted", "n", N_("they were counted before"), N_("whether these heads are among those counted before")
            ),
        ),
        PASTED,
    ),
    Layer(
        "checks",
        N_("Pasting who came to a post"),
        (
            key("send", "enter", N_("checks in"), N_("check in, or out, whom the list names")),
            key("turn", "o", N_("these have left"), N_("whether the list says who came or who left")),
        ),
        PASTED,
    ),
    Layer(
        "muster",
        N_("Assembly"),
        (
            key("report", "enter", N_("how many are there"), N_("type how many of the unit are there")),
            digits("present", N_("how many are there"), N_("the same, beginning with that digit")),
            key("next", "n", N_("to the next to ring"), N_("to who is missing and has not reported")),
            CALL,
            key("join", "J", N_("latecomers"), N_("latecomers join a squad, and have come by that")),
            key("signups", "s", N_("sign-ups"), N_("the sign-ups of the unit's quota")),
            key("copy", "y", N_("copy the chase"), N_("the text for those who are missing, for a chat group")),
            key("gear", "g", N_("gear is ready"), N_("the gear for a sealed area is ready")),
        ),
        NO_COPY,
    ),
    Layer(
        "chase",
        N_("Chase list"),
        (
            key("copy", "y", N_("copy"), N_("the text for this unit, for a chat group")),
            key("copy_all", "Y", N_("copy all of it"), N_("the text for all units of this call or notice")),
            ACKNOWLEDGED,
            CHANNEL,
            CALL,
            key("narrow", "o", N_("only this"), N_("only this call, or all of them again")),
            key("go", "enter", N_("to the record"), N_("to the quota or notice")),
        ),
        NO_COPY,
    ),
    Layer(
        "notices",
        N_("Notices"),
        (
            key("open", "enter", N_("receipts"), N_("who acknowledged the notice, and who has to be chased")),
            COPY_CHASE,
            key("issue", "C", N_("issue a notice"), N_("a notice or a call to units and all below them")),
        ),
        NO_COPY,
    ),
    Layer(
        "receipts",
        N_("Receipts of a notice"),
        (
            ACKNOWLEDGED,
            key("accept", "a", N_("accepts"), N_("the unit accepts, with how many")),
            key("decline", "d", N_("declines"), N_("the unit declines")),
            CHANNEL,
            COPY_CHASE,
        ),
        NO_COPY,
    ),
)
