"""Who stands on from earlier days: on post on a day, by a duty that began before it.

1. They count on the day their duty began, in every figure, and on no other: what is said here stands beside the
   figures and is never added to one.
2. Of a duty that goes on, those count who have not left; of one that is over, all who came, where it ended on the day
   or later.
3. Of days to come nobody is said to stand there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from postcmd.limits import day_of_duty
from postcmd.records import Duty
from postcmd.words import N_

LABEL: Final = N_("On since before")
MEANS: Final = N_(
    "On post on the day by duties that began on earlier days. They count on the day their duty began, and not again: "
    "this is no part of the heads."
)
SAID: Final = N_(
    "Also on post, by duties that began before: {n} people; they count on the day their duty began, and not again."
)
_INSTANT: Final = timedelta(microseconds=1)


def standing_on(duties: Iterable[Duty], day: date, today: date) -> int:
    """Heads on post on the day by duties of earlier days; `today` is the last day that anything can be said of."""
    return sum(_stood(duty, day) for duty in duties if duty.day < day) if day <= today else 0


def _stood(duty: Duty, day: date) -> int:
    if duty.here > 0:
        return duty.here
    # Who leaves at midnight was not there on the new day.
    is_later = duty.left_at is not None and day_of_duty(duty.left_at - _INSTANT) >= day
    return duty.came if is_later else 0
