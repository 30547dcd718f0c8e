"""Relief: who can take over at a post, the best first; and for the others why not."""

from __future__ import annotations

from typing import Any

from postcmd.hand import Hand
from postcmd.ops import DutyPlan, DutyRelieve
from postcmd.records import AnyRecord, PostShift
from postcmd.relief import Relief, duties_to_relieve, relief, relieved, until
from postcmd.roster import Person
from tests.builders import NOW, availability, request, squad, unit
from tests.builders_on_the_ground import a_post, after, duty, limit
from tests.rules.boards import board_of

HERE: dict[str, Any] = {"came": 3, "came_at": after(-8), "begins": after(-8), "ends": NOW}


def on_duty(**said: Any) -> AnyRecord:
    return duty(**{"squad": "first", **HERE, **said})


def found(*records: AnyRecord, people: tuple[Person, ...] = ()) -> Relief:
    has_post = any(one.id == "gate" for one in records)
    board = board_of(*(() if has_post else (a_post(),)), squad(status="on_post"), on_duty(), *records)
    one = relief(board, "d1", NOW, people)
    assert one is not None
    return one


def who(*records: AnyRecord, people: tuple[Person, ...] = ()) -> list[str]:
    return [one.id for one in found(*records, people=people).who]


def why_not(*records: AnyRecord, people: tuple[Person, ...] = ()) -> dict[str, str]:
    return {one.id: one.why_not for one in found(*records, people=people).who_not}


def test_whoever_is_planned_next_comes_first_then_who_stands_by() -> None:
    next_ = duty("d2", begins=after(0.5), squad="third")
    assert who(squad("second", 6), squad("third", 3), next_) == ["d2", "second"]
    (planned, other) = found(squad("second", 6), squad("third", 3), next_).who
    assert planned.why == ("planned",)
    assert "standing_by" in other.why
    assert other.heads == 3


def test_nobody_relieves_themselves() -> None:
    assert who() == []
    assert "first" not in why_not()


def test_whoever_stands_elsewhere_is_not_on_hand_and_says_so() -> None:
    elsewhere = duty("d2", 6, post="south", squad="second", begins=after(-1), came=6, came_at=after(-1))
    assert why_not(squad("second", 6), a_post("south"), elsewhere) == {"second": "elsewhere"}
    part = duty("d2", 4, post="south", squad="second", begins=after(-1), came=4, came_at=after(-1))
    assert [one.heads for one in found(squad("second", 6), a_post("south"), part).who] == [2]


def test_who_passes_a_soft_limit_comes_last_and_a_hard_one_excludes() -> None:
    stood: dict[str, Any] = {"begins": after(-9), "came_at": after(-9), "ends": after(-1), "left_at": after(-1)}
    before = duty("d2", 6, post="south", squad="second", came=6, left=6, **stood)
    tired: list[AnyRecord] = [a_post("south"), squad("second", 6), before]
    (fresh, after_it) = found(*tired, squad("third", 6)).who
    assert (fresh.id, fresh.passed) == ("third", ())
    assert (after_it.id, after_it.passed) == ("second", ("rest", "per_day"))
    assert why_not(*tired, limit(rest=480, hard=True)) == {"second": "hard_limit"}


def test_those_who_cannot_say_why() -> None:
    jiuxianqiao = request("jiuxianqiao")
    others = [
        squad("a", 3, status="out_of_service"),
        squad("b", 0),
        squad("c", 3, closed_loop=True, place="xinfadi-p", status="resting"),
        squad("d", 3, request="jiuxianqiao"),
        squad("e", 3, request="jiuxianqiao", status="on_post"),
        squad("f", 3, status="stood_down"),
    ]
    assert why_not(jiuxianqiao, *others) == {
        "a": "out_of_service",
        "b": "nobody_left",
        "c": "closed_loop",
        "d": "promised",
        "e": "serving",
    }


