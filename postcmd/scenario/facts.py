"""The facts of a scenario, as types: what a report said and nothing else.

1. A key that is not named here is an error that names it: nothing in the file is silently ignored.
2. A figure keeps its qualifier (近, 余, 超过, 约, 左右) beside its number.
3. Days and hours are read in the scenario's own year and zone and come out in UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from postcmd.errors import BadInput
from postcmd.records import PlaceKind, Risk, UnitKind

BEFORE: Final = frozenset({"近", "超过", "约"})
"""Qualifiers that are said before the number; the others (余, 左右) follow it."""


class Figure(Struct, frozen=True, forbid_unknown_fields=True):
    """A number as it was reported."""

    n: int
    said: str = ""
    at: str = ""
    less_than_minutes: int | None = None
    ambiguous: str = ""

    def __str__(self) -> str:
        said = f"{self.said}{self.n}" if self.said in BEFORE else f"{self.n}{self.said}"
        return f"{said} ({self.ambiguous})" if self.ambiguous else said


Amount = int | Figure


def heads(amount: Amount) -> int:
    return amount.n if isinstance(amount, Figure) else amount


def said(amount: Amount) -> str:
    return amount.said if isinstance(amount, Figure) else ""


class UnitFacts(Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    kind: UnitKind
    name: str
    parent: str | None = None
    line_of: str | None = None
    nickname: str = ""
    serves_in: str = ""
    mixed: tuple[str, ...] = ()
    note: str = ""
    inferred: bool = False


class PlaceFacts(Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    kind: PlaceKind
    name: str
    parent: str | None = None
    risk: Risk | None = None
    note: str = ""
    inferred: bool = False


class Meta(Struct, frozen=True, forbid_unknown_fields=True):
    timezone: str
    year: int
    as_of: str


class TaskFacts(Struct, frozen=True, forbid_unknown_fields=True):
    zh: str
    count: str = ""


class NoticeFacts(Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    issued_by: tuple[str, ...]
    addressed_to: tuple[str, ...]
    asks: tuple[str, ...] = ()
    after_request: str | None = None


class Placement(Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    unit: str
    date: str = ""
    task: str = ""


class Release(Struct, frozen=True, forbid_unknown_fields=True):
    unit: str
    serve_while_sealed: bool
    report_to: str


class Pool(Struct, frozen=True, forbid_unknown_fields=True):
    unit: str
    recruited_for: str
    full_time: bool
    size_at_least: int


class SnapshotPart(Struct, frozen=True, forbid_unknown_fields=True):
    heads: int
    places: tuple[str, ...] = ()
    places_open: bool = False
    risk: Risk | None = None
    tasks: tuple[str, ...] = ()


class Snapshot(Struct, frozen=True, forbid_unknown_fields=True):
    at: str
    parts: tuple[SnapshotPart, ...]


class Redeployed(Struct, frozen=True, forbid_unknown_fields=True):
    heads: int
    off_post: str
    on_next_until: str


class SquadFacts(Struct, frozen=True, forbid_unknown_fields=True):
    place: str
    leader: int = 0
    volunteers: int = 0
    task: str = ""
    work: dict[str, Amount] = {}
    born_on_site: bool = False
    still_working_at: str = ""
    skilled: int = 0
    pickup: str = ""
    vehicle_short: bool = False
    own_cars: int = 0


class RequestFacts(Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    id: str
    place: str
    task: str
    then: tuple[str, ...] = ()
    needed: int = 0
    urgent: bool = False
    full_time_days: int = 0
    addressed_unit: str | None = None
    called_by: str = ""
    signed_up: Figure | None = None
    from_pool: bool = False
    arrived: Figure | None = None
    risk: Risk | None = None
    ordered_at: str = ""
    asks: tuple[str, ...] = ()
    assembled: Figure | None = None
    entered: str = ""
    snapshot: Snapshot | None = None
    from_: str = ""
    to: str = ""
    daily: str = ""
    min_per_day: int = 0
    max_per_day: int | None = None
    sent: Amount | None = None
    who: str = ""
    unit: str = ""
    on_from: str = ""
    off_at: str = ""
    numbers_to: int | None = None
    floors_to: int | None = None
    villages: int | None = None
    posts: int | None = None
    beside: str = ""
    work: dict[str, Amount] = {}
    redeployed: Redeployed | None = None
    heads: int = 0
    squad: tuple[SquadFacts, ...] = ()


class Standing(Struct, frozen=True, forbid_unknown_fields=True):
    unit: str
    tasks: tuple[str, ...]


class Total(Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    unit: str
    period: str = ""
    from_: str = ""
    to: str = ""
    days: int | None = None
    volunteer_times: Amount | None = None
    volunteers: Amount | None = None
    teams: Amount | None = None
    posts: Amount | None = None
    communities: int | None = None
    services: Amount | None = None
    served_times: Amount | None = None
    door_sensors: Amount | None = None
    leaflets: Amount | None = None
    samples: Amount | None = None
    ledgers: Amount | None = None


class OpenQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    says: tuple[str, ...]


class Facts(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything the file says."""

    meta: Meta
    choices: dict[str, str]
    unit: tuple[UnitFacts, ...]
    place: tuple[PlaceFacts, ...]
    task: dict[str, TaskFacts]
    notice: tuple[NoticeFacts, ...] = ()
    placement: tuple[Placement, ...] = ()
    release: tuple[Release, ...] = ()
    pool: tuple[Pool, ...] = ()
    request: tuple[RequestFacts, ...] = ()
    standing: tuple[Standing, ...] = ()
    total: tuple[Total, ...] = ()
    open: tuple[OpenQuestion, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.meta.timezone)

    @property
    def last_day(self) -> date:
        """The last day that the record dates."""
        dated = [*(place.date for place in self.placement), *(total.to for total in self.total)]
        return max(self.day(text) for text in (self.choices["undated"], *dated) if text)

    def day(self, text: str) -> date:
        """`11-23` → a date in the scenario's year."""
        return self._read(text, "%m-%d").date()

    def moment(self, text: str) -> datetime:
        """`11-20 19:30` → the moment, in UTC."""
        return self._read(text, "%m-%d %H:%M").astimezone(UTC)

    def at(self, day: date, text: str) -> datetime:
        """`13:00` of a day, or `next day 03:00` after it, in UTC."""
        hour = text.removeprefix("next day ")
        clock = self._read(f"01-01 {hour}", "%m-%d %H:%M").time()
        late = timedelta(days=1 if hour != text else 0)
        return datetime.combine(day + late, clock, self.zone).astimezone(UTC)

    def name_of(self, record_id: str) -> str:
        """The name of a unit or place."""
        names = {unit.id: unit.name for unit in self.unit} | {place.id: place.name for place in self.place}
        return names.get(record_id, record_id)

    def _read(self, text: str, pattern: str) -> datetime:
        try:
            return datetime.strptime(f"{self.meta.year}-{text}", f"%Y-{pattern}").replace(tzinfo=self.zone)
        except ValueError:
            raise BadInput("scenario", detail=f"not a time: {text!r}") from None
