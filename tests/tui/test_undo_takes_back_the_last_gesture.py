"""`u`: what was not sent is withdrawn, what was sent gets the opposite edit."""

from __future__ import annotations

import pytest

from postcmd.records import Quota, SignUp
from tests.tui.people import night
from tests.tui.post import GUBEI, JINZHAN, SUNHE, Post, a_post

pytestmark = pytest.mark.anyio


async def test_with_nothing_done_it_says_so() -> None:
    async with a_post() as post:
        await post.press("u")
        assert "Nothing has been changed here yet" in post.said


async def test_an_unsent_edit_is_withdrawn() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("plus")
        post.desk.save()
        await post.press("u")
        assert post.heads(SUNHE) == "12-12"
        await post.sync()
        assert post.desk.sent == []
        assert (post.heads(SUNHE), post.cells(SUNHE)["mark"]) == ("12-12", "")


async def test_a_sent_edit_gets_its_opposite() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("plus")
        await post.sync()
        await post.press("u")
        assert post.heads(SUNHE) == "12-12"
        await post.sync()
        assert post.centre.records["quota", SUNHE].max == 12  # type: ignore[union-attr]


async def test_a_number_set_goes_back_to_what_stood_before() -> None:
    async with a_post() as post:
        await post.on(JINZHAN)
        await post.type_at_once("2-20")
        await post.press("enter")
        await post.sync()
        await post.press("u")
        await post.sync()
        assert post.heads(JINZHAN) == "6-9"


async def test_of_a_repeated_key_each_press_is_undone_by_itself() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("plus", "plus", "plus")
        await post.press("u")
        assert post.heads(SUNHE) == "14-14"
        await post.press("u", "u")
        assert post.heads(SUNHE) == "12-12"
        await post.sync()
        assert post.centre.records["quota", SUNHE].max == 12  # type: ignore[union-attr]


async def test_a_gesture_on_a_selection_is_undone_as_one() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("space")
        await post.on(GUBEI)
        await post.press("space", "plus", "enter")
        await post.sync()
        await post.press("u")
        await post.sync()
        assert (post.heads(SUNHE), post.heads(GUBEI)) == ("12-12", "12-12")


async def test_what_the_centre_refused_is_not_undone() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.type_at_once("13")
        await post.press("enter")
        post.desk.save()
        del post.centre.records["quota", SUNHE]
        await post.sync()
        await post.press("u")
        assert "nothing to undo" in post.said.lower()


def quota(post: Post, quota_id: str) -> Quota:
    found = post.centre.records["quota", quota_id]
    assert isinstance(found, Quota)
    return found


async def test_a_person_marked_as_no_show_by_a_slip_is_confirmed_again() -> None:
    async with a_post(night()) as post:
        before = quota(post, SUNHE)
        await post.on(SUNHE)
        await post.press("S", "x", "escape")
        await post.sync()
        assert quota(post, SUNHE).confirmed == 10
        await post.press("u")
        assert "1 change undone" in post.said
        await post.sync()
        one, now = post.centre.records["signup", "s1"], quota(post, SUNHE)
        assert isinstance(one, SignUp)
        assert (one.confirmed, one.no_show) == (1, 0)
        assert (now.confirmed, now.offered, now.reserve) == (before.confirmed, before.offered, before.reserve)


async def test_a_sign_up_that_fell_into_two_states_is_undone_as_one_change() -> None:
    async with a_post(night()) as post:
        await post.on(JINZHAN)
        await post.press("S", "a")
        await post.type_at_once("12\r")
        await post.press("escape")
        await post.sync()
        assert (quota(post, JINZHAN).confirmed, quota(post, JINZHAN).reserve) == (9, 3)
        await post.press("u")
        assert "1 change undone" in post.said
        await post.sync()
        now = quota(post, JINZHAN)
        assert (now.confirmed, now.reserve, now.offered) == (0, 0, 0)


async def test_what_cannot_be_undone_says_what_to_do_instead() -> None:
    async with a_post(night()) as post:
        await post.on(SUNHE)
        await post.press("R", "enter")
        await post.sync()
        await post.press("u")
        assert "move back who need not" in post.said
