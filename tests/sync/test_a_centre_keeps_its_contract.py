"""What a post may count on from any centre: the fake one of these tests and the real one over HTTP alike."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from postcmd.ops import Op, QuotaAdd, Void, numbered
from postcmd.wire import Problem, PullAnswer, PullRequest, PushAnswer, PushRequest
from sync.http import HttpCentre
from sync.ports import Centre, Secret
from tests.centre_fixture import DAY, RunningCentre, a_quota, a_request, running_centre
from tests.sync.fake_centre import FakeCentre

pytestmark = pytest.mark.anyio
CALLS = [f"call-{number}" for number in range(20)]
RECORDS = [record for call in CALLS for record in (a_request(call, "sunhe-p", 12), a_quota(call, "lianjia", 12))]
unused = itertools.count()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    with running_centre(tmp_path_factory.mktemp("centre"), RECORDS) as centre:
        yield centre


@dataclass
class Asker:
    """A client of its own at a centre, busy with a call of its own."""

    centre: Centre
    client: str
    call: str

    def add(self, heads: int, n: int, after: int | None = None) -> Op:
        return numbered(QuotaAdd(request=self.call, unit="lianjia", day=DAY, min=heads, max=heads, after=after), n)

    async def pull(self, cursor: str | None = None, held: tuple[str, ...] = (), low: int = 1) -> PullAnswer:
        question = PullRequest(client=self.client, cursor=cursor, held=list(held), low=low)
        answer = await self.centre.pull(question)
        assert isinstance(answer, PullAnswer)
        return answer

    async def push(self, *ops: Op, gap_ok: bool = False) -> PushAnswer | Problem:
        epoch = (await self.centre.hello(self.client)).epoch
        return await self.centre.push(
            PushRequest(client=self.client, epoch=epoch, cursor=None, low=1, ops=list(ops), gap_ok=gap_ok)
        )

    def heads(self, answer: PullAnswer) -> int | None:
        return next((put.record.max for put in answer.puts.quota if put.record.request == self.call), None)


@pytest.fixture(params=["fake", "real"])
async def post(request: pytest.FixtureRequest, running: RunningCentre) -> AsyncIterator[Asker]:
    number = next(unused)
    over_http = HttpCentre(running.url, Secret(running.tokens["chaoyang"]))
    centre: Centre = over_http if request.param == "real" else FakeCentre(RECORDS)
    yield Asker(centre, f"01JDCONTRACT{number}", CALLS[number // 2])
    await over_http.close()


async def test_a_snapshot_holds_what_is_in_scope_and_names_its_digest(post: Asker) -> None:
    answer = await post.pull()
    assert answer.kind == "snapshot"
    assert post.heads(answer) == 12
    assert not [put for put in answer.puts.quota if put.record.unit == "miyun"]
    assert answer.digest is not None
    assert answer.digest.n == answer.puts.count


async def test_effect_and_result_come_with_the_same_pull(post: Asker) -> None:
    before = await post.pull()
    assert await post.push(post.add(3, 1)) == PushAnswer(1)
    after = await post.pull(before.cursor, tuple(before.prefixes))
    assert after.kind == "delta"
    assert after.base == before.cursor
    assert post.heads(after) == 15
    assert [(result.n, result.status) for result in after.mine] == [(1, "applied")]


async def test_the_same_op_twice_has_one_effect(post: Asker) -> None:
    await post.push(post.add(3, 1))
    assert await post.push(post.add(3, 1)) == PushAnswer(1)
    assert post.heads(await post.pull()) == 15


async def test_a_result_names_the_op_it_is_of(post: Asker) -> None:
    op = post.add(3, 1)
    await post.push(op)
    assert [result.h for result in (await post.pull()).mine] == [op.h]


async def test_another_op_under_a_known_number_is_no_match(post: Asker) -> None:
    await post.push(post.add(3, 1))
    answer = await post.push(post.add(4, 1))
    assert isinstance(answer, Problem)
    assert (answer.status, answer.code, answer.n) == (409, "op_mismatch", 1)
    assert post.heads(await post.pull()) == 15


async def test_void_under_a_known_number_changes_nothing(post: Asker) -> None:
    await post.push(post.add(3, 1))
    assert await post.push(numbered(Void(), 1)) == PushAnswer(1)
    assert post.heads(await post.pull()) == 15


async def test_a_gap_is_named_and_may_be_bridged(post: Asker) -> None:
    await post.push(post.add(1, 1))
    answer = await post.push(post.add(1, 4))
    assert isinstance(answer, Problem)
    assert (answer.code, answer.expect) == ("gap", 2)
    assert await post.push(post.add(1, 4), gap_ok=True) == PushAnswer(4)
    statuses = [result.status for result in (await post.pull()).mine]
    assert statuses == ["applied", "unknown", "unknown", "applied"]


async def test_a_refusal_is_a_result_and_blocks_what_stands_on_it(post: Asker) -> None:
    await post.push(post.add(-20, 1), post.add(1, 2, after=1), post.add(1, 3))
    answer = await post.pull()
    assert [result.status for result in answer.mine] == ["rejected", "blocked", "applied"]
    assert answer.mine[0].info is not None
    assert answer.mine[0].info.code
    assert post.heads(answer) == 13


async def test_results_below_low_are_not_told_again(post: Asker) -> None:
    await post.push(post.add(1, 1), post.add(1, 2))
    assert [result.n for result in (await post.pull(low=2)).mine] == [2]


async def test_a_cursor_of_another_history_is_reset(post: Asker) -> None:
    epoch = (await post.pull()).epoch
    answer = await post.centre.pull(PullRequest(client=post.client, cursor="e0.1.00000000", held=[]))
    assert isinstance(answer, Problem)
    assert (answer.status, answer.code) == (409, "reset")
    assert answer.epoch == epoch


async def test_whoever_asks_for_everything_of_another_history_is_reset(post: Asker) -> None:
    answer = await post.centre.pull(PullRequest(client=post.client, epoch="e0"))
    assert isinstance(answer, Problem)
    assert (answer.status, answer.code) == (409, "reset")


async def test_whoever_asks_for_everything_may_say_what_was_seen(post: Asker) -> None:
    known = await post.pull()
    answer = await post.centre.pull(PullRequest(client=post.client, epoch=known.epoch, seen=known.cursor))
    assert isinstance(answer, PullAnswer)
    assert (answer.kind, answer.base) == ("snapshot", None)


async def test_hello_knows_the_last_op_of_a_client(post: Asker) -> None:
    assert (await post.centre.hello(post.client)).last == 0
    await post.push(post.add(1, 1))
    assert (await post.centre.hello(post.client)).last == 1


async def test_hello_says_when_the_epoch_began_whatever_happens_afterwards(post: Asker) -> None:
    began = (await post.centre.hello(post.client)).op_at
    assert began is not None
    await post.push(post.add(1, 1))
    assert (await post.centre.hello(post.client)).op_at == began


async def test_a_stream_says_hello_and_pokes_after_a_commit(post: Asker) -> None:
    stream = post.centre.events(post.client)
    kind, hello = await anext(stream)
    assert kind == "hello"
    await post.push(post.add(1, 1))
    kind, poke = await anext(stream)
    assert kind == "poke"
    assert poke.seq > hello.seq
    await stream.aclose()  # type: ignore[attr-defined]  # an async generator, as every stream is


async def test_a_renewed_token_is_good_at_the_real_centre(running: RunningCentre) -> None:
    class Keys:
        is_renewable = True
        kept: Secret | None = None

        def renew(self, fresh: Secret) -> None:
            self.kept = fresh

    keys = Keys()
    centre = HttpCentre(running.url, Secret(running.tokens["lianjia"]), keys=keys)
    assert await centre.renew()
    assert (await centre.hello("renewed")).account == "lianjia"
    assert keys.kept not in (None, Secret(running.tokens["lianjia"]))
    await centre.close()


async def test_a_message_with_a_hole_in_its_numbers_is_not_taken(post: Asker) -> None:
    answer = await post.push(post.add(1, 1), post.add(1, 3))
    assert isinstance(answer, Problem)
    assert answer.code == "malformed_op"
    assert isinstance(await post.push(post.add(1, 1)), PushAnswer)
