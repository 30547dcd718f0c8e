"""The line that takes the passphrase of the encrypted token.

1. What is typed is neither shown nor told to anybody but the credentials; nothing of it stays in the line.
2. A passphrase that does not fit gets one sentence, and U asks again; one that fits asks the centre at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from postcmd.errors import PostError
from postcmd.words import _
from tui.keymap import keyed
from widgets.prompt import Prompt

if TYPE_CHECKING:
    from sync.ports import Secret
    from tui.board_screen import BoardScreen


class UnlockLine(Prompt):
    """`Passphrase:` and dots."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(_("Passphrase:"), hidden=True)
        self._board_screen = screen

    async def begin(self, subject: None) -> None:
        self.open()

    def follow(self, touched: Iterable[object] = ()) -> None:
        """The line stays as it is."""

    async def on_prompt_entered(self, event: Prompt.Entered) -> None:
        from sync.ports import Secret

        event.stop()
        passphrase = Secret(self.take())
        self._board_screen.overlays.close()
        if passphrase.reveal():
            self.run_worker(self._unlock(passphrase), exclusive=True)

    def on_prompt_left(self, event: Prompt.Left) -> None:
        event.stop()
        self.take()
        self._board_screen.overlays.close()

    async def _unlock(self, passphrase: Secret) -> None:
        """Opening takes a tenth of a second of work: aside."""
        screen = self._board_screen
        if screen.unlock is None or screen.desk is None:
            return
        try:
            await asyncio.to_thread(screen.unlock, passphrase)
        except PostError as wrong:
            self._say(wrong)
        else:
            screen.desk.sync_now()
            screen.say(_("Asking the centre …"))

    def _say(self, wrong: PostError) -> None:
        from tui.sentences import sentence_of

        screen = self._board_screen
        screen.say(keyed(_("{why} Press <unlock> to try again.")).format(why=sentence_of(wrong)), "bad")
