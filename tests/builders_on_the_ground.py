"""Builders of what happens on the ground: posts, duties, limits, work, losses, the hand-over of a watch."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from postcmd import ops
from postcmd.records import (
    AnyRecord,
    Attrition,
    Duty,
    HandOver,
    Limit,
    LimitOf,
    LossReason,
    Place,
    Placement,
    Post,
    PostShift,
    Squad,
    Work,
)
from tests.builders import DAY, EPOCH, NOW, seen

NIGHT = PostShift("夜", "20:00", "08:00", 2, 3)


def after(hours: float) -> datetime:
    """So many hours after NOW, which is half past seven in the evening."""
    return NOW + timedelta(hours=hours)


def a_post(post_id: str = "gate", **said: Any) -> Post:
    return Post(**{"id": post_id, "place": "sunhe-p", "name": "北门", "shifts": (NIGHT,), **said})


def duty(duty_id: str = "d1", heads: int = 3, **said: Any) -> Duty:
    """Of lianjia, at the gate, for eight hours from NOW."""
    default = {"unit": "lianjia", "post": "gate", "place": "sunhe-p", "day": DAY, "begins": NOW, "ends": after(8)}
    return Duty(**{"id": duty_id, "heads": heads, **default, **said})


def limit(limit_id: str = "default", **said: Any) -> Limit:
    return Limit(**{"id": limit_id, **said})


def placement(placement_id: str = "paired", **said: Any) -> Placement:
    return Placement(**{"id": placement_id, "unit": "lianjia", "form": "paired", "place": "sunhe-p", **said})


def work(work_id: str = "w1", quantity: int | None = 300, **said: Any) -> Work:
    default = {"unit": "lianjia", "day": DAY, "task": "supplies", "reported_by": "li"}
    return Work(**{"id": work_id, "quantity": quantity, **default, **said})


def attrition(attrition_id: str = "a1", heads: int = 2, **said: Any) -> Attrition:
    return Attrition(**{"id": attrition_id, "unit": "lianjia", "heads": heads, "loss": "sealed_in", "at": NOW, **said})


def handover(handover_id: str = "h1", **said: Any) -> HandOver:
    return HandOver(**{"id": handover_id, "unit": "lianjia", "lines": ("孙河缺 3",), "given_by": "li", **said})


def merge(into: str, *merged: str, **said: Any) -> ops.SquadMerge:
    return ops.SquadMerge(squad=into, merged=merged, **said)


def name(of: Squad, *members: str, **said: Any) -> ops.SquadName:
    return ops.SquadName(squad=of.id, base=seen(of), members=members, **said)


def roll(squad_id: str = "first", present: int = 12, **said: Any) -> ops.SquadRoll:
    return ops.SquadRoll(squad=squad_id, present=present, **said)


def open_post(post_id: str = "gate", **said: Any) -> ops.PostOpen:
    return ops.PostOpen(**{"post": post_id, "place": "sunhe-p", "name": "北门", "shifts": (NIGHT,), **said})


def plan(duty_id: str = "d1", heads: int = 3, **said: Any) -> ops.DutyPlan:
    default = {"unit": "lianjia", "post": "gate", "day": DAY, "begins": NOW, "ends": after(8)}
    return ops.DutyPlan(**{"duty": duty_id, "heads": heads, **default, **said})


def plan_otherwise(of: Duty, **said: Any) -> ops.DutySet:
    fields = [field for field in ("heads", "begins", "ends") if field in said]
    return ops.DutySet(duty=of.id, base=seen(of, *fields), **said)


def come(duty_id: str = "d1", heads: int = 1, **said: Any) -> ops.DutyCheck:
    return ops.DutyCheck(duty=duty_id, way="in", heads=heads, **said)


def go(duty_id: str = "d1", heads: int = 1, **said: Any) -> ops.DutyCheck:
    return ops.DutyCheck(duty=duty_id, way="out", heads=heads, **said)


def arrive(duty_id: str = "d1", heads: int = 1, **said: Any) -> ops.DutyArrive:
    default = {"unit": "lianjia", "post": "gate", "day": DAY}
    return ops.DutyArrive(**{"duty": duty_id, "heads": heads, **default, **said})


def relieve(duty_id: str, by: str, heads: int = 3, **said: Any) -> ops.DutyRelieve:
    return ops.DutyRelieve(duty=duty_id, by=by, heads=heads, **said)


def send_on(duty_id: str, to: str, heads: int = 1, **said: Any) -> ops.DutyMove:
    return ops.DutyMove(**{"duty": duty_id, "to": to, "post": "south", "heads": heads, **said})


def limited(of: LimitOf = "default", base: ops.Base | None = None, **said: Any) -> ops.LimitSet:
    return ops.LimitSet(of=of, base=base or ops.Base(EPOCH, 0), **said)


def placed(placement_id: str = "paired", **said: Any) -> ops.PlacementSet:
    default = {"unit": "lianjia", "form": "paired", "place": "sunhe-p"}
    return ops.PlacementSet(**{"placement": placement_id, **default, **said})


def worked(work_id: str = "w1", quantity: int | None = 300, **said: Any) -> ops.WorkReport:
    default = {"unit": "lianjia", "day": DAY, "task": "supplies"}
    return ops.WorkReport(**{"work": work_id, "quantity": quantity, **default, **said})


def lose(attrition_id: str = "a1", heads: int = 2, loss: LossReason = "sealed_in", **said: Any) -> ops.AttritionReport:
    return ops.AttritionReport(**{"attrition": attrition_id, "heads": heads, "loss": loss, "squad": "first", **said})


def release(attrition_id: str = "a1", heads: int = 2, **said: Any) -> ops.AttritionRelease:
    return ops.AttritionRelease(attrition=attrition_id, heads=heads, **said)


def hand_over(handover_id: str = "h1", **said: Any) -> ops.HandOverGive:
    return ops.HandOverGive(**{"handover": handover_id, "unit": "lianjia", "lines": ("孙河缺 3",), **said})


ON_THE_GROUND: list[AnyRecord] = [
    a_post(units=("lianjia",)),
    a_post("south", name="南门", units=("lianjia",)),
    Place(id="xinfadi-gate", kind="checkpoint", name="新发地卡口", path="fengtai-d/xinfadi-p/xinfadi-gate"),
]
"""Two posts that lianjia knows, and a checkpoint elsewhere."""
