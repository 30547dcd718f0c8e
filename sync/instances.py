"""The instances of a post on this machine: one folder each, with a lock, an outbox and a cache.

    $XDG_STATE_HOME/postcmd/<server>/<account>/inst-<client id>/{lock,outbox.json,cache.json,quarantine/}

1. Only the holder of the lock writes in the folder; the lock ends with its process, however that ends.
2. A start takes a free instance with edits waiting or to be looked at, else the one with the newest cache, else makes
   a new one.
3. Looking takes no lock and changes nothing.
4. An outbox is sent by nobody but the account and to no centre but the one in its path.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import platformdirs
from msgspec import Struct

from postcmd.edits import Edit
from postcmd.errors import CacheDamaged
from postcmd.wire import Result
from sync.files import DISK, Disk, private_folder
from sync.formats import KnownCache, read_cache_head, read_known_cache, read_outbox
from sync.intents import Intents, intents_from
from sync.view import edit_of

if TYPE_CHECKING:
    # Looking at a post takes no lock, and the first frame does not wait for this import.
    from filelock import FileLock

PREFIX: Final = "inst-"
OUTBOX: Final = "outbox.json"
CACHE: Final = "cache.json"
PATIENCE: Final = 0.05
"""Seconds to wait for a lock: somebody may just be looking whether it is free."""


class Home(Struct, frozen=True):
    """Where a post keeps everything about one account at one centre."""

    folder: Path
    server: str
    account: str


class Glance(Struct, frozen=True, kw_only=True):
    """An instance as it looks from outside. `cached_at` is 0 where there is no cache; `trouble` a code.

    `known` is its whole cache, where that was read.
    """

    folder: Path
    intents: Intents
    results: Mapping[int, Result]
    cached_at: float
    trouble: str = ""
    known: KnownCache | None = None

    @property
    def client(self) -> str:
        return self.intents.client

    @property
    def waiting(self) -> int:
        """Edits that the centre may not have yet. A damaged outbox counts: there may be some in it."""
        return len(self.intents.kept.keys() - self.results.keys()) + (self.trouble == "outbox_damaged")

    @property
    def needs_person(self) -> bool:
        """Whether a refusal or conflict waits here to be looked at."""
        return any(edit.stage == "attention" for edit in self.edits(foreign=False))

    def edits(self, foreign: bool) -> list[Edit]:
        """What waits and what needs a person."""
        of = self.client if foreign else ""
        kept = [
            edit_of(f"{self.client}.{n}", one, False, self.results.get(n), of) for n, one in self.intents.kept.items()
        ]
        settled = [edit_of(ticket, one.kept, False, one.result, of) for ticket, one in self.intents.settled.items()]
        return [edit for edit in [*settled, *kept] if edit.is_pending or edit.stage == "attention"]


@dataclass(frozen=True)
class Instance:
    """A folder that is ours until we let go of it."""

    home: Home
    folder: Path
    client: str
    lock: FileLock

    def release(self) -> None:
        self.lock.release()


def state_folder() -> Path:
    return platformdirs.user_state_path("postcmd", appauthor=False)


def home_of(url: str, account: str, state: Path | None = None) -> Home:
    """The place for this account at this centre. Nothing is made or read."""
    server = hashlib.sha256(url.rstrip("/").lower().encode()).hexdigest()[:16]
    return Home((state or state_folder()) / server / quote(account, safe=""), server, account)


def glances(home: Home, to_open: bool = False) -> list[Glance]:
    """All instances: those with edits waiting first, then with some to look at, then by their caches, newest first.

    `to_open`: one of them is going to be opened; where there is but one, its cache is read whole at once, not twice.
    """
    if not home.folder.is_dir():
        return []
    folders = sorted(folder for folder in home.folder.glob(f"{PREFIX}*") if folder.is_dir())
    found = [_glance(folder, home, whole=to_open and len(folders) == 1) for folder in folders]
    return sorted(found, key=lambda one: (one.waiting == 0, not one.needs_person, -one.cached_at))


def take(home: Home, new_client: Callable[[], str], disk: Disk = DISK) -> Instance:
    """The instance to work with, locked. BadConfig where a folder is not ours alone."""
    for folder in (*reversed(home.folder.parents[:2]), home.folder):
        private_folder(folder, disk)
    for glance in glances(home):
        lock = None if _is_unusable(glance) else _try(private_folder(glance.folder, disk))
        if lock is not None:
            return Instance(home, glance.folder, _client_of(glance.folder), lock)
    return _new(home, new_client(), disk)


def open_elsewhere(home: Home, mine: Path) -> int:
    """How many other instances are in use at this moment."""
    others = [one.folder for one in glances(home) if one.folder != mine and (one.folder / "lock").exists()]
    return sum(1 for folder in others if not _is_free(folder))


def _new(home: Home, client: str, disk: Disk) -> Instance:
    folder = private_folder(home.folder / f"{PREFIX}{client}", disk)
    lock = _try(folder)
    if lock is None:
        raise CacheDamaged("instance_taken", path=str(folder))
    return Instance(home, folder, client, lock)


def _glance(folder: Path, home: Home, whole: bool) -> Glance:
    intents, trouble = _look_into(folder, home)
    known = _known(folder / CACHE) if whole else None
    head = known.tables if known is not None else read_cache_head(folder / CACHE)
    facts = (head or {}).get("facts", {}).get("cache")
    ours = facts is not None and facts.client == intents.client
    results = {int(n): doc["result"] for n, doc in (head or {}).get("results", {}).items()} if ours else {}
    cached_at = _written_at(folder / CACHE) if head is not None else 0.0
    return Glance(folder=folder, intents=intents, results=results, cached_at=cached_at, trouble=trouble, known=known)


def _known(path: Path) -> KnownCache | None:
    try:
        return read_known_cache(path)
    except (CacheDamaged, OSError):
        return None


def _look_into(folder: Path, home: Home) -> tuple[Intents, str]:
    try:
        tables = read_outbox(folder / OUTBOX)
    except CacheDamaged as bad:
        return Intents(_client_of(folder)), bad.code
    except OSError:
        return Intents(_client_of(folder)), "outbox_unreadable"
    if tables is None:
        return Intents(_client_of(folder)), ""
    facts = tables["facts"]["outbox"]
    ours = (facts.server, facts.account) == (home.server, home.account)
    return (intents_from(tables), "") if ours else (Intents(facts.client), "outbox_foreign")


def _is_unusable(glance: Glance) -> bool:
    """An outbox that somebody else wrote is left alone."""
    return glance.trouble in ("outbox_newer", "outbox_foreign", "outbox_unreadable")


def _try(folder: Path, patience: float = PATIENCE) -> FileLock | None:
    from filelock import FileLock, Timeout

    # Not bound to a thread: the engine's thread takes it, whoever stops the engine lets it go.
    lock = FileLock(folder / "lock", mode=0o600, thread_local=False)
    try:
        lock.acquire(timeout=patience, poll_interval=PATIENCE / 5)
    except Timeout:
        return None
    return lock


def _is_free(folder: Path) -> bool:
    lock = _try(folder, patience=0)
    if lock is None:
        return False
    lock.release()
    return True


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _client_of(folder: Path) -> str:
    return folder.name.removeprefix(PREFIX)