def test_whose_request_is_over_is_free_to_go() -> None:
    over = request("jiuxianqiao", status="closed")
    (one,) = found(over, squad("e", 3, request="jiuxianqiao", status="on_post")).who
    assert "closed_there" in one.why


def test_head_count_enough_but_no_driver_is_no_relief() -> None:
    gate = a_post(drivers=1)
    known = squad("second", 2, members=("v1", "v2"))
    walkers = tuple(Person(id=one, unit="lianjia", name=one) for one in ("v1", "v2"))
    assert why_not(gate, known, people=walkers) == {"second": "vehicle"}
    driver = Person(id="v1", unit="lianjia", name="v1", vehicle="京A")
    assert who(gate, known, people=(driver, walkers[1])) == ["second"]
    (unknown,) = found(gate, known).who
    assert "ask_skills" in unknown.why


def test_the_same_driver_does_not_fill_the_nurses_place() -> None:
    gate = a_post(drivers=1, skills=("护理",))
    both = Person(id="v1", unit="lianjia", name="n", vehicle="京A", skills=("护理",))
    other = Person(id="v2", unit="lianjia", name="m")
    assert why_not(gate, squad("second", 2, members=("v1", "v2")), people=(both, other)) == {"second": "skill"}


def test_where_gear_is_not_ready_nobody_is_sent_and_where_nobody_said_it_is_asked() -> None:
    gate = a_post(gear="full", request="sunhe")
    assert why_not(request(gear_ready=False), gate, squad("second", 3)) == {"second": "gear"}
    assert "ask_gear" in found(request(), gate, squad("second", 3)).who[0].why
    assert "ask_gear" not in found(request(gear_ready=True), gate, squad("second", 3)).who[0].why


def test_a_unit_that_said_how_many_can_go_relieves_by_count() -> None:
    fengtai = unit("centre/fengtai")
    (one,) = found(fengtai, availability(2, unit="fengtai")).who
    assert (one.kind, one.id, one.heads, one.why[0]) == ("unit", "fengtai", 2, "can_go")


def test_the_nearest_comes_first() -> None:
    far, near = squad("a", 6, place="xinfadi-p"), squad("b", 6, place="sunhe-p")
    first, second = found(far, near).who
    assert (first.id, "same_place" in first.why) == ("b", True)
    assert (second.id, "other_district" in second.why) == ("a", True)


def test_a_relief_lasts_to_the_end_of_the_shift_and_no_longer_than_somebody_may_stand() -> None:
    board = board_of()
    night = PostShift("夜", "20:00", "08:00", 2)
    assert until(board, a_post(shifts=(night,)), NOW) == after(12)
    assert until(board, a_post(shifts=(PostShift("夜", "19:00", "23:30", 2),)), NOW) == after(4)
    assert until(board, a_post(shifts=()), NOW) == after(8)


def test_who_was_not_planned_is_and_takes_over() -> None:
    squads = found(squad("second", 6))
    plan, takes_over = relieved(squads.duty, squads.who[0], squads.wanted, board_of(a_post()), "new")
    assert isinstance(plan, DutyPlan)
    assert (plan.duty, plan.squad, plan.heads, plan.begins) == ("new", "second", 3, NOW)
    assert takes_over == DutyRelieve(duty="d1", by="new", heads=3)
    by_plan = relieved(squads.duty, Hand("duty", "d2", "lianjia", 3), squads.wanted, board_of(a_post()), "new")
    assert by_plan == [DutyRelieve(duty="d1", by="d2", heads=3)]


def test_whoever_is_to_go_first_stands_first() -> None:
    first = squad(status="on_post")
    board = board_of(a_post(), first, on_duty(id="d1", ends=after(2)), on_duty(id="d2", ends=after(1)), duty("d3"))
    assert [one.id for one in duties_to_relieve(board, first)] == ["d2", "d1"]
    assert [one.id for one in duties_to_relieve(board, None, "gate")] == ["d2", "d1"]
