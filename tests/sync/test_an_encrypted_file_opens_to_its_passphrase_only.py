"""The token in an encrypted file: whoever has the file but not the passphrase has nothing."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postcmd.errors import BadConfig, SignInNeeded
from sync.files import Disk
from sync.ports import Secret
from sync.vault import Vault

TOKEN = Secret("pc_chaoyang_4f1c0de5ec2e7")
PASSPHRASE = Secret("correct horse 电池 staple")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    closed = Vault(tmp_path / "postcmd" / "server" / "account")
    closed.close(TOKEN, PASSPHRASE)
    return closed


def test_it_opens_under_its_passphrase(vault: Vault) -> None:
    assert vault.open(PASSPHRASE) == TOKEN


@pytest.mark.parametrize("other", ["", "correct horse", "Correct horse 电池 staple", "correct horse 电池 staple "])
def test_it_opens_under_no_other(vault: Vault, other: str) -> None:
    with pytest.raises(SignInNeeded, match="wrong_passphrase"):
        vault.open(Secret(other))


def test_neither_the_token_nor_the_passphrase_can_be_read_in_it(vault: Vault) -> None:
    content = vault.path.read_bytes()
    assert TOKEN.reveal().encode() not in content
    assert PASSPHRASE.reveal().encode() not in content


def test_the_same_passphrase_closes_it_differently_each_time(vault: Vault) -> None:
    before, mark = vault.path.read_bytes(), vault.mark()
    vault.close(TOKEN, PASSPHRASE)
    assert (vault.path.read_bytes() == before, vault.mark() == mark) == (False, False)
    assert vault.open(PASSPHRASE) == TOKEN


def test_letters_of_an_input_method_count_as_their_ascii_twins(vault: Vault) -> None:
    vault.close(TOKEN, Secret("abc-123"))
    assert vault.open(Secret("ａｂｃ－１２３")) == TOKEN


def test_bytes_that_are_no_text_make_a_passphrase_too(vault: Vault) -> None:
    vault.close(TOKEN, Secret("a\udce4b"))
    assert vault.open(Secret("a\udce4b")) == TOKEN


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_flipped_bit_is_damage_and_no_wrong_passphrase(vault: Vault, at: int, bit: int) -> None:
    whole = vault.path.read_bytes()
    content = bytearray(whole.rstrip())
    content[at % len(content)] ^= 1 << bit
    vault.path.write_bytes(content)
    with pytest.raises(SignInNeeded, match="vault_damaged") as damaged:
        vault.open(PASSPHRASE)
    vault.path.write_bytes(whole)
    assert damaged.value.facts == {"path": str(vault.path)}


@pytest.mark.parametrize("part", [0, 1, 40, -5])
def test_a_file_that_was_cut_is_damaged(vault: Vault, part: int) -> None:
    vault.path.write_bytes(vault.path.read_bytes()[:part])
    with pytest.raises(SignInNeeded, match="vault_damaged"):
        vault.open(PASSPHRASE)


def test_only_we_can_read_it(vault: Vault) -> None:
    assert stat.S_IMODE(vault.path.stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_one_that_others_can_read_is_not_opened(vault: Vault, mode: int) -> None:
    vault.path.chmod(mode)
    with pytest.raises(BadConfig, match="file_not_private"):
        vault.open(PASSPHRASE)


def test_a_full_disk_leaves_what_was_kept(vault: Vault) -> None:
    class Full(Disk):
        def write(self, fd: int, some: memoryview) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(BadConfig, match="file_unwritable"):
        Vault(vault.path.parent, Full()).close(Secret("pc_other_1"), PASSPHRASE)
    assert vault.open(PASSPHRASE) == TOKEN


def test_removed_it_is_gone(vault: Vault) -> None:
    vault.remove()
    vault.remove()
    assert vault.mark() is None
    with pytest.raises(BadConfig, match="file_unreadable"):
        vault.open(PASSPHRASE)


def test_nobody_waits_for_the_library_who_opens_no_vault() -> None:
    program = "import sys, sync.vault; sys.exit('cryptography' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
