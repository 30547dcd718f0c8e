"""One volunteer, asked for by the roster's number, or by name where the roster may be read.

1. Of several who are called so none is taken: their numbers are told.
2. A number that nobody here knows belongs to the unit that it was asked of.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from postcmd.roll import plain_name
from postcmd.words import _
from tui.answer_line import Ask, ask

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

Then = Callable[[tuple[str, str]], object]
"""Takes (number, unit)."""


def ask_volunteer(screen: BoardScreen, unit: str, then: Then) -> None:
    by_name = screen.people.may_be_read(screen.board)
    placeholder = _("a name, or the roster number") if by_name else _("the roster number")
    ask(screen, Ask(_("Which volunteer?"), lambda typed: _found(screen, typed, unit, then), placeholder=placeholder))


def _found(screen: BoardScreen, typed: str, unit: str, then: Then) -> None:
    people = [one for one in screen.people.all if typed == one.id or _is_named(typed, one.name)]
    if not typed:
        screen.leave_as_it_was()
    elif len(people) > 1:
        numbers = _(", ").join(one.id for one in people)
        screen.say(_("Several have that name: type the number ({numbers}).").format(numbers=numbers), "warn")
    elif people:
        then((people[0].id, people[0].unit))
    elif unit:
        then((typed, unit))
    else:
        screen.say(_("Nobody goes by that name, and the unit is not clear either."), "warn")


def _is_named(typed: str, name: str) -> bool:
    return bool(plain_name(typed)) and plain_name(typed) == plain_name(name)
