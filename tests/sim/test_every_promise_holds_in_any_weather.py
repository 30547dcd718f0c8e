"""Posts and a centre in any weather: the product's own code on both sides, 500 seeds of 300 steps each.

The numbers are those of docs/promises.md: I1 no loss, I2 read your writes, I3 exactly once, I4 no silent
refusal, I5 convergence, I6 one history, I7 order is replay, I8 scope, I9 progress, I10 no blind overwrite, I11 first in
first out, I12 rebuildable, I13 bounds, I14 isolation.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from postcmd.ops import NAMES
from tests.sim.runs import replay_line, run_seed
from tests.sim.shrink import REGRESSIONS, regression, replayed, shrunk

SEEDS = 500
STEPS = 300
AT_A_TIME = 20
OFTEN = 50
"""Every fault and every end of an op occurs at least so often."""
FAULTS = (
    "answer doubled",
    "answer is garbage",
    "answer lost",
    "cache cut",
    "cache deleted",
    "cache of an older program",
    "cache of another schema",
    "centre down",
    "centre failed over an op",
    "changed by the city",
    "clock set back",
    "compacted",
    "days passed",
    "disk refused",
    "dismissed",
    "home cloned",
    "home rolled back",
    "key repeated",
    "killed",
    "killed while writing",
    "message doubled",
    "message late",
    "message lost",
    "message reordered",
    "power lost",
    "problem cursor_expired",
    "problem gap",
    "problem op_mismatch",
    "problem reset",
    "program outdated",
    "pull at the standby",
    "refused for sign_in",
    "refused for upgrade",
    "renamed",
    "restored from an older backup",
    "restored, announced",
    "restored, unannounced",
    "scope changed",
    "second board",
    "shown without what is over",
    "somebody else signed in",
    "squad moved",
    "token expired",
    "unit moved",
    "withdrawn",
)
GROUND = ("post", "duty", "limit", "placement", "work", "attrition", "handover", "day")
SQUADS = ("squad.split/1", "squad.merge/1", "squad.name/1", "squad.roll/1")
DONE = tuple(f"applied {op}" for op in sorted(NAMES) if op in SQUADS or op.split(".")[0] in GROUND)
"""Everything that happens on the ground really takes effect, too."""
ENDS = ("applied", "noop", "conflict", "rejected", "blocked", "parked", "void", "unknown")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What a post logs of its troubles is no news here."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="session")
def counted(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Where all workers of this run write down what occurred."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "sim-counts"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.mark.parametrize("first", range(0, SEEDS, AT_A_TIME))
def test_no_promise_is_broken_and_every_fault_occurs(first: int, counted: Path) -> None:
    """I1 to I11 and I14 at every step or once all is healed; I12: one post loses its cache and is as it was."""
    counts: Counter[str] = Counter()
    for seed in range(first, first + AT_A_TIME):
        run = run_seed(seed, STEPS)
        if run.failure:
            few = shrunk(run)
            pytest.fail(f"{replay_line(seed, STEPS)}\n{run.failure}\nin {len(few.steps)} steps: {few.steps}")
        counts += run.counts
    (counted / f"{first}.json").write_bytes(msgspec.json.encode(counts))
    everything = [msgspec.json.decode(file.read_bytes(), type=dict[str, int]) for file in counted.glob("*.json")]
    if len(everything) * AT_A_TIME >= SEEDS:
        _occurs_often(sum(map(Counter, everything), Counter()))


def _occurs_often(counts: Counter[str]) -> None:
    print(dict(sorted(counts.items())))
    seldom = {what: counts[what] for what in (*FAULTS, *DONE, *ENDS) if counts[what] < OFTEN}
    assert not seldom, f"in {SEEDS} seeds these occurred less than {OFTEN} times: {seldom}"


@pytest.mark.parametrize("file", sorted(REGRESSIONS.glob("*.json")), ids=lambda file: file.stem)
def test_what_once_broke_a_promise_does_so_no_more(file: Path) -> None:
    run = replayed(file)
    caught = regression(file).mutant
    assert bool(run.failure) == bool(caught), run.failure or f"{caught} is not caught any more"
