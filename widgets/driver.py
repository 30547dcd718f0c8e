"""Textual's driver with an ear of its own for the keyboard.

1. Escape acts as soon as its delay is over, not when a clock next looks.
2. Whoever leaves waits for no clock either.
3. What newer terminals say is told in plain keys (`widgets/typed.py`).
4. Nothing is asked of the processor while nothing is typed.
"""

from __future__ import annotations

import os
import select
import threading
import time
from codecs import getincrementaldecoder
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from widgets.typed import Typed

if TYPE_CHECKING:
    from textual.app import App

CUT_OFF: Final = 0.5
"""Seconds in which the end of a sequence that has begun may still come over a slow link."""


class Leaving(threading.Event):
    """An event that also wakes whoever waits for input."""

    def __init__(self) -> None:
        super().__init__()
        self.heard, self._ring = os.pipe()

    def set(self) -> None:
        super().set()
        os.write(self._ring, b"\n")

    def clear(self) -> None:
        if self.is_set():
            os.read(self.heard, 1)
        super().clear()


class QuickDriver(LinuxDriver):
    """Listens to the terminal in a thread that wakes when something is there to hear, and for nothing else."""

    def __init__(self, app: App[Any], *, debug: bool, mouse: bool, size: tuple[int, int] | None) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.exit_event: Leaving = Leaving()

    def run_input_thread(self) -> None:
        ear = _Ear(self)
        sources = [self.fileno, self.exit_event.heard]
        while not self.exit_event.is_set():
            ready = select.select(sources, [], [], ear.patience)[0]
            if self.fileno in ready and not ear.hear(self._read()):
                # The terminal has gone; whoever watches for that ends the program, and waits for nobody here.
                return
            ear.look_at_the_clock()
        ear.close()

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:  # Linux says EIO when the other end has gone
            return b""


class _Ear:
    """Makes messages of what is typed."""

    def __init__(self, driver: LinuxDriver) -> None:
        self._tell = driver.process_message
        self._parser = XTermParser(driver._debug)
        self._typed = Typed()
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._cut_off = 0.0

    @property
    def patience(self) -> float | None:
        """Seconds that may be waited; None where nothing that has begun waits for its end."""
        ends = [at for at in (self._parser._timeout_time, self._cut_off if self._typed.is_waiting else None) if at]
        return max(0.0, min(ends) - time.monotonic()) if ends else None

    def hear(self, arrived: bytes) -> bool:
        """Whether anything arrived."""
        self._cut_off = time.monotonic() + CUT_OFF
        if plain := self._typed.plain(self._decode(arrived)):
            for message in self._parser.feed(plain):
                self._tell(message)
        return bool(arrived)

    def look_at_the_clock(self) -> None:
        for message in self._parser.tick():
            self._tell(message)
        if self._typed.is_waiting and time.monotonic() >= self._cut_off:
            self._typed.give_up()

    def close(self) -> None:
        with suppress(EOFError, ParseError):
            list(self._parser.feed(""))
