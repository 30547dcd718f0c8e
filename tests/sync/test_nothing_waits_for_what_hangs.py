"""A look-up, a keyring or a centre that hangs holds up neither a command nor the end of a board."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from postcmd.errors import SignInNeeded, Unreachable
from sync.http import HttpCentre
from sync.ports import Centre, Secret
from sync.post import open_cache, pull_once
from tests.sync.desk import SUNHE, URL, at_work
from tests.sync.fake_centre import FakeCentre


@pytest.fixture
def never(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Names are looked up for as long as the test lasts."""
    end = threading.Event()

    def hang(*_: Any, **__: Any) -> list[Any]:
        end.wait()
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    yield end
    end.set()


def to_nowhere() -> Centre:
    return HttpCentre(URL, Secret("pc_chaoyang_token"))


def test_a_command_does_not_wait_for_a_name_that_is_not_found(tmp_path: Path, never: threading.Event) -> None:
    with pytest.raises(Unreachable, match="timeout"):
        pull_once(open_cache(URL, "chaoyang", tmp_path / "postcmd"), to_nowhere, limit=1.0)
    assert not never.is_set()


def test_a_command_does_not_wait_for_a_keyring_that_hangs(tmp_path: Path, never: threading.Event) -> None:
    def connect() -> Centre:
        never.wait()
        return to_nowhere()

    with pytest.raises(SignInNeeded, match="keyring_silent"):
        pull_once(open_cache(URL, "chaoyang", tmp_path / "postcmd"), connect, limit=0.05)


def test_a_board_ends_while_a_name_is_looked_up_and_keeps_its_edits(tmp_path: Path, never: threading.Event) -> None:
    with at_work(tmp_path, to_nowhere) as desk:
        desk.until_stage(desk.add_to_quota(+3), "saved")
    assert not never.is_set()
    centre = FakeCentre()
    with at_work(tmp_path, centre) as desk:
        desk.until(lambda: desk.board.quota(SUNHE) is not None and not desk.board.waiting)
    assert centre.quota(SUNHE).max == 15
