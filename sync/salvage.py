"""Getting edits out of an outbox that cannot be read as a whole.

1. Only an op that is whole, stands under its own number and fits its own hash is taken: none is made up.
2. A number whose op is lost goes out as `void`, so that the ops after it can follow.
3. The broken file is set aside, dated, and never deleted; at every moment it or what was saved from it is in place.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from postcmd.ops import Void, numbered
from sync.files import DISK, Disk, fsync_folder, private_folder
from sync.formats import Kept, KeptDoc, is_genuine

START: Final = re.compile(r'"(\d{1,18})":(?=\{"kept":)')


def salvaged(content: bytes) -> dict[int, Kept]:
    """Every op that can be read, by its number."""
    text = content.decode(errors="replace")
    found = {int(start.group(1)): _kept_at(text, start.end()) for start in START.finditer(text)}
    return {n: kept for n, kept in sorted(found.items()) if kept is not None and is_genuine(kept, n)}


def _kept_at(text: str, at: int) -> Kept | None:
    try:
        plain: Any = json.JSONDecoder().raw_decode(text, at)[0]
        return msgspec.json.decode(msgspec.json.encode(plain), type=KeptDoc)["kept"]
    except (ValueError, RecursionError, msgspec.MsgspecError):
        return None


def bridged(found: dict[int, Kept]) -> dict[int, Kept]:
    """The ops found, and `void` for each number lost between them."""
    if not found:
        return {}
    lost = Kept(Void(), sealed=True, withdrawn=True)
    numbers = range(min(found), max(found) + 1)
    return {n: found.get(n) or msgspec.structs.replace(lost, op=numbered(Void(), n)) for n in numbers}


def set_aside(path: Path, now: datetime, leave: bool = False, disk: Disk = DISK) -> Path:
    """Put an unreadable file into `quarantine/` beside it, under a dated name; where it is now.

    `leave`: the file stays in its place too, until something better replaces it.
    """
    folder = private_folder(path.parent / "quarantine", disk)
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    names = (f"{stamp}-{path.name}" if k == 0 else f"{stamp}-{k}-{path.name}" for k in range(10_000))
    aside = next(folder / name for name in names if not (folder / name).exists())
    if leave:
        disk.link(path, aside)
    else:
        disk.replace(path, aside)
    # Before anything takes the old place: a power loss must not leave the file under neither name.
    fsync_folder(folder, disk)
    return aside
