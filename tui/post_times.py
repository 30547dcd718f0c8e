"""A duty planned otherwise, typed in one line: `20:00-08:00 6`, times, heads, or both.

1. Times are those of the day the duty begins on; an end no later than the begin is of the day after.
2. What is not typed stays as it is; beyond a limit a reason is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from postcmd import intents_of_posts as intents
from postcmd.clean import fold
from postcmd.errors import BadInput
from postcmd.intents import bounded_number
from postcmd.limits import shift_times
from postcmd.records import Duty
from postcmd.words import _
from postcmd.written import clock_text
from tui import post_words as words
from tui.answer_line import Ask, ask
from tui.beyond_limits import plan_and

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

_TYPED: Final = re.compile(r"(?:(\d{1,2}:\d{2})\s*[-~–—]+\s*(\d{1,2}:\d{2}))?(?:(?:^|\s+)(\d{1,9}))?")


def ask_times(screen: BoardScreen, duty: Duty, then: Callable[[], object]) -> None:
    """From when to when, how many?"""
    label = _("{who}: from when to when, how many?").format(who=words.who(screen.board, duty, screen.people))
    begins, ends = (clock_text(moment, screen.board.link.zone) for moment in (duty.begins, duty.ends))
    text = f"{begins}-{ends} {duty.heads}" if ends else str(duty.heads)
    ask(screen, Ask(label, lambda typed: _set(screen, duty.id, typed, then), text))


def read_times(duty: Duty, typed: str, zone: str) -> dict[str, Any]:
    """What of the duty is to be otherwise."""
    found = _TYPED.fullmatch(fold(typed).strip())
    if found is None or not found[0]:
        raise BadInput("not_times", text=typed[:40])
    said: dict[str, Any] = {}
    if found[1]:
        day = duty.begins.astimezone(ZoneInfo(zone)).date()
        for clock in (found[1], found[2]):
            if int(clock[: clock.index(":")]) > 23 or int(clock[clock.index(":") + 1 :]) > 59:
                raise BadInput("bad_time_of_day", time=clock)
        said["begins"], said["ends"] = shift_times(day, found[1], found[2])
    if found[3]:
        said["heads"] = bounded_number(found[3])
    return {field: value for field, value in said.items() if getattr(duty, field) != value}


def _set(screen: BoardScreen, duty_id: str, typed: str, then: Callable[[], object]) -> None:
    duty = screen.board.get("duty", duty_id)
    if not isinstance(duty, Duty):
        return
    said = read_times(duty, typed, screen.board.link.zone)
    if not said:
        screen.say(_("It is already so."))
        return
    op = intents.set_duty(duty, screen.board.link.epoch, **said)
    plan_and(
        screen, [op], [], _("{who}: planned otherwise.").format(who=words.who(screen.board, duty, screen.people)), then
    )
