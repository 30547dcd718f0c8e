"""Where a coordinator was on the board, kept on this terminal between one session and the next.

1. It belongs to one account at one centre, for its owner alone: it lies beside what that account keeps.
2. It is written whole or not at all, and read at once with the cache: one small file, and nothing else is touched.
3. A file that cannot be read as one is as if there were none; it can be set aside, and then nothing of it is lost.
4. It says where somebody was, never what stood there: ids, words of the filter, a day.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from postcmd.decoding import decode
from postcmd.panes import Days
from tui.situation import Pane

NAME: Final = "place.json"
ASIDE: Final = "place.unreadable.json"
LARGEST: Final = 20_000
LONGEST: Final = 500
"""Characters of a filter that are kept."""


class Place(Struct, frozen=True):
    """Where somebody was. `cursors` by pane; `form` names the action whose form stood open when the session ended."""

    version: Literal[1] = 1
    pane: Pane = "quota"
    second: Pane = "request"
    words: str = ""
    days: Literal["from", "one", "all"] = "from"
    day: date | None = None
    field: Literal["min", "max"] = "max"
    cursors: dict[Pane, str] = {}
    form: str = ""

    def days_from(self, today: date) -> Days:
        """The days that were shown; what was from its day on is from today on by now."""
        if self.days == "one" and self.day is not None:
            return Days("one", self.day)
        return Days("all") if self.days == "all" else Days("from", today)

    @property
    def hides_something(self) -> bool:
        """Whether less is shown than a board shows that was never used."""
        return bool(self.words) or self.days == "one"


class Kept(Struct, frozen=True):
    """What was found where places are kept. `is_damaged`: something that is no place."""

    place: Place | None = None
    is_damaged: bool = False


def read(folder: Path) -> Kept:
    """The place kept in the folder. Nothing is changed there."""
    try:
        fd = os.open(folder / NAME, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return Kept()
    except OSError:
        return Kept(is_damaged=True)
    with os.fdopen(fd, "rb") as file:
        content = file.read(LARGEST + 1)
    try:
        return Kept(decode(content, Place))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Kept(is_damaged=True)


def write(folder: Path, place: Place) -> None:
    """From now on this is the place. OSError or BadConfig where the disk or the folder does not take it."""
    from sync.files import private_folder, write_whole

    write_whole(private_folder(folder) / NAME, msgspec.json.encode(place))


def set_aside(folder: Path) -> Path:
    """Where what could not be read lies from now on. OSError where it cannot be moved."""
    return (folder / NAME).replace(folder / ASIDE)
