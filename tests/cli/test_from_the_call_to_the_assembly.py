"""A number on the phone becomes people at a gate, without a screen: each step a command, all of it at the centre."""

from __future__ import annotations

from pathlib import Path

from central import commands
from central.database import url_of
from tests.centre_fixture import RunningCentre
from tests.cli.conftest import At
from tests.cli.running import Shell

SUNHE = "sunhe.lianjia.2022-11-20"
DAY = ("--day", "2022-11-20")
ROLL = "链家报名接龙\n1. 张三\n2. 李四\n3. 张三\n4. ...\n"


def edit(shell: Shell, *words: str) -> dict[str, object]:
    """The record of an edit that came through."""
    said = shell.run(*words, "--json")
    assert said.code == 0, said.words
    return dict(said.json["edit"]["record"])


def test_people_are_found_signed_up_called_and_counted(at: At) -> None:
    chaoyang, lianjia = at("chaoyang"), at("lianjia")
    night = ("--shift", "night", "--for", "张站长", "--by", "phone")
    declared = lianjia.run("available", "lianjia", "--heads", "30", "--sealed", "8", *night, *DAY)
    assert (
        declared.data == "lianjia.2022-11-20.night  heads 30  may enter sealed areas 8  said by 张站长  shift night\n"
    )
    assert lianjia.run("answer", SUNHE, "part", "6", "--why", "夜班").data == (
        f"{SUNHE}  min 12 → 6  max 12 → 6  status issued → partly accepted  declined 6  answer 夜班  "
        "answered by lianjia\n"
    )
    signed = edit(lianjia, "signup", "add", SUNHE, "--heads", "9")
    assert (signed["confirmed"], signed["reserve"]) == (6, 3)
    full = lianjia.run("signup", "add", SUNHE, "--all-or-none")
    assert (full.code, full.data) == (1, "")
    gone = lianjia.run("signup", "move", str(signed["id"]), "confirmed", "withdrawn", "2")
    assert gone.data == f"{signed['id']}  confirmed 6 → 4  withdrew 2\n"
    assert edit(lianjia, "reserve", SUNHE, "2")["reserve"] == 1
    silent = chaoyang.run("quota", "set", SUNHE, "5")
    assert (silent.code, silent.data) == (1, "")
    assert edit(chaoyang, "quota", "set", SUNHE, "5", "--surplus", "reserve")["reserve"] == 2
    assert edit(lianjia, "signup", "pool", "lianjia", "--heads", "2")["reserve"] == 2
    assert str(signed["id"]) in chaoyang.run("signups", SUNHE).data
    assert edit(lianjia, "muster", SUNHE, "4")["present"] == 4
    assert edit(chaoyang, "join", "squad-1", "1")["present"] == 1
    assert lianjia.run("answer", SUNHE, "part").code == 2


def test_what_was_asked_is_taken_back_and_nobody_is_dropped_silently(at: At) -> None:
    chaoyang, lianjia = at("chaoyang"), at("lianjia")
    edit(lianjia, "signup", "add", SUNHE, "--heads", "3")
    silent = chaoyang.run("quota", "withdraw", SUNHE)
    assert (silent.code, silent.data) == (1, "")
    assert lianjia.run("quota", "withdraw", SUNHE, "--surplus", "release").code == 1
    gone = edit(chaoyang, "quota", "withdraw", SUNHE, "--surplus", "release")
    assert (gone["status"], gone["max"], gone.get("confirmed", 0)) == ("withdrawn", 0, 0)


def test_a_list_of_a_chat_group_is_shown_first_and_sent_when_asked_for(at: At) -> None:
    lianjia = at("lianjia")
    shown = lianjia.run("paste", SUNHE, "-", stdin=ROLL)
    assert (shown.code, "duplicate" in shown.data, "张三" in shown.data) == (0, True, True)
    assert shown.sentence == "2 heads would be signed up. Nothing was sent: add --yes."
    assert lianjia.run("signups", SUNHE).sentence == "There is nothing to show."
    assert lianjia.run("paste", SUNHE, "-", "--yes", stdin=ROLL).code == 0
    said = lianjia.run("signups", SUNHE, "--json")
    assert [row["confirmed"] for row in said.json["signups"]] == [2]
    assert "张三" not in said.data


