"""A district at work, for measuring: 200 teams, 20,000 volunteers, 500 places, 40 open requests of 14 days.

1. Same numbers in, same district out: every run measures the same one.
2. It holds together: tallies sum to heads, parts fit their quotas, requests name the units that hold their quotas.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from postcmd.records import (
    AnyRecord,
    Availability,
    Line,
    Note,
    Notice,
    Place,
    Quota,
    Receipt,
    Request,
    SignUp,
    Squad,
    Task,
    Unit,
    availability_id,
    quota_id,
    receipt_id,
)
from postcmd.roster import PersonSaid

NOW: Final = datetime(2022, 11, 20, 12, 0, tzinfo=UTC)
FIRST_DAY: Final = date(2022, 11, 20)
HEADS: Final = 10
"""Asked of each team."""
TEAMS_A_QUOTA: Final = 4
SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰建国红梅"
STREETS: Final = ("孙河", "酒仙桥", "望京", "崔各庄", "将台", "东湖", "来广营", "太阳宫", "香河园", "左家庄")
SKILLS: Final = ("大白", "司机", "电工", "护理", "英语", "手语", "登记", "搬运")


class Size(NamedTuple):
    """How large the district is."""

    brigades: int = 10
    teams: int = 20
    streets: int = 25
    communities: int = 19
    requests: int = 40
    days: int = 14
    volunteers: int = 20_000


DISTRICT: Final = Size()


def team_ids(size: Size = DISTRICT) -> list[str]:
    return [f"b{brigade}t{team}" for brigade in range(size.brigades) for team in range(size.teams)]


def district(size: Size = DISTRICT) -> Iterator[AnyRecord]:
    """Every record of it, units and places first."""
    yield from _units(size)
    yield from _places(size)
    yield Task(id="screening", zh="核酸检测", en="testing", counted_in="人次")
    for nth in range(size.requests):
        yield _request(nth, size)
        for day in _days(size):
            yield from _quotas(nth, day, size)
    yield from _beside(size)


def volunteers(size: Size = DISTRICT) -> dict[str, PersonSaid]:
    """Number → person; every team has as many."""
    teams = team_ids(size)
    return {volunteer(nth): _person(nth, teams[nth % len(teams)]) for nth in range(size.volunteers)}


def volunteer(nth: int) -> str:
    return f"v{nth:06}"


def _units(size: Size) -> Iterator[Unit]:
    yield Unit(id="centre", kind="centre", name="市志愿服务运行中心", path="centre")
    yield Unit(id="corps", kind="corps", name="朝阳总队", path="centre/corps", parent="centre")
    for brigade in range(size.brigades):
        above = f"centre/corps/b{brigade}"
        name = f"{STREETS[brigade % len(STREETS)]}大队"
        yield Unit(id=f"b{brigade}", kind="brigade", name=name, path=above, parent="corps")
        for team in range(size.teams):
            one = f"b{brigade}t{team}"
            yield Unit(id=one, kind="team", name=f"{name}{team + 1}队", path=f"{above}/{one}", parent=f"b{brigade}")


def _places(size: Size) -> Iterator[Place]:
    yield Place(id="d", kind="district", name="朝阳区", path="d")
    for street in range(size.streets):
        name = f"{STREETS[street % len(STREETS)]}{street // len(STREETS) + 1}街道"
        yield Place(id=f"s{street}", kind="street", name=name, path=f"d/s{street}", parent="d")
        for nth in range(size.communities):
            one, called = f"s{street}c{nth}", f"{name}第{nth + 1}社区"
            yield Place(id=one, kind="community", name=called, path=f"d/s{street}/{one}", parent=f"s{street}")


def _days(size: Size) -> list[date]:
    return [FIRST_DAY + timedelta(days=nth) for nth in range(size.days)]


def _asked(nth: int, day: date, size: Size) -> tuple[str, list[str]]:
    """The brigade that a request's day was given to, and its teams."""
    brigade = nth % size.brigades
    first = (nth + (day - FIRST_DAY).days) % size.teams
    return f"b{brigade}", [f"b{brigade}t{(first + part) % size.teams}" for part in range(TEAMS_A_QUOTA)]


