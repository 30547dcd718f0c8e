"""Two reach for the same squad, duty, count or watch at the same moment, each at a process of its own: one of them has
it, the other is told why not, and nothing is there twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from postcmd import ops
from postcmd.ops import Op
from postcmd.records import AnyRecord, Duty, Squad
from postcmd.wire import Result
from tests.builders import NOW, part, seen
from tests.builders_on_the_ground import (
    ON_THE_GROUND,
    a_post,
    after,
    attrition,
    come,
    duty,
    handover,
    lose,
    merge,
    name,
    plan,
    release,
    relieve,
    roll,
    send_on,
    work,
    worked,
)
from tests.central.field import Field, WallClock, a_field, app_on, new_app, records_of
from tests.centre_fixture import ACCOUNTS, world
from tests.postgres import fresh_database

pytestmark = pytest.mark.anyio

ROUNDS = 2
Story = tuple[Callable[[str], tuple[Op, Op]], set[str]]
"""What both do in a round, and what whoever comes second may be told."""


def squad(squad_id: str, **said: Any) -> Squad:
    return Squad(**{"id": squad_id, "unit": "lianjia", "name": squad_id, "strength": 5, "request": "sunhe", **said})


def there(duty_id: str, **said: Any) -> Duty:
    return duty(duty_id, **{"came": 3, "came_at": NOW, **said})


def ground(n: str) -> list[AnyRecord]:
    """Everything that is reached for in a round."""
    squads = ["cut", "cut-or-merged", "beside", "cut-or-lost", "named", "named-too", "rolled", "planned"]
    return [
        *(squad(f"{one}{n}") for one in squads),
        squad(f"back{n}", strength=3, lost=2),
        squad(f"one{n}"),
        squad(f"other{n}"),
        there(f"relieved{n}"),
        duty(f"by{n}"),
        duty(f"by-too{n}"),
        there(f"sent{n}"),
        duty(f"checked{n}", 1, volunteer=f"v-1{n}"),
        duty(f"here{n}", 1, volunteer=f"v-2{n}"),
        duty(f"there{n}", 1, volunteer=f"v-2{n}", post="south"),
        work(f"counted{n}", task="screening"),
        attrition(f"lost{n}", squad=f"back{n}"),
        handover(f"watch{n}"),
        a_post(f"manned{n}", units=("lianjia",)),
    ]


def split(squad_id: str, stem: str) -> Op:
    parts = (part(f"{stem}-a", 3), part(f"{stem}-b", 2))
    return ops.SquadSplit(squad=squad_id, parts=tuple(ops.Part(one.squad, one.name, one.strength, 0) for one in parts))


def corrected(n: str, quantity: int) -> Op:
    return worked(f"right{quantity}{n}", quantity, task="screening", supersedes=f"counted{n}")


def drivers(n: str, many: int) -> Op:
    return ops.PostSet(post=f"manned{n}", base=seen(a_post(), "drivers"), drivers=many)


STORIES: dict[str, Story] = {
    "split twice": (lambda n: (split(f"cut{n}", f"x{n}"), split(f"cut{n}", f"y{n}")), {"split_meanwhile"}),
    "split or merged": (
        lambda n: (split(f"cut-or-merged{n}", f"z{n}"), merge(f"beside{n}", f"cut-or-merged{n}")),
        {"not_live"},
    ),
    "split or fewer": (
        lambda n: (split(f"cut-or-lost{n}", f"w{n}"), lose(f"gone{n}", squad=f"cut-or-lost{n}")),
        {"not_live", "parts_do_not_sum"},
    ),
    "merged both ways": (
        lambda n: (merge(f"one{n}", f"other{n}"), merge(f"other{n}", f"one{n}")),
        {"not_live"},
    ),
    "named in two squads": (
        lambda n: (name(squad(f"named{n}"), f"v-9{n}"), name(squad(f"named-too{n}"), f"v-9{n}")),
        {"in_two_squads"},
    ),
    "two roll calls of one moment": (
        lambda n: (roll(f"rolled{n}", 4, at=NOW), roll(f"rolled{n}", 5, at=NOW)),
        {"rolled_meanwhile"},
    ),
    "planned twice": (
        lambda n: (
            plan(f"p{n}", 5, squad=f"planned{n}"),
            plan(f"q{n}", 5, squad=f"planned{n}", post="south", begins=after(1)),
        ),
        {"over_limit"},
    ),
    "checked in twice": (lambda n: (come(f"checked{n}"), come(f"checked{n}")), {""}),
    "checked in at two posts": (lambda n: (come(f"here{n}"), come(f"there{n}")), {"checked_in_elsewhere"}),
    "relieved twice": (
        lambda n: (relieve(f"relieved{n}", f"by{n}"), relieve(f"relieved{n}", f"by-too{n}")),
        {"relieved"},
    ),
    "sent on twice": (
        lambda n: (send_on(f"sent{n}", f"s{n}", 2, ends=after(2)), send_on(f"sent{n}", f"t{n}", 2, ends=after(2))),
        {"not_here"},
    ),
    "corrected twice": (lambda n: (corrected(n, 310), corrected(n, 290)), {"superseded"}),
    "released twice": (
        lambda n: (release(f"lost{n}", back=True), release(f"lost{n}", back=True)),
        {"not_so_many_lost"},
    ),
    "taken over twice": (
        lambda n: (ops.HandOverTake(handover=f"watch{n}"), ops.HandOverTake(handover=f"watch{n}")),
        {"taken_over"},
    ),
    "a post said otherwise twice": (lambda n: (drivers(n, 1), drivers(n, 2)), {"changed_meanwhile"}),
}


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
async def test_one_of_two_has_it_and_the_other_is_told_why_not(tmp_path: Path, engine: str) -> None:
    url = await asyncio.to_thread(fresh_database) if engine == "postgresql" else None
    wall = WallClock()
    rounds = [f"-{number}" for number in range(ROUNDS)]
    everything = [*world(), *ON_THE_GROUND[:2], *(one for n in rounds for one in ground(n))]
    app, database, tokens = await asyncio.to_thread(new_app, tmp_path, everything, ACCOUNTS, wall, database=url)
    other_app, other_database = app_on(url or tmp_path / "central.sqlite", wall)
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(a_field(app, database, tokens, wall))
        other = await stack.enter_async_context(a_field(other_app, other_database, tokens, wall))
        other._posts = 100
        posts = [await one.post("chaoyang"), await other.post("city")]
        for story in STORIES.values():
            for n in rounds:
                both = zip(posts, story[0](n), strict=True)
                for answer in await asyncio.gather(*[post.push(op) for post, op in both]):
                    answer.raise_for_status()
        told = [list((await post.results()).values()) for post in posts]
        _check(told, rounds)
        await _check_heads(one, rounds)


def _check(told: list[list[Result]], rounds: list[str]) -> None:
    pairs = list(zip(*told, strict=True))
    for at, (story, (_, may)) in enumerate(STORIES.items()):
        for pair in pairs[at * len(rounds) : (at + 1) * len(rounds)]:
            first, second = sorted(pair, key=lambda one: one.status != "applied")
            assert (first.status, code(second) in may) == ("applied", True), (story, first, second)
            assert second.status in ({"noop"} if may == {""} else {"conflict", "rejected"}), (story, second)


def code(result: Result) -> str:
    return result.info.code if result.info and result.status != "noop" else ""


async def _check_heads(field: Field, rounds: list[str]) -> None:
    """What was there once is there once."""
    city = await field.post("city")
    city.cursor = None
    found = records_of(await city.pull())
    for n in rounds:
        live = [one for one in found.values() if isinstance(one, Squad) and one.is_live and one.id != "squad-1"]
        duties = {one.id: one for one in found.values() if isinstance(one, Duty)}
        back = found[f"back{n}"]
        assert isinstance(back, Squad)
        assert (back.strength, back.lost) == (5, 0)
        assert duties[f"by{n}"].here + duties[f"by-too{n}"].here == 3
        assert (duties[f"sent{n}"].here, f"s{n}" in duties, f"t{n}" in duties) in ((1, True, False), (1, False, True))
        assert duties[f"here{n}"].here + duties[f"there{n}"].here == duties[f"checked{n}"].here == 1
        lost = sum(one.lost for one in found.values() if isinstance(one, Squad) and one.id.startswith("cut-or-lost"))
        assert sum(one.strength for one in live) + lost == 11 * 5 * len(rounds)
