"""The commands against a real centre: reading, changing, an outage, a clash."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import filelock

from tests.centre_fixture import RunningCentre
from tests.cli.conftest import At
from tests.cli.running import ROOT, Shell
from tui.cli import postcmd

SUNHE = "sunhe.lianjia.2022-11-20"


def bounds(shell: Shell, quota: str = SUNHE) -> tuple[int, int | None]:
    rows = shell.run("quotas", "--json").json["quotas"]
    [row] = [row for row in rows if row["id"] == quota]
    return row["min"], row["max"]


def test_the_lists_hold_what_the_account_may_see(reader: Shell) -> None:
    for name, ids in (("quotas", [SUNHE]), ("requests", ["sunhe"]), ("squads", ["squad-1"])):
        said = reader.run(name, "--json")
        assert (said.code, said.words) == (0, "")
        assert (said.json["version"], said.json["source"]) == (1, "centre")
        assert [row["id"] for row in said.json[name]] == ids
    assert SUNHE in reader.run("quotas").data
    assert reader.run("status", "--json").json["status"]["missing"] == 12


def test_a_filter_and_a_day_choose_rows(reader: Shell) -> None:
    assert [row["id"] for row in reader.run("quotas", "--json", "--filter", "链家 孙河").json["quotas"]] == [SUNHE]
    assert reader.run("quotas", "--json", "--filter", "密云").json["quotas"] == []
    assert reader.run("quotas", "--day", "2022-11-21").sentence == "There is nothing to show."


def test_three_more_are_seen_by_another_coordinator_and_three_less_need_no_dashes(at: At) -> None:
    chaoyang, city = at("chaoyang"), at("city")
    added = chaoyang.run("quota", "add", SUNHE, "+3")
    assert (added.code, added.data) == (0, f"{SUNHE}  12 → 15\n")
    assert bounds(city) == (15, 15)
    assert chaoyang.run("quota", "add", SUNHE, "-3", "--field", "max").code == 0
    assert bounds(city) == (12, 12)


def test_an_open_end_is_a_plus_and_half_a_range_is_refused(at: At) -> None:
    chaoyang = at("chaoyang")
    half = chaoyang.run("quota", "set", SUNHE, "6-")
    assert (half.code, half.sentence) == (2, "“6-” is not a number of heads; type 12 or 6-9.")
    assert chaoyang.run("quota", "set", SUNHE, "6+", "--json").json["edit"]["quota"]["max"] is None


def test_sync_says_how_every_edit_ended(at: At, centre: RunningCentre) -> None:
    chaoyang = at("chaoyang")
    chaoyang.run("sync")
    centre.stop()
    chaoyang.run("quota", "add", SUNHE, "1")
    offline = chaoyang.run("sync", "--json").json["sync"]
    assert (offline["link"], offline["trouble"]) == ("offline", "no_connection")
    centre.start()
    synced = chaoyang.run("sync", "--json")
    assert (synced.code, synced.json["source"]) == (0, "centre")
    assert {**synced.json["sync"], "outbox": []} == {"link": "online", "trouble": "", "outbox": []}
    assert [(row["id"], row["status"]) for row in synced.json["sync"]["outbox"]] == [(SUNHE, "applied")]


def test_a_clash_leaves_the_quota_open_to_further_changes(at: At, centre: RunningCentre) -> None:
    chaoyang, city = at("chaoyang"), at("city")
    chaoyang.run("sync")
    centre.stop()
    assert chaoyang.run("quota", "set", SUNHE, "20").code == 3
    centre.start()
    assert city.run("quota", "set", SUNHE, "30").code == 0
    assert chaoyang.run("sync").code == 5
    for total in (31, 32):
        added = chaoyang.run("quota", "add", SUNHE, "1")
        assert (added.code, bounds(chaoyang)[1]) == (0, total), added.words


def test_a_note_stays_with_a_quota_that_is_deleted_and_brought_back(at: At) -> None:
    chaoyang = at("chaoyang")
    assert chaoyang.run("note", SUNHE, "夜班，带手套").data == f"{SUNHE}  — → 夜班，带手套\n"
    assert chaoyang.run("quota", "delete", SUNHE).data == f"{SUNHE}  12 → —\n"
    back = chaoyang.run("quota", "restore", SUNHE, "--json").json["edit"]
    assert (back["status"], back["quota"]["note"]) == ("applied", "夜班，带手套")


def test_a_range_may_be_typed_in_full_width(at: At) -> None:
    chaoyang = at("chaoyang")
    said = chaoyang.run("quota", "set", SUNHE, "６－９", "--json")
    assert said.code == 0
    assert said.json["edit"]["status"] == "applied"
    assert (said.json["edit"]["quota"]["min"], said.json["edit"]["quota"]["max"]) == (6, 9)
    assert chaoyang.run("quota", "set", SUNHE, "6-9").sentence == "It was already so."


REFUSED = {
    ("add", SUNHE, "abc"): (2, "“abc” is not a number of heads; type 12 or 6-9."),
    ("add", SUNHE, "0"): (2, "Zero heads change nothing."),
    ("add", SUNHE, "99999999999"): (2, "“99999999999” is not a number of heads; type 12 or 6-9."),
    ("add", SUNHE, "-13"): (1, "The min would be -1, below zero; nothing was changed."),
    ("add", "nobody.knows.it", "1"): (1, "There is no nobody.knows.it on this board."),
    ("add", "gubei.miyun.2022-11-20", "1"): (1, "There is no gubei.miyun.2022-11-20 on this board."),
    ("add", "\x1b[2J\u202e", "1"): (1, "There is no [2J on this board."),
    ("set", SUNHE, "9-6"): (2, "The max would be 6, below the min of 9; nothing was changed."),
    ("set", SUNHE, "99999999999"): (2, "99999999999 is more than 1000000 heads: a slip of the finger?"),
    ("transfer", SUNHE, "chaoyang", "3"): (1, "There is no sunhe.chaoyang.2022-11-20 on this board."),
    ("transfer", SUNHE, SUNHE, "3"): (1, "Heads move from one quota to another: these two are the same."),
    ("set", SUNHE, "-6"): (2, "“-6” is not a number of heads; type 12 or 6-9."),
}


def test_what_cannot_be_is_said_in_one_sentence_and_changes_nothing(reader: Shell) -> None:
    answers = {words: reader.run("quota", *words) for words in REFUSED}
    assert {words: (answer.code, answer.sentence) for words, answer in answers.items()} == REFUSED
    assert not any(answer.data for answer in answers.values())
    assert bounds(reader) == (12, 12)
    assert reader.run("outbox", "--json").json["outbox"] == []


def test_an_observer_is_refused_by_role(reader: Shell, quiet_centre: RunningCentre) -> None:
    answer = reader.run("quota", "add", SUNHE, "1", POSTCMD_TOKEN=quiet_centre.tokens["sunhe"])
    assert (answer.code, answer.sentence) == (1, "Your role does not allow this here.")


def test_offline_the_cache_answers_and_an_edit_is_kept_and_arrives_once(at: At, centre: RunningCentre) -> None:
    chaoyang = at("chaoyang")
    assert chaoyang.run("sync").sentence == "Everything is in step."
    centre.stop()
    read = chaoyang.run("quotas", "--json")
    assert (read.code, read.json["source"]) == (0, "cache")
    assert read.sentence.startswith("The centre cannot be reached. This is from the cache, as of ")
    kept = chaoyang.run("quota", "add", SUNHE, "+3")
    assert (kept.code, kept.data) == (3, "")
    assert kept.sentence == "The centre cannot be reached. The edit is kept and goes out later."
    assert bounds(chaoyang) == (15, 15)
    [waiting] = chaoyang.run("outbox", "--json").json["outbox"]
    assert (waiting["id"], waiting["verb"], waiting["stage"]) == (SUNHE, "quota.add", "saved")
    assert chaoyang.run("sync").code == 3
    centre.start()
    assert chaoyang.run("sync").code == 0
    assert chaoyang.run("sync").code == 0
    assert bounds(at("city")) == (15, 15)
    assert chaoyang.run("outbox", "--json").json["outbox"] == []


def test_a_centre_that_does_not_answer_is_not_waited_for(at: At, centre: RunningCentre) -> None:
    chaoyang = at("chaoyang")
    chaoyang.run("sync")
    centre.freeze()
    read = chaoyang.run("quotas")
    assert (read.code, SUNHE in read.data) == (0, True)
    assert read.sentence.startswith("The centre did not answer in time. This is from the cache")


def test_a_clash_overwrites_nothing_and_waits_for_a_person(at: At, centre: RunningCentre) -> None:
    chaoyang, city = at("chaoyang"), at("city")
    chaoyang.run("sync")
    centre.stop()
    assert chaoyang.run("quota", "set", SUNHE, "20").code == 3
    centre.start()
    assert city.run("quota", "set", SUNHE, "30").code == 0
    synced = chaoyang.run("sync")
    assert (synced.code, synced.sentence) == (5, "1 edit needs attention.")
    [card] = chaoyang.run("outbox", "--json").json["outbox"]
    assert (card["status"], card["by"], card["now"]) == ("conflict", "city", {"min": 30, "max": 30})
    assert "city" in card["sentence"]
    assert bounds(city) == (30, 30)


def test_the_outbox_lists_what_other_sessions_keep(at: At, centre: RunningCentre) -> None:
    chaoyang = at("chaoyang")
    chaoyang.run("sync")
    centre.stop()
    assert chaoyang.run("quota", "add", SUNHE, "1").code == 3
    [cache] = chaoyang.caches()
    with filelock.FileLock(cache.parent / "lock"):
        assert chaoyang.run("quota", "add", SUNHE, "2").code == 3
        kept = chaoyang.run("outbox", "--json").json["outbox"]
    assert sorted((edit["op"]["max"], bool(edit["session"])) for edit in kept) in (
        [(1, False), (2, True)],
        [(1, True), (2, False)],
    )
    centre.start()
    assert chaoyang.run("sync").code == 0
    assert chaoyang.run("sync").code == 0
    assert bounds(at("city")) == (15, 15)


def test_an_outbox_that_cannot_be_read_is_named(at: At, centre: RunningCentre) -> None:
    chaoyang = at("chaoyang")
    chaoyang.run("sync")
    centre.stop()
    chaoyang.run("quota", "add", SUNHE, "1")
    [cache] = chaoyang.caches()
    outbox = cache.with_name("outbox.json")
    outbox.write_text("{")
    answer = chaoyang.run("outbox")
    assert answer.words.splitlines()[0] == f"{outbox} cannot be read in full; what could be read is kept."


def test_without_a_sign_in_a_cache_is_still_read_and_an_edit_is_kept(at: At) -> None:
    chaoyang = at("chaoyang")
    chaoyang.run("sync")
    wrong = "pc_chaoyang_not-the-secret"
    read = chaoyang.run("quotas", POSTCMD_TOKEN=wrong)
    assert read.code == 0
    assert SUNHE in read.data
    assert "run `postcmd login`" in read.sentence
    kept = chaoyang.run("quota", "add", SUNHE, "1", POSTCMD_TOKEN=wrong)
    assert (kept.code, kept.sentence.endswith("The edit is kept and goes out later.")) == (4, True)
    assert chaoyang.run("sync").code == 0
    assert bounds(at("city")) == (13, 13)


LOADED = """
import sys
from tui.__main__ import run
for words in sys.stdin.read().splitlines():
    code = run(words.split())
    loaded = {"textual", "widgets", "central", "sqlalchemy", "litestar"} & set(sys.modules)
    if code not in (0, 1) or loaded:
        sys.exit(f"{words}: {code}, loaded {loaded}")
