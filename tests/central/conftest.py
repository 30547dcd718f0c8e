"""A centre in this process, on a database of its own: a file, or one of the embedded PostgreSQL.

The stories that a module names in ON_BOTH (True: all of them) are told on either kind.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.central.field import Field, WallClock, a_field, new_app
from tests.centre_fixture import ACCOUNTS, world
from tests.postgres_pool import lent_database


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    told = getattr(metafunc.module, "ON_BOTH", ())
    if "field" in metafunc.fixturenames and (told is True or metafunc.function.__name__ in told):
        metafunc.parametrize("field", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
async def field(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Field]:
    wall = WallClock()
    async with lent_database() if getattr(request, "param", "sqlite") == "postgresql" else nullcontext() as url:
        app, database, tokens = await asyncio.to_thread(new_app, tmp_path, world(), ACCOUNTS, wall, database=url)
        async with a_field(app, database, tokens, wall) as ready:
            yield ready
