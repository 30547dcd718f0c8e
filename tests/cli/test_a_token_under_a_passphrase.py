"""`postcmd login --encrypted-file`: without a keyring the token is kept under a passphrase."""

import sys
from pathlib import Path

import pexpect

from tests.centre_fixture import PASSWORD, RunningCentre
from tests.cli.running import ROOT, Shell

PASSPHRASE = "four words of mine"


def sign_in(shell: Shell, centre: RunningCentre, passphrase: str = PASSPHRASE, *more: str) -> tuple[int, str]:
    words = ("login", "--url", centre.url, "--account", "chaoyang", "--encrypted-file", *more)
    answer = shell.run(*words, stdin=f"{PASSWORD}\n{passphrase}\n")
    return answer.code, answer.sentence


def vaults(shell: Shell) -> list[Path]:
    return list((shell.home / "state" / "postcmd").glob("*/*/token.vault"))


def test_it_is_kept_encrypted_and_asked_for_and_signing_out_removes_it(
    alone: Shell, quiet_centre: RunningCentre
) -> None:
    code, said = sign_in(alone, quiet_centre)
    [vault] = vaults(alone)
    assert (code, str(vault) in said, b"pc_" in vault.read_bytes()) == (0, True, False)
    locked = alone.run("quotas")
    assert (locked.code, locked.sentence) == (4, "The token lies in an encrypted file: its passphrase is needed.")
    env = alone.environment() | {"TERM": "xterm-256color"}
    child = pexpect.spawn(sys.executable, ["-m", "tui", "quotas"], cwd=str(ROOT), env=env, timeout=30, encoding="utf-8")
    for typed in ("not this one", PASSPHRASE):
        child.expect("Passphrase of the encrypted file")
        child.waitnoecho(10)
        child.sendline(typed)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert PASSPHRASE not in (child.before or "")
    assert alone.run("logout").code == 4, "the centre could not be told"
    assert vaults(alone) == []


def test_without_a_passphrase_nothing_is_kept(alone: Shell, quiet_centre: RunningCentre) -> None:
    code, said = sign_in(alone, quiet_centre, "")
    assert (code, said, vaults(alone)) == (2, "A passphrase of 1 to 200 characters is needed.", [])


def test_a_token_goes_to_one_place(alone: Shell, quiet_centre: RunningCentre) -> None:
    code, said = sign_in(alone, quiet_centre, PASSPHRASE, "--token-file", str(alone.home / "token"))
    assert (code, "leave out" in said, vaults(alone)) == (2, True, [])
