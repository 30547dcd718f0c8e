"""Ops on people, calls and orders: whoever may not see a record learns nothing of it, and changes nothing there."""

from __future__ import annotations

from postcmd import ops
from postcmd.records import Notice
from tests.builders import DAY, facts, grant, offer, quota, request, squad
from tests.rules.scope_world import everything_on_a_board, why
from tests.shelf import shelf_of


def test_latecomers_come_for_no_quota_out_of_sight() -> None:
    shelf = shelf_of(request("elsewhere", place="xinfadi-p"), quota(request="elsewhere"), squad(place="sunhe-p"))
    there, nowhere = (ops.SquadJoin(squad="first", heads=1, request=of, day=DAY) for of in ("elsewhere", "none"))
    over_the_place = grant("recorder", "p:chaoyang-d/sunhe-p")
    assert why(there, over_the_place, shelf=shelf) == why(nowhere, over_the_place, shelf=shelf) == "forbidden_scope"
    assert why(there, grant("recorder", "u:centre/chaoyang/lianjia"), shelf=shelf) is None
    assert why(ops.SquadJoin(squad="first", heads=1), over_the_place, shelf=shelf) is None


def test_answering_a_notice_out_of_sight_is_like_answering_none() -> None:
    shelf = everything_on_a_board()
    shelf.records["notice", "theirs"] = Notice(
        id="theirs", title="通知", issued_by=("centre",), addressed_to=("fengtai",)
    )
    answers = [ops.NoticeAnswer(notice=of, unit="lianjia", state="read") for of in ("theirs", "none")]
    lianjia = grant("recorder", "u:centre/chaoyang/lianjia")
    assert [why(op, lianjia, shelf=shelf) for op in answers] == ["forbidden_scope", "forbidden_scope"]


def test_a_unit_that_heads_are_asked_of_does_not_reword_what_was_handed_in() -> None:
    shelf = shelf_of(request(status="submitted", units=("lianjia",)), quota())
    called = facts(shelf.request(), addressed_unit="lianjia")
    assert why(called, grant("dispatcher", "u:centre/chaoyang/lianjia"), shelf=shelf) == "forbidden_role"
    assert why(called, grant("recorder", "p:chaoyang-d/sunhe-p"), shelf=shelf) is None
    assert why(called, grant("recorder", "u:centre/chaoyang"), shelf=shelf) is None


def test_nobody_signs_up_by_name() -> None:
    """What lies in a cache tells nobody who it is: a person stands there by the roster number."""
    shelf = shelf_of(quota())
    for typed in ("张三", "张三 13800000000", "v 1", ""):
        refused = shelf.apply(offer(volunteer=typed))
        assert refused.info is not None
        assert (refused.status, refused.info.code) == ("rejected", "bad_number")
    assert shelf.apply(offer(volunteer="v-1")).status == "applied"
