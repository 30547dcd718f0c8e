"""A centre in this process, on a database file of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.central.field import Field, WallClock, a_field, new_app
from tests.centre_fixture import ACCOUNTS, world


@pytest.fixture
async def field(tmp_path: Path) -> AsyncIterator[Field]:
    wall = WallClock()
    app, database, tokens = await asyncio.to_thread(new_app, tmp_path, world(), ACCOUNTS, wall)
    async with a_field(app, database, tokens, wall) as ready:
        yield ready
