"""The whole of it, with no mock in between: a centre with the record, a board in a terminal, a second coordinator."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.terminal import Terminal

SUNHE = "sunhe.lianjia.2022-11-20"
POSTCMD = [str(Path(sys.executable).with_name("postcmd"))]


class Demo:
    """`postcmd demo --headless` in a folder of its own, its clock held half an hour after the call of 孙河."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, 0
        self.ready: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [*POSTCMD, "demo", "--headless", "--speed", "0", "--from", "2022-11-20T20:45"]
        self._process = subprocess.Popen(
            [*command, "--dir", str(self._folder), "--port", str(self._port)],
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )
        assert self._process.stdout is not None
        self.ready = json.loads(self._process.stdout.readline())
        self._port = int(self.ready["url"].rpartition(":")[2])

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGINT)
            assert process.stdout is not None
            process.stdout.close()
            process.wait(30)

    def way_in(self, account: str, home: Path) -> dict[str, str]:
        token = next(one["token"] for one in self.ready["accounts"] if one["account"] == account)
        return {
            "POSTCMD_URL": self.ready["url"],
            "POSTCMD_TOKEN": token,
            "XDG_STATE_HOME": str(home),
            "LANG": "C.UTF-8",
        }


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    demo = Demo(tmp_path / "demo")
    try:
        demo.start()
        yield demo
    finally:
        demo.stop()


@contextmanager
def board(way_in: dict[str, str]) -> Iterator[Terminal]:
    with Terminal(POSTCMD, cols=120, rows=40, env=way_in) as terminal:
        yield terminal


def shows(terminal: Terminal, *texts: str, timeout: float = 30) -> None:
    seen = terminal.until(lambda screen: all(text in screen for text in texts), timeout)
    assert seen is not None, f"{texts} never stood together on\n{terminal.text()}"


def row_of_sunhe(terminal: Terminal) -> str:
    return next((line for line in terminal.text().splitlines() if "孙河乡" in line and "11-20" in line), "")


def row_shows(terminal: Terminal, *words: str, timeout: float = 30) -> None:
    seen = terminal.until(lambda _: all(word in row_of_sunhe(terminal).split() for word in words), timeout)
    assert seen is not None, f"{words} never stood in the row of 孙河 on\n{terminal.text()}"


def as_read_by(way_in: dict[str, str]) -> tuple[int, int]:
    """The bounds of the quota as `postcmd quotas --json` of another coordinator prints them."""
    answer = subprocess.run(
        [*POSTCMD, "quotas", "--json"], env={**os.environ, **way_in}, capture_output=True, check=True, timeout=60
    )
    (quota,) = [quota for quota in json.loads(answer.stdout)["quotas"] if quota["id"] == SUNHE]
    return quota["min"], quota["max"]


def test_edits_of_an_outage_survive_kill_9_and_arrive_once(demo: Demo, tmp_path: Path) -> None:
    mine, theirs = demo.way_in("chaoyang", tmp_path / "mine"), demo.way_in("centre", tmp_path / "theirs")

    with board(mine) as terminal:
        shows(terminal, "online", "孙河乡")
        terminal.send(b"+")
        row_shows(terminal, "13", "✓")
        assert as_read_by(theirs) == (13, 13)

        demo.stop()
        shows(terminal, "offline")
        terminal.send(b"+")
        row_shows(terminal, "14", "●")
        terminal.send(b"+")
        row_shows(terminal, "15", "●")
        os.kill(terminal.pid, signal.SIGKILL)

    with board(mine) as terminal:
        row_shows(terminal, "15", "●")
        terminal.send(b"+")
        row_shows(terminal, "16", "●")

        demo.start()
        terminal.send(b"\x12")
        row_shows(terminal, "16", "✓")
        assert as_read_by(theirs) == (16, 16)
