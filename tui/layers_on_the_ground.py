"""What opens over the board about squads and posts, from the gate to the last count; and its keys.

1. Part of the one list in `tui/layers.py`.
"""

from __future__ import annotations

from typing import Final

from postcmd.words import N_
from tui.layer import LIST, SIDES, Layer, digits, key

PLAN: Final = key("plan", "p", N_("plan the shift"), N_("who is there in the next shift"))
PASTE: Final = key("paste", "b", N_("paste who came"), N_("paste who came or left, as the captain writes it"))
UNDO: Final = key("undo", "u", N_("undo"), N_("take back the last change"))

LAYERS: Final[tuple[Layer, ...]] = (
    Layer(
        "split",
        N_("Splitting a squad"),
        (
            key("send", "enter", N_("splits"), N_("split the squad into the parts that stand here")),
            digits("type", N_("heads"), N_("type a number into the cell")),
            key("add", "x", N_("one part more")),
            key("place", "p", N_("place"), N_("where the part goes")),
            key("call", "n", N_("name of the part")),
            key("captain", "c", N_("captain"), N_("who leads the part")),
            key("drop", "-", N_("one part less")),
        ),
        (*LIST, *SIDES),
    ),
    Layer(
        "lineage",
        N_("Lineage of a squad"),
        (
            key("go", "enter", N_("goes there"), N_("to the squad, on the board")),
            key("split", "x", N_("split"), N_("split the squad over places")),
            key("merge", "Y", N_("the parts are one again")),
        ),
    ),
    Layer(
        "losses",
        N_("Losses"),
        (
            key("call", "R", N_("call the reserve"), N_("call the reserve of the squad's quota")),
            key("sick", "s", N_("sick"), N_("so many are sick")),
            key("positive", "p", N_("positive"), N_("so many tested positive")),
            key("sealed_in", "i", N_("sealed in"), N_("so many are sealed in where they live")),
            key("recalled", "c", N_("recalled"), N_("so many were called back by their unit")),
            key("return", "b", N_("back in the squad"), N_("so many of the loss are back")),
            key("report", "r", N_("free, and reports to a unit"), N_("they can go again, from another unit")),
        ),
    ),
    Layer(
        "rolls",
        N_("Roll call"),
        (
            key("all", "enter", N_("all answered"), N_("everybody of the squad answered")),
            digits("some", N_("how many answered")),
            key("losses", "E", N_("losses"), N_("who the squad lost, and why")),
            key("go", "g", N_("go there"), N_("to the squad, on the board")),
        ),
    ),
    Layer(
        "posts",
        N_("Watch view"),
        (
            key("open", "enter", N_("who is there"), N_("the duties of the post, one by one")),
            key("check_in", "c", N_("they have come"), N_("check in who is awaited first")),
            key("check_out", "x", N_("they have left"), N_("check out who is here longest")),
            key("relieve", "H", N_("relieve"), N_("who can relieve those at the post")),
            PLAN,
            key("send_on", "s", N_("send on"), N_("send those at the post to another one")),
            PASTE,
            key("redeploy", "I", N_("whom to send"), N_("who could be sent where people are missing")),
            UNDO,
            key("new", "n", N_("new post"), N_("set up a post")),
            key("edit", "e", N_("put right"), N_("put the post right")),
            key("close", "d", N_("close the post"), N_("close the post, or open it again")),
            key("limits", "F", N_("limits"), N_("how long somebody may be on duty there")),
            key("all", "a", N_("all posts"), N_("also those at rest, or only those that are manned")),
            key("place", "o", N_("only this place"), N_("only the posts of this place, or all again")),
            key("find", "/", N_("find"), N_("posts by words of a place or name")),
        ),
    ),
    Layer(
        "duties",
        N_("Who is at a post"),
        (
            key("next", "enter", N_("what comes next"), N_("they have come, or have left, all of them")),
            key("who_came", "w", N_("who came"), N_("people who were not planned have come")),
            key("one_came", "+|=", N_("one came")),
            key("one_left", "-|_", N_("one left")),
            digits("in_all", N_("came in all"), N_("type how many have come in all")),
            key("all_left", "x", N_("all have left")),
            key("relieve", "H", N_("relieve"), N_("who can relieve them")),
            key("send_on", "s", N_("send on"), N_("send them to another post")),
            key("times", "e", N_("plan it otherwise"), N_("other times, or another number")),
            key("withdraw", "D", N_("withdraw the plan"), N_("nobody is to come any more")),
            PLAN,
            PASTE,
            UNDO,
        ),
    ),
    Layer(
        "plan",
        N_("Planning a shift"),
        (
            key("plan", "enter", N_("plans"), N_("plan the one under the cursor, as many as are missing")),
            digits("some", N_("how many"), N_("plan so many of them")),
            key("volunteer", "v", N_("a volunteer"), N_("somebody of the roster, by name or number")),
            key("others", "w", N_("others"), N_("people of another unit, by number of heads")),
            key("seats", "m", N_("who fills which place"), N_("people by name for drivers and skills")),
            key("next_shift", "]", N_("next shift")),
            key("shift_before", "[", N_("shift before")),
        ),
    ),
    Layer(
        "seats",
        N_("Who fills which place"),
        (key("plan", "enter", N_("plans them by name"), N_("plan everybody who fills a place")),),
    ),
    Layer(
        "relief",
        N_("Relief"),
        (
            key("relieve", "enter", N_("relieves"), N_("the one under the cursor takes over, now")),
            key("plan", "p", N_("plans it"), N_("the one under the cursor comes when the duty ends")),
            key("check", "x", N_("all have left"), N_("they have all left without relief, or have come after all")),
            key("next_duty", "]", N_("next duty")),
            key("duty_before", "[", N_("duty before")),
        ),
        (*LIST, "relief"),
    ),
    Layer(
        "redeploy",
        N_("Whom to send"),
        (
            key("send", "enter", N_("plans them"), N_("plan whom the line proposes")),
            key("whys", "w", N_("why not"), N_("why others cannot be sent, or not that again")),
            key("anew", "r", N_("look anew"), N_("propose anew from what is known by now")),
        ),
        (*LIST, "redeploy"),
    ),
    Layer(
        "limits",
        N_("Limits"),
        (
            key("begin", "enter", N_("type over it"), N_("type into the cell, from nothing")),
            digits("type", N_("type over it"), N_("the same, beginning with that digit")),
            key("wider", "-", N_("leave it to the wider limit")),
            key("hard", "x", N_("make it hard"), N_("hard: no plan passes it; or soft: a reason lets it pass")),
            key("task", "t", N_("a task"), N_("a line for a task")),
            key("post", "p", N_("a post"), N_("a line for a post")),
        ),
        (*LIST, *SIDES, "limits"),
    ),
)
