"""Asking the centre for the roster, for a screen or a command that shows people by name.

1. It is kept in memory alone, by whoever asked: nothing of it goes to a file of the post, to a log or into an edit.
2. It takes no longer than it is given.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from postcmd.roster import MOST_PEOPLE, Person
from sync.asking import asked_once
from sync.ports import Keys, Secret

MOST_PAGES: Final = 50
Page = Callable[[str, str, str], Awaitable[list[Person]]]


def people_of(
    url: str, token: Callable[[], Secret], unit: str = "", q: str = "", limit: float = 10.0, keys: Keys | None = None
) -> tuple[Person, ...]:
    """The people of the unit and of those below it whom the words find. `token` may ask a keyring.

    Refused `forbidden_roster`; Unreachable, SignInNeeded, UpgradeNeeded, BadConfig.
    """
    return asked_once(url, token, lambda centre: _pages(centre.roster, unit, q), limit, keys)


async def _pages(page: Page, unit: str, q: str) -> tuple[Person, ...]:
    found: list[Person] = []
    for _ in range(MOST_PAGES):
        some = await page(unit, q, found[-1].id if found else "")
        found += some
        if len(some) < MOST_PEOPLE:
            break
    return tuple(found)
