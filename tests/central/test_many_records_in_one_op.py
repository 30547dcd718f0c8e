"""Transfers, bulks, deletions and notes at the centre: one commit each, judged record by record."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from postcmd import intents
from postcmd.ops import Bulk, NoteSet, QuotaIssue, QuotaTransfer, RecordDelete, RecordRestore
from postcmd.records import Event, Quota, quota_id
from postcmd.scope import Grant
from postcmd.wire import Result
from tests.central.field import GUBEI, SUNHE, Field, Post, add, records_of
from tests.centre_fixture import DAY, a_quota

pytestmark = pytest.mark.anyio

BRING_BACK = RecordRestore(kind="quota", id=SUNHE)


async def delete(field: Field, post: Post, key: str = SUNHE) -> RecordDelete:
    return intents.delete(await field.quota(key), post.epoch)


async def last_of(post: Post) -> Result:
    return (await post.results())[post.n]


async def failing(post: Post) -> Any:
    info = (await last_of(post)).info
    assert info is not None
    return info.facts["items"]


async def test_a_new_post_never_sees_what_was_deleted(field: Field) -> None:
    post = await field.post("chaoyang")
    await post.ends(await delete(field, post))
    late = await field.post("city")
    late.cursor = None
    assert SUNHE not in records_of(await late.pull())


async def test_an_edit_of_what_somebody_deleted_says_who_did(field: Field) -> None:
    post, other = await field.post("chaoyang"), await field.post("city")
    await post.ends(await delete(field, post))
    assert await other.ends(add(+1), NoteSet(kind="quota", id=SUNHE, text="夜班")) == ["rejected", "rejected"]
    info = (await last_of(other)).info
    assert info is not None
    assert (info.code, info.by) == ("deleted", "chaoyang")


async def test_what_was_deleted_out_of_sight_is_told_of_to_nobody(field: Field) -> None:
    """I8: a push outside the scope changes and reveals nothing."""
    post, stranger = await field.post("chaoyang"), await field.post("miyun")
    await post.ends(await delete(field, post))
    assert await stranger.ends(BRING_BACK, add(+1)) == ["rejected", "rejected"]
    for result in (await stranger.results()).values():
        assert result.info is not None
        assert (result.info.code, result.info.by) == ("forbidden_scope", "")


async def test_a_deletion_on_top_of_a_change_nobody_here_saw_is_a_conflict(field: Field) -> None:
    post, other = await field.post("chaoyang"), await field.post("city")
    stale = await delete(field, post)
    await other.ends(add(+3))
    assert await post.ends(stale) == ["conflict"]
    assert (await field.quota()).max == 15


# Transfers


async def test_a_transfer_is_one_commit_and_tells_on_what_it_landed(field: Field) -> None:
    await field.write(a_quota("sunhe", "chaoyang", 8))
    post = await field.post("city")
    over = QuotaTransfer(request="sunhe", unit="lianjia", day=DAY, to="chaoyang", min=2, max=2)
    assert await post.ends(add(+3), over) == ["applied", "applied"]
    result = await last_of(post)
    assert result.info is not None
    assert (result.info.code, result.info.now) == ("on", {"min": 15, "max": 15})
    receiver = await field.quota(f"sunhe.chaoyang.{DAY}")
    assert ((await field.quota()).max, receiver.max) == (13, 10)
    assert (await field.quota()).rev == receiver.rev == result.seq


async def test_a_transfer_needs_the_right_to_both_quotas(field: Field) -> None:
    await field.write(a_quota("sunhe", "miyun", 8))
    over = QuotaTransfer(request="sunhe", unit="lianjia", day=DAY, to="miyun", max=2, min=2)
    for account in ("miyun", "lianjia"):
        await field.grant(account, Grant("dispatcher", f"u:centre/{account}"))
    assert await (await field.post("miyun")).ends(over) == ["rejected"]
    assert (await field.quota()).max == 12


# Bulks


def gubei(heads: int) -> Any:
    return add(heads, "gubei", "miyun")


async def test_a_bulk_is_one_commit_with_an_event_for_each_record(field: Field) -> None:
    post = await field.post("city")
    note = NoteSet(kind="quota", id=SUNHE, text="夜班")
    assert await post.ends(Bulk(items=(add(+3), note, gubei(+1)), reason="加派")) == ["applied"]
    seq = (await last_of(post)).seq
    rows = await field.rows(f"SELECT part, id, body FROM events WHERE seq = {seq} ORDER BY part")
    events = [msgspec.json.decode(row[2], type=Event) for row in rows]
    assert [(row[0], row[1]) for row in rows] == [(0, SUNHE), (1, SUNHE), (2, GUBEI)]
    assert [(event.verb, event.reason) for event in events] == [
        ("quota.add", "加派"),
        ("note.set", "加派"),
        ("quota.add", "加派"),
    ]
    assert [(await field.quota(key)).rev for key in (SUNHE, GUBEI)] == [seq, seq]


async def test_a_bulk_that_comes_twice_takes_effect_once(field: Field) -> None:
    """I3: each number has at most one effect."""
    post = await field.post("city")
    await post.push(Bulk(items=(add(+3), gubei(+1))))
    post.n -= 1
    await post.push(Bulk(items=(add(+3), gubei(+1))))
    assert [(await field.quota(key)).max for key in (SUNHE, GUBEI)] == [15, 6]


async def test_an_item_out_of_scope_is_refused_and_the_others_go_on(field: Field) -> None:
    post = await field.post("chaoyang")
    assert await post.ends(Bulk(items=(gubei(+1), add(+3)))) == ["rejected"]
    assert await failing(post) == [[0, "rejected", "forbidden_scope"]]
    assert [(await field.quota(key)).max for key in (SUNHE, GUBEI)] == [15, 5]


async def test_an_atomic_bulk_with_an_item_out_of_scope_changes_nothing(field: Field) -> None:
    post = await field.post("chaoyang")
    assert await post.ends(Bulk(items=(add(+3), gubei(+1)), atomic=True)) == ["rejected"]
    assert (await field.quota()).max == 12


async def test_what_stands_on_a_bulk_is_blocked_only_where_the_bulk_failed(field: Field) -> None:
    """I11: what stands on a refused edit is blocked, and nothing else."""
    post = await field.post("city")
    partly = Bulk(items=(add(+3), gubei(-9)))
    after: dict[str, Any] = {"after": 1}
    good, lost = add(+1, **after), add(+1, "gubei", "miyun", **after)
    assert await post.ends(partly, good, lost) == ["rejected", "applied", "blocked"]
    later = await field.post("city")
    await later.ends(Bulk(items=(add(+3), gubei(-9))))
    assert await later.ends(good, lost) == ["applied", "blocked"]
    assert (await field.quota()).max == 20


async def test_of_a_bulk_that_stands_on_a_refused_edit_only_its_own_records_are_blocked(field: Field) -> None:
    post = await field.post("city")
    assert await post.ends(gubei(-9), Bulk(items=(gubei(+1), add(+3)), after=1)) == ["rejected", "rejected"]
    assert await failing(post) == [[0, "rejected", "blocked"]]
    assert await post.ends(Bulk(items=(gubei(+1), add(+3)), after=1, atomic=True)) == ["rejected"]
    assert [(await field.quota(key)).max for key in (SUNHE, GUBEI)] == [15, 5]


async def test_a_bulk_may_take_a_record_from_where_it_lies_twice(field: Field) -> None:
    """The request leaves the unit, comes back and leaves again, all in one commit."""
    post = await field.post("city")
    away, again = await delete(field, post), QuotaIssue(request="sunhe", unit="lianjia", day=DAY, min=1, max=2)
    assert await post.ends(Bulk(items=(away, again, away))) == ["applied"]
    assert SUNHE not in records_of(await (await field.post("chaoyang")).pull())


async def test_what_was_deleted_and_issued_anew_is_no_part_of_its_former_quota(field: Field) -> None:
    await field.write(a_quota("sunhe", "chaoyang", 10))
    post = await field.post("city")
    issue = QuotaIssue(request="sunhe", unit="lianjia", day=DAY, min=1, max=8)
    part = msgspec.structs.replace(issue, parent=quota_id("sunhe", "chaoyang", DAY))
    assert await post.ends(await delete(field, post), part) == ["applied", "applied"]
    lower = add(-5, unit="chaoyang")
    assert await post.ends(await delete(field, post), issue, lower) == ["applied", "applied", "applied"]


async def test_a_transfer_that_stands_on_a_refused_edit_of_either_quota_is_blocked(field: Field) -> None:
    await field.write(a_quota("sunhe", "chaoyang", 8))
    post = await field.post("city")
    over = QuotaTransfer(request="sunhe", unit="chaoyang", day=DAY, to="lianjia", max=2, min=2, after=1)
    assert await post.ends(add(-99), over) == ["rejected", "blocked"]
    assert isinstance(await field.quota(), Quota)
    assert (await field.quota()).max == 12
