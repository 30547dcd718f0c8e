"""A token comes from the environment, a private file, this session or a real keyring, and is written nowhere else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import keyring
import pytest
from keyring.backends import SecretService, fail, null

from postcmd.errors import BadConfig, SignInNeeded
from sync.credentials import Credentials, Ring, real_keyring
from sync.ports import Secret
from sync.vault import Vault
from tests.sync.desk import URL

TOKEN = Secret("pc_chaoyang_4f1c0de5ec2e7")


class HonestRing:
    """A keyring that keeps what it is given."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class NullRing(HonestRing):
    """Takes everything and keeps nothing, without a word: what `keyring --disable` leaves."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class BrokenRing(HonestRing):
    """Fails with words that quote what it was given."""

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError(f"no bus for {TOKEN.reveal()}")


@pytest.fixture
def hung() -> Iterator[Ring]:
    """A locked keyring over SSH: it asks somewhere where nobody sees it."""
    never = threading.Event()

    class HungRing(HonestRing):
        def get_password(self, service: str, username: str) -> str | None:
            never.wait()
            return None

    yield HungRing()
    never.set()


def credentials(
    ring: Ring | None = None, environ: Mapping[str, str] | None = None, patience: float = 10.0
) -> Credentials:
    return Credentials(URL, "chaoyang", environ or {}, lambda: ring, patience)


def test_without_a_token_a_sign_in_is_needed() -> None:
    with pytest.raises(SignInNeeded, match="no_token"):
        credentials(HonestRing()).find()


def test_a_real_keyring_keeps_it_for_the_next_session() -> None:
    ring = HonestRing()
    assert credentials(ring).keep(TOKEN) == "keyring"
    found = credentials(ring).find()
    assert (found.token, found.source) == (TOKEN, "keyring")


def test_it_belongs_to_one_account_at_one_centre() -> None:
    ring = HonestRing()
    credentials(ring).keep(TOKEN)
    for other in (
        Credentials(URL, "miyun", {}, lambda: ring),
        Credentials("https://b.example", "chaoyang", {}, lambda: ring),
    ):
        with pytest.raises(SignInNeeded):
            other.find()


@pytest.mark.parametrize("ring", [None, NullRing(), BrokenRing()])
def test_without_a_keyring_that_gives_it_back_it_lives_as_long_as_the_session(ring: Ring | None) -> None:
    session = credentials(ring)
    assert session.keep(TOKEN) == "memory"
    assert session.find().source == "memory"
    with pytest.raises(SignInNeeded):
        credentials(ring).find()


def test_a_keyring_that_hangs_counts_as_none(hung: Ring) -> None:
    session = credentials(hung, patience=0.01)
    assert session.keep(TOKEN) == "memory"
    assert session.token() == TOKEN


def test_looking_for_a_token_in_a_keyring_that_hangs_says_so(hung: Ring) -> None:
    with pytest.raises(SignInNeeded, match="keyring_silent"):
        credentials(hung, patience=0.01).find()


def test_what_a_broken_keyring_says_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    credentials(BrokenRing()).keep(TOKEN)
    assert "RuntimeError" in caplog.text
    assert TOKEN.reveal() not in caplog.text


def test_signing_out_forgets_it_everywhere() -> None:
    ring = HonestRing()
    session = credentials(ring)
    session.keep(TOKEN)
    session.drop()
    assert not ring.kept
    with pytest.raises(SignInNeeded):
        session.find()


def test_the_environment_comes_before_everything(tmp_path: Path) -> None:
    ring = HonestRing()
    credentials(ring).keep(Secret("pc_chaoyang_other"))
    file = token_file(tmp_path, "pc_chaoyang_file")
    environ = {"POSTCMD_TOKEN": TOKEN.reveal(), "POSTCMD_TOKEN_FILE": str(file)}
    assert credentials(ring, environ).find().source == "environment"
    del environ["POSTCMD_TOKEN"]
    found = credentials(ring, environ).find()
    assert (found.source, found.token) == ("file", Secret("pc_chaoyang_file"))


def token_file(folder: Path, token: str, mode: int = 0o600) -> Path:
    file = folder / "token"
    file.write_text(f"{token}\n")
    file.chmod(mode)
    return file


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_token_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = token_file(tmp_path, TOKEN.reveal(), mode)
    with pytest.raises(BadConfig, match="file_not_private") as refused:
        credentials(None, {"POSTCMD_TOKEN_FILE": str(file)}).find()
    assert refused.value.facts == {"path": str(file)}


def test_a_token_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="file_unreadable"):
        credentials(None, {"POSTCMD_TOKEN_FILE": str(tmp_path / "none")}).find()


def test_a_keyring_that_keeps_no_secrets_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a host without a desktop: the backend in use is `fail`, or `null`."""
    for backend in (fail, null):
        monkeypatch.setattr(keyring, "get_keyring", backend.Keyring)
        assert real_keyring() is None


def test_among_chained_keyrings_the_real_one_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    class Chained:
        def __init__(self) -> None:
            self.backends = [made() for made in (fail.Keyring, SecretService.Keyring)]

    monkeypatch.setattr(keyring, "get_keyring", Chained)
    assert isinstance(real_keyring(), SecretService.Keyring)


def test_the_encrypted_file_comes_last_and_opens_to_its_passphrase(tmp_path: Path) -> None:
    vault, ring = Vault(tmp_path / "postcmd" / "server" / "account"), HonestRing()
    Credentials(URL, "chaoyang", {}, lambda: None, vault=vault).close(TOKEN, Secret("mine"))
    session = Credentials(URL, "chaoyang", {}, lambda: ring, vault=vault)
    assert session.is_locked
    with pytest.raises(SignInNeeded, match="passphrase_needed"):
        session.find()
    with pytest.raises(SignInNeeded, match="wrong_passphrase"):
        session.unlock(Secret("other"))
    session.unlock(Secret("mine"))
    assert (session.find().source, session.token()) == ("vault", TOKEN)
    ring.set_password(*session._name, "pc_chaoyang_ring")
    assert session.find().source == "keyring"
    session.drop()
    with pytest.raises(SignInNeeded, match="no_token"):
        session.find()


def test_a_sign_in_elsewhere_closes_the_encrypted_file_again(tmp_path: Path) -> None:
    session = Credentials(URL, "chaoyang", {}, lambda: None, vault=Vault(tmp_path / "postcmd" / "server" / "account"))
    session.close(TOKEN, Secret("mine"))
    session.unlock(Secret("mine"))
    Vault(tmp_path / "postcmd" / "server" / "account").close(Secret("pc_chaoyang_new"), Secret("new"))
    with pytest.raises(SignInNeeded, match="passphrase_needed"):
        session.find()
