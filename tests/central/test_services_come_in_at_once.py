"""Service records: all of what is brought or none of it, each once, and what was once said stays to be read."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection

from central import services
from central.services import Bringer, Came, ingest, rows_of
from central.staging import Changed
from postcmd.errors import BadInput
from postcmd.service_records import Service
from tests.central.field import Field, records_of
from tests.centre_fixture import DAY

pytestmark = pytest.mark.anyio
ON_BOTH = True

ONE = Service(id="s-1", unit="lianjia", volunteer="1001", day=DAY, place="sunhe-p", minutes=240, served=33)
TWO = Service(
    id="s-2", unit="lianjia", volunteer="1002", day=DAY, task="screening", quantity=40, said="余", spread=True
)


async def bring(field: Field, *told: Service, **said: Any) -> Came:
    bringer = Bringer("city", "night.csv", **said)
    return await field.database.write(ingest, [rows_of(told)], bringer, field.wall())


async def standing(field: Field) -> list[Any]:
    return await field.rows("SELECT id, served, seq, until FROM services ORDER BY id, seq")


async def test_what_comes_in_at_once_is_one_commit(field: Field) -> None:
    before = await field.head()
    assert await bring(field, ONE, TWO) == Came(before + 1, new=2, corrected=0, known=0)
    assert await field.head() == before + 1
    assert await standing(field) == [("s-1", 33, before + 1, None), ("s-2", None, before + 1, None)]
    assert await field.rows('SELECT file, new, "by" FROM batches') == [("night.csv", 2, "city")]


async def test_the_same_again_changes_nothing_and_what_is_new_beside_it_counts(field: Field) -> None:
    await bring(field, ONE)
    before = await field.head()
    assert await bring(field, ONE) == Came(None, new=0, corrected=0, known=1)
    assert await field.head() == before
    assert await bring(field, ONE, TWO) == Came(before + 1, new=1, corrected=0, known=1)


async def test_said_otherwise_is_refused_unless_it_is_meant_to_correct(field: Field) -> None:
    came = await bring(field, ONE)
    fewer = replace(ONE, served=3)
    before = await field.head()
    with pytest.raises(BadInput) as refused:
        await bring(field, TWO, fewer)
    assert [(clash.line, clash.id, clash.unit) for clash in refused.value.facts["clashes"]] == [(2, "s-1", "lianjia")]
    assert await field.head() == before
    assert await bring(field, TWO, fewer, corrects=True) == Came(before + 1, new=1, corrected=1, known=0)
    assert (await standing(field))[:2] == [("s-1", 33, came.seq, before + 1), ("s-1", 3, before + 1, None)]


async def test_a_number_that_nobody_said_is_not_nought(field: Field) -> None:
    await bring(field, TWO)
    with pytest.raises(BadInput):
        await bring(field, replace(TWO, served=0))


async def test_an_id_that_stands_twice_brings_nothing(field: Field) -> None:
    with pytest.raises(BadInput) as refused:
        await bring(field, ONE, TWO, ONE)
    assert [(two.line, two.first, two.id) for two in refused.value.facts["twice"]] == [(3, 1, "s-1")]
    assert await standing(field) == []
    assert await bring(field, ONE) == Came(await field.head(), new=1, corrected=0, known=0)


async def test_who_counts_learns_what_came_and_what_went_in_the_same_transaction(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt: list[list[tuple[str, int | None]]] = []

    def count(connection: Connection, changed: Changed) -> None:
        assert connection.in_transaction()
        for rows in (changed.came, changed.went):
            learnt.append(sorted((row.id, row.served) for row in connection.execute(rows)))

    monkeypatch.setattr(services, "COUNTERS", (count,))
    await bring(field, ONE)
    await bring(field, TWO, replace(ONE, served=3), corrects=True)
    assert learnt == [[("s-1", 33)], [], [("s-1", 3), ("s-2", None)], [("s-1", 33)]]


async def test_a_board_is_sent_nothing_of_them(field: Field) -> None:
    post = await field.post("city")
    await bring(field, ONE, TWO)
    assert records_of(await post.pull()) == {}
