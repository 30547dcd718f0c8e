"""Dumps of a PostgreSQL database count by the same rules, made and read by the programs beside the server."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from central import commands
from central.backup import back_up, mark_file
from central.database import url_of
from central.restore import restore
from central.sentences import sentence
from postcmd.errors import BadConfig, PostError, Refused
from tests.central.old_town import Town, rows
from tests.postgres import Server, program

PG_DUMP = str(program("pg_dump"))
TABLES = ("records", "paths", "events", "ledger", "commits", "accounts", "grants", "tokens", "clients", "moves")


@pytest.fixture
def town(postgres: Server) -> Town:
    return Town(postgres.fresh_database())


def everything(url: URL, schema: str = "public") -> dict[str, list[object]]:
    return {name: sorted(rows(url, f'SELECT * FROM "{schema}".{name}'), key=repr) for name in TABLES}


def refusal(url: URL, file: Path, pg_dump: str = PG_DUMP) -> PostError:
    with pytest.raises(PostError) as refused:
        back_up(url, file, pg_dump)
    assert "{" not in sentence(refused.value)
    return refused.value


def script(file: Path, *lines: str) -> str:
    """A pg_dump of our own making, the real pg_restore beside it."""
    file.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    file.chmod(0o700)
    (file.parent / "pg_restore").symlink_to(program("pg_restore"))
    return str(file)


def test_a_dump_moves_safe_to_the_last_commit_that_it_holds_itself(town: Town, tmp_path: Path) -> None:
    """A commit made after the dump was taken is not in it, and so not safe."""
    last = town.change(3)
    made = back_up(town.url, tmp_path / "b", PG_DUMP)
    assert (made.seq, made.epoch, town.head.safe) == (last, town.head.epoch, last)
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["b"]
    town.change(2)
    assert mark_file(town.url, tmp_path / "b", PG_DUMP) == made
    assert town.head.safe == last


def test_a_dump_is_one_cut_while_posts_go_on(town: Town, tmp_path: Path, postgres: Server) -> None:
    done = threading.Event()

    def push() -> None:
        while not done.is_set():
            town.change()

    pushing = threading.Thread(target=push)
    pushing.start()
    try:
        made = [back_up(town.url, tmp_path / f"b{number}", PG_DUMP) for number in range(2)]
    finally:
        done.set()
        pushing.join()
    assert town.head.safe == made[-1].seq <= town.head.seq
    other = url_of(postgres.empty_database())
    restore(other, tmp_path / "b1", pg_dump=PG_DUMP)
    assert rows(other, "SELECT max(seq), max(seq) - min(seq) + 1 - count(*) FROM commits") == [(made[-1].seq, 0)]
    (ops,) = rows(other, "SELECT count(*) FROM ledger")[0]
    assert rows(other, "SELECT body::json->>'max' FROM records WHERE id LIKE 'sunhe.%'") == [(str(12 + ops),)]


def test_a_restored_dump_is_the_same_in_a_new_epoch(town: Town, tmp_path: Path, postgres: Server) -> None:
    last = town.change(2)
    back_up(town.url, tmp_path / "b", PG_DUMP)
    other = url_of(postgres.empty_database())
    assert restore(other, tmp_path / "b", pg_dump=PG_DUMP).aside == ""
    assert everything(other) == everything(town.url)
    ((epoch, seq, safe),) = rows(other, "SELECT epoch, seq, safe FROM head")
    assert (seq, safe) == (last, last)
    assert epoch != town.head.epoch
    town.url = other
    town.send(3)
    assert rows(other, "SELECT count(*) FROM ledger") == [(3,)]


def test_never_over_tables_and_only_aside_when_told(town: Town, tmp_path: Path) -> None:
    town.change(1)
    back_up(town.url, tmp_path / "b", PG_DUMP)
    town.change(2)
    before = everything(town.url)
    with pytest.raises(Refused, match="database_in_the_way"):
        restore(town.url, tmp_path / "b", pg_dump=PG_DUMP)
    aside = restore(town.url, tmp_path / "b", replace=True, pg_dump=PG_DUMP).aside
    assert everything(town.url, aside) == before
    assert rows(town.url, "SELECT count(*) FROM ledger") == [(1,)]
    assert back_up(town.url, tmp_path / "c", PG_DUMP).seq == town.head.seq


def test_a_database_in_use_is_not_replaced(town: Town, tmp_path: Path, postgres: Server) -> None:
    import psycopg

    back_up(town.url, tmp_path / "b", PG_DUMP)
    before = everything(town.url)
    with psycopg.connect(postgres.conninfo(str(town.url.database))), pytest.raises(Refused, match="database_in_use"):
        restore(town.url, tmp_path / "b", replace=True, pg_dump=PG_DUMP)
    assert everything(town.url) == before


def test_a_dump_cut_short_or_damaged_counts_for_nothing_and_replaces_nothing(town: Town, tmp_path: Path) -> None:
    back_up(town.url, tmp_path / "b", PG_DUMP)
    whole, head, before = (tmp_path / "b").read_bytes(), town.head, everything(town.url)
    middle = len(whole) // 2
    for spoilt in (whole[:3], whole[:200], whole[:middle], whole[:-20], whole[: middle * 3 // 2]):
        (tmp_path / "spoilt").write_bytes(spoilt)
        for attempt in (mark_file, restore):
            with pytest.raises(Refused, match=r"backup_damaged|not_a_backup"):
                attempt(town.url, tmp_path / "spoilt", pg_dump=PG_DUMP)
    assert (town.head, everything(town.url)) == (head, before)


def test_a_restore_that_fails_leaves_what_stood_there(town: Town, tmp_path: Path) -> None:
    back_up(town.url, tmp_path / "b", PG_DUMP)
    before = everything(town.url)
    folder = tmp_path / "failing"
    folder.mkdir()
    failing = f'case "$*" in *dbname*) exit 1;; esac\nexec {program("pg_restore")} "$@"'
    (folder / "pg_restore").write_text(f"#!/bin/sh\n{failing}\n")
    (folder / "pg_restore").chmod(0o700)
    with pytest.raises(Refused, match="program_failed"):
        restore(town.url, tmp_path / "b", replace=True, pg_dump=str(folder / "pg_dump"))
    assert everything(town.url) == before
    assert rows(town.url, "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'replaced%'") == [(0,)]


def test_a_pg_dump_older_than_the_server_is_said_in_a_sentence(town: Town, tmp_path: Path) -> None:
    old = script(
        tmp_path / "pg_dump",
        "echo 'pg_dump: error: aborting because of server version mismatch' >&2",
        "echo 'pg_dump: detail: server version: 18.1; pg_dump version: 15.5 (Debian 15.5-0+deb12u1)' >&2",
        "exit 1",
    )
    refused = refusal(town.url, tmp_path / "b", old)
    assert refused.code == "program_too_old"
    assert "15.5" in sentence(refused)
    assert not (tmp_path / "b").exists()
    assert town.head.safe == 0


def test_a_full_disk_and_a_server_out_of_reach_are_said(town: Town, tmp_path: Path) -> None:
    full = script(
        tmp_path / "pg_dump",
        "echo 'pg_dump: error: could not write to output file: No space left on device' >&2",
        "exit 1",
    )
    assert refusal(town.url, tmp_path / "b", full).code == "no_space"
    assert refusal(town.url.set(database="nowhere"), tmp_path / "b").code == "database_unusable"
    assert refusal(town.url, tmp_path / "b", str(tmp_path / "never-was")).code == "no_program"
    with pytest.raises(BadConfig):
        back_up(town.url, tmp_path / "b", "never-was")


def test_no_password_stands_on_a_command_line_or_in_an_environment(town: Town, tmp_path: Path) -> None:
    secret, seen = r"pass:word\with %", tmp_path / "seen"
    watched = script(
        tmp_path / "pg_dump",
        f'tr "\\0" "\\n" < /proc/$$/cmdline > {seen}; env >> {seen}',
        f'cp -p "$(dirname "$PGSERVICEFILE")"/password {tmp_path}/password',
        f'exec {PG_DUMP} "$@"',
    )
    back_up(town.url.set(password=secret), tmp_path / "b", watched)
    assert "PGSERVICEFILE" in seen.read_text()
    assert "pass" not in seen.read_text().replace("password", "").replace(str(tmp_path), "")
    assert (tmp_path / "password").read_text() == "*:*:*:*:pass\\:word\\\\with %\n"
    assert stat.S_IMODE((tmp_path / "password").stat().st_mode) == 0o600
    service = next(line for line in seen.read_text().splitlines() if line.startswith("PGSERVICEFILE="))
    assert not Path(service.partition("=")[2]).parent.exists()
    assert "PGPASSWORD" not in os.environ


def test_told_to_stop_it_puts_away_what_it_had_begun(town: Town, tmp_path: Path) -> None:
    begun, kept = tmp_path / "begun", tmp_path / "kept"
    os.mkfifo(begun)
    kept.mkdir()
    # More than a pipe holds: once it is through, somebody is reading.
    some = "head -c 300000 /dev/zero"
    endless = script(tmp_path / "pg_dump", some, f"echo $$ > {begun}", "exec tail -f /dev/null")
    words = ["backup", str(kept / "b"), "--pg-dump", endless, "--database", town.url.render_as_string(False)]
    with subprocess.Popen([sys.executable, "-m", "central", *words], stderr=subprocess.PIPE, text=True) as command:
        dumping = int(begun.read_text())  # waits for it
        assert [file.name for file in kept.iterdir()] == [".b.part"]
        command.terminate()
        assert (command.wait(timeout=20), command.communicate()[1]) == (128 + signal.SIGTERM, "")
    assert list(kept.iterdir()) == []
    assert town.head.safe == 0
    with pytest.raises(ProcessLookupError):
        os.kill(dumping, 0)


def test_a_dump_is_no_database_file(town: Town, tmp_path: Path) -> None:
    back_up(town.url, tmp_path / "b", PG_DUMP)
    with pytest.raises(Refused, match="wrong_kind"):
        restore(url_of(tmp_path / "central.sqlite"), tmp_path / "b", pg_dump=PG_DUMP)
    assert commands.run_on(town.url, lambda connection: connection.exec_driver_sql("SELECT 1").scalar()) == 1
