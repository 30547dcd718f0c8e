"""A board on which two corps, two places and two calls meet, and the question of rights on it."""

from __future__ import annotations

from postcmd import ops
from postcmd.records import Notice, quota_id
from postcmd.rights import why_refused
from postcmd.scope import Grant
from tests.builders import DAY, NOW, note, quota, request, sign_up, squad
from tests.builders_on_the_ground import a_post, attrition, duty, handover, placement, work
from tests.shelf import Shelf, shelf_of

CHAOYANG = quota_id("sunhe", "chaoyang", DAY)


def everything_on_a_board() -> Shelf:
    return shelf_of(
        request(units=("chaoyang", "lianjia"), addressed_unit="lianjia"),
        request("elsewhere", place="xinfadi-p", units=("fengtai",)),
        quota(0, 50, unit="chaoyang", issued_by="zhao"),
        quota(6, 9, parent=CHAOYANG, issued_by="zhao"),
        quota(6, 9, unit="fengtai", request="elsewhere"),
        squad(request="sunhe", place="xinfadi-p"),
        squad("other", unit="fengtai"),
        sign_up(confirmed=1),
        Notice(id="n", title="通知", issued_by=("chaoyang",), addressed_to=("lianjia", "fengtai")),
        note(),
        squad("second"),
        a_post(units=("lianjia",)),
        duty("d1", came=3, came_at=NOW),
        duty("d2"),
        placement(),
        work(),
        attrition(),
        handover(),
    )


def why(op: ops.Op, *grants: Grant, user: str = "wang", shelf: Shelf | None = None) -> str | None:
    return why_refused(op, user, grants, shelf or everything_on_a_board(), NOW)
