"""What a backup holds, as it says itself: which history, up to which commit.

1. The number that a backup counts for is read out of the backup, never out of the database it was made from.
2. A backup counts only if it holds together: a schema this program knows, the head, the head's commit with its nonce,
   and every commit from the oldest kept one on, without a gap.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from central.tables import SCHEMA
from postcmd.errors import Refused

UNTIL: Final = "%Y-%m-%d %H:%M"


class Contents(NamedTuple):
    """The history in a backup: its head, and the commits from `oldest` on, `commits` of them."""

    schema: str
    epoch: str
    seq: int
    nonce: str
    at: datetime
    oldest: int
    commits: int

    @property
    def until(self) -> str:
        """When its last commit was made, by the clock on the operator's wall."""
        return self.at.astimezone().strftime(UNTIL)


def must_hold_together(contents: Contents, file: str) -> Contents:
    """Refused where the backup is of a newer program, or something is missing in it."""
    if contents.schema > SCHEMA:
        raise Refused("backup_newer", file=file, found=contents.schema, known=SCHEMA)
    if not contents.nonce:
        raise Refused("backup_damaged", file=file, reason=f"commit {contents.seq}")
    if contents.commits != contents.seq - contents.oldest + 1:
        raise Refused(
            "backup_damaged", file=file, reason=f"{contents.commits} commits, {contents.oldest}–{contents.seq}"
        )
    return contents
