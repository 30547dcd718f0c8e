"""A volunteer's duty is one head at one post, by whichever way they come; and a slip taken back leaves no hole."""

from __future__ import annotations

from postcmd.decide import decide
from postcmd.outcome import Outcome
from postcmd.records import AnyRecord, Attrition, Duty
from postcmd.scope import paths_of, visible
from tests.builders import grant, request, squad
from tests.builders_on_the_ground import (
    ON_THE_GROUND,
    a_post,
    after,
    attrition,
    come,
    duty,
    plan,
    plan_otherwise,
    relieve,
    send_on,
)
from tests.rules.scope_world import why
from tests.shelf import context, shelf_of


def outcome(op: object, *records: AnyRecord) -> Outcome:
    return decide(op, shelf_of(*ON_THE_GROUND, *records), context())  # type: ignore[arg-type]  # any op at all


def code(found: Outcome) -> str:
    return found.info.code if found.info else found.status


def duties(found: Outcome) -> dict[str, Duty]:
    return {one.id: one for one in found.puts if isinstance(one, Duty)}


def test_one_volunteer_never_comes_as_two() -> None:
    alone = duty("d1", 1, volunteer="v-1")
    assert code(outcome(come("d1", 2), alone)) == "bounds"
    assert code(outcome(relieve("d2", "d1", 2), alone, duty("d2", 3, came=3, came_at=after(0)))) == "bounds"


def test_a_volunteer_who_came_early_relieves_without_coming_twice() -> None:
    early, there = duty("d1", 1, volunteer="v-1", came=1, came_at=after(0)), duty("d2", 3, came=3, came_at=after(0))
    after_it = duties(outcome(relieve("d2", "d1", 1), early, there))
    assert (after_it["d1"].here, after_it["d2"].here) == (1, 0)


def test_a_relief_by_somebody_who_stands_elsewhere_says_so() -> None:
    away = duty("d3", 1, volunteer="v-1", post="south", came=1, came_at=after(0))
    coming, there = duty("d1", 1, volunteer="v-1"), duty("d2", 3, came=3, came_at=after(0))
    assert code(outcome(relieve("d2", "d1", 1), away, coming, there)) == "checked_in_elsewhere"
    moved = duties(outcome(relieve("d2", "d1", 1, reason="sent over"), away, coming, there))
    assert [moved[one].here for one in ("d1", "d2", "d3")] == [1, 0, 0]


def test_whoever_relieves_themselves_goes_on_with_the_next_shift() -> None:
    first, second = duty("d1", 1, volunteer="v-1", came=1, came_at=after(0)), duty("d2", 1, volunteer="v-1")
    moved = duties(outcome(relieve("d1", "d2", 1), first, second))
    assert (moved["d1"].here, moved["d2"].here) == (0, 1)


def test_a_slip_taken_back_when_all_others_have_left_ends_the_duty() -> None:
    slipped = duty("d1", 3, came=3, left=2, came_at=after(0))
    ended = duties(outcome(come("d1", -1, at=after(2)), slipped))["d1"]
    assert (ended.came, ended.left, ended.came_at, ended.left_at) == (2, 2, after(0), after(2))


def test_a_plan_that_nobody_is_to_come_for_is_withdrawn_and_plans_nobody_twice() -> None:
    planned = duty("d1", 2, squad="first")
    twelve = squad("first", unit="lianjia", strength=12)
    assert code(outcome(plan("d2", 12, squad="first", post="south"), planned, twelve)) == "over_limit"
    withdrawn = duties(outcome(plan_otherwise(planned, heads=0), planned))["d1"]
    assert withdrawn.is_withdrawn
    assert code(outcome(plan("d2", 12, squad="first", post="south"), withdrawn, twelve)) == "applied"
    came = duty("d1", 2, squad="first", came=1, came_at=after(0))
    assert code(outcome(plan_otherwise(came, heads=0), came)) == "bounds"


def test_whoever_sends_on_may_also_plan_there() -> None:
    """At a post in sight that is not theirs the new duty would lie out of it."""
    over_the_gate = grant("dispatcher", "p:chaoyang-d/sunhe-p")
    at_the_squad = grant("observer", "u:centre/fengtai")
    far = a_post("far", place="xinfadi-p", units=("fengtai",))
    shelf = shelf_of(*ON_THE_GROUND, duty("d1", came=3, came_at=after(0)), far)
    assert why(send_on("d1", "new", post="gate"), over_the_gate, at_the_squad, shelf=shelf) is None
    assert why(send_on("d1", "new", post="far"), over_the_gate, at_the_squad, shelf=shelf) == "forbidden_scope"
    assert why(send_on("d1", "new", post="far"), grant("dispatcher", "u:centre"), shelf=shelf) is None


def test_a_loss_lies_where_the_squad_was_called_to() -> None:
    lost = attrition(squad="first", request="sunhe", place=None)
    assert isinstance(lost, Attrition)
    assert visible(paths_of(lost, shelf_of(request(), squad())), ["p:chaoyang-d/sunhe-p"])
