"""A file of service records out of a spreadsheet: every row looked at, every fault told by its line."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from central import table_file
from central.service_columns import Names, called
from central.service_file import Asked, services_in
from central.staging import COLUMNS
from central.tables import day_number
from postcmd.errors import BadInput
from postcmd.service_records import HEADINGS

TODAY = date(2022, 11, 20)
NAMES = Names(
    unit=called([("chaoyang", ("朝阳总队", "朝阳")), ("lianjia", ("链家",)), ("other", ("链家",))]),
    place=called([("sunhe-p", ("孙河乡",))]),
    task=called([("screening", ("核酸检测", "")), ("order", ("维护秩序", ""))]),
    request=called([("sunhe", ())]),
)
HEAD = "id,unit,volunteer,day,place,task,request,team,post,minutes,served,quantity,said,trips,spread"
CHINESE = "编号,单位,工号,日期,地点,任务,服务群众人次"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(*lines: str, head: str = HEAD, encoding: str = "utf-8", end: str = "\n") -> Path:
        file = tmp_path / "services.csv"
        file.write_bytes(end.join([head, *lines, ""]).encode(encoding))
        return file

    return written


def asked(may: Callable[[str, str], bool] | None = None) -> Asked:
    return Asked(NAMES, frozenset({"screening"}), TODAY, may)


def read(file: Path) -> list[dict[str, Any]]:
    """What the rows say, without what they leave open."""
    held = asked()
    rows = [dict(zip(COLUMNS, row, strict=True)) for rows in services_in(file, held) for row in rows]
    assert held.faults.named == []
    return [{name: value for name, value in row.items() if value not in ("", None, False)} for row in rows]


def wrong(file: Path, held: Asked | None = None) -> list[str]:
    held = held or asked()
    try:
        for _rows in services_in(file, held):
            pass
    except BadInput as error:
        return [one.sentence for one in error.facts["wrong"]]
    return [one.sentence for one in held.faults.named]


def test_a_row_says_all_there_is_to_say_of_a_service(write: Write) -> None:
    row = "s-1,朝阳,1001,2022-11-20,孙河乡,核酸检测,sunhe,t-1,p-9,240,33,40,余,2,yes"
    [found] = read(write(row))
    assert found == {
        "line": 2,
        "id": "s-1",
        "unit": "chaoyang",
        "volunteer": "1001",
        "day": day_number(TODAY),
        "place": "sunhe-p",
        "task": "screening",
        "request": "sunhe",
        "team": "t-1",
        "post": "p-9",
        "minutes": 240,
        "served": 33,
        "quantity": 40,
        "said": "余",
        "trips": 2,
        "spread": True,
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_chinese_spreadsheet_is_read_as_it_was_saved(write: Write, encoding: str, end: str) -> None:
    file = write("s-1,朝阳总队,1001,2022/11/9,孙河乡,,３３", "", ",,,,,,", head=CHINESE, encoding=encoding, end=end)
    assert [(row["unit"], row["place"], row["served"]) for row in read(file)] == [("chaoyang", "sunhe-p", 33)]


@pytest.mark.parametrize("said", ["2022-11-09", "2022/11/9", "2022.11.9", "20221109", "2022年11月9日"])
def test_a_day_may_be_written_as_people_do(write: Write, said: str) -> None:
    assert read(write(f"chaoyang,1,{said}", head="unit,volunteer,day"))[0]["day"] == day_number(date(2022, 11, 9))


def test_hours_are_minutes(write: Write) -> None:
    file = write("chaoyang,1,2022-11-09,3.5", "chaoyang,1,2022-11-08,25", head="单位,工号,日期,服务时长（小时）")
    assert wrong(file) == ["Line 3: '25' is not a time of service: hours, at most 24."]


def test_without_a_number_a_service_is_known_by_what_it_is(write: Write) -> None:
    head = "unit,volunteer,day,served"
    first, second, third = read(
        write("朝阳,1,2022-11-09,5", "朝阳,1,2022-11-10,5", "chaoyang,1,2022/11/9,7", head=head)
    )
    assert first["id"] == third["id"] != second["id"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("s-1,nowhere,1,2022-11-20", "there is no unit 'nowhere': name one by id, name or short name."),
        ("s-1,链家,1,2022-11-20", "several are called '链家': say the id."),
        ("s-1,,1,2022-11-20", "there is nothing in unit."),
        ("s-1,朝阳,,2022-11-20", "there is nothing in volunteer."),
        (",朝阳,1,2022-11-20", "there is nothing in id."),
        ("s 1,朝阳,1,2022-11-20", "'s 1' cannot be id: that has up to 64 letters, digits and hyphens."),
        ("s-1,朝阳,1,2022-11-21", "2022-11-21 is still to come: here it is 2022-11-20."),
        ("s-1,朝阳,1,2022-11-31", "'2022-11-31' is a day that does not exist."),
        ("s-1,朝阳,1,1900-01-01", "1900-01-01 was before anything here was."),
        ("s-1,朝阳,1,yesterday", "'yesterday' is not a day: write it like 2022-11-20."),
        ("s-1,朝阳,1,2022-11-20,mars", "there is no place 'mars': name one by id or name."),
        ("s-1,朝阳,1,2022-11-20,,juggling", "there is no task 'juggling': name one by code or name."),
        ("s-1,朝阳,1,2022-11-20,,,gubei", "there is no request 'gubei'."),
        ("s-1,朝阳,1,2022-11-20,,,,,,-5", "-5 in minutes is less than nought."),
        ("s-1,朝阳,1,2022-11-20,,,,,,1441", "1441 in minutes is more than one service can be: at most 1440."),
        ("s-1,朝阳,1,2022-11-20,,,,,,,33人", "'33人' in served is not a whole number."),
        (
            "s-1,朝阳,1,2022-11-20,,,,,,,9999999999",
            "9999999999 in served is more than one service can be: at most 100000.",
        ),
        ("s-1,朝阳,1,2022-11-20,,,,,,,,4", "a number in quantity needs a task whose work is counted."),
        ("s-1,朝阳,1,2022-11-20,,维护秩序,,,,,,4", "a number in quantity needs a task whose work is counted."),
        ("s-1,朝阳,1,2022-11-20,,,,,,,,,大概", "'大概' is not a qualifier; these are: 近 余 多 超过 约 左右."),
        ("s-1,朝阳,1,2022-11-20,,,,,,,,,,,maybe", "'maybe' in spread is neither yes nor no."),
        ("s-1,朝阳,1,2022-11-20,,,,,,,,,,,,beyond", "there is more on it than there are columns."),
    ],
)
def test_a_row_that_cannot_count_is_told_by_its_line(write: Write, row: str, why: str) -> None:
    assert wrong(write("s-0,chaoyang,1,2022-11-20", row)) == [f"Line 3: {why}"]


def test_every_fault_of_every_line_is_told(write: Write) -> None:
    told = wrong(write("s-1,nowhere,1,2022-12-01", "s-2,chaoyang,1,2022-11-20", '"s-3\nx",朝阳,1,never'))
    assert [one.partition(":")[0] for one in told] == ["Line 2", "Line 2", "Line 5", "Line 5"]


def test_of_very_many_faults_the_first_are_named_and_all_are_counted(write: Write) -> None:
    held = asked()
    named = wrong(write(*(f"s-{n},nowhere,1,2022-11-20" for n in range(200))), held)
    assert (len(named), held.faults.count) == (50, 200)
    assert named[0].startswith("Line 2: ")


def test_where_an_account_may_not_write_is_told_by_the_line(write: Write) -> None:
    file = write("s-1,chaoyang,1,2022-11-20", "s-2,lianjia,1,2022-11-20", "s-3,lianjia,1,2022-11-20,sunhe-p")
    held = asked(lambda unit, place: unit == "chaoyang" or place == "sunhe-p")
    assert wrong(file, held) == ["Line 3: lianjia is outside what this account may write."]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("unit,volunteer", ["there is no column day."]),
        ("unit,volunteer,day,心情", ["nobody knows a column '心情'."]),
        ("unit,单位,volunteer,day", ["the column unit is there twice."]),
        ("unit,volunteer,day,hours,minutes", ["the column minutes is there twice."]),
        ("", ["there is no column unit.", "there is no column volunteer.", "there is no column day."]),
    ],
)
def test_headings_that_are_not_ours_are_told(write: Write, head: str, told: list[str]) -> None:
    assert wrong(write(head=head)) == [f"Line 1: {why}" for why in told]


def test_lines_in_another_encoding_than_the_others_are_told(tmp_path: Path) -> None:
    file = tmp_path / "mixed.csv"
    lines = [f"s-{n},朝阳总队,{n},2022-11-20".encode("gb18030" if n in (3, 5) else "utf-8") for n in range(8)]
    file.write_bytes(b"\n".join([b"id,unit,volunteer,day", *lines]))
    why = "it is saved as GB 18030, and the others as UTF-8."
    assert wrong(file) == [f"Line 5: {why}", f"Line 7: {why}"]
    file.write_bytes(b"\n".join([b"id,unit,volunteer,day", *lines[3:6:2], lines[0], b"\xff\xff"]))
    assert wrong(file) == [
        "Line 4: it is saved as UTF-8, and the others as GB 18030.",
        "Line 5: it is neither UTF-8 nor GB 18030.",
    ]


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe" + "编号".encode("utf-16-le"), b"\xd0\xcf\x11\xe0 an old workbook", b"PK\x03\x04 no workbook"],
)
def test_what_is_no_table_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "services.xlsx"
    file.write_bytes(content)
    with pytest.raises(BadInput, match="not_a_table"):
        list(services_in(file, asked()))


def test_a_line_that_csv_cannot_be_is_told(write: Write) -> None:
    assert wrong(write('s-1,朝阳,"1"x,2022-11-20'))[0].startswith("Line 2: it cannot be read as CSV:")


def test_hostile_cells_are_told_clean_and_short(write: Write) -> None:
    hostile = "\x1b[31m\u202e=cmd|' /C calc'!A0" + "x" * 500
    [told] = wrong(write(f"s-1,{hostile},1,2022-11-20"))
    assert told.isprintable()
    assert len(told) < 140


def test_a_workbook_says_the_same(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADINGS.values()))
    day = datetime.datetime(2022, 11, 20)
    sheet.append(["s-1", "朝阳", 1001, day, "孙河乡", None, None, None, None, 240.0, 33, None, None, None, "否"])
    sheet.append([])
    sheet.append(["s-2", "朝阳", 1002, "2022-11-21"])
    sheet.append(["s-3", "朝阳", 1003, "2022-11-20", None, None, None, None, None, 1.5])
    file = tmp_path / "services.xlsx"
    book.save(file)
    held = asked()
    rows = [dict(zip(COLUMNS, row, strict=True)) for rows in services_in(file, held) for row in rows]
    assert [(row["volunteer"], row["day"], row["minutes"]) for row in rows] == [("1001", day_number(TODAY), 240)]
    assert [one.sentence for one in held.faults.named] == [
        "Line 4: 2022-11-21 is still to come: here it is 2022-11-20.",
        "Line 5: '1.5' in minutes is not a whole number.",
    ]


def test_a_workbook_that_swells_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "bomb.xlsx"
    monkeypatch.setattr(table_file, "MOST_TEXTS", 1000)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/sharedStrings.xml", b" " * 2000)
    with pytest.raises(BadInput, match="table_too_large"):
        list(services_in(file, asked()))
