"""A moment of the past, as somebody types it at one in the morning."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from postcmd.errors import BadInput
from postcmd.moments import past_moment

ZONE = "Asia/Shanghai"
NOW = datetime(2022, 11, 21, 1, 0, tzinfo=UTC).replace(hour=17, day=20)  # one in the morning of the 21st


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("00:30", "2022-11-21 00:30"),
        ("19:30", "2022-11-20 19:30"),
        ("１９：３０", "2022-11-20 19:30"),
        ("11-20 21:00", "2022-11-20 21:00"),
        ("12-31 21:00", "2021-12-31 21:00"),
        ("2022-11-07 09:30", "2022-11-07 09:30"),
        ("2022-11-07T09:30", "2022-11-07 09:30"),
        ("2022-11-07T01:30+00:00", "2022-11-07 09:30"),
        ("-30", "2022-11-21 00:30"),
        ("-2h", "2022-11-20 23:00"),
        ("-1d", "2022-11-20 01:00"),
    ],
)
def test_a_moment_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    moment = past_moment(typed, NOW, ZONE).astimezone(past_moment("00:00", NOW, ZONE).tzinfo)
    assert moment.strftime("%Y-%m-%d %H:%M") == meant


@pytest.mark.parametrize("typed", ["", "yesterday", "25:00", "02-30 10:00", "-99999999h", "13-01 10:00", "\x1b[31m"])
def test_what_is_no_moment_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="bad_moment"):
        past_moment(typed, NOW, ZONE)
