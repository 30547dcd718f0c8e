"""Two posts without a link divide, relieve, send on, correct and take over the same; with the link back one of them has
done it, the other sees why not, and nothing is there twice."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from postcmd import ops
from postcmd.ops import Op
from postcmd.records import AnyRecord, Duty, Squad
from tests.builders import NOW
from tests.builders_on_the_ground import (
    a_post,
    after,
    attrition,
    come,
    duty,
    handover,
    lose,
    merge,
    plan,
    release,
    relieve,
    roll,
    send_on,
    work,
    worked,
)
from tests.sync.desk import at_work
from tests.sync.fake_centre import FakeCentre
from tests.sync.two_posts import TwoPosts


def squad(name: str, strength: int = 5, lost: int = 0) -> Squad:
    return Squad(id=name, unit="lianjia", name=name, strength=strength, lost=lost)


GROUND: list[AnyRecord] = [
    *(a_post(name, units=("lianjia",)) for name in ("gate", "south")),
    *map(squad, ("cut", "merged", "into", "fewer", "named", "named-too", "called", "planned", "left", "right")),
    squad("back", 3, 2),
    attrition(squad="back"),
    *(duty(name, came=3, came_at=NOW) for name in ("relieved", "sent")),
    *(duty(name) for name in ("by", "by-too")),
    *(duty(name, 1, volunteer="v-1", post=post) for name, post in (("here", "gate"), ("there", "south"))),
    work(task="screening"),
    handover(),
]


def split(name: str, stem: str) -> Op:
    return ops.SquadSplit(squad=name, parts=(ops.Part(f"{stem}-a", "a", 3, 0), ops.Part(f"{stem}-b", "b", 2, 0)))


def named(name: str) -> Op:
    """The same person, as the squad was seen just before."""
    return ops.SquadName(squad=name, base=ops.Base("e1", 1_000), members=("v-9",))


STORIES: dict[str, tuple[Op, Op, set[str]]] = {
    "split twice": (split("cut", "x"), split("cut", "y"), {"split_meanwhile"}),
    "split or merged": (split("merged", "z"), merge("into", "merged"), {"not_live"}),
    "split or fewer": (split("fewer", "w"), lose("gone", squad="fewer"), {"not_live", "parts_do_not_sum"}),
    "merged both ways": (merge("left", "right"), merge("right", "left"), {"not_live"}),
    "named in two squads": (named("named"), named("named-too"), {"in_two_squads"}),
    "two roll calls of one moment": (roll("called", 4, at=NOW), roll("called", 5, at=NOW), {"rolled_meanwhile"}),
    "planned twice": (
        plan("p", 5, squad="planned"),
        plan("q", 5, squad="planned", post="south", begins=after(1)),
        {"over_limit"},
    ),
    "released twice": (release(back=True), release(back=True), {"not_so_many_lost"}),
    "relieved twice": (relieve("relieved", "by"), relieve("relieved", "by-too"), {"relieved"}),
    "sent on twice": (
        send_on("sent", "s", 2, post="south", ends=after(2)),
        send_on("sent", "t", 2, post="south", ends=after(2)),
        {"not_here"},
    ),
    "checked in at two posts": (come("here"), come("there"), {"checked_in_elsewhere"}),
    "corrected twice": (
        worked("w2", 310, task="screening", supersedes="w1"),
        worked("w3", 290, task="screening", supersedes="w1"),
        {"superseded"},
    ),
    "taken over by one": (
        ops.HandOverTake(handover="h1", on_behalf="wang"),
        ops.HandOverTake(handover="h1", on_behalf="zhao"),
        {"taken_over"},
    ),
}


def test_one_of_two_posts_has_done_it_and_the_other_sees_why_not(tmp_path: Path) -> None:
    centre = FakeCentre(GROUND)
    with ExitStack() as stack:
        posts = TwoPosts(centre, [stack.enter_context(at_work(tmp_path / name, centre)) for name in ("one", "other")])
        for story, (one, other, may) in STORIES.items():
            told = posts.reach(one, other)
            assert "done" in told, story
            assert {*told} - {"done"} <= may, story
            assert len({*told}) == 2, story
    _check_nothing_is_there_twice(centre)


def _check_nothing_is_there_twice(centre: FakeCentre) -> None:
    def at(name: str) -> Duty:
        found = centre.history.records["duty", name]
        assert isinstance(found, Duty)
        return found

    back = centre.history.records["squad", "back"]
    assert isinstance(back, Squad)
    assert (back.strength, back.lost) == (5, 0)
    assert (at("relieved").here, at("by").here + at("by-too").here) == (0, 3)
    assert (at("sent").here, at("here").here + at("there").here) == (1, 1)
