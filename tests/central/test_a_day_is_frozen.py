"""日结: what was frozen stays as it was known then, whatever comes later; a difference has its records and people."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import msgspec
import pytest

from central.freezing import day_due, freeze_what_is_due
from central.services import Bringer, ingest, rows_of
from postcmd.figures_wire import FigureReport, FrozenDay
from postcmd.ops import DayFreeze, WorkReport
from postcmd.records import Task
from postcmd.service_records import Service
from tests.central.field import Field, Post
from tests.centre_fixture import DAY

pytestmark = pytest.mark.anyio
ON_BOTH = True

LEDGERS = Task(id="ledgers", zh="台账", counted_in="户")
HOME: dict[str, Any] = {"unit": "chaoyang"}


def count(work: str, quantity: int, **said: Any) -> WorkReport:
    return WorkReport(work=work, unit="lianjia", day=DAY, task="ledgers", quantity=quantity, **said)


async def serve(field: Field, *services: Service) -> None:
    await field.database.write(ingest, [rows_of(services)], Bringer("city", "night.csv"), field.wall())


async def asked(field: Field, path: str, account: str = "city", **said: Any) -> Any:
    headers = {"authorization": f"Bearer {field.tokens[account]}"}
    return await field.http.get(f"/v1/{path}", params={"from": str(DAY), "to": str(DAY), **said}, headers=headers)


async def versions(field: Field, **said: Any) -> list[FrozenDay]:
    answer = await asked(field, "freezes", **said)
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=list[FrozenDay])


async def frozen_once(field: Field) -> Post:
    await field.write(LEDGERS)
    post = await field.post("city")
    await post.pull()
    assert await post.ends(count("w1", 750), DayFreeze(day=DAY, **HOME)) == ["applied", "applied"]
    return post


def ledgers(one: FrozenDay) -> int:
    return next((figure.value for figure in one.figures if figure.key == "work"), 0)


async def test_a_later_correction_gives_a_new_version_and_both_can_be_read(field: Field) -> None:
    post = await frozen_once(field)
    assert await post.ends(count("w2", 700, supersedes="w1")) == ["applied"]
    (first,) = await versions(field, **HOME)
    assert (first.mark.version, first.mark.by, ledgers(first), first.differs) == (1, "city", 750, ())
    assert [(one.key, one.was, one.now) for one in first.since] == [("work", 750, 700)]
    assert await post.ends(DayFreeze(day=DAY, version=2, **HOME)) == ["applied"]
    second, first = await versions(field, **HOME)
    assert [(one.mark.version, ledgers(one)) for one in (second, first)] == [(2, 700), (1, 750)]
    assert (second.since, first.since) == ((), ())


async def test_the_difference_names_its_records_and_who_made_it(field: Field) -> None:
    post = await frozen_once(field)
    await serve(field, Service(id="s1", unit="lianjia", volunteer="v1", day=DAY, served=30))
    assert await post.ends(count("w2", 700, supersedes="w1"), DayFreeze(day=DAY, version=2, **HOME)) == ["applied"] * 2
    second, _first = await versions(field, **HOME)
    explained = {one.key: one for one in second.differs}
    work = {(one.id, one.was, one.now): one for one in explained["work"].records}
    assert set(work) == {("w1", 750, 0), ("w2", 0, 700)}
    assert {(one.by, one.verb) for one in work.values()} == {("city", "work.report")}
    (service,) = explained["served"].records
    assert (service.kind, service.id, service.now, service.by, service.verb) == ("service", "s1", 30, "city", "import")


async def test_an_answer_says_that_its_day_is_frozen_and_what_was_corrected_since(field: Field) -> None:
    post = await frozen_once(field)
    answer = msgspec.json.decode((await asked(field, "figures", **HOME)).content, type=FigureReport)
    assert answer.frozen is not None
    assert (answer.frozen.version, dict(answer.notes).get("late_correction")) == (1, None)
    await post.ends(count("w2", 700, supersedes="w1"))
    answer = msgspec.json.decode((await asked(field, "figures", **HOME)).content, type=FigureReport)
    assert dict(answer.notes)["late_correction"] == 1


async def test_the_same_version_twice_is_one_and_none_is_left_out(field: Field) -> None:
    post = await frozen_once(field)
    assert await post.ends(DayFreeze(day=DAY, **HOME)) == ["noop"]
    assert await post.ends(DayFreeze(day=DAY, version=3, **HOME)) == ["rejected"]
    assert await post.ends(DayFreeze(day=DAY + timedelta(days=2), **HOME)) == ["rejected"]
    assert await post.ends(DayFreeze(day=DAY, place="sunhe-p"), DayFreeze(day=DAY)) == ["applied", "rejected"]


async def test_a_day_is_frozen_and_read_inside_the_grants_only(field: Field) -> None:
    await frozen_once(field)
    recorder, elsewhere = await field.post("lianjia"), await field.post("miyun")
    for post in (recorder, elsewhere):
        await post.pull()
        assert await post.ends(DayFreeze(day=DAY, version=2, **HOME)) == ["rejected"]
    assert (await asked(field, "freezes", "miyun", **HOME)).status_code == 403


async def test_at_the_cut_off_the_day_that_ended_is_frozen_of_all_at_the_top_once(field: Field) -> None:
    field.wall.now = datetime(2022, 11, 21, 22, 30, tzinfo=UTC)  # 06:30 of the 22nd in the field
    day = await freeze_what_is_due(field.centre, time(6), None)
    frozen = await field.rows("SELECT id FROM records WHERE kind = 'freeze' ORDER BY id")
    assert {row[0] for row in frozen} >= {f"unit.centre.{day}.1", f"unit.chaoyang.{day}.1", f"place.chaoyang-d.{day}.1"}
    assert f"unit.lianjia.{day}.1" not in {row[0] for row in frozen}
    head = await field.head()
    await freeze_what_is_due(field.centre, time(6), None)
    assert await field.head() == head


def test_the_day_due_is_the_last_one_that_had_ended_at_the_cut_off() -> None:
    assert day_due(datetime(2022, 11, 21, 21, 59, tzinfo=UTC), time(6), "Asia/Shanghai").isoformat() == "2022-11-20"
    assert day_due(datetime(2022, 11, 21, 22, 0, tzinfo=UTC), time(6), "Asia/Shanghai").isoformat() == "2022-11-21"
