"""Pulling: snapshots, deltas and results, always of one moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec
import pytest
from sqlalchemy import text

from central.history import change_epoch, count_the_day
from central.retention import prune
from postcmd.ops import QuotaIssue
from postcmd.puts import digest_of, fingerprint
from postcmd.records import AnyRecord, Kind, Unit, kind_of
from postcmd.scope import Grant
from postcmd.wire import PullAnswer
from tests.central.field import GUBEI, SUNHE, VOID, Field, Post, add, records_of, until
from tests.centre_fixture import DAY, a_quota, a_request

pytestmark = pytest.mark.anyio
ON_BOTH = {
    "test_a_delta_holds_the_effect_and_its_result_together",
    "test_pages_are_one_cut_whatever_changes_meanwhile",
    "test_the_digest_is_that_of_what_the_post_holds",
    "test_a_unit_moved_to_another_parent_leaves_one_scope_and_enters_another",
    "test_a_record_deleted_is_gone",
    "test_a_backup_restored_unannounced_is_noticed_and_changes_the_epoch",
    "test_cache_equals_the_scope_after_every_kind_of_change",
}


def ids(cut: PullAnswer) -> set[str]:
    return set(records_of(cut))


async def test_a_snapshot_holds_what_the_asker_sees_and_nothing_else(field: Field) -> None:
    cut = await (await field.post("chaoyang")).pull(cursor=None)
    assert cut.kind == "snapshot"
    assert {SUNHE, "sunhe", "squad-1", "lianjia", "miyun", "screening"} <= ids(cut)
    assert not {GUBEI, "gubei"} & ids(cut)


async def test_a_place_sees_the_squads_and_quotas_sent_to_it(field: Field) -> None:
    cut = await (await field.post("sunhe")).pull(cursor=None)
    assert {SUNHE, "sunhe", "squad-1"} <= ids(cut)
    assert not {GUBEI, "gubei"} & ids(cut)


async def test_a_delta_holds_the_effect_and_its_result_together(field: Field) -> None:
    post = await field.post("chaoyang")
    await post.push(add(+3))
    cut = await post.pull()
    assert (cut.kind, ids(cut)) == ("delta", {SUNHE})
    assert [(result.n, result.status, result.seq) for result in cut.mine] == [
        (1, "applied", cut.puts.quota[0].record.rev)
    ]
    assert ids(await post.pull()) == set()


async def test_results_below_low_are_not_sent_again(field: Field) -> None:
    post = await field.post("chaoyang")
    await post.push(add(+1), add(+1), add(+1))
    assert [result.n for result in (await post.pull(low=3)).mine] == [3]


async def test_pages_are_one_cut_whatever_changes_meanwhile(field: Field) -> None:
    post, other = await field.post("city"), await field.post("city")
    pages = post.pages(cursor=None, limit=3)
    seen = [await anext(pages)]
    assert seen[0].more
    await other.push(add(+7))
    await field.write(a_request("late", "miyun-d", 4), a_quota("late", "miyun", 4))
    seen += [page async for page in pages]
    held: dict[str, tuple[Kind, str, int]] = {}
    for put in (put for page in seen for put in page.puts.every()):
        if put.record.id not in held or put.record.rev >= held[put.record.id][2]:
            held[put.record.id] = (kind_of(put.record), put.record.id, put.record.rev)
    assert {"late", a_quota("late", "miyun", 4).id} <= set(held)
    assert seen[-1].digest == digest_of([fingerprint(kind, key, rev) for kind, key, rev in held.values()])
    assert (await post.ask(cursor=seen[-1].cursor)).json()["puts"] == {}


async def test_a_long_delta_comes_in_pages_too(field: Field) -> None:
    post = await field.post("city")
    await field.write(*[a_request(f"r{number}", "sunhe-p", 1) for number in range(25)])
    pages = [page async for page in post.pages(limit=10)]
    assert [page.more for page in pages] == [True, True, False]
    assert sum(page.puts.count for page in pages) == 25
    assert all(not page.mine and not page.gone for page in pages[:-1])


async def test_a_page_of_another_scope_is_refused(field: Field) -> None:
    post = await field.post("chaoyang")
    first = await anext(post.pages(cursor=None, limit=3))
    await field.grant("chaoyang", Grant("dispatcher", "u:centre/miyun"))
    answer = await post.ask(cursor=None, limit=3, page=first.page)
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor_expired")


async def test_a_page_of_a_history_that_was_restored_away_is_refused(field: Field) -> None:
    post = await field.post("chaoyang")
    first = await anext(post.pages(cursor=None, limit=3))
    await field.database.write(lambda connection: connection.execute(text("UPDATE commits SET nonce = 'restored'")))
    answer = await post.ask(cursor=None, limit=3, page=first.page)
    assert (answer.status_code, answer.json()["code"]) == (409, "reset")


@pytest.mark.parametrize("page", ["rubbish", "bnVsbA==", "é"])
async def test_a_page_that_is_none_is_malformed(field: Field, page: str) -> None:
    post = await field.post("chaoyang")
    assert (await post.ask(cursor=None, page=page)).status_code == 422


async def test_the_digest_is_that_of_what_the_post_holds(field: Field) -> None:
    post = await field.post("chaoyang")
    await post.push(add(+3))
    await post.pull()
    whole = await post.pull(cursor=None)
    asked = await post.pull(digest=True)
    assert asked.digest == whole.digest
    assert whole.digest is not None
    assert whole.digest.n == whole.puts.count
    assert (await post.pull()).digest is None


async def test_a_scope_that_grows_brings_what_is_new_in_it(field: Field) -> None:
    post = await field.post("chaoyang")
    await field.grant("chaoyang", Grant("dispatcher", "u:centre/chaoyang"), Grant("observer", "u:centre/miyun"))
    cut = await post.pull()
    assert {GUBEI, "gubei"} <= ids(cut)
    assert SUNHE not in ids(cut)
    assert cut.gone == []


async def test_a_scope_that_shrinks_takes_away_what_lay_in_it(field: Field) -> None:
    post = await field.post("chaoyang")
    await field.grant("chaoyang", Grant("dispatcher", "u:centre/miyun"))
    cut = await post.pull()
    assert {(gone.kind, gone.id, gone.why) for gone in cut.gone} == {
        ("quota", SUNHE, "scope"),
        ("request", "sunhe", "scope"),
        ("squad", "squad-1", "scope"),
    }
    assert cut.prefixes == ["r:", "u:centre/miyun"]


async def test_a_unit_moved_to_another_parent_leaves_one_scope_and_enters_another(field: Field) -> None:
    chaoyang, miyun = await field.post("chaoyang"), await field.post("miyun")
    await field.write(
        Unit(id="lianjia", kind="enterprise", name="链家", path="centre/miyun/lianjia", parent="miyun"),
    )
    left, entered = await chaoyang.pull(), await miyun.pull()
    assert ("quota", SUNHE, "moved") in {(gone.kind, gone.id, gone.why) for gone in left.gone}
    assert SUNHE not in ids(left)
    assert {SUNHE, "squad-1"} <= ids(entered)


async def test_a_record_deleted_is_gone(field: Field) -> None:
    post = await field.post("chaoyang")
    delete = f"UPDATE records SET deleted = true, seq = (SELECT seq FROM head) + 1 WHERE id = '{SUNHE}'"
    await field.database.write(lambda connection: connection.execute(text(delete)))
    await field.write(a_request("another", "miyun-d", 1))
    assert [(gone.id, gone.why) for gone in (await post.pull()).gone] == [(SUNHE, "deleted")]


async def test_issuing_a_quota_brings_the_request_to_the_unit(field: Field) -> None:
    city, miyun = await field.post("city"), await field.post("miyun")
    await city.push(QuotaIssue(request="sunhe", unit="miyun", day=DAY, min=2, max=4))
    assert {"sunhe", "sunhe.miyun.2022-11-20"} == ids(await miyun.pull())


async def test_a_cursor_of_another_epoch_is_told_to_begin_again(field: Field) -> None:
    post = await field.post("chaoyang")
    answer = await post.ask(cursor="other.3.0011223344556677")
    assert (answer.status_code, answer.json()["code"], answer.json()["epoch"]) == (409, "reset", post.epoch)


@pytest.mark.parametrize("anew", [False, True])
async def test_a_backup_restored_unannounced_is_noticed_and_changes_the_epoch(field: Field, anew: bool) -> None:
    """I6: the same epoch and seq with another nonce is another history, also for who learns everything anew."""
    post = await field.post("chaoyang")
    known = {"cursor": None, "seen": post.cursor, "epoch": post.epoch} if anew else {}
    await field.database.write(lambda connection: connection.execute(text("UPDATE commits SET nonce = 'restored'")))
    answer = await post.ask(**known)
    assert (answer.status_code, answer.json()["code"]) == (409, "reset")
    assert answer.json()["epoch"] != post.epoch
    again = await post.ask(**known)
    assert again.json()["epoch"] == answer.json()["epoch"], "one restore, one new epoch"


@pytest.mark.parametrize("announced", [True, False])
async def test_every_post_learns_what_moment_a_restore_went_back_to(field: Field, announced: bool) -> None:
    """Also who comes when others have sent again what was lost."""
    early, late = await field.post("chaoyang"), await field.post("city")
    await early.push(VOID)
    restored_to = (await early.pull()).now
    field.wall.pass_by(hours=1)
    if announced:
        await field.database.write(change_epoch, early.epoch)
    else:
        await field.database.write(lambda connection: connection.execute(text("UPDATE commits SET nonce = 'restored'")))
    assert (await early.ask()).status_code == 409
    said = [(await early.hello())["op_at"]]
    field.wall.pass_by(hours=1)
    early.cursor, early.epoch = None, (await early.hello())["epoch"]
    assert (await early.push(VOID)).status_code == 200
    said.append((await late.hello())["op_at"])
    assert [datetime.fromisoformat(moment) for moment in said] == [restored_to] * 2


async def test_a_cursor_ahead_of_the_head_is_another_history_too(field: Field) -> None:
    post = await field.post("chaoyang")
    await post.push(VOID)
    await post.pull()
    last = await field.head()
    await field.database.write(lambda connection: connection.execute(text("UPDATE head SET seq = seq - 1")))
    await field.database.write(lambda connection: connection.execute(text(f"DELETE FROM commits WHERE seq = {last}")))
    assert (await post.push(add(+1))).status_code == 409
    assert (await field.quota()).max == 12


async def test_a_cursor_older_than_what_is_kept_gets_a_snapshot(field: Field) -> None:
    post = await field.post("chaoyang")
    field.wall.pass_by(days=20)
    await field.write(a_request("in-between", "miyun-d", 1))
    field.wall.pass_by(days=40)
    await field.database.write(prune, field.wall())
    post.token = await field.new_token("chaoyang")
    answer = await post.ask()
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor_expired")


@pytest.mark.parametrize("cursor", ["", "x", "a.b.c", "a.1", "a.-1.c", "a.1.c.d", "9" * 500])
async def test_a_cursor_that_is_none_is_refused_by_name(field: Field, cursor: str) -> None:
    post = await field.post("chaoyang")
    answer = await post.ask(cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


async def test_a_waiting_pull_is_answered_by_the_next_change_in_scope(field: Field) -> None:
    post, other = await field.post("chaoyang"), await field.post("city")
    waiting = asyncio.create_task(post.ask(wait=20))
    await until(lambda: field.centre.feed.listeners == 1)
    await other.push(add(+3))
    cut = msgspec.json.decode((await asyncio.wait_for(waiting, 5)).content, type=PullAnswer)
    assert cut.puts.quota[0].record.max == 15


async def test_safe_is_what_is_a_week_old(field: Field) -> None:
    post = await field.post("chaoyang")
    old = await field.head()
    await field.database.write(count_the_day, field.wall())
    for _ in range(7):
        assert (await post.pull()).safe == 0
        field.wall.pass_by(days=1)
        await field.database.write(count_the_day, field.wall())
        await field.database.write(count_the_day, field.wall())
        await field.write(a_request(f"on-{field.wall.now:%d}", "miyun-d", 1))
    assert (await post.pull()).safe == old


async def test_a_clock_that_jumps_makes_nothing_safe_by_more_than_a_day(field: Field) -> None:
    post = await field.post("chaoyang")
    for days in (900, -900, 900, -1800, 900):
        field.wall.pass_by(days=days)
        await field.write(a_request(f"on-{field.wall.now:%y-%m}", "miyun-d", 1))
        await field.database.write(count_the_day, field.wall())
    post.token = await field.new_token("chaoyang")
    assert (await post.pull()).safe == 0


async def test_cache_equals_the_scope_after_every_kind_of_change(field: Field) -> None:
    """I5: a post that applies deltas holds what a fresh snapshot holds."""
    post, city = await field.post("chaoyang"), await field.post("city")
    held = records_of(await post.pull(cursor=None))
    changes: list[Callable[[], Awaitable[object]]] = [
        lambda: city.push(add(+3)),
        lambda: field.write(a_request("new", "sunhe-p", 2), a_quota("new", "lianjia", 2)),
        lambda: field.write(Unit(id="lianjia", kind="team", name="链家", path="centre/miyun/lianjia", parent="miyun")),
        lambda: city.push(add(+1, request="gubei", unit="miyun")),
        lambda: field.grant("chaoyang", Grant("observer", "u:centre/miyun")),
        lambda: field.grant("chaoyang", Grant("observer", "p:chaoyang-d"), Grant("observer", "u:centre/chaoyang")),
    ]
    for change in changes:
        await change()
        held = _applied(held, await post.pull())
        assert held == records_of(await Post(post.http, post.token, "FRESH").pull())


def _applied(held: dict[str, AnyRecord], cut: PullAnswer) -> dict[str, AnyRecord]:
    gone = {gone.id for gone in cut.gone}
    return {key: record for key, record in held.items() if key not in gone} | records_of(cut)
