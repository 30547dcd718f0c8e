"""Ids made at a post: ULIDs, sortable by when they were made, never the same twice.

1. 26 characters of Crockford's base 32: 48 bits of milliseconds, then 80 random bits.
2. Clock and randomness are handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ulid(milliseconds: int, random_bytes: Callable[[int], bytes]) -> str:
    """A new ULID at this moment."""
    number = (milliseconds & (2**48 - 1)) << 80 | int.from_bytes(random_bytes(10), "big")
    return "".join(_LETTERS[number >> shift & 31] for shift in range(125, -1, -5))
