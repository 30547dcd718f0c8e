"""A list out of a chat group (接龙), pasted: what each line says, and what it would do, before anything is sent.

1. Every line shows its verdict and why; nothing is sent before Enter, and then all of it as one edit.
2. An ambiguous line counts only when it was taken with Space.
3. Names stand on this screen only; what is sent are numbers of the roster, and counts.
4. What the list would do is decided on the quota as it is now, and said: so many confirmed, so many in the reserve.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from postcmd import intents_of_people as intents
from postcmd import panes
from postcmd.board import Board
from postcmd.ops import Item
from postcmd.people_rules import named
from postcmd.records import Quota
from postcmd.roll import Roll, RollLine, Verdict, Why, read_roll
from postcmd.words import N_, _, ngettext
from tui import detail
from tui.elsewhere import Elsewhere, elsewhere
from tui.gestures import new_id
from tui.open_layer import RowKey
from tui.over_list import do
from tui.pasted import PastedList
from tui.roster_screen import follow_names
from tui.trial import attempt
from widgets.columns import Column
from widgets.rows import Cell, Row, Tone

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

VERDICTS: Final[dict[Verdict, str]] = {
    "matched": N_("matched"),
    "new": N_("new name"),
    "duplicate": N_("duplicate"),
    "withdrawn": N_("withdrew"),
    "ambiguous": N_("ambiguous"),
    "error": N_("not read"),
}
TONES: Final[dict[Verdict, Tone]] = {
    "matched": "good",
    "new": "normal",
    "duplicate": "dim",
    "withdrawn": "dim",
    "ambiguous": "warn",
    "error": "bad",
}
WHYS: Final[dict[Why, str]] = {
    "in_list": N_("already further up"),
    "signed_up": N_("signed up already"),
    "several_people": N_("several people have that name"),
    "same_name": N_("the same name with another note"),
    "brings_others": N_("brings others: Space takes all of them"),
    "later_line": N_("withdrawn further down"),
    "not_on_the_list": N_("was not signed up"),
    "no_name": N_("no name"),
    "not_a_name": N_("this is not a name"),
    "several_names": N_("more than one name"),
    "too_long": N_("the list ends here: it is too long"),
}


class PasteList(PastedList):
    """One line for each of the list; the subject is the quota's id."""

    LAYER = "paste"

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen, _columns())
        self._taken: frozenset[int] = frozenset()
        self._counted = False
        self._roll = Roll()

    async def begin(self, subject: Any) -> None:
        self._taken, self._counted = frozenset(), False
        await super().begin(subject)
        quota = self.quota
        if quota is not None:
            follow_names(self.board_screen, quota.unit, self.follow)

    def leave(self) -> None:
        self.board_screen.people.forget()
        super().leave()

    @property
    def board(self) -> Board:
        return self.board_screen.board

    @property
    def quota(self) -> Quota | None:
        return self.board.quota(self.subject)

    def _read(self) -> Roll:
        people = self.board_screen.people.all
        names = {unit: panes.unit_name(self.board, unit) for unit in {one.unit for one in people}}
        return read_roll(self._text, people, self.board.signups(self.subject), names).taken(self._taken)

    # What stands there

    def heading(self) -> str:
        return _("Paste a list: {whom}").format(whom=detail.title(self.board, ("quota", self.subject)))

    def counts(self) -> str:
        if typed := self.typing():
            return typed
        if not self._text:
            return ""
        said = [f"{_(VERDICTS[verdict])} {n}" for verdict, n in self._roll.tally.items() if n]
        # What is cut on a narrow screen stands last.
        return "  ".join([self._outcome(), *said])

    def _outcome(self) -> str:
        """What Enter would do: so many confirmed, so many in the reserve."""
        before, after = self.quota, self._after()
        if before is None or after is None:
            return _("nothing to send")
        if self._counted:
            count = named(self.board.signups(before.id))
            return _("{n} named of {confirmed}").format(
                n=count + sum(line.person is not None for line in self._roll.lines if line.counts),
                confirmed=before.confirmed,
            )
        text = _("→ {confirmed} confirmed, {reserve} in reserve")
        return text.format(confirmed=after.confirmed, reserve=after.reserve)

    def _after(self) -> Quota | None:
        ops = self._ops()
        trial = attempt(self.board, ops)
        if not trial.changes:
            return None
        from postcmd.decide import decide
        from postcmd.overlay import Overlay
        from tui.trial import context

        shelf, ctx = Overlay(self.board), context(self.board)
        for change in trial.changes:
            outcome = decide(change.op, shelf, ctx)
            shelf.lay(outcome.puts, outcome.gone)
        found = shelf.get("quota", self.subject)
        return found if isinstance(found, Quota) else None

    def rows(self) -> list[Row]:
        self._roll, twice = self._read(), elsewhere(self.board, self.quota)
        return [_row(line, line.number in self._taken, twice) for line in self._roll.lines]

    # Its keys

    def keys(self) -> list[RowKey]:
        nothing = "" if self._roll.lines else _("Nothing has been pasted yet.")
        heads = self._roll.heads
        send = ngettext("signs up {n}", "signs up {n}", heads).format(n=heads)
        return [
            RowKey("send", self._send, nothing, label=send),
            RowKey("take", self._take_line, self._why_not_taken()),
            RowKey("counted", self._turn_counted, nothing or self._why_not_counted(), label=self._counted_label()),
        ]

    def _line(self) -> RollLine | None:
        return next((line for line in self._roll.lines if str(line.number) == self.cursor), None)

    def _why_not_taken(self) -> str:
        line = self._line()
        if line is not None and (line.verdict == "ambiguous" or line.number in self._taken):
            return ""
        return _("Only an ambiguous line can be taken, or let go again.")

    def _take_line(self) -> None:
        line = self._line()
        if line is not None:
            self._taken = self._taken ^ {line.number}
            self.follow()

    def _counted_label(self) -> str:
        return _("they are new") if self._counted else _("they were counted before")

    def _why_not_counted(self) -> str:
        quota = self.quota
        if quota is not None and quota.confirmed > named(self.board.signups(quota.id)):
            return ""
        return _("Nobody was counted without a name.")

    def _turn_counted(self) -> None:
        self._counted = not self._counted
        self.follow()

    # Sending

    def _ops(self) -> list[Item]:
        quota = self.quota
        if quota is None:
            return []
        signups = list(self.board.signups(quota.id))
        return intents.of_roll(quota, self._roll, signups, _rising(len(self._roll.lines)), counted=self._counted)

    def _send(self) -> None:
        ops, screen = self._ops(), self.board_screen
        if not ops:
            screen.say(_("Nobody on this list can be signed up."), "warn")
            return
        said = _("{heads} signed up {outcome}").format(heads=self._roll.heads, outcome=self._outcome())
        subject = self.subject
        if do(screen, ops, said):
            from tui.signups_screen import SignUpsList

            self._text = ""
            screen.overlays.open(SignUpsList, subject)


