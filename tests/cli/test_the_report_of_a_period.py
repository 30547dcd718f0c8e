"""The report without a screen: what cannot be asked is said in one sentence each, and nothing is written."""

from __future__ import annotations

from zipfile import ZipFile

import docx
import openpyxl
import pytest

from tests.centre_fixture import RunningCentre
from tests.cli.conftest import At
from tests.cli.running import Shell

UNIT = ("--unit", "chaoyang")
DAY = ("--from", "2022-11-20")
SUNHE = "sunhe.lianjia.2022-11-20"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ((*UNIT, "--from", "2022-11-21", "--to", "2022-11-20"), 2, "ends (2022-11-20) before it begins (2022-11-21)"),
        ((*UNIT, "--from", "2099-01-01"), 2, "2099-01-01, which has not come yet"),
        ((*UNIT, "--from", "2020-01-01", "--to", "2022-11-20"), 2, "at most 400 days"),
        ((*UNIT, "--from", "yesterweek"), 2, "is not a day"),
        ((*UNIT, "--from", "2022-11-20", "--as-of", "2099-01-01T00:00"), 2, "has not come yet"),
        ((*UNIT, "--from", "2022-11-20", "--as-of", "midnight"), 2, "is not a time"),
        ((*UNIT, "--from", "2022-11-20", "--format", "xlsx"), 2, "which with -o FILE"),
        (("--unit", "nowhere", "--from", "2022-11-20"), 1, "There is no nowhere"),
        (("--unit", "miyun", "--from", "2022-11-20"), 1, "outside what you may see"),
    ],
)
def test_what_cannot_be_asked_for_is_said_in_one_sentence(
    reader: Shell, words: tuple[str, ...], code: int, sentence: str
) -> None:
    answer = reader.run("report", *words)
    assert (answer.code, answer.data) == (code, "")
    assert sentence in answer.sentence


def test_a_report_is_made_of_what_the_centre_counted_and_without_it_of_what_was_told_last(
    at: At, centre: RunningCentre
) -> None:
    chaoyang = at("chaoyang")
    assert chaoyang.run("muster", SUNHE, "10").code == 0
    zh = chaoyang.run("report", *UNIT, *DAY, "--in", "zh")
    assert zh.code == 0, zh.words
    assert "11月20日，朝阳总队共" in zh.data
    assert "志愿者10人" in zh.data
    assert "按组织隶属统计" in zh.data
    served = chaoyang.run("report", "--place", "sunhe-p", *UNIT, *DAY, "--format", "json").json["report"]
    assert (served["figures"]["reading"], served["language"]) == ("both", "en")
    centre.stop()
    again = chaoyang.run("report", *UNIT, *DAY, "--in", "zh")
    assert (again.code, again.data) == (0, zh.data)
    assert "These figures were told to this post at" in again.words
    assert chaoyang.run("report", *UNIT, "--from", "2022-11-19").code == 3


def test_an_earlier_moment_gives_the_report_of_then(at: At) -> None:
    chaoyang = at("chaoyang")
    assert chaoyang.run("muster", SUNHE, "10").code == 0
    seq = chaoyang.run("report", *UNIT, *DAY, "--format", "json").json["report"]["figures"]["as_of_seq"]
    assert chaoyang.run("muster", SUNHE, "12").code == 0
    assert "志愿者12人" in chaoyang.run("report", *UNIT, *DAY, "--in", "zh").data
    assert "志愿者10人" in chaoyang.run("report", *UNIT, *DAY, "--in", "zh", "--as-of", str(seq)).data


def test_every_format_is_a_file_whose_numbers_are_numbers_and_none_replaces_another_unasked(at: At) -> None:
    chaoyang = at("chaoyang")
    assert chaoyang.run("muster", SUNHE, "10").code == 0
    words = ("report", *UNIT, "--from", "2022-11-19", "--to", "2022-11-20", "--in", "zh")
    files = {kind: chaoyang.home / f"report.{kind}" for kind in ("txt", "md", "csv", "json", "xlsx", "docx")}
    for kind, file in files.items():
        shape = "text" if kind == "txt" else kind
        assert chaoyang.run(*words, "--format", shape, "-o", str(file)).code == 0
        assert chaoyang.run(*words, "--format", shape, "-o", str(file)).code == 1
    assert chaoyang.run(*words, "-o", str(files["txt"]), "--force").code == 0
    book = openpyxl.load_workbook(files["xlsx"])
    heads = next(row for row in book["主要数据"].iter_rows() if row[0].value == "人数")
    assert (heads[1].value, heads[1].data_type) == (10, "n")
    with ZipFile(files["xlsx"]) as excel:
        assert "xl/charts/chart1.xml" in excel.namelist()
    with ZipFile(files["docx"]) as word:
        assert b"<v>10</v>" in word.read("word/charts/chart1.xml")
        assert b"chart" in word.read("word/_rels/document.xml.rels")
    docx.Document(str(files["docx"]))
    assert files["csv"].read_text(encoding="utf-8-sig").startswith("table,")


def test_who_counts_is_ours_where_nothing_is_named(at: At) -> None:
    said = at("chaoyang").run("report", *DAY, "--format", "json").json
    assert said["report"]["figures"]["unit"] == "chaoyang"
    assert said["source"] == "centre"
