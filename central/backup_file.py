"""A file that is whole or not there: written beside its place, checked, and put there at last.

1. What stands at the place stays until the new file is complete and on the disk.
2. Only its owner reads it: a backup holds password hashes.
3. One at a time: two that write the same file never mix, and whoever was killed leaves nothing that stops the next.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from postcmd.errors import Refused


@contextmanager
def written_beside(place: Path) -> Iterator[Path]:
    """The file to write; it takes its place with `put_in_place`, and goes where that was not done."""
    part = place.with_name(f".{place.name}.part")
    with writable(place):
        mine = _alone(part, place)
    try:
        with writable(place):
            yield part
    finally:
        with suppress(FileNotFoundError):
            if _is_mine(part, mine):
                part.unlink()
        os.close(mine)


def settle(part: Path) -> None:
    """Bring what was written to the disk; whoever reads it next reads the disk."""
    opened = os.open(part, os.O_RDONLY)
    try:
        os.fsync(opened)
        os.posix_fadvise(opened, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(opened)


def put_in_place(part: Path, place: Path) -> None:
    settle(part)
    part.replace(place)
    sync_folder(place.parent)


def sync_folder(folder: Path) -> None:
    """Without it a power cut may take the new name away again."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def writable(place: Path) -> Iterator[None]:
    """Refused where the disk does not take the file."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refused("no_space") from None
        raise Refused("backup_unwritable", file=str(place), reason=error.strerror or str(error)) from None


def _alone(part: Path, place: Path) -> int:
    """The part, empty and locked for as long as it is open; the kernel takes the lock from who was killed."""
    opened = os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(opened)
        raise Refused("backup_running", file=str(place)) from None
    if not _is_mine(part, opened):
        # Between opening and locking, the one before was put in its place: it must not be emptied.
        os.close(opened)
        raise Refused("backup_running", file=str(place))
    os.fchmod(opened, 0o600)
    os.ftruncate(opened, 0)
    return opened


def _is_mine(part: Path, opened: int) -> bool:
    try:
        return os.path.samestat(part.stat(), os.fstat(opened))
    except FileNotFoundError:
        return False
