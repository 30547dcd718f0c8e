"""Reading what came over the wire: bounded, typed, and refused with the place where it is wrong.

1. A message is read whole or not at all: the first malformed op refuses it, with its number and field.
2. Every op's hash is what its words say; its times, texts and numbers are bounded by their types, and what those
   leave open (the numbers of other messages) is bounded here.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from central.problems import NotServed
from postcmd.decoding import decode, decoder
from postcmd.ops import Op, digest
from postcmd.sound import can_be_shown, off_calendar
from postcmd.wire import MOST_OPS, PushRequest

LARGEST: Final = 2**53
"""Beyond it, JavaScript and others no longer count exactly; no number of the field comes near."""
CLIENT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_KIND: Final = re.compile(r"([a-z]+\.[a-z]+|void|bulk)/([0-9]+)")

T = TypeVar("T")


class Envelope(Struct, forbid_unknown_fields=True):
    """A push whose ops are not looked into yet."""

    client: str
    epoch: str
    low: int
    ops: list[msgspec.Raw]
    cursor: str | None = None
    gap_ok: bool = False
    park: bool = False


_envelope_decoder = decoder(Envelope)
_op_decoder: msgspec.json.Decoder[Op] = decoder(Op)


def message(body: bytes, shape: type[T]) -> T:
    """The body as a message of this shape."""
    try:
        read = decode(body, shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotServed("malformed", detail=str(error)) from None
    wrong = unsound(read)
    if wrong:
        raise NotServed("malformed", detail=wrong)
    return read


def push_request(body: bytes) -> PushRequest:
    """A push, every op of it read and checked."""
    try:
        envelope = _envelope_decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotServed("malformed", detail=str(error)) from None
    if len(envelope.ops) > MOST_OPS:
        raise NotServed("too_many_ops", most=MOST_OPS)
    must_be_client(envelope.client)
    ops = [_op(raw) for raw in envelope.ops]
    _must_be_in_order(ops)
    return PushRequest(
        client=envelope.client,
        epoch=envelope.epoch,
        cursor=envelope.cursor,
        low=envelope.low,
        ops=ops,
        gap_ok=envelope.gap_ok,
        park=envelope.park,
    )


def must_be_client(client: str) -> None:
    if not CLIENT.fullmatch(client):
        raise NotServed("malformed", detail="client")


def unsound(value: Any, field: str = "$") -> str | None:
    """Where a value holds a time without a zone or out of reach, a number beyond LARGEST, or a NUL, which not every
    database keeps; None where it is sound.
    """
    if isinstance(value, datetime) and value.tzinfo is None:
        return f"{field}: a time without a zone"
    if isinstance(value, date):
        return None if can_be_shown(value) else f"{field}: no such time can be meant"
    if isinstance(value, int | float):
        return f"{field}: a number too large" if not -LARGEST <= value <= LARGEST else None
    if isinstance(value, str):
        return f"{field}: a text with a NUL" if "\0" in value else None
    inner = _inner(value)
    return next((wrong for name, part in inner if (wrong := unsound(part, f"{field}{name}"))), None)


def _inner(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, Struct):
        return [(f".{name}", getattr(value, name)) for name in value.__struct_fields__]
    if isinstance(value, list | tuple):
        return [(f"[{index}]", part) for index, part in enumerate(value)]
    if isinstance(value, dict):
        return [(f".{name}", part) for name, part in value.items()]
    return []


def _op(raw: msgspec.Raw) -> Op:
    try:
        op = _op_decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(raw, str(error)) from None
    wrong = ("$.n" if op.n < 1 else None) or ("$.after" if (op.after or 0) >= op.n else None)
    if wrong is None and (off := off_calendar(op)):
        wrong = f"$.{off}: no such time can be meant"
    if wrong is None and op.h != digest(op):
        wrong = "$.h: not the hash of the op"
    if wrong:
        raise NotServed("malformed_op", n=op.n, detail=wrong)
    return op


def _malformed(raw: msgspec.Raw, detail: str) -> NotServed:
    """What to say of an op that cannot be read: 426 where a newer program may have meant it well."""
    try:
        loose = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        loose = None
    fields = loose if isinstance(loose, dict) else {}
    kind, n = fields.get("k"), fields.get("n")
    newer = _KIND.fullmatch(kind) if isinstance(kind, str) else None
    if newer and int(newer[2]) > 1:
        return NotServed("upgrade_needed", op=kind)
    return NotServed("malformed_op", n=n if type(n) is int and abs(n) < LARGEST else 0, detail=detail)


def _must_be_in_order(ops: list[Op]) -> None:
    for one, following in pairwise(ops):
        if following.n != one.n + 1:
            raise NotServed("malformed_op", n=following.n, detail="$.n: not one more than the op before")