"""
TYPED = {
    "answer": "{SUNHE} accept",
    "auth status": "",
    "available": "lianjia --heads 30",
    "chase": "",
    "config show": "",
    "config keys": "",
    "completion": "bash",
    "doctor": "",
    "due": "",
    "duties": "--day all",
    "duty arrive": "gate lianjia 2",
    "duty checks": "gate {LIST}",
    "duty in": "d1 -1",
    "duty move": "d1 south 1",
    "duty out": "d1",
    "duty plan": "gate lianjia 2 20:00-08:00",
    "duty relieve": "d1 squad-1",
    "duty set": "d1 --heads 2",
    "gaps": "",
    "handover give": "--unit lianjia",
    "handover show": "--unit lianjia",
    "handover take": "--unit lianjia",
    "join": "squad-1 2",
    "limit set": "default --continuous 8h",
    "limit show": "",
    "muster": "{SUNHE} 3",
    "note": "{SUNHE} 回电",
    "notice answer": "n1 lianjia read",
    "notice issue": "待命 --from chaoyang --to lianjia",
    "outbox": "",
    "overview": "",
    "paste": "{SUNHE} {LIST}",
    "phone": "回电",
    "placement end": "p1",
    "placement set": "lianjia paired --place sunhe-p",
    "post close": "gate",
    "post open": "sunhe-p 北门",
    "post set": "gate --drivers 1",
    "posts": "",
    "propose": "sunhe --heads 3",
    "quota add": "{SUNHE} 3",
    "quota delete": "{SUNHE}",
    "quota restore": "{SUNHE}",
    "quota set": "{SUNHE} 12",
    "quota transfer": "{SUNHE} chaoyang 1",
    "quota withdraw": "{SUNHE}",
    "quotas": "--json",
    "release": "a1",
    "relief": "d1",
    "report": "--unit lianjia",
    "request link": "sunhe -",
    "request need": "sunhe 11-22 6-9",
    "request open": "sunhe-p sampling_assist 6",
    "request set": "sunhe --bring 被褥",
    "request take": "sunhe",
    "requests": "",
    "reserve": "{SUNHE} 1",
    "sealed": "lianjia 5",
    "search": "sh",
    "settle": "n1",
    "sheet": "--unit lianjia",
    "signup add": "{SUNHE} --heads 2",
    "signup move": "s1 confirmed arrived 1",
    "signup pool": "lianjia --heads 2",
    "signups": "{SUNHE}",
    "squad form": "lianjia 6",
    "squad lose": "squad-1 1 sick",
    "squad losses": "",
    "squad merge": "squad-1 squad-2",
    "squad move": "squad-1 alerted",
    "squad name": "squad-1 v7",
    "squad need": "squad-1 screening 6",
    "squad roll": "squad-1 9",
    "squad rolls": "",
    "squad set": "squad-1 --helpers 2",
    "squad split": "squad-1 5 7",
    "squad tree": "squad-1",
    "squads": "",
    "status": "",
    "sync": "",
    "text": "order {SUNHE}",
    "watch": "",
    "work list": "sunhe",
    "work report": "sunhe ledgers 3 --unit lianjia",
    "work verify": "w1",
    "work want": "sunhe ledgers 800",
}
"""What is typed behind each command: enough for it to be done, or to be refused by the rules."""
WITH_A_SCREEN_OR_A_PASSWORD = {"demo", "login", "logout"}


def commands(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_no_command_loads_a_screen_or_a_centre(at: At, tmp_path: Path) -> None:
    assert set(commands(postcmd)) == TYPED.keys() | WITH_A_SCREEN_OR_A_PASSWORD
    roll = tmp_path / "roll.txt"
    roll.write_text("1. 赵六\n")
    lines = [f"{name} {behind.format(SUNHE=SUNHE, LIST=roll)}" for name, behind in TYPED.items()]
    ran = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=ROOT,
        env=at("chaoyang").environment(),
        input="\n".join([*lines, "--help"]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
