"""Redeployment: gaps of posts, and who is proposed for them with reasons; others with why not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from postcmd.duty_rules import plan
from postcmd.limits import span_of
from postcmd.on_hand import Hands
from postcmd.records import AnyRecord, Post, PostShift, Squad
from postcmd.redeploy import Gap, Proposal, gaps, ops_of, proposals
from postcmd.would_pass import Plans, Verdict, Wanted, limits_at, planned
from tests.builders import DAY, NOW, place, request, squad
from tests.builders_on_the_ground import a_post, after, duty, limit
from tests.rules.boards import board_of
from tests.shelf import context

# NOW is half past seven in the evening.
NIGHT = PostShift("夜", "20:00", "03:00", 2)
BEGINS, ENDS = after(0.5), after(7.5)


def gap(post: str = "gate", heads: int = 2, **said: Any) -> Gap:
    fields = {"place": "sunhe-p", "shift": "夜", "begins": BEGINS, "ends": ENDS, **said}
    return Gap(post=post, heads=heads, **fields)


def the_gate(post_id: str = "gate", **said: Any) -> Post:
    return a_post(post_id, **{"shifts": (NIGHT,), **said})


def proposed(*records: AnyRecord, wanted: tuple[Gap, ...] = (gap(),)) -> list[Proposal]:
    posts = {one.id for one in records if isinstance(one, Post)}
    known = [the_gate(one.post, place=one.place) for one in wanted if one.post not in posts]
    return proposals(board_of(*known, *records), wanted, NOW)


def sent(*records: AnyRecord, wanted: tuple[Gap, ...] = (gap(),)) -> list[dict[str, int]]:
    return [{one.hand.id: one.heads for one in each.sent} for each in proposed(*records, wanted=wanted)]


def test_a_post_is_short_for_the_hours_that_fewer_are_planned() -> None:
    assert gaps(board_of(the_gate()), NOW) == [gap()]
    half = duty("d1", 1, begins=BEGINS, ends=ENDS)
    assert gaps(board_of(the_gate(), half), NOW) == [gap(heads=1)]
    until_midnight = duty("d1", 2, begins=BEGINS, ends=after(4.5))
    assert gaps(board_of(the_gate(), until_midnight), NOW) == [gap(begins=after(4.5))]
    assert gaps(board_of(the_gate(), duty("d1", 2, begins=BEGINS, ends=ENDS)), NOW) == []


def test_a_closed_post_and_one_of_a_request_that_is_over_are_not_short() -> None:
    assert gaps(board_of(the_gate(until=DAY - timedelta(days=1))), NOW) == []
    assert gaps(board_of(the_gate(request="sunhe"), request(status="closed")), NOW) == []


def test_a_hand_over_is_no_gap() -> None:
    spans = [duty("d1", 2, begins=BEGINS, ends=after(4)), duty("d2", 2, begins=after(4.4), ends=ENDS)]
    assert gaps(board_of(the_gate(), *spans), NOW) == []


def test_off_one_post_at_midnight_on_another_until_three() -> None:
    midnight = after(4.5)
    south = a_post("south", name="南门")
    evening = duty("d1", 1, post="south", squad="first", begins=after(-3.5), ends=midnight, came=1, came_at=after(-3.5))
    wanted = gap(heads=1, begins=midnight, ends=ENDS)
    (one,) = proposed(south, squad(strength=1, status="on_post"), evening, wanted=(wanted,))
    (goes,) = one.sent
    assert (goes.hand.id, goes.heads, goes.ends) == ("first", 1, ENDS)
    assert "off_before" in goes.hand.why
    before = gap(heads=1, begins=BEGINS, ends=ENDS)
    (too_early,) = proposed(south, squad(strength=1, status="on_post"), evening, wanted=(before,))
    assert (too_early.sent, [one.why_not for one in too_early.why_not]) == ((), ["elsewhere"])


def test_whoever_would_pass_a_limit_is_sent_for_as_long_as_they_may_stand() -> None:
    south = a_post("south", name="南门")
    day = duty("d1", 2, post="south", squad="first", begins=after(-6), ends=BEGINS, came=2, came_at=after(-6))
    (one,) = proposed(south, squad(strength=2, status="on_post"), day, limit(continuous=600))
    (goes,) = one.sent
    assert goes.ends == after(4)
    assert not goes.hand.passed


def test_the_next_community_when_one_closes() -> None:
    closes = a_post("closed", name="关", until=DAY - timedelta(days=1))
    there = duty("d1", 2, post="closed", squad="first", begins=after(-2), ends=NOW, came=2, came_at=after(-2))
    same = squad("second", 2, place="sunhe-p", status="resting")
    (one,) = proposed(closes, squad(strength=2, status="on_post", place="sunhe-p"), same, there)
    assert [one.hand.id for one in one.sent] == ["first"]
    assert "closed_there" in one.sent[0].hand.why


def test_nobody_goes_to_two_gaps_and_as_many_are_filled_as_can_be() -> None:
    other = gap("far", place="xinfadi-p")
    near = squad("near", 2, place="sunhe-p")
    loop = squad("loop", 2, place="sunhe-p", closed_loop=True)
    assert sent(near, loop, wanted=(gap(), other)) == [{"loop": 2}, {"near": 2}]
    assert sent(near, wanted=(gap(), other)) == [{"near": 2}, {}]
    (_first, second) = proposed(near, wanted=(gap(), other))
    assert (second.still_short, [(one.id, one.why_not) for one in second.why_not]) == (2, [("near", "taken")])


def test_a_large_squad_fills_several_gaps_with_heads_of_its_own() -> None:
    assert sent(squad("big", 5), wanted=(gap(), gap("south"), gap("west"))) == [{"big": 2}, {"big": 2}, {"big": 1}]


def test_who_is_not_sent_says_why() -> None:
    others = [squad("a", 3, status="out_of_service"), squad("b", 3, request="sunhe")]
    (one,) = proposed(*others)
    assert {hand.id: hand.why_not for hand in one.why_not} == {"a": "out_of_service", "b": "promised"}


def test_the_nearest_goes_first() -> None:
    street = place("chaoyang-d/jinzhan-p")
    assert sent(street, squad("far", 2, place="xinfadi-p"), squad("street", 2, place="jinzhan-p")) == [{"street": 2}]


def test_a_proposal_becomes_plans_that_the_rules_admit() -> None:
    board = board_of(the_gate(), squad("near", 2))
    (one,) = proposals(board, gaps(board, NOW), NOW)
    (plan,) = ops_of(board, one, ["new"])
    assert (plan.duty, plan.squad, plan.post, plan.shift, plan.day) == ("new", "near", "gate", "夜", DAY)
    assert (plan.begins, plan.ends, plan.heads) == (BEGINS, ENDS, 2)
    assert gaps(board, NOW) == [gap()]


def test_heads_on_hand_are_those_that_stand_nowhere_else_then() -> None:
    first: Squad = squad(strength=5, status="on_post")
    stands = duty("d1", 3, squad="first", begins=after(-1), came=3, came_at=after(-1), ends=after(1))
    hands = Hands(board_of(the_gate(), first, stands), NOW)
    assert [span_of(one).heads for one in hands.duties["squad:first"]] == [3]
    (one,) = proposed(a_post("south"), first, stands)
    assert [goes.heads for goes in one.sent] == [2]


def test_what_a_plan_would_pass_is_what_the_rule_says() -> None:
    """Also where of the duties far off only one a day is looked at."""
    earlier = [
        duty(f"d{day}.{hour}", 2, squad="first", begins=after(-24 * day + hour), ends=after(-24 * day + hour + 2))
        for day in range(1, 9)
        for hour in (0, 4, 8)
    ]
    board = board_of(the_gate(), squad(strength=2), *earlier)
    for hours in (2, 6, 11, 13, 20):
        wanted = Wanted(the_gate(), 2, BEGINS, BEGINS + timedelta(hours=hours))
        op = planned("lianjia", "first", 2, wanted, limits_at(board, wanted))
        outcome = plan(op, board, context())
        assert outcome.info is not None
        assert Plans(board, NOW).verdict(op) == Verdict(tuple(outcome.info.facts["passed"]))
        assert "days_running" in outcome.info.facts["passed"]


def test_others_are_sent_before_those_who_would_stay_on_without_relief() -> None:
    on = duty("d1", 2, squad="first", begins=after(-2), ends=BEGINS, came=2, came_at=after(-2))
    far = squad("far", 2, place="chaoyang-d")
    (one,) = proposed(squad(strength=2, status="on_post"), on, far)
    assert [one.hand.id for one in one.sent] == ["far"]
    (alone,) = proposed(squad(strength=2, status="on_post"), on)
    assert alone.sent[0].hand.why[0] == "stays_on"
