"""Two posts without a link reach for the same thing; with the link back one of them has it, the other sees why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from postcmd.ops import Op, RequestTake, ReserveCall, SignUpOffer
from postcmd.records import SignUp
from tests.centre_fixture import DAY, WALL, a_quota, a_request
from tests.sync.desk import SUNHE, DeskAtWork, at_work
from tests.sync.fake_centre import FakeCentre

ON: dict[str, Any] = {"request": "sunhe", "unit": "lianjia", "day": DAY}


class TwoPosts:
    """Of one account, at one centre; for Sunhe eleven of twelve are confirmed."""

    def __init__(self, centre: FakeCentre, desks: list[DeskAtWork]) -> None:
        self.centre, self.desks = centre, desks

    def reach(self, *ops: Op) -> list[str]:
        """Each gives an op while there is no link; what is said afterwards of those without an effect."""
        self._lose_the_link()
        tickets = [desk.give(op) for desk, op in zip(self.desks, ops, strict=True)]
        for desk, ticket in zip(self.desks, tickets, strict=True):
            desk.until_stage(ticket, "saved")
        self.centre.weather = "fine"
        return sorted(self._said(desk, ticket) for desk, ticket in zip(self.desks, tickets, strict=True))

    def _lose_the_link(self) -> None:
        for desk in self.desks:
            desk.until_online()
        self.centre.weather = "gone"
        self.centre.drop_streams()
        for desk in self.desks:
            desk.until(lambda at=desk: at.link.state == "offline")  # type: ignore[misc]

    def _said(self, desk: DeskAtWork, ticket: str) -> str:
        desk.engine.sync_now()
        desk.until(lambda: desk.stage(ticket) in ("done", "attention"))
        edit = desk.edit(ticket)
        assert edit is not None
        return edit.result.info.code if edit.stage == "attention" and edit.result and edit.result.info else edit.stage


@pytest.fixture
def posts(tmp_path: Path) -> Iterator[TwoPosts]:
    request = replace(a_request("sunhe", "sunhe-p", 12), units=("lianjia",))
    centre = FakeCentre([request, replace(a_quota("sunhe", "lianjia", 12), confirmed=11, offered=11)])
    with ExitStack() as stack:
        desks = [stack.enter_context(at_work(tmp_path / name, centre)) for name in ("one", "other")]
        yield TwoPosts(centre, desks)


def test_at_the_last_place_one_of_two_posts_is_confirmed_and_the_other_told_full(posts: TwoPosts) -> None:
    offers = [SignUpOffer(signup=name, all_or_none=True, **ON) for name in ("one", "other")]
    assert posts.reach(*offers) == ["done", "full"]
    assert (posts.centre.quota(SUNHE).confirmed, posts.centre.quota(SUNHE).reserve) == (12, 0)


def test_the_reserve_is_called_into_the_last_place_by_one_of_two_posts(posts: TwoPosts) -> None:
    posts.centre.put(replace(posts.centre.quota(SUNHE), reserve=2, offered=13))
    posts.centre.put(SignUp(id="waits", at=WALL, heads=2, reserve=2, **ON))
    assert posts.reach(ReserveCall(heads=1, **ON), ReserveCall(heads=1, **ON)) == ["done", "full"]
    assert (posts.centre.quota(SUNHE).confirmed, posts.centre.quota(SUNHE).reserve) == (12, 1)


def test_of_two_posts_that_take_a_request_in_hand_one_learns_of_the_other(posts: TwoPosts) -> None:
    takes = [RequestTake(request="sunhe", by=name, seen="") for name in ("wang", "li")]
    assert posts.reach(*takes) == ["done", "taken_meanwhile"]
