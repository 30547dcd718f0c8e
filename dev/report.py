"""The figures of the record beside what a centre makes of it: `make report`, or `python -m dev.report [--keep DIR]`.

1. The record is replayed to its end on a centre of its own; what that counts already is asked of it; the volume behind
   the totals is spread over service records and imported as any operator imports a file (`postcmd-central import`).
2. Every number of the report is then asked of the running centre and told on one line: unit, figure, reported,
   computed, and whether the one bears the other out. A total that may be of either reading is told in both, by whose
   people they are and by where they served. What the report leaves open stands below the lines it is about.
3. It ends with 1 where one does not come out. stdout is the table, stderr says how far it is.

With `--keep DIR` the centre stays there: `postcmd demo --dir DIR` opens the board on it.
"""

from __future__ import annotations

import argparse
import csv
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx
import msgspec

from postcmd.clean import fit, width
from postcmd.decoding import decode
from postcmd.figures import Figure
from postcmd.figures_wire import FigureReport
from postcmd.qualifiers import bears_out, qualified
from postcmd.scenario.facts import Facts, heads, said
from postcmd.scenario.read import read_facts
from postcmd.scenario.reported import FigureAsked, RecordAsked, Reported, notes, reported
from postcmd.scenario.volume import Counted, Days, days_of, spread
from postcmd.service_records import Service
from tui.demo_people import AT_THE_CENTRE
from tui.demo_stage import Plan, Stage, staged
from tui.demo_times import end_of_record

PATHS: Final = {"quota": "quotas", "squad": "squads", "work": "work"}
WRITTEN: Final = ("id", "unit", "volunteer", "day", "team", "post", "served", "spread")
"""The columns of the volume: whatever else a service may say, its total does not."""
HEADINGS: Final = ("unit", "figure", "reported", "computed", "ok")
OF_THE_CALLS: Final = (
    "    other reading: by where people served, known of the calls alone; of the volume no place was reported"
)
LONGEST_ANSWER: Final = 60.0


class Line(NamedTuple):
    """A number of the report, and what the centre makes of it; None where it makes nothing of it."""

    told: Reported
    computed: int | None

    @property
    def ok(self) -> bool:
        if self.told.other_reading:
            return self.computed is not None
        amount = self.told.amount
        return self.computed is not None and bears_out(heads(amount), said(amount), self.computed)


def main(argv: Sequence[str] | None = None) -> int:
    options = _options(argv)
    facts = read_facts()
    end = end_of_record()
    _say("The record is replayed to its end …")
    with staged(Plan(start=end, until=end, folder=options.keep)) as stage:
        lines = made_of(stage, facts)
    print("\n".join(table(lines, notes(facts))))
    return 0 if all(line.ok for line in lines) else 1


def made_of(stage: Stage, facts: Facts) -> list[Line]:
    """Every number of the report with what the centre says to it, once the volume behind the totals is there."""
    headers = {"authorization": f"Bearer {stage.tokens[AT_THE_CENTRE]}"}
    with httpx.Client(base_url=stage.url, headers=headers, timeout=LONGEST_ANSWER) as http:
        bring_in(spread(facts, Centre(http).counted(facts)), stage.folder)
        centre = Centre(http)
        return [Line(told, centre.says(told.asked)) for told in reported(facts)]


