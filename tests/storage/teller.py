"""The story as a program of its own, for whoever watches or cuts it from outside.

python -m tests.storage.teller STATE WORDS    tells it once, writes what it shows to WORDS, and the calls it makes
python -m tests.storage.teller fill STATE BALLAST    makes edits until the disk is full, makes room, and goes on
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from sync.files import Disk
from tests.storage.recovered import Found, start_after
from tests.storage.story import Post, Said, tell


class NotingDisk(Disk):
    """The real disk, with the names of the calls that change something."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        if flags & os.O_CREAT:
            self.calls.append("open")
        return super().open(path, flags, mode)

    def write(self, fd: int, some: memoryview) -> int:
        self.calls.append("write")
        return super().write(fd, some)

    def fsync(self, fd: int) -> None:
        self.calls.append("fsync")
        super().fsync(fd)

    def replace(self, old: Path, new: Path) -> None:
        self.calls.append("rename")
        super().replace(old, new)

    def unlink(self, path: Path) -> None:
        self.calls.append("unlink")
        super().unlink(path)

    def link(self, old: Path, new: Path) -> None:
        self.calls.append("link")
        super().link(old, new)

    def mkdir(self, path: Path) -> None:
        self.calls.append("mkdir")
        super().mkdir(path)


class Filled(Struct):
    """What was shown when the disk was full and when there was room again, and what the next start found."""

    full: Said
    room: Said
    found: Found


def tell_once(state: Path, words: Path) -> None:
    fd, disk = os.open(words, os.O_WRONLY | os.O_CREAT | os.O_APPEND), NotingDisk()
    tell(state, disk, lambda said: write_line(fd, said))
    sys.stdout.write(" ".join(disk.calls))


def write_line(fd: int, said: Said) -> None:
    os.write(fd, msgspec.json.encode(said) + b"\n")


def fill(state: Path, ballast: Path) -> None:
    """`ballast` is a file that takes up the room; where there is none, the process limits itself."""
    said: list[Said] = []
    post = Post(state, Disk(), said.append)
    if not ballast.exists():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    heads = 100
    while not said[-1].refused:
        heads += 1
        post.edit(heads)
    full = said[-1]
    ballast.unlink(missing_ok=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    post.edit(10)
    room = said[-1]
    post.leave()
    sys.stdout.buffer.write(msgspec.json.encode(Filled(full, room, start_after(state))))


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        tell_once(Path(sys.argv[1]), Path(sys.argv[2]))
