"""Whatever is wrong ends in one clear sentence and an exit code; nothing is changed and nothing crashes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.centre_fixture import PASSWORD, RunningCentre
from tests.cli.conftest import At
from tests.cli.running import ROOT, Shell
from tui import __main__ as way_in

SUNHE = "sunhe.lianjia.2022-11-20"
NOBODY = "http://127.0.0.1:9"


def test_without_a_terminal_there_is_no_board(alone: Shell) -> None:
    """Nor is anybody led through a first start: what to run instead is said."""
    answer = alone.run()
    assert answer.code == 2
    assert answer.sentence == "No centre is named: run `postcmd login --url URL`, or set POSTCMD_URL."
    alone.configure('url = "https://centre.example.org"\naccount = "li"\n')
    answer = alone.run()
    assert answer.code == 2
    assert answer.sentence == "The board needs a terminal; without one, try `postcmd quotas` or `postcmd status`."


def test_a_misspelt_setting_is_named_by_file_line_and_key(alone: Shell) -> None:
    file = alone.configure('url = "https://centre.example.org"\nacount = "li"\n')
    for words in (("quotas",), ("config", "show"), ()):
        answer = alone.run(*words)
        assert answer.code == 2
        assert answer.sentence == f"{file}, line 2: there is no setting “acount”; did you mean “account”?"


def test_without_a_centre_or_an_account_it_says_what_to_do(alone: Shell) -> None:
    assert alone.run("quotas").sentence == "No centre is named: run `postcmd login --url URL`, or set POSTCMD_URL."
    answer = alone.run("quotas", POSTCMD_URL=NOBODY)
    assert answer.code == 2
    assert answer.sentence == "No account is named: run `postcmd login --account NAME`, or set POSTCMD_ACCOUNT."


def test_without_a_network_or_a_cache_it_ends_in_3(alone: Shell) -> None:
    answer = alone.run("quotas", POSTCMD_URL=NOBODY, POSTCMD_TOKEN="pc_li_secret")
    assert (answer.code, answer.data, answer.sentence) == (3, "", "The centre cannot be reached.")


@pytest.mark.parametrize("words", [("quotas",), ("sync",), ("quota", "add", "a.b.2022-11-20", "1"), ()])
def test_what_is_no_token_is_refused_before_anything_is_asked(alone: Shell, words: tuple[str, ...]) -> None:
    answer = alone.run(*words, POSTCMD_URL=NOBODY, POSTCMD_ACCOUNT="li", POSTCMD_TOKEN="geheim")
    assert answer.code == 2
    assert answer.sentence == "POSTCMD_TOKEN holds no token of a centre: that would look like pc_NAME_…"


@pytest.mark.parametrize("locale", ["C.UTF-8", "en_US.UTF-8"])
def test_a_password_that_is_no_text_is_refused(alone: Shell, locale: str) -> None:
    words = [sys.executable, "-m", "tui", "login", "--url", NOBODY, "--account", "li"]
    env = alone.environment() | {"LANG": locale, "PYTHONIOENCODING": "utf-8" if locale == "en_US.UTF-8" else ""}
    ran = subprocess.run(words, cwd=ROOT, env=env, input=b"\xff\xfe\n", capture_output=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.decode() == "What was typed or given on the input is not text in this locale's encoding.\n"


def test_without_a_token_or_a_cache_it_ends_in_4(alone: Shell) -> None:
    answer = alone.run("quotas", POSTCMD_URL=NOBODY, POSTCMD_ACCOUNT="li")
    assert (answer.code, answer.sentence) == (4, "Nobody is signed in here: run `postcmd login`.")


def test_a_wrong_token_ends_in_4_and_is_shown_nowhere(reader: Shell) -> None:
    answer = reader.run("quotas", POSTCMD_TOKEN="pc_chaoyang_geheim")
    assert (answer.code, answer.data) == (4, "")
    assert "run `postcmd login`" in answer.sentence
    assert "geheim" not in answer.words


def test_a_token_never_goes_over_plain_http_to_another_machine(alone: Shell) -> None:
    answer = alone.run("quotas", POSTCMD_URL="http://centre.example.org", POSTCMD_TOKEN="pc_li_geheim")
    assert answer.code == 2
    assert answer.sentence.startswith("http://centre.example.org is not encrypted")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("quotes",), "No such command 'quotes'"),
        (("quotas", "--jsn"), "No such option '--jsn'"),
        (("quota", "add", "a.b.2022-11-20"), "Missing argument"),
        (("quota", "add", "a.b.2022-11-20", "1", "2"), "unexpected extra argument"),
        (("quota", "add", "a.b.2022-11-20", "1", "--field", "present"), "--field"),
        (("quotas", "--lang", "fr"), "“lang” must be en / zh_CN."),
        (("quotas", "--url", "centre"), "“centre” is not an address of a centre"),
        (("quotas", "--account", "li zhang"), "“account” must be the name of an account."),
    ],
)
def test_what_was_mistyped_is_said_in_one_sentence(alone: Shell, words: tuple[str, ...], said: str) -> None:
    answer = alone.run(*words)
    assert (answer.code, answer.data) == (2, "")
    assert said in answer.sentence


def test_a_day_that_is_none_is_refused(reader: Shell) -> None:
    answer = reader.run("quotas", "--day", "yesterday")
    assert (answer.code, answer.sentence) == (2, "“yesterday” is not a day; write 2022-11-20.")


def test_a_usage_error_is_said_in_chinese_where_that_is_spoken(alone: Shell) -> None:
    answer = alone.run("--lang", "zh_CN", "--help")
    assert answer.code == 0
    assert alone.run("--help").data != answer.data


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\xff" * 500, "cannot be read; it was left alone."),
        (b'{"facts":{"cache":{"version":99}}}', "was written by a newer postcmd: this one cannot read it."),
    ],
)
def test_a_cache_that_cannot_be_read_is_named_and_left_alone(
    at: At, centre: RunningCentre, content: bytes, said: str
) -> None:
    chaoyang = at("chaoyang")
    chaoyang.run("sync")
    [cache] = chaoyang.caches()
    cache.write_bytes(content)
    online = chaoyang.run("quotas")
    assert (online.code, online.sentence) == (0, f"{cache} {said}")
    centre.stop()
    offline = chaoyang.run("quotas")
    assert (offline.code, offline.words.splitlines()) == (3, [f"{cache} {said}", "The centre cannot be reached."])
    assert cache.read_bytes() == content


def test_hostile_text_in_a_cache_reaches_no_terminal(at: At, centre: RunningCentre) -> None:
    chaoyang = at("chaoyang")
    chaoyang.run("sync")
    centre.stop()
    [cache] = chaoyang.caches()
    hostile = json.dumps("\x1b]52;c;AAAA\x07\u202e\n\x9b2J[/x]" + "名" * 10_000)
    cache.write_text(cache.read_text().replace(json.dumps("孙河乡", ensure_ascii=False), hostile))
    for words in (("quotas",), ("quotas", "--json"), ("requests",)):
        answer = chaoyang.run(*words)
        assert answer.code == 0
        assert "[/x]名" in answer.data
        assert all(line.isprintable() for line in answer.data.splitlines())


def test_a_reader_that_goes_away_is_no_error(reader: Shell) -> None:
    command = [sys.executable, "-m", "tui", "quotas"]
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(command, cwd=ROOT, env=reader.environment(), stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.parametrize(("ended_by", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_a_command_with_its_own_code(alone: Shell, ended_by: signal.Signals, code: int) -> None:
    words = ["-m", "tui", "login", "--url", NOBODY, "--account", "li"]
    child = pexpect.spawn(sys.executable, words, cwd=str(ROOT), env=alone.environment(), timeout=20)
    child.expect("Password")
    child.kill(ended_by)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == code
    assert b"Traceback" not in (child.before or b"")


def test_a_fault_of_ours_is_one_sentence_and_is_written_down_without_the_token(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own_home: Path
) -> None:
    def fails(argv: object) -> int:
        raise RuntimeError("header 'Bearer pc_li_geheim' is broken")

    monkeypatch.setattr("tui.cli.command_line", fails)
    assert way_in.run(["quotas"]) == 70
    said = capsys.readouterr().err
    log = own_home / ".local/state" / "postcmd" / "fault.log"
    assert said == f"postcmd failed at this (RuntimeError); what happened is in {log}.\n"
    assert "geheim" not in log.read_text()
    assert "Bearer pc_…" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_a_password_may_be_one_line_of_the_input_and_the_token_a_private_file(
    alone: Shell, quiet_centre: RunningCentre
) -> None:
    file = alone.home / "token"
    words = ("login", "--url", quiet_centre.url, "--account", "chaoyang", "--token-file", str(file))
    answer = alone.run(*words, stdin=PASSWORD + "\n")
    assert answer.code == 0
    assert str(file) in answer.sentence
    assert file.stat().st_mode & 0o077 == 0
    signed_in = {"POSTCMD_TOKEN_FILE": str(file)}
    assert alone.run("quotas", **signed_in).code == 0, "the centre and the account are remembered"
    status = alone.run("auth", "status", **signed_in)
    assert "dispatcher u:centre/chaoyang" in status.data
    assert file.read_text().strip() not in status.data + status.words
    assert alone.run("logout", **signed_in).code == 0
    assert not file.exists()
    nobody = alone.run("quotas")
    assert (nobody.code, nobody.sentence) == (4, "Nobody is signed in here: run `postcmd login`.")


def test_after_signing_out_the_cache_and_the_edits_that_wait_are_still_there(at: At, centre: RunningCentre) -> None:
    chaoyang = at("chaoyang")
    token = chaoyang.home / "token"
    words = ("login", "--url", centre.url, "--account", "chaoyang", "--token-file", str(token))
    chaoyang.env = {}
    chaoyang.run(*words, stdin=PASSWORD + "\n")
    signed_in = {"POSTCMD_TOKEN_FILE": str(token)}
    chaoyang.run("sync", **signed_in)
    centre.stop()
    assert chaoyang.run("quota", "add", SUNHE, "1", **signed_in).code == 3
    chaoyang.run("logout", **signed_in)
    kept = chaoyang.run("outbox")
    assert (kept.code, "sunhe" in kept.data) == (0, True)
    assert kept.sentence.startswith("Nobody is signed in here: run `postcmd login`. This is from the cache")
    assert "孙河" in chaoyang.run("quotas").data


def test_a_token_file_that_is_missing_keeps_the_edit_and_asks_for_a_sign_in(at: At) -> None:
    chaoyang = at("chaoyang")
    chaoyang.run("sync")
    without = {"POSTCMD_TOKEN": "", "POSTCMD_ACCOUNT": "chaoyang", "POSTCMD_TOKEN_FILE": str(chaoyang.home / "tok")}
    edited = chaoyang.run("quota", "add", SUNHE, "1", **without)
    why = f"{chaoyang.home / 'tok'} cannot be read: No such file or directory."
    assert (edited.code, edited.sentence) == (4, f"{why} The edit is kept and goes out later.")
    read = chaoyang.run("status", "--json", **without)
    assert read.sentence.startswith(f"{why} This is from the cache")
    assert read.json["status"]["link"] == "sign_in"


def test_a_token_that_can_be_kept_nowhere_is_given_back(alone: Shell, quiet_centre: RunningCentre) -> None:
    answer = alone.run("login", "--url", quiet_centre.url, "--account", "chaoyang", stdin=PASSWORD + "\n")
    assert (answer.code, answer.data) == (2, "")
    assert "--token-file PATH" in answer.sentence


@pytest.mark.parametrize(("typed", "code"), [("", 2), ("\n", 2), ("not the password\n", 4)])
def test_without_the_right_password_nobody_is_signed_in(
    alone: Shell, quiet_centre: RunningCentre, typed: str, code: int
) -> None:
    file = alone.home / "token"
    words = ("login", "--url", quiet_centre.url, "--account", "chaoyang", "--token-file", str(file))
    answer = alone.run(*words, stdin=typed)
    assert answer.code == code
    assert answer.sentence
    assert not file.exists()


def test_a_token_file_that_others_can_read_is_refused(reader: Shell, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("pc_chaoyang_x")
    file.chmod(0o644)
    answer = reader.run("quotas", POSTCMD_TOKEN="", POSTCMD_TOKEN_FILE=str(file))
    assert (answer.code, answer.sentence) == (
        2,
        f"{file} must be a file of yours that nobody else can read (chmod 600).",
    )


def test_a_state_folder_that_others_can_enter_keeps_nothing_and_is_one_sentence(at: At) -> None:
    chaoyang = at("chaoyang")
    state = chaoyang.home / "state" / "postcmd"
    state.mkdir(parents=True)
    state.chmod(0o755)
    edited = chaoyang.run("quota", "add", "sunhe.lianjia.2022-11-20", "1")
    assert (edited.code, edited.data) == (1, "")
    assert "was not kept" in edited.sentence
    synced = chaoyang.run("sync")
    assert (synced.code, synced.sentence.startswith(f"{state} must be a folder of yours")) == (2, True)
    assert not chaoyang.caches()


def test_what_the_sync_side_notes_stands_in_a_private_log(at: At) -> None:
    chaoyang = at("chaoyang")
    state = chaoyang.home / "state" / "postcmd"
    state.mkdir(parents=True)
    state.chmod(0o755)
    chaoyang.run("sync")
    log = state / "postcmd.log"
    assert "folder_not_private" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0
