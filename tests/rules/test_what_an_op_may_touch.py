"""Who may change what stands: issuers, those above, and every record an op names."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from postcmd import ops
from postcmd.decide import decide
from postcmd.overlay import Overlay
from postcmd.records import AnyRecord, Quota, kind_of
from postcmd.rights import why_refused
from postcmd.scope import paths_of, visible
from tests.builders import (
    NOW,
    PLACES,
    UNITS,
    add,
    count_squad,
    delete,
    form,
    grant,
    issue,
    open_,
    part,
    quota,
    report,
    request,
    set_,
    squad,
    transfer,
)
from tests.rules.scope_world import CHAOYANG, everything_on_a_board, why
from tests.shelf import context, shelf_of

# A quota is changed by its issuer or from above


def test_a_unit_cannot_raise_what_was_asked_of_it() -> None:
    assert why(add(max=1), grant("admin", "u:centre/chaoyang/lianjia")) == "forbidden_role"
    assert why(set_(quota(), max=1), grant("admin", "u:centre/chaoyang/lianjia")) == "forbidden_role"


def test_a_unit_reports_on_what_was_asked_of_it() -> None:
    assert why(report(quota(), confirmed=3), grant("recorder", "u:centre/chaoyang/lianjia")) is None


def test_the_issuer_changes_a_quota_while_it_is_in_sight() -> None:
    mine = grant("recorder", "u:centre/chaoyang/lianjia")
    assert why(add(max=1), mine, user="zhao") is None
    assert why(add(max=1), grant("observer", "u:centre/chaoyang"), user="zhao") == "forbidden_role"
    assert why(add(max=1), grant("admin", "u:centre/fengtai"), user="zhao") == "forbidden_scope"


def test_at_the_root_the_centre_itself_asks() -> None:
    shelf = shelf_of(request(), quota(unit="centre"))
    assert why(add(quota(unit="centre"), max=1), grant("dispatcher", "u:centre"), shelf=shelf) is None


def test_a_street_asks_an_enterprise_past_its_corps() -> None:
    assert why(issue(unit="lianjia"), grant("dispatcher", "p:chaoyang-d/sunhe-p")) is None


# What an op names besides its target


def test_no_quota_is_issued_for_a_request_out_of_sight() -> None:
    """Issuing writes into the request, which would then be seen from the unit."""
    assert why(issue(request="elsewhere"), grant("dispatcher", "u:centre/chaoyang")) == "forbidden_scope"


def test_no_heads_are_taken_from_a_quota_above_that_is_not_ours() -> None:
    below = grant("dispatcher", "u:centre/chaoyang/lianjia")
    assert why(issue(unit="shuangyushu", parent=quota().id), below) is None
    assert why(issue(unit="shuangyushu", parent=CHAOYANG), below) == "forbidden_scope"


def test_a_request_under_a_taken_id_tells_nothing_to_strangers() -> None:
    assert why(open_("elsewhere"), grant("dispatcher", "p:chaoyang-d")) == "forbidden_scope"
    assert why(open_("sunhe"), grant("dispatcher", "p:chaoyang-d")) is None


def test_a_request_is_no_repeat_of_one_out_of_sight() -> None:
    assert why(open_("new", duplicate_of="elsewhere"), grant("recorder", "p:chaoyang-d")) == "forbidden_scope"
    assert why(open_("new", duplicate_of="sunhe"), grant("recorder", "p:chaoyang-d")) is None


def test_a_squad_under_a_taken_id_tells_nothing_to_strangers() -> None:
    assert why(form("other"), grant("dispatcher", "u:centre/chaoyang")) == "forbidden_scope"


def test_a_squad_is_not_sent_to_a_request_out_of_sight() -> None:
    assert why(form("new", request="elsewhere"), grant("dispatcher", "u:centre/chaoyang")) == "forbidden_scope"
    assert why(form("new", request="sunhe"), grant("dispatcher", "u:centre/chaoyang")) is None


def test_a_unit_that_was_asked_for_heads_cannot_call_off_the_request() -> None:
    shelf = shelf_of(request(units=("lianjia",)), quota())
    cancel = ops.RequestMove(request="sunhe", came_from="ordered", to="cancelled")
    assert why(cancel, grant("admin", "u:centre/chaoyang/lianjia"), shelf=shelf) == "forbidden_role"
    assert why(cancel, grant("dispatcher", "u:centre/chaoyang"), shelf=shelf) is None


def test_a_unit_that_was_called_directly_handles_the_request() -> None:
    move = ops.RequestMove(request="sunhe", came_from="ordered", to="closed")
    assert why(move, grant("dispatcher", "u:centre/chaoyang/lianjia")) is None


def test_the_place_where_a_squad_stands_may_divide_it() -> None:
    divide = ops.SquadSplit(squad="first", parts=(part("a", 6), part("b", 6)))
    assert why(divide, grant("dispatcher", "p:fengtai-d")) is None


def test_a_record_that_lies_nowhere_is_in_nobodys_scope_but_of_who_holds_everything() -> None:
    lost = squad("lost", unit="dissolved")
    shelf = shelf_of(lost)
    op = count_squad(lost, present=1)
    assert why(op, grant("admin", "u:centre"), shelf=shelf) == "forbidden_scope"
    assert why(op, grant("recorder", "*"), shelf=shelf) is None


def test_a_record_that_was_never_there_is_as_good_as_out_of_sight() -> None:
    for op in (
        count_squad(squad("never"), present=1),
        add(quota(unit="nobody", request="never"), max=1),
        issue(unit="nobody", request="never"),
        open_("new", duplicate_of="never"),
    ):
        assert why(op, grant("dispatcher")) == "forbidden_scope"
        assert why(op, grant("dispatcher", "*")) is None


def test_a_unit_or_place_that_does_not_exist_is_left_to_the_rules() -> None:
    """Everybody reads them all."""
    assert why(open_("new", place="nowhere"), grant("recorder")) is None
    assert why(form("new", unit="nobody"), grant("dispatcher")) is None


def test_a_quota_that_was_never_issued_tells_nothing_to_strangers() -> None:
    never = quota(unit="shuangyushu")
    assert why(add(never, max=1), grant("admin", "u:centre/fengtai")) == "forbidden_scope"
    assert why(add(never, max=1), grant("dispatcher", "u:centre/chaoyang")) is None


@st.composite
def single_op(draw: st.DrawFn) -> Any:
    name = st.sampled_from
    unit, call = draw(name(["chaoyang", "lianjia", "fengtai"])), draw(name(["sunhe", "elsewhere"]))
    target = quota(unit=unit, request=call)
    crew = squad(draw(name(["first", "other"])))
    return draw(
        name(
            [
                add(target, max=1),
                issue(unit=unit, request=call, parent=draw(name([None, CHAOYANG]))),
                report(target, present=1),
                open_(call),
                open_("new", place=draw(name(["sunhe-p", "xinfadi-p"]))),
                ops.RequestMove(request=call, came_from="ordered", to="cancelled"),
                form("new", unit=unit, request=call),
                count_squad(crew, present=1),
                ops.SquadMove(squad=crew.id, came_from="standby", to="alerted"),
                transfer(target, draw(name(["chaoyang", "lianjia", "fengtai"])), max=1),
                delete(target),
                delete(crew),
                ops.RecordRestore(kind="squad", id="gone"),
                ops.NoteSet(kind="request", id=call, text="夜班"),
            ]
        )
    )


any_op = st.one_of(
    single_op(), st.lists(single_op(), min_size=1, max_size=3).map(lambda some: ops.Bulk(items=tuple(some)))
)


prefixes = st.sampled_from([f"u:{unit.path}" for unit in UNITS] + [f"p:{place.path}" for place in PLACES])


@given(any_op, prefixes)
def test_no_op_that_is_allowed_touches_a_record_out_of_scope(op: ops.Op, prefix: str) -> None:
    """I8: before the op, every record it changes was in sight; or it is new and lies in sight."""
    shelf = everything_on_a_board()
    shelf.graves["squad", "gone"] = squad("gone", unit="fengtai")
    held = grant("dispatcher", prefix)
    if why_refused(op, "wang", [held], shelf, NOW) is not None:
        return
    judged = msgspec.structs.replace(context(), why_not=lambda item, on: why_refused(item, "wang", [held], on, NOW))
    outcome, after = decide(op, shelf, judged), Overlay(shelf)
    after.lay(outcome.puts, outcome.gone)
    for kind, record_id in (*outcome.gone, *((kind_of(put), put.id) for put in outcome.puts)):
        old, new = shelf.get(kind, record_id) or shelf.buried(kind, record_id), after.get(kind, record_id)
        assert old or new
        lay = paths_of(old, shelf) if old else paths_of(new, after) | above(new) if new else frozenset()
        assert visible(lay, [prefix]), (kind, record_id)


def above(put: AnyRecord) -> set[str]:
    """Who stands above a unit sees the quota that is asked of it."""
    return {"u:centre"} if isinstance(put, Quota) else set()
