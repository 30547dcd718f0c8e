"""The centre as its HTTP handlers see it: database, feed, clock and settings, composed in `app`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from central.database import Database
from central.feed import Feed, Rhythm
from central.throttle import Throttle

SNAPSHOTS_AT_ONCE = 4


def wall_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Settings:
    """What an operator may choose."""

    name: str = ""
    zone: str = "Asia/Shanghai"
    rhythm: Rhythm = field(default_factory=Rhythm)
    longest_wait: float = 25.0
    freeze_at: time | None = None


@dataclass(frozen=True)
class Centre:
    """Everything a request may need."""

    database: Database
    feed: Feed
    settings: Settings
    wall: Callable[[], datetime]
    throttle: Throttle = field(default_factory=Throttle)
    snapshots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SNAPSHOTS_AT_ONCE))
