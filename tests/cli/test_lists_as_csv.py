"""`--csv`: the same rows and fields as `--json`, for a spreadsheet."""

import csv
import json
from io import StringIO

import pytest

from tests.cli.running import Shell


@pytest.mark.parametrize("list_", ["requests", "quotas", "squads"])
def test_a_list_as_csv_has_the_fields_and_rows_of_its_json(reader: Shell, list_: str) -> None:
    as_json, as_csv = reader.run(list_, "--json"), reader.run(list_, "--csv")
    assert (as_csv.code, as_csv.words) == (0, "")
    rows, said = list(csv.DictReader(StringIO(as_csv.data))), as_json.json[list_]
    assert [row["id"] for row in rows] == [row["id"] for row in said]
    assert list(rows[0]) == list(said[0])
    assert not as_csv.data.startswith("\ufeff")


def test_an_empty_list_as_csv_prints_nothing(reader: Shell) -> None:
    answer = reader.run("quotas", "--csv", "--filter", "nowhere at all")
    assert (answer.code, answer.data) == (0, "")


def test_the_last_of_two_forms_counts(reader: Shell) -> None:
    answer = reader.run("quotas", "--csv", "--json")
    assert json.loads(answer.data)["version"] == 1
