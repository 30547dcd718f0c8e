"""A trial: posts and centres at work while both are killed and the ways between them are bad; then the reckoning.

1. Everything that happens is drawn from the seed; when it happens is up to the machine.
2. Nobody is asked to stop before the last kill; then ways and centres are well again, and nobody makes edits.
3. The reckoning waits for agreement, at most PATIENCE; what differs after that is a finding.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import wait
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Final, Literal, Self

from postcmd.wire import NEEDS_ATTENTION
from sync.ports import Secret
from sync.post import open_cache, pull_once, way_to
from tests.centre_fixture import RunningCentre
from tests.chaos.books import judge, read_books
from tests.chaos.clerk import Kept, Leaves, Orders, Report, Said
from tests.chaos.faults import FAULTS, Fault
from tests.chaos.posts import Clerk
from tests.chaos.reckoning import differences, differences_in_files, on_cards
from tests.chaos.screens import Screen
from tests.chaos.totals import Totals
from tests.chaos.ways import Healing, Way, Ways

PATIENCE: Final = 90.0
"""Seconds until everybody agrees, at most: a dead connection is given up after forty."""
STORM: Final[Mapping[Fault, float]] = dict.fromkeys(FAULTS, 0.03)
FINE: Final[Mapping[Fault, float]] = {}


Blow = Literal["clerk", "screen", "centre"] | Callable[["Trial"], None]


class Trial:
    """`clerks` are the accounts of the clerks, `rows` the places of the screens; all screens are 朝阳's."""

    def __init__(
        self,
        folder: Path,
        replicas: Sequence[RunningCentre],
        ways: Ways,
        seed: str,
        *,
        clerks: Sequence[str] = ("chaoyang", "chaoyang", "city", "miyun", "lianjia"),
        rows: Sequence[str] = (),
        pause: float = 0.3,
        healings: Sequence[Healing] = ("resumed", "cut"),
    ) -> None:
        self.folder, self.replicas, self.ways = folder, replicas, ways
        self.totals = Totals()
        self.kept: dict[str, Kept] = {}
        self.let_go: set[str] = set()
        self.reports: dict[Clerk, Report] = {}
        self.chance = Random(seed)
        self.accounts = sorted({*clerks, *(["chaoyang"] if rows else [])})
        self._healings = healings
        self._way = {account: ways.open([one.port for one in replicas]) for account in self.accounts}
        self._began = time.monotonic()
        self._helper = ThreadPoolExecutor(2)
        self._restarting: dict[int, Future[None]] = {}
        self._parted: list[Way] = []
        self.clerks = [Clerk(self._orders(account, nth, seed, pause)) for nth, account in enumerate(clerks)]
        self.screens = [Screen(place, self._way_in("chaoyang")) for place in rows]

    @property
    def tokens(self) -> dict[str, str]:
        return self.replicas[0].tokens

    def url_for(self, account: str) -> str:
        return self._way[account].url

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def __enter__(self) -> Self:
        """Everybody at work."""
        self.state.mkdir()
        for clerk in self.clerks:
            clerk.start()
        for screen in self.screens:
            screen.start()
        # The first to kill has something to lose.
        self.work(PATIENCE, len(self.clerks))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Whoever is still there goes, whatever happened."""
        for clerk in self.clerks:
            clerk.end()
        for screen in self.screens:
            screen.end()
        self._helper.shutdown()

    # At work

    def run(self, blows: Iterable[Blow], most: int, longest: float) -> None:
        """Strike again and again, each time after up to `most` edits were acknowledged or `longest` seconds went by.

        A blow is whom to kill, `clerk`, `screen` or `centre`, or something to do.
        """
        for blow in blows:
            self._change_weather()
            self.work(longest, self.chance.randrange(most))
            self._strike(blow)

    def work(self, seconds: float, edits: int = sys.maxsize) -> None:
        """Listen to the clerks for so long, or until so many more edits were acknowledged."""
        end, enough = time.monotonic() + seconds, len(self.kept) + edits
        while (left := end - time.monotonic()) > 0 and len(self.kept) < enough:
            self._listen(left)

    def _listen(self, seconds: float) -> None:
        mouths = {clerk.mouth: clerk for clerk in self.clerks if clerk.mouth is not None}
        for mouth in wait(list(mouths), seconds):
            clerk = mouths[mouth]  # type: ignore[index]
            said = clerk.hear()
            if said is not None:
                self._note(clerk, said)

    def _note(self, clerk: Clerk, said: Said) -> None:
        match said:
            case Kept():
                self.kept[said.mark] = said
            case Leaves():
                self.let_go.update(said.marks)
            case Report():
                self.reports[clerk] = said

    def _change_weather(self) -> None:
        while self._parted:
            self._parted.pop().heal(self.chance.choice(self._healings))
        self.ways.set_weather(FINE if self.chance.random() < 0.3 else STORM)
        if self.chance.random() < 0.25:
            way = self._way[self.chance.choice(self.accounts)]
            way.part()
            self._parted.append(way)
            self.totals.met["partition"] += 1

    # Kills

    def _strike(self, blow: Blow) -> None:
        if callable(blow):
            blow(self)
        elif blow == "clerk":
            self._kill_clerk(self.chance.choice(self.clerks))
        elif blow == "screen":
            self._kill_screen(self.chance.choice(self.screens))
        else:
            self._kill_centre(self.chance.randrange(len(self.replicas)))

    def _kill_screen(self, screen: Screen) -> None:
        screen.kill()
        screen.start()
        self.totals.kills["screen"] += 1

    def _kill_clerk(self, clerk: Clerk) -> None:
        for said in clerk.kill():
            self._note(clerk, said)
        clerk.start()
        self.totals.kills["clerk"] += 1

    def _kill_centre(self, nth: int) -> None:
        """It is back after a second or so; meanwhile the posts go on."""
        self._wait_for(nth)
        self.replicas[nth].kill()
        self.totals.kills["centre"] += 1
        self._restarting[nth] = self._helper.submit(self.replicas[nth].start)

    def _wait_for(self, nth: int) -> None:
        back = self._restarting.pop(nth, None)
        while back is not None and not back.done():
            self._listen(0.05)
        if back is not None:
            back.result()

    def all_centres_up(self) -> None:
        for nth in range(len(self.replicas)):
            self._wait_for(nth)

    # The reckoning

    def heal(self) -> None:
        """Everything works again, and nobody makes edits any more."""
        while self._parted:
            self._parted.pop().heal("cut")
        self.ways.set_weather(FINE)
        self.all_centres_up()
        for clerk in self.clerks:
            clerk.tell("rest")
        for screen in self.screens:
            screen.rest()

    def reckon(self) -> Totals:
        """Wait until everybody agrees, send everybody home, and read the books."""
        end = time.monotonic() + PATIENCE
        while (found := differences(self)) and time.monotonic() < end:
            self.work(0.2)
        self.everybody_home()
        found += differences_in_files(self)
        self.totals.differing = len({where for where, _ in found})
        self.totals.wrong += [f"{where}: {what}" for where, what in found]
        self._judge()
        self._read_logs()
        self.totals.seconds = time.monotonic() - self._began
        self.totals.met.update(self.ways.met)
        return self.totals

    def report_all(self) -> dict[Clerk, Report]:
        """What every clerk has on the screen at this moment."""
        self.reports.clear()
        for clerk in self.clerks:
            clerk.tell("report")
        while len(self.reports) < len(self.clerks):
            self._listen(1)
        return self.reports

    def everybody_home(self) -> None:
        for clerk in self.clerks:
            for said in clerk.leave():
                self._note(clerk, said)
        for screen in self.screens:
            screen.leave()

    def snapshot(self, account: str) -> list[Any]:
        """All records of the account's scope, fetched by somebody who has nothing yet."""
        token, url = Secret(self.tokens[account]), self.chance.choice(self.replicas).url
        with tempfile.TemporaryDirectory() as nowhere:
            empty = open_cache(url, account, Path(nowhere))
            return pull_once(empty, way_to(url, lambda: token), limit=30).learnt.records_held()

    def for_a_person(self, account: str) -> set[str]:
        """Marks of the edits that ended so that somebody has to look, and that nobody has let go of."""
        ledger = read_books(self.replicas[0].database).ledger
        ends = {row.hash: row.status for row in ledger.values()}
        marks = {mark for mark, one in self.kept.items() if ends.get(one.op.h) in NEEDS_ATTENTION}
        return {mark for mark in marks - self.let_go if mark.startswith(account)}

    def _judge(self) -> None:
        books = read_books(self.replicas[0].database)
        verdict = judge(books, self.kept.values(), self.let_go | on_cards(self))
        totals = self.totals
        totals.on_screens = sum(screen.best for screen in self.screens) - 100 * len(self.screens)
        totals.acknowledged = len(self.kept) + totals.on_screens
        totals.lost, totals.doubled = len(verdict.lost), len(verdict.doubled)
        totals.statuses = verdict.statuses
        totals.wrong += [*verdict.lost, *verdict.doubled, *verdict.wrong]

    def _read_logs(self) -> None:
        """What nobody foresaw stands in the logs of posts and centres, with its traceback."""
        for log in (*self.state.rglob("*.log"), *(replica.log for replica in self.replicas)):
            faults = log.read_text(errors="replace").split("Traceback (most recent call last)")[1:]
            self.totals.wrong += [f"{log.name}: {fault.strip().splitlines()[-1]}" for fault in faults[:3]]

    # Who sits where

    def _orders(self, account: str, nth: int, seed: str, pause: float) -> Orders:
        return Orders(
            name=f"{account}-{nth}",
            url=self.url_for(account),
            account=account,
            token=self.tokens[account],
            state=str(self.state / "postcmd"),
            seed=f"{seed}.{nth}",
            pause=pause,
        )

    def _way_in(self, account: str) -> dict[str, str]:
        return {
            "POSTCMD_URL": self.url_for(account),
            "POSTCMD_TOKEN": self.tokens[account],
            "POSTCMD_ACCOUNT": account,
            "XDG_STATE_HOME": str(self.state),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "LANG": "C.UTF-8",
        }
