"""The shell commands of the READMEs are run, as somebody new on this machine would.

Not run: `make test`, which is what runs here.
"""

import os
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.centre_fixture import PASSWORD, RunningCentre, running_centre
from tests.docs.commands import ROOT, blocks, program, sandbox, shell_commands

NAMED = "https://centre.example.org"


def run(command: str, env: dict[str, str], stdin: str = "", cwd: Path = ROOT) -> str:
    """What it printed; it must end well within two minutes."""
    ran = subprocess.run(
        ["bash", "-c", command], cwd=cwd, env=env, input=stdin, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    folder = tmp_path / "centre"
    folder.mkdir()
    with running_centre(folder) as running:
        yield running


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "home").mkdir()
    return sandbox(tmp_path)


def commands_of(document: str) -> list[str]:
    return [command for command in shell_commands(ROOT / document) if program(command) != "make"]


def set_up(document: str, env: dict[str, str], centre: RunningCentre) -> list[str]:
    """Write the settings the document shows, run its commands one after another; what each printed."""
    [settings] = blocks(ROOT / document, "toml")
    file = Path(env["HOME"]) / ".config" / "postcmd" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(settings.replace(NAMED, centre.url))
    return [run(command.replace(NAMED, centre.url), env, f"{PASSWORD}\n") for command in commands_of(document)]


def test_a_new_post_is_set_up_and_used_as_it_is_written(env: dict[str, str], centre: RunningCentre) -> None:
    """The Chinese README shows the same commands: another test holds them together."""
    printed = set_up("README.md", env, centre)
    assert any("sunhe.lianjia.2022-11-20" in text for text in printed)


def test_the_demo_without_a_terminal_prints_the_quotas_and_ends(env: dict[str, str]) -> None:
    [command] = [command for command in shell_commands(ROOT / "README.md") if command == "make demo"]
    # The set-up is the one these tests run in; it is not to be made again meanwhile.
    bounded = f"timeout 110 {command.replace('make', 'make -o .venv/set-up')} </dev/null"
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    printed = run(bounded, env | {"PATH": path, "PYTHONPATH": ""})
    assert "sunhe.lianjia.2022-11-20" in printed
