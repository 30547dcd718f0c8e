"""A service record 服务记录: somebody served once, on a day, for a unit; what every side calls its parts.

1. It is no record of the feed: it is kept at the centre alone, however many there are.
2. What nobody said is None, or "" where it is a name; that is not the same as none or nought.
3. The same id is the same service: said otherwise, it is a correction.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from msgspec import Struct


class Service(Struct, frozen=True, kw_only=True):
    """`volunteer` is the number in the roster, `team` and `post` what the unit calls them. `served` are people served,
    `quantity` is work done in what its task is counted in; `said` is how both were qualified. `spread`: made to stand
    for its share of a total that was reported as one number."""

    id: str
    unit: str
    volunteer: str
    day: date
    place: str = ""
    task: str = ""
    request: str = ""
    team: str = ""
    post: str = ""
    minutes: int | None = None
    served: int | None = None
    quantity: int | None = None
    said: str = ""
    trips: int | None = None
    spread: bool = False


SAID: Final = Service.__struct_fields__
"""The parts of a service, in order."""

HEADINGS: Final = {
    "id": "编号",
    "unit": "单位",
    "volunteer": "工号",
    "day": "日期",
    "place": "地点",
    "task": "任务",
    "request": "需求",
    "team": "服务队",
    "post": "点位",
    "minutes": "服务时长(分钟)",
    "served": "服务群众人次",
    "quantity": "工作量",
    "said": "限定词",
    "trips": "台次",
    "spread": "展开",
}
"""What the columns of a file are called: each part by its own name, or so in Chinese."""
