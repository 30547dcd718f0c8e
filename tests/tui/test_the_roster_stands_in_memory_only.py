"""Names are shown to whom the grant covers them, while a list with names is open, and to nobody after that."""

from __future__ import annotations

import pytest

from postcmd.roster import Person
from postcmd.scope import Grant
from tests.tui.fakes import FakeCentre, FakeDesk
from tests.tui.people import SUNHE, night
from tests.tui.post import Post, a_post
from tui.roster_screen import RosterList
from tui.signups_screen import SignUpsList

pytestmark = pytest.mark.anyio
PEOPLE = [
    Person(id="v1", name="张三", unit="lianjia", phone="138 0000 0001"),
    Person(id="v8", name="李四", unit="lianjia"),
]


def desk(*, roster: bool) -> FakeDesk:
    made = FakeDesk(FakeCentre(night()))
    made.grants = made.rights = (Grant("dispatcher", "*", roster=roster),)
    return made


async def read(post: Post, *keys: str) -> None:
    post.screen.roster = lambda unit, words: [one for one in PEOPLE if words in one.name]
    await post.on(SUNHE)
    await post.press(*keys)
    await post.app.workers.wait_for_complete()
    await post.settle()


async def test_the_roster_is_shown_while_it_is_open_and_forgotten_when_it_is_left() -> None:
    async with a_post(desk=desk(roster=True)) as post:
        await read(post, "g", "p")
        assert "张三" in post.text_of(post.over(RosterList))
        await post.press("down", "a")
        assert post.said == "李四 is signed up"
        await post.press("escape")
        assert not post.screen.people.all
        (edit,) = post.desk.edits.values()
        assert "李四" not in str(edit.op)


async def test_names_stand_beside_sign_ups_while_they_may() -> None:
    async with a_post(desk=desk(roster=True)) as post:
        await read(post, "S")
        assert "张三" in post.text_of(post.over(SignUpsList))
        await post.press("escape")
        assert not post.screen.people.all


async def test_without_the_right_sign_ups_go_by_number() -> None:
    async with a_post(desk=desk(roster=False)) as post:
        await read(post, "g", "p")
        assert "grant with the roster" in post.text_of(post.over(RosterList))
        await post.press("escape", "S")
        assert "no. v1" in post.text_of(post.over(SignUpsList))
