"""Where the token is kept: the environment, a private or encrypted file, a real keyring, or this session's memory.

1. Asked in this order: POSTCMD_TOKEN, the 0600 file POSTCMD_TOKEN_FILE names, what this session was given, the keyring,
   the encrypted file that was chosen at the sign-in. That one opens to a passphrase only, which is not kept.
2. Nothing is ever written in plain text: where no real keyring takes it, the token lives as long as this process.
3. What a keyring was given is read back; one that does not give it back has not got it.
4. A keyring that hangs is waited for PATIENCE seconds. Who looks for a token is told so; for keeping it counts as none.
5. The token stands in no repr, log or error (I14).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Literal, Protocol, TypeVar

from msgspec import Struct

from postcmd.errors import SignInNeeded
from sync.aside import spawn
from sync.files import read_private
from sync.instances import home_of
from sync.ports import Secret
from sync.vault import Mark, Vault

T = TypeVar("T")
Source = Literal["environment", "file", "keyring", "vault", "memory"]

PATIENCE: Final = 3.0
LONGEST: Final = 8192
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
        vault: Vault | None = None,
    ) -> None:
        self._url, self._account, self._environ = url.rstrip("/"), account, environ
        self._ring, self._patience = ring or real_keyring, patience
        self._memory: Secret | None = None
        self._source: Source | None = None
        self._vault = vault or Vault(home_of(url, account).folder)
        self._opened: tuple[Mark | None, Secret] | None = None

    def find(self) -> Found:
        """The token.

        SignInNeeded `no_token` where there is none, `keyring_silent` where that cannot be known, `passphrase_needed`
        where it lies in the encrypted file; BadConfig where the token file is not private.
        """
        for source, look in self._places():
            token = look()
            if token is not None:
                self._source = source
                return Found(token, source)
        raise SignInNeeded("no_token", account=self._account)

    def token(self) -> Secret:
        return self.find().token

    def keep(self, token: Secret) -> Source:
        """Keep a fresh token: in the keyring if there is a real one, else for this session only."""
        self._memory = token
        if not self._with_ring(lambda ring: self._give(ring, token)):
            return "memory"
        self._vault.remove()
        return "keyring"

    def hold(self, token: Secret) -> None:
        """Have this one for this session, and keep it nowhere."""
        self._memory = token

    @property
    def is_renewable(self) -> bool:
        """Whether the token found last may be replaced: what others wrote, or a passphrase closed, is left alone."""
        return self._source in ("memory", "keyring")

    def renew(self, fresh: Secret) -> None:
        """Keep this one where the one found last was kept."""
        if self._source == "memory" or not self._with_ring(lambda ring: self._give(ring, fresh)):
            self._memory = fresh

    def close(self, token: Secret, passphrase: Secret) -> Path:
        """Keep a fresh token in the encrypted file and nowhere else: its path. BadConfig where it cannot be written."""
        self._vault.close(token, passphrase)
        self._with_ring(self._take_away)
        return self._vault.path

    def unlock(self, passphrase: Secret) -> None:
        """Open the encrypted file. SignInNeeded `wrong_passphrase` or `vault_damaged`, BadConfig."""
        mark = self._vault.mark()
        self._opened = mark, self._vault.open(passphrase)

    @property
    def is_locked(self) -> bool:
        """Whether nothing but the encrypted file is asked, and it is closed."""
        says_so = self._environ.get("POSTCMD_TOKEN") or self._environ.get("POSTCMD_TOKEN_FILE")
        return not says_so and self._memory is None and self._vault.mark() is not None and self._opened is None

    def drop(self) -> None:
        """Forget the token here. What the environment or a file says is not ours to change."""
        self._memory = self._opened = None
        self._vault.remove()
        self._with_ring(self._take_away)

    def _places(self) -> list[tuple[Source, Callable[[], Secret | None]]]:
        return [
            ("environment", lambda: _secret(self._environ.get("POSTCMD_TOKEN"))),
            ("file", self._from_file),
            ("memory", lambda: self._memory),
            ("keyring", self._from_keyring),
            ("vault", self._from_vault),
        ]

    def _from_file(self) -> Secret | None:
        name = self._environ.get("POSTCMD_TOKEN_FILE")
        return _secret(_first_line(read_private(Path(name), LONGEST))) if name else None

    def _from_keyring(self) -> Secret | None:
        # Who chose the encrypted file need not wait for a keyring that hangs.
        ask = self._asked if self._vault.mark() is None else self._with_ring
        return ask(lambda ring: _secret(ring.get_password(*self._name)))

    def _from_vault(self) -> Secret | None:
        mark = self._vault.mark()
        if mark is None:
            return None
        if self._opened is None or self._opened[0] != mark:
            # A sign-in since then wrote it anew.
            raise SignInNeeded("passphrase_needed")
        return self._opened[1]

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


def _first_line(content: bytes) -> str:
    return content.partition(b"\n")[0].decode(errors="replace")


def _secret(words: str | None) -> Secret | None:
    return Secret(words.strip()) if words and words.strip() else None
