"""Somebody else, who reads and writes at the centre over REST."""

from __future__ import annotations

import select
import time
import uuid
from collections.abc import Callable
from typing import Any, Final

import httpx

from tests.centre_fixture import RunningCentre
from tests.pty.seat import LONG

SUNHE: Final = "sunhe.lianjia.2022-11-20"
FIRST_ROW: Final = "many-0.lianjia.2022-11-21"
"""Of the many quotas on all days, the one that is listed first."""


def quota_at(centre: RunningCentre, key: str = SUNHE) -> dict[str, Any]:
    """The quota as the centre has it."""
    answer = httpx.get(f"{centre.url}/v1/quotas/{key}", headers=centre.headers("city"))
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


def set_quota(centre: RunningCentre, heads: int, key: str = SUNHE) -> None:
    """Whatever it is, it is this many now."""
    headers = {**centre.headers("city"), "If-Match": "*", "Idempotency-Key": uuid.uuid4().hex}
    answer = httpx.patch(f"{centre.url}/v1/quotas/{key}", json={"min": heads, "max": heads}, headers=headers)
    assert answer.is_success, answer.text


def until(holds: Callable[[], bool]) -> None:
    """Look again and again, until it holds."""
    deadline = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < deadline
        select.select([], [], [], 0.05)
