"""The log of a post: what the sync side notes goes to a private file, never onto the screen or between the words.

1. Nothing is written, and no folder made, before there is something to note.
2. The file is 0600 and is cut at LONGEST bytes; the one before it is kept.
3. A log that cannot be written holds up nothing.
4. Whoever prints it on a terminal is safe: what came from elsewhere stands in it cleaned.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from tui.cli_output import clean_lines

LONGEST: Final = 1_000_000
NAME: Final = "postcmd.log"


def keep_log(folder: Path) -> None:
    """From now on the notes of this program stand in `folder`."""
    ours = logging.getLogger("postcmd")
    if not any(isinstance(handler, PrivateLog) for handler in ours.handlers):
        ours.addHandler(PrivateLog(folder / NAME))
        ours.propagate = False


class CleanLines(logging.Formatter):
    """Notes, and tracebacks, in which nothing steers a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return clean_lines(super().format(record))


class PrivateLog(logging.handlers.RotatingFileHandler):
    """A file that only we can read, opened with the first note."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=LONGEST, backupCount=1, encoding="utf-8", delay=True)
        self.setFormatter(CleanLines("%(asctime)s %(process)d %(levelname)s %(message)s"))

    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        return os.fdopen(fd, "a", encoding="utf-8", errors="backslashreplace")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """There is nobody left to tell: stderr is the screen."""
