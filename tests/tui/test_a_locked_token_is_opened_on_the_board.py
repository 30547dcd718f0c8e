"""Where the token lies in an encrypted file, the board says so, and takes the passphrase without showing it."""

from __future__ import annotations

import msgspec
import pytest

from postcmd.edits import Update
from postcmd.errors import SignInNeeded
from sync.ports import Secret
from tests.tui.post import Post, a_post
from tui.unlock_line import UnlockLine

pytestmark = pytest.mark.anyio

RIGHT = "four words"


def unlock(passphrase: Secret) -> None:
    if passphrase != Secret(RIGHT):
        raise SignInNeeded("wrong_passphrase")


async def lock(post: Post) -> None:
    post.screen.unlock = unlock
    link = msgspec.structs.replace(post.desk.link(), state="sign_in", trouble="passphrase_needed")
    post.desk._deliver(Update(link=link))
    await post.settle()


async def give(post: Post, passphrase: str) -> None:
    await post.press("U")
    await post.type_at_once(passphrase)
    line = post.over(UnlockLine)
    await post.press("enter")
    await post.app.workers.wait_for_complete([worker for worker in post.app.workers if worker.node is line])
    await post.settle()


async def test_the_status_line_says_what_to_press() -> None:
    async with a_post() as post:
        await lock(post)
        assert "the token is locked: press U" in post.status


async def test_the_right_passphrase_asks_the_centre_at_once_and_leaves_nothing_behind() -> None:
    async with a_post() as post:
        await lock(post)
        await give(post, RIGHT)
        assert post.desk.asked_to_sync == 1
        assert post.screen.query_one(UnlockLine).text == ""


async def test_a_wrong_one_is_said_and_asked_for_again() -> None:
    async with a_post() as post:
        await lock(post)
        await give(post, "something else")
        assert post.said == "This is not the passphrase of the encrypted file. Press U to try again."
        assert post.desk.asked_to_sync == 0
        await give(post, RIGHT)
        assert post.desk.asked_to_sync == 1


async def test_where_nothing_is_locked_the_key_says_so() -> None:
    async with a_post() as post:
        await post.press("U")
        assert post.said == "No passphrase is needed."
