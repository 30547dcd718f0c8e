"""The marks of what others changed since this account last looked, and where it is kept how far that was.

1. A mark stands where no edit of ours has one: a quiet sign, in every pane, and at posts and duties.
2. One key ends all marks; reading a record's detail ends its own, and looking at who stands at a post those of the
   post.
3. It is kept on this terminal beside the drafts, for its owner alone, per account; whoever never looked begins now.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from msgspec import DecodeError, json

from postcmd.decoding import decode
from postcmd.record import Kind
from postcmd.records import Duty
from postcmd.since_last_look import Looked, all_looked_at, is_new, looked_at
from postcmd.words import _
from tui.drafts import Draft

if TYPE_CHECKING:
    from postcmd.board import Key
    from tui.board_screen import BoardScreen

ON_THE_GROUND: Final[tuple[Kind, ...]] = ("post", "duty")


class Looking:
    """How far the account of this board has looked."""

    def __init__(self, screen: BoardScreen) -> None:
        self._screen = screen
        self._draft: Draft | None = None
        self._looked: Looked | None = None

    @property
    def looked(self) -> Looked:
        """Read when it is first asked for; before anything was heard from a centre nothing is new."""
        board = self._screen.board
        if self._looked is None or self._looked.epoch != board.link.epoch:
            if not board.link.epoch:
                return Looked()
            kept = self._looked or self._read()
            self._looked = kept if kept is not None and kept.epoch == board.link.epoch else all_looked_at(board)
            self._keep()
        return self._looked

    def is_new(self, key: Key) -> bool:
        board = self._screen.board
        return is_new(self.looked, board, board.base[key[0]].get(key[1]))

    def new_on_the_ground(self) -> frozenset[str]:
        """The posts that others changed, or at which they changed who stands there. Of the past nothing is new."""
        board = self._screen.board
        if self._screen.desk is None or board.link.state == "past" or not board.link.epoch:
            return frozenset()
        looked = self.looked
        # Of a month's duties nearly all are old: that is asked first, and cheaply.
        late = (one for kind in ON_THE_GROUND for one in board.base[kind].values() if one.rev > looked.rev)
        found = (one for one in late if is_new(looked, board, one))
        return frozenset(one.post if isinstance(one, Duty) else one.id for one in found)

    def seen(self, key: Key) -> None:
        """Its detail was read."""
        self.all_of([key])

    def all_of(self, keys: Iterable[Key]) -> None:
        """These were read, together."""
        found = [record for key in keys if self.is_new(key) and (record := self._screen.board.get(*key)) is not None]
        for record in found:
            self._looked = looked_at(self.looked, record)
        if found:
            self._keep()
            self._redraw()

    def all_seen(self) -> None:
        self._looked = all_looked_at(self._screen.board)
        self._keep()
        self._redraw()
        self._screen.say(_("Everything that others changed has been seen."))

    def _redraw(self) -> None:
        for view in self._screen.views.values():
            view.redraw_all()

    def _read(self) -> Looked | None:
        self._draft = self._draft or self._new_draft()
        epoch, rest = self._draft.read().get("looked", ("", ""))
        try:
            rev, at = decode(rest or "null", tuple[int, dict[str, int]])
        except DecodeError:
            return None
        return Looked(epoch, rev, at)

    def _keep(self) -> None:
        looked = self._looked
        if looked is not None:
            self._draft = self._draft or self._new_draft()
            self._draft.put({"looked": (looked.epoch, json.encode((looked.rev, looked.at)).decode())})
            self._screen.run_worker(self._draft.write(), group="looked")

    def _new_draft(self) -> Draft:
        return self._screen.drafts.of(self._screen.board.link.account, "looked", self._not_kept)

    def _not_kept(self, why: str) -> None:
        self._screen.say(_("What was seen cannot be kept on disk: {why}").format(why=why), "warn")
