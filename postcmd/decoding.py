"""Decoders: what reads JSON into our types.

1. Decoders are made one at a time. What msgspec finds out about a class is seen by every thread while it is half done,
   and a second thread that meets it so ends the whole process.
2. Nothing else in the program makes a decoder, decodes into a type or converts.
3. Records, ops and what carries them name the types of their fields, not texts that stand for them (no `annotations`
   from `__future__`): msgspec compiles each of those texts, and the first frame waits for it.
"""

from __future__ import annotations

import threading
from typing import Any, Final, TypeVar, overload

import msgspec

T = TypeVar("T")

_made: Final[dict[Any, msgspec.json.Decoder[Any]]] = {}
_making: Final = threading.Lock()


@overload
def decoder(shape: type[T]) -> msgspec.json.Decoder[T]: ...
@overload
def decoder(shape: Any) -> msgspec.json.Decoder[Any]: ...
def decoder(shape: Any) -> msgspec.json.Decoder[Any]:
    """What reads this type; safe in many threads once it is made."""
    found = _made.get(shape)
    if found is None:
        with _making:
            found = _made[shape] = msgspec.json.Decoder(shape)
    return found


@overload
def decode(content: bytes | str, shape: type[T]) -> T: ...
@overload
def decode(content: bytes | str, shape: Any) -> Any: ...
def decode(content: bytes | str, shape: Any) -> Any:
    """The content as this type; msgspec.DecodeError where it is not."""
    return decoder(shape).decode(content)


@overload
def convert(raw: Any, shape: type[T], *, strict: bool = True) -> T: ...
@overload
def convert(raw: Any, shape: Any, *, strict: bool = True) -> Any: ...
def convert(raw: Any, shape: Any, *, strict: bool = True) -> Any:
    """Plain values as this type; msgspec.ValidationError where they are not."""
    decoder(shape)
    return msgspec.convert(raw, shape, strict=strict)
