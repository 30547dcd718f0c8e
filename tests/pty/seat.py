"""Somebody at a real terminal, with the shipped program in it and a real centre behind.

    with seat(centre, home) as somebody:
        somebody.sees("online")
        somebody.types("+")
        somebody.sees("✓")

1. Whatever is waited for is waited for by its look; only silence takes its time.
2. Every byte the program sent is kept (`heard`).
3. At the end nothing of it is left running.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.terminal import Terminal
from tests.centre_fixture import RunningCentre

POSTCMD: Final = str(Path(sys.executable).with_name("postcmd"))
LONG: Final = 30.0
"""Seconds in which what must happen has happened, on a machine that does other things too."""
QUIET: Final = 0.6
"""Seconds without a byte after which a board has settled."""


class Seat(Terminal):
    """A terminal, and what a person does at it."""

    def __init__(self, argv: list[str], cols: int = 80, rows: int = 24, env: Mapping[str, str] | None = None) -> None:
        self.heard = bytearray()
        self.code: int | None = None
        self._is_there = True
        super().__init__(argv, cols, rows, env)

    def _answer(self, arrived: bytes) -> None:
        self.heard += arrived
        super()._answer(arrived)

    # What a person does

    def types(self, text: str) -> None:
        """In one go, as an input method commits it and a slow link delivers it."""
        self.send(text.encode())

    def cost(self, *keys: str) -> int:
        """Bytes until all that the keys caused has settled."""
        before = self.written
        for key in keys:
            self.types(key)
            self.settle(QUIET)
        return self.written - before

    def hang_up(self) -> None:
        """The link is gone."""
        os.close(self._fd)
        self._is_there = False

    # What a person sees

    def sees(self, *texts: str) -> None:
        """All of them stand on the screen, sooner or later."""
        seen = self.until(lambda screen: all(text in screen for text in texts), LONG)
        assert seen is not None, f"{texts} never stood together on\n{self.text()}"

    def sees_no_more(self, text: str) -> None:
        assert self.until(lambda screen: text not in screen, LONG) is not None, f"{text} stayed on\n{self.text()}"

    def line_with(self, *texts: str) -> str:
        """The first line that holds all of them."""
        lines = self.text().splitlines()
        return next((line for line in lines if all(text in line for text in texts)), "")

    def is_silent(self, seconds: float) -> bool:
        """Whether nothing comes in that time."""
        return self.read(seconds) == 0

    # What becomes of the program

    def takes_no_more(self) -> bool:
        """Whether the program could write nothing more by now: nobody reads, and there is no room."""
        side_of_the_program = os.open(f"/proc/{self.pid}/fd/2", os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            return not select.select([], [side_of_the_program], [], 0)[1]
        finally:
            os.close(side_of_the_program)

    def is_stuck(self) -> bool:
        """Whether there is no room, now and for a while."""
        deadline, looks = time.monotonic() + LONG, 0
        while looks < 5 and time.monotonic() < deadline:
            looks = looks + 1 if self.takes_no_more() else 0
            select.select([], [], [], 0.2)
        return looks == 5

    def echoes(self) -> bool:
        """Whether the terminal is as a shell wants it."""
        return bool(termios.tcgetattr(self._fd)[3] & termios.ECHO)

    def ends(self, read: bool = True) -> int:
        """The exit code, once it has ended."""
        deadline = time.monotonic() + LONG
        while self.code is None:
            assert time.monotonic() < deadline, "it goes on and on"
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
            elif read:
                self.read(0.02)
            else:
                select.select([], [], [], 0.01)
        return self.code

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    @property
    def left_behind(self) -> list[int]:
        """Processes of this terminal's session that are still there."""
        everybody = (int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit())
        return [pid for pid in everybody if _session_of(pid) == self.pid]

    def close(self) -> None:
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self._is_there:
            os.close(self._fd)


def _session_of(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[3])
    except OSError:  # it has ended meanwhile
        return None


def way_in(centre: RunningCentre, home: Path, account: str = "city", **more: str) -> dict[str, str]:
    """The environment of somebody who is signed in, with a home of their own."""
    return {
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "POSTCMD_URL": centre.url,
        "POSTCMD_TOKEN": centre.tokens[account],
        "LANG": "C.UTF-8",
        "POSTCMD_LANG": "en",
        **more,
    }


@contextmanager
def seat(
    centre: RunningCentre, home: Path, *options: str, cols: int = 80, rows: int = 24, **more: str
) -> Iterator[Seat]:
    """Somebody whose board is in step with the centre, all days listed."""
    with Seat([POSTCMD, *options], cols, rows, way_in(centre, home, **more)) as somebody:
        somebody.sees("online")
        somebody.types("a")
        somebody.sees("all days")
        somebody.settle(QUIET)
        yield somebody
