"""The way to the centre of a post, with the token of its account.

1. The token is looked for when the way is taken, in the thread that takes it, and nowhere before.
2. A token file that the configuration names counts as if POSTCMD_TOKEN_FILE named it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sync.ports import Connect, Secret
from sync.post import way_to
from tui.cli_post import Post

if TYPE_CHECKING:
    from sync.credentials import Credentials


def way(post: Post) -> Connect:
    """How to get to the centre; nothing is looked for yet."""

    def token() -> Secret:
        return credentials(post).token()

    return way_to(post.url, token)


def credentials(post: Post) -> Credentials:
    """Where the token of this account at this centre is kept."""
    from sync.credentials import Credentials

    named = {"POSTCMD_TOKEN_FILE": str(post.token_file)} if post.token_file is not None else {}
    return Credentials(post.url, post.account, os.environ | named)
