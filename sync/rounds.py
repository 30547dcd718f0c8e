"""The rounds with one centre: listening, pulling, pushing. Each goes on by itself; none stops another.

1. A round that does not get through waits (full jitter, Retry-After honoured) and goes on; `sync_now` cuts the wait
   short.
2. A push is followed by a pull at once, so that effect and result reach the screen together.
3. While the centre is out of reach one round alone looks for it; when it is found, the others do not wait any longer.
4. What only a person can mend (a sign-in, an upgrade, an address) ends all rounds together; only edits that the centre
   does not take from this version wait by themselves, and nothing else for them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from postcmd.edits import Update
from postcmd.errors import Unreachable, UpgradeNeeded
from postcmd.wire import Poke, PokeKind, Problem, PullAnswer, PullRequest
from sync.aside import Bell
from sync.backoff import Backoff
from sync.channel import Channel
from sync.core import Core
from sync.exchange import Exchange, Retire, keeps_nothing
from sync.linkstate import LinkKeeper
from sync.outbox import Outbox
from sync.ports import Centre, Means
from sync.sending import not_taken

RENEW_WITHIN: Final = 24 * 3600
"""Seconds before its end from which on a token is renewed."""
RENEWED: Final = 60
"""Seconds that a token is given once another board has renewed it. That one is then found where it was kept."""

log = logging.getLogger("postcmd.sync")


class Bells:
    """What is wanted of the rounds."""

    def __init__(self) -> None:
        self.pull, self.push, self.save, self.look, self.care = Bell(), Bell(), Bell(), Bell(), Bell()
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
        retire: Retire = keeps_nothing,
    ) -> None:
        self.waiting_because: tuple[str, dict[str, str]] = ("", {})
        self._centre, self._core, self._outbox, self._link, self._bells = centre, core, outbox, link, bells
        self._pace, self._tell = means.pace, tell
        self._exchange = Exchange(centre, core, outbox, means, new_client, retire, self._learnt, self._heard)
        self._channel = Channel(means.tick, means.pace.silence)
        self._told_to_wait = False
        self._is_lost = False
        self._cared_in = ""
        self._can_renew = True
        self._pull_backoff = Backoff(means.pace, means.rng, means.tick, means.pace.longest_probe)
        self._push_backoff, self._stream_backoff = (Backoff(means.pace, means.rng, means.tick) for _ in range(2))

    @property
    def is_renaming(self) -> bool:
        return self._exchange.is_renaming

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
            self._channel.closed()
            # The stream alone may be held up on the way: the next question tells how we stand.
            self._bells.pull.ring()
            # In an outage the questions look for the centre: two who knock are no sooner let in.
            await self._bells.listen_again.heard(None if self._is_lost else pause)

    async def _listen(self) -> None:
        async for kind, poke in self._centre.events(self._core.client):
            self._stream_backoff.worked()
            self._channel.heard()
            self._link.heard()
            self._note(kind, poke)
            if kind == "bye":
                await self._bells.listen_again.heard((poke.retry_ms or 0) / 1000)
                return
            if self._is_token_ending(poke) and await self._is_renewed():
                # This stream was let in with the old one.
                return
        raise Unreachable("connection_lost")

    def _note(self, kind: PokeKind, poke: Poke) -> None:
        if kind == "hb":
            self._still_current(poke)
        elif kind != "bye":
            if kind == "hello":
                self._way_is_open()
            self._channel.poked()
            self._exchange.hello_due = self._exchange.hello_due or kind in ("scope", "reset")
            self._bells.pull.ring()
        self._tell(None)

    def _way_is_open(self) -> None:
        """Nobody waits out what the outage has taught them."""
        if not self._told_to_wait:
            for bell in (self._bells.pull_again, self._bells.push_again, self._bells.listen_again):
                bell.ring()

    def _still_current(self, poke: Poke) -> None:
        """A heartbeat, and no poke waiting: what is shown is how things stand at this moment."""
        shown = self._core.shown
        if poke.t is not None and shown.cursor is not None and not self._bells.pull.is_ringing:
            shown.clock_at, shown.as_of = poke.t, poke.now or poke.t

    def _is_token_ending(self, poke: Poke) -> bool:
        return self._can_renew and poke.token_exp_in is not None and RENEWED < poke.token_exp_in < RENEW_WITHIN

    async def _is_renewed(self) -> bool:
        """One flight at a time: only this round asks. Where the answer is lost the next heartbeat asks again."""
        try:
            self._can_renew = await self._centre.renew()
        except Unreachable as lost:
            log.info("the token was not renewed: %s", lost)
            return False
        return self._can_renew

    # Pulling

    async def _pulling(self) -> None:
        self._bells.pull.ring()
        while True:
            await self._bells.pull.heard(self._pace.between_polls if self._polls_long() else self._pace.poll)
            pause = await self._attempt(self._pull, self._pull_backoff)
            if pause:
                self._is_lost = True
                await self._bells.pull_again.heard(pause)
                self._bells.pull.ring()

    def _polls_long(self) -> bool:
        """Where the stream does not get through but questions do, a question that waits takes its place."""
        return not self._channel.is_trusted and self._link.state == "online" and self._pace.long_poll > 0

    async def _pull(self) -> None:
        waits = self._polls_long()
        await self._exchange.pull(self._unless_called if waits else None, self._pace.long_poll if waits else 0)
        self._pull_backoff.worked()
        self._told_to_wait = False
        if self._is_lost:
            self._is_lost = False
            self._way_is_open()
            self._bells.care.ring()
        self._bells.push.ring()
        self._bells.save.ring()
        self._care_if_due()
        await self._rename_if_cloned()
        if self._exchange.hello_due:
            self._bells.pull.ring()

    def _care_if_due(self) -> None:
        """After the first cut, and after the first of another history."""
        if self._cared_in != self._core.shown.epoch:
            self._cared_in = self._core.shown.epoch
            self._bells.care.ring()

    async def _greet(self) -> None:
        await self._exchange.greet()

    async def _rename_if_cloned(self) -> None:
        await self._exchange.rename_if_cloned()

    def _heard(self) -> None:
        self._link.heard()

    def _learnt(self, update: Update | None) -> None:
        if update is not None:
            self._channel.answered(bool(update.puts or update.gone))
        for incident in self._core.noted():
            log.warning("put right with the centre: %s", incident)
            if incident == "gap":
                self._link.incident = "older_backup"
        self._tell(update)

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
            await self._exchange.make_way()
            while numbers := self._next_push():
                pause = await self._attempt(partial(self._push, numbers), self._push_backoff, mild=True)
                self._channel.expected()
                self._bells.pull.ring()
                if pause:
                    await self._bells.push_again.heard(pause)
            self._say_what_waits()

    def _next_push(self) -> list[int]:
        """What goes out now; nothing without a link: what is not sealed can still be changed and taken back.

        Nor before we have greeted: a stream says that the way is open, and not as whom the centre takes us.
        """
        if self._link.state != "online" or self.is_renaming or self._exchange.hello_due:
            return []
        return self._core.next_push(self._outbox.intents)

    async def _push(self, numbers: list[int]) -> None:
        try:
            await self._exchange.push(numbers)
        except UpgradeNeeded as needed:
            # What others change is still worth seeing; and nobody else's sign of life is lost with it.
            self.waiting_because = ("edits_need_upgrade", {"n": str(len(self._core.unanswered(self._outbox.intents)))})
            self._tell(None)
            raise Unreachable(needed.code, retry_after=self._pace.sign_in_again) from None
        self.waiting_because = ("", {})
        self._push_backoff.worked()

    def _say_what_waits(self) -> None:
        waiting = not_taken(self._outbox.intents, self._core.kinds).numbers & set(
            self._core.unanswered(self._outbox.intents)
        )
        if waiting:
            self.waiting_because = ("centre_older", {"n": str(len(waiting))})
        elif self.waiting_because[0] == "centre_older":
            self.waiting_because = ("", {})
        self._tell(None)

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
