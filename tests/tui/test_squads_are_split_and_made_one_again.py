"""Splitting, merging, the tree and a captain's need: few keys, nothing is lost, and one key takes it back."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from postcmd.records import AnyRecord, Place, Request, Squad
from tests.tui.post import Post, a_post, world
from tui.squad_split import SplitScreen
from tui.squad_tree import TreeScreen

pytestmark = pytest.mark.anyio

VILLAGES = ("一村", "二村", "三村")


def ground() -> list[AnyRecord]:
    """Thirty of 链家 muster for 孙河, which has three villages; four helpers stand beside."""
    villages = [
        Place(id=f"v{nth}", kind="village", name=name, path=f"chaoyang-d/sunhe-p/v{nth}", parent="sunhe-p")
        for nth, name in enumerate(VILLAGES, 1)
    ]
    first: dict[str, Any] = {"strength": 30, "present": 28, "helpers": 4, "status": "mustering", "rev": 1}
    records = [msgspec.structs.replace(one, **first) if one.id == "first" else one for one in world()]
    return [*records, *villages]


def live(post: Post) -> list[tuple[str, int, str | None]]:
    squads = [one for one in post.centre.records.values() if isinstance(one, Squad) and one.is_live]
    return sorted((one.name, one.strength, one.place) for one in squads if one.id != "second")


def heads(post: Post) -> list[tuple[str, int]]:
    return [(name, number) for name, number, _place in live(post)]


async def test_a_split_over_three_places_takes_at_most_fifteen_keys_and_goes_back_by_one() -> None:
    async with a_post(ground()) as post:
        await post.press("g", "s")
        await post.on("first")
        keys = ["x", "x", "1", "2", "enter", "1", "0", "enter", "8", "enter", "enter"]
        await post.press(*keys[:2])
        shown = post.text_of(post.over(SplitScreen))
        assert [shown.count(name) for name in VILLAGES] == [2, 2, 2], "each part is proposed a place, and called by it"
        assert "nobody left over" in shown
        await post.press(*keys[2:])
        assert len(keys) <= 15
        assert "is in 3 parts" in post.said
        await post.sync()
        assert live(post) == [("一村", 12, "v1"), ("三村", 8, "v3"), ("二村", 10, "v2")]
        parts = [one for one in post.centre.records.values() if isinstance(one, Squad) and one.parent == "first"]
        assert (sum(one.present for one in parts), sum(one.helpers for one in parts)) == (28, 4)
        await post.press("T")
        shown = post.text_of(post.over(TreeScreen))
        assert "28/30" in shown
        assert "  二村" in shown
        await post.press("escape", "u")
        await post.sync()
        assert heads(post) == [("链家一队", 30)]


async def test_fifty_go_as_eighteen_and_thirty_two_over_four_places_in_at_most_fifteen_keys() -> None:
    fourth = Place(id="v4", kind="village", name="四村", path="chaoyang-d/sunhe-p/v4", parent="sunhe-p")
    records = [msgspec.structs.replace(one, strength=50) if one.id == "first" else one for one in ground()]
    async with a_post([*records, fourth]) as post:
        await post.press("g", "s")
        await post.on("first")
        keys = ["x", "x", "x", "6", "enter", "6", "enter", "6", "enter", "3", "2", "enter", "enter"]
        await post.press(*keys)
        assert len(keys) <= 15
        await post.sync()
        assert live(post) == [("一村", 6, "v1"), ("三村", 6, "v3"), ("二村", 6, "v2"), ("四村", 32, "v4")]


async def test_parts_sum_to_the_whole_and_one_key_makes_them_one_again() -> None:
    async with a_post(ground()) as post:
        await post.press("g", "s")
        await post.on("first")
        await post.press("x", "2", "0")
        assert "nobody left over" in post.text_of(post.over(SplitScreen)), "the other part has what is left"
        await post.press("enter", "1", "1", "enter", "enter")
        assert "1 too many" in post.text_of(post.over(SplitScreen)), "it stays open, and says by how many"
        await post.press("down", "1", "0", "enter", "enter")
        await post.press("Y")
        assert "is one again" in post.said
        await post.sync()
        assert heads(post) == [("链家一队", 30)]
        await post.press("space")
        await post.on("second")
        await post.press("space", "Y")
        await post.press("escape", "escape")
        await post.on("second")
        await post.press("*")
        await post.type_at_once("核酸检测\r4\r")
        await post.sync()
        (born,) = [one for one in post.centre.records.values() if isinstance(one, Request) and one.born_of]
        assert (born.born_of, born.place, born.task, born.lines[0].min) == ("second", "sunhe-p", "screening", 4)
        assert (born.called_by, born.addressed_unit) == ("链家二队", "lianjia")
