"""Drafts: what is half typed, kept through a crash, a lost link or a power cut.

1. What was typed stands on disk a moment (PAUSE) after the last key, for its owner alone; the board never waits for it.
2. It is there again when the same thing is opened the next time, on this board or the next one, until it is dropped.
3. A disk that takes nothing costs the draft its safety, not the person the line; it is said once.
4. A draft that cannot be read is as good as none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from postcmd.decoding import decode
from postcmd.errors import PostError
from postcmd.words import _

FOLDER: Final = "drafts"
PAUSE: Final = 0.2
"""Seconds after the last key before a draft is written."""


class Drafts:
    """Half-typed things by name. Belongs to the screen's thread; only the writing is done in another."""

    def __init__(self, folder: Path | None, say: Callable[[str], None]) -> None:
        self._folder, self._say = folder, say
        self._typed: dict[str, dict[str, str]] = {}
        self._waiting: set[str] = set()
        self._writing: asyncio.Task[None] | None = None
        self._has_complained = False

    def get(self, name: str) -> dict[str, str]:
        """What was typed; nothing where nothing was left."""
        if name not in self._typed:
            self._typed[name] = self._read(name)
        return dict(self._typed[name])

    def keep(self, name: str, values: Mapping[str, str]) -> None:
        """This is what stands there now."""
        if dict(values) != self._typed.get(name):
            self._typed[name] = dict(values)
            self._write_soon(name)

    def drop(self, name: str) -> None:
        """It was sent, or let go of."""
        if self.get(name):
            self._typed[name] = {}
            self._write_soon(name)

    async def settle(self) -> None:
        """Wait until what was typed stands on disk."""
        while self._writing is not None:
            await self._writing

    def flush(self) -> None:
        """Write what waits now: the board is being left."""
        while self._waiting and self._folder is not None:
            name = self._waiting.pop()
            self._write(name, dict(self._typed[name]))

    # How

    def _path(self, name: str) -> Path | None:
        return self._folder / f"{name}.json" if self._folder is not None else None

    def _read(self, name: str) -> dict[str, str]:
        from sync.files import must_be_private_file

        path = self._path(name)
        if path is None or not path.exists():
            return {}
        try:
            must_be_private_file(path)
            return decode(path.read_bytes(), dict[str, str])
        except (OSError, PostError, msgspec.MsgspecError):
            return {}

    def _write_soon(self, name: str) -> None:
        self._waiting.add(name)
        if self._writing is None and self._folder is not None:
            self._writing = asyncio.get_running_loop().create_task(self._write_all())

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(PAUSE)
                name = self._waiting.pop()
                await asyncio.to_thread(self._write, name, dict(self._typed[name]))
        except (OSError, PostError) as error:
            self._complain(error)
        finally:
            self._writing = None

    def _write(self, name: str, values: dict[str, str]) -> None:
        from sync.files import private_folder, write_whole

        path = self._path(name)
        if path is None:
            return
        if values:
            private_folder(path.parent)
            write_whole(path, msgspec.json.encode(values))
        else:
            path.unlink(missing_ok=True)

    def _complain(self, error: Exception) -> None:
        if not self._has_complained:
            self._has_complained = True
            why = getattr(error, "strerror", None) or str(error)
            self._say(_("What is half typed cannot be kept on disk: {why}").format(why=why))
