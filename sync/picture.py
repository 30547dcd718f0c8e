"""How things stand, for the screen: the edits with what became of them, and the link.

1. Of everything that is wrong the most pressing is named: what endangers edits before what only delays them, and both
   before what was put right.
2. An edit that this post has taken over is shown as its own, not as another session's too.
"""

from __future__ import annotations

from postcmd.clock import day_of
from postcmd.edits import MOST_WAITING, Edit, Link
from sync.core import Core
from sync.instances import Home
from sync.linkstate import LinkKeeper
from sync.neighbours import Neighbours
from sync.outbox import Outbox
from sync.rounds import Rounds
from sync.view import View

Trouble = tuple[str, dict[str, str]]
NONE: Trouble = ("", {})


class Picture:
    """Belongs to the engine's loop. `unusable`, `opened` and `disk` are what was found wrong with the folder."""

    def __init__(self, home: Home, core: Core, outbox: Outbox, keeper: LinkKeeper, neighbours: Neighbours) -> None:
        self.core = core
        self.rounds: Rounds | None = None
        self.unusable: Trouble = NONE
        self.opened: Trouble = NONE
        self.disk = ""
        self._home, self._outbox, self._keeper, self._neighbours = home, outbox, keeper, neighbours
        self._view = View()
        self._answered: set[int] = set()

    @property
    def is_between_names(self) -> bool:
        """Whether outbox and core go by different client ids at this moment."""
        return self.rounds is not None and self.rounds.is_renaming

    def edits(self) -> tuple[Edit, ...]:
        results = self.core.shown.results
        if results.keys() != self._answered:
            self._answered = set(results)
            self._view.quiet &= self._answered
            self._outbox.answer(self._answered)
        own = self._view.edits(self._outbox.standings(self._view.quiet), results)
        tickets = {edit.ticket for edit in own}
        return own + tuple(edit for edit in self._neighbours.edits if edit.ticket not in tickets)

    def link(self) -> Link:
        keeper, shown, around = self._keeper, self.core.shown, self._neighbours
        trouble, facts = self._trouble()
        return Link(
            state="read_only" if self.unusable[0] else keeper.state,
            since=keeper.since,
            as_of=shown.as_of,
            clock_at=shown.clock_at,
            kept_from=shown.kept_from,
            trouble=trouble,
            facts=facts,
            round_trip=keeper.round_trip.step if keeper.state == "online" else 0.0,
            account=self._home.account,
            grants=shown.grants,
            epoch=shown.epoch,
            zone=shown.zone,
            demo=shown.demo,
            other_sessions=around.others,
            restored_to=self.core.restored_to,
            resending=self.core.resending(self._outbox.intents),
            set_aside=around.set_aside,
            orphans=around.orphans,
        )

    def _trouble(self) -> Trouble:
        waits = self.rounds.waiting_because if self.rounds is not None else NONE
        known: list[Trouble] = [
            self.unusable,
            (self._outbox.trouble or self.disk, {}),
            (self._keeper.trouble, self._keeper.facts),
            waits,
            self.opened,
            (self._keeper.incident, {}),
            ("outbox_nearly_full", {"most": str(MOST_WAITING)}) if self._outbox.is_nearly_full else NONE,
            self._kept_for_long(),
        ]
        return next((one for one in known if one[0]), NONE)

    def _kept_for_long(self) -> Trouble:
        found = self._outbox.many_kept
        if found is None:
            return NONE
        many, oldest = found
        facts = {"since": str(day_of(oldest.made, self.core.shown.zone))} if oldest.made else {}
        return ("many_kept", {"n": str(many), **facts})
