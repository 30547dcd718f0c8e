"""The long proof: the simulation on every core, seed after seed, then real processes; `make soak ARGS=SECONDS`.

1. A run that breaks a promise ends the soak: its line to replay it is printed, and the exit status is 1.
2. The totals say what was done: edits, kills, restores, conflicts and everything else that was counted.
3. Every process that is started runs the code beside this file, whatever the interpreter has installed.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import multiprocessing
import os
import sys
import time
from collections import Counter
from pathlib import Path

from tests.chaos.soak import soak as tried_with_processes
from tests.sim.runs import replay_line, run_seed

STEPS = 300
FIRST = 1_000_000
"""Far from the seeds of the tests."""
SHARE = 0.5
"""Of the time, for the simulation."""
AT_A_TIME = 40
"""Seeds that every core takes before the clock is looked at."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m dev.soak", description=__doc__)
    parser.add_argument("seconds", nargs="?", type=float, default=600.0)
    parser.add_argument("--first", type=int, default=FIRST, help="the first seed")
    parser.add_argument("--share", type=float, default=SHARE, help="of the time for the simulation")
    asked = parser.parse_args()
    os.environ["PYTHONPATH"] = str(Path(__file__).resolve().parents[1])
    if asked.share > 0 and not simulated(asked.seconds * asked.share, asked.first):
        return 1
    if asked.share >= 1:
        return 0
    totals = tried_with_processes(asked.seconds * (1 - asked.share))
    print(f"real processes: {totals}")
    return 0 if totals.is_clean else 1


def simulated(seconds: float, first: int) -> bool:
    """Whether no seed broke a promise in so many seconds."""
    begun, totals, seeds = time.monotonic(), Counter[str](), 0
    cores = os.cpu_count() or 1
    with multiprocessing.Pool(cores, _quiet) as pool:
        for start in itertools.count(first, cores * AT_A_TIME):
            for seed, failure, counts in pool.imap_unordered(_one, range(start, start + cores * AT_A_TIME)):
                seeds, totals = seeds + 1, totals + counts
                if failure:
                    print(f"{replay_line(seed, STEPS)}\n{failure}")
                    return False
            if time.monotonic() - begun > seconds:
                break
    print(f"simulation: {seeds} seeds of {STEPS} steps in {time.monotonic() - begun:.0f} s, every promise kept")
    for name, count in sorted(totals.items()):
        if not name.startswith("step "):
            print(f"  {name:36} {count:>9,}")
    return True


def _one(seed: int) -> tuple[int, str, Counter[str]]:
    run = run_seed(seed, STEPS)
    return seed, run.failure, run.counts


def _quiet() -> None:
    logging.disable(logging.CRITICAL)


if __name__ == "__main__":
    sys.exit(main())
