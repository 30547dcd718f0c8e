"""Whether everybody agrees: what every post shows and keeps, against a fresh snapshot of its scope.

1. A difference names where it is and what it is; none means that nothing waits anywhere either.
2. Screens and memories are compared while everybody is at work, files after everybody has left.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from postcmd.records import AnyRecord, Place, Quota, Request, Unit, kind_of
from sync.formats import read_cache
from sync.instances import CACHE, Home, glances, home_of
from tests.chaos.clerk import Report
from tests.chaos.screens import Screen, rows

if TYPE_CHECKING:
    from tests.chaos.trial import Trial

Difference = tuple[str, str]
Snapshot = dict[tuple[str, str], Any]


def differences(trial: Trial) -> list[Difference]:
    """Everything on a screen or at a post that is not as it should be at rest, by what the centre says now.

    Nobody is at rest while edits wait in a folder that an ended session left: whoever is at work is still to send them.
    """
    told = {account: trial.snapshot(account) for account in trial.accounts}
    found = [one for account in trial.accounts for one in _at_work(trial, account, told[account])]
    return found + [one for account in trial.accounts for one in _waiting(_home(trial, account))]


def differences_in_files(trial: Trial) -> list[Difference]:
    """The same of the files that everybody left behind, once all have gone home."""
    told = {account: trial.snapshot(account) for account in trial.accounts}
    return [one for account in trial.accounts for one in _in_files(trial, account, _by_key(told[account]))]


def _at_work(trial: Trial, account: str, told: list[AnyRecord]) -> Iterator[Difference]:
    snapshot = _by_key(told)
    for clerk, report in trial.report_all().items():
        if clerk.account == account:
            yield from ((f"{account} {report.client}", what) for what in _wrong_in(report, snapshot))
    if account == "chaoyang":
        for screen in trial.screens:
            yield from ((f"screen {screen.place}", what) for what in _wrong_on(screen, told))


def _wrong_in(report: Report, snapshot: Snapshot) -> Iterator[str]:
    if report.link != "online":
        yield report.link
    if report.waiting:
        yield f"waits: {', '.join(report.waiting[:5])}"
    shown = {(kind, key): record for kind, shelf in report.records.items() for key, record in shelf.items()}
    yield from _unequal(shown, snapshot)


def _wrong_on(screen: Screen, told: list[AnyRecord]) -> Iterator[str]:
    text = screen.look()
    shown = rows(text)
    if not re.search("^online", text, re.MULTILINE):
        yield f"is not online:\n{text.rstrip()}"
    if sorted(row[1:] for row in shown) != sorted(_rows_of(told)):
        yield f"shows {len(shown)} rows that are not the centre's:\n{text.rstrip()}"
    own = next((row for row in _rows_of(told) if row[0] == screen.place), None)
    if own is None or not screen.best <= own[4] <= 100 + screen.pressed:
        yield f"its row is {own} after {screen.best} was shown as saved and + was pressed {screen.pressed} times"


def _rows_of(told: list[AnyRecord]) -> list[tuple[str, str, str, int, int]]:
    """The quotas as a screen names them."""
    places = {one.id: one.name for one in told if isinstance(one, Place)}
    units = {one.id: one.name for one in told if isinstance(one, Unit)}
    at = {one.id: places[one.place] for one in told if isinstance(one, Request)}
    quotas = [one for one in told if isinstance(one, Quota)]
    return [(at[one.request], units[one.unit], f"{one.day:%m-%d}", one.min, one.max or 0) for one in quotas]


def _in_files(trial: Trial, account: str, snapshot: Snapshot) -> Iterator[Difference]:
    home = _home(trial, account)
    in_use = {report.folder for clerk, report in trial.reports.items() if clerk.account == account}
    yield from _waiting(home)
    for glance in glances(home):
        if str(glance.folder) in in_use:
            yield from ((glance.folder.name, what) for what in _wrong_in_cache(home, glance.folder.name, snapshot))
    yield from _forgotten(trial, account, home)


def _home(trial: Trial, account: str) -> Home:
    return home_of(trial.url_for(account), account, trial.state / "postcmd")


def _waiting(home: Home) -> Iterator[Difference]:
    for glance in glances(home):
        if glance.waiting:
            yield glance.folder.name, f"{glance.waiting} edits wait in the file"


def _wrong_in_cache(home: Home, folder: str, snapshot: Snapshot) -> Iterator[str]:
    tables: Any = read_cache(home.folder / folder / CACHE)
    kinds = {kind for kind, _ in snapshot}
    kept = {(kind, key): doc["put"].record for kind in kinds for key, doc in tables.get(kind, {}).items()}
    yield from _unequal({key: _plain(record) for key, record in kept.items()}, snapshot)


def _forgotten(trial: Trial, account: str, home: Home) -> Iterator[Difference]:
    """Refusals and conflicts that nobody has let go of, and that no post shows any more."""
    for mark in trial.for_a_person(account) - _on_cards(home):
        yield mark, "needs a person, and is shown to none"


def on_cards(trial: Trial) -> set[str]:
    """Marks of the edits that a person is still to look at, by the files. What one session took over from another is
    not judged anew after a restore: its number goes as void, its card stays."""
    return {mark for account in trial.accounts for mark in _on_cards(_home(trial, account))}


def _on_cards(home: Home) -> set[str]:
    edits = [edit for glance in glances(home) for edit in glance.edits(foreign=False)]
    return {edit.op.reason for edit in edits if edit.stage == "attention"}


def _unequal(shown: Snapshot, snapshot: Snapshot) -> Iterator[str]:
    for key in sorted(shown.keys() | snapshot.keys()):
        if shown.get(key) != snapshot.get(key):
            yield f"{key}: {shown.get(key)}, at the centre {snapshot.get(key)}"


def _by_key(told: list[AnyRecord]) -> Snapshot:
    return {(kind_of(record), record.id): _plain(record) for record in told}


def _plain(record: AnyRecord) -> Any:
    return json.loads(msgspec.json.encode(record))
