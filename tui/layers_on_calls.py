"""What opens over the board from the call to the assembly: its pages and sheets, and their keys.

1. Part of the one list in `tui/layers.py`.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_
from tui.layer import ALWAYS, LIST, READING, ROWS, SIDES, Layer, digits, key

LAYERS: Final[tuple[Layer, ...]] = (
    Layer(
        "due",
        N_("What falls due"),
        (
            key("go", "enter", N_("goes there"), N_("to the record; of a duty to who can relieve it")),
            key("settle", "x", N_("settled"), N_("the reminder is settled")),
            key("put_off", "p", N_("put off 15 minutes"), N_("the reminder comes again in 15 minutes")),
        ),
        (*LIST, "due"),
    ),
    Layer(
        "page",
        N_("Page of a place or unit"),
        (
            digits("target", N_("goes there"), N_("to the record beside the number, on the board")),
            key("note", ";", N_("a note"), N_("a note on the place or unit")),
            key("serve", "+|=", N_("service without a request"), N_("one more service without a request")),
            key("end", "-", N_("service ends"), N_("a service without a request ends")),
            key("posts", "B", N_("watch view"), N_("who is at the posts of the place")),
            *READING,
        ),
        (*LIST, "page"),
    ),
    Layer(
        "division",
        N_("Dividing"),
        (
            key("issue", "enter", N_("issues"), N_("issue everything that stands here, as one change")),
            key("more", "+|=", N_("more"), N_("one head more for the unit")),
            key("less", "-|_", N_("less"), N_("one head less for the unit")),
            digits("type", N_("type"), N_("type a number for the unit")),
            key("who_can_go", "w", N_("who can go"), N_("write down how many of the unit can go")),
            key("add_unit", "a", N_("one unit more"), N_("another unit among those that are asked")),
            key("propose", "d", N_("propose anew"), N_("a fresh proposal for the units that stand here")),
            key("day_before", "[", N_("day before"), N_("the request's day before")),
            key("next_day", "]", N_("day after"), N_("the request's day after")),
        ),
    ),
    Layer(
        "matrix",
        N_("Days and units of a request"),
        (
            key("send", "enter", N_("sends"), N_("send everything that was changed, as one change")),
            key("more", "+|=", N_("more"), N_("one head more in the cell")),
            key("less", "-|_", N_("less"), N_("one head less in the cell")),
            digits("type", N_("type"), N_("type 12 or 6-9 into the cell")),
            key("fill_right", "f", N_("fill right"), N_("the same number on all days after this one")),
            key("column", "c", N_("whole column"), N_("the same number for every unit on this day")),
            key("day_more", "e", N_("day more"), N_("one day more for the request")),
            key("add_unit", "a", N_("one unit more"), N_("another unit among those that are asked")),
        ),
        (*LIST, *SIDES),
    ),
    Layer(
        "overview",
        N_("Overview"),
        (
            key("go", "enter", N_("goes there"), N_("to the request that is shortest of people there")),
            key("deeper", "d", N_("one level down"), N_("the places below this one")),
            key("up_again", "b", N_("one level up"), N_("the places beside the one above")),
            key("day_back", "[", N_("a day back")),
            key("day_on", "]", N_("a day on")),
        ),
        (*LIST, *SIDES, "overview"),
    ),
    Layer(
        "choice",
        N_("Choosing one of a few"),
        (
            key("choose", "enter", N_("choose"), N_("the line under the cursor")),
            digits("number", N_("choose by number"), N_("the line with that number, at once")),
        ),
        ("up", "down", "back", "leave"),
    ),
    Layer(
        "question",
        N_("Yes or no"),
        (
            key("yes", "y", N_("Yes")),
            key("no", "n", N_("No")),
            key("other", "tab|shift+tab", N_("the other answer"), N_("go to the other answer")),
            key("answer", "enter", N_("answer"), N_("what is marked; first that is No")),
        ),
        (*SIDES, "back"),
    ),
    Layer(
        "form",
        N_("Forms that are kept half typed"),
        (key("anew", "ctrl+l", N_("empty it"), N_("begin with an empty form")),),
        (),
    ),
    Layer(
        "preview",
        N_("A change shown before it is made"),
        (key("do", "enter", N_("does it"), N_("make the change that is shown")),),
        ("more", "less", "back"),
    ),
    Layer(
        "card",
        N_("Cards: a record, the keys, the log"),
        READING,
        (*ROWS, *ALWAYS, "copy"),
    ),
    Layer(
        "outbox",
        N_("In the outbox, on what needs attention"),
        (
            key("open", "enter", N_("all of it"), N_("the whole of the edit; from there back to the outbox")),
            key("mine", "m", N_("mine"), N_("put mine there all the same, on top of theirs")),
            key("theirs", "t", N_("theirs"), N_("leave theirs as it stands")),
            key("keep", "1", N_("keep them"), N_("they stay confirmed, beyond what is asked for")),
            key("reserve", "2", N_("to reserve"), N_("they stand by; who signed up last first")),
            key("release", "3", N_("release them"), N_("they need not come; who signed up last first")),
            key("edit", "e", N_("edit"), N_("type it anew, beginning with what was wanted")),
            key("part", "a", N_("apply a part"), N_("as much of the number as is allowed")),
            key("raise", "r", N_("raise"), N_("raise the quota above that has no room, and do what was refused")),
            key("again", "s", N_("send again"), N_("the same as a new edit; of several, those that failed")),
            key("restore", "b", N_("bring back"), N_("bring a deleted record back, and then the edit")),
            key("hand_over", "h", N_("hand over"), N_("write it down as a text for a chat group")),
            key("drop", "d", N_("dismiss"), N_("let it go; a reason is asked for")),
        ),
        (*ROWS, *ALWAYS, "outbox"),
    ),
)
