"""What the board said, kept: this session's sentences and those of the last ones, with their times.

1. Nothing of it is secret: names and phones out of the roster, and tokens, are left out before anything is kept.
2. It is bounded: the file is cut at LONGEST bytes, the one before it is kept, and at most MOST sentences are read.
3. The screen never waits: a thread of its own writes line by line, for its owner alone; several boards may.
4. What cannot be read as a sentence is left out and counted; what the disk refuses holds up nothing.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from postcmd.clean import clean
from postcmd.decoding import convert, decode
from postcmd.errors import PostError
from tui.cli_exit import without_tokens

NAME: Final = "said.jsonl"
BEFORE: Final = "said.jsonl.1"
LONGEST: Final = 100_000
MOST: Final = 500
LEFT_OUT: Final = "…"


class Sentence(Struct, frozen=True, omit_defaults=True):
    """What was said, when, and how. `begins`: it says nothing, a session began there."""

    at: datetime
    text: str = ""
    tone: Literal["normal", "dim", "strong", "accent", "good", "warn", "bad"] = "normal"
    begins: bool = False


class Told(Struct, frozen=True):
    """What is kept, the latest last, and how many lines of it could not be read."""

    sentences: tuple[Sentence, ...] = ()
    unreadable: int = 0


class SaidLog:
    """The log of one account at one centre. Without a folder it is this session's alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._ours: list[Sentence] = []
        self.trouble = ""
        """Why the disk does not take it."""

    def add(self, text: str, tone: str = "normal", hidden: Iterable[str] = ()) -> None:
        """Keep a sentence; of it nothing that is `hidden`."""
        now = datetime.now(UTC)
        if not self._ours:
            self._put(Sentence(now, begins=True))
        shown = without_tokens(clean(text))
        for word in sorted(filter(None, hidden), key=len, reverse=True):
            shown = shown.replace(word, LEFT_OUT)
        self._put(convert({"at": now, "text": shown, "tone": tone}, Sentence))

    def _put(self, sentence: Sentence) -> None:
        self._ours = [*self._ours, sentence][-MOST:]
        if self._folder == Path():
            return
        self._lines.put(msgspec.json.encode(sentence) + b"\n")
        if self._thread is None:
            self._thread = threading.Thread(target=self._write, name="said", daemon=True)
            self._thread.start()

    def close(self, timeout: float) -> None:
        """What was said is on disk, if it takes it in time."""
        if self._thread is not None:
            self._lines.put(None)
            self._thread.join(timeout)
            self._thread = None

    def of_this_session(self) -> Told:
        return Told(tuple(self._ours))

    def read(self) -> Told:
        """This session and what is kept on disk; may take a while."""
        ours = tuple(self._ours)
        if self._folder == Path():
            return Told(ours)
        found = [_read(line) for name in (BEFORE, NAME) for line in _lines_of(self._folder / name)]
        # The thread may not have written the last ones yet.
        both = dict.fromkeys((*(one for one in found if one is not None), *ours))
        return Told(tuple(sorted(both, key=lambda one: one.at)[-MOST:]), found.count(None))

    # In the thread

    def _write(self) -> None:
        from sync.files import private_folder

        while (line := self._lines.get()) is not None:
            try:
                private_folder(self._folder)
                _append(self._folder, line)
            except (OSError, PostError) as refused:
                self.trouble = str(refused)
            else:
                self.trouble = ""


def _append(folder: Path, line: bytes) -> None:
    path = folder / NAME
    with suppress(FileNotFoundError):
        if path.stat().st_size + len(line) > LONGEST:
            path.replace(folder / BEFORE)
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        # One call for a whole line: another board may write at the same moment.
        os.write(fd, line)
    finally:
        os.close(fd)


def _lines_of(path: Path) -> list[bytes]:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return []
    with os.fdopen(fd, "rb") as file:
        return file.read(2 * LONGEST).splitlines()


def _read(line: bytes) -> Sentence | None:
    try:
        kept = decode(line, Sentence)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return msgspec.structs.replace(kept, text=clean(kept.text))
