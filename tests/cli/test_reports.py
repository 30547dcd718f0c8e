"""The shape that scripts count on, and the numbers in it. Version 1 only ever grows."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postcmd.clean import clean, width
from postcmd.edits import Edit
from postcmd.intents import add_heads
from postcmd.panes import Days
from postcmd.records import Place, Quota
from postcmd.wire import Info, Result
from tests.cli.november import AS_OF, DAY, QUOTA, board
from tui import cli_tables, report
from tui.cli_output import Column, clean_lines, json_line, table
from tui.sentences import sentence_of_result

HOSTILE = "\x1b]52;c;AAAA\x07[/x]\u202e孙河\n\x9b31m\u200b"


def as_read(name: str, body: object) -> Any:
    return json.loads(json_line(name, body, AS_OF, "cache"))


QUOTA_FIELDS = {
    "id": str, "request": str, "unit": str, "day": str, "min": int, "max": int, "offered": int, "confirmed": int,
    "present": int, "missing": int, "free": int, "over": int, "fill": str, "here": type(None), "status": str,
    "unit_name": str, "place": str, "place_name": str, "task": str, "parent": type(None), "unallocated": type(None),
    "issued_by": str, "said": str, "note": str, "inferred": list, "mark": str, "rev": int, "updated_at": type(None),
    "updated_by": str,
}  # fmt: skip
REQUEST_FIELDS = {
    "id": str, "place": str, "place_name": str, "task": str, "then": list, "status": str, "standing": str,
    "urgent": bool, "day": str, "min": int, "max": int, "confirmed": int, "present": int, "missing": int, "free": int,
    "over": int, "fill": str, "due": str, "lines": list, "units": list, "called_by": str, "channel": str,
    "risk": type(None), "full_time_days": int, "note": str, "inferred": list, "mark": str, "rev": int,
    "updated_at": type(None), "updated_by": str,
}  # fmt: skip
SQUAD_FIELDS = {
    "id": str, "name": str, "unit": str, "unit_name": str, "status": str, "live": bool, "since": type(None),
    "strength": int, "present": int, "helpers": int, "leader": str, "place": str, "place_name": str,
    "request": type(None), "closed_loop": bool, "parent": type(None), "parts": list, "merged_into": type(None),
    "said": str, "note": str, "inferred": list, "mark": str, "rev": int, "updated_at": type(None), "updated_by": str,
}  # fmt: skip
STATUS_FIELDS = {
    "link": str, "trouble": str, "url": str, "account": str, "demo": bool, "waiting": int, "attention": int,
    "day": str, "requests": int, "urgent": int, "short": int, "quotas": int, "missing": int, "over": int,
    "squads": int, "live": int, "on_post": int,
}  # fmt: skip
EDIT_FIELDS = {
    "ticket": str, "n": int, "verb": str, "kind": str, "id": str, "stage": str, "made": type(None), "session": str,
    "status": str, "code": str, "sentence": str, "facts": dict, "now": dict, "by": str, "at": type(None), "op": dict,
}  # fmt: skip


def refused_edit() -> Edit:
    quota = board().quota(QUOTA)
    assert quota is not None
    info = Info(code="below_zero", facts={"min": -1}, now={"min": 12, "max": 12})
    return Edit(ticket="1", op=add_heads(quota, -13), stage="attention", result=Result(1, "rejected", 9, info))


def told(result: Result | None) -> str:
    return sentence_of_result(result.status, result.info) if result else ""


@pytest.mark.parametrize(
    ("name", "rows", "fields"),
    [
        ("quotas", report.quotas(board()), QUOTA_FIELDS),
        ("requests", report.requests(board()), REQUEST_FIELDS),
        ("squads", report.squads(board()), SQUAD_FIELDS),
        ("outbox", report.outbox([refused_edit()], told), EDIT_FIELDS),
        ("status", [report.status(board(), "https://x", "li")], STATUS_FIELDS),
    ],
)
def test_a_row_has_the_documented_fields(name: str, rows: list[object], fields: dict[str, type]) -> None:
    read = as_read(name, rows)
    assert {field: type(value) for field, value in read[name][0].items()} == fields


def test_the_envelope_says_version_moment_and_source() -> None:
    assert as_read("quotas", []) == {"version": 1, "as_of": "2022-11-20T12:30:00Z", "source": "cache", "quotas": []}


def test_a_quota_tells_what_is_missing() -> None:
    [row] = report.quotas(board())
    assert (row.id, row.min, row.max, row.confirmed, row.missing, row.over) == (QUOTA, 12, 12, 9, 3, 0)


def test_the_present_are_counted_once_due_has_passed() -> None:
    [row] = report.quotas(board())
    assert row.here is None


def test_a_day_and_a_word_choose_rows() -> None:
    assert report.quotas(board(), Days("one", DAY), "链家 sunhe")
    assert not report.quotas(board(), Days("one", date(2022, 11, 21)))
    assert not report.quotas(board(), words="丰台")


def test_a_request_is_counted_for_the_day_asked_for() -> None:
    [today] = report.requests(board())
    [tomorrow] = report.requests(board(), date(2022, 11, 21))
    assert (today.min, today.confirmed, today.missing) == (12, 9, 3)
    assert (tomorrow.min, tomorrow.max, tomorrow.confirmed, tomorrow.missing) == (6, 9, 0, 6)
    assert report.requests(board(), date(2022, 12, 1)) == []


def test_totals_add_the_rows_and_never_subtract_sums() -> None:
    """3 of 2 and 1 of 2 is one missing, not enough."""
    over = Quota(id="a.lianjia.2022-11-20", request="a", unit="lianjia", day=DAY, min=2, max=2, confirmed=3)
    short = Quota(id="b.lianjia.2022-11-20", request="b", unit="lianjia", day=DAY, min=2, max=2, confirmed=1)
    numbers = report.status(board(over, short), "https://x", "li")
    assert (numbers.missing, numbers.over) == (3 + 1, 1)


def test_an_edit_that_waits_is_in_the_numbers_and_marked() -> None:
    made = board()
    quota = made.quota(QUOTA)
    assert quota is not None
    made.place([Edit(ticket="1", op=add_heads(quota, 3), stage="saved")])
    [row] = report.quotas(made)
    assert (row.min, row.max, row.mark) == (15, 15, "●")


def test_the_outbox_says_why_in_a_sentence() -> None:
    [row] = report.outbox([refused_edit()], told)
    assert (row.code, row.id) == ("below_zero", QUOTA)
    assert "below zero" in row.sentence


def test_no_control_reaches_the_terminal_through_json() -> None:
    line = json_line("quotas", [{"note": HOSTILE + "\U000e0041"}], None, "cache")
    assert all(char.isprintable() for char in line)
    assert json.loads(line)["quotas"][0]["note"] == HOSTILE + "\U000e0041"
    assert "孙河" in line


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_json_gives_back_what_was_put_in_and_holds_no_control(text: str) -> None:
    line = json_line("x", text, None, "cache")
    assert json.loads(line)["x"] == text
    assert "\x1b" not in line
    assert "\x9b" not in line


def test_no_control_reaches_the_terminal_through_a_table() -> None:
    made = board(Place(id="sunhe-p", kind="area", name=HOSTILE, path="chaoyang-d/sunhe-p", parent="chaoyang-d"))
    for text in (
        cli_tables.quota_table(made, report.quotas(made)),
        cli_tables.request_table(made, report.requests(made)),
        cli_tables.squad_table(made, report.squads(made)),
    ):
        assert all(clean(line) == line or line.isprintable() for line in text.splitlines())
        assert "\x1b" not in text


def test_a_line_of_words_with_a_control_in_it_comes_out_clean() -> None:
    assert clean_lines("a\x1b[2Jb\nc") == "a[2Jb\nc"


@given(st.lists(st.tuples(st.text(max_size=12), st.integers()), max_size=6))
def test_columns_line_up_by_cells_and_no_number_is_cut(rows: list[tuple[str, int]]) -> None:
    lines = table([Column("a"), Column("n", right=True)], rows).splitlines()
    assert len(lines) == len(rows) + 1
    assert len({width(line) for line in lines}) == 1
    assert all(line.endswith(str(number)) for line, (_text, number) in zip(lines[1:], rows, strict=True))


def test_a_table_for_people_shows_heads_and_what_is_missing() -> None:
    title, row = cli_tables.quota_table(board(), report.quotas(board())).splitlines()
    assert title.split()[:3] == ["ID", "place", "task"]
    assert row.split() == [QUOTA, "孙河地区", "supplies", "链家", "12", "9", "0", "3", "issued"]


def test_the_status_is_told_in_words() -> None:
    text = cli_tables.status_text(board(), report.status(board(), "https://x", "li"))
    assert "offline: The centre cannot be reached." in text
    assert "2022-11-20 20:30:00" in text
