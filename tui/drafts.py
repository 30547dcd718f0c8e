"""A form that was not sent yet, kept on disk for its owner alone until it is.

1. What was typed is written as it is typed, whole or not at all; a crash loses what the disk had not taken by then.
2. It is written in a thread: the form never waits for a disk. Only what was typed last is written.
3. What cannot be read as a draft is no draft; what the disk refuses is said once.
"""

from __future__ import annotations

import asyncio
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
        self.path = folder / FOLDER / f"{plain or 'post'}.{form}.json"
        self._fails = fails
        self._wanted: Texts | None = None
        self._is_known = self._stale = self._writing = self._failed = False

    def read(self) -> Texts:
        """What was kept; nothing where there is none, or it cannot be read."""
        from sync.files import must_be_private_file

        if self._is_known:
            return dict(self._wanted or {})
        with suppress(OSError, PostError, msgspec.DecodeError):
            must_be_private_file(self.path)
            if self.path.stat().st_size <= LARGEST:
                kept: Texts = decode(self.path.read_bytes(), Texts)
                return kept
        return {}

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

    def _write(self, texts: Texts | None) -> None:
        from sync.files import private_folder, write_whole

        if texts is None:
            self.path.unlink(missing_ok=True)
            return
        private_folder(self.path.parent)
        write_whole(self.path, msgspec.json.encode(texts))
