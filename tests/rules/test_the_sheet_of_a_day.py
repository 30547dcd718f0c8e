"""日报: every figure with its definition, its qualifier and what it was counted from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from postcmd.figures import CODES, DEFINITIONS, UNITS
from postcmd.records import AnyRecord, Duty, Placement, Post, Work
from postcmd.sheet import Sheet, day_sheet
from postcmd.sheet_text import ONE_OF, sheet_text, unit_of
from tests.builders import DAY, NOW, place, quota, request, squad, task
from tests.rules.boards import board_of

HOUR = timedelta(hours=1)
GATE = Post(id="gate", place="sunhe-p", name="北门", request="sunhe")
LEDGERS = task("ledgers", zh="台账", en="ledgers", counted_in="户")


def duty(duty_id: str, came: int, begins: int = 0, hours: int = 4, **said: Any) -> Duty:
    at = NOW + begins * HOUR
    fields = {"unit": "lianjia", "post": "gate", "place": "sunhe-p", "day": DAY, "begins": at, **said}
    return Duty(id=duty_id, ends=at + hours * HOUR, heads=came, came=came, left=came, **fields)


def work(work_id: str, quantity: int | None, **said: Any) -> Work:
    fields: dict[str, Any] = {"unit": "lianjia", "day": DAY, "task": "ledgers", "request": "sunhe", **said}
    return Work(id=work_id, quantity=quantity, **fields)


def sheet(*records: AnyRecord, of: tuple[Any, str] = ("unit", "centre")) -> Sheet:
    return day_sheet(board_of(GATE, LEDGERS, *records), of, DAY)


def value(found: Sheet, key: Any, code: str = "") -> int:
    figure = found.figure(key, code)
    assert figure is not None
    return figure.value


def test_heads_are_people_and_participations_are_times() -> None:
    found = sheet(squad(), duty("a", 12, squad="first"), duty("b", 12, 4, squad="first"))
    assert (value(found, "heads"), value(found, "participations")) == (12, 24)


def test_a_unit_that_stands_at_two_posts_at_one_time_is_as_many_heads_as_both() -> None:
    assert value(sheet(duty("a", 6), duty("b", 4, 1)), "heads") == 10


def test_whoever_is_split_and_sent_on_is_one_head() -> None:
    whole = squad("whole", 50, parts=("a", "b"))
    parts = [squad("a", 18, parent="whole"), squad("b", 32, parent="whole")]
    before, after = duty("d1", 50, squad="whole"), [duty("d2", 18, 4, squad="a"), duty("d3", 32, 4, squad="b")]
    found = sheet(whole, *parts, before, *after)
    assert (value(found, "heads"), value(found, "participations"), value(found, "teams")) == (50, 100, 3)


def test_some_who_are_sent_on_while_the_others_stay_are_no_more_heads() -> None:
    first = duty("a", 40, hours=14, squad="first")
    on, further = duty("b", 1, 11, 1, squad="first", moved_from="a"), duty("c", 1, 12, 2, squad="first", moved_from="b")
    assert value(sheet(squad(strength=40, present=40), first, on, further), "heads") == 40
    alone = duty("d", 1, 14, squad="first", moved_from="a")
    assert value(sheet(squad(strength=40, present=40), first, alone), "heads") == 40


def test_named_people_count_once_however_often_they_come() -> None:
    found = sheet(duty("a", 1, volunteer="v1"), duty("b", 1, 5, volunteer="v1"), duty("c", 1, volunteer="v2"))
    assert (value(found, "heads"), value(found, "participations")) == (2, 3)


def test_at_a_request_there_are_no_fewer_than_were_reported_present() -> None:
    found = sheet(quota(confirmed=9, present=9), duty("a", 4))
    assert (value(found, "heads"), value(found, "participations")) == (9, 9)


def test_who_is_present_of_one_unit_does_not_stand_for_those_on_duty_of_another() -> None:
    other = quota(unit="fengtai", confirmed=9, present=9)
    assert value(sheet(other, duty("a", 5)), "heads") == 14


def test_a_team_on_duty_counts_among_those_that_its_enterprise_reported_present() -> None:
    assert value(sheet(quota(confirmed=9, present=9), duty("a", 5, unit="shuangyushu")), "heads") == 9


def test_somebody_known_by_name_is_one_head_at_two_posts_at_once() -> None:
    assert value(sheet(duty("a", 1, volunteer="v1"), duty("b", 1, 1, volunteer="v1")), "heads") == 1


def test_a_second_post_in_one_night_is_a_second_participation_and_no_second_head() -> None:
    found = sheet(squad(), duty("a", 12, squad="first"), duty("b", 12, 4, squad="first", post="other"))
    assert (value(found, "heads"), value(found, "participations"), value(found, "posts")) == (12, 24, 2)


def test_time_served_is_that_of_duties_that_are_over() -> None:
    still = duty("b", 3, left_at=None)
    over = duty("a", 12, came_at=NOW, left_at=NOW + 2 * HOUR)
    assert value(sheet(over, still), "minutes") == 12 * 120


def test_a_squad_that_went_home_stays_a_team_of_the_day() -> None:
    sent = [squad("a", request="sunhe", present=6, status="stood_down"), squad("b", request="sunhe", present=3)]
    assert value(sheet(quota(confirmed=9, present=9), *sent), "teams") == 2
    assert value(sheet(quota(confirmed=9, present=9)), "teams") == 1


def test_communities_are_those_that_somebody_served_in() -> None:
    village = place("chaoyang-d/sunhe-p/shagezhuang", kind="village")
    gate = place("chaoyang-d/sunhe-p/shagezhuang/gate", kind="checkpoint")
    there = duty("a", 4, place="gate")
    assert value(sheet(village, gate, there), "communities") == 1
    assert value(sheet(duty("a", 4)), "communities") == 0


def test_who_did_not_come_is_in_no_figure() -> None:
    assert value(sheet(quota(confirmed=9), duty("a", 0)), "heads") == 0


def test_a_superseded_count_counts_no_longer() -> None:
    found = sheet(work("w1", 750, superseded_by="w2"), work("w2", 700, supersedes="w1"))
    assert value(found, "work", "ledgers") == 700


def stands(duty_id: str, came: int, *, days_ago: int = 1, left: int = 0, **said: Any) -> Duty:
    """On post since an earlier day; without `left_at` they stand there still."""
    at = NOW - timedelta(days=days_ago)
    fields: dict[str, Any] = {
        "unit": "lianjia",
        "post": "gate",
        "place": "sunhe-p",
        "day": DAY - timedelta(days=days_ago),
    }
    return Duty(id=duty_id, begins=at, came_at=at, heads=came, came=came, left=left, **fields, **said)


def test_who_stands_on_from_earlier_days_is_said_beside_the_heads_and_in_no_figure() -> None:
    found = sheet(stands("a", 220, days_ago=3), stands("b", 12, left=4), duty("c", 7))
    assert (found.standing_on, value(found, "heads"), value(found, "participations")) == (228, 7, 7)
    assert sheet(stands("a", 220), of=("place", "fengtai-d")).standing_on == 0
    zh = sheet_text(board_of(GATE, LEDGERS), found, "zh")
    assert "人数：7人" in zh
    assert "跨日在岗：228人" in zh


def test_who_left_before_the_day_began_or_at_midnight_stands_on_no_more() -> None:
    midnight = NOW.replace(hour=16, minute=0) - timedelta(days=1)
    gone = stands("a", 5, left=5, left_at=midnight)
    until_morning = stands("b", 6, left=6, left_at=midnight + timedelta(hours=8))
    assert sheet(gone, until_morning).standing_on == 6


def test_of_a_day_to_come_nobody_is_said_to_stand_there() -> None:
    board = board_of(GATE, LEDGERS, stands("a", 5))
    assert day_sheet(board, ("unit", "centre"), DAY + timedelta(days=1)).standing_on == 0


def test_quantities_of_different_units_are_never_added() -> None:
    tests = task("screening", zh="核酸", counted_in="人次")
    found = sheet(tests, work("w1", 700), work("w2", 300, task="screening"))
    assert (value(found, "work", "ledgers"), value(found, "work", "screening")) == (700, 300)
    assert [one.unit for one in found.figures if one.key == "work"] == ["户", "人次"]


def test_served_times_stand_beside_the_work_and_keep_their_qualifier() -> None:
    found = sheet(work("w1", 700, served=1800, served_said="近"), work("w2", None, served=200, served_said="近"))
    served = found.figure("served")
    assert served is not None
    assert (served.value, served.said, value(found, "work", "ledgers")) == (2000, "近", 700)


def test_a_sum_of_different_qualifiers_is_about() -> None:
    figure = sheet(work("w1", 2000, said="余"), work("w2", 90, said="近")).figure("work", "ledgers")
    assert figure is not None
    assert figure.said == "约"


def test_service_without_a_request_is_counted_where_a_number_was_said_and_no_duty_tells_of_it() -> None:
    paired = Placement(id="p1", unit="lianjia", form="paired", place="sunhe-p", heads=30, said="近")
    unsaid = Placement(id="p2", unit="fengtai", form="standing")
    found = sheet(paired, unsaid)
    assert (value(found, "heads"), value(found, "placements"), found.without_number) == (30, 2, 1)
    assert value(sheet(paired, duty("a", 4)), "heads") == 4


def test_a_placement_that_ended_is_in_no_figure_of_a_later_day() -> None:
    ended = Placement(id="p1", unit="lianjia", form="standing", heads=9, until=DAY - timedelta(days=1))
    assert value(sheet(ended), "placements") == 0


def test_a_unit_counts_its_people_wherever_and_a_place_who_ever_served_there() -> None:
    elsewhere = request("far", place="xinfadi-p")
    served = quota(request="far", confirmed=8, present=8)
    assert value(sheet(elsewhere, served, of=("unit", "chaoyang")), "heads") == 8
    assert value(sheet(elsewhere, served, of=("place", "chaoyang-d")), "heads") == 0
    assert value(sheet(elsewhere, served, of=("place", "fengtai-d")), "heads") == 8


def test_every_figure_is_traced_to_what_it_was_counted_from() -> None:
    found = sheet(quota(confirmed=9, present=9), duty("a", 4), work("w1", 700))
    for figure in found.figures:
        assert sum(part.value for part in figure.parts) == figure.value
    assert all(figure.definition in DEFINITIONS for figure in found.figures)


def test_the_text_prints_every_definition_and_keeps_the_qualifier_in_both_languages() -> None:
    found = sheet(work("w1", 2000, said="余"), quota(confirmed=9, present=9))
    board = board_of(GATE, LEDGERS)
    zh, en = sheet_text(board, found, "zh"), sheet_text(board, found, "en")
    assert "台账：2000余户" in zh
    assert "ledgers: over 2,000 户" in en
    assert en.count("\n  ") == len(found.figures) == zh.count("\n  ")
    assert DEFINITIONS[CODES["heads"]] in en
    assert "not verified yet: 1" in en


def test_one_of_a_kind_is_not_many() -> None:
    assert [unit_of(many, "communities", "en") for many in (0, 1, 2)] == ["communities", "community", "communities"]
    assert unit_of(1, "communities", "zh") == unit_of(2, "communities", "zh")
    assert {unit for key, unit in UNITS.items() if key != "minutes"} <= ONE_OF.keys()
