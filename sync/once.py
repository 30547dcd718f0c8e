"""Asking the centre once, for a command that wants to know how things stand now, or to sign in or out.

1. A question starts from what the cache holds, takes no lock and writes nothing.
2. It takes no longer than it is given, whatever the centre or a keyring does.
"""

from __future__ import annotations

import asyncio

from postcmd.errors import SignInNeeded, Unreachable
from postcmd.wire import Token
from sync.aside import aside, run
from sync.core import Core
from sync.exchange import MOST_PAGES
from sync.http import HttpCentre
from sync.instances import Home
from sync.intents import Intents
from sync.learnt import Learnt
from sync.ports import Centre, Connect, Secret


def cut_of(connect: Connect, home: Home, client: str, learnt: Learnt, intents: Intents, limit: float) -> Learnt:
    """What is known, brought up to date within `limit` seconds. Unreachable, SignInNeeded, UpgradeNeeded, BadConfig."""
    return run(_cut_within(connect, home, Core(home.server, client, learnt), intents, limit))


def signed_in(url: str, account: str, password: Secret) -> Token:
    return run(_sign_in(url, account, password))


def signed_out(url: str, token: Secret) -> None:
    run(_sign_out(url, token))


async def _cut_within(connect: Connect, home: Home, core: Core, intents: Intents, limit: float) -> Learnt:
    centre: Centre | None = None
    try:
        async with asyncio.timeout(limit):
            centre = await aside(connect)
            try:
                return await _cut(centre, home, core, intents)
            finally:
                await centre.close()
    except TimeoutError:
        # Before there is a way to the centre, it was the token that was waited for.
        raise (SignInNeeded("keyring_silent") if centre is None else Unreachable("timeout")) from None


async def _cut(centre: Centre, home: Home, core: Core, intents: Intents) -> Learnt:
    hello = await centre.hello(core.client)
    if hello.account != home.account:
        raise SignInNeeded("other_account", account=hello.account)
    core.took_hello(hello, intents)
    for _ in range(MOST_PAGES):
        request = core.pull_request(intents)
        if core.took_pull(request, await centre.pull(request), intents) is not None:
            return core.shown
    raise Unreachable("centre_refused", said="endless")


async def _sign_in(url: str, account: str, password: Secret) -> Token:
    centre = HttpCentre(url)
    try:
        return await centre.sign_in(account, password)
    finally:
        await centre.close()


async def _sign_out(url: str, token: Secret) -> None:
    centre = HttpCentre(url, token)
    try:
        await centre.sign_out()
    finally:
        await centre.close()
