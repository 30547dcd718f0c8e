"""A post's door to the figures: what the centre says of a scope and a period, and what it said last.

1. What is known is told from memory at once; asking is for a thread that may wait.
2. Every answer is kept in the folder of the post, so that the same question has an answer without the centre too; that
   one says when it came.
3. Where the folder is not ours, or its disk refuses, the answer is told all the same.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar

import msgspec
from msgspec import Raw, Struct

from postcmd.decoding import decode
from postcmd.errors import BadConfig, CacheDamaged
from postcmd.figures_asked import Question
from sync import kept_figures
from sync.asking import asked_once
from sync.instances import Home, take
from sync.kept_figures import Kept
from sync.ports import Keys, Secret

T = TypeVar("T")
Drawer = Callable[[], AbstractContextManager[Path | None]]
"""The folder to keep answers in, ours for a moment; None where there is none."""

PATIENCE: Final = 40.0
"""Seconds that the centre gets: a month of a city may take a busy one a while, and nobody's frame waits for it."""

log = logging.getLogger("postcmd.sync")


class Answer(Struct, Generic[T], frozen=True):
    """What was said, and when this machine heard it. `is_fresh`: just now, not out of what was kept."""

    said: T
    at: datetime
    is_fresh: bool = False


class Ask(Protocol):
    """Puts one question to the centre and waits. Raises what is in the way."""

    def __call__(self, path: str, asked: Mapping[str, str], shape: type[T], /) -> T: ...


def wall() -> datetime:
    return datetime.now(UTC)


class Figures:
    """What is known of the figures, for many threads."""

    def __init__(self, home: Home, ask: Ask, drawer: Drawer, now: Callable[[], datetime] = wall) -> None:
        self._home, self._ask, self._drawer, self._now = home, ask, drawer, now
        self._kept: dict[str, Kept] = {}
        self._one_at_a_time = threading.Lock()
        self._writing = threading.Lock()

    def read_kept(self) -> None:
        """Take in what the folders keep."""
        found = kept_figures.read_all(self._home)
        with self._one_at_a_time:
            self._kept = {**found, **self._kept}

    def known(self, question: Question[T]) -> Answer[T] | None:
        """What was said last, from memory."""
        with self._one_at_a_time:
            kept = self._kept.get(question.key)
        if kept is None:
            return None
        try:
            return Answer(decode(bytes(kept.body), question.shape), kept.at)
        except msgspec.DecodeError as older:
            log.warning("an answer of another program is asked for again: %s", older)
            return None

    def ask(self, question: Question[T]) -> Answer[T]:
        """What the centre says now; kept."""
        said = self._ask(question.path, question.asked, question.shape)
        kept = Kept(self._now(), Raw(msgspec.json.encode(said)))
        with self._one_at_a_time:
            self._kept = kept_figures.newest({**self._kept, question.key: kept})
        self._keep()
        return Answer(said, kept.at, True)

    def _keep(self) -> None:
        with self._writing, self._drawer() as folder:
            if folder is None:
                return
            with self._one_at_a_time:
                answers = dict(self._kept)
            try:
                kept_figures.write(folder, answers)
            except OSError as refused:
                log.warning("the figures are not kept for later: %s", refused)


def figures_over_http(
    url: str, home: Home, token: Callable[[], Secret], drawer: Drawer, keys: Keys | None = None
) -> Figures:
    """The figures of the centre behind an address. `token` may ask a keyring."""

    def ask(path: str, asked: Mapping[str, str], shape: type[T]) -> T:
        return asked_once(url, token, lambda centre: centre.look(path, asked, shape), PATIENCE, keys)

    return Figures(home, ask, drawer)


def held(folder: Callable[[], Path | None]) -> Drawer:
    """The folder that an engine holds, as long as it does."""

    @contextmanager
    def drawer() -> Iterator[Path | None]:
        yield folder()

    return drawer


def any_folder(home: Home, new_client: Callable[[], str]) -> Drawer:
    """A folder of the post that nobody is at work in, a new one where all are taken; let go of at once."""

    @contextmanager
    def drawer() -> Iterator[Path | None]:
        try:
            instance = take(home, new_client, patience=0)
        except (OSError, BadConfig, CacheDamaged) as wrong:
            log.warning("the figures are not kept for later: %s", wrong)
            yield None
            return
        try:
            yield instance.folder
        finally:
            instance.release()

    return drawer
