"""What was done is counted, the watch handed over, and the day's sheet written, without a screen."""

from __future__ import annotations

from zipfile import ZipFile

from tests.cli.conftest import At

DAY = ("--day", "2022-11-20")
UNIT = ("--unit", "lianjia")


def test_work_is_counted_corrected_and_verified_and_the_sheet_written(at: At) -> None:
    lianjia, chaoyang = at("lianjia"), at("chaoyang")
    counted = lianjia.run("work", "report", "sunhe", "screening", "750", *UNIT, *DAY, "--said", "余", "--json")
    assert counted.code == 0, counted.words
    first = counted.json["edit"]["record"]["id"]
    assert lianjia.run("work", "verify", first).code == 1
    put_right = lianjia.run("work", "report", "sunhe", "screening", "700", "--corrects", first, "--json")
    second = put_right.json["edit"]["record"]["id"]
    assert chaoyang.run("work", "verify", second).code == 0
    (found,) = [
        one for one in chaoyang.run("work", "list", "sunhe", "--json").json["work"] if one["task"] == "screening"
    ]
    assert (found["quantity"], found["verified"]) == (700, 700)
    text = chaoyang.run("sheet", "--unit", "chaoyang", *DAY, "--in", "zh").data
    assert "核酸检测：700人次" in text
    assert "每人只计一次" in text
    files = [chaoyang.home / f"sheet.{kind}" for kind in ("docx", "xlsx")]
    words = ("sheet", "--unit", "chaoyang", *DAY, "--docx", str(files[0]), "--xlsx", str(files[1]))
    assert chaoyang.run(*words).code == 0
    assert all(ZipFile(file).testzip() is None for file in files)
    assert chaoyang.run(*words).code == 1
    assert chaoyang.run(*words, "--force").code == 0


def test_a_watch_is_handed_over_and_a_unit_serves_without_a_request(at: At) -> None:
    chaoyang, city = at("chaoyang"), at("city")
    assert chaoyang.run("overview", "--json").json["places"] == []
    placed = chaoyang.run("placement", "set", "lianjia", "standing", "--heads", "30", "--said", "近", "--json")
    assert placed.code == 0, placed.words
    assert chaoyang.run("placement", "end", placed.json["edit"]["record"]["id"]).code == 0
    assert chaoyang.run("handover", "show").code == 0
    assert chaoyang.run("handover", "give", "--unit", "chaoyang", "--line", "村里要回电").code == 0
    assert chaoyang.run("handover", "take", "--unit", "chaoyang").code == 1
    assert city.run("handover", "take", "--unit", "chaoyang").code == 0
