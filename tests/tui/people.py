"""A board on a night of sign-ups: a quota with a reserve, an assembly under way, a notice that went out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from postcmd.records import AnyRecord, Notice, SignUp
from tests.tui.fakes import NOON
from tests.tui.post import TODAY, world

SUNHE = "sunhe.lianjia.2022-11-20"
JINZHAN = "jinzhan.lianjia.2022-11-20"


def signed_up(signup: str, minutes: int = 0, request: str | None = "sunhe", **said: Any) -> SignUp:
    fields = {"heads": 1, "at": NOON - timedelta(hours=1) + timedelta(minutes=minutes), **said}
    day = TODAY if request is not None else None
    return SignUp(id=signup, unit="lianjia", request=request, day=day, rev=1, **fields)


def night(**of_sunhe: Any) -> list[AnyRecord]:
    """孙河 wants 12: 11 are confirmed, 10 of them by number; two stand in the reserve, five in the pool."""
    records = {record.id: record for record in world()}
    changed: dict[str, AnyRecord] = {
        SUNHE: _with(records[SUNHE], confirmed=11, offered=3, reserve=2, status="accepted", present=4, **of_sunhe),
        "sunhe": _with(records["sunhe"], due=NOON - timedelta(minutes=20), report_place="孙河乡政府东门"),
        "lianjia": _with(records["lianjia"], contact="值班 138-0000-0001"),
        "miyun": _with(records["miyun"], contact="值班 138-0000-0002"),
    }
    people = [
        signed_up("s1", 0, volunteer="v1", confirmed=1),
        signed_up("s2", 1, volunteer="v2", reserve=1),
        signed_up("s3", 2, volunteer="v3", reserve=1),
        signed_up("p1", 0, None, heads=5, reserve=5),
    ]
    notice = Notice(
        id="n1", title="动员：随时待命", issued_by=("centre",), addressed_to=("chaoyang", "lianjia"), at=NOON, rev=1
    )
    return [*(changed.get(record.id, record) for record in records.values()), *people, notice]


def _with(record: AnyRecord, **said: Any) -> AnyRecord:
    return msgspec.structs.replace(record, **said)


NAMES = [f"{family}{given}" for family in "赵钱孙李周吴郑王冯陈楚卫蒋" for given in ("晓明", "晓红")]


def chat_list(names: list[str] | None = None) -> str:
    """A list as a chat group makes it."""
    lines = [f"{nth}. {name}" for nth, name in enumerate(NAMES if names is None else names, 1)]
    return "#接龙\n11月20日孙河乡核酸检测\n" + "\n".join(lines)
