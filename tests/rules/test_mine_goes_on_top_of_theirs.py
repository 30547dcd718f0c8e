"""Keeping mine after a clash: the same wish, on top of what the centre says now."""

from __future__ import annotations

from datetime import timedelta

import pytest

from postcmd import ops
from postcmd.errors import Refused
from postcmd.intents import mine_again
from postcmd.records import Post
from postcmd.wire import Result
from tests.builders import DAY, EPOCH, edit, facts, line, move, muster, need, quota, request, seen, sign_up, squad
from tests.builders_on_the_ground import a_post, duty, limit, limited, name, plan_otherwise
from tests.rules.taking_back import picture
from tests.shelf import Shelf, shelf_of

TOMORROW = DAY + timedelta(days=1)
QUOTA = quota(6, 12, offered=26, confirmed=12, present=4, reserve=14)
CALL = request(bring="雨衣", skills=("driving",), handled_by="li")
TAKE = ops.RequestTake(request="sunhe", by="wang", seen="li")


FIRST, GATE, STANDS, LIMIT = squad(), a_post(), duty(), limit(rest=60)


def manned(gate: Post, post_name: str) -> ops.PostSet:
    return ops.PostSet(post=gate.id, base=seen(gate), name=post_name)


def town() -> Shelf:
    return shelf_of(CALL, QUOTA, FIRST, GATE, STANDS, LIMIT, sign_up("s1", 26, confirmed=6, arrived=4, reserve=16))


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (muster(QUOTA, 9), muster(QUOTA, 12)),
        (facts(CALL, bring="手电", skills=("medical",)), facts(CALL, bring="雨伞", skills=())),
        (need(CALL, line(20, 30), line(5, 5, TOMORROW)), need(CALL, line(40, 40))),
        (TAKE, ops.RequestTake(request="sunhe", by="zhao", seen="li")),
        (name(FIRST, "v-1"), name(FIRST, "v-2", "v-3")),
        (manned(GATE, "南门"), manned(GATE, "东门")),
        (plan_otherwise(STANDS, heads=4), plan_otherwise(STANDS, heads=5)),
        (limited(base=seen(LIMIT), rest=300), limited(base=seen(LIMIT), rest=480)),
        (move("s1", "confirmed", "withdrawn", 6), move("s1", "confirmed", "reserve", 4)),
    ],
    ids=ops.name,
)
def test_mine_goes_on_top_of_theirs(mine: ops.Op, theirs: ops.Op) -> None:
    shelf, alone = town(), town()
    alone.apply(mine)
    shelf.apply(theirs, user="li", client="c2")
    outcome = shelf.apply(mine)
    assert outcome.status == "conflict"
    clashed = edit(mine, stage="attention", result=Result(2, "conflict", shelf.seq, outcome.info))
    assert shelf.apply(mine_again(clashed, EPOCH)).status == "applied"
    if not isinstance(mine, ops.SignUpMove):
        assert picture(shelf) == picture(alone)


def test_whose_heads_are_meant_is_not_guessed() -> None:
    shelf = shelf_of(quota(6, 12, confirmed=6), sign_up("s1", 6, confirmed=3, reserve=3))
    mine = move("s1", "offered", "withdrawn", 3)
    outcome = shelf.apply(mine)
    clashed = edit(mine, stage="attention", result=Result(2, "conflict", shelf.seq, outcome.info))
    with pytest.raises(Refused, match="nothing_to_resolve"):
        mine_again(clashed, EPOCH)
