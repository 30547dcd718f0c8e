"""Edits of what was deleted, and of the quotas of a request that is over."""

from __future__ import annotations

from typing import Any

import pytest

from postcmd import ops
from tests.builders import add, count_squad, delete, form, issue, open_, part, quota, report, request, set_, squad
from tests.rules.ends import ended
from tests.shelf import shelf_of


@pytest.mark.parametrize(
    "op",
    [
        add(max=1),
        set_(quota(), max=3),
        report(quota(), confirmed=1),
        ops.QuotaTransfer(request="sunhe", unit="lianjia", day=quota().day, to="fengtai", max=1),
        ops.QuotaTransfer(request="sunhe", unit="fengtai", day=quota().day, to="lianjia", max=1),
        ops.NoteSet(kind="quota", id=quota().id, text="夜班"),
        count_squad(squad(), present=1),
        ops.SquadMove(squad="first", came_from="standby", to="alerted"),
        ops.SquadSplit(squad="first", parts=(part("a", 6), part("b", 6))),
        ops.RequestMove(request="again", came_from="submitted", to="ordered"),
        issue(request="again"),
        open_("again"),
        form("second", request="again"),
        form("first"),
    ],
    ids=ops.name,
)
def test_an_edit_of_what_is_deleted_is_refused_and_says_who_deleted_it(op: ops.Op) -> None:
    shelf = shelf_of(request(), request("again", status="submitted"), quota(), quota(unit="fengtai"), squad())
    for record in (shelf.quota(), shelf.request("again"), shelf.squad()):
        shelf.apply(delete(record), user="li", client="c2")
    outcome = shelf.apply(op)
    assert ended(outcome) == ("rejected", "deleted")
    assert outcome.info is not None
    assert outcome.info.by == "li"


def test_a_quota_that_was_deleted_is_issued_anew() -> None:
    shelf = shelf_of(request(), quota(6, 9))
    shelf.apply(delete(shelf.quota()), client="c2")
    assert shelf.apply(issue(2, 3)).status == "applied"
    assert (shelf.quota().min, shelf.quota().max) == (2, 3)
    assert not shelf.is_deleted("quota", quota().id)


@pytest.mark.parametrize("status", ["cancelled", "closed"])
@pytest.mark.parametrize(
    ("op", "ends"),
    [
        (add(max=1), ("rejected", "request_over")),
        (add(min=1), ("rejected", "request_over")),
        (set_(quota(), max=None), ("rejected", "request_over")),
        (set_(quota(), min=7, max=8), ("rejected", "request_over")),
        (add(max=-1), ("applied", "on")),
        (set_(quota(), min=0, max=0), ("applied", "")),
        (report(quota(), confirmed=3), ("applied", "")),
    ],
)
def test_the_quotas_of_a_request_that_is_over_are_lowered_never_raised(
    status: Any, op: ops.Op, ends: tuple[str, str]
) -> None:
    assert ended(shelf_of(request(status=status), quota()).apply(op)) == ends
