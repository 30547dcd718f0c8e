"""The expanded record, told step by step through the same rules as the centre's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from postcmd.ops import MusterReport, Part, QuotaReport, SquadForm, SquadMove, SquadReport, SquadSplit
from postcmd.quota import count
from postcmd.records import Line
from postcmd.scenario.expand import expand
from postcmd.scenario.read import read_facts
from postcmd.scenario.reference import reference_records
from postcmd.scenario.service import climbing, shared_out
from tests.scenario.shelf import MemoryShelf, told

SHANGHAI = ZoneInfo("Asia/Shanghai")


def november(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2022, 11, day, hour, minute, tzinfo=SHANGHAI)


def test_the_same_facts_give_the_same_steps() -> None:
    assert expand() == expand()


def test_steps_are_in_order_numbered_without_a_gap_and_say_when_they_happened() -> None:
    script = expand()
    assert [step.op.n for step in script] == list(range(1, len(script) + 1))
    assert [step.at for step in script] == sorted(step.at for step in script)
    assert all(step.op.at == step.at and step.at.tzinfo is UTC and step.op.h for step in script)


def test_every_step_is_accepted() -> None:
    shelf = MemoryShelf(reference_records())
    refused = [
        (step.op, outcome) for step in expand() if (outcome := shelf.take(step)).status not in ("applied", "noop")
    ]
    assert refused == []


def test_every_step_changes_something() -> None:
    shelf = MemoryShelf(reference_records())
    assert [step.op for step in expand() if shelf.take(step).status == "noop"] == []


def test_whatever_the_moment_the_invariants_hold() -> None:
    shelf = MemoryShelf(reference_records())
    for step in expand():
        shelf.take(step)
        for quota in shelf.quotas():
            assert quota.min >= 0
            assert quota.max is None or quota.min <= quota.max
            assert quota.max is None or sum(child.max or 0 for child in shelf.children(quota.id)) <= quota.max
        assert all(0 <= squad.present <= squad.strength for squad in shelf.squads())


def test_nobody_is_in_two_live_squads() -> None:
    """Splitting conserves, and those who go leave the pool in the same moment."""
    shelf = told()
    for squad in shelf.squads():
        if squad.parts:
            parts = [shelf.squad(part) for part in squad.parts]
            assert sum(part.strength for part in parts) == squad.strength
    pool, sent = shelf.sign_up("lianjia-pool"), shelf.squad("sunhe-lianjia")
    assert pool.reserve + sent.strength == 26


def test_at_half_past_seven_twelve_are_called_urgently_for_seven_full_days() -> None:
    shelf = told(november(20, 19, 30))
    request = shelf.request("sunhe")
    assert (request.urgent, request.full_time_days, request.place, request.addressed_unit) == (
        True,
        7,
        "sunhe-p",
        "lianjia",
    )
    days = [date(2022, 11, 20) + timedelta(days=later) for later in range(7)]
    assert request.lines == tuple(Line(day, 12, 12) for day in days)
    quota = shelf.quota("sunhe.lianjia.2022-11-20")
    assert (quota.min, quota.max, quota.offered, quota.confirmed, quota.parent) == (12, 12, 0, 0, None)


def test_nothing_of_the_call_is_there_a_second_earlier() -> None:
    assert "sunhe" not in told(november(20, 19, 29)).records["request"]


def test_within_the_hour_twenty_six_have_signed_up_and_fourteen_are_in_reserve() -> None:
    shelf = told(november(20, 20, 30) - timedelta(seconds=1))
    quota = shelf.quota("sunhe.lianjia.2022-11-20")
    assert (quota.offered, quota.confirmed, quota.offered - quota.confirmed) == (26, 12, 14)
    assert quota.reserve == 14
    assert told(november(20, 20, 30)).sign_up("lianjia-pool").reserve == 14


def test_the_sign_ups_only_ever_rise() -> None:
    shelf, seen = MemoryShelf(reference_records()), [0]
    for step in expand():
        shelf.take(step)
        if "sunhe.lianjia.2022-11-20" in shelf.records["quota"]:
            seen.append(shelf.quota("sunhe.lianjia.2022-11-20").offered)
    assert seen == sorted(seen)
    assert len(set(seen)) > 8


def test_about_nine_twelve_are_there() -> None:
    before, after = told(november(20, 20, 59)), told(november(20, 21))
    assert before.quota("sunhe.lianjia.2022-11-20").present == 0
    assert after.quota("sunhe.lianjia.2022-11-20").present == 12
    squad = after.squad("sunhe-lianjia")
    assert (squad.present, squad.strength, squad.status, squad.place) == (12, 12, "on_post", "sunhe-p")


def test_at_one_fifty_are_called_past_the_corps_who_is_told() -> None:
    quota = told(november(21, 1)).quota("jiuxianqiao.lianjia.2022-11-21")
    assert (quota.min, quota.max, quota.parent) == (50, 50, None)
    assert "首都职工志愿朝阳区志愿服务总队" in quota.note


def test_between_sign_up_and_arrival_the_squad_is_notified_musters_and_travels() -> None:
    seen = [told(november(20, 20, minute)).squad("sunhe-lianjia").status for minute in (30, 40, 50)]
    assert seen == ["alerted", "mustering", "en_route"]


def test_who_came_for_a_week_is_there_each_morning_up_to_the_last_day_of_the_record() -> None:
    shelf = told()
    present = [shelf.quota(f"sunhe.lianjia.2022-11-{day}").present for day in range(20, 27)]
    assert present == [12, 12, 12, 12, 12, 0, 0]
    later = shelf.quota("sunhe.lianjia.2022-11-21")
    assert {"day", "offered", "confirmed", "present"} <= set(later.inferred)
    assert shelf.quota("sunhe.lianjia.2022-11-20").inferred == ()


def test_a_report_says_what_the_steps_before_it_left() -> None:
    shelf = MemoryShelf(reference_records())
    for step in expand():
        if isinstance(step.op, QuotaReport | SquadReport | MusterReport):
            now = shelf.get(*step.op.target)
            assert step.op.base.values == {field: getattr(now, field) for field in step.op.base.values}
        shelf.take(step)


def test_a_team_is_not_sent_home_before_the_report_says_so() -> None:
    shelf = told()
    assert {shelf.squad(squad).status for squad in ("xinfadi-fengtai-ecology", "nancai-fengye")} == {"on_post"}
    assert shelf.request("xinfadi").status == "ordered"


def test_by_ten_fifty_have_assembled_and_they_enter_one_after_another() -> None:
    assert told(november(21, 9, 59)).quota("jiuxianqiao.lianjia.2022-11-21").present < 50
    shelf = told(november(21, 10))
    assert shelf.quota("jiuxianqiao.lianjia.2022-11-21").present == 50
    inside = [told(november(21, 10, 30) + timedelta(minutes=later)).squad("jiuxianqiao-lianjia") for later in (0, 60)]
    assert [squad.present for squad in inside] == [10, 30]
    assert told(november(21, 12, 30)).squad("jiuxianqiao-lianjia").present == 50


def test_the_next_morning_shows_eighteen_and_thirty_two() -> None:
    shelf = told(november(22, 9))
    whole = shelf.squad("jiuxianqiao-lianjia")
    assert whole.strength == 50
    assert not whole.is_live
    first, second = (shelf.squad(part) for part in whole.parts)
    assert (first.strength, second.strength, first.status) == (18, 32, "on_post")
    assert first.name == "炭厂里、魔方公寓、驼房里等"
    assert "管控区" in first.note


def test_six_to_nine_serve_at_hongmincun_every_day_and_both_ends_are_reached() -> None:
    shelf = told()
    quotas = [shelf.quota(f"hongmincun.lianjia-shuangyushu.2022-11-{day:02}") for day in range(7, 15)]
    assert {(quota.min, quota.max) for quota in quotas} == {(6, 9)}
    served = [quota.present for quota in quotas]
    assert (min(served), max(served)) == (6, 9)
    assert shelf.request("hongmincun").status == "closed"
    assert shelf.request("hongmincun").hours == "09:30-20:00"


def test_numbers_that_are_not_reported_stay_open() -> None:
    shelf = told()
    quotas = [shelf.quota(f"hangtian.lianjia-shuangyushu.2022-11-{day}") for day in range(15, 19)]
    assert {(quota.min, quota.max, quota.confirmed, quota.present) for quota in quotas} == {(0, None, 0, 0)}


@pytest.mark.parametrize(
    ("quota_id", "sent", "said"),
    [
        ("xinfadi.fengtai-ecology.2022-11-23", 8, ""),
        ("weilan-antigen.weilan.2022-11-23", 40, ""),
        ("nancai.fengye.2022-11-23", 20, "余"),
        ("lisui.shunyi-property.2022-11-23", 100, "余"),
    ],
)
def test_where_only_heads_sent_are_reported_both_bounds_are_inferred_from_them(
    quota_id: str, sent: int, said: str
) -> None:
    quota = told().quota(quota_id)
    assert (quota.min, quota.max, quota.confirmed, quota.present, quota.said) == (sent, sent, sent, sent, said)
    assert {"min", "max", "day"} <= set(quota.inferred)


def test_a_quota_that_came_down_the_line_is_a_part_of_the_one_above() -> None:
    shelf = told()
    team = shelf.quota("nancai.fengye.2022-11-23")
    enterprise = shelf.quota(team.parent or "")
    corps = shelf.quota(enterprise.parent or "")
    assert (enterprise.unit, corps.unit, corps.parent) == ("shunyi-property", "shunyi", None)
    assert "parent" in team.inferred
    assert "parent" not in corps.inferred


def test_the_tax_team_goes_home_at_three_and_one_was_sent_on_at_midnight() -> None:
    evening, after_midnight, end = told(november(23, 13)), told(november(24, 0)), told(november(24, 3))
    assert evening.squad("weilan-antigen-weilan").status == "on_post"
    assert [after_midnight.squad(f"weilan-antigen-weilan-{part}").strength for part in (1, 2)] == [39, 1]
    assert {end.squad(f"weilan-antigen-weilan-{part}").status for part in (1, 2)} == {"stood_down"}
    assert end.request("weilan-antigen").status == "closed"


def test_thirty_become_three_squads_six_with_their_leader_at_yalanwan() -> None:
    shelf = told()
    parts = [shelf.squad(part) for part in shelf.squad("gulou-call-yihulai").parts]
    assert [(part.place, part.strength) for part in parts] == [
        ("yalanwan-p", 6),
        ("taiyang-p", 12),
        ("tanzhou-p", 12),
    ]
    assert ["strength" in part.inferred for part in parts] == [False, True, True]


def test_at_the_end_nothing_is_missing_but_what_was_never_reported() -> None:
    last = read_facts().last_day
    short = [
        q.id for q in told().quotas() if q.day <= last and count(q.min, q.max, q.present).fill not in ("full", "met")
    ]
    assert short == []


def test_a_squads_way_begins_where_it_was_formed() -> None:
    """Every move names the state that the steps before it left."""
    status: dict[str, str] = {}
    for step in expand():
        match step.op:
            case SquadForm() as op:
                status[op.squad] = op.status
            case SquadMove() as op:
                assert op.came_from == status[op.squad]
                status[op.squad] = op.to
            case SquadSplit() as op:
                status |= {part.squad: status[op.squad] for part in op.parts if isinstance(part, Part)}


def test_a_days_heads_climb_and_come_down_between_the_reported_ends() -> None:
    assert list(climbing(6, 9, 8)) == [6, 7, 8, 9, 9, 8, 7, 6]
    assert list(climbing(6, 9, 3)) == [6, 7, 6]


def test_shares_that_are_not_given_are_even_and_sum_to_the_whole() -> None:
    assert shared_out(30, [6, 0, 0]) == [6, 12, 12]
    assert shared_out(31, [6, 0, 0]) == [6, 13, 12]
