"""Reported beside computed: the record replayed, its volume imported, and the centre asked for every number of it.

`make report` does it with all of the volume. Here the two largest totals are a tenth: they are asked for alike.
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from dev.report import Line, made_of, table
from postcmd.scenario.facts import Amount, Facts, Figure, Total
from postcmd.scenario.read import read_facts
from postcmd.scenario.reported import notes, reported
from tui.demo_stage import Plan, staged
from tui.demo_times import end_of_record

LARGEST = ("haidian", "tongzhou")


def a_tenth(facts: Facts) -> Facts:
    return replace(facts, total=tuple(_tenth(one) if one.unit in LARGEST else one for one in facts.total))


def _tenth(total: Total) -> Total:
    return replace(total, volunteer_times=_of(total.volunteer_times), served_times=_of(total.served_times))


def _of(amount: Amount | None) -> Amount | None:
    return replace(amount, n=amount.n // 10) if isinstance(amount, Figure) else amount and amount // 10


def test_every_number_of_the_report_comes_out_of_the_running_centre(tmp_path: Path) -> None:
    facts, end = a_tenth(read_facts()), end_of_record()
    with staged(Plan(start=end, until=end, folder=tmp_path)) as stage:
        lines = made_of(stage, facts)
    told = "\n".join(table(lines, notes(facts)))
    print(told)
    assert [(line.told.about, line.told.figure, line.computed) for line in lines if not line.ok] == []
    assert len(lines) == len(list(reported(facts)))
    rows = [row.split() for row in told.splitlines()]
    assert ["chaoyang", "volunteers", "17760", "17,760", "ok"] in rows
    assert ["chaoyang", "chaoyang-d", "volunteers", "17760", "62", "other", "reading"] in rows
    assert "    open: 30 assembled, 34 sent in two days" in told.splitlines()


def test_a_number_that_does_not_come_out_is_said_so() -> None:
    first, *_rest = reported(read_facts())
    assert not Line(first, None).ok
    assert [row.endswith(end) for row, end in zip(table([Line(first, 25)], {}), ("ok", "NOT OK"), strict=True)] == [
        True,
        True,
    ]
