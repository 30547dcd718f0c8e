"""Pushing: every op once, in order, all of a message or nothing."""

from __future__ import annotations

import gzip

import httpx
import msgspec
import pytest

from postcmd.ops import Base, Bulk, NoteSet, RecordDelete, RecordRestore, RequestMove, numbered
from postcmd.wire import MOST_BYTES
from tests.central.field import SUNHE, VOID, Field, add, set_to

pytestmark = pytest.mark.anyio
ON_BOTH = {
    "test_a_lost_reply_does_not_add_the_heads_twice",
    "test_another_op_under_the_same_number_is_refused",
    "test_a_client_that_lost_ops_for_good_may_say_so",
    "test_every_op_is_one_commit_without_a_gap",
    "test_what_stands_on_a_refused_op_is_blocked",
    "test_the_state_is_the_replay_of_the_events",
}


async def test_a_lost_reply_does_not_add_the_heads_twice(field: Field) -> None:
    """I3: the same op again has no effect."""
    post = await field.post("chaoyang")
    first = numbered(add(+3), 1)
    assert (await post.send([first])).json() == {"upto": 1}
    assert (await post.send([first])).json() == {"upto": 1}
    assert (await field.quota()).max == 15


async def test_another_op_under_the_same_number_is_refused(field: Field) -> None:
    """I3: one number never carries two meanings."""
    post = await field.post("chaoyang")
    await post.send([numbered(add(+3), 1)])
    again = await post.send([numbered(add(+4), 1), numbered(add(+1), 2)])
    assert (again.status_code, again.json()["code"], again.json()["n"]) == (409, "op_mismatch", 1)
    assert (await field.quota()).max == 15


async def test_a_missing_number_is_asked_for(field: Field) -> None:
    post = await field.post("chaoyang")
    answer = await post.send([numbered(add(+3), 3)])
    assert (answer.status_code, answer.json()["code"], answer.json()["expect"]) == (409, "gap", 1)
    assert (await field.quota()).max == 12


async def test_a_client_that_lost_ops_for_good_may_say_so(field: Field) -> None:
    post = await field.post("chaoyang")
    assert (await post.send([numbered(add(+3), 3)], gap_ok=True)).status_code == 200
    assert {n: result.status for n, result in (await post.results()).items()} == {
        1: "unknown",
        2: "unknown",
        3: "applied",
    }


async def test_ops_of_one_message_build_on_each_other(field: Field) -> None:
    post = await field.post("chaoyang")
    seen = await field.quota()
    assert await post.ends(add(+3), set_to(20, seen, post.epoch), add(-5)) == ["applied", "applied", "applied"]
    assert (await field.quota()).max == 15


async def test_every_op_is_one_commit_without_a_gap(field: Field) -> None:
    """I7: the seqs have no gap."""
    post = await field.post("chaoyang")
    before = await field.head()
    await post.push(add(+1), add(-100), VOID, add(+1))
    seqs = [row[0] for row in await field.rows(f"SELECT seq FROM commits WHERE seq > {before} ORDER BY seq")]
    assert seqs == list(range(before + 1, before + 5))
    assert await field.head() == before + 4
    assert (await field.quota()).rev == before + 4


async def test_a_refusal_is_a_result_with_the_numbers_of_now(field: Field) -> None:
    post = await field.post("chaoyang")
    assert await post.ends(add(-13)) == ["rejected"]
    info = (await post.results())[1].info
    assert info is not None
    assert (info.code, info.now) == ("below_zero", {"min": 12, "max": 12})


async def test_what_stands_on_a_refused_op_is_blocked(field: Field) -> None:
    post = await field.post("chaoyang")
    ops = [add(-13), add(+1, after=1), add(+1, after=2), add(+1)]
    assert await post.ends(*ops) == ["rejected", "blocked", "blocked", "applied"]
    assert await post.ends(add(+1, after=1)) == ["blocked"]
    assert (await field.quota()).max == 13


async def test_a_withdrawn_op_keeps_its_number(field: Field) -> None:
    post = await field.post("chaoyang")
    assert await post.ends(VOID, add(+1)) == ["void", "applied"]


async def test_a_parked_op_is_recorded_and_not_looked_into(field: Field) -> None:
    post = await field.post("chaoyang")
    await post.push(add(+3), park=True)
    assert (await post.results())[1].status == "parked"
    assert (await field.quota()).max == 12


async def test_two_posts_change_one_number_and_the_second_is_told(field: Field) -> None:
    mine, theirs = await field.post("chaoyang"), await field.post("city")
    seen = await field.quota()
    assert await theirs.ends(set_to(20, seen, theirs.epoch)) == ["applied"]
    assert await mine.ends(set_to(16, seen, mine.epoch)) == ["conflict"]
    info = (await mine.results())[1].info
    assert info is not None
    assert (info.now, info.by) == ({"min": 20, "max": 20}, "city")
    assert (await field.quota()).max == 20


async def test_one_malformed_op_refuses_the_message_with_number_and_field(field: Field) -> None:
    post = await field.post("chaoyang")
    good, bad = msgspec.to_builtins(numbered(add(+1), 1)), msgspec.to_builtins(numbered(add(+1), 2))
    answer = await post.send([good, {**bad, "max": "three"}])
    said = answer.json()
    assert (answer.status_code, said["code"], said["n"]) == (422, "malformed_op", 2)
    assert "max" in said["detail"]
    assert (await field.quota()).max == 12
    assert await field.rows("SELECT * FROM ledger") == []


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"h": "b2:00"}, "h"),
        ({"made": "2022-11-20T19:30:00"}, "made"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "at"),
        ({"day": "9999-12-31"}, "day"),
        ({"max": 10**30}, "max"),
        ({"surprise": 1}, "surprise"),
        ({"n": 0}, "n"),
        ({"after": 5}, "after"),
        ({"day": "20 November"}, "day"),
    ],
)
async def test_an_op_that_is_not_sound_is_malformed(field: Field, change: dict[str, object], detail: str) -> None:
    post = await field.post("chaoyang")
    answer = await post.send([{**msgspec.to_builtins(numbered(add(+1), 1)), **change}])
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed_op")
    assert detail in answer.json()["detail"]


