"""A disk that knows what would outlast it: real files, and beside them what of them is durable.

1. Bytes last once their file was synced, names once their folder was. A power loss takes everything else, or leaves it,
   or leaves half of it.
2. A process may die at any call, and any call may be refused.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

from sync.files import Disk

Forgets = Literal["", "file", "folder"]


class Killed(BaseException):
    """The process ended at this call. Nothing in it may notice: so it is no Exception."""


@dataclass
class Content:
    """What was written into one file, and how much of it was synced; None: none of it."""

    written: bytes = b""
    synced: bytes | None = None


class SimDisk(Disk):
    """The disk of one home. `forgets` is for planted faults: what it does not really sync."""

    def __init__(self, forgets: Forgets = "") -> None:
        self._forgets = forgets
        self._dies_in = -1
        self._refuses_in = -1
        self._reason = 0
        self._open: dict[int, Content | Path] = {}
        self._seen: dict[Path, Content] = {}
        self._lasting: dict[Path, Content] = {}

    def die_in(self, calls: int) -> None:
        self._dies_in = calls

    def refuse_in(self, calls: int, reason: int) -> None:
        self._refuses_in, self._reason = calls, reason

    def be_well(self) -> None:
        self._dies_in = self._refuses_in = -1
        self._open = {}

    def adopt(self, folder: Path) -> None:
        """What lies in the folder was laid there by somebody else, long ago."""
        found = {path: path.read_bytes() for path in folder.rglob("*.json")}
        self._seen = {path: Content(content, content) for path, content in found.items()}
        self._lasting = dict(self._seen)

    def forget(self, path: Path) -> None:
        """Somebody else took the file away, long ago."""
        path.unlink(missing_ok=True)
        self._seen.pop(path, None)
        self._lasting.pop(path, None)

    def damage(self, path: Path, content: bytes) -> None:
        """Somebody else wrote into the file, long ago."""
        _lay(path, content)
        self._seen[path] = self._lasting[path] = Content(content, content)

    def lose_power(self, rng: Random) -> None:
        """Leave of the files what a power loss might."""
        names = self._seen if rng.random() < 0.3 else self._lasting
        left = {path: _left_of(content, rng) for path, content in names.items() if path.parent.is_dir()}
        for path in self._seen.keys() - left.keys():
            path.unlink(missing_ok=True)
        for path, content in left.items():
            _lay(path, content)
        self._seen = {path: Content(content, content) for path, content in left.items()}
        self._lasting = dict(self._seen)

    # The calls

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        self._call()
        fd = os.open(path, flags | os.O_CLOEXEC, mode)
        if flags & os.O_CREAT:
            self._open[fd] = self._seen[path] = Content()
        else:
            self._open[fd] = path
        return fd

    def close(self, fd: int) -> None:
        # A process that dies lets go of its files as well.
        self._open.pop(fd, None)
        os.close(fd)

    def write(self, fd: int, some: memoryview) -> int:
        self._call()
        file = self._open[fd]
        assert isinstance(file, Content)
        file.written += bytes(some)
        return os.write(fd, some)

    def fsync(self, fd: int) -> None:
        self._call()
        file = self._open[fd]
        if isinstance(file, Content) and self._forgets != "file":
            file.synced = file.written
        elif isinstance(file, Path) and self._forgets != "folder":
            self._lasting = {path: content for path, content in self._lasting.items() if path.parent != file}
            self._lasting |= {path: content for path, content in self._seen.items() if path.parent == file}

    def replace(self, old: Path, new: Path) -> None:
        self._call()
        old.replace(new)
        if new.is_dir():
            self._seen, self._lasting = (_moved(names, old, new) for names in (self._seen, self._lasting))
        else:
            self._seen[new] = self._seen.pop(old)

    def unlink(self, path: Path) -> None:
        self._call()
        path.unlink()
        self._seen.pop(path, None)

    def link(self, old: Path, new: Path) -> None:
        self._call()
        new.hardlink_to(old)
        self._seen[new] = self._seen[old]

    def mkdir(self, path: Path) -> None:
        self._call()
        path.mkdir(mode=stat.S_IRWXU)

    def rmdir(self, path: Path) -> None:
        self._call()
        path.rmdir()

    def _call(self) -> None:
        if self._dies_in == 0:
            raise Killed
        self._dies_in -= 1
        if self._refuses_in == 0:
            self._refuses_in = -1
            raise OSError(self._reason, os.strerror(self._reason))
        self._refuses_in -= 1


def _left_of(content: Content, rng: Random) -> bytes:
    """Synced bytes stay; of the others all, half, or none."""
    if content.synced is not None:
        return content.synced
    return content.written[: len(content.written) * rng.randrange(3) // 2]


def _moved(names: dict[Path, Content], old: Path, new: Path) -> dict[Path, Content]:
    """A folder goes by another name. That this may not last makes no difference: nobody looks into it any more."""
    return {new / path.name if path.parent == old else path: content for path, content in names.items()}


def _lay(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(fd, content)
        os.close(fd)
