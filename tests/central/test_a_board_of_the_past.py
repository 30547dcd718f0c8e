"""The board as it stood at a moment of the past, read from a real centre on both databases."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from postcmd import intents
from postcmd.ops import RecordRestore
from postcmd.past import PastAnswer
from postcmd.records import AnyRecord, Quota
from tests.central.field import SUNHE, Field, Post, add

pytestmark = pytest.mark.anyio
ON_BOTH = True

Stood = dict[str, AnyRecord]


async def ask(post: Post, **asked: Any) -> PastAnswer:
    answer = await post.http.get("/v1/past", params=asked, headers=post.headers)
    answer.raise_for_status()
    return msgspec.json.decode(answer.content, type=PastAnswer)


def records_in(answer: PastAnswer) -> Stood:
    return {put.record.id: put.record for put in answer.puts.every()}


def heads(answer: PastAnswer) -> int | None:
    quota = records_in(answer).get(SUNHE)
    return quota.max if isinstance(quota, Quota) else None


async def test_whatever_was_shown_is_shown_again(field: Field) -> None:
    """Commit by commit: changed, deleted, brought back, refused; with versions and logs, to whoever sees all of it."""
    post = await field.post("city")
    shown: dict[int, PastAnswer] = {}
    bring_back = RecordRestore(kind="quota", id=SUNHE)
    for op in (add(+1), add(-100), add(+2), "delete", bring_back, add(+3)):
        made = intents.delete(await field.quota(), post.epoch) if op == "delete" else op
        await post.ends(made)  # type: ignore[arg-type]
        now = await ask(post)
        shown[now.seq] = now
    assert [heads(one) for one in shown.values()] == [13, 13, 15, None, 15, 18]
    for seq, as_shown in shown.items():
        again = await ask(post, seq=seq)
        assert records_in(again) == records_in(as_shown)
        assert logs(again) == logs(as_shown)
        assert (again.at, again.last, again.back) == (as_shown.at, as_shown.last, as_shown.back)


async def test_a_request_that_lost_a_quota_is_still_there(field: Field) -> None:
    """The deletion of the quota takes the unit from the request: that deletes nothing else."""
    post = await field.post("chaoyang")
    await post.ends(intents.delete(await field.quota(), post.epoch))
    deleted = await field.head()
    await post.ends(RecordRestore(kind="quota", id=SUNHE))
    then = records_in(await ask(post, seq=deleted))
    assert "sunhe" in then
    assert SUNHE not in then


def logs(answer: PastAnswer) -> dict[str, Any]:
    return {put.record.id: msgspec.json.decode(put.log) for put in answer.puts.every()}


async def test_a_moment_means_the_last_commit_by_then(field: Field) -> None:
    post, start = await field.post("chaoyang"), field.wall()
    for _hour in range(2):
        field.wall.pass_by(hours=1)
        await post.ends(add(+1))
    field.wall.pass_by(hours=1)
    moments = [start.replace(hour=start.hour + hour, minute=30).isoformat() for hour in range(3)]
    assert [heads(await ask(post, at=moment)) for moment in moments] == [12, 13, 14]
    assert not (await ask(post, at="2001-01-01T00:00:00+08:00")).puts.count


async def test_one_goes_back_and_on_from_event_to_event(field: Field) -> None:
    """What the asker does not see is no step."""
    post, elsewhere = await field.post("chaoyang"), await field.post("miyun")
    await post.ends(add(+1))
    await elsewhere.ends(add(+5, "gubei", "miyun"))
    await post.ends(add(+1))
    now = await ask(post)
    assert now.on is None
    assert now.last is not None
    assert (now.last.id, now.last.event.verb, now.last.event.changed["max"]) == (SUNHE, "quota.add", (13, 14))
    one_back = await ask(post, seq=now.back)
    assert (heads(one_back), one_back.on) == (13, now.seq)
    two_back = await ask(post, seq=one_back.back)
    assert heads(two_back) == 12
    assert heads(await ask(post, seq=two_back.on)) == 13


async def test_nothing_outside_the_scope_is_shown_whatever_was_seen_then(field: Field) -> None:
    post = await field.post("miyun")
    assert heads(await ask(post)) is None
    assert heads(await ask(post, seq=await field.head())) is None


async def test_what_has_not_come_yet_is_refused_and_nothing_changes(field: Field) -> None:
    post, head = await field.post("chaoyang"), await field.head()
    for asked in ({"seq": head + 1}, {"at": "2222-11-20T00:00:00+08:00"}):
        answer = await post.http.get("/v1/past", params=asked, headers=post.headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "ahead")
    assert (await post.http.get("/v1/past", params={"at": "yesterday"}, headers=post.headers)).status_code == 422
    assert (await post.http.get("/v1/past")).status_code == 401
    assert await field.head() == head


async def test_a_board_comes_in_pages(field: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    from central import past

    post = await field.post("city")
    whole = records_in(await ask(post))
    monkeypatch.setattr(past, "PAGE", 5)
    pages: Stood = {}
    after = ""
    while True:
        page = await ask(post, **({"after": after} if after else {}))
        assert len(records_in(page)) <= 5
        pages |= records_in(page)
        after = page.next
        if not after:
            break
    assert pages == whole