async def test_an_op_of_a_newer_program_is_not_called_malformed(field: Field) -> None:
    post = await field.post("chaoyang")
    answer = await post.send([{**msgspec.to_builtins(numbered(add(+1), 1)), "k": "quota.add/2"}])
    assert (answer.status_code, answer.json()["code"]) == (426, "upgrade_needed")


async def test_too_many_ops_or_bytes_change_nothing(field: Field) -> None:
    post = await field.post("chaoyang")
    many = await post.send([numbered(add(+1), n) for n in range(1, 102)])
    assert (many.status_code, many.json()["code"]) == (413, "too_many_ops")
    large = await post.send([numbered(add(+1), 1)], client="x" * MOST_BYTES)
    assert (large.status_code, large.json()["code"]) == (413, "too_large")
    assert (await field.quota()).max == 12


async def _send_packed(http: httpx.AsyncClient, headers: dict[str, str], packed: bytes) -> httpx.Response:
    return await http.post("/v1/sync/push", content=packed, headers={**headers, "content-encoding": "gzip"})


async def test_a_gzip_bomb_is_not_unpacked(field: Field) -> None:
    post = await field.post("chaoyang")
    for packed in (gzip.compress(b" " * 50_000_000), b"\x1f\x8b rubbish", gzip.compress(b"{}")[:-4]):
        answer = await _send_packed(post.http, post.headers, packed)
        assert answer.status_code in (413, 422)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_packed_push_is_read(field: Field) -> None:
    post = await field.post("chaoyang")
    body = {"client": post.client, "epoch": post.epoch, "cursor": None, "low": 1, "ops": [numbered(add(+2), 1)]}
    answer = await _send_packed(post.http, post.headers, gzip.compress(msgspec.json.encode(body)))
    assert answer.json() == {"upto": 1}
    assert (await field.quota()).max == 14


async def test_a_push_into_another_history_is_refused(field: Field) -> None:
    post = await field.post("chaoyang")
    answer = await post.push(add(+1), epoch="other")
    assert (answer.status_code, answer.json()["code"]) == (409, "reset")
    assert answer.json()["epoch"] == post.epoch


async def test_a_client_belongs_to_one_account(field: Field) -> None:
    post, thief = await field.post("chaoyang"), await field.post("city")
    await post.push(add(+1))
    thief.client = post.client
    for answer in (await thief.send([numbered(add(+9), 2)]), await thief.ask()):
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_client")
    assert (await field.quota()).max == 13


async def test_hello_knows_the_last_op_of_a_client(field: Field) -> None:
    post = await field.post("chaoyang")
    await post.push(add(+1), add(+1))
    assert (await post.hello())["last"] == 2


async def test_each_change_is_an_event_that_says_who_when_and_what(field: Field) -> None:
    post = await field.post("chaoyang")
    await post.push(add(+3, on_behalf="孙河乡", channel="phone", reason="more floors"))
    (put,) = [put for put in (await post.pull(cursor=None)).puts.quota if put.record.id == SUNHE]
    event = msgspec.json.decode(put.log)[-1]
    assert event[2:8] == ["chaoyang", "quota.add", {"min": [12, 15], "max": [12, 15]}, "孙河乡", "phone", "more floors"]


async def test_a_record_travels_with_its_last_twenty_events(field: Field) -> None:
    post = await field.post("chaoyang")
    await post.push(*[add(+1) for _ in range(30)])
    (put,) = [put for put in (await post.pull(cursor=None)).puts.quota if put.record.id == SUNHE]
    log = msgspec.json.decode(put.log)
    assert len(log) == 20
    assert log[-1][0] == put.record.rev


async def test_the_state_is_the_replay_of_the_events(field: Field) -> None:
    """I7: applying every event's new values in the order of seq gives every record as it stands."""
    post = await field.post("city")
    note = NoteSet(kind="request", id="sunhe", text="夜班")
    away = RecordDelete(kind="quota", id=SUNHE, base=Base(post.epoch, await field.head()))
    back = RecordRestore(kind="quota", id=SUNHE)
    await post.push(add(+3), Bulk(items=(add(-1), note)), away, back)
    await post.push(RequestMove(request="sunhe", came_from="ordered", to="closed"))
    replayed: dict[tuple[str, str], dict[str, object]] = {}
    for kind, key, body in await field.rows("SELECT kind, id, body FROM events ORDER BY seq, part"):
        fields = {name: new for name, (_, new) in msgspec.json.decode(body)[4].items()}
        replayed.setdefault((kind, key), {}).update(fields)
    for kind, key, body in await field.rows("SELECT kind, id, body FROM records"):
        record = msgspec.json.decode(body)
        for own in ("id", "rev", "updated_at", "updated_by"):
            record.pop(own, None)
        assert replayed[kind, key] == record


async def test_an_op_on_nothing_is_refused_by_name(field: Field) -> None:
    post = await field.post("city")
    assert await post.ends(add(+1, request="nowhere")) == ["rejected"]
    (result,) = (await post.results()).values()
    assert result.info is not None
    assert result.info.code == "unknown_record"


async def test_what_happened_earlier_keeps_its_time(field: Field) -> None:
    post = await field.post("chaoyang")
    earlier = field.wall.now.replace(hour=9)
    await post.push(add(+1, at=earlier))
    assert (await field.quota()).updated_at == earlier
