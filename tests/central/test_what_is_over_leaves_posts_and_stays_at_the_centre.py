"""The window of days that posts hold, at the centre: postcmd/window.py on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, text

from central.database import Database, url_of
from central.tables import SCHEMA, day_number
from central.upgrade import upgrade
from postcmd.past import PastAnswer
from postcmd.records import Duty, Work
from postcmd.scope import Grant
from postcmd.window import KEPT, first_day
from postcmd.wire import PullAnswer
from sync.core import Core
from sync.intents import Intents
from sync.learnt import Learnt
from tests.central.field import Field, Post, records_of
from tests.centre_fixture import DAY, WALL

pytestmark = pytest.mark.anyio
ON_BOTH = {
    "test_a_snapshot_leaves_out_what_was_over_long_ago_and_the_centre_keeps_it",
    "test_a_post_at_work_and_one_that_begins_hold_the_same_day_after_day",
    "test_a_change_of_what_has_left_reaches_whoever_still_has_it",
    "test_a_scope_that_is_gained_brings_no_history",
}
COUNT = Work(id="w1", unit="lianjia", day=DAY, task="screening", quantity=90)
STANDING = Duty(id="d1", unit="lianjia", post="k", place="sunhe-p", day=DAY, begins=WALL, heads=2)


def _ids(cut: PullAnswer) -> set[str]:
    return set(records_of(cut))


async def _pass(field: Field, post: Post, account: str, days: int) -> None:
    """So many days; then somebody signs in again."""
    field.wall.pass_by(days=days)
    post.token = await field.new_token(account)


async def _fresh(post: Post) -> PullAnswer:
    return await Post(post.http, post.token, "FRESH").pull(cursor=None)


async def test_a_snapshot_leaves_out_what_was_over_long_ago_and_the_centre_keeps_it(field: Field) -> None:
    await field.write(COUNT)
    post = await field.post("city")
    await _pass(field, post, "city", KEPT.days)
    assert "w1" in _ids(await _fresh(post))
    await _pass(field, post, "city", 1)
    cut = await _fresh(post)
    assert cut.kept_from == first_day(field.wall())
    assert "w1" not in _ids(cut)
    past = await field.http.get("/v1/past", headers=post.headers)
    assert "w1" in {put.record.id for put in msgspec.json.decode(past.content, type=PastAnswer).puts.work}


async def test_a_post_at_work_and_one_that_begins_hold_the_same_day_after_day(field: Field) -> None:
    """I5: both digests are of the same records in every state, so that nothing is learnt twice."""
    core, nothing = Core("server", "AT-WORK", Learnt(account="city")), Intents("AT-WORK")
    city = await field.post("city")
    for day in range(0, KEPT.days + 6, 3):
        await field.write(msgspec.structs.replace(COUNT, id=f"w{day}", day=DAY + timedelta(days=day)))
        asked = core.pull_request(nothing, digest=True)
        answer = await city.http.post("/v1/sync/pull", content=msgspec.json.encode(asked), headers=city.headers)
        assert core.took_pull(asked, msgspec.json.decode(answer.content, type=PullAnswer), nothing) is not None
        assert core.noted() == []
        assert {one.id for one in core.shown.records_held()} == _ids(await _fresh(city))
        await _pass(field, city, "city", 3)
    assert core.shown.get("work", "w0") is None


async def test_a_change_of_what_has_left_reaches_whoever_still_has_it(field: Field) -> None:
    await field.write(COUNT)
    post = await field.post("city")
    await _pass(field, post, "city", KEPT.days + 1)
    await field.write(msgspec.structs.replace(COUNT, note="checked"))
    cut = await post.pull()
    assert "w1" in _ids(cut)
    assert "w1" in _ids(await _fresh(post)), "what was put right today stays in sight"


async def test_a_scope_that_is_gained_brings_no_history(field: Field) -> None:
    await field.grant("chaoyang", Grant("observer", "u:centre/miyun"))
    await field.write(COUNT, msgspec.structs.replace(COUNT, id="w2", day=DAY + timedelta(days=30)))
    await field.database.write(
        lambda c: c.execute(text("UPDATE records SET ends = :day WHERE id = 'w2'"), {"day": None})
    )
    post = await field.post("chaoyang")
    await _pass(field, post, "chaoyang", KEPT.days + 1)
    await field.grant("chaoyang", Grant("observer", "u:centre/chaoyang"), Grant("observer", "u:centre/miyun"))
    cut = await post.pull()
    assert "w2" in _ids(cut)
    assert "w1" not in _ids(cut)


async def test_a_duty_that_somebody_stands_on_stays_however_old_it_is(field: Field) -> None:
    await field.write(msgspec.structs.replace(STANDING, came=2), msgspec.structs.replace(STANDING, id="d2"))
    post = await field.post("city")
    await _pass(field, post, "city", 100)
    held = _ids(await _fresh(post))
    assert "d1" in held
    assert "d2" not in held


async def test_a_database_of_before_knows_of_every_record_when_it_is_over(field: Field, tmp_path: Path) -> None:
    await field.write(COUNT, msgspec.structs.replace(STANDING, came=2))
    before = await field.rows("SELECT kind, id, ends FROM records ORDER BY kind, id")
    await field.database.write(_as_of_version_8)
    again = Database(url_of(tmp_path / "central.sqlite"))
    await again.write(upgrade, field.wall())
    assert await field.rows("SELECT kind, id, ends FROM records ORDER BY kind, id") == before
    assert ("work", "w1", day_number(DAY)) in before
    assert ("duty", "d1", None) in before
    assert await field.rows("SELECT version_num FROM alembic_version") == [(SCHEMA,)]
    await again.close()


def _as_of_version_8(connection: Connection) -> None:
    connection.execute(text("DROP INDEX records_duties"))
    connection.execute(text("ALTER TABLE lines DROP COLUMN since"))
    connection.execute(text("ALTER TABLE records DROP COLUMN ends"))
    connection.execute(text("UPDATE alembic_version SET version_num = '0008'"))
