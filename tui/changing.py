"""Changing records with keys: heads on quotas, a squad's status, undo, the demo's clock.

1. What the rules or the rights refuse is said with its reason, and nothing is submitted.
2. On a selection nothing happens before its preview was confirmed with Enter.
3. A very large change asks once more, No first, and is decided anew on the records as they are by then.
4. A number typed over one that somebody changed meanwhile asks first, No first: nothing is overwritten unseen.
5. What is submitted is shown at once, with the glyph of an edit that is not saved yet.
6. What would leave people confirmed beyond what is asked for is not submitted before it is said what becomes of them.
7. Where only the quota above has no room, one key raises it and then does what was asked, both or neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from postcmd.board import Board, Key
from postcmd.edits import Edit
from postcmd.errors import Refused
from postcmd.intent import Choice
from postcmd.intents import Field
from postcmd.ops import ClockSet, Op
from postcmd.quota import heads_text
from postcmd.records import AnyRecord, Quota
from postcmd.words import _, ngettext
from tui.gestures import (
    Edited,
    History,
    Made,
    as_one,
    asks_twice,
    change_text,
    folded,
    opposite,
    preview_text,
    reason,
    spread,
)
from tui.keymap import keyed
from tui.trial import Change, Refusal, Trial, attempt, settled, surplus_of
from tui.wishes import Adding, Setting, Wish
from widgets.rows import Tone

if TYPE_CHECKING:
    from sync.ports import Desk

FASTEST: Final = 3600.0
SLOWEST: Final = 1.0
"""The bounds between which the keys double and halve the clock's speed."""


class Face(Protocol):
    """What changing needs of the screen."""

    @property
    def board(self) -> Board: ...

    @property
    def desk(self) -> Desk | None: ...

    def say(self, text: str, tone: Tone = "normal") -> None: ...

    def ask(self, text: str, then: Callable[[], None]) -> None: ...

    def show_changes(self, touched: Iterable[Key]) -> None: ...

    def choose_surplus(self, over: int, then: Callable[[Choice], None]) -> None: ...


