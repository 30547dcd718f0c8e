"""The doctor says what is wrong and what to do, one line each, and changes nothing."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pexpect
import pyte
import pytest

from postcmd.op_kinds import TAKEN
from postcmd.wire import Hello
from tests.centre_fixture import RunningCentre
from tests.cli.running import ROOT, Shell
from tui.cli_doctor import look_at_kept, look_at_state, look_at_variables, look_at_waiting
from tui.cli_exit import DONE, USAGE
from tui.doctor_centre import look_at_clock, look_at_link, look_at_version
from tui.doctor_terminal import look_at_colours, look_at_locale, look_at_terminal, look_between

GOOD = {"TERM": "xterm-256color"}


def faults(shell: Shell, **env: str) -> list[str]:
    return [line for line in shell.run("doctor", **env).data.splitlines() if line.startswith("!!")]


def test_where_all_is_well_every_line_says_ok(reader: Shell) -> None:
    answer = reader.run("doctor")
    assert (answer.code, answer.words) == (0, "")
    lines = answer.data.splitlines()
    said = [line[4:].partition(":")[0] for line in lines]
    assert said == [
        "terminal", "locale", "keyring", "state folder", "configuration", "centre", "round trip", "sign-in", "clock",
        "version", "files",
    ]  # fmt: skip
    assert all(line.startswith("ok  ") for line in lines)
    assert reader.env["POSTCMD_TOKEN"] not in answer.data
    assert not reader.caches(), "it only looks"


def test_a_wrong_token_and_a_centre_that_is_gone_are_told_apart(reader: Shell, quiet_centre: RunningCentre) -> None:
    [wrong] = faults(reader, POSTCMD_TOKEN="pc_chaoyang_geheim")
    assert wrong.startswith("!!  sign-in: ")
    assert "geheim" not in wrong
    gone = faults(reader, POSTCMD_URL="http://127.0.0.1:9")
    assert [line.partition(":")[0] for line in gone] == ["!!  centre", "!!  sign-in"]
    assert reader.run("doctor", POSTCMD_URL="http://127.0.0.1:9").code == 3


def test_a_faulty_configuration_is_its_last_line(alone: Shell) -> None:
    file = alone.configure("colour = 1\n")
    answer = alone.run("doctor")
    assert answer.code == 2
    assert answer.data.splitlines()[-1].startswith(f"!!  configuration: {file}, line 1: ")


def test_a_misspelt_variable_is_seen() -> None:
    [finding] = look_at_variables({"POSTCMD_ACOUNT": "li", "POSTCMD_URL": "x", "POSTCMD_CENTRAL_DATABASE": "y"})
    assert (finding.code, finding.words) == (USAGE, "POSTCMD_ACOUNT means nothing here; did you mean POSTCMD_ACCOUNT?")


@pytest.mark.parametrize(
    ("env", "size", "said"),
    [
        ({"TERM": "dumb"}, (80, 24), "TERM says “dumb”"),
        ({}, (80, 24), "TERM says “”"),
        (GOOD, (79, 24), "79x24 is small"),
        (GOOD, (80, 23), "80x23 is small"),
    ],
)
def test_what_the_board_needs_of_a_terminal(env: dict[str, str], size: tuple[int, int], said: str) -> None:
    finding = look_at_terminal(env, True, size)
    assert (finding.code, said in finding.words) == (USAGE, True)


def test_a_good_terminal_and_none_at_all_are_both_well() -> None:
    assert look_at_terminal(GOOD, True, (80, 24)).code == DONE
    assert look_at_terminal({}, False, (0, 0)).code == DONE


def test_a_locale_that_cannot_write_chinese_is_a_fault_where_somebody_looks_and_advice_where_nobody_does() -> None:
    [seen, unseen] = [look_at_locale({"LANG": "C"}, is_terminal, "ascii") for is_terminal in (True, False)]
    assert (seen.state, unseen.state) == ("fault", "advice")
    assert "set LANG=C.UTF-8" in seen.words
    assert look_at_locale({"LC_ALL": "zh_CN.UTF-8"}, True, "utf8").words == "LC_ALL=zh_CN.UTF-8, UTF-8"


@pytest.mark.parametrize(
    ("env", "state", "words"),
    [
        ({"TERM": "xterm-256color"}, "ok", "256"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "ok", "16 million"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "ok", "none: NO_COLOR is set"),
        ({"TERM": "screen"}, "advice", "16: where the terminal draws more, set TERM=screen-256color"),
    ],
)
def test_colours_are_told_by_what_the_terminal_says_of_itself(env: dict[str, str], state: str, words: str) -> None:
    finding = look_at_colours(env)
    assert (finding.state, finding.words) == (state, words)


def test_what_stands_between_and_swallows_the_clipboard_is_named() -> None:
    assert list(look_between(GOOD)) == []
    [screen] = look_between({"STY": "1.tty"})
    assert (screen.state, "kept in a file" in screen.words) == ("advice", True)
    [tmux] = look_between({"TMUX": "/nowhere,1,0", "TERM": "xterm"})
    assert tmux.state == "advice"


# The real terminal, asked how wide it draws


class Drawn:
    """A terminal that draws: it answers where its cursor stands, which of these characters being so wide."""

    def __init__(self, ambiguous: int) -> None:
        self.screen = pyte.Screen(80, 24)
        self.stream = pyte.Stream(self.screen)
        self._ambiguous = ambiguous

    def column_after(self, text: str) -> int:
        self.stream.feed(text)
        return self.screen.cursor.x + 1 + (self._ambiguous - 1) * text.count("●")


def doctor_on(terminal: Drawn, shell: Shell, *words: str) -> str:
    env = shell.environment() | {"TERM": "xterm-256color"}
    child = pexpect.spawn(
        sys.executable, ["-m", "tui", *words, "doctor"], cwd=str(ROOT), env=env, timeout=30, encoding="utf-8",
        dimensions=(24, 80),
    )  # fmt: skip
    said = ""
    while child.expect_exact(["\x1b[6n", pexpect.EOF]) == 0:
        said += child.before or ""
        child.send(f"\x1b[1;{terminal.column_after(child.before or '')}R")
    return said + (child.before or "")


@pytest.mark.parametrize(
    ("ambiguous", "words", "said"),
    [
        (1, (), "ok  widths: ● takes 1, Chinese 2 cells"),
        (2, (), "--  widths: ● takes 2 cells here and lines would shift: start with --ascii"),
        (2, ("--ascii",), "ok  widths: ● takes 2, Chinese 2 cells"),
    ],
)
def test_the_terminal_itself_says_how_wide_it_draws(
    alone: Shell, ambiguous: int, words: tuple[str, ...], said: str
) -> None:
    seen = doctor_on(Drawn(ambiguous), alone, *words)
    assert said in seen
    assert "R" not in seen.partition("widths")[0].rpartition("\n")[2], "the answer does not stand on the screen"


# The centre


def hello(**said: object) -> Hello:
    return msgspec.convert(
        {"epoch": "e", "head": 1, "t": NOW, "now": NOW, "account": "li", "prefixes": [], "grants": [], "kinds": TAKEN}
        | said,
        Hello,
    )


NOW = datetime(2026, 11, 29, 17, 0, tzinfo=UTC)


def test_a_clock_that_is_far_off_is_told_with_its_direction_and_how_to_set_it() -> None:
    assert look_at_clock(NOW + timedelta(seconds=29), NOW).state == "ok"
    fast, slow = look_at_clock(NOW + timedelta(minutes=2), NOW), look_at_clock(NOW - timedelta(hours=1), NOW)
    assert (fast.state, slow.state) == ("advice", "advice")
    assert fast.words.startswith("120 s fast: ")
    assert slow.words.startswith("3600 s slow: ")
    assert "set-ntp" in slow.words


def test_a_slow_link_is_advice() -> None:
    assert (look_at_link(0.04).state, look_at_link(0.04).words) == ("ok", "40 ms")
    assert look_at_link(1.5).state == "advice"


def test_a_centre_that_does_not_know_every_edit_yet_or_speaks_otherwise_is_told() -> None:
    assert look_at_version(hello()).state == "ok"
    assert "2 kinds of edits are new" in look_at_version(hello(kinds=TAKEN[2:])).words
    other = look_at_version(hello(versions=(9,)))
    assert (other.state, other.code) == ("fault", USAGE)


def test_edits_that_wait_are_advice_and_cost_no_exit_code() -> None:
    assert [finding.state for finding in look_at_waiting(2, 1)] == ["advice", "advice"]
    assert list(look_at_waiting(0, 0)) == []


def test_json_says_the_same_in_words_a_program_can_count_on(reader: Shell) -> None:
    answer = reader.run("--lang", "zh_CN", "doctor", "--json")
    said = answer.json
    assert (answer.code, said["version"], said["source"]) == (0, 1, "centre")
    assert [one["what"] for one in said["doctor"]][:2] == ["terminal", "locale"]
    assert {one["state"] for one in said["doctor"]} == {"ok"}
    assert all(one["code"] == 0 for one in said["doctor"])
    gone = reader.run("doctor", "--json", POSTCMD_URL="http://127.0.0.1:9")
    assert gone.code == 3
    assert [one["what"] for one in gone.json["doctor"] if one["state"] == "fault"] == ["centre", "sign-in"]


def test_a_file_set_aside_is_named_as_long_as_it_is_kept(tmp_path: Path) -> None:
    kept = tmp_path / "inst-01" / "quarantine" / "outbox-20221120.json"
    kept.parent.mkdir(parents=True)
    kept.write_text("{")
    [finding] = look_at_kept(tmp_path)
    assert (finding.code, str(kept) in finding.words) == (DONE, True)


def test_a_state_folder_that_others_can_enter_is_named(tmp_path: Path) -> None:
    state = tmp_path / "postcmd"
    open_to_others = state / "0123" / "li" / "inst-1"
    open_to_others.mkdir(parents=True)
    for folder in (state, state / "0123", state / "0123" / "li"):
        folder.chmod(0o700)
    open_to_others.chmod(0o755)
    [finding] = look_at_state(state)
    assert finding.code == USAGE
    assert str(open_to_others) in finding.words
    open_to_others.chmod(0o700)
    assert [finding.code for finding in look_at_state(state)] == [DONE]
