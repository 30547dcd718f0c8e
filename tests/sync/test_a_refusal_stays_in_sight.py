"""A refusal of ours stays in sight whatever becomes of another session's edit under the same number."""

from __future__ import annotations

from msgspec.structs import replace

from postcmd.ops import QuotaAdd, numbered
from postcmd.wire import Info, Result
from sync.formats import Kept
from sync.outbox import Standing
from sync.view import View
from tests.centre_fixture import DAY

SEVENTH = Kept(numbered(QuotaAdd(request="sunhe", unit="lianjia", day=DAY, max=1), 7), sealed=True)


def test_a_number_that_another_session_used_too_hides_nothing_of_ours() -> None:
    """I4: nothing refused goes by itself."""
    ours = Standing("ours.7", SEVENTH)
    seen = Standing("theirs.7", replace(SEVENTH, dismissed=True), result=Result(7, "rejected", 5, Info("bounds")))
    view = View()
    (edit,) = view.edits([seen, ours], {7: Result(7, "conflict", 9, Info("changed_meanwhile"))})
    assert (edit.ticket, edit.stage) == ("ours.7", "attention")
    assert not view.quiet
