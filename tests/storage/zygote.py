"""A process that forks: each child tells a story on a disk that kills it at a call of a given number.

One line of JSON asks for one child, one line answers with how it ended. Forking here keeps threads of the tests out of
it, and saves a start of the interpreter for every kill.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from tests.storage.disks import CutDisk, TwiceCutDisk
from tests.storage.story import STORIES, Said

ROOT = Path(__file__).parents[2]


class Death(Struct):
    """Which story, where, and at which call it ends. `refused_at`: a call before that, which meets EIO."""

    story: str
    state: str
    at: int
    refused_at: int = 0

    @property
    def words(self) -> Path:
        """Where the child writes what it shows."""
        return Path(f"{self.state}.said")


class Zygote:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._ask, self._answer = process.stdin, process.stdout

    def die(self, death: Death) -> tuple[bool, list[Said]]:
        """Whether it was killed before the story was over, and everything it has shown."""
        self._ask.write(msgspec.json.encode(death) + b"\n")
        self._ask.flush()
        ended = msgspec.json.decode(self._answer.readline(), type=int)
        assert ended in (0, 9), f"the story of {death} ended with {ended}"
        words = death.words.read_bytes() if death.words.exists() else b""
        return ended == 9, [msgspec.json.decode(line, type=Said) for line in words.splitlines()]


@contextmanager
def zygote() -> Iterator[Zygote]:
    command = [sys.executable, "-m", "tests.storage.zygote"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        yield Zygote(process)


def serve() -> None:
    for line in sys.stdin.buffer:
        death = msgspec.json.decode(line, type=Death)
        child = os.fork()
        if child == 0:
            live(death)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{abs(status)}\n")
        sys.stdout.flush()


def live(death: Death) -> None:
    """Tell the story and leave, one way or the other."""
    fd = os.open(death.words, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    disk = TwiceCutDisk(death.refused_at, "EIO", death.at) if death.refused_at else CutDisk(death.at, "kill")
    try:
        STORIES[death.story](Path(death.state), disk, lambda said: write_line(fd, said))
    except BaseException:  # noqa: BLE001 - a fork must never go on in the loop of its parent
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def write_line(fd: int, said: Said) -> None:
    os.write(fd, msgspec.json.encode(said) + b"\n")


if __name__ == "__main__":
    serve()
