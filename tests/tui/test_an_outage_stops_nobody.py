"""Without a centre one goes on reading and editing; what comes back refused or clashed waits under `o`."""

from __future__ import annotations

import msgspec
import pytest

from postcmd.records import Quota
from tests.tui.fakes import FakeCentre, FakeDesk
from tests.tui.post import SUNHE, Post, a_post, world
from tui.attention import EditCard, OutboxList

pytestmark = pytest.mark.anyio


async def clash(post: Post) -> None:
    """I set 15 while the link was down; miyun had set 20."""
    post.desk.go_offline()
    await post.settle()
    await post.on(SUNHE)
    await post.type_at_once("15")
    await post.press("enter")
    theirs = msgspec.structs.replace(post.desk._seen["quota", SUNHE], min=20, max=20)
    assert isinstance(theirs, Quota)
    from postcmd.intents import set_heads

    op = set_heads(post.centre.records["quota", SUNHE], "20", "e1")  # type: ignore[arg-type]
    post.centre.decide(op, "miyun", "miyun")
    post.desk.come_back()
    await post.sync()


async def test_offline_it_says_since_when_and_edits_wait() -> None:
    async with a_post() as post:
        post.desk.go_offline()
        await post.settle()
        assert "offline since 12:00" in post.status
        await post.on(SUNHE)
        await post.press("plus")
        post.desk.save()
        await post.settle()
        assert (post.heads(SUNHE), post.cells(SUNHE)["mark"]) == ("13-13", "●")
        assert "1 edit waits" in post.status
        post.desk.come_back()
        await post.sync()
        assert post.status.startswith("online")
        assert "wait" not in post.status
        assert post.centre.records["quota", SUNHE].max == 13  # type: ignore[union-attr]


async def test_a_board_started_again_shows_the_pending_edits_on_top_of_the_cache() -> None:
    desk = FakeDesk(FakeCentre(world()))
    async with a_post(desk=desk) as post:
        desk.go_offline()
        await post.on(SUNHE)
        await post.press("plus")
        desk.save()
        await post.settle()
    async with a_post(desk=desk) as again:
        assert again.heads(SUNHE) == "13-13"
        assert "1 edit waits" in again.status


async def test_a_clash_waits_with_mine_theirs_and_base_and_who() -> None:
    async with a_post() as post:
        await clash(post)
        assert post.heads(SUNHE) == "20-20"
        assert post.cells(SUNHE)["mark"] == "!"
        assert "1 needs attention" in post.status
        await post.press("o", "enter")
        card = post.text_of(post.over(EditCard))
        assert "mine           15 heads" in card
        assert "theirs         20 heads  (miyun" in card
        assert "base           12 heads" in card


async def test_m_keeps_mine_on_top_of_theirs() -> None:
    async with a_post() as post:
        await clash(post)
        await post.press("o", "m", "escape")
        assert post.heads(SUNHE) == "15-15"
        await post.sync()
        assert post.centre.records["quota", SUNHE].max == 15  # type: ignore[union-attr]
        assert "attention" not in post.status


@pytest.mark.parametrize("keys", [("t",), ("d", "enter")])
async def test_t_and_d_leave_theirs_and_clear_the_list(keys: tuple[str, ...]) -> None:
    async with a_post() as post:
        await clash(post)
        await post.press("o", *keys, "escape")
        await post.sync()
        assert post.heads(SUNHE) == "20-20"
        assert "attention" not in post.status


async def test_e_opens_the_edit_again_with_what_i_wanted() -> None:
    async with a_post() as post:
        await clash(post)
        await post.press("o", "e")
        assert post.table.is_editing
        assert "15" in post.text_of(post.table)
        await post.press("enter")
        await post.sync()
        assert post.centre.records["quota", SUNHE].max == 15  # type: ignore[union-attr]


async def test_an_edit_on_its_way_needs_no_decision() -> None:
    async with a_post() as post:
        post.desk.go_offline()
        await post.on(SUNHE)
        await post.press("plus", "o", "m")
        assert "needs no decision" in post.said
        assert "+1" in post.text_of(post.over(OutboxList))


async def test_what_the_disk_does_not_take_is_not_shown_as_done() -> None:
    async with a_post() as post:
        await post.on(SUNHE)
        await post.press("plus")
        post.desk.refuse_on_disk("disk_full")
        await post.settle()
        assert post.heads(SUNHE) == "12-12"
        assert post.cells(SUNHE)["mark"] == "!"
        await post.press("o", "enter")
        assert "disk" in post.text_of(post.over(EditCard)).lower()


async def test_ctrl_r_asks_the_centre_at_once() -> None:
    async with a_post() as post:
        await post.press("ctrl+r")
        assert post.desk.asked_to_sync == 1
