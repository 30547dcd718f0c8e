"""Dumps of a PostgreSQL database, made by the `pg_dump` beside the server, and what stands in them.

1. A dump is one consistent cut, made while the centre serves.
2. No password stands on a command line or in an environment, where others on the host could read it: the programs find
   how to connect in a file that only its owner reads and that goes with the command.
3. A dump is checked by reading all of it: every table is unpacked, and the head and the commits are taken from there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy.engine import URL

from central.backup_contents import Contents
from postcmd.errors import BadConfig, Refused

MAGIC: Final = b"PGDMP"
ASIDE: Final = "replaced_"
"""How a schema begins in which replaced tables are kept; it is in no backup."""
_TOO_OLD: Final = re.compile(r"server version: (?P<server>[\d.]+).*; pg_dump version: (?P<found>[\d.]+)")
_COPY: Final = re.compile(rb'COPY (?:"?\w+"?\.)?"?(alembic_version|head|commits)"? \(([^)]*)\) FROM stdin;\n')
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ":": "\\:"})


def dump(url: URL, part: Path, pg_dump: str | None) -> None:
    """Write everything in the database at `url` into the file."""
    with connecting(url) as environment:
        said = ["--format=custom", f"--exclude-schema={ASIDE}*", "--no-password", f"--file={part}"]
        _run([program("pg_dump", pg_dump), *said], environment)


def look_into(file: Path, pg_dump: str | None) -> Contents:
    """What the file holds, read to its end. Refused where it is no dump, or damaged."""
    with file.open("rb") as start:
        if start.read(len(MAGIC)) != MAGIC:
            raise Refused("not_a_backup", file=str(file))
    command = [program("pg_restore", pg_dump), "--file=-", str(file)]
    with tempfile.TemporaryFile() as said, _reading(command, said) as reading:
        found = _Found()
        found.read(reading)
        if reading.wait() != 0:
            raise _why_unread(_last_line(said), file)
    return found.contents(file)


def restore(url: URL, file: Path, pg_dump: str | None) -> None:
    """Everything in the file into the empty database at `url`, or nothing."""
    with connecting(url) as environment:
        said = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-password"]
        _run([program("pg_restore", pg_dump), *said, "--dbname=service=centre", str(file)], environment)


def program(name: str, pg_dump: str | None) -> str:
    """Where a program of PostgreSQL is: beside the pg_dump named, else on the PATH. BadConfig where it is not."""
    named = str(Path(pg_dump).with_name(name)) if pg_dump and os.sep in pg_dump else name
    if pg_dump and name == "pg_dump":
        named = pg_dump
    found = shutil.which(named)
    if found is None:
        raise BadConfig("no_program", program=named)
    return found


@contextmanager
def connecting(url: URL) -> Iterator[dict[str, str]]:
    """The environment in which PostgreSQL's programs reach the database."""
    with tempfile.TemporaryDirectory(prefix="postcmd-") as folder:
        service, password = Path(folder) / "service", Path(folder) / "password"
        said: dict[str, Any] = {"host": url.host, "port": url.port, "dbname": url.database, "user": url.username}
        said |= {name: value if isinstance(value, str) else ",".join(value) for name, value in url.query.items()}
        if url.password is not None:
            _write_private(password, f"*:*:*:*:{str(url.password).translate(_ESCAPED)}\n")
            said["passfile"] = str(password)
        lines = [f"{name}={value}" for name, value in said.items() if value is not None]
        _write_private(service, "\n".join(["[centre]", *lines, ""]))
        environment = {**os.environ, "LC_ALL": "C", "PGSERVICEFILE": str(service), "PGSERVICE": "centre"}
        yield environment


class _Found:
    """What passes by of the tables that say what a dump holds."""

    def __init__(self) -> None:
        self._schema = ""
        self._head: dict[str, str] = {}
        self._last: dict[str, str] = {}
        self._oldest, self._newest, self._many = 0, -1, 0

    def read(self, script: Iterable[bytes]) -> None:
        """The script that a dump unpacks to, to its end."""
        script = iter(script)
        for line in script:
            table = _COPY.fullmatch(line)
            if table is not None:
                self._rows(table[1].decode(), [name.strip(' "') for name in table[2].decode().split(",")], script)

    def contents(self, file: Path) -> Contents:
        if not self._schema or not self._head:
            raise Refused("not_a_backup", file=str(file))
        made = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(self._last.get("at", "0")))
        nonce = self._last.get("nonce", "") if self._newest == int(self._head["seq"]) else ""
        head, seq = self._head["epoch"], int(self._head["seq"])
        return Contents(self._schema, head, seq, nonce, made, self._oldest, self._many)

    def _rows(self, table: str, columns: list[str], script: Iterator[bytes]) -> None:
        for line in script:
            if line == b"\\.\n":
                return
            row = dict(zip(columns, line.decode().rstrip("\n").split("\t"), strict=True))
            if table == "alembic_version":
                self._schema = row["version_num"]
            elif table == "head":
                self._head = row
            else:
                self._commit(row)

    def _commit(self, row: dict[str, str]) -> None:
        seq = int(row["seq"])
        self._oldest = seq if self._many == 0 else min(self._oldest, seq)
        self._many += 1
        if seq > self._newest:
            self._newest, self._last = seq, row


def _write_private(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(text)


class _Reading:
    """The lines a program says, and how it ended."""

    def __init__(self, running: subprocess.Popen[bytes]) -> None:
        self._running = running

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._running.stdout or ())

    def wait(self) -> int:
        return self._running.wait()


@contextmanager
def _reading(command: list[str], said: IO[bytes]) -> Iterator[_Reading]:
    environment = {**os.environ, "LC_ALL": "C"}
    with subprocess.Popen(  # noqa: S603 - the operator names the program
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, env=environment
    ) as running:
        try:
            yield _Reading(running)
        except BaseException:
            running.kill()
            raise


def _run(command: list[str], environment: dict[str, str]) -> None:
    """Refused, with the program's own last words, where it fails."""
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(  # noqa: S603 - the operator names the program
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, env=environment, check=False
        )
        if done.returncode != 0:
            raise _why(Path(command[0]).name, _last_line(said))


def _why(name: str, reason: str) -> Refused:
    too_old = _TOO_OLD.search(reason)
    if too_old is not None:
        return Refused("program_too_old", program=name, found=too_old["found"], server=too_old["server"])
    if "No space left on device" in reason:
        return Refused("no_space")
    return Refused("program_failed", program=name, reason=reason)


def _why_unread(reason: str, file: Path) -> Refused:
    if "unsupported version" in reason:
        return Refused("program_failed", program="pg_restore", reason=reason)
    return Refused("backup_damaged", file=str(file), reason=reason)


def _last_line(said: IO[bytes]) -> str:
    """What a program says at last; the detail it adds belongs to it."""
    said.seek(0)
    lines = [line.strip() for line in said.read().decode(errors="replace").splitlines() if line.strip()]
    return " ".join(lines[-2:] if lines and ": detail: " in lines[-1] else lines[-1:])
