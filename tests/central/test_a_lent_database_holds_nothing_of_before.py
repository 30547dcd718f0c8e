"""Databases of PostgreSQL go from one story to the next; nobody meets what the one before left."""

import asyncio

import psycopg
import pytest

from tests.centre_fixture import ACCOUNTS, WALL, filled_database, world
from tests.postgres import Server
from tests.postgres_pool import content_of, lent_database, put_back


def at(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True)


@pytest.mark.anyio
async def test_what_was_written_and_who_is_still_connected_are_gone() -> None:
    async with lent_database() as url:
        await asyncio.to_thread(filled_database, url, world(), ACCOUNTS, WALL)
        wanted = content_of(url)
        with at(url) as left:
            left.execute("DELETE FROM records")
            left.execute("UPDATE head SET seq = seq + 1")
            assert content_of(url) != wanted
            put_back(url, wanted)
            with pytest.raises(psycopg.OperationalError):
                left.execute("SELECT 1")
        assert content_of(url) == wanted


def test_tables_that_were_changed_are_found_out(postgres: Server) -> None:
    url = postgres.fresh_database()
    wanted = content_of(url)
    with at(url) as changing:
        changing.execute("ALTER TABLE head ADD COLUMN whim integer")
    with pytest.raises(AssertionError, match="changed tables"):
        put_back(url, wanted)
