"""Getting edits, and what became of them, out of files that cannot be read as a whole.

1. Only an op that is whole, stands under its own number and fits its own hash is taken: none is made up.
2. A number whose op is lost goes out as `void`, so that the ops after it can follow.
3. Ops go on under the client id they were sent under; one that nothing else confirms is not believed.
4. Results are taken all together and as they were written, or not at all: a wrong one would end an edit that waits.
5. The broken file is set aside, dated, and never deleted; at every moment it or what was saved from it is in place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from postcmd.decoding import decode
from postcmd.ops import Void, numbered
from postcmd.wire import Result
from sync.files import DISK, Disk, fsync_folder, private_folder
from sync.formats import CacheFacts, Kept, KeptDoc, OutboxFacts, ResultDoc, Settled, SettledDoc
from sync.genuine import is_genuine, sum_of_results

START: Final = re.compile(r'"(\d{1,18})":(?=\{"kept":)')
END: Final = re.compile(r'"([^"\\]{1,200})":(?=\{"settled":)')

T = TypeVar("T")


class KnownResults(NamedTuple):
    """What a cache knew of our own edits, in which history, under which client id; `cursor` of the cut, where whole."""

    client: str
    epoch: str
    results: dict[int, Result]
    cursor: str = ""


def salvaged(content: bytes) -> dict[int, Kept]:
    """Every op that can be read, by its number."""
    text = content.decode(errors="replace")
    found: dict[int, Kept] = {}
    for start in START.finditer(text):
        n, kept = int(start.group(1)), _kept_at(text, start.end())
        # A damaged number may be that of another op, which is whole.
        if kept is not None and is_genuine(kept, n):
            found[n] = kept
    return dict(sorted(found.items()))


def salvaged_ends(content: bytes) -> dict[str, Settled]:
    """Every edit that waits for a person, by its ticket."""
    text = content.decode(errors="replace")
    docs = {start.group(1): _read_at(text, start.end(), SettledDoc) for start in END.finditer(text)}
    found = {ticket: doc["settled"] for ticket, doc in docs.items() if doc is not None}
    return {ticket: one for ticket, one in found.items() if is_genuine(one.kept, one.kept.op.n)}


def client_of(content: bytes, likely: Sequence[str]) -> str:
    """Under which client id these ops were sent: as the outbox says, if it says one of those that are likely."""
    facts = _read_after(content, '"outbox":', OutboxFacts)
    return facts.client if facts is not None and facts.client in likely else likely[0]


def results_in(content: bytes) -> KnownResults | None:
    """The results in a cache of which other parts cannot be read."""
    facts, docs = _read_after(content, '"cache":', CacheFacts), _read_after(content, '"results":', dict[str, ResultDoc])
    if facts is None or docs is None or not all(n.isdigit() for n in docs):
        return None
    results = {int(n): doc["result"] for n, doc in docs.items()}
    is_as_written = facts.sum == sum_of_results(facts.client, facts.epoch, results)
    return KnownResults(facts.client, facts.epoch, results) if is_as_written else None


def _kept_at(text: str, at: int) -> Kept | None:
    doc = _read_at(text, at, KeptDoc)
    return None if doc is None else doc["kept"]


def _read_after(content: bytes, key: str, shape: type[T]) -> T | None:
    text = content.decode(errors="replace")
    at = text.find(key)
    return None if at < 0 else _read_at(text, at + len(key), shape)


def _read_at(text: str, at: int, shape: type[T]) -> T | None:
    try:
        plain: Any = json.JSONDecoder().raw_decode(text, at)[0]
        return decode(msgspec.json.encode(plain), shape)
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
