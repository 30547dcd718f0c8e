"""One identity's talk with one centre: greeting, a cut, a message of ops, another name. No waiting and no second try.

1. Ops are sealed on disk before the first byte of them is sent, and sent under the identity they were sealed under.
2. A centre that takes us for somebody else is not asked for anything else.
3. Where a copy of this post uses our client id, what the centre has answered stays under the old id, in a folder of its
   own, until it is safe; everything else goes on under a new one. A crash in between leaves an op in both folders under
   one and the same number, which takes effect once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any

from postcmd.edits import Update
from postcmd.errors import PostError, SignInNeeded, Unreachable
from postcmd.wire import Hello, Info, Problem, PullAnswer, PullRequest, Result
from sync.core import Core
from sync.formats import Settled
from sync.intents import Intents
from sync.outbox import Outbox
from sync.outbox_changes import GiveUp, Postpone, Rename
from sync.ports import Centre, Means
from sync.sending import to_postpone

MOST_PAGES = 1_000
"""Of one cut: a centre that sends more does not come to an end."""
AT_A_TIME = 100
"""Records read before the loop may do something else: a millisecond or two."""

log = logging.getLogger("postcmd.sync")

Asked = Coroutine[Any, Any, PullAnswer | Problem | None]


Retire = Callable[[Intents, Core], Future[None]]
"""Puts what a former identity still owes into a folder of its own."""


def keeps_nothing(intents: Intents, core: Core) -> Future[None]:
    """For one whose edits nobody would send again."""
    done: Future[None] = Future()
    done.set_result(None)
    return done


class Exchange:
    """Belongs to the engine's loop. `heard` is called for every answer, `tell` for what a screen may want to know.

    `compares`: all of one's scope is held, so that it can be compared with the centre's digest.
    """

    def __init__(
        self,
        centre: Centre,
        core: Core,
        outbox: Outbox,
        means: Means,
        new_client: Callable[[], str],
        retire: Retire = keeps_nothing,
        tell: Callable[[Update | None], None] = lambda update: None,
        heard: Callable[[], None] = lambda: None,
        compares: bool = True,
    ) -> None:
        self.is_renaming = False
        self.hello_due = True
        self._centre, self._core, self._outbox, self._means = centre, core, outbox, means
        self._new_client, self._retire, self._tell, self._heard = new_client, retire, tell, heard
        self._compares = compares
        self._digest_due = means.tick()

    async def pull(self, first: Callable[[PullRequest], Asked] | None = None, wait: int = 0) -> None:
        """One whole cut. `first` asks the first question in another way."""
        if self.hello_due or self._core.greeting_due:
            await self.greet()
        await self._pull_page(first, wait)
        for _ in range(MOST_PAGES):
            if self._core.greeting_due:
                await self.greet()
            if not self._core.is_midway and self._core.basis.cursor is not None:
                return
            await self._pull_page()
        raise Unreachable("centre_refused", said="endless")

    async def push(self, numbers: list[int]) -> None:
        """These ops, which `Core.next_push` chose."""
        client = self._core.client
        await self._seal(numbers)
        intents = self._outbox.intents
        if self.is_renaming or (intents.client, self._core.client) != (client, client):
            return
        request = self._core.push_request(numbers, intents, self._means.tick())
        try:
            answer = await self._centre.push(request)
        except PostError as lost:
            self._core.lost_push(request, self._means.tick(), broken=lost.facts.get("status") == 500)
            raise
        self._core.took_push(request, answer, self._outbox.intents, self._means.tick())
        if isinstance(answer, Problem):
            await self._give_up_if_hopeless()
            raise Unreachable("push_refused", said=answer.code)

    async def _give_up_if_hopeless(self) -> None:
        n = self._core.hopeless()
        if n is not None:
            log.error("the centre can neither take nor park op %d: void goes in its place", n)
            ended = Result(n, "parked", 0, Info("malformed_op"))
            await asyncio.wrap_future(self._outbox.keep(GiveUp(ended)))

    async def make_way(self) -> None:
        """Let ops that the centre does not take yet wait behind those that it takes."""
        if self._core.cloned or self.is_renaming:
            return
        late = to_postpone(self._outbox.intents, self._core.kinds)
        if late:
            await asyncio.wrap_future(self._outbox.keep(Postpone(late)))

    async def rename_if_cloned(self) -> None:
        """A copy of this post's folder is at work under our client id: go on under another one."""
        core, intents = self._core, self._outbox.intents
        waiting, stop = set(core.unanswered(intents)), core.theirs or intents.next
        # What the centre has, and a standby that is late has not told of, must not go out under another id as well.
        unknown = [n for n in waiting if n < stop and (intents.kept[n].sealed or n <= core.known_to)]
        if not core.cloned or intents.retired or unknown:
            return
        self.is_renaming = True
        try:
            await self._rename(intents, waiting)
        finally:
            self.is_renaming = False
        self._tell(None)

    async def _rename(self, intents: Intents, waiting: set[int]) -> None:
        core, answered = self._core, intents.kept.keys() - waiting
        client = self._new_client()
        try:
            await asyncio.wrap_future(self._retire(intents, core))
        except OSError as refused:
            raise Unreachable("not_sealed", why=str(refused)) from None
        settled, seen = self._settled(intents, answered), core.shown.cursor or ""
        if await asyncio.wrap_future(self._outbox.keep(Rename(client, settled, frozenset(answered), seen))):
            core.renamed(client)
            self.hello_due = True
            log.warning("another post used this client id; going on as %s", client)

    def _settled(self, intents: Intents, answered: set[int]) -> dict[str, Settled]:
        """Refusals and conflicts that nobody has looked at yet."""
        results = self._core.basis.results
        ends = {n: Settled(intents.kept[n], results[n]) for n in answered if results[n].needs_attention}
        return {f"{intents.client}.{n}": end for n, end in ends.items() if not end.kept.dismissed}

    async def greet(self) -> None:
        hello = await self._centre.hello(self._core.client)
        if self._core.shown.account not in ("", hello.account):
            raise SignInNeeded("other_account", account=hello.account)
        if self._is_behind(hello):
            raise Unreachable("standby_behind")
        self._core.took_hello(hello, self._outbox.intents)
        self.hello_due, self._digest_due = False, self._means.tick()

    def _is_behind(self, hello: Hello) -> bool:
        """Only the primary says that the history is another one."""
        return hello.role == "standby" and self._core.basis.epoch not in ("", hello.epoch)

    async def _pull_page(self, ask: Callable[[PullRequest], Asked] | None = None, wait: int = 0) -> None:
        due = self._compares and self._means.tick() >= self._digest_due
        request = self._core.pull_request(self._outbox.intents, wait, digest=due)
        try:
            answer = await (ask or self._meanwhile_reading)(request)
        except Unreachable:
            self._core.lost_pull()
            self.hello_due = True
            raise
        self._heard()
        if isinstance(answer, PullAnswer) and answer.digest is not None:
            self._digest_due = self._means.tick() + self._means.pace.compare
        update = None if answer is None else self._core.took_pull(request, answer, self._outbox.intents)
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

    async def _seal(self, numbers: list[int]) -> None:
        kept = self._outbox.intents.kept
        unsealed = [n for n in numbers if n in kept and not kept[n].sealed]
        if unsealed and not await asyncio.wrap_future(self._outbox.seal(unsealed)):
            raise Unreachable("not_sealed", why=self._outbox.trouble)
