"""Nobody reads or changes what lies outside their grants, by whatever way they ask."""

from __future__ import annotations

from datetime import timedelta

import pytest

from central import accounts
from postcmd.ops import (
    Base,
    ClockSet,
    Op,
    Part,
    QuotaIssue,
    QuotaReport,
    RequestMove,
    RequestOpen,
    SquadForm,
    SquadMove,
    SquadSplit,
)
from postcmd.records import Line
from postcmd.scope import Grant
from tests.central.field import GUBEI, Field, add, records_of, set_to
from tests.centre_fixture import DAY

pytestmark = pytest.mark.anyio
ON_BOTH = {
    "test_every_op_outside_the_scope_is_refused_and_reveals_nothing",
    "test_a_neighbour_with_the_same_first_letters_is_not_below",
    "test_a_right_lost_before_the_op_arrives_is_lost",
}

SEEN = Base(epoch="", rev=0, values={})


def every_op_on_foreign_ground() -> list[Op]:
    """What 密云 might try on what is 朝阳's."""
    line = Line(day=DAY, min=1, max=1)
    return [
        add(+1),
        QuotaReport(request="sunhe", unit="lianjia", day=DAY, base=SEEN, confirmed=5),
        QuotaIssue(request="sunhe", unit="chaoyang", day=DAY, min=1, max=1),
        RequestOpen(request="new", place="sunhe-p", task="screening", lines=(line,)),
        RequestOpen(request="sunhe", place="miyun-d", task="screening", lines=(line,)),
        RequestMove(request="sunhe", came_from="ordered", to="closed"),
        SquadForm(squad="new", unit="lianjia", name="n", strength=1),
        SquadForm(squad="squad-1", unit="miyun", name="n", strength=1),
        SquadMove(squad="squad-1", came_from="standby", to="alerted"),
        SquadSplit(squad="squad-1", parts=(Part("a", "a", 6, 0), Part("b", "b", 6, 0))),
    ]


async def test_every_op_outside_the_scope_is_refused_and_reveals_nothing(field: Field) -> None:
    """I8: a push outside the scope changes nothing."""
    post = await field.post("miyun")
    before = await field.rows("SELECT kind, id, seq, body FROM records ORDER BY kind, id")
    ops = every_op_on_foreign_ground()
    assert await post.ends(*ops) == ["rejected"] * len(ops)
    for result in (await post.results()).values():
        assert result.info is not None
        assert (result.info.code, result.info.now, result.info.by) == ("forbidden_scope", {}, "")
    assert await field.rows("SELECT kind, id, seq, body FROM records ORDER BY kind, id") == before


async def test_a_recorder_reports_and_does_not_order(field: Field) -> None:
    post = await field.post("lianjia")
    base = Base(epoch=post.epoch, rev=await field.head(), values={"confirmed": 0})
    report = QuotaReport(request="sunhe", unit="lianjia", day=DAY, base=base, confirmed=5)
    assert await post.ends(report, add(+1)) == ["applied", "rejected"]
    info = (await post.results())[2].info
    assert info is not None
    assert info.code == "forbidden_role"


async def test_an_observer_changes_nothing(field: Field) -> None:
    post = await field.post("sunhe")
    assert await post.ends(add(+1), RequestMove(request="sunhe", came_from="ordered", to="closed")) == ["rejected"] * 2


async def test_a_right_lost_before_the_op_arrives_is_lost(field: Field) -> None:
    post = await field.post("chaoyang")
    await field.grant("chaoyang", Grant("dispatcher", "u:centre/miyun"))
    assert await post.ends(add(+1)) == ["rejected"]
    (row,) = await field.rows("SELECT op FROM ledger WHERE n = 1")
    assert '"quota.add/1"' in row[0], "the whole op is kept for hand-over"


async def test_a_grant_holds_from_and_until(field: Field) -> None:
    soon = field.wall.now + timedelta(hours=1)
    await field.grant("miyun", Grant("dispatcher", "*", since=soon, until=soon + timedelta(hours=1)))
    post = await field.post("miyun")
    assert GUBEI not in records_of(await post.pull(cursor=None))
    field.wall.pass_by(hours=1)
    assert await post.ends(add(+1)) == ["applied"]
    field.wall.pass_by(hours=1)
    assert await post.ends(add(+1)) == ["rejected"]


async def test_a_disabled_account_is_out_at_once(field: Field) -> None:
    post = await field.post("chaoyang")
    await field.database.write(accounts.disable, "chaoyang", field.wall())
    assert (await post.push(add(+1))).status_code == 401
    assert (await post.ask()).status_code == 401


async def test_a_neighbour_with_the_same_first_letters_is_not_below(field: Field) -> None:
    await field.grant("miyun", Grant("dispatcher", "u:centre/chao"))
    post = await field.post("miyun")
    assert all(record.id not in ("sunhe", "squad-1") for record in records_of(await post.pull(cursor=None)).values())
    assert await post.ends(add(+1)) == ["rejected"]


async def test_claiming_to_hold_a_foreign_prefix_gives_nothing(field: Field) -> None:
    post = await field.post("miyun")
    await (await field.post("city")).push(add(+1))
    cut = await post.pull(held=["u:centre/chaoyang", "*"])
    assert not {"sunhe", "squad-1"} & set(records_of(cut))


async def test_the_clock_of_a_real_centre_obeys_nobody(field: Field) -> None:
    post = await field.post("city")
    assert await post.ends(ClockSet(rate=2.0, paused=False)) == ["rejected"]


async def test_a_conflict_names_the_other_person_only_to_who_may_see_the_record(field: Field) -> None:
    quota = await field.quota()
    city, miyun = await field.post("city"), await field.post("miyun")
    await city.push(add(+1))
    assert await miyun.ends(set_to(5, quota, miyun.epoch)) == ["rejected"]
