"""The city that is measured could be a real one, and is the same again."""

from __future__ import annotations

from postcmd.records import Place, Task, Unit
from tests.city import City, city, services

SMALL = City(corps=2, brigades=2, teams=8, streets=2, communities=24, volunteers=40, services=160, days=5)


def test_the_same_numbers_make_the_same_city() -> None:
    assert list(city(SMALL)) == list(city(SMALL))
    assert list(services(SMALL)) == list(services(SMALL)) != list(services(SMALL, 1))


def test_every_service_is_of_a_team_a_place_and_a_task_that_are_there() -> None:
    records = list(city(SMALL))
    units = {one.id for one in records if isinstance(one, Unit) and one.kind == "team"}
    places = {one.id for one in records if isinstance(one, Place) and one.kind == "community"}
    tasks = {one.id for one in records if isinstance(one, Task)}
    rows = [row for some in services(SMALL) for row in some]
    assert len(rows) == len({row[1] for row in rows}) == SMALL.services
    assert {row[2] for row in rows} == units
    assert {row[5] for row in rows} <= places
    assert {row[6] for row in rows} == tasks
    assert len({row[4] for row in rows}) == SMALL.days


def test_a_volunteer_is_of_one_team() -> None:
    of: dict[str, set[str]] = {}
    for some in services(SMALL):
        for row in some:
            of.setdefault(row[3], set()).add(row[2])
    assert all(len(teams) == 1 for teams in of.values())
