"""The report without a screen: what cannot be asked is said in one sentence each, and nothing is written."""

from __future__ import annotations

import pytest

from tests.cli.running import Shell

UNIT = ("--unit", "chaoyang")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ((*UNIT, "--from", "2022-11-21", "--to", "2022-11-20"), 2, "ends (2022-11-20) before it begins (2022-11-21)"),
        ((*UNIT, "--from", "2099-01-01"), 2, "2099-01-01, which has not come yet"),
        ((*UNIT, "--from", "2020-01-01", "--to", "2022-11-20"), 2, "at most 400 days"),
        ((*UNIT, "--from", "yesterweek"), 2, "is no day"),
        ((*UNIT, "--from", "2022-11-20", "--as-of", "2099-01-01T00:00"), 2, "has not come yet"),
        ((*UNIT, "--from", "2022-11-20", "--as-of", "midnight"), 2, "is no moment"),
        ((*UNIT, "--from", "2022-11-20", "--format", "xlsx"), 2, "which with -o FILE"),
        (("--unit", "nowhere", "--from", "2022-11-20"), 1, "There is no nowhere"),
        (("--unit", "miyun", "--from", "2022-11-20"), 1, "outside what you may see"),
    ],
)
def test_what_cannot_be_asked_for_is_said_in_one_sentence(
    reader: Shell, words: tuple[str, ...], code: int, sentence: str
) -> None:
    answer = reader.run("report", *words)
    assert (answer.code, answer.data) == (code, "")
    assert sentence in answer.sentence
