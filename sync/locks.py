"""The lock of an instance: who is at work in a folder.

1. A lock ends with its process, however that ends, and belongs to no thread.
2. A folder that was taken away while somebody waited for its lock is not made again by that.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    # Looking at a post takes no lock, and the first frame does not wait for this import.
    from filelock import FileLock

PATIENCE: Final = 0.05
"""Seconds to wait for a lock: somebody may just be looking whether it is free."""


def hold(folder: Path, patience: float = PATIENCE) -> FileLock | None:
    """The lock of the folder, ours until it is let go of; None where somebody else has it, or the folder is gone."""
    from filelock import FileLock, Timeout

    # The lock would make the folder again, and others could read it.
    if not folder.is_dir():
        return None
    # Not bound to a thread: the engine's thread takes it, whoever stops the engine lets it go.
    lock = FileLock(folder / "lock", mode=0o600, thread_local=False)
    try:
        lock.acquire(timeout=patience, poll_interval=PATIENCE / 5)
    except (Timeout, FileNotFoundError):
        return None
    if (folder / "lock").exists():
        return lock
    # Somebody took the folder away while we waited.
    lock.release()
    return None


def is_free(folder: Path) -> bool:
    lock = hold(folder, patience=0)
    if lock is None:
        return False
    lock.release()
    return True


def in_use(folders: Iterable[Path]) -> set[Path]:
    """Those of the folders that somebody is at work in at this moment."""
    return {folder for folder in folders if (folder / "lock").exists() and not is_free(folder)}