class Changing:
    """The verbs that change something. It says, asks and shows through the screen's face."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self.history = History()
        self.pending: Wish | None = None
        self.raising: tuple[Op, ...] = ()
        """What `r` would do: raise the quota above, then what was refused for want of room."""
        self.instead_of: Callable[[], None] | None = None
        """Lets go of the refused edit that is being made anew."""

    # A wish, and what becomes of it

    def add(self, ids: tuple[str, ...], field: Field, heads: int, is_selection: bool) -> None:
        """`+` or `-`; on a selection more keys add up until Enter."""
        if isinstance(self.pending, Adding):
            self._preview(msgspec.structs.replace(self.pending, heads=self.pending.heads + heads))
        else:
            self.wish(Adding(ids, field, heads), is_selection)

    def set(self, wish: Setting, is_selection: bool, refuse: Callable[[str], object], saw: Quota | None) -> None:
        """A number typed; `refuse` opens the edit again with what was typed. `saw` is what stood there then."""
        trial = wish.trial(self._face.board)
        now = self._face.board.quota(saw.id) if saw is not None else None
        if trial.refusals and not trial.changes and not surplus_of(trial):
            refuse(wish.text)
            self.say_why(trial, _("Esc, then <raise_above>"))
        elif saw is not None and now is not None and (saw.min, saw.max) != (now.min, now.max) and not is_selection:
            self._face.ask(_changed_meanwhile(now, wish.text), lambda: self._do(wish.trial(self._face.board)))
        else:
            self.wish(wish, is_selection)

    def wish(self, wish: Wish, is_selection: bool = False) -> None:
        """Do it, or show first what it would do to a selection."""
        if is_selection:
            self._preview(wish)
        else:
            self._ask_or_do(wish)

    def confirm(self) -> None:
        """Enter on a preview."""
        wish, self.pending = self.pending, None
        if wish is not None:
            self._ask_or_do(wish)

    def let_go(self) -> None:
        """Escape on a preview."""
        self.pending = None
        self._face.say(_("Left as it was."))

    def remind(self) -> None:
        """Any other key on a preview: say it again."""
        if self.pending is not None:
            self._preview(self.pending)

    def _preview(self, wish: Wish) -> None:
        trial = wish.trial(self._face.board)
        if trial.refusals and not trial.changes and not surplus_of(trial):
            self.pending = None
            self.say_why(trial)
            return
        self.pending = wish
        text = keyed(_("{changes}: <preview.do> does it, <back> leaves it"))
        self._face.say(text.format(changes=preview_text(trial)), "accent")

    def _ask_or_do(self, wish: Wish) -> None:
        trial = wish.trial(self._face.board)
        if large := asks_twice(trial):
            self._face.ask(_very_large(large), lambda: self._do(wish.trial(self._face.board)))
        else:
            self._do(trial)

    def _do(self, trial: Trial) -> None:
        if over := surplus_of(trial):
            self._face.choose_surplus(over, lambda choice: self._do(settled(self._face.board, trial, choice)))
        elif trial.changes:
            self.history.note(self.submit(trial))
            self._let_go_of_the_old()
            if trial.refusals:
                self._face.say(_some_refused(trial), "warn")
        else:
            self.say_why(trial)

    def _let_go_of_the_old(self) -> None:
        let_go, self.instead_of = self.instead_of, None
        if let_go is not None:
            let_go()

    def say_why(self, trial: Trial, key: str = "<raise_above>") -> None:
        """Why nothing of it can be done; and which key makes room, where the quota above is ours to raise."""
        if not trial.refusals:
            self._face.say(_("It is already so."))
        else:
            self._face.say(self._how_to_raise(trial, key) or refusal_text(trial.refusals[0]), "bad")

    def _how_to_raise(self, trial: Trial, key: str) -> str:
        """Note what would have to be raised for the one thing refused; the most there is room for, and the key."""
        refusal = trial.refusals[0]
        if len(trial.refusals) > 1 or refusal.code != "past_parent" or refusal.op is None:
            return ""
        from tui import room

        try:
            self.raising = room.raised(self._face.board, refusal.op)
        except Refused:
            return ""
        text = _("At most {largest} here; {key} raises the quota above: {above}")
        above = room.above_text(self._face.board, self.raising)
        return text.format(largest=refusal.facts["largest"], key=keyed(key), above=above)

    def raise_above(self) -> None:
        """Raise the quota above, and do what was refused: both or neither."""
        ops, self.raising = self.raising, ()
        trial = attempt(self._face.board, ops)
        if large := asks_twice(trial):
            self._face.ask(_very_large(large), lambda: self._raise(attempt(self._face.board, ops)))
        else:
            self._raise(trial)

    def _raise(self, trial: Trial) -> None:
        if trial.refusals or not trial.changes:
            self.say_why(trial)
            return
        self.history.note(self.submit(trial, atomic=True))
        self._let_go_of_the_old()
        self._face.say(_("Raised, and done: {changes}").format(changes=preview_text(trial)), "good")

    def submit(self, trial: Trial, atomic: bool = False) -> list[Edited]:
        """Hand what can be done to the outbox, as one gesture, and show it."""
        return self._submit(as_one(trial.changes, atomic))

    def submit_untried(self, ops: Sequence[Op]) -> list[Edited]:
        """The same where only the centre can know how it will turn out: all of it or none."""
        changes = tuple(Change(op, self._before(op), None) for op in ops)
        return self._submit(as_one(changes, atomic=True))

    def _before(self, op: Op) -> AnyRecord | None:
        return self._face.board.get(*op.target) if op.target is not None else None

    def _submit(self, made: Sequence[Made]) -> list[Edited]:
        """Each op as an edit of its own, whatever it was folded into."""
        desk = self._face.desk
        assert desk is not None, "keys that change something wait for the outbox"  # noqa: S101
        tickets = desk.submit([one.op for one in made], [one.before for one in made])
        edits = [
            Edited(Edit(ticket=ticket, op=one.op, before=one.before), one.changes)
            for ticket, one in zip(tickets, made, strict=True)
        ]
        known = {edit.ticket: edit for edit in self._face.board.all_edits}
        placed = [folded(known.get(one.edit.ticket), one.edit) for one in edits]
        self._face.show_changes(self._face.board.place(placed))
        return edits

    # Taking back

    def undo(self) -> None:
        """Take back the last gesture: withdraw what was not sent, make the opposite of the rest."""
        last, desk = self.history.pop(), self._face.desk
        if last is None or desk is None:
            return
        pending = [ticket for ticket in last.tickets if last.edits[ticket].edit.is_pending]
        withdrawn = set(desk.withdraw(pending))
        back = [msgspec.structs.replace(last.edits[ticket].edit, stage="withdrawn") for ticket in withdrawn]
        self._face.show_changes(self._face.board.place(back))
        rest = [one for ticket, one in last.edits.items() if ticket not in withdrawn]
        self._undo_by_opposites(rest, sum(len(last.edits[ticket].changes) for ticket in withdrawn))

    def _undo_by_opposites(self, edits: Sequence[Edited], withdrawn: int) -> None:
        ops, refused = opposite(self._face.board, edits)
        trial = attempt(self._face.board, ops)
        if trial.changes:
            # What one edit takes back goes together, or not at all.
            self._submit(as_one(spread(trial.changes), atomic=len(ops) == 1))
        done = withdrawn + len(trial.changes)
        reasons = [Refusal("", why.code, why.facts) for why in refused]
        reasons += [reason(self._face.board, one) for one in trial.refusals]
        if reasons:
            self._face.say(refusal_text(reasons[0]), "bad")
        else:
            self._face.say(ngettext("{n} change undone", "{n} changes undone", done).format(n=done))

    # The demo's clock

    def pause(self) -> None:
        if clock := self._face.board.clock:
            self._set_clock(ClockSet(rate=clock.rate, paused=not clock.paused))

    def change_speed(self, factor: float) -> None:
        if clock := self._face.board.clock:
            rate = min(FASTEST, max(SLOWEST, clock.rate * factor))
            self._set_clock(ClockSet(rate=rate, paused=clock.paused))

    def _set_clock(self, op: ClockSet) -> None:
        trial = attempt(self._face.board, [op])
        if trial.changes:
            self.submit(trial)
        elif trial.refusals:
            self._face.say(refusal_text(trial.refusals[0]), "bad")
        else:
            self._face.say(_("The clock cannot go faster or slower than this."))


def refusal_text(refusal: Refusal) -> str:
    # Refusals are rare, and the first frame need not wait for their sentences.
    from tui.sentences import sentence

    return sentence(refusal.code, refusal.facts, refusal.now)


def _very_large(change: Change) -> str:
    return _("{change} is more than three times as many. Really?").format(change=change_text(change))


def _changed_meanwhile(now: Quota, typed: str) -> str:
    text = _("{by} made this {heads} while you typed. Set {typed} all the same?")
    return text.format(by=now.updated_by or _("Somebody"), heads=heads_text(now.min, now.max), typed=typed.strip())


def _some_refused(trial: Trial) -> str:
    cannot = len(trial.refusals)
    text = ngettext("{n} was not changed: {why}", "{n} were not changed: {why}", cannot)
    return text.format(n=cannot, why=refusal_text(trial.refusals[0]))
