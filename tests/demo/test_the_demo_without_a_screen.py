"""`postcmd demo` as programs and people without a terminal run it."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from postcmd.errors import SignInNeeded
from postcmd.ops import QuotaAdd
from sync.http import HttpCentre
from sync.ports import Secret
from tests import nursery
from tests.demo.people import LONG, gone_within, november, started_by, watching

pytestmark = pytest.mark.anyio

SUNHE = "sunhe.lianjia.2022-11-20"


class Ended(NamedTuple):
    """A demo that is over."""

    returncode: int
    stdout: str
    stderr: str


def ended(*options: str) -> Ended:
    run = nursery.run("tui", "demo", *options, env=os.environ, timeout=2 * LONG)
    return Ended(run.returncode, run.stdout.decode(), run.stderr.decode())


@contextmanager
def headless(*options: str) -> Iterator[tuple[nursery.Born, dict[str, Any]]]:
    """A demo that is ready, and what its line said. Its centre and its replay are started as always."""
    running = nursery.start("tui", "demo", "--headless", *options)
    try:
        yield running, msgspec.json.decode(running.stdout.readline())
    finally:
        running.kill()
        running.close()


async def sign_in_with_a_guess(url: str) -> None:
    way = HttpCentre(url)
    try:
        await way.sign_in("centre", Secret("centre"))
    finally:
        await way.close()


async def test_when_ready_it_says_where_it_is_and_who_may_come_in() -> None:
    with headless("--speed", "0") as (_running, ready):
        accounts = {person["account"]: person for person in ready["accounts"]}
        assert ready["account"] == "centre"
        assert ready["token"] == accounts["centre"]["token"]
        assert (accounts["chaoyang"]["role"], accounts["chaoyang"]["unit"]) == ("dispatcher", "chaoyang")
        assert {"lianjia", "miyun", "fengtai", "observer"} <= set(accounts)
        assert "replay" not in accounts
        async with watching(ready["url"], accounts["lianjia"]["token"]) as coordinator:
            await coordinator.look()
            assert coordinator.quotas[SUNHE].max == 12
            assert coordinator.clock is not None
            assert (coordinator.clock.at, coordinator.clock.paused) == (november(20, 19, 30), True)
        with pytest.raises(SignInNeeded):
            await sign_in_with_a_guess(ready["url"])
        async with watching(ready["url"], accounts["miyun"]["token"]) as elsewhere:
            await elsewhere.look()
            assert elsewhere.quotas == {}


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_interrupted_it_takes_everything_with_it(number: signal.Signals, code: int) -> None:
    with headless() as (running, _ready):
        children = started_by(running.pid)
        assert len(children) == 2
        running.send_signal(number)
        assert running.wait(LONG) == code
        assert all(gone_within(child, 0.1) for child in children)


async def test_killed_it_leaves_nothing_running_and_the_database_is_resumed(tmp_path: Path) -> None:
    folder = str(tmp_path / "kept")
    with headless("--dir", folder, "--speed", "0") as (running, ready):
        tokens = {person["account"]: person["token"] for person in ready["accounts"]}
        async with watching(ready["url"], tokens["chaoyang"]) as coordinator:
            await coordinator.look()
            day = november(20, 19).date()
            await coordinator.say(QuotaAdd(request="sunhe", unit="lianjia", day=day, min=3, max=3))
        children = started_by(running.pid)
        running.kill()
        assert all(gone_within(child, 5) for child in children)
    port = ready["url"].rpartition(":")[2]
    with headless("--dir", folder, "--port", port, "--from", "11-20 19:40", "--speed", "60") as (running, again):
        assert again["url"] == ready["url"]
        async with watching(again["url"], tokens["chaoyang"], "later") as coordinator:
            await coordinator.until(lambda: coordinator.quotas[SUNHE].present == 12)
            assert coordinator.quotas[SUNHE].max == 15


def test_up_to_its_end_it_stops_by_itself(tmp_path: Path) -> None:
    run = ended("--headless", "--until", "end", "--dir", str(tmp_path / "kept"))
    assert run.returncode == 0, run.stderr
    assert msgspec.json.decode(run.stdout)["url"].startswith("http://127.0.0.1:")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ended, Path]]:
    """A demo without a terminal, run by somebody with a post of their own; and their home."""
    with pytest.MonkeyPatch.context() as theirs:
        home = tmp_path_factory.mktemp("theirs")
        theirs.setenv("POSTCMD_URL", "http://127.0.0.1:1")
        theirs.setenv("POSTCMD_TOKEN", "pc_somebody_else")
        for name, folder in (("CONFIG", ".config"), ("STATE", ".local/state")):
            theirs.setenv(f"XDG_{name}_HOME", str(home / folder))
        yield ended(), home


def test_told_in_words_it_is_the_board_of_that_evening() -> None:
    run = ended("--plain")
    assert run.returncode == 0, run.stderr
    assert "As of 11-20 21:00." in run.stdout
    assert "孙河乡" in run.stdout
    assert ended("--plain", "--as-of", "11-20 20:00").returncode == 2


def test_without_a_terminal_it_prints_the_quotas_of_that_evening(printed: tuple[Ended, Path]) -> None:
    run, home = printed
    assert run.returncode == 0, run.stderr
    [sunhe] = [line.split() for line in run.stdout.splitlines() if line.startswith(SUNHE)]
    assert sunhe.count("12") == 3
    assert not any((home / part).exists() for part in (".local/state/postcmd", ".config/postcmd"))


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        run = ended("--headless", "--port", port)
    assert run.returncode == 1
    assert port in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--as", "nobody"), "nobody"),
        (("--from", "yesterday"), "--from"),
        (("--headless", "--until", "9-9-9"), "--until"),
        (("--until", "end"), "--headless"),
        (("--speed", "-1"), "-1"),
        (("--speed", "nan"), "nan"),
    ],
)
def test_what_cannot_be_meant_is_said_before_anything_starts(options: tuple[str, ...], said: str) -> None:
    run = ended(*options)
    assert run.returncode == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    run = ended("--headless", "--dir", str(tmp_path / "file" / "below"))
    assert run.returncode in (1, 2)
    assert "below" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_environment_of_another_post_is_left_alone(printed: tuple[Ended, Path]) -> None:
    """POSTCMD_URL and POSTCMD_TOKEN of the person's own post are not the demo's."""
    run, _ = printed
    assert run.returncode == 0, run.stderr
    assert "somebody" not in run.stdout + run.stderr
