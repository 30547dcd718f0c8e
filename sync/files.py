"""Private files of a post, written whole or not at all.

1. When `write_whole` returns, the bytes survive a crash and a power loss: temporary file, fsync, rename, fsync of the
   folder. A folder that was made survives them too.
2. When it raises, the file stands as it was before (only a failing fsync of the folder leaves that open).
3. Folders are ours and 0700, files 0600; a symbolic link where the temporary file belongs is refused.
4. What must be private is not read where somebody else could have read or written it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from postcmd.errors import BadConfig


class Disk:
    """Every call of the operating system that changes files or makes them last. Faults are put in here by tests."""

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        return os.open(path, flags | os.O_CLOEXEC, mode)

    def close(self, fd: int) -> None:
        os.close(fd)

    def write(self, fd: int, some: memoryview) -> int:
        return os.write(fd, some)

    def fsync(self, fd: int) -> None:
        os.fsync(fd)

    def replace(self, old: Path, new: Path) -> None:
        old.replace(new)

    def unlink(self, path: Path) -> None:
        path.unlink()

    def link(self, old: Path, new: Path) -> None:
        new.hardlink_to(old)

    def mkdir(self, path: Path) -> None:
        path.mkdir(mode=0o700)

    def rmdir(self, path: Path) -> None:
        path.rmdir()


DISK = Disk()


def write_whole(path: Path, content: bytes, disk: Disk = DISK) -> None:
    """Put `content` in the place of the file, durably. OSError where the disk refuses."""
    temporary = temporary_of(path)
    try:
        _write_new(temporary, content, disk)
        disk.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            disk.unlink(temporary)
        raise
    fsync_folder(path.parent, disk)


def temporary_of(path: Path) -> Path:
    """A fixed name, so that a crash leaves one file behind and not a thousand."""
    return path.with_name(f".{path.name}.tmp")


def _write_new(temporary: Path, content: bytes, disk: Disk) -> None:
    fd = disk.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[disk.write(fd, rest) :]
        # Without fsync the rename can reach the disk before the contents do.
        disk.fsync(fd)
    finally:
        disk.close(fd)


def fsync_folder(folder: Path, disk: Disk = DISK) -> None:
    """Make the names in the folder last."""
    fd = disk.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        disk.fsync(fd)
    finally:
        disk.close(fd)


def private_folder(path: Path, disk: Disk = DISK) -> Path:
    """Make the folder, or make sure that nobody else can read or replace what lies in it.

    BadConfig `folder_not_private` with path and why (`owner`, `mode`, `not_a_folder`).
    """
    _make_lasting(path, disk)
    must_be_private_folder(path)
    return path


def must_be_private_folder(path: Path) -> None:
    """BadConfig as `private_folder`; nothing is made."""
    if why := _why_open(path, stat.S_ISDIR, "not_a_folder"):
        raise BadConfig("folder_not_private", path=str(path), why=why)


def must_be_private_file(path: Path) -> None:
    """BadConfig `post_file_not_private` with path and why (`owner`, `mode`, `link`). A file may be missing."""
    if os.path.lexists(path) and (why := _why_open(path, stat.S_ISREG, "link")):
        raise BadConfig("post_file_not_private", path=str(path), why=why)


def _why_open(path: Path, is_right: Callable[[int], bool], otherwise: str) -> str:
    """Why somebody else could read or replace it, "" where nobody can. A link is not followed."""
    found = path.lstat()
    if not is_right(found.st_mode):
        return otherwise
    if found.st_uid != os.getuid():
        return "owner"
    return "mode" if found.st_mode & 0o077 else ""


def _make_lasting(path: Path, disk: Disk) -> None:
    """Make what is missing of a folder and the folders above it."""
    if os.path.lexists(path):
        return
    _make_lasting(path.parent, disk)
    # Somebody else of ours may be making it at this moment.
    with suppress(FileExistsError):
        disk.mkdir(path)
    # What lies in a folder is only as lasting as the name of the folder.
    fsync_folder(path.parent, disk)


def read_private(path: Path, most: int) -> bytes:
    """The first bytes of a file that only we can read. BadConfig `file_not_private` or `file_unreadable`."""
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
                raise BadConfig("file_not_private", path=str(path))
            return file.read(most)
    except OSError as refused:
        raise BadConfig("file_unreadable", path=str(path), why=refused.strerror or "") from None
