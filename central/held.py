"""A record on the centre's shelf, beside it who wrote its fields and its log, decoded only when they are needed."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw

from postcmd.merge import Stamp
from postcmd.records import AnyRecord, Kind
from postcmd.wire import LOG_LENGTH

_stamps_decoder = msgspec.json.Decoder(dict[str, Stamp])
_log_decoder = msgspec.json.Decoder(list[Raw])
_encode = msgspec.json.Encoder().encode


class Held:
    """`is_new`: there is no row of it yet; `deleted`: there is one, as it was when it was deleted."""

    def __init__(
        self, record: AnyRecord, stamps: str = "{}", log: str = "[]", is_new: bool = True, deleted: bool = False
    ) -> None:
        self.record = record
        self.is_new = is_new
        self.deleted = deleted
        self._stamps_json, self._log_json = stamps, log
        self._stamps: dict[str, Stamp] | None = None
        self._log: list[Raw] | None = None

    @property
    def stamps(self) -> dict[str, Stamp]:
        if self._stamps is None:
            self._stamps = _stamps_decoder.decode(self._stamps_json)
        return self._stamps

    @property
    def log(self) -> list[Raw]:
        """The last events, oldest first."""
        if self._log is None:
            self._log = _log_decoder.decode(self._log_json)
        return self._log

    def remember(self, event: bytes) -> None:
        self.log.append(Raw(event))
        del self.log[:-LOG_LENGTH]

    def row(self, kind: Kind) -> dict[str, Any]:
        """The record as a row of the table."""
        return {
            "kind": kind,
            "id": self.record.id,
            "seq": self.record.rev,
            "deleted": self.deleted,
            "parent": getattr(self.record, "parent", None) if kind == "quota" else None,
            "body": _encode(self.record).decode(),
            "stamps": _encode(self.stamps).decode(),
            "log": _encode(self.log).decode(),
        }
