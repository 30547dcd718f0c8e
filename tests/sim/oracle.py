"""What must be true of the posts, whatever happens: asked at every step that could have made it false.

The numbers are those of docs/promises.md.
I1   What was shown as saved is in an outbox, or in the ledger of the centre's present history.
I2   Of a quota that only one post changes, it shows the centre's number and its own edits, each once.
I4   A refusal stays in sight until a person dismisses it.
I5   A cut that is shown is what the person saw of the centre at that moment, without what was over long ago: nothing
     missing, extra or old.
I6   Every cut is one moment of one history; within an epoch the moments only go on.
I8   Nothing out of scope is held.
I13  An outbox never waits with more than its bound.
I14  Ops are sent by nobody but the person who gave them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from postcmd.ops import Bulk, Op
from postcmd.records import Quota, kind_of
from postcmd.window import first_day
from postcmd.wire import NEEDS_ATTENTION, Cursor, Problem
from sync.formats import Kept
from sync.intents import Intents
from tests.sim.centre import Reply
from tests.sim.field import own_key
from tests.sim.history import Cut, History, Violation
from tests.sim.machine import Machine
from tests.sim.post import Post
from tests.sim.saved import Edit, heads_of, is_on, known_as, tags_in


class _Asked(Struct):
    """What both kinds of questions carry."""

    epoch: str = ""
    cursor: str | None = None
    seen: str | None = None


class Oracle:
    """Knows everything, and says when something is wrong."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.edits: dict[str, Edit] = {}
        self.cuts: dict[str, Cut] = {}
        self.statuses: Counter[str] = Counter()
        self.unknown_is_fair = False
        self._said: dict[str, Op] = {}
        self._copied: set[str] = set()
        self._noted: dict[str, dict[int, Kept]] = {}
        self._attention: dict[str, set[str]] = {}
        self._shown: dict[str, Cut] = {}
        self.history = History(self._said, self._copied)
        self.witness(database)

    def witness(self, database: sqlite3.Connection) -> None:
        """The centre has committed something, or is another one."""
        if not self.history.is_of(database):
            self.history = History(self._said, self._copied)
        fresh = self.history.seq < 0 or self.history.was_judged
        cursor, cut = self.history.read(database)
        self.cuts[cursor] = cut
        if not fresh:
            self.statuses.update(self.history.statuses)
            if "unknown" in self.history.statuses and not self.unknown_is_fair:
                raise Violation("I1: the centre never saw an op that its post has forgotten")

    def restores(self) -> None:
        """A backup is about to be put back. It may go on from here: the centre was at an older one until now."""
        self.history.was_judged = True

    # What is kept

    def note_kept(self, post: Post) -> None:
        """What the post shows as saved now."""
        intents = post.outbox.intents
        noted, kept_now = self._noted.get(post.name, {}), intents.kept
        for n, kept in kept_now.items():
            if noted.get(n) is not kept and kept.op.reason:
                self._note(intents.client, n, kept)
        self._noted[post.name] = kept_now
        if len(kept_now) - len(post.core.shown.results) > 5_000:
            raise Violation(f"I13: {post.name} keeps {len(kept_now)} ops")

    def note_left(self, held: list[Intents]) -> None:
        """What lies in the folders of a home, before any of it is sent: it may have been numbered anew there."""
        for intents in held:
            for n, kept in intents.kept.items():
                if kept.op.reason:
                    self._note(intents.client, n, kept)

    def _note(self, client: str, n: int, kept: Kept) -> None:
        edit = self.edits.setdefault(kept.op.reason, Edit(kept.op))
        edit.op = kept.op
        edit.names.add((client, n, kept.op.h))
        edit.withdrawn = edit.withdrawn or kept.withdrawn
        edit.dismissed = edit.dismissed or kept.dismissed
        self._said[kept.op.h] = kept.op

    def dismissed(self, tags: Iterable[str]) -> None:
        for tag in tags:
            if tag in self.edits:
                self.edits[tag].dismissed = True

    def breaks_its_word(self, safe: int) -> None:
        """What the centre has called safe is no longer there: posts may have forgotten it, or are about to."""
        self.unknown_is_fair = True
        for edit in self.edits.values():
            rows = [self.history.ledger.get((client, n)) for client, n, _ in edit.names]
            edit.excused = edit.excused or any(row is not None and row.seq <= safe for row in rows)

    def copied(self, held: list[Intents]) -> None:
        """Two homes hold these edits from now on; neither can know what the other does with them."""
        self._copied.update(tag for intents in held for tag in tags_in(intents))

    def rolled_back(self, before: list[Intents], after: list[Intents]) -> bool:
        """A home is what it was: what it held since is excused; what it may have sent as something else, too.

        Whether there is any of the latter: what is seen of these is no longer what the person once did.
        """
        was, kept = known_as(before), known_as(after)
        for tag in was.keys() - kept.keys():
            if tag in self.edits:
                self.edits[tag].excused = True
        next_then = {intents.client: intents.next for intents in after}
        here = {intents.client for intents in (*before, *after)}
        for tag in self.edits.keys() - kept.keys():
            edit = self.edits[tag]
            edit.set_back = edit.set_back or any(c in here and n >= next_then.get(c, 1) for c, n, _ in edit.names)
        changed = {tag for tag in kept.keys() & was.keys() if was[tag] != kept[tag]}
        self._copied.update(changed)
        return bool(changed)

    def check_nothing_lost(self, machines: Iterable[Machine], excuse: bool = False) -> None:
        """`excuse`: what is lost now was thrown away by a person."""
        kept = {tag for machine in machines for intents in machine.kept_on_disk() for tag in tags_in(intents)}
        for tag, edit in self.edits.items():
            if edit.excused or edit.withdrawn or tag in kept or self._has_arrived(edit):
                continue
            if not excuse:
                raise Violation(f"I1: edit {tag}, {sorted(edit.names)}, was saved and is nowhere any more")
            edit.excused = True

    def _has_arrived(self, edit: Edit) -> bool:
        for client, n, hash_ in edit.names:
            row = self.history.ledger.get((client, n))
            if row is not None and (row.hash == hash_ or (row.status == "void" and edit.dismissed)):
                return True
        return False

    # What is shown

    def check_cut(self, post: Post) -> None:
        """A new cut is shown."""
        shown = post.core.shown
        cut = self.cuts.get(shown.cursor or "")
        if cut is None:
            raise Violation(f"I6: {post.name} shows {shown.cursor}, which never was")
        held = {
            (kind, id_, one["put"].record.rev) for kind, shelf in shown.records.items() for id_, one in shelf.items()
        }
        assert shown.as_of is not None
        first = first_day(shown.as_of)
        seen = cut.state.seen_by(post.account, first)
        self.statuses["shown without what is over"] += cut.state.was_over_before(first)
        if held != seen:
            number = "I8" if {one[:2] for one in held} - {one[:2] for one in seen} else "I5"
            raise Violation(f"{number}: {post.name} at {shown.cursor}: missing {seen - held}, extra {held - seen}")
        before = self._shown.get(post.name)
        if before is not None and before.history is cut.history and before.seq > cut.seq:
            raise Violation(f"I6: {post.name} went back from {before.seq} to {cut.seq}")
        self._shown[post.name] = cut

    def check_reset(self, body: bytes, reply: Reply) -> None:
        """Nobody is told to forget a history that stands."""
        if reply.shape is not Problem or msgspec.json.decode(reply.body, type=Problem).code != "reset":
            return
        asked = msgspec.json.decode(body, type=_Asked)
        # Who learns another history is told so for that one's sake, whatever was seen of this.
        place = asked.cursor or (asked.seen if asked.epoch == self.history.epoch else None) or ""
        cut = self.cuts.get(place)
        if cut is not None and cut.history is self.history and place.startswith(self.history.epoch + "."):
            raise Violation(f"I6: whoever is at {place} was told to forget a history that stands")

    def is_up_to_date(self, post: Post) -> bool:
        """Whether the post shows the present moment of the centre, and nothing waits."""
        cut = self.cuts.get(post.core.shown.cursor or "")
        now = cut is not None and cut.history is self.history and cut.seq == self.history.seq
        at = Cursor.parse(post.core.shown.cursor) if now and post.core.shown.cursor else None
        core = post.core
        waits = post.outbox.is_writing or core.unanswered(post.outbox.intents) or core.cloned or core.shown.is_outdated
        return at is not None and at.epoch == self.history.epoch and not waits

    def starts_over(self, post: Post) -> None:
        """The post begins with what its files hold: its cache may be older than what was shown."""
        self._shown.pop(post.name, None)
        self._noted.pop(post.name, None)
        self._attention.pop(post.name, None)

    def check_screen(self, post: Post) -> None:
        """What the person sees."""
        self._check_own(post)
        self._check_attention(post)

    def _check_own(self, post: Post) -> None:
        quota = post.board.quota(own_key(post.own)) if post.own else None
        cut = self.cuts.get(post.core.shown.cursor or "")
        if quota is None or cut is None or post.outbox.is_writing:
            return
        said = post.core.shown.get("quota", quota.id)
        due = {tag: heads_of(edit.op) for tag, edit in self.edits.items() if is_on(edit.op, post.own)}
        owed = sum(heads for tag, heads in due.items() if self._is_owed(post, tag, cut))
        want = (said.max or 0) + owed if isinstance(said, Quota) else None
        if quota.max != want and quota.max != (want or 0) - self._owed_elsewhere(post, due, cut):
            raise Violation(f"I2: {post.name} shows {quota.max} for its own quota, and not {want}")

    def _owed_elsewhere(self, post: Post, due: dict[str, int], cut: Cut) -> int:
        """What a former identity on this machine sends again after a restore: shown as waiting there, and not here."""
        others = [one for one in post.machine.kept_on_disk() if one.client != post.outbox.intents.client]
        theirs = {tag for intents in others for tag in tags_in(intents)}
        ours = set(tags_in(post.outbox.intents))
        return sum(heads for tag, heads in due.items() if tag in theirs - ours and self._is_owed(post, tag, cut))

    def _is_owed(self, post: Post, tag: str, cut: Cut) -> bool:
        """Whether the person was told that this is saved, and the centre does not show it yet."""
        if any(seq <= cut.seq for seq in cut.history.effects.get(tag, ())):
            return False
        edit, intents = self.edits[tag], post.outbox.intents
        kept = next(((n, one) for n, one in intents.kept.items() if one.op.reason == tag), None)
        if kept is None:
            done = edit.excused or edit.withdrawn or edit.dismissed or edit.set_back
            return not (done or self._is_settled(post, tag))
        n, one = kept
        result = post.core.shown.results.get(n)
        return not (one.withdrawn or one.dismissed or (result is not None and result.status in NEEDS_ATTENTION))

    def _is_settled(self, post: Post, tag: str) -> bool:
        return any(one.kept.op.reason == tag for one in post.outbox.intents.settled.values())

    def _check_attention(self, post: Post) -> None:
        now = {edit.op.reason for edit in post.board.attention if edit.op.n}
        before = self._attention.get(post.name, set())
        if gone := before - now:
            waiting = {edit.op.reason for edit in post.board.waiting}
            lost = [tag for tag in gone if tag not in waiting and not self.edits[tag].dismissed]
            for tag in lost:
                if not self._ended_well(self.edits[tag]):
                    raise Violation(f"I4: the refusal of edit {tag} has left the screen of {post.name} by itself")
        self._attention[post.name] = {tag for tag in now if tag in self.edits}

    def _ended_well(self, edit: Edit) -> bool:
        """A restored centre may have taken what it refused before."""
        rows = [self.history.ledger.get((client, n)) for client, n, _ in edit.names]
        return any(row is not None and row.status in ("applied", "noop") for row in rows)

    # After healing

    def check_settled(self, post: Post, database: sqlite3.Connection) -> None:
        """Faults have stopped, everything had time to arrive."""
        intents, results = post.outbox.intents, post.core.shown.results
        waiting = [n for n in intents.kept if n not in results]
        if waiting:
            raise Violation(f"I9: {post.name} still waits with {waiting}")
        for n, result in results.items():
            row = self.history.ledger.get((intents.client, n))
            if n in intents.kept and (row is None or (row.status, row.seq) != (result.status, result.seq)):
                raise Violation(f"I4: {post.name} shows op {n} as {result.status}, the ledger says {row}")
        if post.core.shown.cursor not in self.cuts or self.cuts[post.core.shown.cursor].seq != self.history.seq:
            raise Violation(f"I5: {post.name} is at {post.core.shown.cursor}, the centre at {self.history.seq}")
        self._check_bodies(post)

    def _check_bodies(self, post: Post) -> None:
        for record in post.core.shown.records_held():
            kind = kind_of(record)
            if self.history.get(kind, record.id) != record or post.board.base[kind].get(record.id) != record:
                raise Violation(f"I5: {post.name} holds {record}, the centre {self.history.get(kind, record.id)}")

    def check_effects(self) -> None:
        """I1 and I3 of every edit: one status, and an effect where it was applied."""
        for tag, edit in self.edits.items():
            rows = [row for c, n, h in edit.names if (row := self.history.ledger.get((c, n))) and row.hash == h]
            applied = sum(row.status == "applied" for row in rows)
            if len(self.history.effects.get(tag, ())) != applied and not edit.excused and not isinstance(edit.op, Bulk):
                raise Violation(f"I3: edit {tag} was applied {applied} times, with {self.history.effects.get(tag)}")
