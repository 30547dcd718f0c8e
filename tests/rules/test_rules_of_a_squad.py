"""The rules of a squad: form, split, report, move."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd.moves import SQUAD_MOVES
from postcmd.ops import Op, SquadMove, SquadSplit
from postcmd.outcome import Outcome
from postcmd.records import MOST_HEADS, Squad, SquadStatus
from tests.builders import NOW, count_squad, form, part, squad
from tests.shelf import Shelf, shelf_of

STATES = get_args(SquadStatus)


def why(outcome: Outcome) -> str:
    assert outcome.puts == ()
    return outcome.info.code if outcome.info else ""


def split(*parts: Any, of: str = "first", **said: Any) -> SquadSplit:
    return SquadSplit(squad=of, parts=parts, **said)


def move(start: SquadStatus, end: SquadStatus, **said: Any) -> SquadMove:
    return SquadMove(squad="first", came_from=start, to=end, **said)


# Forming


def test_everything_said_stands_in_the_squad() -> None:
    said: dict[str, Any] = {
        "present": 10,
        "helpers": 3,
        "leader": "张",
        "status": "mustering",
        "request": "sunhe",
        "place": "sunhe-p",
        "closed_loop": True,
        "said": "余",
        "note": "自带车",
        "inferred": ("place",),
    }
    shelf = shelf_of()
    shelf.apply(form(strength=12, **said))
    formed = shelf.squad()
    assert {field: getattr(formed, field) for field in said} == said
    assert (formed.strength, formed.since) == (12, NOW)


def test_since_is_when_it_happened_not_when_it_was_typed() -> None:
    shelf = shelf_of()
    shelf.apply(form(at=(NOW - timedelta(hours=2)).astimezone(ZoneInfo("Asia/Shanghai"))))
    assert shelf.squad().since == NOW - timedelta(hours=2)
    assert str(shelf.squad().since).endswith("+00:00")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"squad_id": "a b"}, "bad_id"),
        ({"unit": "nobody"}, "unknown_unit"),
        ({"request": "never-was"}, "unknown_record"),
        ({"place": "nowhere"}, "unknown_place"),
        ({"strength": 3, "present": 4}, "bounds"),
        ({"strength": -1}, "bounds"),
        ({"present": -1}, "bounds"),
        ({"helpers": -1}, "bounds"),
        ({"strength": MOST_HEADS + 1}, "bounds"),
        ({"helpers": MOST_HEADS + 1}, "bounds"),
    ],
)
def test_a_squad_that_cannot_be_is_refused_with_its_reason(said: dict[str, Any], code: str) -> None:
    assert why(shelf_of().apply(form(**said))) == code


def test_helpers_are_counted_beside_the_volunteers() -> None:
    assert shelf_of().apply(form(strength=1, present=1, helpers=40)).status == "applied"


def test_forming_again_changes_nothing() -> None:
    shelf = shelf_of()
    shelf.apply(form())
    assert shelf.apply(form()).status == "noop"


@pytest.mark.parametrize("said", [{"strength": 13}, {"leader": "王"}, {"request": "sunhe"}, {"note": "other"}])
def test_forming_again_with_other_words_is_a_conflict(said: dict[str, Any]) -> None:
    shelf = shelf_of()
    shelf.apply(form())
    outcome = shelf.apply(form(**said))
    assert (outcome.status, why(outcome)) == ("conflict", "exists")


# Splitting


def test_thirty_make_three_squads() -> None:
    shelf = shelf_of(squad(strength=30, present=28, status="on_post", request="sunhe", place="sunhe-p", leader="张"))
    outcome = shelf.apply(
        split(part("a", 6, 6, leader="李"), part("b", 12, 12, place="xinfadi-p"), part("c", 12, 10, note="缺2"))
    )
    assert outcome.status == "applied"
    assert shelf.squad().parts == ("a", "b", "c")
    a, b, c = (shelf.squad(name) for name in "abc")
    assert [one.parent for one in (a, b, c)] == ["first"] * 3
    assert (a.leader, b.leader) == ("李", "")
    assert (a.place, b.place, c.note) == ("sunhe-p", "xinfadi-p", "缺2")
    assert (a.status, a.request, a.unit, a.since) == ("on_post", "sunhe", "lianjia", NOW)


def test_a_split_squad_is_no_longer_live_and_its_parts_are() -> None:
    shelf = shelf_of(squad(strength=2))
    shelf.apply(split(part("a", 1), part("b", 1)))
    assert [one.id for one in shelf.squads() if one.is_live] == ["a", "b"]


def test_a_qualifier_stays_with_the_figure_it_was_said_of() -> None:
    shelf = shelf_of(squad(strength=20, said="余"))
    shelf.apply(split(part("a", 6), part("b", 14)))
    assert [shelf.squad(name).said for name in ("first", "a", "b")] == ["余", "", ""]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((part("a", 6, 6), part("b", 5, 4)), "parts_do_not_sum"),
        ((part("a", 6, 6), part("b", 6, 5)), "parts_do_not_sum"),
        ((part("a", 6, 6), part("b", 6, 4, helpers=1)), "parts_do_not_sum"),
        ((part("a", 12, 10, helpers=3),), "bad_parts"),
        ((), "bad_parts"),
        ((part("a", 6, 6, helpers=3), part("a", 6, 4)), "bad_parts"),
        ((part("a", 12, 10, helpers=3), part("b", 0)), "bad_parts"),
        ((part("a", 4, 6, helpers=3), part("b", 8, 4)), "bad_parts"),
        ((part("a", 13, 10, helpers=3), part("b", -1)), "bad_parts"),
        ((part("a", 6, 6, helpers=4), part("b", 6, 4, helpers=-1)), "bad_parts"),
        ((part("a b", 6, 6, helpers=3), part("b", 6, 4)), "bad_parts"),
        ((part("taken", 6, 6, helpers=3), part("b", 6, 4)), "exists"),
        ((part("first", 6, 6, helpers=3), part("b", 6, 4)), "exists"),
        ((part("a", 6, 6, helpers=3), part("b", 6, 4, place="nowhere")), "unknown_place"),
    ],
)
def test_a_split_that_loses_or_invents_people_is_refused(parts: tuple[Any, ...], code: str) -> None:
    shelf = shelf_of(squad(strength=12, present=10, helpers=3), squad("taken"))
    assert why(shelf.apply(split(*parts))) == code
    assert shelf.squad().is_live


def test_a_squad_that_stood_down_is_not_split() -> None:
    assert why(shelf_of(squad(status="stood_down")).apply(split(part("a", 6), part("b", 6)))) == "not_live"


def test_splitting_again_changes_nothing_and_otherwise_clashes() -> None:
    shelf = shelf_of(squad(strength=2))
    shelf.apply(split(part("a", 1), part("b", 1)))
    assert shelf.apply(split(part("a", 1), part("b", 1))).status == "noop"
    assert why(shelf.apply(split(part("c", 1), part("d", 1)))) == "split_meanwhile"


def test_a_squad_that_was_split_takes_no_report_and_no_move() -> None:
    shelf = shelf_of(squad(strength=2))
    shelf.apply(split(part("a", 1), part("b", 1)))
    assert why(shelf.apply(count_squad(shelf.squad(), present=1))) == "split_up"
    assert why(shelf.apply(move("standby", "alerted"))) == "split_up"


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 2)), max_size=4))
def test_a_split_conserves_strength_present_and_helpers(sizes: list[tuple[int, int, int]]) -> None:
    shelf = shelf_of(squad(strength=6, present=4, helpers=2))
    parts = [
        part(f"part-{i}", strength, present, helpers=helpers) for i, (strength, present, helpers) in enumerate(sizes)
    ]
    shelf.apply(split(*parts))
    live = [one for one in shelf.squads() if one.is_live]
    sums = [sum(getattr(one, field) for one in live) for field in ("strength", "present", "helpers")]
    assert sums == [6, 4, 2]


# Reporting and moving


def test_strength_and_present_are_reported_side_by_side() -> None:
    shelf = shelf_of(squad(strength=12))
    shelf.apply(count_squad(shelf.squad(), present=11, helpers=2))
    assert (shelf.squad().strength, shelf.squad().present, shelf.squad().helpers) == (12, 11, 2)


@pytest.mark.parametrize("counts", [{"present": 13}, {"strength": 9}, {"present": -1}, {"helpers": -1}])
def test_nobody_is_present_who_is_not_there(counts: dict[str, Any]) -> None:
    shelf = shelf_of(squad(strength=12, present=10))
    assert why(shelf.apply(count_squad(shelf.squad(), **counts))) == "bounds"


def test_two_who_report_differently_clash_before_they_are_refused() -> None:
    shelf = shelf_of(squad(strength=12, present=10))
    saw = shelf.squad()
    shelf.apply(count_squad(saw, strength=8, present=8), user="li", client="c2")
    outcome = shelf.apply(count_squad(saw, present=11))
    assert (outcome.status, why(outcome)) == ("conflict", "changed_meanwhile")


@pytest.mark.parametrize("start", STATES)
@pytest.mark.parametrize("end", STATES)
def test_a_squad_moves_only_along_the_table(start: SquadStatus, end: SquadStatus) -> None:
    shelf = shelf_of(squad(status=start))
    outcome = shelf.apply(move(start, end))
    expected = "noop" if start == end else "applied" if end in SQUAD_MOVES[start] else "rejected"
    assert outcome.status == expected
    assert shelf.squad().status == (end if expected == "applied" else start)
    if expected == "rejected":
        assert outcome.info is not None
        assert outcome.info.facts["legal"] == list(SQUAD_MOVES[start])


def test_a_squad_is_sent_on_to_another_place_without_another_status() -> None:
    shelf = shelf_of(squad(status="on_post", place="sunhe-p"))
    shelf.apply(move("on_post", "on_post", place="xinfadi-p", at=NOW + timedelta(hours=1)))
    assert (shelf.squad().place, shelf.squad().since) == ("xinfadi-p", NOW + timedelta(hours=1))


def test_a_move_keeps_the_place_unless_one_is_named() -> None:
    shelf = shelf_of(squad(status="en_route", place="sunhe-p"))
    shelf.apply(move("en_route", "on_post"))
    assert shelf.squad().place == "sunhe-p"


def test_a_squad_is_not_sent_where_no_place_is() -> None:
    assert why(shelf_of(squad()).apply(move("standby", "alerted", place="nowhere"))) == "unknown_place"


def test_a_squad_that_somebody_moved_meanwhile_stays_where_it_is() -> None:
    shelf = shelf_of(squad(status="on_post"))
    shelf.apply(move("on_post", "resting"), user="li")
    outcome = shelf.apply(move("on_post", "stood_down"))
    assert (outcome.status, why(outcome)) == ("conflict", "moved_meanwhile")
    assert outcome.info is not None
    assert (outcome.info.now["status"], outcome.info.by) == ("resting", "li")


@pytest.mark.parametrize("op", [split(part("a", 1), part("b", 1)), move("standby", "alerted")])
def test_nothing_happens_to_a_squad_that_is_not_there(op: Op) -> None:
    assert why(shelf_of().apply(op)) == "unknown_record"


small = st.integers(-2, 8)


@st.composite
def any_op(draw: st.DrawFn) -> Any:
    target = squad(draw(st.sampled_from(["first", "a", "b", "c"])))
    sizes = draw(st.lists(st.tuples(small, small), min_size=2, max_size=2))
    parts = [part(name, *size) for name, size in zip(draw(st.permutations("abc")), sizes, strict=False)]
    state = st.sampled_from(STATES)
    return draw(
        st.sampled_from(
            [
                form(target.id, draw(small), present=draw(small)),
                split(*parts, of=target.id),
                count_squad(target, strength=draw(small), present=draw(small)),
                SquadMove(squad=target.id, came_from=draw(state), to=draw(state)),
            ]
        )
    )


@given(st.lists(any_op(), min_size=5, max_size=25))
def test_no_sequence_of_ops_puts_more_present_than_there_are(tried: list[Op]) -> None:
    shelf = shelf_of(squad(strength=6))
    for op in tried:
        shelf.apply(op)
        assert all(is_sound(held, shelf) for held in shelf.squads())


def is_sound(held: Squad, shelf: Shelf) -> bool:
    """Counts in order; what was split up is not live, and each part knows the whole."""
    parts = [shelf.squad(name) for name in held.parts]
    return (
        0 <= held.present <= held.strength
        and held.helpers >= 0
        and not (held.parts and held.is_live)
        and all(one.parent == held.id for one in parts)
    )
