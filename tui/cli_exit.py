"""Exit codes, and the last resort for what nobody foresaw.

    0 done · 1 refused · 2 usage or configuration · 3 unreachable (an edit is kept for later) · 4 sign-in needed
    5 needs attention · 70 our own fault · 130 interrupted · 143 terminated

1. Every error ends in one of these codes and one sentence on stderr; none ends in a traceback on the terminal.
2. A fault of ours is written down with its traceback in a private file, without any token.
"""

from __future__ import annotations

import os
import re
import signal
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from postcmd.errors import BadConfig, BadInput, CacheDamaged, Diverged, PostError, Refused, SignInNeeded, Unreachable

DONE: Final = 0
REFUSED: Final = 1
USAGE: Final = 2
UNREACHABLE: Final = 3
SIGN_IN: Final = 4
ATTENTION: Final = 5
OUR_FAULT: Final = 70
INTERRUPTED: Final = 130
TERMINATED: Final = 143

_BY_KIND: Final[tuple[tuple[type[PostError], int], ...]] = (
    (BadInput, USAGE),
    (Refused, REFUSED),
    (Unreachable, UNREACHABLE),
    (SignInNeeded, SIGN_IN),
    (Diverged, ATTENTION),
    (BadConfig, USAGE),
    (CacheDamaged, ATTENTION),
)
# Typed correctly, but refused by what the record is.
_REFUSED_BY_THE_RECORD: Final = frozenset({"open_max"})
_TOKEN: Final = re.compile(r"pc_[A-Za-z0-9.-]+_[A-Za-z0-9_-]+")


def exit_code(error: PostError) -> int:
    """How a command that met this error ends. A centre of another version counts as out of reach."""
    if error.code in _REFUSED_BY_THE_RECORD:
        return REFUSED
    return next((code for kind, code in _BY_KIND if isinstance(error, kind)), UNREACHABLE)


def end_on_sigterm() -> None:
    """Let a SIGTERM end the command in order, with its own exit code."""
    signal.signal(signal.SIGTERM, _terminated)


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(TERMINATED)


def without_tokens(text: str) -> str:
    return _TOKEN.sub("pc_…", text)


def write_down(fault: BaseException, folder: Path) -> Path | None:
    """Keep the traceback for whoever mends it; None where even that cannot be written."""
    told = without_tokens("".join(traceback.format_exception(fault)))
    path = folder / "fault.log"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        with os.fdopen(fd, "a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{told}\n")
    except OSError:
        return None
    return path
