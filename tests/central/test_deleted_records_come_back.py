"""Deleted records at the centre, on either kind of database: told of, buried, moved, brought back."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import Connection

from central import commands
from central.push import take
from central.retention import KEPT, prune
from central.unit_of_work import UnitOfWork
from postcmd import intents
from postcmd.ops import RecordRestore, numbered
from postcmd.records import Event, Quota, Unit
from postcmd.scope import Grant
from postcmd.wire import PushRequest
from tests.central.field import SUNHE, Field, add, records_of
from tests.central.old_town import Town
from tests.centre_fixture import WALL
from tests.postgres import Server

pytestmark = pytest.mark.anyio
ON_BOTH = True

BRING_BACK = RecordRestore(kind="quota", id=SUNHE)


async def test_a_deleted_record_is_gone_for_everybody_and_comes_back_with_its_history(field: Field) -> None:
    post, other = await field.post("chaoyang"), await field.post("city")
    assert await post.ends(add(+3), intents.delete(await field.quota(), post.epoch)) == ["applied", "applied"]
    cut = await other.pull(digest=True)
    assert [(gone.kind, gone.id, gone.why) for gone in cut.gone] == [("quota", SUNHE, "deleted")]
    assert SUNHE not in records_of(cut)
    asked = await field.http.get(f"/v1/quotas/{SUNHE}", headers=other.headers)
    assert asked.status_code == 404
    assert await other.ends(BRING_BACK) == ["applied"]
    put = next(put for put in (await post.pull()).puts.quota if put.record.id == SUNHE)
    assert (put.record.max, put.record.rev) == (15, await field.head())
    events = [event.verb for event in msgspec.json.decode(put.log, type=list[Event])]
    assert events[-3:] == ["quota.add", "record.delete", "record.restore"]


async def test_tombstones_are_buried_when_no_post_can_have_missed_them(field: Field) -> None:
    """I13: tombstones are kept for 35 days."""
    post = await field.post("chaoyang")
    await post.ends(intents.delete(await field.quota(), post.epoch))
    held = f"SELECT count(*) FROM records WHERE id = '{SUNHE}'"
    laid = f"SELECT count(*) FROM paths WHERE id = '{SUNHE}'"
    await field.database.write(prune, field.wall())
    assert (await field.rows(held), await field.rows(laid)) == ([(1,)], [(2,)])
    field.wall.pass_by(days=KEPT.days + 1)
    await field.database.write(prune, field.wall())
    assert (await field.rows(held), await field.rows(laid)) == ([(0,)], [(0,)])


def test_who_is_about_to_bring_back_what_is_being_buried_learns_of_it(postgres: Server) -> None:
    """On PostgreSQL they meet at the head; the row would be gone, and nothing changed by an op that was applied."""
    town = Town(postgres.fresh_database())
    (seen,) = town.rows(f"SELECT body FROM records WHERE id = '{SUNHE}'")
    quota = msgspec.json.decode(seen[0], type=Quota)

    delete = numbered(intents.delete(quota, town.head.epoch), 1)
    push = PushRequest(client="post-1", epoch=town.head.epoch, cursor=None, low=1, ops=[delete])
    commands.run_on(town.url, take, push, "city", WALL)

    def about_to(connection: Connection) -> tuple[bool, bool]:
        work = UnitOfWork(connection, WALL)
        work.shelf.preload([BRING_BACK])
        before = work.shelf.is_deleted("quota", SUNHE)
        commands.run_on(town.url, prune, WALL + KEPT + timedelta(days=1))
        work.lock()
        return before, work.shelf.is_deleted("quota", SUNHE)

    assert commands.run_on(town.url, about_to) == (True, False)


async def test_what_was_deleted_moves_with_its_unit(field: Field) -> None:
    post = await field.post("chaoyang")
    await post.ends(intents.delete(await field.quota(), post.epoch))
    await field.write(Unit(id="lianjia", kind="enterprise", name="链家", path="centre/miyun/lianjia", parent="miyun"))
    await field.grant("miyun", Grant("dispatcher", "u:centre/miyun"))
    assert await (await field.post("miyun")).ends(BRING_BACK) == ["applied"]
    paths = await field.rows(f"SELECT path FROM paths WHERE id = '{SUNHE}' ORDER BY path")
    assert paths == [("p:chaoyang-d/sunhe-p",), ("u:centre/miyun/lianjia",)]


async def test_a_request_is_deleted_only_when_nothing_stands_on_it(field: Field) -> None:
    post = await field.post("city")
    cut = records_of(await post.pull(cursor=None))
    request, squad = (intents.delete(cut[key], post.epoch) for key in ("sunhe", "squad-1"))  # type: ignore[arg-type]
    quota = intents.delete(await field.quota(), post.epoch)
    ends = await post.ends(request, quota, request, squad, request)
    assert ends == ["rejected", "applied", "rejected", "applied", "applied"]
