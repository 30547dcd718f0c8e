"""Start to the first painted board, beside an empty Textual app, VisiData on the same rows, harlequin and posting.

Run as `python -m bench.start`. All in a real terminal of 120x40 with 256 colours, from exec to the last visible row and
the status line on the screen.

1. Ours opens a cache of 5,000 quotas and 1,000 squads with its own entry point; no centre answers.
2. The empty app paints one word; VisiData opens a CSV of the same 5,000 quotas. harlequin opens a database of them and
   posting a collection of one request: both are let off with their first frame, before any row is read.
3. The programs take turns, so that a busy moment of the machine meets all of them; the medians are compared.
"""

from __future__ import annotations

import contextlib
import csv
import os
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from bench.figures import Figure, table
from bench.post import ACCOUNT, URL, records, write_post
from bench.terminal import Terminal
from postcmd.records import Quota

ROUNDS: Final = 9
ROWS: Final = 36
COLUMNS: Final = ("id", "request", "unit", "day", "min", "max", "confirmed", "present")
EMPTY_APP: Final = """
import os
os.environ.update(TEXTUAL_DISABLE_KITTY_KEY="1", TEXTUAL_SMOOTH_SCROLL="0", TEXTUAL_ANIMATIONS="none")
from textual.app import App
from textual.widget import Widget
class Word(Widget):
    def render(self):
        return "ready"
class Empty(App):
    def compose(self):
        yield Word()
Empty().run(mouse=False)
"""


class Program(NamedTuple):
    """What is started, and when it counts as painted."""

    argv: list[str]
    env: Mapping[str, str]
    is_painted: Callable[[str], bool]


def figures(rounds: int = ROUNDS) -> list[Figure]:
    """The medians of so many starts of each."""
    with tempfile.TemporaryDirectory() as folder:
        programs = _programs(Path(folder))
        times: dict[str, list[float]] = {name: [] for name in programs}
        for program in programs.values():
            seconds_to_paint(program)
        for _round in range(rounds):
            for name, program in programs.items():
                times[name].append(seconds_to_paint(program))
    medians = {name: statistics.median(each) * 1000 for name, each in times.items()}
    ours = medians["ours"]
    lines = [Figure("start to the first painted board", ours, "ms", medians["empty"], "an empty Textual app", 1.5)]
    lines += [
        Figure("start to the first painted board", ours, "ms", medians[name], name, 1.0)
        for name in PEERS
        if name in medians
    ]
    return lines


def shipped(folder: Path) -> Program:
    """The program as it is installed, with the files under `folder`."""
    home = {
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "HOME": str(folder),
        "POSTCMD_URL": URL,
        "POSTCMD_ACCOUNT": ACCOUNT,
        "POSTCMD_LANG": "zh_CN",
        "LANG": "C.UTF-8",
        # As installed: with the bytecode that the first run leaves.
        "PYTHONDONTWRITEBYTECODE": "",
    }
    return Program([str(Path(sys.executable).parent / "postcmd")], home, _is_board)


def _programs(folder: Path) -> dict[str, Program]:
    write_post(folder / "state")
    ours = shipped(folder)
    home = ours.env
    programs = {
        "ours": ours,
        "empty": Program([sys.executable, "-c", EMPTY_APP], home, lambda text: "ready" in text),
    }
    for name, (binary, program) in PEERS.items():
        if Path(binary).exists():
            programs[name] = program(binary, folder, home)
        else:
            print(f"{binary} is not there: no {name} beside ours (make bench sets it up)", file=sys.stderr)
    return programs


def seconds_to_paint(program: Program) -> float:
    with Terminal(program.argv, env=program.env) as terminal:
        seconds = terminal.until(program.is_painted, timeout=30)
        if seconds is None:
            raise RuntimeError(f"{program.argv[0]} painted nothing:\n{terminal.text()}")
        return seconds


def _is_board(text: str) -> bool:
    """Every visible row, and the status line with the age of what is shown."""
    return text.count(" 11-20 ") >= ROWS and "20:00:00" in text


def _is_sheet(text: str) -> bool:
    """Every visible row, and the count of all."""
    return text.count("2022-11-2") >= 2 * ROWS and "5000 rows" in text


def _visidata(binary: str, folder: Path, env: Mapping[str, str]) -> Program:
    file = folder / "quotas.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        writer.writerows(_rows())
    return Program([binary, str(file)], env, _is_sheet)


def _harlequin(binary: str, folder: Path, env: Mapping[str, str]) -> Program:
    file = folder / "quotas.sqlite"
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute(f"create table quotas ({', '.join(COLUMNS)})")
        database.executemany(f"insert into quotas values ({', '.join('?' * len(COLUMNS))})", _rows())
        database.commit()
    return Program([binary, "-a", "sqlite", str(file)], env, lambda text: "Query Results" in text)


def _posting(binary: str, folder: Path, env: Mapping[str, str]) -> Program:
    (folder / "posting").mkdir()
    (folder / "posting" / "one.posting.yaml").write_text(f"name: one\nmethod: GET\nurl: {URL}/\n")
    return Program([binary, "--collection", str(folder / "posting")], env, lambda text: "Collection" in text)


def _rows() -> Iterator[tuple[object, ...]]:
    for one in records(squads=0):
        if isinstance(one, Quota):
            yield one.id, one.request, one.unit, str(one.day), one.min, one.max, one.confirmed, one.present


PEERS: Final[dict[str, tuple[str, Callable[[str, Path, Mapping[str, str]], Program]]]] = {
    "VisiData": (os.environ.get("VISIDATA", ".venv-bench/bin/vd"), _visidata),
    "harlequin": (".venv-bench-harlequin/bin/harlequin", _harlequin),
    "posting": (".venv-bench-posting/bin/posting", _posting),
}


if __name__ == "__main__":
    print(table(figures()))