def _rising(many: int) -> Iterator[str]:
    """Fresh ids in their order: made in one millisecond they would stand in the reserve in any."""
    return iter(sorted(new_id() for _nth in range(many)))


def _row(line: RollLine, is_taken: bool, twice: Elsewhere) -> Row:
    also = twice.get(line.person or "", "") if line.counts else ""
    why = _("taken: a head without a number") if is_taken else _(WHYS[line.why]) if line.why else ""
    number = _("no. {number}").format(number=line.person) if line.person else ""
    cells = (
        Cell(str(line.number), "dim"),
        Cell(_(VERDICTS[line.verdict]), TONES[line.verdict]),
        Cell(line.name or line.text),
        Cell(str(line.heads) if line.counts else "", "normal"),
        Cell(also or why or number, "warn" if also else "dim"),
        Cell(line.text, "dim"),
    )
    return Row(
        str(line.number), cells, Cell("!" if line.verdict in ("error", "ambiguous") else "", TONES[line.verdict])
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("line", _("line"), 4, align="right", numeric=True),
        Column("verdict", _("verdict"), 9),
        Column("name", _("name"), 12, min=8, flex=1, pinned=True),
        Column("heads", _("heads"), 5, align="right", numeric=True),
        Column("why", _("why"), 22, min=10, flex=2, shrink=1),
        Column("text", _("as it was pasted"), 20, min=8, flex=2, shrink=2),
    )
