"""A machine with one person's home on it: the folders of their posts, and the disk below them.

1. What lies in the folders is only what the product's own code wrote there; who copies or puts back a home does so with
   the files alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import cast

from postcmd.errors import CacheDamaged
from sync.files import private_folder
from sync.formats import OutboxTables, read_outbox
from sync.instances import CACHE, OUTBOX, PREFIX, Home
from sync.intents import Intents, intents_from
from tests.sim.disk import Forgets, SimDisk
from tests.sim.history import Violation

SERVER = "centre"


class Machine:
    """`new_own` gives a quota that nobody else changes."""

    def __init__(self, folder: Path, account: str, new_own: Callable[[], str], forgets: Forgets) -> None:
        self.account = account
        self.disk = SimDisk(forgets)
        self.home = Home(folder / SERVER / account, SERVER, account)
        self.owns: dict[str, str] = {}
        self._name, self._new_own = folder.name, new_own
        self._read: dict[bytes, Intents] = {}
        self._births = 0

    def new_client(self) -> str:
        self._births += 1
        return f"{self._name}-{self._births}"

    def own_of(self, folder: Path) -> str:
        """The quota of whoever works in this folder."""
        return self.owns.setdefault(folder.name, self._new_own())

    def move_in(self, caches: dict[str, bytes]) -> None:
        """The person has been at work here before: the cache they had then lies here."""
        content = caches.get(self.account)
        if content is not None:
            folder = private_folder(self.home.folder / f"{PREFIX}{self.new_client()}")
            self.disk.damage(folder / CACHE, content)

    def moved_in(self, caches: dict[str, bytes]) -> None:
        """Whoever begins as this one did need not ask again."""
        (folder,) = self.folders()
        caches[self.account] = (folder / CACHE).read_bytes()

    def folders(self) -> set[Path]:
        return set(self.home.folder.glob(f"{PREFIX}*"))

    def lose_power(self, rng: Random) -> None:
        self.disk.lose_power(rng)

    def kept_on_disk(self) -> list[Intents]:
        """What all outboxes hold, whoever works with them."""
        self._read = dict(self._kept_in(folder / OUTBOX) for folder in self.folders() if (folder / OUTBOX).exists())
        return list(self._read.values())

    def _kept_in(self, file: Path) -> tuple[bytes, Intents]:
        """Understood again only where the file says something else than the last time."""
        content = file.read_bytes()
        known = self._read.get(content)
        return content, _understood(file) if known is None else known

    def copy_home(self, place: Path) -> None:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.home.folder, place)

    def lay_home(self, place: Path) -> None:
        """The home is what lies there, and has been so for long."""
        shutil.rmtree(self.home.folder, ignore_errors=True)
        self.home.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home.folder.parent.parent.chmod(0o700)
        shutil.copytree(place, self.home.folder)
        self.disk.adopt(self.home.folder)


def _understood(file: Path) -> Intents:
    """Half a file is one whose edits are lost."""
    try:
        return intents_from(cast(OutboxTables, read_outbox(file)))
    except CacheDamaged as damaged:
        raise Violation(f"I1: {file.name} of {file.parent.name} cannot be read any more") from damaged
