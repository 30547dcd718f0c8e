"""Updates of the board: what may look different after one, and many taken in as one."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from postcmd import ops
from postcmd.board import Board, Key
from postcmd.edits import GLYPHS, Edit, Stage, Update
from postcmd.records import KINDS, kind_of
from tests.builders import add, edit, form, quota, report, seen, squad
from tests.rules.a_board import LINK, board_of, max_of

# What may look different

QUOTAS = [quota(unit=unit).id for unit in ("chaoyang", "lianjia", "shuangyushu")]
heads = st.integers(0, 9)
quotas = st.builds(
    lambda unit, least, more, rev: quota(least, least + more, unit=unit, rev=rev),
    st.sampled_from(["chaoyang", "lianjia", "shuangyushu"]),
    heads,
    heads,
    heads,
)
squads = st.builds(lambda name, size, rev: squad(name, size, rev=rev), st.sampled_from("ab"), heads, heads)
records = quotas | squads
keys = st.sampled_from([("quota", held) for held in QUOTAS] + [("squad", "a"), ("squad", "b")])
logs = st.dictionaries(keys, st.sampled_from([Raw(b"[1]"), Raw(b"[2]")]), max_size=2)
some_op = st.one_of(
    st.builds(lambda target, more: add(target, max=more), quotas, st.integers(-3, 3)),
    st.builds(lambda target, size: report(target, seen(), present=size), quotas, heads),
    st.builds(lambda name: ops.SquadMove(squad=name, came_from="standby", to="alerted"), st.sampled_from("abc")),
    st.builds(form, st.just("c"), heads),
)
tickets = st.sampled_from(["t1", "t2", "t3"])
edits = st.lists(
    st.builds(edit, some_op, tickets, st.sampled_from(list(GLYPHS))), max_size=3, unique_by=lambda one: one.ticket
).map(tuple)
links = st.sampled_from(
    [LINK, msgspec.structs.replace(LINK, state="offline"), msgspec.structs.replace(LINK, epoch="e2")]
)
updates: st.SearchStrategy[Update] = st.builds(
    lambda puts, logs, gone, whole, edits, link: Update(
        puts=tuple({(kind_of(put), put.id): put for put in puts}.values()),
        logs=logs,
        gone=tuple(gone),
        whole=whole,
        edits=edits,
        link=link,
    ),
    st.lists(records, max_size=4),
    logs,
    st.lists(keys, max_size=2, unique=True),
    st.booleans(),
    st.none() | edits,
    st.none() | links,
)


def picture(board: Board) -> dict[Key, Any]:
    """How every record looks."""
    ids: set[Key] = {(kind, record_id) for kind in KINDS for record_id in board.ids(kind)}
    ids |= {("quota", held) for held in QUOTAS} | {("squad", name) for name in "abc"}
    return {
        (kind, record_id): (
            board.get(kind, record_id),
            board.mark(kind, record_id),
            bytes(board.logs.get((kind, record_id), b"")),
        )
        for kind, record_id in ids
    }


@given(st.lists(updates, max_size=4), edits, updates)
def test_whatever_looks_different_after_an_update_was_named(before: list[Update], placed: Any, after: Update) -> None:
    board = board_of()
    for update in before:
        board.apply(update)
    board.place(placed)
    old = picture(board)
    named = board.apply(after)
    new = picture(board)
    assert {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)} <= named


@given(st.lists(updates, max_size=3), edits)
def test_whatever_looks_different_after_an_edit_was_placed_was_named(before: list[Update], placed: Any) -> None:
    board = board_of()
    for update in before:
        board.apply(update)
    old = picture(board)
    named = board.place(placed)
    new = picture(board)
    assert {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)} == named


def test_an_update_that_says_nothing_new_names_nothing() -> None:
    board = board_of(quota(), edits=(edit(add(max=1)),))
    assert board.apply(Update(link=LINK)) == set()


# Updates as one

ON_ITS_WAY: list[Stage] = ["writing", "saved", "sent", "done"]


@st.composite
def a_while(draw: st.DrawFn, length: int) -> tuple[list[Edit], list[Update]]:
    """Some edits placed here, and updates in which each of them goes its way: never back, and once over, over."""
    told = draw(st.lists(updates, min_size=length, max_size=length))
    placed = [edit(draw(some_op), ticket) for ticket in ("t1", "t2", "t3")]
    ways = {}
    for one in placed:
        away = draw(st.integers(0, length)), draw(st.integers(0, length))
        stages = sorted(draw(st.lists(st.integers(0, 3), min_size=length, max_size=length)))
        ways[one.ticket] = [ON_ITS_WAY[stage] if min(away) <= n < max(away) else None for n, stage in enumerate(stages)]
    return placed, [
        msgspec.structs.replace(
            update,
            told=(),
            edits=None
            if update.edits is None
            else tuple(msgspec.structs.replace(one, stage=stage) for one in placed if (stage := ways[one.ticket][n])),
        )
        for n, update in enumerate(told)
    ]


@given(a_while(2))
def test_updates_merged_make_the_same_board_as_one_by_one(story: tuple[list[Edit], list[Update]]) -> None:
    placed, (one, other) = story
    here, there = board_of(quota(1, 2), squad("a")), board_of(quota(1, 2), squad("a"))
    for board in (here, there):
        board.place(placed)
    here.apply(one)
    here.apply(other)
    there.apply(one.merged(other))
    assert picture(here) == picture(there)
    assert (here.edits, here.link, here.all_edits) == (there.edits, there.link, there.all_edits)
    assert {kind: set(here.ids(kind)) for kind in KINDS} == {kind: set(there.ids(kind)) for kind in KINDS}
    for unit in QUOTAS:
        assert {part.id for part in here.children(unit)} == {part.id for part in there.children(unit)}


@given(a_while(3))
def test_three_updates_may_be_merged_from_either_end(story: tuple[list[Edit], list[Update]]) -> None:
    placed, (a, b, c) = story
    left, right = board_of(), board_of()
    for board in (left, right):
        board.place(placed)
    left.apply(a.merged(b).merged(c))
    right.apply(a.merged(b.merged(c)))
    assert picture(left) == picture(right)
    assert left.all_edits == right.all_edits


def test_an_edit_that_came_and_went_while_the_screen_stood_still_is_not_counted_twice() -> None:
    board = board_of(quota(6, 9))
    board.place([edit(add(max=3), stage="writing")])
    saved, over = Update(edits=(edit(add(max=3)),)), Update(puts=(quota(6, 12),), edits=())
    board.apply(saved.merged(over))
    assert (max_of(board), board.all_edits) == (12, ())