def _request(nth: int, size: Size) -> Request:
    asked = {unit for day in _days(size) for brigade, teams in [_asked(nth, day, size)] for unit in (brigade, *teams)}
    most = HEADS * TEAMS_A_QUOTA
    return Request(
        id=f"r{nth}",
        place=f"s{nth % size.streets}c{nth % size.communities}",
        task="screening",
        lines=tuple(Line(day=day, min=most, max=most) for day in _days(size)),
        status="ordered",
        urgent=nth % 9 == 0,
        due=NOW + timedelta(hours=nth % 48),
        contact="值班 64380000",
        units=tuple(sorted(asked)),
    )


def _quotas(nth: int, day: date, size: Size) -> Iterator[Quota | SignUp]:
    """The brigade's quota, its parts, and who signed up for each: by count, by person, in the reserve."""
    brigade, teams = _asked(nth, day, size)
    above, most = quota_id(f"r{nth}", brigade, day), HEADS * len(teams)
    yield Quota(id=above, request=f"r{nth}", unit=brigade, day=day, min=most, max=most)
    for part, team in enumerate(teams):
        counted = 4 + (nth + part) % 4
        signed = [
            _sign_up(nth, team, day, counted, None, "confirmed"),
            _sign_up(nth, team, day, 1, _member(team, nth, size), "confirmed"),
            _sign_up(nth, team, day, 1, _member(team, nth + 1, size), "reserve"),
        ]
        yield Quota(
            id=quota_id(f"r{nth}", team, day),
            request=f"r{nth}",
            unit=team,
            day=day,
            min=HEADS,
            max=HEADS,
            parent=above,
            status=("issued", "acknowledged", "accepted")[nth % 3],
            offered=counted + 2,
            confirmed=counted + 1,
            reserve=1,
        )
        yield from signed


def _sign_up(nth: int, team: str, day: date, heads: int, who: str | None, to: str) -> SignUp:
    confirmed, reserve = (heads, 0) if to == "confirmed" else (0, heads)
    return SignUp(
        id=f"r{nth}-{team}-{day:%m%d}-{who or 'count'}",
        unit=team,
        heads=heads,
        at=NOW,
        request=f"r{nth}",
        day=day,
        volunteer=who,
        confirmed=confirmed,
        reserve=reserve,
    )


def _member(team: str, nth: int, size: Size) -> str:
    teams = team_ids(size)
    return volunteer(teams.index(team) + len(teams) * nth)


def _beside(size: Size) -> Iterator[AnyRecord]:
    """Who can go and who stands by, squads, a notice with receipts, notes."""
    for nth, team in enumerate(team_ids(size)):
        for day in _days(size):
            heads = 20 + nth % 20
            one = Availability(id=availability_id(team, day, ""), unit=team, day=day, heads=heads, full_time=heads // 2)
            yield one
        yield SignUp(id=f"pool-{team}", unit=team, at=NOW, heads=10, reserve=10)
        yield Receipt(id=receipt_id("n1", team), notice="n1", unit=team, state="read", issued_by=("centre",))
        yield Note(id=f"note-{team}", at=NOW, unit=team, text=f"{nth} 人可到")
    yield Notice(
        id="n1", title="关于动员志愿者的通知", issued_by=("centre",), addressed_to=tuple(team_ids(size)), at=NOW
    )
    for nth in range(size.requests * 2):
        brigade, teams = _asked(nth // 2, FIRST_DAY, size)
        name, place = f"{brigade} 小分队{nth}", f"s{nth % size.streets}"
        yield Squad(id=f"q{nth}", unit=teams[nth % 2], name=name, strength=12, request=f"r{nth // 2}", place=place)


def _person(nth: int, team: str) -> PersonSaid:
    name = SURNAMES[nth % len(SURNAMES)] + GIVEN[nth // 20 % len(GIVEN)] + GIVEN[nth // 20 // len(GIVEN) % len(GIVEN)]
    skills = (SKILLS[nth % 8], SKILLS[(nth // 8 + 1) % 8]) if nth % 3 else ()
    return PersonSaid(unit=team, name=name, phone=f"138{nth:08}", skills=skills, seats=4 if nth % 10 == 0 else 0)
