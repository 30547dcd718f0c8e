"""The demo's child processes: started, heard line by line, and never left behind.

1. A child's stdin is a pipe that only its parent holds open: it ends when the parent does, however that ended.
2. Leaving the `with` block ends the child: its pipe is closed, after PATIENCE seconds it is killed.
3. What a child says on stderr goes to a file of the demo, never to the terminal that the board paints on.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import IO, Final, Self

from postcmd.errors import Refused

PATIENCE: Final = 3.0
LONG_ENOUGH: Final = 60.0
"""Seconds to wait for a line that a healthy child says within two."""


class Child:
    """A Python module running as a process of its own. `hear` gives its stdout, line by line."""

    def __init__(self, name: str, arguments: Sequence[str], log: Path) -> None:
        self.name = name
        self.log = log
        self.ended = threading.Event()
        self._lines: SimpleQueue[str | None] = SimpleQueue()
        with log.open("ab") as words:
            self._process = subprocess.Popen(  # noqa: S603 - our own modules, by our own interpreter
                # -P: whatever lies in the current folder is not imported instead of us.
                [sys.executable, "-P", "-m", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=words,
                start_new_session=True,
                env=os.environ | {"PYTHONUNBUFFERED": "1"},
            )
        self._stdin, self._stdout = _open(self._process.stdin), _open(self._process.stdout)
        self._ear = threading.Thread(target=self._listen, name=f"hear {name}", daemon=True)
        self._ear.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    @property
    def pid(self) -> int:
        return self._process.pid

    def tell(self, line: bytes) -> None:
        """One line to its stdin. Refused where it is gone."""
        try:
            self._stdin.write(line + b"\n")
            self._stdin.flush()
        except OSError:
            raise self._failed() from None

    def hear(self, within: float = LONG_ENOUGH) -> str:
        """The next line. Refused `demo_child_failed` where the child ends, or stays silent, instead."""
        try:
            line = self._lines.get(timeout=within)
        except Empty:
            line = None
        if line is None:
            raise self._failed()
        return line

    def wait(self, within: float | None = None) -> int | None:
        """Its exit code; None where it still runs after so many seconds."""
        try:
            return self._process.wait(within)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        with suppress(OSError):
            self._stdin.close()
        if self.wait(PATIENCE) is None:
            self.kill()
        self._ear.join(PATIENCE)

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        with self._stdout as lines:
            for line in lines:
                self._lines.put(line.decode("utf-8", "replace").rstrip("\n"))
        self._lines.put(None)
        self._process.wait()
        self.ended.set()

    def _failed(self) -> Refused:
        return Refused("demo_child_failed", child=self.name, why=self.last_words())

    def last_words(self) -> str:
        """The last line it said on stderr."""
        lines = self.log.read_text("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    """The pipe that was asked for."""
    if pipe is None:
        raise ValueError("not a pipe")
    return pipe
