"""One question to the centre, for whoever shows what stands in no cut: people by name, figures, a past moment.

1. It takes no longer than it is given, whatever the centre or a keyring does.
2. It runs in the thread that asks, in a loop of its own: no screen's thread asks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from postcmd.errors import SignInNeeded, Unreachable
from sync.aside import aside, run
from sync.ports import Keys, Secret

if TYPE_CHECKING:
    # Whoever only looks at what is kept needs no network.
    from sync.http import HttpCentre

T = TypeVar("T")


def asked_once(
    url: str,
    token: Callable[[], Secret],
    question: Callable[[HttpCentre], Awaitable[T]],
    limit: float,
    keys: Keys | None = None,
) -> T:
    """The answer. `token` may ask a keyring. Refused, Unreachable, SignInNeeded, UpgradeNeeded, BadConfig."""
    return run(_within(url, token, question, limit, keys))


async def _within(
    url: str,
    token: Callable[[], Secret],
    question: Callable[[HttpCentre], Awaitable[T]],
    limit: float,
    keys: Keys | None,
) -> T:
    from sync.http import HttpCentre

    secret: Secret | None = None
    try:
        async with asyncio.timeout(limit):
            secret = await aside(token)
            centre = HttpCentre(url, secret, keys=keys)
            try:
                return await question(centre)
            finally:
                await centre.close()
    except TimeoutError:
        # Before there is a token, it was the keyring that was waited for.
        raise (SignInNeeded("keyring_silent") if secret is None else Unreachable("timeout")) from None
