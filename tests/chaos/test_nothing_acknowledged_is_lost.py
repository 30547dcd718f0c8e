"""Boards, posts and centres killed at random over bad ways: acknowledged edits, ledger and every screen agree."""

from __future__ import annotations

from pathlib import Path

from tests.centre_fixture import running_centre, two_replicas
from tests.chaos import field
from tests.chaos.totals import Totals
from tests.chaos.trial import Blow, Trial
from tests.chaos.ways import Ways
from tests.postgres import Server


def test_on_sqlite(tmp_path: Path) -> None:
    with (
        running_centre(tmp_path, field.records(), field.PEOPLE) as centre,
        Ways(seed=1) as ways,
        Trial(tmp_path, [centre], ways, "sqlite", rows=field.ROWS[:1]) as trial,
    ):
        totals = outcome(trial, clerks=5, screens=2, centres=3)
    assert totals.is_clean, totals
    assert totals.kills.total() == 10


def test_on_postgresql_with_two_replicas(tmp_path: Path, postgres: Server) -> None:
    with (
        two_replicas(tmp_path, postgres.fresh_database(), field.records(), field.PEOPLE) as replicas,
        Ways(seed=2) as ways,
        Trial(tmp_path, replicas, ways, "postgresql", rows=field.ROWS[:1]) as trial,
    ):
        totals = outcome(trial, clerks=4, screens=1, centres=5)
    assert totals.is_clean, totals
    assert totals.kills.total() == 10


def outcome(trial: Trial, clerks: int, screens: int, centres: int) -> Totals:
    """Kill so many of each, in any order, and reckon up."""
    blows: list[Blow] = ["clerk"] * clerks
    blows += ["screen"] * screens
    blows += ["centre"] * centres
    trial.chance.shuffle(blows)
    trial.run(blows, most=12, longest=2.0)
    trial.heal()
    totals = trial.reckon()
    print(totals)
    return totals
