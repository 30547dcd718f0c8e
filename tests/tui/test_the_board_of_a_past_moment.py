"""The board as it stood: opened by a key, stepped through, changed by nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from postcmd.errors import Unreachable
from postcmd.intents import set_heads
from postcmd.past import Happened, PastAnswer, PastQuestion
from postcmd.records import Event
from sync.past import Stood
from tests.tui.fakes import NOON
from tests.tui.post import SUNHE, Post, a_post, quota, world
from tui.board_screen import BoardScreen
from tui.past_board import PastBoard

pytestmark = pytest.mark.anyio
AN_HOUR_AGO = "2022-11-20 11:00"
HEADS = {1: 5, 2: 8, 3: 12}
"""Commit → the heads asked of 孙河 by then; each an hour after the other, the last one at noon."""


def at(seq: int) -> datetime:
    return NOON - timedelta(hours=3 - seq)


class Archive:
    """A centre's past, and what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[PastQuestion] = []
        self.is_away = False

    def __call__(self, asked: PastQuestion) -> Stood:
        self.asked.append(asked)
        if self.is_away:
            raise Unreachable("no_connection")
        seq = asked.seq if asked.seq is not None else max((n for n in HEADS if at(n) <= (asked.at or NOON)), default=0)
        records = [one for one in world() if one.id != SUNHE] if seq else []
        if seq:
            records.append(quota(min=HEADS[seq], max=HEADS[seq]))
        event = Event(
            seq=seq,
            at=at(seq),
            by="chaoyang",
            verb="quota.add",
            changed={"max": (HEADS.get(seq - 1, 0), HEADS.get(seq, 0))},
        )
        answer = PastAnswer(
            epoch="e",
            seq=seq,
            at=at(seq),
            last=Happened("quota", SUNHE, event) if seq else None,
            back=seq - 1 if seq else None,
            on=seq + 1 if seq + 1 in HEADS else None,
        )
        return Stood(answer, tuple(records), {})


@asynccontextmanager
async def in_the_past(typed: str, archive: Archive) -> AsyncIterator[Post]:
    async with a_post() as post:
        post.screen.ask_past = archive
        await post.on(SUNHE)
        await post.press("@")
        await post.type_at_once(typed)
        await press(post, "enter")
        yield post


async def press(post: Post, *keys: str) -> None:
    await post.press(*keys)
    await post.app.workers.wait_for_complete()
    await post.settle()


class Shown(Post):
    """What stands on the screen, whichever it is."""

    def __init__(self, post: Post) -> None:
        super().__init__(post.app, post.desk, post.pilot)

    @property
    def screen(self) -> BoardScreen:
        screen = self.app.screen
        assert isinstance(screen, BoardScreen)
        return screen


async def test_the_board_opens_as_it_stood_and_says_so() -> None:
    archive = Archive()
    async with in_the_past(AN_HOUR_AGO, archive) as post:
        shown = Shown(post)
        assert isinstance(shown.screen, PastBoard)
        assert archive.asked == [PastQuestion(at=at(2))]
        assert shown.heads(SUNHE) == "8-8"
        assert shown.table.cursor == SUNHE
        assert "THE PAST" in shown.status
        assert "chaoyang: heads changed" in shown.said
        await shown.press("q")
        assert shown.screen is post.screen
        assert shown.heads(SUNHE) == "12-12"


async def test_one_steps_by_events_and_by_hours() -> None:
    archive = Archive()
    async with in_the_past(AN_HOUR_AGO, archive) as post:
        shown = Shown(post)
        await press(post, "left_parenthesis")
        assert shown.heads(SUNHE) == "5-5"
        await press(post, "right_parenthesis")
        assert shown.heads(SUNHE) == "8-8"
        await press(post, "left_curly_bracket")
        assert (shown.heads(SUNHE), archive.asked[-1]) == ("5-5", PastQuestion(at=at(1)))
        await press(post, "left_parenthesis")
        assert not shown.screen.views["quota"].ids
        await press(post, "left_parenthesis")
        assert shown.said == "Nothing happened before this."


async def test_nothing_of_the_past_is_changed() -> None:
    async with in_the_past(AN_HOUR_AGO, Archive()) as post:
        shown = Shown(post)
        for key in ("plus", "5", "s", "n", "d", "N", "t", "D", "x", "Q", "A"):
            await shown.press(key, "enter")
            assert shown.heads(SUNHE) == "8-8"
            while shown.screen.overlays.is_open:
                await shown.press("escape")
        await shown.press("plus")
        assert "The past can only be looked at" in shown.said
        assert post.desk.edits == {}


async def test_the_present_goes_on_beneath_it() -> None:
    async with in_the_past(AN_HOUR_AGO, Archive()) as post:
        theirs = set_heads(post.centre.records["quota", SUNHE], "20", "e1")  # type: ignore[arg-type]
        post.centre.decide(theirs, "miyun", "miyun")
        await post.sync()
        assert Shown(post).heads(SUNHE) == "8-8"
        await post.press("escape")
        assert Shown(post).heads(SUNHE) == "20-20"


async def test_without_the_centre_the_reason_is_said_and_nothing_else_changes() -> None:
    archive = Archive()
    archive.is_away = True
    async with in_the_past(AN_HOUR_AGO, archive) as post:
        await post.settle()
        assert Shown(post).screen is post.screen
        assert post.said == "The centre cannot be reached."
        archive.is_away = False
        await press(post, "@")
        await post.type_at_once(AN_HOUR_AGO)
        await press(post, "enter")
        archive.is_away = True
        await press(post, "left_parenthesis")
        assert Shown(post).heads(SUNHE) == "8-8"
        assert Shown(post).said == "The centre cannot be reached."


async def test_what_is_no_moment_stays_in_the_line() -> None:
    archive = Archive()
    async with in_the_past("soon", archive) as post:
        assert Shown(post).screen is post.screen
        assert archive.asked == []
