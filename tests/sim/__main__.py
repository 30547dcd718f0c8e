"""Replays one run:  python -m tests.sim SEED STEPS [MUTANT] [--keep NAME]  or  python -m tests.sim FILE

A run that breaks a promise is cut down; with --keep it is written to regressions/NAME.json.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from tests.sim.mutants import PLANTED
from tests.sim.runs import Run, run_seed
from tests.sim.shrink import keep, replayed, shrunk


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.sim", description=__doc__)
    parser.add_argument("what", help="a seed, or a file of regressions/")
    parser.add_argument("steps", nargs="?", type=int, default=300)
    parser.add_argument("mutant", nargs="?", default="", choices=["", *PLANTED])
    parser.add_argument("--keep", metavar="NAME", default="")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if not asked.what.isdigit():
        return _say(replayed(Path(asked.what)))
    run = run_seed(int(asked.what), asked.steps, asked.mutant)
    if run.failure:
        run = shrunk(run, asked.mutant)
        if asked.keep:
            print(keep(asked.keep, run, asked.mutant))
    return _say(run)


def _say(run: Run) -> int:
    if not run.failure:
        print(f"{len(run.steps)} steps, every promise kept: {dict(sorted(run.counts.items()))}")
        return 0
    for number, step in enumerate(run.steps):
        print(f"{number:4} {step.what} {step.who} {step.seed}")
    print(f"at step {run.at}: {run.failure}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
