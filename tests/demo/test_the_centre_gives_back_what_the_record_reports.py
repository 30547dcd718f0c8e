"""The record, replayed to a real centre on SQLite and read back through what it serves to others.

It is told up to a moment, the figures reported for that moment are asked for, and the next ones are told: the centre
and its database are the same from the pool at noon of the 20th to the last count. What happened on the ground is read
back in `ground_read_back.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from postcmd.records import Availability, Notice, Quota, Receipt, Request, SignUp, Squad, Unit
from postcmd.scenario.steps import BETWEEN, CHOSEN, SPREAD
from tests.demo import ground_read_back as ground
from tests.demo.people import centre, november
from tests.demo.reader import Reader, reading

pytestmark = pytest.mark.anyio

DAY_OF_THE_CALL = "sunhe.lianjia.2022-11-20"


async def test_every_figure_of_the_record_comes_back_from_the_centre(tmp_path: Path) -> None:
    with centre(tmp_path, november(24, 12)) as up:
        async with reading(up) as reader:
            await reader.told_up_to(november(20, 12))
            await the_first_notice_is_out_and_some_were_heard_of(reader)
            await six_to_nine_were_counted_at_hongmincun_each_day(reader)
            await twenty_six_at_least_stand_by(reader)
            await reader.told_up_to(november(20, 20, 29))
            await twenty_six_signed_up_within_the_hour(reader)
            await reader.told_up_to(november(20, 21))
            await twelve_of_them_have_arrived(reader)
            await reader.told_up_to(november(21, 1, 20))
            await fifty_are_called_past_the_corps_who_is_told(reader)
            await reader.told_up_to(november(21, 9, 59))
            assert (await reader.one(Quota, "jiuxianqiao.lianjia.2022-11-21")).present < 50
            await reader.told_up_to(november(21, 10))
            await fifty_of_fifty_have_assembled(reader)
            await reader.told_up_to(november(22, 9))
            await ground.eighteen_and_thirty_two_stand_where_they_were_found(reader)
            await reader.told_up_to(november(23, 16))
            await ground.a_hundred_and_some_stand_at_nineteen_posts_in_fourteen_villages(reader)
            await ground.thirty_stand_in_three_communities_and_one_need_was_born_there(reader)
            await reader.told_up_to(november(23, 23, 59))
            await ground.forty_have_stood_since_one_and_somebody_answers_for_it(reader)
            await reader.told_up_to(november(24, 0))
            await ground.one_of_them_is_sent_on_at_midnight(reader)
            await reader.told_up_to(november(24, 3))
            await ground.all_of_them_have_gone_after_fourteen_hours(reader)
            await reader.told_up_to(november(24, 12))
            await ground.every_count_is_as_reported_and_at_a_place_only_where_the_report_says_so(reader)
            await ground.service_without_a_request_is_placed_and_has_no_heads(reader)
            await ground.the_sealed_in_served_inside_and_report_to_the_street(reader)
            await ground.what_the_report_does_not_settle_is_shown_as_a_note(reader)
            await ground.the_days_sheet_keeps_the_words_beside_the_figures(reader)
            await whoever_was_sent_is_counted_with_the_word_beside_it(reader)
            await thirty_are_counted_for_three_communities(reader)
            await whatever_was_chosen_says_so(reader)


async def the_first_notice_is_out_and_some_were_heard_of(reader: Reader) -> None:
    (notice,) = await reader.all(Notice)
    assert notice.title == "关于进一步推进首都职工疫情防控志愿服务工作的通知"
    assert notice.issued_by == ("city-union-service", "centre")
    assert (len(notice.asks), notice.body) == (3, "every union; every corps, brigade, enterprise and team")
    assert {"city-union-service", "chaoyang", "fengtai-street", "lianjia", "yihulai"} <= set(notice.addressed_to)
    receipts = await reader.all(Receipt, notice="notice-1")
    assert {one.unit for one in receipts} < set(notice.addressed_to)
    assert {one.state for one in receipts} == {"read", "acknowledged", "accepted"}
    assert all(one.said_by for one in receipts)


async def six_to_nine_were_counted_at_hongmincun_each_day(reader: Reader) -> None:
    request = await reader.one(Request, "hongmincun")
    assert (request.hours, request.status, request.place, request.task) == (
        "09:30-20:00",
        "closed",
        "hongmincun-p",
        "supplies",
    )
    days = await reader.all(Quota, request="hongmincun")
    assert [(one.day.day, one.min, one.max) for one in days] == [(day, 6, 9) for day in range(7, 15)]
    assert {one.unit for one in days} == {"lianjia-shuangyushu"}
    assert (min(one.present for one in days), max(one.present for one in days)) == (6, 9)
    assert [one.mustered_at for one in days] == [november(day, 9, 30) for day in range(7, 15)]
    assert {one.mustered_by for one in days} == {"北京链家海淀双榆树大区"}
    next_days = await reader.all(Quota, request="hangtian")
    assert [(one.day.day, one.min, one.max, one.present) for one in next_days] == [
        (day, 0, None, 0) for day in range(15, 19)
    ]


async def twenty_six_at_least_stand_by(reader: Reader) -> None:
    pool = await reader.one(SignUp, "lianjia-pool")
    assert (pool.heads, pool.reserve, pool.request) == (26, 26, None)
    assert "储备·金盏地区，至少 26" in pool.note
    said = await reader.one(Availability, "lianjia.2022-11-20")
    assert (said.heads, said.full_time, said.said_by) == (26, 26, "北京链家职工志愿者")
    assert "至少 26" in said.note
    assert not await reader.is_there(Request, "sunhe")


async def twenty_six_signed_up_within_the_hour(reader: Reader) -> None:
    request = await reader.one(Request, "sunhe")
    assert (request.urgent, request.full_time_days, [(line.min, line.max) for line in request.lines]) == (
        True,
        7,
        [(12, 12)] * 7,
    )
    quota = await reader.one(Quota, DAY_OF_THE_CALL)
    assert (quota.offered, quota.confirmed, quota.reserve, quota.status) == (26, 12, 14, "accepted")
    held = await reader.all(SignUp, request="sunhe", day="2022-11-20")
    assert sum(one.heads for one in held) == 26
    assert (sum(one.confirmed for one in held), sum(one.reserve for one in held)) == (12, 14)
    assert request.ordered_at is not None
    assert all((one.at - request.ordered_at).total_seconds() < 60 * 60 for one in held)
    assert "不到60分钟" in request.note


async def twelve_of_them_have_arrived(reader: Reader) -> None:
    quota = await reader.one(Quota, DAY_OF_THE_CALL)
    assert (quota.present, quota.mustered_at, quota.confirmed, quota.reserve) == (12, november(20, 21), 12, 14)
    pool = await reader.one(SignUp, "lianjia-pool")
    assert (pool.reserve, pool.released) == (14, 12)
    squad = await reader.one(Squad, "sunhe-lianjia")
    assert (squad.present, squad.strength, squad.status, squad.place) == (12, 12, "on_post", "sunhe-p")
    _records, logs = await reader.whole()
    assert [one.reason for one in logs["quota", DAY_OF_THE_CALL] if one.verb == "muster.report"] == ["左右"]


async def fifty_are_called_past_the_corps_who_is_told(reader: Reader) -> None:
    quota = await reader.one(Quota, "jiuxianqiao.lianjia.2022-11-21")
    assert (quota.min, quota.max, quota.parent, quota.status, quota.present) == (50, 50, None, "accepted", 0)
    request = await reader.one(Request, "jiuxianqiao")
    assert (request.risk, request.ordered_at, request.gear_ready) == ("sealed_or_controlled", november(21, 1), None)
    assert "准备好个人物品" in request.bring
    told = await reader.one(Notice, "jiuxianqiao-told")
    assert (told.addressed_to, told.after_request) == (("chaoyang",), "jiuxianqiao")
    assert "50 人" in told.title
    (carried_on,) = (one for one in await reader.all(Notice, after_request="jiuxianqiao") if one.id != told.id)
    assert (carried_on.title, carried_on.addressed_to) == ("动员：准备好个人物品，随时待命", ("lianjia",))
    (receipt,) = await reader.all(Receipt, notice=carried_on.id)
    assert (receipt.unit, receipt.state) == ("lianjia", "accepted")


async def fifty_of_fifty_have_assembled(reader: Reader) -> None:
    quota = await reader.one(Quota, "jiuxianqiao.lianjia.2022-11-21")
    assert (quota.min, quota.max, quota.confirmed, quota.present) == (50, 50, 50, 50)
    assert (quota.mustered_at, quota.mustered_by) == (november(21, 10), "北京链家职工志愿者")
    (signed_up,) = await reader.all(SignUp, request="jiuxianqiao")
    assert (signed_up.heads, signed_up.confirmed) == (50, 50)
    assert (await reader.one(Request, "jiuxianqiao")).gear_ready is True


async def whoever_was_sent_is_counted_with_the_word_beside_it(reader: Reader) -> None:
    """近, 余 and 超过 stand beside the number at the centre too."""
    sent = {
        "xinfadi.fengtai-ecology.2022-11-23": (8, ""),
        "weilan-antigen.weilan.2022-11-23": (40, ""),
        "nancai.fengye.2022-11-23": (20, "余"),
        "lisui.shunyi-property.2022-11-23": (100, "余"),
    }
    for key, (heads, said) in sent.items():
        quota = await reader.one(Quota, key)
        assert (quota.confirmed, quota.present, quota.said) == (heads, heads, said)
        assert quota.mustered_at is not None
    records, _logs = await reader.whole()
    haidian = records["unit", "haidian"]
    assert isinstance(haidian, Unit)
    assert "近90000" in haidian.note
    assert "3000000余" in haidian.note


async def thirty_are_counted_for_three_communities(reader: Reader) -> None:
    quotas = await reader.all(Quota, request="gulou-call")
    assert {one.unit for one in quotas} == {"yihulai", "mingxin", "miyun"}
    assert {(one.confirmed, one.present) for one in quotas} == {(30, 30)}
    assert all(one.mustered_at == november(23, 15) for one in quotas)


async def whatever_was_chosen_says_so(reader: Reader) -> None:
    """In the record's own list, or in the reason that its history shows."""
    records, logs = await reader.whole()
    for (kind, key), record in records.items():
        said = {event.reason for event in logs[kind, key]}
        match record:
            case SignUp():
                assert "at" in record.inferred
                assert said & {CHOSEN, SPREAD}
            case Notice():
                assert "at" in record.inferred
            case Receipt() | Availability():
                assert CHOSEN in said
            case Quota() if record.request == "hongmincun":
                assert {"confirmed", "present"} <= set(record.inferred)
                assert BETWEEN in said
