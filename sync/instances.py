"""The instances of a post on this machine: one folder each, with a lock, an outbox and a cache.

    $XDG_STATE_HOME/postcmd/<server>/<account>/inst-<client id>/{lock,outbox.json,cache.json,figures.json,quarantine/}

1. Only the holder of the lock writes in the folder; the lock ends with its process, however that ends.
2. A start takes a free instance that has a cache, one with edits waiting or to be looked at before the one whose cache
   is newest; else one without a cache, else it makes a new one. What is retired is never taken.
3. Looking takes no lock and changes nothing.
4. An outbox is sent by nobody but the account and to no centre but the one in its path (I14).
5. Nothing is read where anybody else could read or write: each folder and file is ours, 0700 or 0600, and no link.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import platformdirs
from msgspec import Struct

from postcmd.edits import Edit
from postcmd.errors import BadConfig, CacheDamaged
from postcmd.wire import Result
from sync.files import DISK, Disk, must_be_private_file, must_be_private_folder, private_folder
from sync.formats import KnownCache, read_cache_head, read_known_cache, read_outbox
from sync.identity import sift
from sync.intents import Intents, intents_from
from sync.locks import PATIENCE, hold, in_use
from sync.view import edit_of

if TYPE_CHECKING:
    # Looking at a post takes no lock, and the first frame does not wait for this import.
    from filelock import FileLock

PREFIX: Final = "inst-"
OUTBOX: Final = "outbox.json"
CACHE: Final = "cache.json"
FIGURES: Final = "figures.json"
QUARANTINE: Final = "quarantine"
LEFT_ALONE: Final = frozenset(
    {"outbox_newer", "outbox_foreign", "outbox_unreadable", "folder_not_private", "post_file_not_private"}
)
"""Troubles with which an outbox is not ours to write."""
MOST_TRIES: Final = 20


class Home(Struct, frozen=True):
    """Where a post keeps everything about one account at one centre."""

    folder: Path
    server: str
    account: str


class Glance(Struct, frozen=True, kw_only=True):
    """An instance as it looks from outside. `cached_at` is 0 where no records are cached; `trouble` a code.

    `results` are those of the history `epoch`; `known` is its whole cache, where that was read.
    """

    folder: Path
    intents: Intents
    results: Mapping[int, Result]
    cached_at: float
    epoch: str = ""
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
    def is_empty(self) -> bool:
        """Whether it keeps no intent of anybody's."""
        return not (self.trouble or self.intents.kept or self.intents.settled)

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
    return sorted(found, key=_rank)


def _rank(one: Glance) -> tuple[bool, bool, bool, float]:
    return not one.cached_at, one.waiting == 0, not one.needs_person, -one.cached_at


def must_be_ours(home: Home) -> None:
    """BadConfig `folder_not_private` or `post_file_not_private` where anything under the home is not ours alone."""
    for folder in (*reversed(home.folder.parents[:2]), home.folder):
        if not os.path.lexists(folder):
            return
        must_be_private_folder(folder)
    for folder in home.folder.glob(f"{PREFIX}*"):
        _must_be_private(folder)


def _must_be_private(folder: Path) -> None:
    must_be_private_folder(folder)
    for name in ("lock", OUTBOX, CACHE, FIGURES):
        must_be_private_file(folder / name)
    if os.path.lexists(quarantine := folder / QUARANTINE):
        must_be_private_folder(quarantine)


def take(home: Home, new_client: Callable[[], str], disk: Disk = DISK, patience: float = PATIENCE) -> Instance:
    """The instance to work with, locked. BadConfig where a folder is not ours alone."""
    for folder in (*reversed(home.folder.parents[:2]), home.folder):
        private_folder(folder, disk)
    must_be_ours(home)
    for _ in range(MOST_TRIES):
        # Of two who start at once each may take what the other has just made.
        with suppress(CacheDamaged):
            return _free_one(home, patience) or new_instance(home, new_client(), disk)
    return new_instance(home, new_client(), disk)


def _free_one(home: Home, patience: float) -> Instance | None:
    boards = (one for one in glances(home) if not one.intents.retired)
    return next((free for one in boards if (free := take_if_free(home, one, patience)) is not None), None)


def take_if_free(home: Home, glance: Glance, patience: float = 0) -> Instance | None:
    """This very instance, locked; None where somebody is at work in it, or it may not be touched."""
    lock = None if glance.trouble in LEFT_ALONE else hold(glance.folder, patience)
    return None if lock is None else Instance(home, glance.folder, _client_of(glance.folder), lock)


def open_elsewhere(home: Home, mine: Path) -> int:
    """How many other instances are in use at this moment."""
    return len(in_use(folder for folder in home.folder.glob(f"{PREFIX}*") if folder != mine))


def quarantined(home: Home) -> tuple[str, ...]:
    """The names of all files that could not be read and are kept, with their dates, oldest first."""
    return tuple(sorted(path.name for path in home.folder.glob(f"{PREFIX}*/{QUARANTINE}/*")))


def remove(instance: Instance, disk: Disk = DISK) -> None:
    """Take away an instance that holds nothing that is needed. The lock stays ours until it is gone."""
    if any(instance.folder.glob(f"{QUARANTINE}/*")):
        return
    gone = instance.folder.with_name(f".gone-{instance.folder.name}")
    # Whoever waits for the lock finds nothing in its place afterwards.
    disk.replace(instance.folder, gone)
    for folder in gone.glob("*/"):
        disk.rmdir(folder)
    for file in gone.iterdir():
        disk.unlink(file)
    disk.rmdir(gone)


def new_instance(home: Home, client: str, disk: Disk = DISK) -> Instance:
    """A new folder, locked."""
    folder = private_folder(home.folder / f"{PREFIX}{client}", disk)
    lock = hold(folder)
    if lock is None:
        raise CacheDamaged("instance_taken", path=str(folder))
    return Instance(home, folder, client, lock)


def _glance(folder: Path, home: Home, whole: bool) -> Glance:
    try:
        _must_be_private(folder)
    except (BadConfig, OSError) as wrong:
        return Glance(
            folder=folder,
            intents=Intents(_client_of(folder)),
            results={},
            cached_at=0.0,
            trouble=getattr(wrong, "code", "outbox_unreadable"),
        )
    intents, trouble = _look_into(folder, home)
    known = _known(folder / CACHE) if whole else None
    head = known.tables if known is not None else read_cache_head(folder / CACHE)
    facts = (head or {}).get("facts", {}).get("cache")
    ours = facts is not None and facts.client == intents.client
    results = {int(n): doc["result"] for n, doc in (head or {}).get("results", {}).items()} if ours else {}
    results = sift(results, intents).ours
    return Glance(
        folder=folder,
        intents=intents,
        results=results,
        cached_at=_written_at(folder / CACHE) if facts is not None and facts.cursor else 0.0,
        epoch=facts.epoch if facts is not None and ours else "",
        trouble=trouble,
        known=known,
    )


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


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _client_of(folder: Path) -> str:
    return folder.name.removeprefix(PREFIX)
