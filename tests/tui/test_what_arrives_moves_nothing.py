"""Live updates change figures and rows; cursor, scroll, focus, selection and an open edit stay where they are."""

from __future__ import annotations

import asyncio
import threading

import msgspec
import pytest

from postcmd.edits import Update
from postcmd.records import AnyRecord
from tests.tui.fakes import NOON
from tests.tui.post import GUBEI, JINZHAN, SUNHE, Post, a_post, quota, request, world
from tui.bridge import Bridge
from widgets.ask import Question

pytestmark = pytest.mark.anyio


async def arrive(post: Post, *records: AnyRecord, gone: tuple[str, ...] = ()) -> None:
    """The centre changes, and this post hears of it."""
    for record in records:
        post.centre.records["request" if "." not in record.id else "quota", record.id] = record
    for quota_id in gone:
        del post.centre.records["quota", quota_id]
    post.desk.pull()
    await post.settle()
    post.screen.list_stale()
    await post.settle()


async def test_a_row_that_arrives_above_leaves_cursor_selection_and_focus() -> None:
    async with a_post() as post:
        await post.on(GUBEI)
        await post.press("space")
        await arrive(post, request("anew", "chaoyang-d"), quota("anew"))
        assert "anew.lianjia.2022-11-20" in post.view.ids
        assert (post.table.cursor, post.table.selected) == (GUBEI, (GUBEI,))
        assert post.table.has_focus


async def test_an_open_edit_keeps_its_record_and_its_text_whatever_arrives() -> None:
    async with a_post() as post:
        await post.on(GUBEI)
        await post.type_at_once("25")
        await arrive(post, request("anew", "chaoyang-d"), quota("anew"), quota("gubei", "miyun", min=8, max=8, rev=2))
        assert post.table.is_editing
        assert "25" in post.text_of(post.table)


async def test_a_number_typed_over_one_that_somebody_changed_meanwhile_asks_first() -> None:
    async with a_post() as post:
        await post.on(GUBEI)
        await post.type_at_once("20")
        await arrive(post, quota("gubei", "miyun", min=8, max=8, rev=2, updated_by="miyun"))
        await post.press("enter")
        assert "miyun made this 8 while you typed" in post.text_of(post.over(Question))
        await post.press("enter")
        assert not post.desk.edits
        await post.type_at_once("20")
        await post.press("enter")
        assert post.heads(GUBEI) == "20-20"


async def test_a_record_that_vanishes_closes_its_edit_with_a_reason() -> None:
    async with a_post() as post:
        await post.on(GUBEI)
        await post.type_at_once("25")
        await arrive(post, gone=(GUBEI,))
        assert not post.table.is_editing
        assert "gone" in post.said
        assert "25" in post.said
        assert not post.desk.edits


async def test_the_window_does_not_scroll_under_the_eyes() -> None:
    many = [*world(), *(quota(f"r{nth:02}", day=quota().day) for nth in range(60))]
    async with a_post(many, size=(150, 20)) as post:
        for _ in range(3):
            await post.press("pagedown")
        before = (post.table.cursor, post.table.top)
        changed = msgspec.structs.replace(quota("r30"), confirmed=5, rev=2)
        await arrive(post, changed)
        assert (post.table.cursor, post.table.top) == before


async def test_a_request_that_is_filled_sinks_below_those_that_are_short() -> None:
    async with a_post() as post:
        assert post.screen.views["request"].ids[0] == "sunhe"
        await arrive(
            post,
            msgspec.structs.replace(quota("sunhe"), confirmed=12, rev=2),
            request("jinzhan", "jinzhan-p", urgent=True),
        )
        assert post.screen.views["request"].ids[0] == "jinzhan"


async def test_totals_follow_the_rows_they_add() -> None:
    async with a_post() as post:
        assert "42 short" in post.view.counts_text(post.screen.days, "")
        await arrive(post, msgspec.structs.replace(quota("sunhe"), confirmed=10, rev=2))
        assert "32 short" in post.view.counts_text(post.screen.days, "")


async def test_a_new_operational_day_moves_the_days_shown() -> None:
    async with a_post() as post:
        assert SUNHE in post.view.ids
        post.centre.now = NOON.replace(day=21)
        await arrive(post)
        assert SUNHE not in post.view.ids


async def test_updates_from_another_thread_arrive_merged_and_in_order_without_holding_it_up() -> None:
    got: list[Update] = []
    bridge = Bridge(asyncio.get_running_loop(), got.append)
    updates = [Update(puts=(msgspec.structs.replace(quota(), max=12 + nth),)) for nth in range(50)]

    def engine() -> None:
        for update in updates:
            bridge.post(update)

    thread = threading.Thread(target=engine)
    thread.start()
    # The loop is held up: the engine's thread goes on all the same.
    thread.join(5)
    assert not thread.is_alive()
    await asyncio.sleep(0)
    assert len(got) == 1
    assert got[0].puts == updates[-1].puts


async def test_after_closing_the_bridge_delivers_nothing() -> None:
    got: list[Update] = []
    bridge = Bridge(asyncio.get_running_loop(), got.append)
    bridge.post(Update())
    bridge.close()
    bridge.post(Update())
    await asyncio.sleep(0)
    assert got == []


async def test_jinzhan_stands_where_it_stood_when_only_its_numbers_change() -> None:
    async with a_post() as post:
        order = list(post.view.ids)
        await arrive(post, msgspec.structs.replace(quota("jinzhan", min=6, max=9), confirmed=3, rev=2))
        assert post.view.ids == order
        assert post.cells(JINZHAN)["confirmed"] == "3"


async def test_a_quota_whose_parts_are_shown_counts_in_its_parts() -> None:
    whole = quota("jinzhan", "chaoyang", min=20, max=20)
    part = quota("jinzhan", parent=whole.id, min=15, max=15)
    async with a_post([*world(), whole, part]) as post:
        before = post.view.counts_text(post.screen.days, "")
        assert "51 short" in before, "12 + 15 + 12 + 12, and not the whole's 20 beside its part"
        await arrive(post, msgspec.structs.replace(part, status="declined", rev=2))
        assert "56 short" in post.view.counts_text(post.screen.days, "")