def test_a_list_is_matched_with_the_roster_where_the_grant_covers_it(
    at: At, centre: RunningCentre, tmp_path: Path
) -> None:
    url = url_of(centre.database)
    (people := tmp_path / "people.csv").write_text("id,unit,name\n1001,lianjia,张三\n")
    commands.import_people(url, people)
    commands.grant(url, "lianjia", "recorder", ("unit", "lianjia"), None, None, roster=True)
    lianjia = at("lianjia")
    assert lianjia.run("sync").code == 0
    shown = lianjia.run("paste", SUNHE, "-", "--json", stdin=ROLL)
    assert [(row["verdict"], row["person"]) for row in shown.json["lines"]][:2] == [("matched", "1001"), ("new", None)]
    assert lianjia.run("paste", SUNHE, "-", "--yes", stdin=ROLL).code == 0
    said = lianjia.run("signups", SUNHE, "--json")
    assert [row.get("volunteer") for row in said.json["signups"]] == ["1001", None]
    assert "张三" not in said.data


def test_a_call_becomes_a_request_that_somebody_sees_to(at: At) -> None:
    chaoyang = at("chaoyang")
    asked = ("--days", "2022-11-20..11-21", "--due", "23:30", "--urgent", "--addressed-unit", "朝阳总队")
    opened = edit(chaoyang, "request", "open", "孙河乡", "核酸检测", "6-9", *asked)
    name = str(opened["id"])
    assert (opened["place"], opened["urgent"], opened["due"]) == ("sunhe-p", True, "2022-11-20T15:30:00Z")
    changed = chaoyang.run(*f"request set {name} --hours 09-17 --vehicles 2 --for 孙河乡".split())
    assert changed.data == f"{name}  hours 09-17  vehicles 2\n"
    assert edit(chaoyang, *f"request need {name} 2022-11-22 12".split())["lines"]
    assert edit(chaoyang, "request", "take", name)["handled_by"] == "chaoyang"
    assert edit(chaoyang, "request", "link", name, "sunhe")["duplicate_of"] == "sunhe"
    assert chaoyang.run("request", "set", name).sentence == "Zero heads change nothing."
    shares = chaoyang.run(*f"propose {name} lianjia --heads 7 --json".split(), *DAY).json["shares"]
    assert [(row["unit"], row["heads"]) for row in shares] == [("lianjia", 7)]


def test_the_phone_and_the_orders(at: At, centre: RunningCentre) -> None:
    city, lianjia = at("city"), at("lianjia")
    note = edit(city, "phone", "孙河再来电，回拨", "--on", "request", "sunhe", "--remind", "+30")
    assert (note["about"], note["place"]) == (["request", "sunhe"], "sunhe-p")
    assert str(note["id"]) in city.run("due", "--hours", "1").data
    assert city.run("phone", "x", "--remind", "soon").code == 2
    assert "settled_at" in edit(city, "settle", str(note["id"]))
    notice = edit(city, "notice", "issue", "组建小分队", "--from", "centre", "--to", "chaoyang", "--number", "7")
    assert notice["addressed_to"] == ["chaoyang", "lianjia"]
    assert edit(lianjia, *f"notice answer {notice['id']} lianjia accepted 30".split())["state"] == "accepted"
    assert [row["unit"] for row in city.run("chase", str(notice["id"]), "--json").json["chase"]] == ["chaoyang"]
    assert "screening" in [row["id"] for row in city.run("search", "hsjc", "--json").json["hits"]]
    order = city.run("text", "order", SUNHE, "--lang", "zh_CN")
    assert (order.code, "链家" in order.data, "12" in order.data) == (0, True, True)
    assert "组建小分队" in city.run("text", "chase", str(notice["id"])).data
    assert city.run("text", "cancel", "sunhe").code == 0
