"""Clerks' posts as processes that can be killed: the shipped engine without a screen (`clerk.py`), over many lives.

1. A life ends with kill -9 at any moment; the next one begins on the same files at once.
2. What a life has told stands, however it ended: its last words are read after its death.
3. A life that ended by itself fails what asks it something, with what its log says of it.
"""

from __future__ import annotations

from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

import msgspec

from tests.chaos.clerk import Orders, Said, log_of, read_said, work

FORKS: Final = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.chaos.clerk"])


class Clerk:
    """A clerk's post over many lives."""

    def __init__(self, orders: Orders) -> None:
        self.account, self.url, self.state = orders.account, orders.url, Path(orders.state)
        self.lives = 0
        self._orders = orders
        self._process: BaseProcess | None = None
        self._mouth: Connection | None = None
        self._voice: Connection | None = None

    @property
    def mouth(self) -> Connection | None:
        """Where its words come out; None when there will be none any more."""
        return self._mouth

    def start(self) -> None:
        self.lives += 1
        name = f"{self._orders.name}.{self.lives}"
        orders = msgspec.structs.replace(self._orders, name=name, seed=f"{self._orders.seed}.{self.lives}")
        self._mouth, mouth = FORKS.Pipe(duplex=False)
        ear, self._voice = FORKS.Pipe(duplex=False)
        self._process = FORKS.Process(target=work, args=(orders, mouth, ear), daemon=True)
        self._process.start()
        mouth.close()
        ear.close()

    def kill(self) -> list[Said]:
        """kill -9; its last words."""
        assert self._process is not None
        self._process.kill()
        return self._bury()

    def tell(self, what: str) -> None:
        assert self._voice is not None
        try:
            self._voice.send_bytes(what.encode())
        except BrokenPipeError:
            raise AssertionError(self._obituary()) from None

    def leave(self) -> list[Said]:
        """Let it write down what it has learnt and go."""
        self.tell("leave")
        return self._bury()

    def end(self) -> None:
        """Make sure that it is over."""
        if self._process is not None:
            self.kill()

    def hear(self) -> Said | None:
        """The next word; None where it has no more to say."""
        try:
            return None if self._mouth is None else read_said(self._mouth.recv_bytes())
        except (EOFError, OSError):
            self._close()
            return None

    def _obituary(self) -> str:
        """How it ended without being told to."""
        assert self._process is not None
        self._process.join(5)
        log = log_of(self._orders)
        return f"{self.account} ended by itself with {self._process.exitcode}:\n{log.read_text()[-9000:]}"

    def _bury(self) -> list[Said]:
        last: list[Said] = []
        while (said := self.hear()) is not None:
            last.append(said)
        if self._process is not None:
            self._process.join()
            self._process.close()
        if self._voice is not None:
            self._voice.close()
        self._process = self._voice = None
        return last

    def _close(self) -> None:
        if self._mouth is not None:
            self._mouth.close()
        self._mouth = None
