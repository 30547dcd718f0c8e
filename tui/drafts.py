"""A form that was not sent yet, kept on disk for its owner alone until it is.

1. What was typed is written as it is typed, whole or not at all; a crash loses what the disk had not taken by then, a
   board that is left or told to go nothing.
2. It is written in a thread: the form never waits for a disk. Only what was typed last is written.
3. Each board keeps its own; what one that is no longer there left behind is taken over by the next that asks.
4. What cannot be read as a draft is no draft; what the disk refuses is said once.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from postcmd.decoding import decode
from postcmd.errors import PostError

FOLDER: Final = "drafts"
LARGEST: Final = 100_000
Texts = dict[str, tuple[str, str]]
"""By field: what stands there, and what it was found to mean."""


class Draft:
    """The draft of one form of one account. `fails` is told what the disk says."""

    def __init__(self, folder: Path, account: str, form: str, fails: Callable[[str], None]) -> None:
        plain = "".join(char if char.isalnum() or char in "-_" else "-" for char in account)[:80]
        self._begins = f"{plain or 'post'}.{form}."
        self.path = folder / FOLDER / f"{self._begins}{os.getpid()}.json"
        self._lasts = folder != Path()
        self._fails = fails
        self._wanted: Texts | None = None
        self._kept: Texts | None = None
        self._is_known = self._stale = self._writing = self._failed = False

    def read(self) -> Texts:
        """What was kept; nothing where there is none, or it cannot be read."""
        from sync.files import must_be_private_file

        if self._is_known or not self._lasts:
            return dict(self._wanted or {})
        with suppress(OSError, PostError, msgspec.DecodeError):
            self._take_over()
            must_be_private_file(self.path)
            if self.path.stat().st_size <= LARGEST:
                kept: Texts = decode(self.path.read_bytes(), Texts)
                return kept
        return {}

    def _take_over(self) -> None:
        """Where this board has none, the newest that a board left which is no longer there."""
        if self.path.exists():
            return
        left = [one for one in self.path.parent.glob(f"{self._begins}*.json") if not _is_at_work(one)]
        if left:
            max(left, key=lambda one: one.stat().st_mtime).replace(self.path)

    def put(self, texts: Texts | None) -> None:
        """Keep this from now on; None: nothing."""
        self._wanted, self._stale, self._is_known = texts, True, True

    async def write(self) -> None:
        """Until what is kept is what was put last; one at a time."""
        if self._writing:
            return
        self._writing = True
        try:
            while self._stale:
                self._stale = False
                await asyncio.to_thread(self._write, self._wanted)
        except (OSError, PostError) as wrong:
            if not self._failed:
                self._failed = True
                self._fails(str(wrong))
        finally:
            self._writing = False

    def last(self) -> None:
        """The board is gone: what the disk has not taken yet. One that takes nothing keeps nobody here."""
        if self._is_known and self._wanted != self._kept:
            with suppress(OSError, PostError):
                self._write(self._wanted)

    def _write(self, texts: Texts | None) -> None:
        from sync.files import private_folder, write_whole

        if not self._lasts:
            return
        if texts is None:
            self.path.unlink(missing_ok=True)
        else:
            private_folder(self.path.parent)
            write_whole(self.path, msgspec.json.encode(texts))
        self._kept = texts


class Drafts:
    """The drafts of one board, by their forms."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._by_form: dict[tuple[str, str], Draft] = {}

    def of(self, account: str, form: str, fails: Callable[[str], None]) -> Draft:
        """The draft of that form of the account's."""
        if (account, form) not in self._by_form:
            self._by_form[account, form] = Draft(self._folder, account, form, fails)
        return self._by_form[account, form]

    def last(self) -> None:
        """The board is gone: what the disk has not taken yet of any of them."""
        for draft in self._by_form.values():
            draft.last()


def _is_at_work(path: Path) -> bool:
    """Whether the board that wrote it still runs."""
    number = path.name.split(".")[-2]
    if not (number.isascii() and number.isdigit() and 0 < len(number) < 10):
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
