"""The places a token can be kept in, and keeping it there.

1. Each is said plainly before it is chosen: who could read it, and what has to be typed at the next start.
2. Nothing is written in plain text but into the file that somebody chose, which only they can read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from postcmd.errors import BadConfig
from postcmd.words import _
from sync.ports import Secret
from tui.cli_post import Post
from tui.cli_way import credentials

Place = Literal["keyring", "vault", "file", "session"]
Keyring = Literal["there", "none", "silent"]
LONGEST_PASSPHRASE: Final = 200
"""What the board's line takes."""


def keyring_now() -> Keyring:
    """Whether a real keyring is there and answers in time."""
    from sync.aside import spawn
    from sync.credentials import PATIENCE, real_keyring

    asked = spawn(real_keyring)
    try:
        failure = asked.exception(PATIENCE)
    except TimeoutError:
        return "silent"
    return "there" if failure is None and asked.result() is not None else "none"


def keep_in(place: Place, post: Post, token: Secret, passphrase: Secret | None = None) -> str:
    """Keep it there; where it stands now, as a sentence. BadConfig where it cannot be kept there."""
    match place:
        case "keyring":
            if credentials(post).keep(token) != "keyring":
                raise BadConfig("no_keyring")
            return _("The token is kept in the keyring.")
        case "vault":
            if passphrase is None or not 0 < len(passphrase.reveal()) <= LONGEST_PASSPHRASE:
                raise BadConfig("no_passphrase", most=LONGEST_PASSPHRASE)
            path = credentials(post).close(token, passphrase)
            text = _("The token is kept encrypted in {path}; the passphrase is asked for when it is needed.")
            return text.format(path=path)
        case "file":
            if post.token_file is None:
                raise BadConfig("no_keyring")
            write_token(post.token_file, token)
            return _("The token is kept in {path}, which only you can read.").format(path=post.token_file)
        case "session":
            return _("The token is kept nowhere: the next start asks for the password again.")


def write_token(path: Path, token: Secret) -> None:
    from sync.files import write_whole

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, f"{token.reveal()}\n".encode())
    except OSError as refused:
        raise BadConfig("file_unwritable", path=str(path), why=refused.strerror or "") from None
