"""The last post that signed in here: its centre and account, so that the right cache is found without asking anybody.

1. A file that is missing, unreadable or not ours is as if nobody had signed in yet.
2. It holds no secret.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from postcmd.decoding import decode
from sync.files import private_folder, write_whole
from sync.instances import state_folder

FILE = "last.json"


class Last(Struct, frozen=True):
    """A centre's address and an account there."""

    url: str
    account: str


def recall(state: Path | None = None) -> Last | None:
    """Who signed in last, None where nobody did."""
    try:
        return decode(((state or state_folder()) / FILE).read_bytes(), Last)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def remember(url: str, account: str, state: Path | None = None) -> None:
    """From now on this is the post that is meant. OSError where it cannot be written, BadConfig as `private_folder`."""
    folder = private_folder(state or state_folder())
    write_whole(folder / FILE, msgspec.json.encode(Last(url, account)))
