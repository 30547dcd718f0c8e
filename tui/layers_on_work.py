"""What opens over the board about work, the hand-over and the figures; and its keys.

1. Part of the one list in `tui/layers.py`.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_
from tui.layer import ALWAYS, LIST, READING, ROWS, SIDES, Layer, digits, key
from tui.layers_on_people import NO_COPY

DEFINE: Final = key("define", "d", N_("meaning"), N_("by which definition each figure is counted"))

AGAIN: Final = key("again", "r", N_("ask again"), N_("ask the centre again"))

LAYERS: Final[tuple[Layer, ...]] = (
    Layer(
        "work",
        N_("Work of a request"),
        (
            key("send", "enter", N_("sends"), N_("report every count that was typed, as one change")),
            digits("type", N_("type"), N_("type a count into the cell")),
            key("qualify", "~", N_("nearly, over, about"), N_("the word that goes with the number")),
            key("verify", "v", N_("verify"), N_("what the squad reported is right")),
            key("task", "+|=", N_("a task"), N_("count another task")),
            key(
                "want",
                "w",
                N_("how much is wanted"),
                N_("how much of the task the request wants done, on all its days"),
            ),
            key("day_before", "[", N_("day before")),
            key("next_day", "]", N_("day after")),
        ),
        (*LIST, *SIDES),
    ),
    Layer(
        "watch",
        N_("Hand-over"),
        (
            key("give", "enter", N_("gives or accepts it"), N_("hand over what stands here, or accept what was given")),
            key("leave_out", "x", N_("leave the line out, or in again")),
            key("add", "a", N_("add a line"), N_("a line of your own")),
            key("go", "g", N_("go there"), N_("to the record of the line")),
        ),
    ),
    Layer(
        "sheet",
        N_("Sheet of the day"),
        (
            key("files", "w", N_("write files"), N_("text, Word and Excel into a folder")),
            key("day_before", "[", N_("day before")),
            key("next_day", "]", N_("day after")),
            key("scope", "p", N_("place or unit"), N_("from the unit to the place, and back")),
            key("language", "l", "zh/en", N_("the language of the sheet")),
            *READING,
        ),
        (*ROWS, *ALWAYS, "copy"),
    ),
    Layer(
        "figures",
        N_("Figures"),
        (
            key("open", "enter", N_("records"), N_("the records that make the figure; of a unit, its own figures")),
            key("trend", "t", N_("trend"), N_("draw this figure by day")),
            key("back_in_time", "[", N_("earlier"), N_("as many days before")),
            key("on_in_time", "]", N_("later"), N_("as many days after")),
            key("period", "p", N_("period"), N_("a day, a week, a month")),
            key("turn", "x", N_("whose/where"), N_("whose people, or where they served")),
            DEFINE,
            key("frozen", "v", N_("frozen days"), N_("days as they were frozen, and what changed since")),
            key("freeze", "f", N_("freeze the day"), N_("keep the day's figures as they are")),
            key("copy", "y", N_("copy"), N_("the report as text, for a chat group")),
            key("files", "w", N_("files"), N_("the report as text, Word and Excel")),
            AGAIN,
        ),
        (*NO_COPY, "figures"),
    ),
    Layer(
        "trace",
        N_("Records behind a figure"),
        (
            key("open", "enter", N_("events"), N_("the record and its events")),
            key("more", "n", N_("more"), N_("more records")),
            DEFINE,
            AGAIN,
        ),
    ),
    Layer(
        "freezes",
        N_("Frozen days"),
        (
            key("open", "enter", N_("events"), N_("the day as it was frozen, or the record that changed")),
            AGAIN,
        ),
    ),
)
