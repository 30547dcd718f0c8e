"""A post with a full cache, as the sync side would have left it: for measuring the board.

1. Same numbers in, same records out: every run measures the same board.
2. The files are in the sync side's own formats and places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Raw

from postcmd.puts import Put
from postcmd.records import (
    AnyRecord,
    Event,
    Kind,
    Line,
    Place,
    Quota,
    Request,
    Squad,
    SquadStatus,
    Task,
    Unit,
    kind_of,
    quota_id,
)
from postcmd.scope import Grant
from sync.formats import AnyShelved, CacheFacts, OutboxFacts
from sync.instances import OUTBOX, PREFIX, home_of
from sync.learnt import Changes
from sync.local import CacheFile

URL: Final = "http://127.0.0.1:9"
ACCOUNT: Final = "centre"
CLIENT: Final = "01HFBENCH00000000000000000"
NOW: Final = datetime(2022, 11, 20, 12, 0, tzinfo=UTC)
DAYS: Final = 5
UNITS_A_REQUEST: Final = 4
PLACES: Final = ("孙河乡", "酒仙桥街道", "望京街道", "崔各庄地区", "将台地区", "东湖街道", "来广营地区", "太阳宫地区")
UNITS: Final = ("链家", "首开", "朝阳环卫", "燃气集团", "地铁运营", "自来水", "公交客运", "北京银行")
STATUSES: Final[tuple[SquadStatus, ...]] = ("standby", "alerted", "mustering", "en_route", "on_post", "resting")


def records(quotas: int = 5_000, squads: int = 1_000) -> Iterator[AnyRecord]:
    """So many quotas with their requests, places and units, and so many squads."""
    requests = max(1, quotas // (DAYS * UNITS_A_REQUEST))
    yield Unit(id="centre", kind="centre", name="运行中心", path="centre")
    yield Task(id="sampling_assist", zh="核酸检测辅助", en="assist at testing")
    yield Place(id="chaoyang-d", kind="district", name="朝阳区", path="chaoyang-d")
    for nth in range(40):
        name = f"{UNITS[nth % 8]}{nth // 8 + 1}队"
        yield Unit(id=f"u{nth}", kind="team", name=name, path=f"centre/u{nth}", parent="centre")
    for nth in range(requests):
        place = Place(id=f"p{nth}", kind="community", name=f"{PLACES[nth % 8]}{nth}", path=f"chaoyang-d/p{nth}")
        yield msgspec.structs.replace(place, parent="chaoyang-d")
        yield _request(nth)
        yield from _quotas(nth)
    for nth in range(squads):
        yield _squad(nth, requests)


def write_post(state: Path, quotas: int = 5_000, squads: int = 1_000, of: Iterable[AnyRecord] | None = None) -> None:
    """The files of an instance under `state` (what XDG_STATE_HOME names), of these records, or so many made here."""
    home = home_of(URL, ACCOUNT, state / "postcmd")
    folder = home.folder / f"{PREFIX}{CLIENT}"
    folder.mkdir(parents=True, mode=0o700)
    for one in (folder, *folder.parents):
        if one == state:
            break
        one.chmod(0o700)
    facts = CacheFacts(
        server=home.server,
        account=ACCOUNT,
        client=CLIENT,
        epoch="e1",
        cursor="e1.100.00",
        prefixes=("*",),
        as_of=NOW,
        clock_at=NOW,
        grants=(Grant("dispatcher", "*"),),
    )
    log = Raw(msgspec.json.encode(_log()))
    puts: dict[Kind, dict[str, AnyShelved]] = {}
    for record in records(quotas, squads) if of is None else of:
        puts.setdefault(kind_of(record), {})[record.id] = {"put": Put(record, log)}
    CacheFile(folder).save(Changes(facts, {}, puts, {}, whole=True))
    outbox = {"facts": {"outbox": OutboxFacts(server=home.server, account=ACCOUNT, client=CLIENT)}, "intents": {}}
    (folder / OUTBOX).write_bytes(msgspec.json.encode(outbox))
    (folder / OUTBOX).chmod(0o600)


def _days() -> list[date]:
    return [date(2022, 11, 20) + timedelta(days=nth) for nth in range(DAYS)]


def _request(nth: int) -> Request:
    lines = tuple(Line(day=day, min=20, max=40) for day in _days())
    units = tuple(f"u{(nth + part) % 40}" for part in range(UNITS_A_REQUEST))
    return Request(
        id=f"r{nth}",
        place=f"p{nth}",
        task="sampling_assist",
        lines=lines,
        status="ordered",
        urgent=nth % 9 == 0,
        due=NOW + timedelta(hours=nth % 48),
        units=units,
        rev=nth + 1,
    )


def _quotas(nth: int) -> Iterator[Quota]:
    for day in _days():
        for part in range(UNITS_A_REQUEST):
            unit = f"u{(nth + part) % 40}"
            key = quota_id(f"r{nth}", unit, day)
            least = nth % 20 + 1
            yield Quota(
                id=key,
                request=f"r{nth}",
                unit=unit,
                day=day,
                min=least,
                max=least + nth % 5,
                confirmed=(nth * 7 + part) % 25,
                present=nth % 7,
                rev=nth + 1,
            )


def _squad(nth: int, requests: int) -> Squad:
    return Squad(
        id=f"s{nth}",
        unit=f"u{nth % 40}",
        name=f"{UNITS[nth % 8]}小分队{nth}",
        strength=12,
        present=nth % 13,
        status=STATUSES[nth % 6],
        since=NOW - timedelta(minutes=nth),
        request=f"r{nth % requests}",
        place=f"p{nth % requests}",
        rev=nth + 1,
    )


def _log() -> list[Event]:
    return [Event(seq=nth, at=NOW, by="centre", verb="quota.set", changed={"max": (12, 15)}) for nth in range(3)]
