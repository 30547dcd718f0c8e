"""One folder that a session left behind, opened under its lock: sending what waits in it under its own client id.

1. The talk is the one that its own board would have had (exchange.py), from the place in the history where we are: its
   records are ours, so none are asked for.
2. What is known there of its edits is not believed but asked for again: the centre may have been restored since. It is
   told where that was learnt, so that a backup put back unannounced does not stay so.
3. What the centre answered is written down there before anything is forgotten there.
4. A refusal or conflict is handed over to the outbox of whoever is at work, durably, and only then counts as seen here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

import msgspec

from postcmd.errors import Unreachable
from postcmd.wire import Problem, PullRequest
from sync.aside import aside, spawn
from sync.backoff import Backoff
from sync.core import Core
from sync.exchange import Exchange
from sync.formats import Settled
from sync.instances import Instance
from sync.intents import Intents
from sync.learnt import Learnt, no_records
from sync.outbox import Outbox
from sync.outbox_changes import Clear, Dismiss, Settle
from sync.ports import Centre, Means
from sync.recovery import open_left
from sync.retired import results_alone, retire

HANDED_OVER = "shown in another session"
MOST_FAILURES = 50
"""Of one visit: enough for an op that breaks the centre to be parked."""


class Orphan:
    """Belongs to the engine's loop; made beside it, since it reads."""

    def __init__(self, instance: Instance, means: Means, new_client: Callable[[], str]) -> None:
        self._instance, self._means, self._new_client = instance, means, new_client
        self._left = open_left(instance, means.now(), means.disk)
        self._outbox = Outbox(lambda: None)
        self._outbox.attach(self._left.outbox, self._left.intents, self._left.learnt.results)

    def close(self) -> None:
        self._outbox.stop(0.2)

    async def settle(self, centre: Centre, shown: Learnt, ours: Outbox) -> None:
        """Send what waits, hand over what needs a person, forget what is safe. Unreachable: later."""
        intents = self._outbox.intents
        core = Core(self._instance.home.server, intents.client, _here(shown), self._means.pace.park_after)
        if intents.kept:
            await self._tell_where(centre, shown)
            await self._send(centre, core, shown.epoch)
        await self._write_down(core)
        await self._hand_over(core, ours)
        await self._forget(core)

    async def _tell_where(self, centre: Centre, shown: Learnt) -> None:
        """Let the centre check the place of the last cut that brought results here. Of the answer nothing is needed."""
        known, intents = self._left.learnt, self._outbox.intents
        if known.cursor is None or known.epoch != shown.epoch:
            return
        held = list(shown.prefixes)
        place = PullRequest(client=intents.client, cursor=known.cursor, held=held, low=intents.next, limit=1)
        answer = await centre.pull(place)
        if isinstance(answer, Problem) and answer.code == "reset":
            raise Unreachable("reset")

    async def _send(self, centre: Centre, core: Core, epoch: str) -> None:
        exchange = Exchange(centre, core, self._outbox, self._means, self._new_client, self._retire, compares=False)
        backoff = Backoff(self._means.pace, self._means.rng, self._means.tick)
        failures = 0
        while failures < MOST_FAILURES:
            try:
                if await self._say(exchange, core, epoch):
                    return
            except Unreachable as lost:
                if lost.facts.get("status") != 500 and lost.code != "push_refused":
                    raise
                failures += 1
                await asyncio.sleep(backoff.failed())
        raise Unreachable("push_refused")

    async def _say(self, exchange: Exchange, core: Core, epoch: str) -> bool:
        """A cut, and a message of ops; whether everything is answered."""
        if exchange.hello_due:
            await exchange.greet()
        if core.basis.epoch != epoch:
            # Whoever is at work here learns the new history first; then we go on from there.
            raise Unreachable("reset")
        await exchange.pull()
        await exchange.rename_if_cloned()
        await exchange.make_way()
        numbers = core.next_push(self._outbox.intents)
        if numbers:
            await exchange.push(numbers)
        return not numbers and not exchange.hello_due

    async def _write_down(self, core: Core) -> None:
        found = results_alone(core.shown, core.server, core.client, core.shown.results)
        if (core.shown.results, core.shown.epoch) != (self._left.learnt.results, self._left.learnt.epoch):
            await aside(partial(self._left.cache.save, found))
        self._outbox.answer(core.shown.results.keys())

    async def _hand_over(self, core: Core, ours: Outbox) -> None:
        intents = self._outbox.intents
        ends = dict(intents.settled)
        for n, kept in intents.kept.items():
            result = core.shown.results.get(n)
            if result is not None and result.needs_attention and not kept.dismissed and not kept.withdrawn:
                ends[f"{intents.client}.{n}"] = Settled(kept, result)
        waiting = {ticket: end for ticket, end in ends.items() if not end.kept.dismissed}
        if waiting:
            await _durably(ours, Settle(waiting))
            for ticket in waiting:
                await _durably(self._outbox, Dismiss(ticket, HANDED_OVER))
        if intents.settled:
            await _durably(self._outbox, Clear(tuple(intents.settled)))

    async def _forget(self, core: Core) -> None:
        intents = self._outbox.intents
        on_disk = results_alone(core.shown, core.server, core.client, core.shown.results)
        numbers = core.safe_to_forget(intents, on_disk)
        if numbers:
            await asyncio.wrap_future(self._outbox.prune(numbers, on_disk.facts.results_at))

    def _retire(self, intents: Intents, core: Core) -> Future[None]:
        return spawn(partial(retire, self._instance.home, self._new_client(), intents, core.basis, self._means.disk))


def _here(shown: Learnt) -> Learnt:
    """The place in the history where we are, without records."""
    return msgspec.structs.replace(shown, records=no_records(), results={})


async def _durably(outbox: Outbox, change: Settle | Dismiss | Clear) -> None:
    if not await asyncio.wrap_future(outbox.keep(change)):
        raise Unreachable("not_sealed", why=outbox.trouble)
