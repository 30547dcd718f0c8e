"""Every command of the runbooks in docs/operator.md does what the page says, block by block."""

from __future__ import annotations

import json
import os
import re
import secrets
import socketserver
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from central.database import url_of
from central.history import SAFE_AFTER
from tests import nursery
from tests.central.old_town import Town, everything, rows
from tests.central.test_operator_guide import GUIDE
from tests.postgres import Server, program

SECTION = re.search(r"## Backup and restore\n(.*?)\n## ", GUIDE.read_text(), re.DOTALL)
assert SECTION is not None
PARTS = {title: body for title, _, body in (part.partition("\n") for part in SECTION[1].split("### "))}


def blocks(title: str = "") -> list[str]:
    return re.findall(r"```sh\n(.*?)```", PARTS[title], re.DOTALL)


CALLED = """
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as there:
    there.connect(ADDRESS)
    there.sendall(json.dumps([sys.argv[1:], dict(os.environ)]).encode())
    there.shutdown(socket.SHUT_WR)
    code, data, said = json.load(there.makefile())
sys.stdout.write(data)
sys.stderr.write(said)
sys.exit(code)
"""
"""What a host calls postcmd-central: it has the program forked here, which saves a second each time."""


class ForkingServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Where the commands of a host arrive."""


class Forked(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        words, env = json.loads(self.rfile.read())
        done = nursery.run("central", *words, env=env)
        self.wfile.write(json.dumps([done.returncode, done.stdout.decode(), done.stderr.decode()]).encode())


class Host:
    """A machine with the folders of the page, as they lie below a folder of the test."""

    def __init__(self, root: Path, **settings: str) -> None:
        self.root = root
        for folder in ("var/lib/postcmd", "var/backups/postcmd", "mnt/backups", "bin"):
            (root / folder).mkdir(parents=True)
        self.forking = ForkingServer("\0" + secrets.token_hex(8), Forked)
        threading.Thread(target=self.forking.serve_forever, args=(0.01,), daemon=True).start()
        called = self.root / "bin" / "postcmd-central.py"
        called.write_text(CALLED.replace("ADDRESS", repr(self.forking.server_address)))
        self.has("postcmd-central", f'exec {sys.executable} -I -S {called} "$@"')
        self.has("systemctl", f'echo "$*" >> {root}/systemctl')
        path = f"{root}/bin:{program('psql').parent}:{os.environ['PATH']}"
        self.settings = {**os.environ, "PATH": path, **settings}

    def has(self, name: str, line: str) -> None:
        (self.root / "bin" / name).write_text(f"#!/bin/sh\n{line}\n")
        (self.root / "bin" / name).chmod(0o700)

    def does(self, block: str) -> subprocess.CompletedProcess[str]:
        here = re.sub(r"/(var|mnt)/", rf"{self.root}/\1/", block)
        done = subprocess.run(
            ["sh", "-ec", here], env=self.settings, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, f"{here}{done.stderr}"
        return done

    def close(self) -> None:
        self.forking.shutdown()
        self.forking.server_close()


@pytest.fixture
def town(tmp_path: Path) -> Town:
    (tmp_path / "var/lib").mkdir(parents=True)
    return Town(tmp_path / "var/lib/central.sqlite")


@pytest.fixture
def host(tmp_path: Path, town: Town) -> Iterator[Host]:
    with closing(Host(tmp_path, POSTCMD_CENTRAL_DATABASE=str(town.file))) as made:
        yield made


@pytest.fixture
def host_of_postgres(tmp_path: Path, postgres: Server) -> Iterator[Host]:
    with closing(Host(tmp_path, PGHOST=str(postgres.folder), PGUSER="postgres")) as made:
        yield made


def test_from_the_first_backup_to_another_machine(host: Host, town: Town) -> None:
    backups = host.root / "mnt/backups"
    (plain,) = blocks()
    first = town.change()
    assert f"everything up to commit {first} of " in host.does(plain).stderr
    assert town.head.safe == first

    (elsewhere,) = blocks("What a backup promises: `safe`")
    second = town.change()
    host.does(elsewhere)
    assert town.head.safe == second

    old = backups / "central-2022-11-01.backup"
    old.write_bytes((backups / "central.backup").read_bytes())
    os.utime(old, (0, 0))
    (nightly,) = blocks("Every night")
    town.change()
    host.does(nightly)
    assert not old.exists()
    last, before = town.head.safe, everything(town.file)
    assert last == town.head.seq

    town.change(2)
    (again,) = blocks("Restore on the same machine")
    said = host.does(again).stderr
    assert town.head.seq == last
    assert everything(town.file) == before
    (aside,) = town.file.parent.glob("central.sqlite.replaced-*")
    assert str(aside) in said
    assert (host.root / "systemctl").read_text() == "stop postcmd\nstart postcmd\n"

    (moved,) = blocks("Restore on another machine")
    host.does(moved)
    with closing(sqlite3.connect(host.root / "var/lib/postcmd/elsewhere.sqlite")) as connection:
        assert connection.execute("SELECT seq FROM head").fetchone() == (first,)
        assert connection.execute("SELECT count(*) FROM tokens WHERE revoked IS NULL").fetchone() == (0,)


def test_a_night_without_a_backup_deletes_nothing(host: Host, town: Town) -> None:
    old = host.root / "mnt/backups/central-2022-11-01.backup"
    old.write_bytes(b"")
    os.utime(old, (0, 0))
    town.file.write_bytes(b"ruined" * 1000)
    (nightly,) = blocks("Every night")
    with pytest.raises(AssertionError):
        host.does(nightly)
    assert [file.name for file in old.parent.iterdir()] == [old.name]


def test_with_postgresql(host_of_postgres: Host, postgres: Server) -> None:
    town = Town(postgres.fresh_database())
    name, again = str(town.url.database), f"{town.url.database}_again"
    host = host_of_postgres
    dump, archived = (re.sub(r"\bcentre(_again)?\b(?!\.)", rf"{name}\1", block) for block in blocks("With PostgreSQL"))
    last = town.change()
    host.does(dump)
    assert town.head.safe == last
    assert rows(url_of(postgres.url(again)), "SELECT seq, safe FROM head") == [(last, last)]
    last = town.change()
    host.does(archived)
    assert town.head.safe == last


def test_a_database_on_postgresql_from_nothing(host_of_postgres: Host, postgres: Server) -> None:
    section = re.search(r"## On PostgreSQL\n.*?```sh\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert section is not None
    name = f"made_{secrets.token_hex(4)}"
    host = host_of_postgres
    host.has("sudo", 'shift 2; exec "$@"')
    block = re.sub(r"\bcentre\b", name, section[1])
    host.does(re.sub(r"(createuser|--owner) postcmd", rf"\1 {name}", block))
    assert rows(url_of(postgres.url(name)), "SELECT seq, safe FROM head") == [(0, 0)]


def test_the_page_says_how_long_posts_remember_without_a_backup() -> None:
    assert f"{SAFE_AFTER.days} days" == "7 days"
    assert "posts forget an edit seven days after" in PARTS["What a backup promises: `safe`"]
