"""`postcmd` on a terminal: the board opens on what this machine knows, whatever the centre does."""

import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.centre_fixture import PASSWORD, RunningCentre
from tests.cli.conftest import At
from tests.cli.running import ROOT, Shell

KEPT_WAITING = ("click", "httpx", "keyring", "tinydb", "tui.cli")
AT_THE_FIRST_FRAME = f"""
import sys, types
app = types.ModuleType("tui.app")
def run_board(**given):
    print("loaded:", *sorted(set({KEPT_WAITING!r}) & set(sys.modules)), "; known:", given["first"] is not None)
    return 0
app.run_board = run_board
sys.modules["tui.app"] = app
from tui.__main__ import run
sys.exit(run([]))
"""
FOR_THE_FIRST_KEY = ("postcmd.decide", "sync.outbox", "tui.changing", "tui.verbs")
ONCE_PAINTED = f"""
import os, sys
from pathlib import Path
from tui import collector
def release():
    found = sorted(set({(*KEPT_WAITING, *FOR_THE_FIRST_KEY)!r}) & set(sys.modules))
    Path(os.environ["FOUND"]).write_text(" ".join(["loaded:", *found]))
    os._exit(0)
collector.release = release
from tui.__main__ import run
run([])
"""


def on_a_terminal(shell: Shell, *words: str) -> "pexpect.spawn[str]":
    env = shell.environment() | {"TERM": "xterm-256color"}
    return pexpect.spawn(
        sys.executable, list(words), cwd=str(ROOT), env=env, timeout=30, encoding="utf-8", dimensions=(24, 80)
    )


def ended(child: "pexpect.spawn[str]") -> tuple[int | None, str]:
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, child.before or ""


def test_the_first_frame_waits_for_nothing_it_does_not_need(at: At) -> None:
    chaoyang = at("chaoyang")
    chaoyang.run("sync")
    code, said = ended(on_a_terminal(chaoyang, "-c", AT_THE_FIRST_FRAME))
    assert (code, said.split()) == (0, ["loaded:", ";", "known:", "True"])


def test_the_first_frame_is_painted_before_what_the_first_key_needs_is_read(
    at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chaoyang = at("chaoyang")
    chaoyang.run("sync")
    monkeypatch.setenv("FOUND", str(tmp_path / "found"))
    assert ended(on_a_terminal(chaoyang, "-c", ONCE_PAINTED))[0] == 0
    assert (tmp_path / "found").read_text() == "loaded:"


def test_the_board_opens_offline_on_the_cache_and_leaves_with_q(at: At, centre: RunningCentre) -> None:
    chaoyang = at("chaoyang")
    chaoyang.run("sync")
    centre.stop()
    board = on_a_terminal(chaoyang, "-m", "tui")
    board.expect("offline")
    board.send("a")
    board.expect("孙河")
    board.send("q")
    assert ended(board)[0] == 0


def test_the_board_opens_where_a_dropped_session_left_it(at: At) -> None:
    chaoyang = at("chaoyang")
    chaoyang.run("sync")
    before = on_a_terminal(chaoyang, "-m", "tui")
    before.expect("online")
    before.send("gr")
    before.send("/sunhe\r")
    before.expect("/sunhe")
    before.send("n")
    before.expect("New request")
    before.send("half")
    before.expect("nothing has that name")
    before.kill(signal.SIGHUP)
    assert ended(before)[0] == 129
    again = on_a_terminal(chaoyang, "-m", "tui")
    again.expect("/sunhe")
    again.expect("New request")
    again.expect("half")
    again.send("\x1b")
    again.expect("keys")
    again.send("q")
    assert ended(again)[0] == 0


def test_options_open_the_board_too(at: At) -> None:
    chaoyang = at("chaoyang")
    chaoyang.run("sync")
    board = on_a_terminal(chaoyang, "-m", "tui", "--ascii")
    board.expect("online")
    board.send("a")
    board.expect("孙河")
    board.send("q")
    assert ended(board)[0] == 0


def test_somebody_new_is_led_to_a_board(alone: Shell, quiet_centre: RunningCentre) -> None:
    first = on_a_terminal(alone, "-m", "tui")
    first.expect("Language")
    first.send("2")
    first.expect("Where is the centre")
    first.send("http://centre.example.org\r")
    first.expect("not encrypted")
    first.send("\x15" + quiet_centre.url + "\r")
    first.expect("Who are you there")
    first.send("chaoyang\r" + PASSWORD + "\r")
    first.expect("Where does the token go")
    first.expect("no keyring on this host")
    first.send("3")
    first.expect("Everything is set up")
    first.expect("clock")
    first.send("\r")
    first.expect("online")
    first.send("a")
    first.expect("孙河")
    first.send("q")
    assert ended(first)[0] == 0
    again = alone.run("status")
    assert (again.code, "postcmd login" in again.words) == (0, True), "the token was for that session alone"


@pytest.mark.parametrize("words", [(), ("--lang", "zh_CN")])
def test_somebody_new_may_leave_and_is_told_that_it_goes_on(alone: Shell, words: tuple[str, ...]) -> None:
    child = on_a_terminal(alone, "-m", "tui", *words)
    child.expect("Esc")
    child.send("\x11")
    code, said = ended(child)
    assert code == 2
    assert "postcmd login" in said


def test_without_a_terminal_somebody_new_is_told_what_to_run(alone: Shell) -> None:
    answer = alone.run()
    assert answer.code == 2
    assert "postcmd login --url URL" in answer.sentence


def test_what_nobody_said_is_asked_for(alone: Shell, quiet_centre: RunningCentre, tmp_path: Path) -> None:
    child = on_a_terminal(alone, "-m", "tui", "login", "--token-file", str(tmp_path / "token"))
    child.expect("Address of the centre")
    child.sendline(quiet_centre.url)
    child.expect("Account")
    child.sendline("chaoyang")
    child.expect("Password of chaoyang")
    child.waitnoecho(10)
    child.sendline(PASSWORD)
    assert ended(child)[0] == 0


def test_a_password_is_not_shown_while_it_is_typed(alone: Shell, quiet_centre: RunningCentre, tmp_path: Path) -> None:
    words = ["-m", "tui", "login", "--url", quiet_centre.url, "--account", "chaoyang"]
    child = on_a_terminal(alone, *words, "--token-file", str(tmp_path / "token"))
    child.expect("Password of chaoyang")
    child.waitnoecho(10)
    child.sendline(PASSWORD)
    code, said = ended(child)
    assert code == 0
    assert PASSWORD not in said


HANGING = """
import sys, threading
from tui.__main__ import leave
threading.Thread(target=threading.Event().wait).start()
print("said")
leave(3)
"""


def test_what_still_hangs_in_a_thread_does_not_hold_up_the_end(alone: Shell) -> None:
    command = [sys.executable, "-c", HANGING]
    ran = subprocess.run(
        command, cwd=ROOT, env=alone.environment(), capture_output=True, text=True, timeout=30, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (3, "said\n", "")
