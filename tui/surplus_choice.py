"""What becomes of people who are confirmed beyond what is asked for: they stay, stand by, or need not come.

1. Nothing is sent before one of the three was chosen, each by one key; Escape changes nothing.
2. Where nobody is asked for any more, nobody can stay.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from postcmd.intent import Choice
from postcmd.words import N_, _, ngettext
from tui.over_choice import OverChoice
from widgets.choice import ChoiceList, Option

CHOICES: Final[tuple[tuple[Choice, str, str], ...]] = (
    ("keep", N_("keep them"), N_("they stay confirmed, beyond what is asked for")),
    ("reserve", N_("into the reserve"), N_("they stand by; who signed up last first")),
    ("release", N_("release them"), N_("they need not come; who signed up last first")),
)


class SurplusChoice(OverChoice):
    """One line for each of the three; a number or Enter chooses it."""

    _then: Callable[[Choice], None]

    async def begin(self, subject: tuple[int, Callable[[Choice], None], bool]) -> None:
        over, self._then, may_stay = subject
        offered = CHOICES if may_stay else CHOICES[1:]
        self.offer([Option(choice, _(label), _(says)) for choice, label, says in offered])
        self.add_class("-open")
        text = ngettext(
            "{n} is confirmed beyond that. A number or <choice.choose> chooses, <back> leaves it as it is",
            "{n} are confirmed beyond that. A number or <choice.choose> chooses, <back> leaves it as it is",
            over,
        )
        self.ask(text, n=over)

    def leave(self) -> None:
        super().leave()
        self._board_screen.leave_as_it_was()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        self._board_screen.overlays.close()
        self._then(cast(Choice, event.value))
