"""Parts that sum to the whole, parts that are one again, losses and reports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd import intents_of_squads as intents
from postcmd.errors import BadInput
from postcmd.intents_of_squads import Cut
from postcmd.ops import Op
from postcmd.records import Attrition, Squad
from tests.builders import DAY, EPOCH, NOW
from tests.builders_on_the_ground import duty
from tests.rules.a_board import board_of
from tui.trial import attempt

THIRTY = Squad(id="thirty", unit="lianjia", name="30", strength=30, present=29, helpers=4, rev=1)


def refusals(op: Op, *squads: Squad) -> list[str]:
    return [one.code for one in attempt(board_of(*squads), [op]).refusals]


@given(
    strength=st.integers(2, 200),
    said=st.lists(st.one_of(st.none(), st.integers(1, 40)), min_size=1, max_size=6),
    data=st.data(),
)
def test_parts_sum_to_the_whole_whatever_is_said_of_some(
    strength: int, said: list[int | None], data: st.DataObject
) -> None:
    cuts = [Cut(heads=heads) for heads in (*said, None)]
    silent = sum(cut.heads is None for cut in cuts)
    if sum(cut.heads or 0 for cut in cuts) + silent > strength:
        return
    present, helpers = data.draw(st.integers(0, strength)), data.draw(st.integers(0, 50))
    squad = Squad(id="s", unit="lianjia", name="s", strength=strength, present=present, helpers=helpers, rev=1)
    ids = [f"p{nth}" for nth in range(len(cuts))]
    assert refusals(intents.split(squad, cuts, ids), squad) == []


def test_what_is_said_stays_and_the_rest_is_shared_out() -> None:
    found = intents.shares(THIRTY, [Cut(heads=6), Cut(), Cut()])
    assert [one.heads for one in found] == [6, 12, 12]
    assert sum(one.present for one in found) == 29
    assert sum(one.helpers for one in found) == 4


def test_more_heads_than_there_are_leave_nothing_for_the_others() -> None:
    assert [one.heads for one in intents.shares(THIRTY, [Cut(heads=31), Cut()])] == [31, 0]


def test_parts_of_parts_are_one_again_from_the_bottom_up() -> None:
    whole = Squad(id="w", unit="lianjia", name="w", strength=3, parts=("a", "b"), rev=1)
    a = Squad(id="a", unit="lianjia", name="a", strength=1, parent="w", rev=1)
    b = Squad(id="b", unit="lianjia", name="b", strength=2, parent="w", parts=("c", "d"), rev=1)
    c, d = (Squad(id=one, unit="lianjia", name=one, strength=1, parent="b", rev=1) for one in "cd")
    board = board_of(whole, a, b, c, d)
    made = intents.whole_again(board, whole)
    assert [one.squad for one in made] == ["b", "w"]
    trial = attempt(board, made)
    assert not trial.refusals
    assert getattr(trial.changes[-1].after, "strength", None) == 3


def test_a_flag_is_set_over_what_was_seen() -> None:
    op = intents.report(THIRTY, EPOCH, closed_loop=True, helpers=6)
    assert (op.closed_loop, op.helpers, op.base.values) == (True, 6, {"helpers": 4})
    assert refusals(op, THIRTY) == []


def test_a_loss_names_heads_and_what_is_free_again_goes_back_or_reports() -> None:
    with pytest.raises(BadInput):
        intents.lose("a1", THIRTY, 0, "sick")
    lost = Attrition(id="a1", unit="lianjia", squad="thirty", heads=2, loss="sick", at=NOW)
    assert intents.lose("a1", THIRTY, 2, "sick", DAY).day == DAY
    assert intents.back(lost, 2).back
    assert intents.report_to(lost, 2, "centre", DAY).report_to == "centre"
    board = board_of(lost, Attrition(id="a2", unit="lianjia", heads=0, loss="sealed_in", at=NOW))
    assert [one.id for one in intents.losses(board, squad="thirty")] == ["a1"]
    assert [one.id for one in intents.losses(board, unit="lianjia")] == ["a2"]


def test_who_is_lost_stands_at_the_squads_only_post_no_more() -> None:
    there = duty(heads=30, came=30, came_at=NOW, squad="thirty")
    assert [(op.duty, op.heads) for op in intents.off_post(board_of(THIRTY, there), THIRTY, 2)] == [("d1", 2)]
    two = [duty(name, 15, came=15, came_at=NOW, squad="thirty") for name in ("d1", "d2")]
    assert intents.off_post(board_of(THIRTY, *two), THIRTY, 2) == [], "nobody said who left which"
    few = duty(heads=9, came=9, came_at=NOW, squad="thirty")
    assert intents.off_post(board_of(THIRTY, few), THIRTY, 2) == [], "the others may be those who are lost"
