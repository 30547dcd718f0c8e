"""The line for a note taken on the phone, on the record under the cursor or free, perhaps with a reminder.

1. What will be written is said at the right end before Enter: where it goes, and when it will remind.
2. Tab goes from the record to free and back; the record is the one under the cursor when the line was opened.
3. What was typed stays when Escape leaves the line, when the board ends and when it crashes, until it is written.
4. A note that is refused stays in the line with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from textual import events

from postcmd import panes
from postcmd.board import Key
from postcmd.intents_of_calls import note_write, read_note
from postcmd.records import KINDS
from postcmd.words import _
from postcmd.written import short_text
from tui import detail
from tui.changing import refusal_text
from tui.gestures import new_id
from tui.keymap import keyed
from tui.over_list import do
from tui.trial import attempt
from widgets.prompt import Prompt
from widgets.text import clip

if TYPE_CHECKING:
    from tui.board_screen import BoardScreen

LABEL_AT_MOST: Final = 18


class PhoneNoteLine(Prompt):
    """`Note on …:` and the text."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(_("Note:"))
        self._board_screen = screen
        self._about: Key | None = None
        self._is_free = False
        self._draft = screen.drafts.of(screen.board.link.account, "note", self._not_kept)

    async def begin(self, subject: Key | None) -> None:
        kept, here = self._draft.read(), self._board_screen.here()
        self._about = subject or ((here.pane, here.id) if here.id is not None else None)
        text, free = kept.get("text", ("", ""))
        if text:
            kind, record_id = kept.get("about", ("", ""))
            self._about = (kind, record_id) if kind in KINDS else None
        self._is_free = self._about is None or bool(free)
        self._open(text)

    def _open(self, text: str) -> None:
        hint = _("what was said; @01:20 reminds you; Tab: {other}; Enter writes it, Esc leaves it here")
        other = _("on the record") if self._is_free else _("free")
        self.open(self._label_text(), text, placeholder=hint.format(other=other))
        self._say_how()

    def _label_text(self) -> str:
        if self._is_free or self._about is None:
            return _("Note (free):")
        title = clip(detail.title(self._board_screen.board, self._about), LABEL_AT_MOST)
        return _("Note on {record}:").format(record=" ".join(title.split()))

    def follow(self, touched: Iterable[Key] = ()) -> None:
        """The line stays as it is typed."""

    def _say_how(self) -> None:
        """How what stands there is understood."""
        board = self._board_screen.board
        meant = read_note(self.text, self._now, board.link.zone)
        if meant.remind_at is not None:
            at = short_text(meant.remind_at, board.link.zone, panes.today(board))
            self.say(_("reminds at {time}").format(time=at), "accent")
        elif "@" in self.text or "＠" in self.text:
            self.say(_("no reminder: @01:20, @+30"), "warn")
        else:
            self.say("")

    @property
    def _now(self) -> datetime:
        return panes.now(self._board_screen.board) or datetime.now(UTC)

    def on_key(self, event: events.Key) -> None:
        if event.key == "tab" and self._about is not None:
            event.stop()
            event.prevent_default()
            text = self.text
            self._is_free = not self._is_free
            self._open(text)
            self._keep(text)

    def on_prompt_changed(self, event: Prompt.Changed) -> None:
        event.stop()
        if self.is_open:
            self._keep(event.text)
            self._say_how()

    def _keep(self, text: str) -> None:
        about: tuple[str, str] = self._about or ("", "")
        kept = {"text": (text, "free" if self._is_free else ""), "about": about}
        self._draft.put(kept if text.strip() else None)
        self.run_worker(self._draft.write(), group="draft")

    def _not_kept(self, why: str) -> None:
        text = _("What is half typed cannot be kept on disk: {why}")
        self._board_screen.say(text.format(why=why), "warn")

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        event.stop()
        screen, board = self._board_screen, self._board_screen.board
        meant = read_note(event.text, self._now, board.link.zone)
        about = None if self._is_free else self._about
        op = note_write(board, new_id(), meant.text, about, meant.remind_at)
        trial = attempt(board, [op])
        if trial.refusals:
            self.say(refusal_text(trial.refusals[0]), "bad")
            return
        self.take()
        self._keep("")
        screen.overlays.close()
        do(screen, [op], _written(meant.remind_at, board.link.zone, panes.today(board)))

    def on_prompt_left(self, event: Prompt.Left) -> None:
        event.stop()
        text = self.take()
        self._board_screen.overlays.close()
        if text.strip():
            self._board_screen.say(keyed(_("The note is kept half typed; <phone_note> goes on with it.")))


def _written(remind_at: datetime | None, zone: str, today: date) -> str:
    if remind_at is None:
        return _("Noted.")
    return keyed(_("Noted; it will remind at {time} (<due>).")).format(time=short_text(remind_at, zone, today))
