"""Resolving: what becomes of a case when one of its keys is pressed.

1. What is sent instead is handed over before the old edit leaves the list; the outbox takes them in that order.
2. Nothing leaves the list but by a key; dismissing asks for a reason, what is edited stays until the new one is made.
3. An item of a bulk leaves by itself; with the last of them the bulk is done.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from postcmd.edits import Edit
from postcmd.errors import PostError
from postcmd.records import Quota
from postcmd.words import _
from tui import handover, ways
from tui.cases import MOVES, Case, cases, failing
from tui.trial import attempt
from tui.ways import Way

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen


class Resolving:
    """Takes the keys of the attention screen. Belongs to the board's screen."""

    def __init__(self, screen: BoardScreen) -> None:
        self._screen = screen
        self.decided: set[str] = set()
        """Items of bulks that were decided here; the outbox knows a bulk only as a whole."""

    def open_cases(self) -> list[Case]:
        """What waits for a decision, each bulk followed by those of its items that failed."""
        board = self._screen.board
        return [one for case in cases(board) for one in (case, *self._open_items(case))]

    def _open_items(self, case: Case) -> list[Case]:
        return [one for one in failing(self._screen.board, case) if one.id not in self.decided]

    def press(self, case: Case, name: str) -> bool:
        """Do what is called so on this case; whether the case is decided by that."""
        way = ways.way(self._screen.board, case, name)
        if way is None:
            return False
        if way.why_not:
            self._screen.say(way.why_not, "warn")
            return False
        return self._take(case, way)

    def _take(self, case: Case, way: Way) -> bool:
        match way.name:
            case "theirs":
                self.let_go(case, _("theirs is right"))
                self._screen.say(_("Theirs stays; your edit was let go."))
                return True
            case "edit":
                self._edit(case)
            case "hand_over":
                self._screen.run_worker(self._hand_over(case), group="hand-over")
            case "drop":
                self._screen.overlays.open_reason(lambda reason: self._drop(case, reason))
            case _:
                return self._send(case, way)
        return False

    def _send(self, case: Case, way: Way) -> bool:
        screen = self._screen
        if way.name == "restore":
            edits = screen.changing.submit_untried(way.ops)
        else:
            edits = screen.changing.submit(attempt(screen.board, way.ops), way.atomic)
        screen.changing.history.note(edits)
        self.let_go(case, _("sent again: {way}").format(way=way.label))
        screen.say(_("On its way: {what}").format(what=way.says))
        return True

    def _drop(self, case: Case, reason: str) -> None:
        self.let_go(case, reason)
        text = _("Dismissed: {reason}.").format(reason=reason) if reason else _("Dismissed, no reason given.")
        self._screen.say(text)

    def let_go(self, case: Case, reason: str) -> None:
        """Take the case off the list, durably."""
        if case.whole is not None and self._waits_for_others(case):
            self._screen.show_changes(set(case.edit.op.targets))
            return
        edits = (case.whole,) if case.whole is not None else (case.edit, *case.after)
        if self._screen.desk is not None:
            self._screen.desk.dismiss([edit.ticket for edit in edits], reason)
            self._screen.show_changes(self._screen.board.place([_dismissed(edit) for edit in edits]))

    def _waits_for_others(self, item: Case) -> bool:
        """Note that this item is decided; whether others of its bulk are not."""
        self.decided.add(item.id)
        assert item.whole is not None  # noqa: S101 - asked of items only
        return bool(self._open_items(Case(item.whole)))

    # Doing it anew

    def _edit(self, case: Case) -> None:
        """Open what was wanted where it is typed; the case is let go when the new edit is made."""
        screen, target = self._screen, case.edit.target
        record = screen.board.get(*target) if target is not None else None
        if target is None or record is None:
            return
        screen.overlays.close()
        screen.go_to_record(*target)
        screen.changing.instead_of = lambda: self.let_go(case, _("edited"))
        if isinstance(case.edit.op, MOVES):
            screen.overlays.open_moves()
        elif isinstance(record, Quota) and not hasattr(case.edit.op, "text"):
            screen.typing.begin(ways.typed_text(screen.board, case), again=True)
        else:
            screen.overlays.open_note(getattr(case.edit.op, "text", ""))

    # Handing over

    async def _hand_over(self, case: Case) -> None:
        """Into a file, and to the terminal's clipboard; which of both is known to have worked is said."""
        import asyncio

        screen = self._screen
        text = handover.text_of(screen.board, case)
        name = f"{datetime.now(UTC):%m%d-%H%M%S}"
        screen.app.copy_to_clipboard(text)
        try:
            path = await asyncio.to_thread(handover.keep, screen.post_folder / handover.FOLDER, name, text)
        except (OSError, PostError) as wrong:
            self._say_not_kept(wrong)
        else:
            screen.say(_("Sent to the terminal, kept in {path}").format(path=_short(path)), "good")

    def _say_not_kept(self, wrong: Exception) -> None:
        why = ways.refusal_sentence(wrong) if isinstance(wrong, PostError) else str(wrong)
        text = _("Sent to the terminal, but to no file: {why}")
        self._screen.say(text.format(why=why), "warn")


def _dismissed(edit: Edit) -> Edit:
    return msgspec.structs.replace(edit, stage="dismissed")


def _short(path: Path) -> str:
    """As a person would type it."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
