"""Moments as typed, children that end, and what killed demos leave."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from postcmd.errors import Refused
from postcmd.scenario.expand import expand
from postcmd.scenario.reference import reference_records
from tests.demo.people import gone_within, november
from tui.demo_children import Child
from tui.demo_people import ACCOUNTS, FIRST_FILTER, PEOPLE
from tui.demo_stage import PREFIX, Plan, sweep
from tui.demo_times import end_of_record, moment_of


@pytest.mark.parametrize(
    "typed",
    [
        "11-20 19:30",
        "11-20T19:30",
        "2022-11-20 19:30",
        "2022-11-20T19:30",
        "2022-11-20T11:30+00:00",
        " １１－２０ １９：３０ ",
    ],
)
def test_a_moment_is_one_of_the_records(typed: str) -> None:
    assert moment_of(typed) == november(20, 19, 30)


@pytest.mark.parametrize("typed", ["", "yesterday", "13-45 10:00", "19:30", "11-20 25:00"])
def test_what_is_no_moment_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        moment_of(typed)


def test_the_end_is_the_last_step() -> None:
    assert end_of_record() == expand()[-1].at


def test_a_speed_is_minutes_a_second_and_a_held_clock_keeps_the_usual_one() -> None:
    start = november(20, 19, 30)
    assert Plan(start=start, speed=2).rate == timedelta(minutes=2).total_seconds()
    assert Plan(start=start, speed=0).rate == 60


def test_everybody_belongs_to_a_unit_of_the_record() -> None:
    known = {record.id for record in reference_records()}
    assert {person.unit for person in PEOPLE} <= known
    assert {named for person in PEOPLE for named in (*person.units, *person.places)} <= known
    assert set(FIRST_FILTER) <= set(ACCOUNTS)


def test_a_child_ends_with_its_block(tmp_path: Path) -> None:
    with Child("replay", ["tui.replay", "--parent-pipe"], tmp_path / "log") as child:
        pid = child.pid
    assert gone_within(pid, 0)


def test_a_child_that_fails_says_why(tmp_path: Path) -> None:
    with Child("child", ["no.such.module"], tmp_path / "log") as child, pytest.raises(Refused) as failed:
        child.hear()
    assert failed.value.code == "demo_child_failed"
    assert "no" in failed.value.facts["why"]


def test_what_killed_demos_left_is_taken_away_and_a_running_one_is_not(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as over:
        over.wait()
    ours, theirs = tmp_path / f"{PREFIX}{os.getpid()}-a", tmp_path / f"{PREFIX}{over.pid}-b"
    others = tmp_path / f"{PREFIX}somebody"
    for folder in (ours, theirs, others):
        folder.mkdir()
        (folder / "centre.sqlite").write_text("")
    sweep(tmp_path)
    assert (ours.exists(), theirs.exists(), others.exists()) == (True, False, True)
