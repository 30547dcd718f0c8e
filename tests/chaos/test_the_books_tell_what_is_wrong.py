"""A reckoning that finds nothing is worth something only where it would have found what is wrong."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from central.history import head_of
from central.push import take
from postcmd.ops import Base, QuotaAdd, QuotaSet, numbered
from postcmd.wire import PushRequest
from tests.centre_fixture import DAY, _write, new_database, world
from tests.chaos import field
from tests.chaos.books import Verdict, judge, read_books
from tests.chaos.clerk import Kept

CLIENT = "01CHAOS"


def edits() -> list[Kept]:
    ops = [QuotaAdd(request="sunhe", unit="lianjia", day=DAY, min=1, max=1, reason=f"m{n}") for n in (1, 2, 3)]
    return [Kept(op.reason, numbered(op, n), CLIENT) for n, op in enumerate(ops, start=1)]


@pytest.fixture(scope="module")
def in_order(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre that has taken three edits."""
    file = tmp_path_factory.mktemp("centre") / "central.sqlite"
    new_database(file, world(), field.PEOPLE, datetime.now(UTC))
    epoch = _write(file, head_of).epoch
    push = PushRequest(client=CLIENT, epoch=epoch, cursor=None, low=1, ops=[one.op for one in edits()])
    _write(file, lambda connection: take(connection, push, "city", datetime.now(UTC)))
    return file


@pytest.fixture
def file(in_order: Path, tmp_path: Path) -> Path:
    """A copy of its books."""
    with closing(sqlite3.connect(in_order)) as old, closing(sqlite3.connect(tmp_path / "books.sqlite")) as new:
        old.backup(new)
    return tmp_path / "books.sqlite"


def tamper(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def found(file: Path) -> Verdict:
    return judge(read_books(file), edits(), set())


def test_books_in_order_are_found_in_order(file: Path) -> None:
    verdict = found(file)
    assert verdict.statuses == {"applied": 3}
    assert (verdict.lost, verdict.doubled, verdict.wrong) == ([], [], [])


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM ledger WHERE n = 2", "no b2:"),
        ("UPDATE ledger SET status = 'rejected' WHERE n = 2", "rejected with 1 effects"),
        ("DELETE FROM events WHERE seq = (SELECT seq FROM ledger WHERE n = 2)", "applied with 0 effects"),
    ],
)
def test_a_lost_edit_is_found(file: Path, statement: str, told: str) -> None:
    tamper(file, statement)
    verdict = found(file)
    assert len(verdict.lost) == 1
    assert told in verdict.lost[0]
    assert verdict.wrong


def test_an_edit_that_took_effect_twice_is_found(file: Path) -> None:
    tamper(file, f"UPDATE events SET body = replace(body, '\"m3\"', '\"m2\"') WHERE body LIKE '%{CLIENT}%'")
    assert found(file).doubled == ["m2: 1 times in the ledger, 2 effects"]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM commits WHERE seq = 2", "commits up to"),
        (
            "UPDATE records SET body = replace(body, '\"max\":15', '\"max\":16') WHERE id LIKE 'sunhe.%'",
            "the audit says",
        ),
        ("UPDATE ledger SET seq = seq + 1 WHERE n = 2", "effects at"),
    ],
)
def test_books_that_do_not_agree_are_found(file: Path, statement: str, told: str) -> None:
    tamper(file, statement)
    assert any(told in one for one in found(file).wrong)


def test_a_value_overwritten_unseen_is_found(file: Path) -> None:
    """The books are made to say that the third edit was a set by somebody who had seen something else."""
    tamper(file, f"UPDATE events SET body = replace(body, '{CLIENT}', 'other') WHERE body LIKE '%\"m2\"%'")
    books = read_books(file)
    base = Base(books.epoch, 1, {"max": 99})
    seen = QuotaSet(request="sunhe", unit="lianjia", day=DAY, max=15, base=base, reason="m3")
    kept = [*edits()[:2], Kept("m3", numbered(seen, 3), CLIENT)]
    assert any("overwrote max" in one for one in judge(books, kept, set()).wrong)
