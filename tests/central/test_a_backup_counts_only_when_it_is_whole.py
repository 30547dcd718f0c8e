"""Backups of an SQLite database: made while it is in use, counted once they are whole, never in the way of anything."""

from __future__ import annotations

import fcntl
import os
import resource
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from central import backup, backup_sqlite
from central.backup import back_up, mark, mark_file, where
from central.backup_file import put_in_place
from central.problems import retry_after
from central.restore import restore
from central.sentences import sentence
from postcmd.errors import BadConfig, PostError, Refused
from tests.central.old_town import Town, everything


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path / "central.sqlite")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder for backups."""
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def refusal(town: Town, file: Path) -> str:
    """How a backup to this file is refused; it must leave everything as it was."""
    before, head = sorted(file.parent.iterdir()), town.head
    content = file.read_bytes() if file.is_file() else None
    with pytest.raises(Refused) as refused:
        back_up(town.url, file)
    assert sorted(file.parent.iterdir()) == before
    assert content is None or file.read_bytes() == content
    assert town.head == head
    assert "{" not in sentence(refused.value)
    return refused.value.code


def test_it_holds_everything_and_moves_safe_to_its_own_last_commit(town: Town, kept: Path) -> None:
    last = town.change(3)
    made = back_up(town.url, kept / "b")
    assert (made.seq, town.head.safe) == (last, last)
    assert everything(kept / "b") == everything(town.file)
    assert [file.name for file in kept.iterdir()] == ["b"]
    assert stat.S_IMODE((kept / "b").stat().st_mode) == 0o600


def test_what_was_committed_after_the_copy_is_not_safe(town: Town, kept: Path) -> None:
    held = town.change()
    (kept / "b").touch()
    backup_sqlite.copy(town.file, kept / "b", is_live=True)
    town.change(5)
    assert mark_file(town.url, kept / "b").seq == held
    assert (town.head.safe, town.head.seq) == (held, held + 5)


def test_each_backup_is_one_cut_while_posts_go_on(town: Town, kept: Path) -> None:
    done = threading.Event()

    def push() -> None:
        while not done.is_set():
            town.change()

    pushing = threading.Thread(target=push)
    pushing.start()
    try:
        made = [back_up(town.url, kept / f"b{number}") for number in range(4)]
    finally:
        done.set()
        pushing.join()
    for number, contents in enumerate(made):
        with closing(sqlite3.connect(kept / f"b{number}")) as connection:
            ops, last = connection.execute("SELECT count(*), max(seq) FROM ledger").fetchone()
            heads = connection.execute("SELECT json_extract(body, '$.max') FROM records WHERE id LIKE 'sunhe.%'")
            assert heads.fetchone()[0] == 12 + ops
        assert last in (contents.seq, None)
    assert town.head.safe == made[-1].seq <= town.head.seq


def test_a_damaged_database_moves_nothing_and_leaves_the_backup_before_it(town: Town, kept: Path) -> None:
    town.change()
    back_up(town.url, kept / "b")
    town.change(5)
    with closing(sqlite3.connect(town.file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'records_seq'").fetchone()[0]
    with town.file.open("r+b") as raw:
        raw.seek((page - 1) * 4096)
        raw.write(b"\x00" * 2000)
    assert refusal(town, kept / "b") == "backup_damaged"


def test_safe_never_goes_back(town: Town, kept: Path) -> None:
    town.change()
    back_up(town.url, kept / "early")
    late = town.change(2)
    back_up(town.url, kept / "late")
    assert mark_file(town.url, kept / "early").seq < late
    assert mark(town.url, 1) == late
    assert where(town.url) == (late, late)


def test_nobody_can_promise_a_commit_that_is_not_there(town: Town) -> None:
    with pytest.raises(Refused) as refused:
        mark(town.url, town.head.seq + 1)
    assert refused.value.code == "seq_ahead"
    assert town.head.safe == 0


def test_a_backup_of_another_history_counts_for_nothing(town: Town, kept: Path, tmp_path: Path) -> None:
    other = Town(tmp_path / "other.sqlite")
    town.change(2)
    other.change(1)
    back_up(other.url, kept / "theirs")
    with pytest.raises(Refused) as refused:
        mark_file(town.url, kept / "theirs")
    assert refused.value.code == "other_history"
    assert town.head.safe == 0


def test_a_restore_while_a_backup_is_made_lets_it_count_for_nothing(
    town: Town, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last number is one of the new history too, and names another commit there."""
    early = town.change()
    back_up(town.url, kept / "early")
    town.change(3)

    def restored_meanwhile(part: Path, place: Path) -> None:
        put_in_place(part, place)
        monkeypatch.undo()
        restore(town.url, kept / "early", replace=True)
        town.n = 1
        town.change(3)

    monkeypatch.setattr(backup, "put_in_place", restored_meanwhile)
    with pytest.raises(Refused) as refused:
        back_up(town.url, kept / "late")
    assert refused.value.code == "other_history"
    assert (town.head.safe, town.head.seq) == (early, early + 3)


