"""Two posts without a link reach for the same thing; with the link back one of them has it, the other sees why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from postcmd.ops import RequestTake, ReserveCall, SignUpOffer
from postcmd.records import SignUp
from tests.centre_fixture import DAY, WALL, a_quota, a_request
from tests.sync.desk import SUNHE, at_work
from tests.sync.fake_centre import FakeCentre
from tests.sync.two_posts import TwoPosts

ON: dict[str, Any] = {"request": "sunhe", "unit": "lianjia", "day": DAY}


@pytest.fixture
def posts(tmp_path: Path) -> Iterator[TwoPosts]:
    """For Sunhe eleven of twelve are confirmed."""
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
