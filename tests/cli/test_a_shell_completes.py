"""`postcmd completion` for bash, zsh and fish; ids come from the cache, without a network."""

import shutil
import subprocess
import sys

import click
import pytest

from tests.centre_fixture import RunningCentre
from tests.cli.conftest import At
from tests.cli.running import ROOT, Answer, Shell
from tui.cli import postcmd
from tui.completion import SHELLS, IdOf


def typed(shell: Shell, line: str) -> list[str]:
    """What bash would offer at the end of the line."""
    words = line.split(" ")
    answer: Answer = shell.run(_POSTCMD_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
    assert (answer.code, answer.words) == (0, "")
    return [one.partition(",")[2] for one in answer.data.split()]


@pytest.mark.parametrize("shell", SHELLS)
def test_what_it_prints_is_taken_by_the_shell(alone: Shell, shell: str) -> None:
    answer = alone.run("completion", shell)
    assert (answer.code, answer.words) == (0, "")
    assert "_POSTCMD_COMPLETE" in answer.data
    if program := shutil.which(shell):
        checked = subprocess.run([program, "-n"], input=answer.data, text=True, capture_output=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, "")


def test_another_shell_is_refused_with_those_there_are(alone: Shell) -> None:
    answer = alone.run("completion", "tcsh")
    assert answer.code == 2
    assert "fish" in answer.words


def test_commands_and_options_complete_for_somebody_who_never_signed_in(alone: Shell) -> None:
    assert "quotas" in typed(alone, "postcmd quo")
    assert typed(alone, "postcmd quotas --c") == ["--csv"]
    assert typed(alone, "postcmd quota add ") == [], "no ids are known, and nothing is said about that"


def test_ids_complete_out_of_the_cache_while_the_centre_is_away(at: At, centre: RunningCentre) -> None:
    chaoyang = at("chaoyang")
    chaoyang.run("sync")
    centre.stop()
    quotas = typed(chaoyang, "postcmd quota add sunhe")
    assert quotas
    assert all(one.startswith("sunhe.") for one in quotas)
    assert "sunhe" in typed(chaoyang, "postcmd request take su")
    assert "lianjia" in typed(chaoyang, "postcmd available lian")
    assert "lianjia" in typed(chaoyang, "postcmd sheet --unit lian")


def arguments(command: click.Command) -> list[click.Parameter]:
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return [*command.params, *(one for each in below for one in arguments(each))]


def test_every_word_that_names_a_quota_a_unit_or_a_squad_completes() -> None:
    wanted = ("quota_id", "unit", "squad_id", "request_id")
    missing = [one.name for one in arguments(postcmd) if one.name in wanted and not isinstance(one.type, IdOf)]
    assert missing == []


def test_completing_loads_no_screen(alone: Shell) -> None:
    asked = "import sys; from tui.__main__ import run\ntry: run([])\nexcept SystemExit: print('textual' in sys.modules)"
    env = alone.environment() | {
        "_POSTCMD_COMPLETE": "bash_complete", "COMP_WORDS": "postcmd quota add s", "COMP_CWORD": "3",
    }  # fmt: skip

    ran = subprocess.run([sys.executable, "-c", asked], env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False"]
