"""One consistent cut from the centre, for a command that wants to know how things stand now.

1. It starts from what the cache holds, takes no lock and writes nothing.
"""

from __future__ import annotations

from postcmd.errors import SignInNeeded, Unreachable
from sync.core import Core
from sync.instances import Home
from sync.intents import Intents
from sync.learnt import Learnt
from sync.ports import Centre
from sync.rounds import MOST_PAGES


async def cut_of(centre: Centre, home: Home, client: str, learnt: Learnt, intents: Intents) -> Learnt:
    """What is known, brought up to date. Unreachable where the centre does not come to an end."""
    core = Core(home.server, client, learnt)
    hello = await centre.hello(client)
    if hello.account != home.account:
        raise SignInNeeded("other_account", account=hello.account)
    core.took_hello(hello, intents)
    for _ in range(MOST_PAGES):
        request = core.pull_request(intents)
        if core.took_pull(request, await centre.pull(request), intents) is not None:
            return core.shown
    raise Unreachable("centre_refused", said="endless")
