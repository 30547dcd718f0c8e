"""The doctor says what is wrong and what to do, one line each, and changes nothing."""

from pathlib import Path

import pytest

from tests.centre_fixture import RunningCentre
from tests.cli.running import Shell
from tui.cli_doctor import look_at_kept, look_at_state, look_at_terminal, look_at_variables
from tui.cli_exit import DONE, USAGE

GOOD = {"TERM": "xterm-256color"}


def faults(shell: Shell, **env: str) -> list[str]:
    return [line for line in shell.run("doctor", **env).data.splitlines() if line.startswith("!!")]


def test_where_all_is_well_every_line_says_ok(reader: Shell) -> None:
    answer = reader.run("doctor")
    assert (answer.code, answer.words) == (0, "")
    lines = answer.data.splitlines()
    assert len(lines) == 7
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
    ("env", "encoding", "size", "said"),
    [
        ({"TERM": "dumb"}, "utf-8", (80, 24), "TERM says “dumb”"),
        ({}, "utf-8", (80, 24), "TERM says “”"),
        (GOOD, "ascii", (80, 24), "the locale is not UTF-8 but ascii: set LANG=C.UTF-8"),
        (GOOD, "UTF-8", (79, 24), "79x24 is small"),
        (GOOD, "UTF-8", (80, 23), "80x23 is small"),
    ],
)
def test_what_the_board_needs_of_a_terminal(
    env: dict[str, str], encoding: str, size: tuple[int, int], said: str
) -> None:
    finding = look_at_terminal(env, True, encoding, size)
    assert (finding.code, said in finding.words) == (USAGE, True)


def test_a_good_terminal_and_none_at_all_are_both_well() -> None:
    assert look_at_terminal(GOOD, True, "utf8", (80, 24)).code == DONE
    assert look_at_terminal({}, False, "ascii", (0, 0)).code == DONE


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