class Centre:
    """A centre, asked over HTTP like by any other system; each question once."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._known: dict[tuple[str, str, Days], FigureReport] = {}

    def counted(self, facts: Facts) -> dict[str, Counted]:
        """Unit → what it counts in the days of its total."""
        return {
            total.unit: {one.key: one.value for one in self._figures(total.unit, "", days_of(total, facts)).figures}
            for total in facts.total
        }

    def says(self, asked: FigureAsked | RecordAsked) -> int | None:
        """The number asked for; None where there is none."""
        if isinstance(asked, RecordAsked):
            return self._of_record(asked)
        report = self._figures(asked.unit, asked.place, asked.days)
        if asked.of == "period":
            return _value(report.figures, asked)
        days = [value for day in report.days if (value := _value(day.figures, asked))]
        return (min if asked.of == "least" else max)(days, default=None)

    def _figures(self, unit: str, place: str, days: Days) -> FigureReport:
        if (unit, place, days) not in self._known:
            said_ = {"unit": unit, "place": place, "from": str(days.since), "to": str(days.until)}
            wanted = {name: value for name, value in said_.items() if value}
            self._known[unit, place, days] = decode(self._asked("/v1/figures", wanted), FigureReport)
        return self._known[unit, place, days]

    def _of_record(self, asked: RecordAsked) -> int | None:
        record = msgspec.json.decode(self._asked(f"/v1/{PATHS[asked.kind]}/{asked.id}"))
        if asked.count:
            return int(record.get(asked.count, 0))
        found = re.search(rf"{re.escape(asked.note)} (\d+)", record["note"])
        return int(found[1]) if found else None

    def _asked(self, path: str, wanted: dict[str, str] | None = None) -> bytes:
        answer = self._http.get(path, params=wanted)
        answer.raise_for_status()
        return answer.content


def _value(figures: Iterable[Figure], asked: FigureAsked) -> int | None:
    return next((one.value for one in figures if one.key == asked.key and one.task == asked.task), None)


def bring_in(services: Iterable[Service], folder: Path) -> None:
    """Import them as an operator does. CalledProcessError where the centre does not take them."""
    file = folder / "volume.csv"
    many = write(services, file)
    _say(f"{many:,} service records are imported …")
    words = ["import", str(file), "--database", str(folder / "centre.sqlite")]
    subprocess.run([sys.executable, "-P", "-m", "central", *words], check=True, stdin=subprocess.DEVNULL)


def write(services: Iterable[Service], file: Path) -> int:
    """How many there were."""
    many = 0
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(WRITTEN)
        for many, one in enumerate(services, 1):  # noqa: B007 - how many there were
            rows.writerow([_cell(getattr(one, name)) for name in WRITTEN])
    return many


def table(lines: Iterable[Line], open_: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """One line a number, and below those of a unit what the report leaves open of it."""
    lines = list(lines)
    rows = [_row(line) for line in lines]
    widths = [max(width(row[column]) for row in (HEADINGS, *rows)) for column in range(4)]
    yield _told(HEADINGS, widths)
    waiting = dict(open_)
    for number, row in enumerate(rows):
        yield _told(row, widths)
        about = row[0].partition(" ")[0]
        is_last = number == len(rows) - 1 or rows[number + 1][0].partition(" ")[0] != about
        if is_last:
            yield from (f"    open: {says}" for says in waiting.pop(about, ()))
            yield from (OF_THE_CALLS,) if lines[number].told.other_reading else ()
    for about, said_ in waiting.items():
        yield from (f"    open: {about}: {says}" for says in said_)


def _row(line: Line) -> tuple[str, str, str, str, str]:
    amount = line.told.amount
    made = "none" if line.computed is None else f"{line.computed:,}"
    figure = line.told.figure.replace("_", " ")
    ok = "NOT OK" if not line.ok else "other reading" if line.told.other_reading else "ok"
    return line.told.about, figure, qualified(heads(amount), said(amount), "zh"), made, ok


def _told(row: Sequence[str], widths: Sequence[int]) -> str:
    about, figure, told, made = (fit(cell, wide) for cell, wide in zip(row, widths, strict=False))
    return f"{about}  {figure}  {_right(told)}  {_right(made)}  {row[4]}"


def _right(cell: str) -> str:
    """Numbers stand under one another by their ends."""
    bare = cell.rstrip()
    return " " * (len(cell) - len(bare)) + bare


def _cell(value: Any) -> Any:
    """Where there is anything at all in `spread`, it is yes."""
    return "yes" if value is True else "" if value is None else value


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dev.report", description=__doc__)
    parser.add_argument("--keep", type=Path, default=None, metavar="DIR", help="leave the centre in this folder")
    return parser.parse_args(argv)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
