"""Every command of docs/operator.md does what the page says, in the order of the page."""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from central.accounts import LONGEST_PASSWORD, NAME, SHORTEST_PASSWORD
from central.faults import MOST_NAMED
from central.roster_file import COLUMNS
from central.sentences import SENTENCES
from central.service_columns import MOST
from central.throttle import FREE, FREE_OF_ADDRESS
from postcmd.service_records import HEADINGS, SAID
from tests import nursery

GUIDE = Path(__file__).parents[2] / "docs" / "operator.md"
SECRET = "a password of an operator\n"
ACCOUNT_COMMANDS = [f"account {name}" for name in ("add", "grant", "passwd", "disable", "token")]
PROGRAM = [sys.executable, "-m", "central"]


def commands() -> list[str]:
    """The lines of the page's shell blocks, serving last: it does not end by itself. The runbook has its own tests."""
    page = re.sub(r"## (On PostgreSQL|Backup and restore)\n.*?(?=\n## )", "", GUIDE.read_text(), flags=re.DOTALL)
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return sorted(lines, key=lambda line: " serve " in line)


def run(line: str, typed: str = SECRET) -> subprocess.CompletedProcess[str]:
    name, *words = shlex.split(line)
    assert name == "postcmd-central"
    done = nursery.run("central", *words, env=os.environ, stdin=typed.encode())
    return subprocess.CompletedProcess(line, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def served(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    *before, serve = commands()
    files = [tmp_path / name for name in ("people.csv", "services.csv")]
    for file, example in zip(files, re.findall(r"```csv\n(.*?)```", GUIDE.read_text(), re.DOTALL), strict=True):
        file.write_text(example)
    for line in before:
        done = run(re.sub(r"(people|services)\.csv", lambda named: str(tmp_path / named[0]), line))
        assert done.returncode == 0, f"{line}: {done.stderr}"
        assert done.stdout.startswith("pc_chaoyang_") == (" token " in line), line
    words = [*shlex.split(serve)[1:-1], "0"]
    with subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_the_page_from_the_first_command_to_the_last(served: subprocess.Popen[str]) -> None:
    assert served.stdout is not None
    assert re.fullmatch(r"postcmd-central listening on http://127\.0\.0\.1:\d+\n", served.stdout.readline())
    home = Path(os.environ["XDG_DATA_HOME"])
    assert [file.name for file in (home / "postcmd").glob("*.sqlite")] == ["central.sqlite"]
    began = time.monotonic()
    served.terminate()
    served.wait(timeout=5)
    assert time.monotonic() - began < 2


def test_every_change_of_an_account_is_said_in_one_line() -> None:
    for before in ("init", "load"):
        assert run(f"postcmd-central {before}").returncode == 0
    for line, said in (
        ("add city", "Added city, who may do nothing yet: give a role with account grant."),
        ("add chaoyang --role dispatcher --unit chaoyang", "Added chaoyang, dispatcher on chaoyang."),
        ("grant city --role admin --all", "city is admin on everything."),
        ("grant city --role admin --all --roster", "city is admin on everything, with the roster."),
        ("grant chaoyang --revoke --unit chaoyang", "chaoyang holds nothing on chaoyang any more."),
        ("grant chaoyang --revoke --unit chaoyang", "chaoyang held nothing on chaoyang."),
        ("passwd city", "city has another password; every session of it has ended."),
        ("disable city", "city can no longer sign in; every session of it has ended."),
    ):
        done = run(f"postcmd-central account {line}")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", said + "\n"), line


def test_the_page_names_the_bounds_that_hold() -> None:
    page = " ".join(GUIDE.read_text().split())
    assert f"```csv {','.join(COLUMNS)} " in page
    assert f"```csv {','.join(SAID)} " in page
    assert all(zh in page for zh in [*COLUMNS.values(), "党员", "干部", "职工", *HEADINGS.values()])
    assert all(f"at most {MOST[name]}" in page for name in MOST)
    assert f"the first {MOST_NAMED} of them" in page
    assert f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters." in page
    assert NAME.fullmatch("a" * 32)
    assert not NAME.fullmatch("a" * 33)
    assert f"after {FREE} for an account or {FREE_OF_ADDRESS} from an address" in page


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("postcmd-central backup b", 2, "no_database"),
        ("postcmd-central restore never-was", 1, None),
        ("postcmd-central safe 3 --file b", 2, None),
        ("postcmd-central serve --port 0", 2, "no_database"),
        ("postcmd-central account add city", 2, "no_database"),
        ("postcmd-central account add", 2, None),
        ("postcmd-central load --clock soon", 2, None),
        ("postcmd-central account add city --role admin", 2, None),
        ("postcmd-central account grant city --role king --all", 2, None),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(line: str, code: int, said: str | None) -> None:
    done = run(line)
    assert (done.returncode, done.stdout) == (code, "")
    assert "Traceback" not in done.stderr
    if said is not None:
        assert done.stderr.startswith(SENTENCES[said].partition("{")[0])
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "command",
    [
        "",
        "init",
        "serve",
        "load",
        "backup",
        "restore",
        "safe",
        "account",
        "people",
        "people import",
        "import",
        *ACCOUNT_COMMANDS,
    ],
)
def test_a_help_text_is_in_the_language_in_use(command: str) -> None:
    there = {**os.environ, "POSTCMD_LANG": "zh_CN"}
    words = [*PROGRAM, *command.split(), "--help"]
    done = subprocess.run(words, capture_output=True, text=True, env=there, timeout=60, check=True)
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    assert not re.search(r"[a-z] (the|of|and|is|to) [a-z]", done.stdout)
    assert all(re.search(r"[\u4e00-\u9fff]", line) for line in lines[:2])


def test_a_file_that_is_wrong_is_told_line_by_line_and_ends_with_1(tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    file.write_text("unit,volunteer,day,served\nchaoyang,1,2022-11-20,4\nnowhere,,2022-11-20,-4\n")
    for command in ("init", "load"):
        assert run(f"postcmd-central {command}").returncode == 0
    done = run(f"postcmd-central import {file}")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "Line 3: there is no unit 'nowhere': name one by id, name or short name.",
        "Line 3: there is nothing in volunteer.",
        "Line 3: -4 in served is less than nought.",
        "Nothing was imported from services.csv. Faults: 3.",
    ]
    file.write_text(file.read_text().partition("nowhere")[0])
    assert run(f"postcmd-central import {file} --check").stderr == "1 would be new; 0 are known.\n"
    assert run(f"postcmd-central import {file}").stderr == "1 new, 0 known already.\n"
    assert run(f"postcmd-central import {file}").stderr == "0 new, 1 known already.\n"


def test_a_database_newer_than_the_program_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "central.sqlite"
    assert run(f"postcmd-central init --database {file}").returncode == 0
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in ("serve --port 0", "init", "load", "account add city"):
        done = run(f"postcmd-central {command} --database {file}")
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert "newer" in done.stderr


def test_what_is_no_database_or_no_scenario_is_said_so(tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish"
    rubbish.write_bytes(b"rubbish" * 100)
    for line in (
        f"postcmd-central serve --port 0 --database {rubbish}",
        f"postcmd-central init --database {rubbish}",
        f"postcmd-central init --database {rubbish}/below",
        f"postcmd-central account token city --database {tmp_path}",
    ):
        done = run(line)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert run("postcmd-central init").returncode == 0
    done = run(f"postcmd-central load {rubbish}")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_what_the_rules_refuse_is_said_and_ends_with_1() -> None:
    assert run("postcmd-central init").returncode == 0
    for line, typed, word in (
        ("postcmd-central account add City", SECRET, "City"),
        ("postcmd-central account add city", "short\n", "8"),
        ("postcmd-central account add city --role admin --unit nowhere", SECRET, "nowhere"),
        ("postcmd-central account disable nobody", SECRET, "nobody"),
        ("postcmd-central account token nobody", SECRET, "nobody"),
    ):
        done = run(line, typed)
        assert (done.returncode, done.stdout) == (1, ""), line
        assert word in done.stderr
        assert done.stderr.count("\n") == 1
