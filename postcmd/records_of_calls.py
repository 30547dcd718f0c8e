"""Calls and orders: notices with their receipts, and notes taken on the phone.

1. A receipt is known by notice and unit. It only goes on: sent, read, acknowledged, then accepted or declined.
2. A note is written once; what can change is that its reminder is settled.
"""

from typing import Literal

from postcmd.record import Kind, Moment, Record

Receiving = Literal["sent", "read", "acknowledged", "accepted", "declined"]


class Notice(Record, frozen=True, kw_only=True, omit_defaults=True):
    """通知: what was asked, by whom, of whom, until when. `after_request`: the call that it carries on."""

    title: str
    issued_by: tuple[str, ...]
    addressed_to: tuple[str, ...]
    asks: tuple[str, ...] = ()
    after_request: str | None = None
    at: Moment | None = None
    number: str = ""
    body: str = ""
    due: Moment | None = None


class Receipt(Record, frozen=True, kw_only=True, omit_defaults=True):
    """回执: how far a unit is with a notice, and what it said. `issued_by` are the notice's issuers, who see it too."""

    notice: str
    unit: str
    state: Receiving = "sent"
    issued_by: tuple[str, ...] = ()
    heads: int = 0
    read_at: Moment | None = None
    acknowledged_at: Moment | None = None
    answered_at: Moment | None = None
    said_by: str = ""
    channel: str = ""
    answer: str = ""


class Note(Record, frozen=True, kw_only=True, omit_defaults=True):
    """电话记录: one line typed while on the phone, on a record (`about`) or free; perhaps to be reminded of.

    `unit` is whose book it stands in; `place` where it is about one.
    """

    at: Moment
    text: str
    unit: str | None = None
    place: str | None = None
    about: tuple[Kind, str] | None = None
    phoned_by: str = ""
    remind_at: Moment | None = None
    settled_at: Moment | None = None
    settled_by: str = ""


def receipt_id(notice: str, unit: str) -> str:
    return f"{notice}.{unit}"
