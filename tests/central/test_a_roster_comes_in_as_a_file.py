"""A roster out of a spreadsheet: every row looked at, all of them or none."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection

from central import commands
from central.database import url_of
from central.roster_file import people_of
from postcmd.errors import BadInput
from postcmd.records import Unit
from postcmd.roster import PersonSaid
from tests import nursery
from tests.centre_fixture import ACCOUNTS, WALL, new_database, world

UNITS = [one for one in world() if isinstance(one, Unit)]
TWIN = Unit(id="other", kind="team", name="链家", path="other")
HEAD = "id,unit,name,phone,skills,vehicle,seats,home,standing,availability,sealed_in"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(*lines: str, encoding: str = "utf-8", head: str = HEAD) -> Path:
        file = tmp_path / "people.csv"
        file.write_text("\n".join([head, *lines]) + "\n", encoding=encoding)
        return file

    return written


def wrong(file: Path, units: list[Unit] = UNITS) -> list[str]:
    with pytest.raises(BadInput) as refused:
        people_of(file, units)
    return [one.sentence for one in refused.value.facts["wrong"]]


def test_a_row_says_all_there_is_to_know_of_a_person(write: Write) -> None:
    row = "1001,lianjia, 张三 ,138 0013 8000,大白；Driver,面包车,４,孙河,党员,周末,是"
    assert people_of(write(row), UNITS) == {
        "1001": PersonSaid(
            unit="lianjia",
            name="张三",
            phone="138 0013 8000",
            skills=("大白", "Driver"),
            vehicle="面包车",
            seats=4,
            home="孙河",
            standing="party_member",
            availability="周末",
            sealed_in=True,
        )
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_chinese_spreadsheet_is_read_as_it_was_saved(write: Write, encoding: str) -> None:
    file = write("链家,7,李四", "", ",,", head="单位,工号,姓名", encoding=encoding)
    assert people_of(file, UNITS) == {"7": PersonSaid(unit="lianjia", name="李四")}


def test_every_fault_is_told_by_its_line_without_a_name_or_phone(write: Write) -> None:
    file = write(
        "1,lianjia,张三,13800138000",
        "2,nowhere,李四,13900139000",
        "no number,lianjia,王五",
        "1,lianjia,赵六",
        "3,lianjia,",
        "4,lianjia,孙七,call me",
        '5,lianjia,周八,1,"a\nb",,many',
        "6,lianjia,吴九,,,,,,king",
        "7,lianjia,郑十,,,,,,,,,beyond",
    )
    told = wrong(file)
    assert [line.split(":")[0] for line in told] == [f"Line {n}" for n in (3, 4, 5, 6, 7, 9, 10, 11)]
    assert told[0] == "Line 3: one unit has to be named, by id, name or short name."
    assert "is on line 2 already" in told[2]
    assert "name" in told[3]
    assert "seats" in told[5]
    assert not [line for line in told for secret in ("李四", "1390", "call me", "郑十") if secret in line]


def test_a_unit_is_named_by_id_or_by_a_name_that_only_it_has(write: Write) -> None:
    assert people_of(write("1,链家,张三"), UNITS)["1"].unit == "lianjia"
    assert wrong(write("1,链家,张三"), [*UNITS, TWIN]) == [
        "Line 2: one unit has to be named, by id, name or short name."
    ]
    assert people_of(write("1,other,张三"), [*UNITS, TWIN])["1"].unit == "other"


@pytest.mark.parametrize(
    "head", ["", "id,name", "id,unit,name,colour", "id,unit,name,name"], ids=["empty", "missing", "unknown", "twice"]
)
def test_what_does_not_name_its_columns_is_no_roster(write: Write, head: str) -> None:
    with pytest.raises(BadInput, match="not_a_roster"):
        people_of(write("1,lianjia,张三", head=head), UNITS)


def test_what_is_no_text_is_no_roster(tmp_path: Path) -> None:
    for number, content in enumerate((b"\xff\xfe\x00rubbish\xff", b'id,unit,name\n"1,lianjia', b"id,unit,name\n\0")):
        file = tmp_path / f"{number}.csv"
        file.write_bytes(content)
        with pytest.raises(BadInput):
            people_of(file, UNITS)


def test_a_file_comes_in_whole_or_not_at_all_and_again_changes_nothing(write: Write, tmp_path: Path) -> None:
    database = tmp_path / "central.sqlite"
    new_database(database, world(), ACCOUNTS, WALL)

    def imported(*lines: str) -> tuple[int, str]:
        words = ("people", "import", str(write(*lines)), "--database", str(database))
        done = nursery.run("central", *words, env=os.environ)
        assert done.stdout == b""
        return done.returncode, done.stderr.decode()

    two = ("1,lianjia,张三", "2,chaoyang,李四")
    assert imported(*two) == (0, "2 new, 0 changed, 0 as they were.\n")
    assert imported(*two) == (0, "0 new, 0 changed, 2 as they were.\n")
    code, said = imported("1,lianjia,张大", "3,nowhere,王五")
    assert (code, said.splitlines()[0][:8], said.count("\n")) == (1, "Line 3: ", 2)
    assert said.splitlines()[1].startswith("Nothing was imported ")
    assert said.endswith("wrong: 1.\n")
    assert kept(database) == [("1", "张三", 1), ("2", "李四", 1)]
    assert imported("1,lianjia,张大", "3,miyun,王五") == (0, "1 new, 1 changed, 0 as they were.\n")
    assert kept(database) == [("1", "张大", 2), ("2", "李四", 1), ("3", "王五", 1)]


def kept(database: Path) -> list[tuple[str, str, int]]:
    def rows(connection: Connection) -> list[tuple[str, str, int]]:
        found = connection.exec_driver_sql("SELECT id, name, rev FROM volunteers ORDER BY id")
        return [(row.id, row.name, row.rev) for row in found]

    return commands.change(url_of(database), rows)
