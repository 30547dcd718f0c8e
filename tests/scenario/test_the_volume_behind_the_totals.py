"""The totals of the record as service records: so many as were reported, and nothing that was not."""

from __future__ import annotations

from collections import Counter
from datetime import date

from postcmd.qualifiers import bears_out
from postcmd.scenario.facts import Figure, heads, said
from postcmd.scenario.read import read_facts
from postcmd.scenario.reported import FigureAsked, RecordAsked, reported
from postcmd.scenario.volume import FIGURES, aimed_at, days_of, spread, spread_of
from postcmd.service_records import Service

FACTS = read_facts()
TOTALS = {total.unit: total for total in FACTS.total}
COUNTED = {"chaoyang": {"heads": 62, "served": 100}, "yihulai": {"heads": 30, "communities": 3}}


def volume(unit: str) -> list[Service]:
    return list(spread_of(TOTALS[unit], days_of(TOTALS[unit], FACTS), COUNTED.get(unit, {})))  # type: ignore[arg-type]


def test_chaoyang_served_so_often_with_so_many_in_that_fortnight() -> None:
    rows = volume("chaoyang")
    assert (len(rows), len({one.id for one in rows})) == (57_933, 57_933)
    assert len({one.volunteer for one in rows}) + 62 == 17_760
    assert sum(one.served or 0 for one in rows) + 100 == 400_000
    assert (rows[0].day, rows[-1].day) == (date(2022, 11, 11), date(2022, 11, 24))


def test_nobody_serves_twice_on_a_day_and_no_day_stands_out() -> None:
    rows = volume("chaoyang")
    assert len({(one.volunteer, one.day) for one in rows}) == len(rows)
    days = Counter(one.day for one in rows)
    assert (len(days), max(days.values()) - min(days.values())) == (14, 1)


def test_what_the_calls_count_already_is_part_of_the_total() -> None:
    assert len(volume("yihulai")) == 34 - 30


def test_every_total_is_met_within_its_bound() -> None:
    rows = list(spread(FACTS, {}))
    for unit, total in TOTALS.items():
        mine = [one for one in rows if one.unit == unit]
        made = dict.fromkeys(("participations", "services"), len(mine)) | {
            "served": sum(one.served or 0 for one in mine),
            "heads": len({one.volunteer for one in mine}),
            "teams": len({one.team for one in mine}),
            "posts": len({one.post for one in mine}),
        }
        for name, key in FIGURES.items():
            amount = getattr(total, name)
            if amount is not None and key in made:
                assert bears_out(heads(amount), said(amount), made[key]), (unit, name, made[key])


def test_a_row_says_that_it_is_spread_and_names_no_place_and_no_task() -> None:
    for unit in ("chaoyang", "yihulai", "fengtai-union"):
        assert {(one.unit, one.spread, one.place, one.task, one.request) for one in volume(unit)} == {
            (unit, True, "", "", "")
        }


def test_a_total_whose_beginning_is_unknown_is_not_november_s() -> None:
    assert days_of(TOTALS["fengtai-union"], FACTS).since < date(2022, 11, 1)
    assert days_of(TOTALS["tongzhou"], FACTS).since == date(2022, 11, 1)


def test_the_same_facts_give_the_same_services() -> None:
    assert volume("fengtai-union") == volume("fengtai-union")


def test_a_qualified_number_is_met_on_its_own_side() -> None:
    assert (aimed_at(57_933), aimed_at(Figure(200, "近")), aimed_at(Figure(2000, "余"))) == (57_933, 199, 2010)
    assert aimed_at(Figure(500_000, "约")) == 500_000


def test_every_total_squad_work_and_part_of_a_snapshot_is_asked_for() -> None:
    lines = list(reported(FACTS))
    assert len({(one.about, one.figure) for one in lines}) == len(lines)
    told = {(one.about, one.figure): heads(one.amount) for one in lines}
    assert told["jiuxianqiao", "snapshot 11-22 09:00 part 2"] == 32
    assert told["gulou-call yalanwan-p", "squad"] == 6
    assert told["weilan-antigen fengtai-a-street", "work buildings"] == 116
    assert told["yihulai", "door_sensors"] == 1150
    numbers = [getattr(total, name) for total in FACTS.total for name in total.__struct_fields__]
    amounts = [one for one in numbers if isinstance(one, int | Figure)]
    days = sum(total.days is not None for total in FACTS.total)
    assert len([one for one in lines if one.about in TOTALS]) == len(amounts) - days
    assert all(isinstance(one.asked, FigureAsked | RecordAsked) for one in lines)
