"""Benchmarks are run by hand; that they still can be is known here."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from bench.figures import Figure, percentile, table
from bench.run import ALL, GROUPS

NO_BENCHMARKS = {"__init__", "board", "coordinators", "crowd", "figures", "post", "run", "terminal"}


@pytest.mark.parametrize("name", ALL)
def test_a_benchmark_can_be_asked_for_its_figures(name: str) -> None:
    assert callable(importlib.import_module(f"bench.{name}").figures)


def test_the_report_leaves_no_benchmark_out() -> None:
    folder = Path(__file__).resolve().parents[2] / "bench"
    assert {path.stem for path in folder.glob("*.py")} == set(ALL) | NO_BENCHMARKS


def test_a_group_names_benchmarks_of_the_report() -> None:
    assert {name for group in GROUPS.values() for name in group} <= set(ALL)


def test_a_missed_demand_is_said() -> None:
    slow = Figure("start", 200, "ms", 100, "an empty app", 1.5)
    assert (slow.ratio, slow.is_met) == (2.0, False)
    assert "MISSED" in table([slow])
    assert Figure("memory", 90, "MB", at_most=200, of="ours").is_met


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([5, 1, 4, 2, 3], 0.5) == 3
    assert percentile(list(range(1, 101)), 0.99) == 99
