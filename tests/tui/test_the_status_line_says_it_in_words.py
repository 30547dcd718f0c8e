"""How this post stands with the centre, in words; nothing in it changes with the seconds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from postcmd.board import Board
from postcmd.edits import MOST_WAITING, NEARLY_FULL, Edit, Link, LinkState, Stage, Update
from postcmd.intents import add_heads
from postcmd.records import Clock
from tests.tui.fakes import NOON
from tests.tui.post import demo_clock, quota
from tui.status import status_parts


def line(link: Link, *stages: Stage, clock: Clock | None = None, demo: bool = False) -> str:
    board = Board()
    edits = tuple(Edit(ticket=f"t{nth}", op=add_heads(quota(), 1), stage=stage) for nth, stage in enumerate(stages))
    board.apply(Update(puts=(quota(), *([clock] if clock else [])), edits=edits, link=link))
    return "  ".join(part.text for part in status_parts(board, demo))


def link(state: LinkState, **said: object) -> Link:
    return Link(**{"state": state, "since": NOON, "as_of": NOON, "clock_at": NOON, **said})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("starting", "starting"),
        ("online", "online"),
        ("reconnecting", "reconnecting since 12:00"),
        ("offline", "offline since 12:00"),
        ("sign_in", "sign in: postcmd login"),
        ("upgrade", "upgrade needed since 12:00"),
        ("read_only", "read only since 12:00"),
    ],
)
def test_every_state_of_the_link_is_said_and_since_when(state: LinkState, words: str) -> None:
    assert line(link(state)) == f"{words}  as of 12:00:00"


def test_how_long_the_centre_takes_stands_there_while_it_is_known() -> None:
    assert line(link("online", round_trip=0.1)).endswith("round trip < 0.1 s")
    assert line(link("online", round_trip=2.0)).endswith("round trip 2 s")
    assert "round trip" not in line(link("online"))


def test_since_another_day_names_the_day() -> None:
    told = link("offline", since=NOON - timedelta(days=2))
    assert line(told).startswith("offline since 11-18 12:00")


def test_edits_that_wait_and_those_that_need_a_person_are_counted() -> None:
    assert line(link("online"), "saved", "writing", "attention", "done") == (
        "online  as of 12:00:00  1 needs attention (o)  2 edits wait"
    )


def test_without_a_sign_in_it_says_what_for_and_how() -> None:
    assert line(link("sign_in"), "saved", "saved").startswith("sign in to send 2 edits: postcmd login")


def test_trouble_is_a_sentence_and_no_code() -> None:
    said = line(link("offline", trouble="disk_full"))
    assert "disk" in said.lower()
    assert "disk_full" not in said


def test_another_session_is_told() -> None:
    assert "another session is open" in line(link("online", other_sessions=1))


def test_the_demo_says_so_with_its_clock_as_of_what_is_shown() -> None:
    assert line(link("online"), clock=demo_clock(), demo=True).endswith("DEMO 11-20 12:00 ×60")
    paused = Clock(id="clock", at=NOON, since=NOON, rate=60, paused=True)
    assert line(link("online"), clock=paused, demo=True).endswith("DEMO 11-20 12:00 paused")
    assert "DEMO" not in line(link("online"))


def test_a_demo_centre_says_so_itself() -> None:
    assert "DEMO" in line(link("online", demo=True))


def test_an_outbox_that_is_nearly_full_says_so_before_it_refuses() -> None:
    stages: list[Stage] = ["saved"] * NEARLY_FULL
    assert f"{NEARLY_FULL} of at most {MOST_WAITING} edits wait: no more can be kept soon" in line(
        link("offline"), *stages
    )
    assert "edits wait: no more" not in line(link("offline"), *stages[1:])