def test_a_newer_backup_than_the_database_is_not_replaced(town: Town, kept: Path) -> None:
    """Who restored an older backup by mistake still has the newer one after the next night."""
    town.change()
    back_up(town.url, kept / "old")
    town.change(3)
    back_up(town.url, kept / "new")
    restore(town.url, kept / "old", replace=True)
    town.n = 1
    town.change()
    assert refusal(town, kept / "new") == "backup_in_the_way"
    assert back_up(town.url, kept / "old").seq == town.head.seq


def test_what_is_no_backup_is_not_replaced(town: Town, kept: Path) -> None:
    (kept / "letter").write_text("Dear Sir")
    assert refusal(town, kept / "letter") == "backup_in_the_way"
    assert refusal(town, kept) == "backup_in_the_way"
    assert refusal(town, Path("/dev/null")) == "backup_in_the_way"
    assert refusal(town, town.file) == "backup_in_the_way"
    (kept / "link").symlink_to(town.file)
    assert refusal(town, kept / "link") == "backup_in_the_way"
    with pytest.raises(Refused) as refused:
        back_up(town.url, kept / "letter" / "below")
    assert refused.value.code == "backup_unwritable"


def test_who_was_killed_leaves_nothing_that_stops_the_next(town: Town, kept: Path) -> None:
    (kept / ".b.part").write_bytes(b"half of a backup")
    back_up(town.url, kept / "b")
    assert [file.name for file in kept.iterdir()] == ["b"]


def test_two_at_once_never_mix(town: Town, kept: Path) -> None:
    with (kept / ".b.part").open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert refusal(town, kept / "b") == "backup_running"


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_said_and_changes_nothing(town: Town, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town.change()
    back_up(town.url, kept / "b")
    town.change()
    with files_no_longer_than(40_000), pytest.raises(Refused) as refused:
        back_up(town.url, kept / "b")
    assert refused.value.code == "no_space"
    assert [file.name for file in kept.iterdir()] == ["b"]
    assert town.head.safe == town.head.seq - 1


def spoilt(whole: bytes) -> Iterator[tuple[str, bytes]]:
    for size in (1, 16, 100, 4096, len(whole) // 2, len(whole) - 4096, len(whole) - 1):
        yield f"cut at {size}", whole[:size]
    for page in range(0, len(whole), 8192):
        yield f"page at {page} zeroed", whole[:page] + bytes(4096) + whole[page + 4096 :]


def test_a_spoilt_backup_is_never_taken_for_a_whole_one(town: Town, kept: Path) -> None:
    made = back_up(town.url, kept / "b")
    file, safe = kept / "spoilt", town.head.safe
    for how, content in spoilt((kept / "b").read_bytes()):
        file.write_bytes(content)
        with suppress(Refused):  # or nothing of its history lay there
            assert mark_file(town.url, file) == made, how
        if how.startswith("cut"):
            with pytest.raises(Refused, match=r"backup_damaged|not_a_backup"):
                mark_file(town.url, file)
    assert town.head.safe == safe


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM commits WHERE seq = (SELECT seq FROM head)", "backup_damaged"),
        ("DELETE FROM commits WHERE seq = 2", "backup_damaged"),
        ("DELETE FROM head", "not_a_backup"),
        ("DROP TABLE commits", "not_a_backup"),
        ("UPDATE alembic_version SET version_num = '9999'", "backup_newer"),
    ],
)
def test_a_backup_with_a_hole_in_its_history_counts_for_nothing(
    town: Town, kept: Path, statement: str, code: str
) -> None:
    town.change(3)
    made = back_up(town.url, kept / "b")
    with closing(sqlite3.connect(kept / "b")) as connection, connection:
        connection.execute(statement)
    town.change()
    with pytest.raises(Refused) as refused:
        mark_file(town.url, kept / "b")
    assert refused.value.code == code
    assert town.head.safe == made.seq


@pytest.mark.parametrize("content", [b"", b"rubbish" * 999, b"PGDMP"])
def test_what_is_no_backup_is_said_so(town: Town, kept: Path, content: bytes) -> None:
    (kept / "b").write_bytes(content)
    with pytest.raises(PostError) as refused:
        mark_file(town.url, kept / "b")
    assert refused.value.code in ("not_a_backup", "backup_damaged", "no_program")
    with pytest.raises(Refused):
        mark_file(town.url, kept / "never-was")


def test_a_backup_may_lie_where_nothing_can_be_written(town: Town, kept: Path) -> None:
    made = back_up(town.url, kept / "b")
    kept.chmod(0o500)
    os.chmod(kept / "b", 0o400)  # noqa: PTH101
    try:
        assert mark_file(town.url, kept / "b") == made
    finally:
        kept.chmod(0o700)


def test_a_database_that_is_not_there_is_not_backed_up(tmp_path: Path, town: Town) -> None:
    with pytest.raises(BadConfig) as refused:
        back_up(town.url.set(database=str(tmp_path / "nowhere")), tmp_path / "b")
    assert refused.value.code == "no_database"


def test_what_ends_a_request_too_is_said_in_its_words() -> None:
    assert sentence(retry_after("busy", 5)) == "The centre cannot write just now. Try again in 5 s."
