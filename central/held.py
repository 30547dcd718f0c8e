"""A record on the centre's shelf, beside it who wrote its fields and its log, decoded only as far as they are needed.

1. Every event of a log lies on a line of its own, so that the oldest can be cut off without reading the others: no JSON
   text has a line end within a string. A log written otherwise becomes such a one with its next event.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import Raw

from central.tables import day_number
from postcmd.decoding import decoder
from postcmd.merge import Stamp
from postcmd.records import AnyRecord, Duty, Kind, Quota, SignUp
from postcmd.window import ends
from postcmd.wire import LOG_LENGTH

_stamps_decoder = decoder(dict[str, Raw])
_stamp_decoder = decoder(Stamp)
_log_decoder = decoder(list[Raw])
_encode = msgspec.json.Encoder().encode
_BEGIN: Final = "[\n"
_NEXT: Final = ",\n"


class Held:
    """`is_new`: there is no row of it yet; `deleted`: there is one, as it was when it was deleted."""

    def __init__(
        self, record: AnyRecord, stamps: str = "{}", log: str = "[]", is_new: bool = True, deleted: bool = False
    ) -> None:
        self.record = record
        self.is_new = is_new
        self.deleted = deleted
        self._was = (deleted, record)
        self._stamps_json, self._log = stamps, log
        self._stamps: dict[str, Raw] | None = None
        self._stamped: dict[str, Stamp] = {}

    @property
    def stays(self) -> bool:
        """Whether its row is there and only its content may differ."""
        deleted, record = self._was
        return not self.is_new and deleted == self.deleted and parent_of(record) == parent_of(self.record)

    def stamp(self, field: str) -> Stamp | None:
        """Who wrote the field last."""
        if field in self._stamped:
            return self._stamped[field]
        if self._stamps is None:
            self._stamps = _stamps_decoder.decode(self._stamps_json)
        raw = self._stamps.get(field)
        return None if raw is None else _stamp_decoder.decode(raw)

    def write(self, field: str, stamp: Stamp) -> None:
        """Say who wrote the field now."""
        self._stamped[field] = stamp.after(self.stamp(field))

    def remember(self, event: str) -> None:
        """The event at the end of the log; the oldest goes where there are too many."""
        if not self._log.startswith(_BEGIN):
            events = _log_decoder.decode(self._log)
            self._log = _BEGIN + _NEXT.join(bytes(one).decode().replace("\n", " ") for one in events) + "]"
        log = self._log[:-1] + (_NEXT if len(self._log) > len(_BEGIN) + 1 else "") + event + "]"
        while log.count("\n") > LOG_LENGTH:
            log = _BEGIN + log[log.index("\n", len(_BEGIN)) + 1 :]
        self._log = log

    def content(self, kind: Kind) -> dict[str, Any]:
        """The columns of its row that change with every change."""
        return {
            "kind": kind,
            "id": self.record.id,
            "seq": self.record.rev,
            "body": _encode(self.record).decode(),
            "stamps": self._stamps_said(),
            "log": self._log,
            "ends": _last_day(self.record),
        }

    def row(self, kind: Kind) -> dict[str, Any]:
        """The record as a row of the table."""
        return self.content(kind) | {"deleted": self.deleted, "parent": parent_of(self.record)}

    def _stamps_said(self) -> str:
        if not self._stamped:
            return self._stamps_json
        return _encode({**(self._stamps or {}), **self._stamped}).decode()


def _last_day(record: AnyRecord) -> int | None:
    last = ends(record)
    return None if last is None else day_number(last)


def parent_of(record: AnyRecord) -> str | None:
    """What a record is found by from above: a quota by the one above it, a sign-up by its quota or pool, a duty by
    whose it is."""
    match record:
        case Quota():
            return record.parent
        case SignUp():
            return signups_for(record.of)
        case Duty():
            return duties_for(record.of)
        case _:
            return None


def signups_for(of: str) -> str:
    """What the sign-ups of a quota or pool are found by; the parts of a quota are found without them."""
    return f"signups:{of}"


def duties_for(of: str) -> str:
    """What the duties of a person, a squad or a unit are found by."""
    return f"duties:{of}"
