"""What comes of a backup that is brought back: a new history, nothing lost, nothing in its way overwritten."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from central import accounts, commands, tables
from central.backup import back_up
from central.database import must_fit, schema_of, url_of
from central.problems import NotServed
from central.push import take
from central.restore import restore
from postcmd.errors import Refused
from postcmd.wire import PushRequest
from tests.central.old_town import Town, everything, old_database
from tests.centre_fixture import WALL, running_centre


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path / "central.sqlite")


@pytest.fixture
def elsewhere(tmp_path: Path) -> URL:
    return url_of(tmp_path / "other-host" / "central.sqlite")


def refused(url: URL, file: Path, replace: bool = False) -> str:
    with pytest.raises(Refused) as refusal:
        restore(url, file, replace)
    return refusal.value.code


def test_it_holds_what_the_backup_held_in_a_new_epoch_and_all_of_it_is_safe(
    town: Town, tmp_path: Path, elsewhere: URL
) -> None:
    town.change(3)
    made = back_up(town.url, tmp_path / "b")
    before = town.head
    assert restore(elsewhere, tmp_path / "b") == (made, "")
    there = Path(str(elsewhere.database))
    assert everything(there) == everything(town.file)
    assert stat.S_IMODE(there.stat().st_mode) == 0o600
    assert [file.name for file in there.parent.iterdir()] == [there.name]
    with closing(sqlite3.connect(there)) as connection:
        epoch, seq, safe = connection.execute("SELECT epoch, seq, safe FROM head").fetchone()
    assert (seq, safe) == (before.seq, before.seq)
    assert epoch != before.epoch


def test_posts_are_told_and_what_they_send_again_takes_effect_once(town: Town, tmp_path: Path) -> None:
    town.change(2)
    back_up(town.url, tmp_path / "b")
    epoch = town.head.epoch
    town.change(3)
    restore(town.url, tmp_path / "b", replace=True)
    old = PushRequest(client="post-1", epoch=epoch, cursor=None, low=1, ops=[])
    with pytest.raises(NotServed) as told:
        commands.run_on(town.url, take, old, "chaoyang", WALL)
    assert told.value.code == "reset"
    for n in range(1, 6):
        town.send(n)
    assert town.rows("SELECT n, status FROM ledger ORDER BY n") == [(n, "applied") for n in range(1, 6)]
    assert town.rows("SELECT body FROM records WHERE id LIKE 'sunhe.%'")[0][0].count('"max":17') == 1


def test_a_post_that_forgot_what_an_older_backup_lacks_goes_on(town: Town, tmp_path: Path) -> None:
    """Restored older than promised: what is nowhere any more is said to be unknown, and nothing blocks."""
    town.change(1)
    back_up(town.url, tmp_path / "early")
    town.change(4)
    restore(town.url, tmp_path / "early", replace=True)
    with pytest.raises(NotServed, match="gap"):
        town.send(5)
    town.send(5, gap_ok=True)
    assert [row[0] for row in town.rows("SELECT status FROM ledger ORDER BY n")] == [
        "applied",
        *["unknown"] * 3,
        "applied",
    ]


def test_never_over_a_database_and_only_aside_when_told(town: Town, tmp_path: Path) -> None:
    town.change(1)
    back_up(town.url, tmp_path / "b")
    town.change(2)
    before = everything(town.file)
    assert refused(town.url, tmp_path / "b") == "database_in_the_way"
    assert refused(town.url, town.file, replace=True) == "database_in_the_way"
    assert everything(town.file) == before
    aside = restore(town.url, tmp_path / "b", replace=True).aside
    assert everything(Path(aside)) == before
    assert len(everything(town.file)["ledger"]) == 1


def test_a_log_left_behind_is_never_played_into_what_was_restored(town: Town, tmp_path: Path) -> None:
    town.change(1)
    back_up(town.url, tmp_path / "b")
    with closing(sqlite3.connect(town.file)) as open_still:
        open_still.execute("SELECT * FROM head").fetchone()
        town.change(2)
        left, log = town.file.read_bytes(), Path(f"{town.file}-wal").read_bytes()
    assert log
    town.file.write_bytes(left)
    Path(f"{town.file}-wal").write_bytes(log)
    aside = restore(town.url, tmp_path / "b", replace=True).aside
    assert len(everything(town.file)["ledger"]) == 1
    assert len(everything(Path(aside))["ledger"]) == 3
    town.file.unlink()
    Path(f"{town.file}-wal").write_bytes(log)
    assert refused(town.url, tmp_path / "b") == "database_in_the_way"
    restore(town.url, tmp_path / "b", replace=True)
    assert len(everything(town.file)["ledger"]) == 1


def test_a_copy_taken_by_hand_with_its_log_can_be_restored_too(town: Town, tmp_path: Path, elsewhere: URL) -> None:
    with closing(sqlite3.connect(town.file)) as open_still:
        open_still.execute("SELECT * FROM head").fetchone()
        town.change(2)
        for end in ("", "-wal"):
            Path(f"{tmp_path}/copy{end}").write_bytes(Path(f"{town.file}{end}").read_bytes())
    assert restore(elsewhere, tmp_path / "copy").contents.seq == town.head.seq


def test_a_centre_that_runs_is_not_pulled_away_from_under_its_posts(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre:
        url = url_of(Path(str(centre.database)))
        back_up(url, tmp_path / "b")
        assert refused(url, tmp_path / "b", replace=True) == "database_in_use"
        assert refused(url, tmp_path / "b") == "database_in_the_way"
        centre.stop()
        assert restore(url, tmp_path / "b", replace=True).aside
        centre.start()


def test_a_ruined_database_can_be_replaced(town: Town, tmp_path: Path) -> None:
    back_up(town.url, tmp_path / "b")
    town.file.write_bytes(b"ruined" * 1000)
    aside = restore(town.url, tmp_path / "b", replace=True).aside
    assert Path(aside).read_bytes().startswith(b"ruined")
    assert town.head.seq > 0


@pytest.mark.parametrize("content", [b"", b"rubbish" * 999, b"SQLite format 3\x00" + b"x" * 9000])
def test_what_is_no_backup_replaces_nothing(town: Town, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b").write_bytes(content)
    before, files = everything(town.file), sorted(tmp_path.iterdir())
    assert refused(town.url, tmp_path / "b", replace=True) in ("not_a_backup", "backup_damaged")
    assert refused(town.url, tmp_path / "never-was", replace=True) == "backup_unwritable"
    assert everything(town.file) == before
    assert sorted(tmp_path.iterdir()) == files


def test_a_backup_of_an_older_program_is_brought_up_to_date(tmp_path: Path, elsewhere: URL) -> None:
    old_database(url_of(tmp_path / "old"), "0001")
    assert restore(elsewhere, tmp_path / "old").contents.schema == "0001"
    commands.change(elsewhere, must_fit)
    assert commands.change(elsewhere, schema_of) == tables.SCHEMA


def test_a_backup_of_a_newer_program_is_refused(town: Town, tmp_path: Path, elsewhere: URL) -> None:
    back_up(town.url, tmp_path / "b")
    with closing(sqlite3.connect(tmp_path / "b")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert refused(elsewhere, tmp_path / "b") == "backup_newer"
    assert not Path(str(elsewhere.database)).exists()


def test_tokens_are_those_of_the_backup_unless_everybody_is_signed_out(town: Town, tmp_path: Path) -> None:
    back_up(town.url, tmp_path / "b")
    early, late = town.tokens["chaoyang"], commands.change(town.url, accounts.new_token, "chaoyang", WALL).token
    commands.change(town.url, accounts.revoke, early, WALL)

    def knows(token: str) -> bool:
        return commands.change(town.url, accounts.session_of, token, WALL) is not None

    restore(town.url, tmp_path / "b", replace=True)
    assert (knows(early), knows(late)) == (True, False)
    restore(town.url, tmp_path / "b", replace=True, sign_out=True)
    assert town.rows("SELECT count(*) FROM tokens WHERE revoked IS NULL") == [(0,)]


def test_a_backup_of_the_other_kind_is_said_so(town: Town, tmp_path: Path) -> None:
    back_up(town.url, tmp_path / "b")
    assert refused(URL.create("postgresql+psycopg", database="nowhere"), tmp_path / "b") == "wrong_kind"
