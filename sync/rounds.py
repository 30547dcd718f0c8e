"""The rounds with one centre: listening, pulling, pushing. Each goes on by itself; none stops another.

1. A round that does not get through waits (full jitter, Retry-After honoured) and goes on; `sync_now` cuts the wait
   short.
2. A push is followed by a pull at once, so that effect and result reach the screen together.
3. Ops are sealed on disk before the first byte of them is sent.
4. What only a person can mend (a sign-in, an upgrade, an address) ends all rounds together.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from postcmd.edits import Update
from postcmd.errors import SignInNeeded, Unreachable
from postcmd.wire import Poke, PokeKind, Problem, PullAnswer, PullRequest
from sync.aside import Bell
from sync.backoff import Backoff
from sync.core import Core
from sync.formats import Settled
from sync.linkstate import LinkKeeper
from sync.outbox import Outbox
from sync.ports import Centre, Means

MOST_PAGES = 1_000
"""Of one cut: a centre that sends more does not come to an end."""
AT_A_TIME = 100
"""Records read before the loop may do something else: a millisecond or two."""

log = logging.getLogger("postcmd.sync")


class Bells:
    """What is wanted of the rounds."""

    def __init__(self) -> None:
        self.pull, self.push, self.save = Bell(), Bell(), Bell()
        self.pull_again, self.push_again, self.listen_again, self.sign_in_again = Bell(), Bell(), Bell(), Bell()

    def now(self) -> None:
        """Somebody does not want to wait."""
        for bell in (self.pull, self.pull_again, self.push, self.push_again, self.listen_again, self.sign_in_again):
            bell.ring()


class Rounds:
    """One way to one centre, used until a person is needed. Belongs to the engine's loop."""

    def __init__(
        self,
        centre: Centre,
        core: Core,
        outbox: Outbox,
        link: LinkKeeper,
        bells: Bells,
        means: Means,
        new_client: Callable[[], str],
        tell: Callable[[Update | None], None],
    ) -> None:
        self.is_renaming = False
        self._centre, self._core, self._outbox, self._link, self._bells = centre, core, outbox, link, bells
        self._pace, self._tick, self._new_client, self._tell = means.pace, means.tick, new_client, tell
        self._hello_due = True
        self._digest_due = means.tick()
        self._streaming = False
        self._told_to_wait = False
        self._pull_backoff, self._push_backoff, self._stream_backoff = (
            Backoff(means.pace, means.rng, means.tick) for _ in range(3)
        )

    async def run(self) -> None:
        """Until cancelled, or until a person is needed: then an ExceptionGroup says for what."""
        self._core.hung_up()
        async with asyncio.TaskGroup() as group:
            for round_ in (self._pulling, self._pushing, self._listening):
                group.create_task(round_())

    # Listening

    async def _listening(self) -> None:
        while True:
            pause = await self._attempt(self._listen, self._stream_backoff, mild=True)
            self._streaming = False
            # The stream alone may be held up on the way: the next question tells how we stand.
            self._bells.pull.ring()
            await self._bells.listen_again.heard(pause)

    async def _listen(self) -> None:
        async for kind, poke in self._centre.events(self._core.client):
            self._stream_backoff.worked()
            self._streaming = True
            self._link.heard()
            self._note(kind, poke)
            if kind == "bye":
                await self._bells.listen_again.heard((poke.retry_ms or 0) / 1000)
                return
        raise Unreachable("connection_lost")

    def _note(self, kind: PokeKind, poke: Poke) -> None:
        if kind == "hb":
            self._still_current(poke)
        elif kind != "bye":
            if kind == "hello" and not self._told_to_wait:
                # The way is open: nobody waits out what the outage has taught them.
                self._bells.pull_again.ring()
                self._bells.push_again.ring()
            self._hello_due = self._hello_due or kind in ("scope", "reset")
            self._bells.pull.ring()
        self._tell(None)

    def _still_current(self, poke: Poke) -> None:
        """A heartbeat, and no poke waiting: what is shown is how things stand at this moment."""
        shown = self._core.shown
        if poke.t is not None and shown.cursor is not None and not self._bells.pull.is_ringing:
            shown.clock_at, shown.as_of = poke.t, poke.now or poke.t

    # Pulling

    async def _pulling(self) -> None:
        self._bells.pull.ring()
        while True:
            await self._bells.pull.heard(self._pace.between_polls if self._polls_long() else self._pace.poll)
            pause = await self._attempt(self._pull, self._pull_backoff)
            if pause:
                await self._bells.pull_again.heard(pause)
                self._bells.pull.ring()

    def _polls_long(self) -> bool:
        """Where the stream does not get through but questions do, a question that waits takes its place."""
        return not self._streaming and self._link.state == "online" and self._pace.long_poll > 0

    async def _pull(self) -> None:
        if self._hello_due:
            await self._greet()
        await self._pull_page(self._pace.long_poll if self._polls_long() else 0)
        for _ in range(MOST_PAGES):
            if not self._core.is_midway and self._core.basis.cursor is not None:
                break
            await self._pull_page()
        else:
            raise Unreachable("centre_refused", said="endless")
        self._pull_backoff.worked()
        self._told_to_wait = False
        self._bells.push.ring()
        self._bells.save.ring()
        await self._rename_if_cloned()

    async def _greet(self) -> None:
        hello = await self._centre.hello(self._core.client)
        if self._core.shown.account not in ("", hello.account):
            raise SignInNeeded("other_account", account=hello.account)
        self._core.took_hello(hello, self._outbox.intents)
        self._hello_due, self._digest_due = False, self._tick()

    async def _pull_page(self, wait: int = 0) -> None:
        request = self._core.pull_request(self._outbox.intents, wait, digest=self._tick() >= self._digest_due)
        try:
            answer = await (self._unless_called(request) if wait else self._meanwhile_reading(request))
        except Unreachable:
            self._core.lost_pull()
            self._hello_due = True
            raise
        self._link.heard()
        if request.digest:
            self._digest_due = self._tick() + self._pace.compare
        update = None if answer is None else self._core.took_pull(request, answer, self._outbox.intents)
        for incident in self._core.noted():
            log.warning("put right with the centre: %s", incident)
        self._tell(update)

    async def _meanwhile_reading(self, request: PullRequest) -> PullAnswer | Problem:
        """Ask, and read what earlier pages brought while the answer is on its way."""
        question = asyncio.ensure_future(self._centre.pull(request))
        try:
            while not question.done() and self._core.read_ahead(AT_A_TIME):  # noqa: ASYNC110 - work, not waiting
                await asyncio.sleep(0)
            return await question
        finally:
            question.cancel()

    async def _unless_called(self, request: PullRequest) -> PullAnswer | Problem | None:
        """Ask and wait for something to happen; None where a pull is wanted meanwhile."""
        question = asyncio.ensure_future(self._centre.pull(request))
        call = asyncio.ensure_future(self._bells.pull.rung())
        try:
            await asyncio.wait({question, call}, return_when=asyncio.FIRST_COMPLETED)
            return question.result() if question.done() else None
        finally:
            question.cancel()
            call.cancel()

    # Pushing

    async def _pushing(self) -> None:
        while True:
            await self._bells.push.heard()
            while numbers := self._next_push():
                pause = await self._attempt(partial(self._push, numbers), self._push_backoff, mild=True)
                self._bells.pull.ring()
                if pause:
                    await self._bells.push_again.heard(pause)

    def _next_push(self) -> list[int]:
        """What goes out now; nothing without a link: what is not sealed can still be changed and taken back."""
        return self._core.next_push(self._outbox.intents) if self._link.state == "online" else []

    async def _push(self, numbers: list[int]) -> None:
        await self._seal(numbers)
        intents = self._outbox.intents
        request = self._core.push_request(numbers, intents, self._tick())
        try:
            answer = await self._centre.push(request)
        except Unreachable as lost:
            self._core.lost_push(request, self._tick(), broken=lost.facts.get("status") == 500)
            raise
        self._core.took_push(request, answer, self._outbox.intents, self._tick())
        if isinstance(answer, Problem):
            raise Unreachable("push_refused", said=answer.code)
        self._push_backoff.worked()

    async def _seal(self, numbers: list[int]) -> None:
        kept = self._outbox.intents.kept
        unsealed = [n for n in numbers if not kept[n].sealed]
        if unsealed and not await asyncio.wrap_future(self._outbox.seal(unsealed)):
            raise Unreachable("not_sealed", why=self._outbox.trouble)

    # What goes wrong

    async def _attempt(self, go: Callable[[], Awaitable[None]], backoff: Backoff, mild: bool = False) -> float:
        """Go; the seconds to wait before the next time. `mild`: this failure alone does not mean a lost link."""
        try:
            await go()
        except Unreachable as lost:
            log.info("not through to the centre: %s", lost)
            if not mild:
                self._link.lost(lost.code)
                self._tell(None)
            asked: float = lost.facts.get("retry_after", 0.0)
            self._told_to_wait = self._told_to_wait or asked > 0
            return backoff.failed(asked)
        return 0.0

    async def _rename_if_cloned(self) -> None:
        """A copy of this post's folder is at work under our client id: go on under another one (protocol 4.5)."""
        core, intents = self._core, self._outbox.intents
        waiting, stop = core.unanswered(intents), core.mismatch or intents.next
        if not core.cloned or any(intents.kept[n].sealed and n < stop for n in waiting):
            return
        answered = intents.kept.keys() - set(waiting)
        client = self._new_client()
        self.is_renaming = True
        if await asyncio.wrap_future(self._outbox.rename(client, self._settled(answered), answered)):
            core.renamed(client)
            self._hello_due = True
        self.is_renaming = False
        log.warning("another post used this client id; going on as %s", client)
        self._bells.pull.ring()
        self._tell(None)

    def _settled(self, answered: set[int]) -> dict[str, Settled]:
        """Refusals and conflicts that nobody has looked at yet."""
        kept, results = self._outbox.intents.kept, self._core.basis.results
        ends = {n: Settled(kept[n], results[n]) for n in answered if results[n].needs_attention}
        return {f"{self._core.client}.{n}": end for n, end in ends.items() if not end.kept.dismissed}
