"""The way to the centre of a post, with the token of its account.

1. The token is looked for when the way is taken, in the thread that takes it, and nowhere before.
2. Where it lies in the encrypted file, a person at a terminal is asked for the passphrase before that; without one, or
   after TRIES, the way ends in `passphrase_needed`.
3. A token file that the configuration names counts as if POSTCMD_TOKEN_FILE named it.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from postcmd.errors import SignInNeeded
from postcmd.words import _
from sync.ports import Connect, Secret
from sync.post import way_to
from tui.cli_output import say
from tui.cli_post import Post
from tui.sentences import sentence_of

if TYPE_CHECKING:
    from sync.credentials import Credentials


TRIES: Final = 3


def way(post: Post, keys: Credentials | None = None) -> Connect:
    """How to get to the centre; no token is looked for yet."""
    keys = keys or unlocked(post)
    return way_to(post.url, keys.token, keys)


def unlocked(post: Post) -> Credentials:
    """Where the token is kept, opened with the passphrase where that is needed and somebody can be asked."""
    keys = credentials(post)
    if sys.stdin.isatty() and keys.is_locked:
        _ask_passphrase(keys)
    return keys


def _ask_passphrase(keys: Credentials) -> None:
    for _again in range(TRIES):
        typed = hidden(_("Passphrase of the encrypted file: "))
        if not typed:
            return
        try:
            keys.unlock(Secret(typed))
        except SignInNeeded as wrong:
            say(sentence_of(wrong))
        else:
            return


def hidden(prompt: str) -> str:
    """What a person types and nobody sees; "" at the end of the input."""
    from getpass import getpass

    try:
        return getpass(prompt)
    except EOFError:
        return ""


def credentials(post: Post) -> Credentials:
    """Where the token of this account at this centre is kept."""
    from sync.credentials import Credentials

    named = {"POSTCMD_TOKEN_FILE": str(post.token_file)} if post.token_file is not None else {}
    return Credentials(post.url, post.account, os.environ | named)
