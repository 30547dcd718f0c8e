"""Real processes for as long as one likes: rounds on SQLite and on PostgreSQL with two replicas, each reckoned up.

    soak(300).is_clean

1. Every round has a backup by the centre's own command and, later, a restore of it: by the command, or, on SQLite every
   other time, by a plain copy that nobody announces.
2. Every round on PostgreSQL has a crash of the database itself.
3. A round that is not clean leaves its folder, named in what is wrong.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.centre_fixture import RunningCentre, running_centre, two_replicas
from tests.chaos import field
from tests.chaos.totals import Totals
from tests.chaos.trial import Blow, Trial
from tests.chaos.ways import Ways
from tests.postgres import Server, own_server, program

KILLS: Final = 60
"""In a round, not counting the database's crash."""
SHARES: Final[dict[Blow, float]] = {"clerk": 0.7, "screen": 0.1, "centre": 0.2}
CLERKS: Final = ("chaoyang", "chaoyang", "city", "city", "miyun", "lianjia")


def soak(seconds: float, seed: int = 0) -> Totals:
    """Rounds until the time is up, one of each kind at least; a line is printed after each."""
    totals, end = Totals(), time.monotonic() + seconds
    with own_server() as server:
        for nth in itertools.count():
            one = _round(f"{seed}.{nth}", nth, server)
            totals += one
            print(f"round {seed}.{nth}: {one}\n", flush=True)
            if time.monotonic() > end and nth:
                return totals
    raise AssertionError("count() does not end")


def _round(seed: str, nth: int, server: Server) -> Totals:
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    with Ways(nth) as ways:
        if nth % 2 == 0:
            with running_centre(folder, field.records(), field.PEOPLE) as centre:
                totals = _trial(folder, [centre], ways, seed, _OnSQLite(folder, announces=nth % 4 == 0))
        else:
            with two_replicas(folder, server.fresh_database(), field.records(), field.PEOPLE) as replicas:
                totals = _trial(folder, replicas, ways, seed, _OnPostgreSQL(folder, server))
    if totals.is_clean:
        shutil.rmtree(folder)
    else:
        totals.wrong.append(f"the files are in {folder}")
    return totals


def _trial(
    folder: Path, replicas: Sequence[RunningCentre], ways: Ways, seed: str, ground: _OnSQLite | _OnPostgreSQL
) -> Totals:
    with Trial(
        folder,
        replicas,
        ways,
        seed,
        clerks=CLERKS,
        rows=field.ROWS[:2],
        pause=0.1,
        healings=("resumed", "cut", "dead"),
    ) as trial:
        trial.run(_blows(Random(seed), ground), most=40, longest=1.5)
        trial.heal()
        return trial.reckon()


def _blows(chance: Random, ground: _OnSQLite | _OnPostgreSQL) -> list[Blow]:
    blows = chance.choices(list(SHARES), list(SHARES.values()), k=KILLS)
    for place, more in ((KILLS * 3 // 4, ground.restore), (KILLS // 2, ground.crash), (KILLS // 4, ground.back_up)):
        blows.insert(place, more)
    return blows


class _OnSQLite:
    def __init__(self, folder: Path, announces: bool) -> None:
        self._backup, self._announces = folder / "backup", announces

    def back_up(self, trial: Trial) -> None:
        trial.all_centres_up()
        command("backup", self._backup, "--database", trial.replicas[0].database)

    def crash(self, trial: Trial) -> None:
        """The database is the centre's own process."""

    def restore(self, trial: Trial) -> None:
        trial.all_centres_up()
        (centre,) = trial.replicas
        centre.kill()
        if self._announces:
            command("restore", "--replace", self._backup, "--database", centre.database)
        else:
            database = Path(centre.database)
            for end in ("-wal", "-shm"):
                database.with_name(database.name + end).unlink(missing_ok=True)
            shutil.copy(self._backup, database)
        centre.start()
        trial.totals.restores += 1


class _OnPostgreSQL:
    def __init__(self, folder: Path, server: Server) -> None:
        self._backup, self._server = folder / "backup", server

    def back_up(self, trial: Trial) -> None:
        trial.all_centres_up()
        command("backup", self._backup, "--pg-dump", program("pg_dump"), "--database", trial.replicas[0].database)

    def crash(self, trial: Trial) -> None:
        """Nothing is written any more; the next start recovers. The replicas live on."""
        trial.all_centres_up()
        self._server.stop("immediate")
        trial.work(0.5)
        self._server.start()
        trial.totals.kills["postgresql"] += 1

    def restore(self, trial: Trial) -> None:
        trial.all_centres_up()
        again = self._server.empty_database()
        for replica in trial.replicas:
            replica.kill()
        command("restore", self._backup, "--pg-dump", program("pg_dump"), "--database", again)
        for replica in trial.replicas:
            replica.database = again
            replica.start()
        trial.totals.restores += 1


def command(*words: Any) -> None:
    """`postcmd-central` with these words."""
    line = [sys.executable, "-m", "central", *map(str, words)]
    done = subprocess.run(line, env=os.environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"{line}: {done.stderr}"


if __name__ == "__main__":
    print(soak(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
