"""A small city in which anything that counts can happen, at random and yet the same again from a seed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection

from central.load import write_records
from central.services import Bringer, ingest, rows_of
from central.unit_of_work import Author, UnitOfWork
from postcmd.ops import Base, RecordDelete
from postcmd.records import (
    AnyRecord,
    Attrition,
    Duty,
    Kind,
    Place,
    Placement,
    Post,
    Quota,
    Request,
    Squad,
    Task,
    Unit,
    Work,
    kind_of,
    quota_id,
)
from postcmd.service_records import Service

WALL = datetime(2022, 11, 20, 12, 0, tzinfo=UTC)
DAYS = [date(2022, 11, 20) + timedelta(days=number) for number in range(4)]
UNITS = ["centre", "centre/east", "centre/east/mill", "centre/east/mill/one", "centre/east/mill/two", "centre/west"]
PLACES = ["d1", "d1/s1", "d1/s1/c1", "d1/s1/c1/gate", "d1/s2", "d2", "d2/s3", "d2/s3/c2"]
KINDS: dict[str, Any] = {"c1": "community", "c2": "village", "gate": "checkpoint", "d1": "district", "d2": "district"}
TASKS = ("screening", "ledgers")
SAID = ("", "", "余", "近")


def unit(path: str) -> Unit:
    above, _, named = path.rpartition("/")
    return Unit(id=named, kind="corps", name=named, path=path, parent=above.rpartition("/")[2] or None)


def place(path: str) -> Place:
    above, _, named = path.rpartition("/")
    kind = KINDS.get(named, "street")
    return Place(id=named, kind=kind, name=named, path=path, parent=above.rpartition("/")[2] or None)


WORLD: list[AnyRecord] = [
    *map(unit, UNITS),
    *map(place, PLACES),
    *(Task(id=task, zh=task, counted_in="户") for task in TASKS),
    Request(id="r1", place="s1", task="screening"),
    Request(id="r2", place="c2", task="ledgers"),
]
IDS = [path.rpartition("/")[2] for path in UNITS]
SPOTS = [path.rpartition("/")[2] for path in PLACES]


class City:
    """Lives on a connection; `step` lets something happen. Without `moves` only what events tell of."""

    def __init__(self, connection: Connection, seed: int, *, moves: bool = True) -> None:
        self.connection, self.random, self._moves = connection, Random(seed), moves
        self.known: dict[tuple[Kind, str], AnyRecord] = {}
        self.served: dict[str, Service] = {}
        write_records(connection, WORLD, WALL)

    def step(self) -> None:
        choice = self.random.random()
        if choice < 0.12 and self._moves:
            self._serve()
        elif choice < 0.17 and self.known:
            self._bury()
        elif choice < 0.27 and self._moves:
            self._move()
        else:
            self._put([self._record() for _ in range(self.random.choice((1, 1, 1, 3)))])

    def _pick(self, some: Any) -> Any:
        return self.random.choice(list(some))

    def _put(self, records: list[AnyRecord]) -> None:
        last = {(kind_of(one), one.id): one for one in records}
        self.known |= last
        write_records(self.connection, last.values(), WALL)

    def _bury(self) -> None:
        key = self._pick(self.known)
        del self.known[key]
        work = UnitOfWork(self.connection, WALL)
        work.lock()
        seq = work.commit()
        author = Author("city", "city", seq)
        op = RecordDelete(kind=key[0], id=key[1], base=Base(epoch="", rev=0, values={}))
        work.bury(seq, [key], author, op)
        work.write()

    def _move(self) -> None:
        """A team goes to another brigade, and back."""
        path = self._pick(["centre/west/two", "centre/east/mill/two", "centre/two"])
        write_records(self.connection, [unit(path)], WALL)

    def _serve(self) -> None:
        told = [self._service() for _ in range(self.random.randint(1, 4))]
        by_id = {one.id: one for one in told}
        self.served |= by_id
        ingest(self.connection, [rows_of(by_id.values())], Bringer("city", corrects=True), WALL)

    def _service(self) -> Service:
        number, pick = self.random.randint(1, 12), self._pick
        return Service(
            id=f"s{number}",
            unit=pick(IDS),
            volunteer=f"v{self.random.randint(1, 4)}",
            day=pick(DAYS),
            place=pick([*SPOTS, ""]),
            task=pick([*TASKS, ""]),
            request=pick(["", "", "r1", "r2"]),
            team=pick(["", "t1"]),
            post=pick(["", "p1"]),
            minutes=pick([None, 60]),
            served=pick([None, 3]),
            quantity=pick([None, 7]),
            said=pick(SAID),
            trips=pick([None, 1]),
        )

    def _record(self) -> AnyRecord:
        make = self._pick(
            (self._duty, self._duty, self._quota, self._squad, self._work, self._loss, self._placement, self._post)
        )
        made: AnyRecord = make(self.random.randint(1, 5))
        return made

    def _duty(self, number: int) -> Duty:
        day, pick = self._pick(DAYS), self._pick
        begins = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=pick((1, 3, 5)))
        volunteer = pick((None, None, "v1", "v2"))
        came = pick((0, 1)) if volunteer else pick((0, 3, 5))
        left = pick((0, came))
        return Duty(
            id=f"duty{number}",
            unit=pick(IDS),
            post=f"post{self.random.randint(1, 3)}",
            place=pick(SPOTS),
            day=day,
            begins=begins,
            ends=begins + timedelta(hours=4),
            heads=max(1, came),
            squad=pick((None, "squad1", "squad2", "squad3")),
            volunteer=volunteer,
            came=came,
            left=left,
            came_at=begins if came else None,
            left_at=begins + timedelta(hours=2) if left else None,
        )

    def _quota(self, _number: int) -> Quota:
        pick = self._pick
        request, day, unit_ = pick(("r1", "r2")), pick(DAYS), pick(IDS)
        parent = pick((None, quota_id(request, pick(IDS), day)))
        fields = {"parent": parent, "status": pick(("issued", "issued", "withdrawn")), "present": pick((0, 4, 9))}
        return Quota(id=quota_id(request, unit_, day), request=request, unit=unit_, day=day, min=0, max=None, **fields)

    def _squad(self, _number: int) -> Squad:
        number, pick = self.random.randint(1, 3), self._pick
        others = [f"squad{other}" for other in range(1, 4) if other != number]
        return Squad(
            id=f"squad{number}",
            unit=pick(IDS),
            name="队",
            strength=9,
            present=pick((0, 4)),
            request=pick((None, "r1", "r2")),
            parent=pick((None, *others)),
            merged_into=pick((None, None, *others)),
        )

    def _work(self, number: int) -> Work:
        pick = self._pick
        return Work(
            id=f"work{number}",
            unit=pick(IDS),
            day=pick(DAYS),
            task=pick(TASKS),
            quantity=pick((None, 5, 8)),
            said=pick(SAID),
            served=pick((None, 20)),
            served_said=pick(SAID),
            request=pick((None, "r1")),
            place=pick((None, *SPOTS)),
            state=pick(("reported", "verified")),
            superseded_by=pick((None, None, "other")),
        )

    def _loss(self, number: int) -> Attrition:
        at = datetime.combine(self._pick(DAYS), datetime.min.time(), UTC)
        return Attrition(
            id=f"loss{number}", unit=self._pick(IDS), heads=2, loss="sick", at=at, place=self._pick((None, *SPOTS))
        )

    def _placement(self, number: int) -> Placement:
        pick = self._pick
        return Placement(
            id=f"placement{number}",
            unit=pick(IDS),
            form="paired",
            place=pick((None, *SPOTS)),
            heads=pick((None, 6)),
            since=pick((None, DAYS[1])),
            until=pick((None, DAYS[2])),
            said=pick(SAID),
        )

    def _post(self, _number: int) -> Post:
        number = self.random.randint(1, 3)
        return Post(id=f"post{number}", place=self._pick(SPOTS), name="岗", request=self._pick((None, "r1", "r2")))
