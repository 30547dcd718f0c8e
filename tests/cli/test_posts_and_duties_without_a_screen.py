"""Posts from the first shift to the last check-out without a screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.centre_fixture import WALL, RunningCentre, running_centre
from tests.cli.conftest import At
from tests.cli.running import Answer, Shell

SHIFTS = "日 08:00-20:00 2-3 +1, 夜 20:00-08:00 2"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    """Half past seven in the evening of 20 November."""
    with running_centre(tmp_path, clock=WALL + timedelta(minutes=30), rate=1.0) as running:
        yield running


def made(answer: Answer) -> Any:
    assert answer.code == 0, answer.words
    return answer.json["edit"]["record"]


def open_gate(shell: Shell, post_id: str = "gate", name: str = "北门") -> Any:
    words = ("post", "open", "sunhe-p", name, "--id", post_id, "--request", "sunhe", "--shifts", SHIFTS)
    return made(shell.run(*words, "--json"))


def watch(shell: Shell) -> Any:
    return next(one for one in shell.run("watch", "--json").json["watch"] if one["post"] == "gate")


def test_a_post_is_opened_put_right_closed_and_taken_up_again(at: At) -> None:
    chaoyang = at("chaoyang")
    assert [(one["name"], one["min"], one.get("local", 0)) for one in open_gate(chaoyang)["shifts"]] == [
        ("日", 2, 1),
        ("夜", 2, 0),
    ]
    assert chaoyang.run("post", "open", "sunhe-p", "x", "--shifts", "always").code == 2
    assert made(chaoyang.run("post", "set", "gate", "--drivers", "1", "--gear", "full", "--json"))["gear"] == "full"
    assert (
        made(chaoyang.run("post", "set", "gate", "--kind", "patrol", "--task", "screening", "--json"))["kind"]
        == "patrol"
    )
    assert chaoyang.run("post", "set", "gate", "--task", "nothing-such").code == 1
    assert made(chaoyang.run("post", "set", "gate", "--task", "none", "--json")).get("task") is None
    (post,) = chaoyang.run("posts", "--place", "chaoyang-d", "--json").json["posts"]
    assert (post["id"], post["drivers"], post["here"], post["place_name"]) == ("gate", 1, 0, "孙河乡")
    assert chaoyang.run("posts", "--place", "nowhere").code == 1
    assert made(chaoyang.run("post", "close", "gate", "--json"))["until"] == "2022-11-20"
    assert chaoyang.run("duty", "plan", "gate", "lianjia", "2", "日", "--day", "11-21").code == 1
    assert made(chaoyang.run("post", "close", "gate", "--again", "--json")).get("until") is None


def test_a_night_is_planned_checked_in_relieved_and_sent_on(at: At) -> None:
    """A shift across midnight; who relieves without a plan is planned; a slip of the finger is taken back with -1."""
    chaoyang = at("chaoyang")
    open_gate(chaoyang)
    open_gate(chaoyang, "south", "南门")
    night = made(chaoyang.run("duty", "plan", "gate", "lianjia", "3", "夜", "--json"))
    assert (night["day"], night["begins"], night["ends"]) == (
        "2022-11-20",
        "2022-11-20T12:00:00Z",
        "2022-11-21T00:00:00Z",
    )
    assert made(chaoyang.run("duty", "set", night["id"], "--heads", "2", "--json"))["heads"] == 2
    assert made(chaoyang.run("duty", "in", night["id"], "--json"))["came"] == 2
    assert made(chaoyang.run("duty", "in", night["id"], "-1", "--json"))["came"] == 1
    row = watch(chaoyang)
    assert (row["here"], row["arriving"], row["short"], row["short_soon"]) == (1, 1, 1, 0)
    hands = chaoyang.run("relief", night["id"], "--json").json["relief"]
    assert "squad-1" in [one["id"] for one in hands]
    assert chaoyang.run("duty", "relieve", night["id"], "squad-1").code == 0
    again = chaoyang.run("duty", "relieve", night["id"], "squad-1")
    assert (again.code, "nobody to relieve" in again.words) == (1, True)
    held = chaoyang.run("duties", "--post", "gate", "--json").json["duties"]
    (on_now,) = [one for one in held if one["here"]]
    assert (on_now["squad"], on_now["here"]) == ("squad-1", 1)
    assert [one["relieved_by"] for one in held if one["id"] == night["id"]] == [on_now["id"]]
    moved = made(chaoyang.run("duty", "move", on_now["id"], "south", "1", "--until", "23:00", "--json"))
    assert moved["left"] == 1
    (there,) = [one for one in chaoyang.run("duties", "--json").json["duties"] if one["moved_from"] == on_now["id"]]
    assert (there["post"], there["heads"], there["ends"]) == ("south", 1, "2022-11-20T15:00:00Z")


def test_a_plan_beyond_a_limit_needs_a_reason_and_beyond_a_hard_one_there_is_none(at: At) -> None:
    city = at("city")
    open_gate(city)
    words = ("duty", "plan", "gate", "squad-1", "2", "06:00-20:00")
    refused = city.run(*words)
    assert refused.code == 1
    assert "more than 12 h without a break" in refused.words
    said = made(city.run(*words, "--why", "无人可换", "--approved-by", "王主任", "--json"))
    assert (said["beyond"], said["approved_by"]) == (["continuous"], "王主任")
    assert made(city.run("limit", "set", "risk", "sealed", "--continuous", "4h", "--json"))["continuous"] == 240
    assert made(city.run("limit", "set", "default", "--continuous", "8h", "--hard", "--json"))["hard"] is True
    assert city.run("limit", "set", "default", "--rest", "soon").code == 2
    (there,) = city.run("limit", "show", "gate", "--json").json["limits"]
    assert (there["continuous"], there["hard"]) == (480, ["continuous"])
    assert "8h" in city.run("limit", "show").data
    assert city.run("duty", "plan", "gate", "lianjia", "2", "10:00-19:00", "--day", "11-23", "--why", "x").code == 1
    assert at("lianjia").run("limit", "set", "default", "--rest", "1h").code == 1


def test_fifty_check_ins_are_read_from_a_list_and_the_bad_lines_told_by_number(at: At) -> None:
    chaoyang = at("chaoyang")
    open_gate(chaoyang)
    plan = made(chaoyang.run("duty", "plan", "gate", "squad-1", "6", "夜", "--json"))["id"]
    people = [
        made(chaoyang.run("duty", "plan", "gate", "lianjia", "1", "夜", "--volunteer", f"v{nth}", "--json"))[
            "volunteer"
        ]
        for nth in (101, 102)
    ]
    text = "\n".join([f"{nth}. {who}" for nth, who in enumerate(people, 1)] + ["链家一队 4人", "链家 3", "!!", "v101"])
    shown = chaoyang.run("duty", "checks", "gate", "-", "--json", stdin=text)
    verdicts = [one["verdict"] for one in shown.json["lines"]]
    assert (shown.code, verdicts) == (5, ["planned", "planned", "planned", "unplanned", "error", "twice"])
    assert watch(chaoyang)["here"] == 0
    sent = chaoyang.run("duty", "checks", "gate", "-", "--yes", stdin=text)
    assert sent.code == 5
    assert "5" in sent.words
    assert watch(chaoyang)["here"] == 2 + 4 + 3
    again = chaoyang.run("duty", "checks", "gate", "-", "--yes", "--out", stdin="链家一队\nv102\n")
    assert again.code == 0, again.words
    assert [one["left"] for one in chaoyang.run("duties", "--json").json["duties"] if one["id"] == plan] == [4]


def test_where_posts_are_short_it_is_told_whom_to_send_and_why_not_the_others(at: At) -> None:
    chaoyang = at("chaoyang")
    open_gate(chaoyang)
    made(chaoyang.run("duty", "arrive", "gate", "lianjia", "1", "--json"))
    first, *_more = chaoyang.run("gaps", "--place", "sunhe-p", "--json").json["gaps"]
    assert (first["post"], first["shift"], first["heads"]) == ("gate", "夜", 1)
    assert [(one["hand"]["id"], one["heads"]) for one in first["sent"]] == [("squad-1", 1)]
    assert "same request" in chaoyang.run("gaps").data


def test_what_was_planned_waits_while_the_centre_is_away(at: At, centre: RunningCentre) -> None:
    chaoyang = at("chaoyang")
    open_gate(chaoyang)
    centre.stop()
    planned = chaoyang.run("duty", "plan", "gate", "lianjia", "2", "夜", "--json")
    assert (planned.code, planned.json["edit"]["stage"]) == (3, "saved")
    assert [one["heads"] for one in chaoyang.run("duties", "--json").json["duties"]] == [2]
