"""Disks that fail, that kill, that note down what is asked of them, and that leave out what must not be left out."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from sync.files import Disk

T = TypeVar("T")
Call = Literal["open", "close", "write", "fsync", "replace", "unlink", "link", "mkdir"]
Fault = Literal["kill", "ENOSPC", "EIO", "EDQUOT", "EROFS", "short write"]
REFUSALS: tuple[Fault, ...] = ("ENOSPC", "EIO", "EDQUOT", "EROFS", "short write")


class WatchedDisk(Disk):
    """Counts every call and lets `meet` decide about it. Nothing is synced: what dies here is no machine."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def meet(self, call: Call) -> None:
        """Raise, kill, or let it happen."""

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        return self._pass("open", lambda: Disk.open(self, path, flags, mode))

    def close(self, fd: int) -> None:
        # However a close ends, the descriptor is gone.
        super().close(fd)
        self._pass("close", lambda: None)

    def write(self, fd: int, some: memoryview) -> int:
        return self._pass("write", lambda: Disk.write(self, fd, some))

    def fsync(self, fd: int) -> None:
        self._pass("fsync", lambda: None)

    def replace(self, old: Path, new: Path) -> None:
        self._pass("replace", lambda: Disk.replace(self, old, new))

    def unlink(self, path: Path) -> None:
        self._pass("unlink", lambda: Disk.unlink(self, path))

    def link(self, old: Path, new: Path) -> None:
        self._pass("link", lambda: Disk.link(self, old, new))

    def mkdir(self, path: Path) -> None:
        self._pass("mkdir", lambda: Disk.mkdir(self, path))

    def _pass(self, call: Call, go: Callable[[], T]) -> T:
        self.calls.append(call)
        self.meet(call)
        return go()


class CutDisk(WatchedDisk):
    """Meets the fault at the call of this number, counted from 1; where it `lasts`, at all that follow."""

    def __init__(self, at: int, fault: Fault, lasts: bool = False) -> None:
        super().__init__()
        self.at, self.fault, self.lasts = at, fault, lasts
        self._is_full = False

    @property
    def was_met(self) -> bool:
        return len(self.calls) >= self.at

    def meet(self, call: Call) -> None:
        number = len(self.calls)
        if number == self.at or (self.lasts and number > self.at):
            self._strike()

    def write(self, fd: int, some: memoryview) -> int:
        if self.fault == "short write" and len(self.calls) + 1 == self.at and not self._is_full:
            self.calls.append("write")
            # As on a disk that fills up: what fits is written, and the rest is refused.
            self._is_full, self.at = True, self.at + 1
            return Disk.write(self, fd, some[: len(some) // 2])
        return super().write(fd, some)

    def _strike(self) -> None:
        if self.fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        number = errno.ENOSPC if self.fault == "short write" else getattr(errno, self.fault)
        raise OSError(number, os.strerror(number))


class TwiceCutDisk(CutDisk):
    """A refusal at one call, and death at a later one: while the first is being put right."""

    def __init__(self, at: int, fault: Fault, killed_at: int) -> None:
        super().__init__(at, fault)
        self.killed_at = killed_at

    def meet(self, call: Call) -> None:
        if len(self.calls) == self.killed_at:
            os.kill(os.getpid(), signal.SIGKILL)
        super().meet(call)
