"""The set-up says what it lacks, trusts no half-made environment, and installs exactly what the project asks for."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.txt"))


def pins(lock: str) -> dict[str, str]:
    """Package name -> its whole line: version and hashes."""
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    return {canonicalize_name(line.split("==")[0]): line for line in text.splitlines() if "==" in line}


def asked_for() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    return [Requirement(line) for line in lines]


def set_up(environment: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "dev" / "setup"), str(environment), "requirements.txt"]
    return subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_gives_a_hash_for_every_package(lock: str) -> None:
    assert pins(lock)
    assert all("--hash=sha256:" in line for line in pins(lock).values())


@pytest.mark.parametrize("wanted", asked_for(), ids=str)
def test_the_lock_holds_what_the_project_asks_for(wanted: Requirement) -> None:
    line = pins("requirements.txt")[canonicalize_name(wanted.name)]
    assert wanted.specifier.contains(line.split("==")[1].split()[0])


def test_without_a_new_enough_python_the_set_up_says_so_in_a_sentence(tmp_path: Path) -> None:
    run = set_up(tmp_path / "env", PYTHON="no-such-python")
    assert run.returncode == 1
    assert "needs Python 3.11 or newer and found none (looked for: no-such-python)" in run.stderr
    assert "make setup PYTHON=" in run.stderr
    assert not (tmp_path / "env").exists()


def test_half_an_environment_is_made_anew_and_not_marked_as_set_up(tmp_path: Path) -> None:
    """A python that makes an environment and then installs nothing stands for a set-up that was interrupted."""
    half = tmp_path / "env"
    (half / "lib").mkdir(parents=True)
    (half / "lib" / "half-a-package").touch()
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\ncase "$*" in *venv*) rm -rf "$4";; *pip*) exit 9;; esac\n')
    python.chmod(0o755)
    assert set_up(half, PYTHON=str(python)).returncode == 9
    assert not (half / "lib" / "half-a-package").exists()
    assert not (half / "set-up").exists()


def test_every_target_of_the_makefile_is_listed_by_help() -> None:
    makefile = (ROOT / "Makefile").read_text()
    named = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split()
    run = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line.split()[1] for line in run.stdout.splitlines()] == named
