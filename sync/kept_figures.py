"""The answers about figures that a post was given last, in its folder: for when the centre is out of reach.

    figures.json   {"facts": {"figures": {"version": 1}}, "answers": {"figures|chaoyang||2022-11-20|…": {"kept": …}}}

1. Only who holds the folder writes there, whole or not at all; whoever looks reads the files of all folders.
2. Of two answers to one question the later one counts; of all, the last MOST are kept, no more than MOST_BYTES of them.
3. A file that cannot be read, or is of another program, is as none: everything in it can be asked again.
4. No name and no phone of a volunteer is in an answer, so none is in the file.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, TypedDict

import msgspec
from msgspec import Raw, Struct

from postcmd.decoding import decode
from postcmd.errors import BadConfig
from sync.files import DISK, Disk, must_be_private_file
from sync.formats import read_if_there
from sync.instances import FIGURES, PREFIX, Home

VERSION: Final = 1
MOST: Final = 80
MOST_BYTES: Final = 2 * 1024 * 1024
"""Every answer writes the file anew."""

log = logging.getLogger("postcmd.sync")


class Kept(Struct, frozen=True):
    """An answer as it came, and when this machine heard it."""

    at: datetime
    body: Raw


class _Facts(Struct, frozen=True):
    version: int = VERSION


class _Doc(TypedDict):
    kept: Kept


class _Tables(TypedDict, total=False):
    facts: dict[str, _Facts]
    answers: dict[str, _Doc]


def read_all(home: Home) -> dict[str, Kept]:
    """What the folders of this post keep, by question."""
    found: dict[str, Kept] = {}
    for file in sorted(home.folder.glob(f"{PREFIX}*/{FIGURES}")):
        for key, kept in _read(file).items():
            if key not in found or kept.at > found[key].at:
                found[key] = kept
    return newest(found)


def write(folder: Path, answers: Mapping[str, Kept], disk: Disk = DISK) -> None:
    """Keep these, and nothing else. The folder is ours. OSError where the disk refuses."""
    from sync.storage import Cabinet

    cabinet = Cabinet(folder / FIGURES, _tables, disk)
    with cabinet.file.together():
        cabinet.shelf("facts").change({"figures": _Facts()}, whole=True)
        cabinet.shelf("answers").change({key: {"kept": kept} for key, kept in answers.items()}, whole=True)


def newest(answers: Mapping[str, Kept]) -> dict[str, Kept]:
    """The MOST that came last, as far as they fit into MOST_BYTES; the very last always does."""
    latest_first = sorted(answers.items(), key=lambda pair: pair[1].at, reverse=True)[:MOST]
    sizes = accumulate(len(bytes(kept.body)) for _key, kept in latest_first)
    fitting = [
        pair for nth, (pair, size) in enumerate(zip(latest_first, sizes, strict=True)) if size <= MOST_BYTES or not nth
    ]
    return dict(reversed(fitting))


def _read(file: Path) -> dict[str, Kept]:
    tables = _tables(file)
    return {key: doc["kept"] for key, doc in (tables or {}).get("answers", {}).items()}


def _tables(file: Path) -> Any:
    try:
        must_be_private_file(file)
        content = read_if_there(file)
        tables: _Tables | None = None if content is None else decode(content, _Tables)
    except (OSError, BadConfig, msgspec.DecodeError, UnicodeDecodeError) as wrong:
        log.warning("%s is asked for again: %s", file, wrong)
        return None
    version = (tables or {}).get("facts", {}).get("figures", _Facts(0)).version
    return tables if version == VERSION else None
