"""A file that this version cannot read is named, never passed over, and set aside with a word."""

import json
from pathlib import Path

import pytest

from tests.centre_fixture import RunningCentre
from tests.cli.conftest import At
from tests.cli.running import Shell

SUNHE = "sunhe.lianjia.2022-11-20"
IN_STEP = "Everything is in step."


@pytest.fixture
def chaoyang(at: At) -> Shell:
    """Somebody with a cache, and an outbox in which something waited once."""
    shell = at("chaoyang")
    assert shell.run("quota", "add", SUNHE, "1").code == 0
    return shell


def changed(file: Path, facts: str, **values: int) -> Path:
    content = json.loads(file.read_text())
    content["facts"][facts] |= values
    file.write_text(json.dumps(content))
    return file


@pytest.mark.parametrize("number", ["version", "schema"])
def test_a_newer_cache_is_named_by_reading_commands_and_the_doctor(
    chaoyang: Shell, centre: RunningCentre, number: str
) -> None:
    [file] = chaoyang.caches()
    changed(file, "cache", **{number: 99})
    said = f"{file} was written by a newer postcmd: this one cannot read it."
    assert chaoyang.run("quotas").sentence == said
    assert f"!!  files: {said}" in chaoyang.run("doctor").data.splitlines()
    centre.stop()
    offline = chaoyang.run("quotas")
    assert (offline.code, offline.words.splitlines()[0]) == (3, said)


@pytest.mark.parametrize("number", ["version", "schema"])
def test_a_newer_cache_is_set_aside_with_a_word(chaoyang: Shell, number: str) -> None:
    [file] = chaoyang.caches()
    changed(file, "cache", **{number: 99})
    synced = chaoyang.run("sync")
    _named, aside, end = synced.words.splitlines()
    [kept] = (file.parent / "quarantine").iterdir()
    assert aside == f"The cache could not be read; it was set aside as {kept} and is fetched anew."
    assert (synced.code, end) == (0, IN_STEP)
    assert chaoyang.run("sync").sentence == IN_STEP


def test_beside_a_newer_outbox_nothing_is_called_in_step(chaoyang: Shell) -> None:
    [cache] = chaoyang.caches()
    file = changed(cache.parent / "outbox.json", "outbox", version=99)
    for _ in range(2):
        synced = chaoyang.run("sync")
        assert (synced.code, synced.words.splitlines()[0].startswith(f"{file} was written by a newer")) == (5, True)
        assert IN_STEP not in synced.words


def test_beside_a_broken_outbox_nothing_is_called_in_step_until_it_was_told_of(chaoyang: Shell) -> None:
    [cache] = chaoyang.caches()
    file = cache.parent / "outbox.json"
    file.write_bytes(file.read_bytes()[:-20])
    synced = chaoyang.run("sync")
    assert synced.code == 5
    assert "it was set aside as" in synced.words
    assert IN_STEP not in synced.words
    assert chaoyang.run("sync").sentence == IN_STEP
