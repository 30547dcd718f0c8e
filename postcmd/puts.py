"""Puts: what a cut says of the records it is about: as they are now, gone, and a sum that all of them make.

1. Record bodies are typed; the log beside a record (its last 20 events) is kept raw until somebody opens it.
2. Two readers of the same records in the same versions have the same digest, in whatever order they learnt them.
"""

import hashlib
from typing import Any, Generic, Literal, TypeVar

import msgspec
from msgspec import Raw, Struct

from postcmd.records import (
    AnyRecord,
    Attrition,
    Availability,
    Clock,
    Duty,
    Freeze,
    HandOver,
    Kind,
    Limit,
    Note,
    Notice,
    Place,
    Placement,
    Post,
    Quota,
    Receipt,
    Request,
    SignUp,
    Squad,
    Task,
    Unit,
    Work,
    kind_of,
)

R = TypeVar("R")


class Put(Struct, Generic[R], frozen=True, array_like=True, gc=False):
    """A record as it is now, and its last events (`list[Event]`), oldest first."""

    record: R
    log: Raw = msgspec.field(default_factory=lambda: Raw(b"[]"))  # a Raw as plain default has no JSON schema


class Puts(Struct, frozen=True, omit_defaults=True):
    """The records of one cut, by kind."""

    unit: list[Put[Unit]] = []
    place: list[Put[Place]] = []
    task: list[Put[Task]] = []
    request: list[Put[Request]] = []
    quota: list[Put[Quota]] = []
    squad: list[Put[Squad]] = []
    availability: list[Put[Availability]] = []
    signup: list[Put[SignUp]] = []
    notice: list[Put[Notice]] = []
    receipt: list[Put[Receipt]] = []
    note: list[Put[Note]] = []
    post: list[Put[Post]] = []
    duty: list[Put[Duty]] = []
    limit: list[Put[Limit]] = []
    placement: list[Put[Placement]] = []
    work: list[Put[Work]] = []
    attrition: list[Put[Attrition]] = []
    handover: list[Put[HandOver]] = []
    freeze: list[Put[Freeze]] = []
    clock: list[Put[Clock]] = []

    def every(self) -> list[Put[Any]]:
        """All puts, kind after kind."""
        return [put for kind in self.__struct_fields__ for put in getattr(self, kind)]

    @property
    def count(self) -> int:
        return sum(len(getattr(self, kind)) for kind in self.__struct_fields__)


def puts_of(puts: list[Put[AnyRecord]]) -> Puts:
    """Sort puts by kind."""
    shelves: dict[str, list[Any]] = {}
    for put in puts:
        shelves.setdefault(kind_of(put.record), []).append(put)
    return Puts(**shelves)


GoneWhy = Literal["deleted", "moved", "scope"]


class Gone(Struct, frozen=True, array_like=True):
    """A record that this post no longer sees."""

    kind: Kind
    id: str
    why: GoneWhy


class Digest(Struct, frozen=True):
    """Count and sum of the fingerprints of everything in scope."""

    n: int
    x: str


def fingerprint(kind: Kind, record_id: str, rev: int) -> int:
    """64 bits that stand for one version of one record."""
    return int.from_bytes(hashlib.blake2b(f"{kind}\n{record_id}\n{rev}".encode(), digest_size=8).digest(), "big")


def digest_of(fingerprints: list[int]) -> Digest:
    """Order does not matter; a missing, extra or stale record does."""
    return Digest(len(fingerprints), f"{sum(fingerprints) % 2**64:016x}")
