"""Service records: all of what is brought or none of it, each once, and what was once said stays to be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection

from central import services
from central.service_import import import_services
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


async def brought(field: Field, file: Path, **said: Any) -> Came:
    return await field.database.write(lambda connection: import_services(connection, file, field.wall(), **said))


def told(error: BadInput) -> list[str]:
    return [one.sentence for one in error.facts["wrong"]]


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
    assert told(refused.value) == ["Line 2: the centre knows another service s-1; a correction needs --correct."]
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
    assert told(refused.value) == ["Line 3: the service s-1 is on line 1 already."]
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


async def test_a_file_counts_by_the_clock_and_the_names_of_the_centre(field: Field, tmp_path: Path) -> None:
    file = tmp_path / "11月20日.csv"
    file.write_text("单位,工号,日期,地点,任务\n链家,1001,2022-11-20,孙河乡,核酸检测\n", encoding="gb18030")
    assert (await brought(field, file, only_looks=True))[1:] == (1, 0, 0)
    assert await standing(field) == []
    assert (await brought(field, file))[1:] == (1, 0, 0)
    assert (await brought(field, file))[1:] == (0, 0, 1)
    assert await field.rows("SELECT unit, place, task FROM services") == [("lianjia", "sunhe-p", "screening")]
    assert await field.rows('SELECT file, "by" FROM batches') == [("11月20日.csv", "centre")]
    tomorrow = date(2022, 11, 21)
    file.write_text(f"unit,volunteer,day\nlianjia,1001,{tomorrow}\n")
    with pytest.raises(BadInput) as refused:
        await brought(field, file)
    assert told(refused.value) == ["Line 2: 2022-11-21 is still to come: here it is 2022-11-20."]
    field.wall.pass_by(hours=5)
    assert (await brought(field, file)).new == 1


async def test_an_account_brings_only_what_its_grant_covers(field: Field, tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    head, ours = "id,unit,volunteer,day,place,served", "s-1,lianjia,1,2022-11-20,,5"
    theirs = "s-2,miyun,1,2022-11-20,,5"
    file.write_text(f"{head}\n{ours}\n{theirs}\n")
    with pytest.raises(BadInput) as refused:
        await brought(field, file, account="lianjia")
    assert told(refused.value) == ["Line 3: miyun is outside what this account may write."]
    assert await standing(field) == []
    assert (await brought(field, file, account="city")).new == 2
    file.write_text(f"{head}\ns-2,lianjia,1,2022-11-20,,5\n")
    with pytest.raises(BadInput) as refused:
        await brought(field, file, account="lianjia", corrects=True)
    assert told(refused.value) == ["Line 2: the service s-2 is one of miyun, where this account may not write."]
    with pytest.raises(BadInput) as refused:
        await brought(field, file, account="sunhe")
    with pytest.raises(BadInput, match="no_account"):
        await brought(field, file, account="nobody")


async def test_what_is_wrong_late_in_a_file_takes_back_all_before_it(field: Field, tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    rows = [f"s-{n},lianjia,{n},2022-11-20" for n in range(6000)]
    file.write_text("\n".join(["id,unit,volunteer,day", *rows, "s-7,lianjia,7,2022-11-20", "x,nowhere,1,2022-11-20"]))
    before = await field.head()
    with pytest.raises(BadInput) as refused:
        await brought(field, file)
    assert told(refused.value) == [
        "Line 6002: the service s-7 is on line 9 already.",
        "Line 6003: there is no unit 'nowhere': name one by id, name or short name.",
    ]
    assert (await field.head(), await standing(field)) == (before, [])
