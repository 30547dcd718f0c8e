"""What ops stand on: own earlier ops that did not come through.

1. An op made on top of one that was refused is `blocked`: what it meant depends on what did not happen (I11).
2. Of a bulk that came through in part, only the records that it failed on are lost; and of a bulk that stands on a
   refused op, only the items on the same records.
3. Where the words of a refused op are no longer kept, whatever stands on it is blocked.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from postcmd.decoding import decoder
from postcmd.ops import Op, Target
from postcmd.wire import NEEDS_ATTENTION, Info, Status

_info_decoder: Final = decoder(Info)
_op_decoder: Final[msgspec.json.Decoder[Op]] = decoder(Op)


class Prerequisites:
    """The records on which the ops of one client failed, by number. None: nobody knows which."""

    def __init__(self) -> None:
        self._failed: dict[int, frozenset[Target] | None] = {}

    def learn(self, row: Any) -> None:
        """From a row of the ledger: `n`, `status`, `info`, `op`."""
        info = _info_decoder.decode(row.info) if row.info else None
        self.note(row.n, row.status, info, _op_decoder.decode(row.op) if row.op else None)

    def note(self, n: int, status: Status, info: Info | None, op: Op | None) -> None:
        if status not in NEEDS_ATTENTION:
            return
        if info is not None and info.code == "bulk_partly":
            self._failed[n] = frozenset((kind, record_id) for kind, record_id in info.facts.get("records", ()))
        else:
            self._failed[n] = None if op is None else frozenset(op.targets)

    def lost_to(self, op: Op) -> frozenset[Target]:
        """Which records of the op are not as it took them to be."""
        if op.after not in self._failed:
            return frozenset()
        failed = self._failed[op.after]
        return frozenset(op.targets) if failed is None else failed.intersection(op.targets)
