"""Edits on their way, and the link they travel on: what the sync side tells the screen.

1. An edit is `writing` until it is on disk (`·`), then `saved` (`●`), then `done` (`✓`) or `attention` (`!`).
2. Only a pull ends an edit: no answer to a push makes it `done`.
3. `attention` stays until a person dismisses it.
4. An update is immutable. Within one, what is gone goes before the puts come. A put after a gone brings the record
   back, a gone after a put takes it away, and applying updates one by one gives the same board as applying their
   `merged` form.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal

import msgspec
from msgspec import Raw, Struct

from postcmd.ops import Op
from postcmd.records import AnyRecord, Kind, kind_of
from postcmd.rights import Coordinator
from postcmd.scope import Grant
from postcmd.wire import Result

Stage = Literal["writing", "saved", "sent", "done", "attention", "dismissed", "withdrawn"]
GLYPHS: Final[dict[Stage, str]] = {
    "writing": "·",
    "saved": "●",
    "sent": "●",
    "done": "✓",
    "attention": "!",
    "dismissed": "",
    "withdrawn": "",
}
MOST_WAITING: Final = 5_000
"""Edits that a post keeps while nobody answers; what is beyond is refused."""
NEARLY_FULL: Final = MOST_WAITING * 4 // 5
"""From here on it says so."""
PENDING: Final[frozenset[Stage]] = frozenset({"writing", "saved", "sent"})
"""Stages whose effect is shown on top of what the centre said."""
OPEN_TO_CHANGE: Final[frozenset[Stage]] = frozenset({"writing", "saved"})
"""Stages in which an edit may still be made larger by a repeated key, or be withdrawn."""


class Edit(Struct, frozen=True, kw_only=True):
    """One op on its way. `ticket` is known from the first moment, `op.n` once it is saved.

    `foreign` is the client id of another session of the same user that keeps this edit (read-only here), else "".
    `before` is the target as it was seen when the edit was made, for undo and for the cards.
    """

    ticket: str
    op: Op
    stage: Stage = "writing"
    result: Result | None = None
    foreign: str = ""
    before: AnyRecord | None = None

    @property
    def is_pending(self) -> bool:
        return self.stage in PENDING

    @property
    def target(self) -> tuple[Kind, str] | None:
        return self.op.target

    @property
    def targets(self) -> tuple[tuple[Kind, str], ...]:
        """Every record that the edit means to change."""
        return self.op.targets

    def has_caught_up(self, placed: Edit) -> bool:
        """Whether this, told by the sync side, is at least what was placed on the screen under the same ticket.

        A repeated key is folded into an edit that keeps its ticket: what is told may still be the smaller one.
        """
        if self.stage not in OPEN_TO_CHANGE:
            return True
        return placed.stage in OPEN_TO_CHANGE and _wish(self.op) == _wish(placed.op)


def _wish(op: Op) -> Op:
    """The op without what the outbox adds to it."""
    return msgspec.structs.replace(op, n=0, h="", after=None, made=None)


LinkState = Literal["starting", "online", "reconnecting", "offline", "sign_in", "upgrade", "read_only", "past"]


class Link(Struct, frozen=True, kw_only=True):
    """How we stand with the centre. `since` is when the present state began, `as_of` the moment of what is shown.

    `as_of` and `clock_at` are the centre's: operational and wall time of the last cut or heartbeat applied.
    `kept_from`: the first day that is held of what is over; None: all of it is, as on a board of the past.
    `trouble` is the code of what is wrong (`unreachable`, `token_expired`, `disk_full` …), "" if nothing.

    `restored_to`: the operational moment that a restored centre went back to, until everything kept here is sent again;
    `resending` counts the edits that are. `set_aside` names the files that could not be read and are kept, `orphans`
    counts the edits of other sessions that are being sent from here, None before anybody has looked.
    """

    state: LinkState = "starting"
    since: datetime | None = None
    as_of: datetime | None = None
    clock_at: datetime | None = None
    kept_from: date | None = None
    trouble: str = ""
    facts: dict[str, str] = {}
    round_trip: float = 0.0
    """Seconds that an answer of the centre takes, in rough steps; 0 where it is not known."""
    account: str = ""
    grants: tuple[Grant, ...] = ()
    epoch: str = ""
    zone: str = "Asia/Shanghai"
    demo: bool = False
    other_sessions: int = 0
    restored_to: datetime | None = None
    resending: int = 0
    set_aside: tuple[str, ...] = ()
    orphans: int | None = None

    @property
    def coordinator(self) -> Coordinator:
        """Who we are to the centre."""
        return Coordinator(self.account, self.grants, in_the_past=self.state == "past")


class Update(Struct, frozen=True, kw_only=True):
    """What is new for the board. None means: as before. `whole` means: the puts are everything there is."""

    puts: tuple[AnyRecord, ...] = ()
    logs: dict[tuple[Kind, str], Raw] = {}
    gone: tuple[tuple[Kind, str], ...] = ()
    whole: bool = False
    edits: tuple[Edit, ...] | None = None
    link: Link | None = None
    told: tuple[Edit, ...] = ()
    """Edits that an update merged into this one told of, and that are over since."""

    def merged(self, later: Update) -> Update:
        """This update and then the later one, as one."""
        if later.whole:
            return msgspec.structs.replace(
                later,
                edits=later.edits if later.edits is not None else self.edits,
                link=later.link or self.link,
                told=self._told_before(later),
            )
        left = set(later.gone)
        replaced = left | {(kind_of(put), put.id) for put in later.puts}
        return Update(
            puts=tuple(put for put in self.puts if (kind_of(put), put.id) not in replaced) + later.puts,
            logs={key: log for key, log in self.logs.items() if key not in left} | later.logs,
            gone=tuple(key for key in self.gone if key not in left) + later.gone,
            whole=self.whole,
            edits=later.edits if later.edits is not None else self.edits,
            link=later.link or self.link,
            told=self._told_before(later),
        )

    def _told_before(self, later: Update) -> tuple[Edit, ...]:
        told = {edit.ticket: edit for edit in (*self.told, *(self.edits or ()), *later.told)}
        kept = later.edits if later.edits is not None else self.edits
        named = {edit.ticket for edit in kept or ()}
        return tuple(edit for ticket, edit in told.items() if ticket not in named)
