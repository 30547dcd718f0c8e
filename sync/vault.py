"""The token in an encrypted file, for a host without a keyring: what is read without the passphrase tells nothing.

1. What was closed under a passphrase opens under it and under no other (scrypt, AES-256-GCM, a new salt each time).
2. A file that was changed or cut is `vault_damaged`, and is told from `wrong_passphrase`.
3. The file is ours and 0600, written whole or not at all; one that others can read is not opened.
4. The passphrase is kept nowhere. Full-width letters count as their ASCII twins, so that no input method locks one out.
5. `cryptography` is imported when a vault is opened or closed, never before.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec
from msgspec import Struct

from postcmd.decoding import decode
from postcmd.errors import BadConfig, SignInNeeded
from sync.files import DISK, Disk, private_folder, read_private, write_whole
from sync.ports import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NAME: Final = "token.vault"
LARGEST: Final = 16_384
SALT: Final = 16
NONCE: Final = 12
COST: Final = 2**15
"""Of scrypt, with blocks of 8: 32 MiB and a tenth of a second for every guess."""

Mark = tuple[int, int]
"""What tells one writing of the file from the next."""


class Closed(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in the file."""

    salt: bytes
    nonce: bytes
    sealed: bytes
    check: bytes
    version: Literal[1] = 1

    @property
    def is_whole(self) -> bool:
        return self.check == _check(self.salt, self.nonce, self.sealed)


class Vault:
    """The encrypted file of one account, in that account's folder."""

    def __init__(self, folder: Path, disk: Disk = DISK) -> None:
        self.path = folder / NAME
        self._disk = disk

    def mark(self) -> Mark | None:
        """Changes whenever the file is written; None where there is no file. BadConfig `file_unreadable`."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        except OSError as refused:
            raise BadConfig("file_unreadable", path=str(self.path), why=refused.strerror or "") from None
        return found.st_ino, found.st_mtime_ns

    def close(self, token: Secret, passphrase: Secret) -> None:
        """Keep the token under this passphrase, instead of what was kept. BadConfig where it cannot be written."""
        salt, nonce = os.urandom(SALT), os.urandom(NONCE)
        sealed = _cipher(passphrase, salt).encrypt(nonce, token.reveal().encode(), salt)
        content = msgspec.json.encode(Closed(salt, nonce, sealed, _check(salt, nonce, sealed)))
        try:
            # A parent that `mkdir` makes along the way is open to others.
            for folder in reversed(self.path.parents[:3]):
                private_folder(folder)
            write_whole(self.path, content + b"\n", self._disk)
        except OSError as refused:
            raise BadConfig("file_unwritable", path=str(self.path), why=refused.strerror or "") from None

    def open(self, passphrase: Secret) -> Secret:
        """The token. SignInNeeded `wrong_passphrase` or `vault_damaged`, BadConfig as for a token file."""
        from cryptography.exceptions import InvalidTag

        closed = self._read()
        try:
            token = _cipher(passphrase, closed.salt).decrypt(closed.nonce, closed.sealed, closed.salt)
        except InvalidTag:
            raise SignInNeeded("wrong_passphrase") from None
        return Secret(token.decode())

    def remove(self) -> None:
        """Forget the token here. BadConfig where the file cannot be removed."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as refused:
            raise BadConfig("file_unwritable", path=str(self.path), why=refused.strerror or "") from None

    def _read(self) -> Closed:
        content = read_private(self.path, LARGEST).rstrip()
        try:
            closed = decode(content, Closed)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            closed = None
        # Base64 has bits that mean nothing.
        if closed is None or not closed.is_whole or msgspec.json.encode(closed) != content:
            raise SignInNeeded("vault_damaged", path=str(self.path))
        return closed


def _check(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def _cipher(passphrase: Secret, salt: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    # What a terminal in the C locale gives is no text; its bytes are as good.
    words = unicodedata.normalize("NFKC", passphrase.reveal()).encode(errors="surrogateescape")
    return AESGCM(Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(words))
