"""A log keeps the last events of its record, however it was written before."""

from __future__ import annotations

import json

from central.held import Held
from postcmd.records import Task
from postcmd.wire import LOG_LENGTH

TRICKY = '[1,"],[2,\\n\\"",["a\\nb","],[1,\\"2"]]'
"""An event whose words look like the ends of others."""


def _held(log: str) -> Held:
    return Held(Task(id="screening", zh="核酸检测"), log=log, is_new=False)


def _log_after(log: str, *events: str) -> list[object]:
    held = _held(log)
    for event in events:
        held.remember(event)
    read = json.loads(str(held.content("task")["log"]))
    assert isinstance(read, list)
    return read


def test_an_empty_log_begins_with_its_first_event() -> None:
    assert _log_after("[]", "[1]") == [[1]]
    assert _log_after("[]", TRICKY, "[2]") == [json.loads(TRICKY), [2]]


def test_the_oldest_event_goes_where_there_are_too_many() -> None:
    events = [f"[{number}]" for number in range(LOG_LENGTH + 3)]
    assert _log_after("[]", *events) == [[number] for number in range(3, LOG_LENGTH + 3)]


def test_events_are_cut_at_line_ends_and_never_within_their_words() -> None:
    events = [TRICKY] * (LOG_LENGTH + 2)
    assert _log_after("[]", *events) == [json.loads(TRICKY)] * LOG_LENGTH


def test_a_log_without_lines_goes_on_with_them() -> None:
    full = "[" + ",".join([TRICKY] * LOG_LENGTH) + "]"
    assert _log_after(full, "[1]", "[2]") == [json.loads(TRICKY)] * (LOG_LENGTH - 2) + [[1], [2]]
    assert _log_after(f"[{TRICKY}]", "[1]") == [json.loads(TRICKY), [1]]


def test_a_log_nobody_added_to_stays_as_it_was() -> None:
    assert _log_after(f"[ {TRICKY} ]") == [json.loads(TRICKY)]
