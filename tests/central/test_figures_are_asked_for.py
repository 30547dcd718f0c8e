"""/v1/figures: of whom, of which days, as of when; each reading with its name, and nothing outside the grants."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from central.counting_services import LARGE
from central.load import write_records
from central.services import Bringer, ingest, rows_of
from postcmd.figures import CODES, DEFINITIONS_VERSION
from postcmd.figures_wire import FigureReport, Traced, TracePage
from postcmd.records import AnyRecord, Duty, Placement, Post, Task, Unit, Work
from postcmd.service_records import Service
from tests.central.field import Field, add
from tests.centre_fixture import DAY

pytestmark = pytest.mark.anyio
ON_BOTH = True

HOUR = timedelta(hours=1)
NEXT = DAY + timedelta(days=1)
GATE = Post(id="gate", place="sunhe-p", name="北门", request="sunhe")
LEDGERS = Task(id="ledgers", zh="台账", counted_in="户")


def duty(field: Field, duty_id: str, came: int, **said: Any) -> Duty:
    at = field.wall()
    fields = {"unit": "lianjia", "post": "gate", "place": "sunhe-p", "day": DAY, "begins": at, **said}
    return Duty(id=duty_id, ends=at + 4 * HOUR, heads=came, came=came, **fields)


def work(work_id: str, quantity: int, **said: Any) -> Work:
    fields: dict[str, Any] = {"unit": "lianjia", "day": DAY, "task": "ledgers", "place": "sunhe-p", **said}
    return Work(id=work_id, quantity=quantity, **fields)


def service(number: int, **said: Any) -> Service:
    fields: dict[str, Any] = {"unit": "lianjia", "day": DAY, "place": "sunhe-p", "minutes": 60, "served": 3, **said}
    return Service(id=f"s{number}", volunteer=fields.pop("volunteer", f"v{number}"), **fields)


async def told(field: Field, *records: AnyRecord) -> None:
    await field.database.write(write_records, [GATE, LEDGERS, *records], field.wall())


async def serve(field: Field, *services: Service) -> None:
    await field.database.write(ingest, [rows_of(services)], Bringer("city", corrects=True), field.wall())


async def ask(field: Field, account: str = "city", **asked: Any) -> FigureReport:
    answer = await field.http.get("/v1/figures", params=asked, headers=signed(field, account))
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=FigureReport)


async def refused(field: Field, account: str = "city", **asked: Any) -> tuple[int, str]:
    answer = await field.http.get("/v1/figures", params=asked, headers=signed(field, account))
    problem = answer.json()
    assert problem["title"]
    return answer.status_code, problem["code"]


def signed(field: Field, account: str) -> dict[str, str]:
    return {"authorization": f"Bearer {field.tokens[account]}"}


def value(found: FigureReport | tuple[Any, ...], key: str, task: str = "") -> int:
    figures = found.figures if isinstance(found, FigureReport) else found
    return next((one.value for one in figures if (one.key, one.task) == (key, task)), 0)


async def test_a_units_figures_are_its_peoples_and_a_places_whoevers_served_there(field: Field) -> None:
    """A branch that serves in another district counts at home by one reading, where it served by the other."""
    await told(field, duty(field, "a", 6), duty(field, "b", 4, place="miyun-d"), duty(field, "c", 2, unit="miyun"))
    home = await ask(field, unit="chaoyang", **{"from": str(DAY), "to": str(DAY)})
    served = await ask(field, place="chaoyang-d", **{"from": str(DAY), "to": str(DAY)})
    both = await ask(field, unit="chaoyang", place="chaoyang-d", **{"from": str(DAY), "to": str(DAY)})
    assert [(one.reading, value(one, "heads")) for one in (home, served, both)] == [
        ("home", 10),
        ("served", 8),
        ("both", 6),
    ]
    assert home.definitions == DEFINITIONS_VERSION
    assert all(one.definition == CODES[one.key] for one in home.figures)


async def test_people_are_counted_once_over_a_period_and_the_others_by_their_most_on_one_day(field: Field) -> None:
    await told(field, duty(field, "a", 6), duty(field, "b", 9, day=NEXT, begins=field.wall() + 24 * HOUR))
    await serve(field, service(1), service(2), service(3, day=NEXT, volunteer="v1"), service(4, day=NEXT))
    found = await ask(field, unit="centre", **{"from": str(DAY), "to": str(NEXT)})
    assert (value(found, "heads"), value(found, "participations")) == (3 + 9, 4 + 15)
    assert [value(day.figures, "heads") for day in found.days] == [8, 11]
    assert (value(found, "services"), value(found, "served"), value(found, "minutes")) == (4, 12, 240)
    assert value((await ask(field, unit="lianjia", **{"from": str(DAY), "to": str(NEXT)})), "heads") == 12
    assert {child.id: value(child.figures, "heads") for child in found.children} == {"chaoyang": 12, "miyun": 0}
    later = await ask(field, unit="centre", **{"from": str(NEXT), "to": str(NEXT)})
    assert value(later.before, "heads") == 8, "the day before stands beside"


async def test_who_has_a_service_record_of_a_request_is_among_those_present_there(field: Field) -> None:
    seen = await field.quota()
    await told(field, replace(seen, confirmed=3, present=3))
    assert value(await ask(field, unit="centre", **{"from": str(DAY)}), "heads") == 3
    await serve(field, service(1, request="sunhe"), service(2, request="sunhe"))
    assert value(await ask(field, unit="centre", **{"from": str(DAY)}), "heads") == 3
    await serve(field, service(3), service(4))
    assert value(await ask(field, unit="centre", **{"from": str(DAY)}), "heads") == 5


async def test_a_late_correction_changes_the_figure_and_never_what_was_told_before(field: Field) -> None:
    await told(field, work("w1", 750, said="余"))
    then = await field.head()
    moment = field.wall()
    field.wall.pass_by(hours=1)
    await told(field, work("w1", 750, superseded_by="w2"), work("w2", 700, supersedes="w1"))
    now = await ask(field, unit="centre", **{"from": str(DAY)})
    assert value(now, "work", "ledgers") == 700
    for as_of in (str(then), moment.isoformat()):
        was = await ask(field, unit="centre", as_of=as_of, **{"from": str(DAY)})
        (figure,) = [one for one in was.figures if one.key == "work"]
        assert (figure.value, figure.said, figure.unit, was.as_of_seq) == (750, "余", "户", then)


async def test_what_was_told_of_a_unit_stays_told_once_something_lies_below_it(field: Field) -> None:
    await serve(field, service(1), service(2))
    before = await ask(field, unit="lianjia", **{"from": str(DAY)})
    below = Unit(id="lianjia-1", kind="team", name="一队", path="centre/chaoyang/lianjia/lianjia-1", parent="lianjia")
    await told(field, below)
    await serve(field, service(3, unit="lianjia-1"))
    now = await ask(field, unit="lianjia", **{"from": str(DAY)})
    then = await ask(field, unit="lianjia", **{"from": str(DAY), "as_of": str(before.as_of_seq)})
    assert (value(before, "heads"), value(now, "heads")) == (2, 3)
    assert then.figures == before.figures
    assert [one.figures for one in then.days] == [one.figures for one in before.days]


async def test_a_unit_with_thousands_of_services_of_its_own_is_tallied_like_one_with_units_below(field: Field) -> None:
    await told(field)
    await serve(field, *(service(nth, day=DAY, volunteer=f"v{nth % 900}") for nth in range(LARGE - 1)))
    before = await ask(field, unit="lianjia", **{"from": str(DAY), "to": str(NEXT)})
    assert await field.rows("SELECT count(*) FROM tallies WHERE scope = 'u:lianjia' AND services <> 0") == [(0,)]
    await serve(field, service(LARGE, volunteer="v1"), service(LARGE + 1, day=NEXT, volunteer="new"))
    now = await ask(field, unit="lianjia", **{"from": str(DAY), "to": str(NEXT)})
    assert await field.rows("SELECT sum(services) FROM tallies WHERE scope = 'u:lianjia'") == [(LARGE + 1,)]
    assert [value(one, "services") for one in (before, now)] == [LARGE - 1, LARGE + 1]
    assert [value(one, "heads") for one in (before, now)] == [900, 901]
    await serve(field, service(LARGE + 2, day=NEXT, volunteer="v1"))
    later = await ask(field, unit="lianjia", **{"from": str(DAY), "to": str(NEXT)})
    assert [(value(day.figures, "heads"), value(day.figures, "services")) for day in later.days] == [
        (900, LARGE),
        (2, 2),
    ]
    then = await ask(field, unit="lianjia", **{"from": str(DAY), "to": str(NEXT), "as_of": str(before.as_of_seq)})
    assert then.figures == before.figures
    assert [one.figures for one in then.days] == [one.figures for one in before.days]


async def test_services_that_only_stand_for_a_total_are_said_to(field: Field) -> None:
    await serve(field, service(1))
    asked = {"from": str(DAY), "to": str(DAY)}
    assert dict((await ask(field, unit="centre", **asked)).notes) == {}
    await serve(field, service(2, spread=True))
    assert dict((await ask(field, unit="centre", **asked)).notes) == {"spread": 0}
    assert dict((await ask(field, unit="miyun", **asked)).notes) == {}
    assert dict((await ask(field, unit="centre", **{"from": str(NEXT), "to": str(NEXT)})).notes) == {}


async def test_who_stands_on_from_earlier_days_is_said_beside_the_figures(field: Field) -> None:
    await told(field, duty(field, "d1", 12, day=DAY - timedelta(days=3)))
    found = await ask(field, unit="centre", **{"from": str(DAY), "to": str(DAY)})
    assert (value(found, "heads"), dict(found.notes)) == (0, {"standing_on": 12})
    to_come = await ask(field, unit="centre", **{"from": str(NEXT), "to": str(NEXT)})
    assert dict(to_come.notes) == {}


async def test_a_corrected_service_counts_once_as_corrected(field: Field) -> None:
    await serve(field, service(1, served=30))
    then = await field.head()
    await serve(field, service(1, served=3, volunteer="v9"))
    asked = {"from": str(DAY), "unit": "centre"}
    assert (value(await ask(field, **asked), "served"), value(await ask(field, **asked), "heads")) == (3, 1)
    assert value(await ask(field, as_of=str(then), **asked), "served") == 30


async def test_heads_of_a_pairing_are_told_until_something_else_tells_of_them(field: Field) -> None:
    await told(field, Placement(id="p1", unit="lianjia", form="paired", place="sunhe-p", heads=30, said="近"))
    found = await ask(field, unit="centre", **{"from": str(DAY), "to": str(NEXT)})
    assert [(one.value, one.said) for one in found.figures if one.key in ("heads", "placements")] == [
        (30, "近"),
        (1, ""),
    ]
    assert value(found, "participations") == 60
    await told(field, duty(field, "a", 4))
    found = await ask(field, unit="centre", **{"from": str(DAY), "to": str(NEXT)})
    assert [value(day.figures, "heads") for day in found.days] == [4, 30]


async def test_what_was_asked_for_stands_beside_what_came(field: Field) -> None:
    seen = await field.quota()
    await told(field, replace(seen, min=12, max=12, confirmed=9, present=9))
    found = await ask(field, unit="chaoyang", **{"from": str(DAY), "to": str(NEXT)})
    (target,) = found.targets
    assert (target.wanted, target.done, target.missing) == (12, 9, 3)
    assert [day.targets for day in found.days] == [(target,), ()]


async def test_every_figure_opens_down_to_its_records(field: Field) -> None:
    await told(field, duty(field, "a", 6), work("w1", 750))
    await serve(field, service(1), service(2), service(3, day=NEXT))
    asked: dict[str, Any] = {"unit": "centre", "from": str(DAY), "to": str(NEXT), "limit": 2}
    for key, task in (("participations", ""), ("served", ""), ("services", ""), ("work", "ledgers")):
        after, pages = "", 0
        records: list[Traced] = []
        while True:
            page = await traced(field, key=key, task=task, after=after, **asked)
            records += page.records
            pages, after = pages + 1, page.next
            if not after:
                break
        assert page.sums
        assert sum(one.value for one in records) == page.figure.value > 0
        assert len({(one.day, one.kind, one.id) for one in records}) == len(records)
        assert pages == max(1, -(-len(records) // 2))
    heads = await traced(field, key="heads", **asked)
    assert [(one.kind, one.id) for one in heads.records] == [("duty", "a"), ("service", "s1")]
    assert not heads.sums


async def traced(field: Field, **asked: Any) -> TracePage:
    answer = await field.http.get("/v1/figures/trace", params=asked, headers=signed(field, "city"))
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=TracePage)


async def test_bad_questions_have_their_sentences(field: Field) -> None:
    assert await refused(field) == (400, "scope_needed")
    assert await refused(field, unit="centre", **{"from": "2022-11-20", "to": "2022-11-19"}) == (400, "bad_period")
    assert await refused(field, unit="centre", **{"from": "2020-11-20", "to": "2022-11-19"}) == (400, "period_too_long")
    assert await refused(field, unit="nowhere") == (404, "not_found")
    assert await refused(field, unit="centre", as_of="yesterday") == (422, "malformed")
    assert await refused(field, unit="centre", as_of="99999999") == (422, "ahead")
    assert await refused(field, unit="centre", as_of="2099-01-01T00:00:00Z") == (422, "ahead")


async def test_nothing_is_told_outside_the_grants(field: Field) -> None:
    await told(field, duty(field, "a", 6))
    assert value(await ask(field, "chaoyang", unit="lianjia", **{"from": str(DAY)}), "heads") == 6
    assert await refused(field, "chaoyang", unit="centre") == (403, "forbidden_scope")
    assert await refused(field, "miyun", unit="chaoyang") == (403, "forbidden_scope")
    assert await refused(field, "miyun", place="sunhe-p") == (403, "forbidden_scope")
    assert value(await ask(field, "sunhe", place="sunhe-p", **{"from": str(DAY)}), "heads") == 6
    assert await refused(field, "sunhe", unit="lianjia") == (403, "forbidden_scope")
    assert value(await ask(field, "sunhe", unit="lianjia", place="sunhe-p", **{"from": str(DAY)}), "heads") == 6


async def test_a_refused_edit_is_in_no_figure(field: Field) -> None:
    post = await field.post("miyun")
    await post.pull()
    before = await ask(field, unit="centre", **{"from": str(DAY)})
    assert await post.ends(add(3)) == ["rejected"]
    assert (await ask(field, unit="centre", **{"from": str(DAY)})).figures == before.figures
