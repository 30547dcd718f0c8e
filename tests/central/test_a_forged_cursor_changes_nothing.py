"""I6, and bad input: the history of the centre is another one only where a cursor proves it that the centre made."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from central import commands, history
from central.backup import back_up
from central.database import url_of
from central.history import Head, change_epoch, check, cursor_at, head_of
from central.problems import NotServed
from central.pull import Page
from central.restore import restore
from postcmd.wire import PullAnswer
from tests.central.field import VOID, Field, Post, add
from tests.central.old_town import Town, everything, old_database, rows

pytestmark = pytest.mark.anyio
ON_BOTH = ("test_a_cursor_that_anybody_could_make_up_changes_nothing", "test_what_was_lost_is_proven_by_its_own_cursor")


async def cursor_of(field: Field) -> str:
    return await field.database.read(lambda connection: cursor_at(connection, head_of(connection)))


async def fall_back(field: Field, seq: int) -> None:
    """The commits after `seq` were never in the backup that somebody brought back without a word."""

    def forget(connection: Connection) -> None:
        connection.execute(text("DELETE FROM commits WHERE seq > :seq"), {"seq": seq})
        connection.execute(text("UPDATE head SET seq = :seq"), {"seq": seq})

    await field.database.write(forget)


async def said(post: Post, cursor: str) -> set[tuple[int, str]]:
    """What a pull, a push and a page with this cursor are told."""
    page = Page(-1, cursor, ("quota", "x"), "*")
    token = base64.urlsafe_b64encode(msgspec.json.encode(page)).decode()
    answers = [
        await post.ask(cursor=cursor),
        await post.ask(cursor=None, page=token),
        await post.push(add(+1), cursor=cursor),
    ]
    return {(answer.status_code, answer.json()["code"]) for answer in answers}


async def test_a_cursor_that_anybody_could_make_up_changes_nothing(field: Field) -> None:
    post = await field.post("sunhe")
    await (await field.post("city")).push(add(+1))
    epoch, seq, nonce = (await cursor_of(field)).split(".")
    before = await field.rows("SELECT * FROM head")
    forged = [
        *(
            f"{epoch}.{at}.{wrong}"
            for at in (0, int(seq), int(seq) + 1, 10**14)
            for wrong in ("", "0" * 16, "no proof")
        ),
        *(f"{epoch}.{at}.{nonce}" for at in (0, int(seq) - 1, int(seq) + 1)),
        f"{epoch}.{seq}.{nonce[:-1]}",
        f"{epoch}.{seq}.{nonce}0",
        f"{epoch}.{seq}.{nonce[::-1]}",
        f"{epoch}.{seq}.{'é' * 16}",
    ]
    for cursor in forged:
        assert await said(post, cursor) == {(410, "cursor_expired")}, cursor
    assert await field.rows("SELECT * FROM head") == before


async def test_what_was_lost_is_proven_by_its_own_cursor(field: Field) -> None:
    post, city = await field.post("sunhe"), await field.post("city")
    at = await field.head()
    await city.push(add(+1))
    lost = str((await post.pull()).cursor)
    await fall_back(field, at)
    await city.push(VOID)
    assert (await field.rows("SELECT seq FROM head"))[0] == (at + 1,)
    assert await said(post, lost) == {(409, "reset")}
    assert (await field.rows("SELECT epoch FROM head"))[0][0] != lost.split(".", maxsplit=1)[0]


async def test_a_page_alone_proves_it_too(field: Field) -> None:
    post = await field.post("city")
    at = await field.head()
    await post.push(add(+1))
    first = msgspec.json.decode((await post.ask(cursor=None, limit=2)).content, type=PullAnswer)
    await fall_back(field, at)
    answer = await post.ask(cursor=None, limit=2, page=first.page)
    assert (answer.status_code, answer.json()["code"]) == (409, "reset")
    assert answer.json()["epoch"] != first.epoch


async def test_a_cursor_of_an_epoch_that_is_over_is_no_proof_in_another(field: Field) -> None:
    post, city = await field.post("sunhe"), await field.post("city")
    at = await field.head()
    await city.push(add(+1))
    lost = (await post.pull()).cursor.split(".")
    await fall_back(field, at)
    epoch = post.epoch = await field.database.write(change_epoch, lost[0])
    assert await said(post, ".".join([epoch, *lost[1:]])) == {(410, "cursor_expired")}
    assert (await field.rows("SELECT epoch FROM head"))[0] == (epoch,)


@given(cursor=st.text(st.sampled_from("0123456789abcdef.-"), max_size=40), nonce=st.text(max_size=24), at=st.integers())
@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
def test_no_text_is_a_proof(cursor: str, nonce: str, at: int) -> None:
    def refused(text: str) -> str:
        with pytest.raises(NotServed) as problem:
            check(NOTHING, HEAD, text)
        return problem.value.code

    assert refused(cursor) in ("malformed", "reset", "cursor_expired")
    assert refused(f"e.{at}.{nonce}") in ("malformed", "cursor_expired")


HEAD = Head("e", 5, 0, 0, "secret")


class Nothing:
    """A primary's database without any commit."""

    class dialect:  # noqa: N801 - as SQLAlchemy calls it
        name = "sqlite"

    def get_execution_options(self) -> dict[str, Any]:
        return {}

    def execute(self, *args: Any) -> Any:
        return self

    def scalar(self) -> None:
        return None


NOTHING: Any = Nothing()


def test_the_secret_comes_back_with_a_backup(tmp_path: Path) -> None:
    """Without it nobody could tell a cursor of the lost part from a forged one."""
    town = Town(tmp_path / "central.sqlite")
    town.change(1)
    back_up(town.url, tmp_path / "b")
    before = town.head
    town.change(2)
    lost = commands.run_on(town.url, lambda connection: cursor_at(connection, head_of(connection)))
    restore(town.url, tmp_path / "b", replace=True)
    assert town.head.secret == before.secret
    commands.run_on(town.url, change_epoch, town.head.epoch)
    commands.run_on(town.url, lambda connection: connection.execute(text(f"UPDATE head SET epoch = '{before.epoch}'")))
    with pytest.raises(history.EpochMustChange):
        commands.run_on(town.url, lambda connection: check(connection, head_of(connection), lost))


def test_the_secret_is_made_once_and_with_it_an_epoch(tmp_path: Path) -> None:
    url = url_of(tmp_path / "central.sqlite")
    old_database(url, "0002")
    found = []
    for _ in range(2):
        commands.init(url)
        found.append(commands.run_on(url, head_of))
    assert found[0] == found[1]
    assert found[0].epoch != "old"
    assert len(found[0].secret) == 64
    cursor = commands.run_on(url, lambda connection: cursor_at(connection, head_of(connection)))
    assert cursor == f"{found[0].epoch}.7.0011223344556677"
    checked = commands.run_on(url, lambda connection: check(connection, head_of(connection), cursor))
    assert str(checked) == cursor, "what was made before there were proofs counts while it is there"
    assert rows(url, "SELECT count(*) FROM head") == [(1,)]


def test_the_secret_is_in_no_answer_and_in_no_other_table(tmp_path: Path) -> None:
    town = Town(tmp_path / "central.sqlite")
    town.change(2)
    assert town.head.secret not in repr(everything(town.file))
