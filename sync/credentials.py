"""Where the token is kept: the environment, a private file, a real keyring, or the memory of this session.

1. Asked in this order: POSTCMD_TOKEN, the 0600 file POSTCMD_TOKEN_FILE names, what this session was given, the keyring.
2. Nothing is ever written in plain text: where no real keyring takes it, the token lives as long as this process.
3. What a keyring was given is read back; one that does not give it back has not got it.
4. A keyring that hangs is waited for PATIENCE seconds. Who looks for a token is told so; for keeping it counts as none.
5. The token stands in no repr, log or error.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Literal, Protocol, TypeVar

from msgspec import Struct

from postcmd.errors import BadConfig, SignInNeeded
from sync.aside import spawn
from sync.ports import Secret

T = TypeVar("T")
Source = Literal["environment", "file", "keyring", "memory"]

PATIENCE: Final = 3.0
REAL: Final = frozenset(
    {
        "keyring.backends.SecretService",
        "keyring.backends.macOS",
        "keyring.backends.Windows",
        "keyring.backends.kwallet",
        "keyring.backends.libsecret",
    }
)

log = logging.getLogger("postcmd.sync")


class Ring(Protocol):
    """What is used of a keyring's backend."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class Found(Struct, frozen=True):
    """A token and where it came from."""

    token: Secret
    source: Source


class Credentials:
    """The token of one account at one centre. Asking may take PATIENCE seconds: do it after the first frame, aside."""

    def __init__(
        self,
        url: str,
        account: str,
        environ: Mapping[str, str] = os.environ,
        ring: Callable[[], Ring | None] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._url, self._account, self._environ = url.rstrip("/"), account, environ
        self._ring, self._patience = ring or real_keyring, patience
        self._memory: Secret | None = None

    def find(self) -> Found:
        """The token.

        SignInNeeded `no_token` where there is none, `keyring_silent` where that cannot be known; BadConfig where the
        token file is not private.
        """
        for source, look in self._places():
            token = look()
            if token is not None:
                return Found(token, source)
        raise SignInNeeded("no_token", account=self._account)

    def token(self) -> Secret:
        return self.find().token

    def keep(self, token: Secret) -> Source:
        """Keep a fresh token: in the keyring if there is a real one, else for this session only."""
        self._memory = token
        return "keyring" if self._with_ring(lambda ring: self._give(ring, token)) else "memory"

    def drop(self) -> None:
        """Forget the token here. What the environment or a file says is not ours to change."""
        self._memory = None
        self._with_ring(self._take_away)

    def _places(self) -> list[tuple[Source, Callable[[], Secret | None]]]:
        return [
            ("environment", lambda: _secret(self._environ.get("POSTCMD_TOKEN"))),
            ("file", self._from_file),
            ("memory", lambda: self._memory),
            ("keyring", lambda: self._asked(lambda ring: _secret(ring.get_password(*self._name)))),
        ]

    def _from_file(self) -> Secret | None:
        name = self._environ.get("POSTCMD_TOKEN_FILE")
        return _secret(read_private(Path(name))) if name else None

    @property
    def _name(self) -> tuple[str, str]:
        return f"postcmd {self._url}", self._account

    def _give(self, ring: Ring, token: Secret) -> bool:
        ring.set_password(*self._name, token.reveal())
        return ring.get_password(*self._name) == token.reveal()

    def _take_away(self, ring: Ring) -> None:
        if ring.get_password(*self._name) is not None:
            ring.delete_password(*self._name)

    def _with_ring(self, use: Callable[[Ring], T]) -> T | None:
        """What a real keyring says, None where there is none, or none that answers."""
        try:
            return self._asked(use)
        except SignInNeeded:
            return None

    def _asked(self, use: Callable[[Ring], T]) -> T | None:
        """What a real keyring says, None where there is none; SignInNeeded `keyring_silent` where it hangs."""

        def ask() -> T | None:
            ring = self._ring()
            return None if ring is None else use(ring)

        asked = spawn(ask)
        try:
            failure = asked.exception(self._patience)
        except TimeoutError:
            log.warning("the keyring does not answer")
            raise SignInNeeded("keyring_silent") from None
        if failure is not None:
            # Its words may quote what it was given.
            log.warning("the keyring cannot be used: %s", type(failure).__name__)
            return None
        return asked.result()


def real_keyring() -> Ring | None:
    """The keyring in use, if it is one that really keeps secrets and asks for none on the terminal."""
    from keyring import get_keyring

    ring = get_keyring()
    parts = getattr(ring, "backends", [ring])
    return next((part for part in parts if type(part).__module__ in REAL), None)


def read_private(path: Path) -> str:
    """The first line of a file that only we can read. BadConfig `file_not_private` or `file_unreadable`."""
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
                raise BadConfig("file_not_private", path=str(path))
            return file.readline(8192).decode(errors="replace").strip()
    except OSError as refused:
        raise BadConfig("file_unreadable", path=str(path), why=refused.strerror or "") from None


def _secret(words: str | None) -> Secret | None:
    return Secret(words.strip()) if words and words.strip() else None
