"""A small board of that November: one request that is short, its quota, a squad on its way, and the names they need."""

from datetime import UTC, date, datetime

from postcmd.board import Board
from postcmd.edits import Link, Update
from postcmd.records import AnyRecord, Line, Place, Quota, Request, Squad, Task, Unit
from postcmd.scope import Grant

AS_OF = datetime(2022, 11, 20, 12, 30, tzinfo=UTC)
DAY = date(2022, 11, 20)
QUOTA = "sunhe.lianjia.2022-11-20"


def records() -> list[AnyRecord]:
    return [
        Unit(id="centre", kind="centre", name="运行中心", path="centre", rev=1),
        Unit(id="chaoyang", kind="corps", name="朝阳总队", path="centre/chaoyang", parent="centre", rev=2),
        Unit(id="lianjia", kind="enterprise", name="链家", path="centre/chaoyang/lianjia", parent="chaoyang", rev=3),
        Place(id="chaoyang-d", kind="district", name="朝阳区", path="chaoyang-d", rev=4),
        Place(id="sunhe-p", kind="area", name="孙河地区", path="chaoyang-d/sunhe-p", parent="chaoyang-d", rev=5),
        Task(id="supplies", zh="物资保障", en="supplies", rev=6),
        Request(
            id="sunhe",
            place="sunhe-p",
            task="supplies",
            lines=(Line(DAY, 12, 12), Line(date(2022, 11, 21), 6, 9)),
            status="ordered",
            urgent=True,
            due=datetime(2022, 11, 20, 13, 0, tzinfo=UTC),
            units=("lianjia",),
            rev=7,
        ),
        Quota(id=QUOTA, request="sunhe", unit="lianjia", day=DAY, min=12, max=12, offered=26, confirmed=9, rev=8),
        Squad(
            id="sunhe-1",
            unit="lianjia",
            name="孙河一队",
            strength=12,
            present=3,
            status="mustering",
            place="sunhe-p",
            rev=9,
        ),
    ]


def link() -> Link:
    return Link(
        state="offline",
        as_of=AS_OF,
        clock_at=AS_OF,
        account="centre",
        grants=(Grant("dispatcher", "*"),),
        epoch="e1",
        trouble="no_connection",
    )


def board(*more: AnyRecord) -> Board:
    made = Board()
    made.apply(Update(puts=(*records(), *more), whole=True, link=link()))
    return made
