"""Who may only look is told so at the key, not after a form was filled in."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from postcmd.edits import Update
from postcmd.scope import Grant
from tests.tui.post import SUNHE, Post, a_post
from widgets.form import Form

pytestmark = pytest.mark.anyio

LOOKING = (Grant("observer", "*"),)


async def told_to_look_only(post: Post) -> None:
    link = msgspec.structs.replace(post.desk.link(), grants=LOOKING)
    post.screen.take(Update(link=link))
    await post.settle()


@pytest.mark.parametrize(("keys", "kind"), [("5", "quota"), ("s", "squad"), ("s", "request"), ("n", "quota")])
async def test_an_observer_is_told_at_the_key_and_nothing_opens(keys: str, kind: Any) -> None:
    async with a_post() as post:
        await told_to_look_only(post)
        post.screen.go_to_pane(kind)
        await post.press(keys)
        assert post.said == "Your role does not allow this here."
        assert not post.table.is_editing
        assert not any(form.has_class("-open") for form in post.screen.query(Form))


async def test_a_post_that_was_never_told_its_grants_leaves_the_question_to_the_centre() -> None:
    async with a_post() as post:
        post.screen.take(Update(link=msgspec.structs.replace(post.desk.link(), grants=())))
        await post.on(SUNHE)
        await post.press("5")
        assert post.table.is_editing
