"""Squads from the gate on without a screen: split, told apart, called by roll, lost and free again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.centre_fixture import WALL, RunningCentre, running_centre
from tests.cli.conftest import At
from tests.cli.running import Answer, Shell


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    """Half past seven in the evening of 20 November."""
    with running_centre(tmp_path, clock=WALL + timedelta(minutes=30), rate=1.0) as running:
        yield running


def made(answer: Answer) -> Any:
    """The record of an edit that was taken."""
    assert answer.code == 0, answer.words
    return answer.json["edit"]["record"]


def squads(shell: Shell) -> dict[str, Any]:
    return {one["name"]: one for one in shell.run("squads", "--json").json["squads"]}


def test_a_squad_is_split_over_places_moves_and_is_one_again(at: At) -> None:
    chaoyang = at("chaoyang")
    formed = made(
        chaoyang.run(
            "squad", "form", "lianjia", "50", "--name", "链家五十", "--request", "sunhe", "--helpers", "4", "--json"
        )
    )
    assert (formed["strength"], formed["present"], formed["place"], formed["helpers"]) == (50, 50, "sunhe-p", 4)
    bad = chaoyang.run("squad", "split", formed["id"], "18@sunhe-p", "33")
    assert bad.code == 1
    assert chaoyang.run("squad", "split", formed["id"], "18人", "32").code == 2
    split = chaoyang.run("squad", "split", formed["id"], "18@sunhe-p=炭厂里", "32")
    assert split.code == 0
    found = squads(chaoyang)
    assert all(found[name]["id"] in split.data for name in ("炭厂里", "链家五十-2")), "the parts are named by their ids"
    assert [(found[name]["strength"], found[name]["helpers"]) for name in ("炭厂里", "链家五十-2")] == [
        (18, 1),
        (32, 3),
    ]
    part = found["炭厂里"]["id"]
    assert chaoyang.run("squad", "move", part, "resting").code == 1, "no legal move from standby"
    assert chaoyang.run("squad", "move", part, "mustering").code == 0
    tree = chaoyang.run("squad", "tree", part, "--json").json["lineage"]
    assert [(one["name"], one["depth"], one["live"], one["heads"]) for one in tree] == [
        ("链家五十", 0, False, 50),
        ("炭厂里", 1, True, 18),
        ("链家五十-2", 1, True, 32),
    ]
    assert ". 炭厂里" in chaoyang.run("squad", "tree", part).data
    assert chaoyang.run("squad", "merge", part).code == 0
    assert squads(chaoyang)["链家五十"]["live"] is True
    assert squads(chaoyang)["炭厂里"]["merged_into"] == formed["id"]
    assert "This squad is merged" in chaoyang.run("squad", "lose", part, "1", "sick").words
    assert chaoyang.run("squad", "merge", formed["id"]).code == 1


def test_a_captain_tells_who_stands_beside_and_what_is_needed_on_the_spot(at: At) -> None:
    chaoyang = at("chaoyang")
    said = made(
        chaoyang.run("squad", "set", "squad-1", "--helpers", "3", "--closed-loop", "--leader", "老李", "--json")
    )
    assert (said["helpers"], said["closed_loop"], said["leader"], said["strength"]) == (3, True, "老李", 12)
    assert chaoyang.run("squad", "set", "squad-1").code == 2
    assert made(chaoyang.run("squad", "name", "squad-1", "v7", "v8", "--json"))["members"] == ["v7", "v8"]
    born = made(chaoyang.run("squad", "need", "squad-1", "screening", "6-9", "--json"))
    assert (born["born_of"], born["place"], born["addressed_unit"]) == ("squad-1", "sunhe-p", "lianjia")
    assert "老李" in born["called_by"]
    assert born["lines"] == [{"day": "2022-11-20", "min": 6, "max": 9}]


def test_the_roll_is_called_and_who_is_lost_comes_back_or_reports_to_a_union(at: At) -> None:
    chaoyang = at("chaoyang")
    for to in ("mustering", "on_post"):
        assert chaoyang.run("squad", "move", "squad-1", to).code == 0
    made(chaoyang.run("squad", "set", "squad-1", "--closed-loop", "--present", "12", "--json"))
    assert made(chaoyang.run("squad", "roll", "squad-1", "11", "--json"))["rolled"] == 11
    (called,) = chaoyang.run("squad", "rolls", "--json").json["rolls"]
    assert (called["squad"], called["absent"], called["missed"]) == ("squad-1", 1, False)
    lost = made(chaoyang.run("squad", "lose", "squad-1", "2", "sick", "--json"))["id"]
    assert squads(chaoyang)["链家一队"]["strength"] == 10
    assert chaoyang.run("squad", "lose", "squad-1", "11", "sick").code == 1
    assert chaoyang.run("release", lost, "1").code == 0
    sealed = made(chaoyang.run("sealed", "lianjia", "5", "--place", "sunhe-p", "--serving", "--json"))["id"]
    assert [(one["loss"], one["still_lost"]) for one in chaoyang.run("squad", "losses", "--json").json["losses"]] == [
        ("sick", 1),
        ("sealed_in", 5),
    ]
    free = made(chaoyang.run("release", sealed, "--to", "lianjia", "--json"))
    assert (free["released"], free["report_to"]) == (5, "lianjia")
    assert [one["id"] for one in chaoyang.run("squad", "losses", "--json").json["losses"]] == [lost]
    assert "病" in chaoyang.run("squad", "losses", "squad-1", "--lang", "zh_CN").data
